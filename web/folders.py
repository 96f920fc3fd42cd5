"""Folders that a server is given: the path that is kept of one, and which index it is."""

from __future__ import annotations

import os
from pathlib import Path

from index.engines import engine_of


def kept(folder: Path) -> Path:
    """An absolute path without `..`.  Links in it stay, for they may be switched, but for those
    before a `..`: where that leads, only the system can tell, and what is beside the folder or
    within it could not be."""
    return Path(os.path.realpath(folder)) if ".." in folder.parts else folder.absolute()


def identity(index: Path) -> str:
    """An index by the one name that it goes by: the real folder, else its address."""
    engine = engine_of(index)
    return engine.canonical if engine.folder is not None else str(index)
