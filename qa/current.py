"""The index that questions go to when none is named: opened once a process, and kept current."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from errors import IndexMissing
from index import build, current_name, default_index, open_index
from index.store import Store

_open: dict[Path, Store] = {}
_lock = threading.Lock()


def current_store(path: Path | str | None = None) -> Store:
    """The current generation of an index folder (None: the default one), open for reading.

    The store is kept; when the folder's CURRENT names another generation, that one is opened and
    takes its place, while whoever still holds the old one may go on reading it.  The default index
    is built from the bundled articles if there is none.

    Raises:
        IndexMissing: there is no index at the named path.
        IndexDamaged, IndexMismatch, ModelMissing: as `index.open_index`.
    """
    root = default_index() if path is None else Path(path)
    kept = _open.get(root)
    if kept is not None and _is_current(kept, root):
        return kept
    with _lock:
        kept = _open.get(root)
        if kept is None or not _is_current(kept, root):
            _open[root] = _opened(root, path is None)
        return _open[root]


def _is_current(kept: Store, root: Path) -> bool:
    """Whether the folder still names the generation; one that was removed since answers on."""
    try:
        return current_name(root) == kept.generation
    except IndexMissing:
        return True


def _opened(root: Path, bundled: bool) -> Store:
    try:
        return open_index(root)
    except IndexMissing:
        if not bundled:
            raise
    print("building the index of the bundled articles (once)", file=sys.stderr)
    build(None, root)
    return open_index(root)
