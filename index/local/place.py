"""Place of an index: what it makes in its folder, and what else may lie there."""

from __future__ import annotations

import os
from pathlib import Path

from corpus.files import ignored
from errors import StoreError
from index.local import generations, lock, merger
from index.local.files import writing_to

OWN_NAMES = frozenset(
    (generations.POINTER, f"{generations.POINTER}.new", lock.NAME, merger.LOCK, merger.PLACE)
)
"""What an index makes in its folder, its generations apart."""

_OF_THE_DISK = "lost+found"
"""Lies in the root of a disk that holds nothing yet."""

_NAMED = 3


def check_place(root: Path) -> None:
    """Raises StoreError for a folder that is no index and holds something: it was named by mistake,
    and would have an index among its files, each of which the next one over them would meet.

    What systems leave behind counts for nothing, nor does what a writer may be making just now.
    A CURRENT that is not ours is told of by `generations.begin`.
    """
    if not root.is_dir() or os.path.lexists(root / generations.POINTER):
        return
    with writing_to(root, "cannot_write"):
        names = sorted(path.name for path in root.iterdir() if not _counts_for_nothing(path))
    if names and not generations.any_of_ours(root):
        some = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
        raise StoreError("not_empty", path=root, count=len(names), files=some)


def _counts_for_nothing(path: Path) -> bool:
    name = path.name
    return name in OWN_NAMES or name == _OF_THE_DISK or ignored(name) or generations.named(path)
