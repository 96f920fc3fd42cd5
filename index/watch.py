"""Watching a folder: work is done at once, and again whenever its files have changed and rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from corpus.files import LeaveOut, files

EVERY = 2.0
"""Seconds between two looks at a folder."""

State = dict[str, tuple[int, int, int]]
"""Of each file that would be read: its size, the time of its last change, and its number, which
another file put in its place does not have."""


def state(folder: Path, leave_out: LeaveOut = lambda path: False) -> State:
    """What is in the folder now, but for what is to be left out; nothing is opened."""
    found: State = {}
    for path in files(folder, lambda path, reason: None, "", leave_out):
        try:
            told = path.stat()
        except OSError:
            continue  # gone meanwhile
        found[str(path)] = told.st_size, told.st_mtime_ns, told.st_ino
    return found


def follow(
    folder: Path,
    work: Callable[[frozenset[str]], bool],
    every: float = EVERY,
    wait: Callable[[float], None] = time.sleep,
    leave_out: LeaveOut = lambda path: False,
) -> None:
    """Calls `work` now and after each change, until it is interrupted.

    A change of a file counts once two looks find the same, so that it is not read while it is being
    written; `work` gets those that are, and leaves them alone: one that grows for hours keeps no
    other waiting.  What changes while `work` is at it counts as the next change.  work: whether it
    is done; else it is called again.
    """
    done: State = {}
    before: State | None = None
    again = True
    while True:
        now = state(folder, leave_out)
        moving = frozenset() if before is None else _differ(now, before)
        if again or _differ(now, done) - moving:
            again = not work(moving)
            if not again:
                done = {path: one for path, one in now.items() if path not in moving} | {
                    path: one for path, one in done.items() if path in moving
                }
        before = now
        wait(every)


def _differ(one: State, other: State) -> frozenset[str]:
    return frozenset(path for path, _ in one.items() ^ other.items())
