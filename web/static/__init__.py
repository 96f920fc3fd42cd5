"""The page's own style, scripts and icon: a closed list, so that no path is ever looked up."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FILES = {
    "style.css": "text/css; charset=utf-8",
    "theme.js": "text/javascript; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@cache
def read(name: str) -> bytes:
    """The bytes of one of FILES."""
    return (Path(__file__).parent / name).read_bytes()
