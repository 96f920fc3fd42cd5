"""Importing Gradio without the type stubs that it writes.

For each of its sixty components Gradio parses the component's source as it is imported, and writes
a .pyi file beside it for editors: 1.4 s of the 3.4 s that the import takes, each time, and a write
into what is installed.  A page needs none.
"""

from __future__ import annotations

import inspect
from typing import Any


def import_without_stubs() -> None:
    """Imports Gradio, unless it is already.  It writes no stub of a class that has no file."""
    original = inspect.getfile

    def getfile(member: Any) -> str:
        if (getattr(member, "__module__", None) or "").partition(".")[0] == "gradio":
            raise OSError("no stub of it is wanted")
        return original(member)

    inspect.getfile = getfile  # type: ignore[assignment]
    try:
        import gradio  # noqa: F401
    finally:
        inspect.getfile = original
