"""Watching a folder: an index is brought in step at once, and whenever files changed and rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import console
from corpus.files import LeaveOut, files
from corpus.records import Skipped
from errors import SourceError, WenbaoError
from index.partial_reads import fleeting

EVERY = 2.0
"""Seconds between two looks at a folder."""

State = dict[str, tuple[int, int, int]]
"""Of each file that would be read: its size, the time of its last change, and its number, which
another file put in its place does not have."""

TRIES = 3
"""How often a folder is read in which the same files were not read to their end."""


def keep_in_step(
    folder: Path,
    sync: Callable[[frozenset[str]], Sequence[Skipped]],
    every: float,
    leave_out: LeaveOut,
) -> None:
    """Calls `sync`, which tells what was not read, until it is interrupted.  What fails is told,
    and tried again; what was not read for want of time, memory or the like, a few times."""
    mounted = folder.resolve().is_mount()
    failure = ""
    unread: set[str] = set()
    tries = 0

    def work(moving: frozenset[str]) -> bool:
        nonlocal failure, unread, tries
        try:
            if mounted and folder.is_dir() and not folder.resolve().is_mount():
                raise SourceError("disk_gone", path=folder)
            skipped = sync(moving)
        except WenbaoError as error:
            if str(error) != failure:  # told once, not at every try
                console.failed(error)
            failure = str(error)
            return False
        failure = ""
        previous, unread = unread, {skip.path for skip in skipped if fleeting(skip.reason)}
        tries = tries + 1 if unread == previous else 1
        return not unread or tries >= TRIES

    follow(folder, work, every, leave_out=leave_out)


def state(folder: Path, leave_out: LeaveOut = lambda path: False) -> State:
    """What is in the folder now, but for what is to be left out; nothing is opened."""
    stats: State = {}
    for path in files(folder, lambda path, reason: None, "", leave_out):
        try:
            file_stat = path.stat()
        except OSError:
            continue  # gone meanwhile
        stats[str(path)] = file_stat.st_size, file_stat.st_mtime_ns, file_stat.st_ino
    return stats


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
    handled: State = {}
    last_look: State | None = None
    retry = True
    while True:
        look = state(folder, leave_out)
        moving = frozenset() if last_look is None else _differ(look, last_look)
        if retry or _differ(look, handled) - moving:
            retry = not work(moving)
            if not retry:
                handled = {path: facts for path, facts in look.items() if path not in moving} | {
                    path: facts for path, facts in handled.items() if path in moving
                }
        last_look = look
        wait(every)


def _differ(left: State, right: State) -> frozenset[str]:
    return frozenset(path for path, _ in left.items() ^ right.items())
