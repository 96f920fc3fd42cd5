"""Partial reads: what was found but could not be read, so that no article goes that may be in it.

A file may be read in part: its reader is out of time or memory, or crashes, after some articles; a
member of an archive is damaged.  What the index has of the rest is not known to be gone.  A row
that is wrong is only itself wrong, and what a reader leaves out on purpose it leaves out each time.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Container, Iterable
from pathlib import Path

from corpus.files import shown
from corpus.records import Article, Skipped
from index.own_files import OwnFile
from index.store import Entry
from messages import values

_ROW = re.compile(r".*:\d+", re.DOTALL)
_ON_PURPOSE = ("left_out", "not_in_mets", "not_a_chapter", "page_not_read")
"""Messages of what is not read of a file that was read to its end."""

_FLEETING = ("no_memory", "reader_crashed", "reader_fault", "cannot_open", "ocr_stopped")


class PartialReads:
    """The real paths of files and members of archives that were not read to their end."""

    def __init__(self, own: OwnFile = lambda path: False, moving: Collection[str] = ()) -> None:
        """own, moving: what is not to be read; see `index.change_plan.planned`."""
        self._own, self._moving = own, frozenset(moving)
        self._not_now = {os.path.realpath(path) for path in moving}
        self._shown = self._file = ""
        self._inside: set[str] = set()
        self._around: set[str] = set()

    def leave_out(self, path: Path) -> bool:
        """Whether a file or folder is not to be read."""
        return str(path) in self._moving or self._own(path)

    def is_moving(self, real: str) -> bool:
        """Whether this is, or is in, a file that is being written."""
        return bool(self._not_now) and _is_in(real, self._not_now)

    def begin(self, file: Path) -> None:
        """The file that is read from now on."""
        self._shown, self._file = shown(file), os.path.realpath(file)

    def skip(self, one: Skipped) -> None:
        """What was not read, of the file that was begun or of a folder; whether a file of a folder
        is there, the system tells (`index.file_changes.is_there`)."""
        inner = one.path.removeprefix(self._shown)
        if inner == one.path or (inner and inner[0] != "/") or _ROW.fullmatch(inner):
            return
        if any(values(key, one.reason) is not None for key in _ON_PURPOSE):
            return
        # Out of time, or crashed, the process that reads ends: no later member was read either.
        ended = values("reader_crashed", one.reason) is not None or _out_of_time(one.reason)
        real = _joined(self._file, "" if ended else inner)
        self._inside.add(real)
        while len(real) > len(self._file):
            real = real.rpartition(os.sep)[0]
            self._around.add(real)

    def may_have(self, real: str) -> bool:
        """Whether what has this real path, is in it, or has it in itself, was not read whole."""
        return real in self._around or _is_in(real, self._inside)

    def not_read_again(
        self, before: Iterable[Entry], read: Iterable[Entry], kept: Collection[str]
    ) -> set[str]:
        """The ids of old articles that may be in what was not read.  kept: ids of those that were
        read unchanged.  What says the same as one that was read is that one, each once."""
        again = Counter((one.real, one.content or one.own_id) for one in read)
        found = set()
        for one in sorted(before, key=lambda one: one.id not in kept):
            key = one.real, one.content or one.own_id
            if again[key]:
                again[key] -= 1
            elif self.may_have(one.real):
                found.add(one.id)
        return found


def real_path(article: Article) -> str:
    """Where an article came from, as the system resolves it: a file, and what is within it."""
    source = article.source
    file = source.file or source.path
    return _joined(os.path.realpath(file), source.path.removeprefix(shown(file)))


def fleeting(reason: str) -> bool:
    """Whether another try may go well although the file is the same."""
    return _out_of_time(reason) or any(values(key, reason) is not None for key in _FLEETING)


def _out_of_time(reason: str) -> bool:
    limit = values("over_limit", reason)
    return limit is not None and limit["unit"] == "seconds"


def _is_in(real: str, paths: Container[str]) -> bool:
    """Whether a path is one of these, or lies in one."""
    while real not in paths:
        real, parted, _ = real.rpartition(os.sep)
        if not parted:
            return False
    return True


def _joined(file: str, inner: str) -> str:
    return os.path.normpath(file + inner) if inner else file
