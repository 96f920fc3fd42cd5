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

    def __init__(self, is_own: OwnFile = lambda path: False, moving: Collection[str] = ()) -> None:
        """is_own, moving: what is not to be read; see `index.change_plan.planned`."""
        self._is_own, self._moving = is_own, frozenset(moving)
        self._moving_paths = {os.path.realpath(path) for path in moving}
        self._shown = self._file = ""
        self._unread: set[str] = set()
        self._unread_parents: set[str] = set()

    def leave_out(self, path: Path) -> bool:
        """Whether a file or folder is not to be read."""
        return str(path) in self._moving or self._is_own(path)

    def is_moving(self, real: str) -> bool:
        """Whether this is, or is in, a file that is being written."""
        return bool(self._moving_paths) and _is_in(real, self._moving_paths)

    def begin(self, file: Path) -> None:
        """The file that is read from now on."""
        self._shown, self._file = shown(file), os.path.realpath(file)

    def skip(self, skipped: Skipped) -> None:
        """What was not read, of the file that was begun or of a folder; whether a file of a folder
        is there, the system tells (`index.file_changes.is_there`)."""
        inner = skipped.path.removeprefix(self._shown)
        if inner == skipped.path or (inner and inner[0] != "/") or _ROW.fullmatch(inner):
            return
        if any(values(key, skipped.reason) is not None for key in _ON_PURPOSE):
            return
        # Out of time, or crashed, the process that reads ends: no later member was read either.
        ended = values("reader_crashed", skipped.reason) is not None or _out_of_time(skipped.reason)
        real = _path_inside(self._file, "" if ended else inner)
        self._unread.add(real)
        while len(real) > len(self._file):
            real = real.rpartition(os.sep)[0]
            self._unread_parents.add(real)

    def may_have(self, real: str) -> bool:
        """Whether what has this real path, is in it, or has it in itself, was not read whole."""
        return real in self._unread_parents or _is_in(real, self._unread)

    def not_read_again(
        self, old_entries: Iterable[Entry], read_entries: Iterable[Entry],
        unchanged_ids: Collection[str],
    ) -> set[str]:  # fmt: skip
        """The ids of old articles that may be in what was not read.  unchanged_ids: of those that
        were read as they were.  What says the same as one that was read is that one, each once."""
        read_counts = Counter((entry.real, entry.content or entry.own_id) for entry in read_entries)
        ids = set()
        for entry in sorted(old_entries, key=lambda entry: entry.id not in unchanged_ids):
            key = entry.real, entry.content or entry.own_id
            if read_counts[key]:
                read_counts[key] -= 1
            elif self.may_have(entry.real):
                ids.add(entry.id)
        return ids


def real_path(article: Article) -> str:
    """Where an article came from, as the system resolves it: a file, and what is within it."""
    source = article.source
    file = source.file or source.path
    return _path_inside(os.path.realpath(file), source.path.removeprefix(shown(file)))


def fleeting(reason: str) -> bool:
    """Whether another try may go well although the file is the same."""
    return _out_of_time(reason) or any(values(key, reason) is not None for key in _FLEETING)


def _out_of_time(reason: str) -> bool:
    limit = values("over_limit", reason)
    return limit is not None and limit["unit"] == "seconds"


def _is_in(real: str, paths: Container[str]) -> bool:
    """Whether a path is one of these, or lies in one."""
    while real not in paths:
        real, separator, _ = real.rpartition(os.sep)
        if not separator:
            return False
    return True


def _path_inside(file: str, inner: str) -> str:
    return os.path.normpath(file + inner) if inner else file
