"""Watching a folder: work is done at once, and again whenever its files have changed and rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from corpus.files import files

EVERY = 2.0
"""Seconds between two looks at a folder."""

State = dict[str, tuple[int, int, int]]
"""Of each file that would be read: its size, the time of its last change, and its number, which
another file put in its place does not have."""


def state(folder: Path) -> State:
    """What is in the folder now; nothing is opened."""
    found: State = {}
    for path in files(folder, lambda path, reason: None, ""):
        try:
            told = path.stat()
        except OSError:
            continue  # gone meanwhile
        found[str(path)] = told.st_size, told.st_mtime_ns, told.st_ino
    return found


def follow(
    folder: Path,
    work: Callable[[], bool],
    every: float = EVERY,
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Calls `work` now and after each change, until it is interrupted.

    A change counts once two looks find the same, so that a file is not read while it is being
    written.  What changes while `work` is at it counts as the next change.  work: whether it is
    done; else it is called again.
    """
    done: State | None = None
    before: State | None = None
    while True:
        now = state(folder)
        if now != done and (now == before or before is None) and work():
            done = now
        before = now
        wait(every)
