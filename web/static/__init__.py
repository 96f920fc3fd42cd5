"""Static files of the page: a closed list, so that no path from a request is opened."""

from __future__ import annotations

from functools import cache
from pathlib import Path

SCRIPTS = ("address.js", "pane.js", "correct.js", "visit.js", "page.js")
"""The page's own, in the order in which they run."""

FILES = {
    "style.css": "text/css; charset=utf-8",
    "theme.js": "text/javascript; charset=utf-8",
    "beside.js": "text/javascript; charset=utf-8",
    **dict.fromkeys(SCRIPTS, "text/javascript; charset=utf-8"),
    "icon.svg": "image/svg+xml",
}


@cache
def read(name: str) -> bytes:
    """The bytes of one of FILES."""
    return (Path(__file__).parent / name).read_bytes()
