"""Process-wide handle of the default index; reopens when a new generation is published."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import console
from errors import IndexMissing
from index import build, default_index
from index.current import CurrentIndex
from index.store import Store

Index = Store | str | os.PathLike[str]
"""An opened index, or the folder of one."""

_kept: dict[Path, CurrentIndex] = {}
_lock = threading.Lock()


def opened(index: Index | None) -> Store:
    """The index as it is, or the current generation of the folder (None: of the default one)."""
    if index is None or isinstance(index, (str, os.PathLike)):
        return current_store(index)
    return index


def current_store(path: str | os.PathLike[str] | None = None) -> Store:
    """The current generation of an index folder (None: the default one), open for reading.

    It is kept open and kept current (see `index.current`), while whoever still holds an old one may
    go on reading it.  The default index is built from the bundled articles if there is none.

    Raises:
        IndexMissing: there is no index at the named path.
        IndexDamaged, IndexMismatch, ModelMissing: as `index.open_index`.
    """
    root = default_index() if path is None else Path(path)
    kept = _kept.setdefault(root, CurrentIndex(root))
    try:
        return kept.store()
    except IndexMissing:
        if path is not None:
            raise
    with _lock:
        try:
            return kept.store()  # another thread has built it meanwhile
        except IndexMissing:
            console.warn(console.text("building_bundled"))
            build(None, root)
            return kept.store()
