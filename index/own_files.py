"""Own files of an index: they are no articles, where the index lies in a folder that is read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from index.engines import engine_of, file_beside
from index.local import background_merge, generations, lock

OwnFile = Callable[[Path], bool]

OWN_NAMES = frozenset(
    (
        generations.POINTER,
        f"{generations.POINTER}.new",
        lock.NAME,
        background_merge.LOCK,
        background_merge.PLACE,
    )
)
"""What an index makes in its folder, its generations apart."""


def own_file(index: Path | str | None) -> OwnFile:
    """Tells whether a path is a file or folder that an index made in its folder, or a file that it
    has beside it.  What else lies in that folder is not its own: an index may be put beside
    articles."""
    engine = engine_of(index)
    if engine.folder is None:
        return lambda path: False
    root, parent = engine.canonical, os.path.realpath(Path(engine.canonical).parent)
    beside = tuple(file_beside(index, kind).name for kind in ("corrections", "skipped"))

    def own(path: Path) -> bool:
        name = path.name
        if name.startswith(beside):
            return os.path.realpath(path.parent) == parent
        if name in OWN_NAMES or name.startswith("gen-"):
            in_root = os.path.realpath(path.parent) == root
            return in_root and (name in OWN_NAMES or generations.is_ours(path))
        return False

    return own
