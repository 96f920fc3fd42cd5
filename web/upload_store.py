"""Upload store: the files that readers added through the page; none is overwritten.

A file is kept as `HASH/NAME`, the hash being of its content: another file of the same name lies in
another folder, and the same file again is the same file.  A rebuild of the index reads them all.

A file is put there before the index is changed, and may have to go again.  So it has a mark from
before it is there until the index names it.  Marked files that no generation names are removed, and
none without a mark: what a kill at any moment leaves behind is found by its mark, and the uploads
outlive an index that is lost.  An upload whose article a reader removed gets a mark that says so:
it goes as soon as the generation without it is whole, whatever the generation before names.

Several indexes may have their uploads in one folder: each writes itself down there before its first
change, and a file goes only if none of them names it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from errors import StoreError
from index.engines import engine_of
from index.local.files import sync_folder
from index.local.lock import writing
from web.folders import identity, kept
from web.logs import event

_HASH = 32
"""Hex digits of SHA-256: 128 bits, so that nobody can make two files of one hash."""
_BLOCK = 1 << 20
_GONE = b"removed"
"""What the mark of an upload says whose article was removed."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u202a-\u202e\u2066-\u2069\ud800-\udfff]')


def safe_name(name: str) -> str:
    """A file name that names a file and nothing else: no folder, no control or leading dot."""
    last = re.split(r"[/\\]", name)[-1]
    clean = _UNSAFE.sub("_", last).strip(". ")
    stem, dot, suffix = clean.rpartition(".")
    stem, suffix = (stem, dot + suffix[:16]) if dot else (clean, "")
    while len((stem + suffix).encode()) > 200:
        stem = stem[:-1]
    return (stem or "unnamed") + suffix


def lies_in(path: str, tail: str) -> bool:
    """Whether a path ends with `tail` (a/b), or is a member of the archive that does."""
    return f"/{tail}/" in f"/{path.replace(os.sep, '/')}/"


class Uploads:
    """folder: where they are kept.  index: the index that names them, a folder or an address."""

    def __init__(self, folder: Path, index: Path) -> None:
        self.folder = kept(folder)
        self._index = identity(index)
        self._work = self.folder / ".work"  # hidden, so that a rebuild does not read it
        self._marks = self._work / "marks"
        self._indexes = self._work / "indexes"

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One change at a time, of all processes; tidies before and after.

        Raises:
            IndexBusy: another change is at work.
            StoreError: the folder cannot be written.
        """
        try:
            with writing(self._work):
                self._write_down()
                self._tidy()
                try:
                    yield
                finally:
                    self._tidy()
        except OSError as error:
            raise StoreError("cannot_write_uploads", error=error.strerror or error) from error

    def keep(self, name: str, stream: BinaryIO) -> Path:
        """Puts a file into the folder, marked; only while `changing`."""
        part = self._work / "part"
        digest = hashlib.sha256()
        try:
            with part.open("wb") as copy:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    copy.write(block)
                copy.flush()
                os.fsync(copy.fileno())
            target = self.folder / digest.hexdigest()[:_HASH] / safe_name(name)
            self._mark(target)
            target.parent.mkdir(exist_ok=True)
            part.replace(target)
            sync_folder(target.parent)
        finally:
            part.unlink(missing_ok=True)
        return target

    def keep_files(self, paths: Iterable[Path]) -> list[Path]:
        """As `keep`, under the names that they have; each once."""
        targets = []
        for path in paths:
            with path.open("rb") as stream:
                targets.append(self.keep(path.name, stream))
        return list(dict.fromkeys(targets))

    def let_go(self, path: str) -> None:
        """Marks the upload that an article came from, if it is one: it goes once the current
        generation does not name it any more.  Only while `changing`."""
        with suppress(ValueError):
            inside = Path(os.path.realpath(path)).relative_to(os.path.realpath(self.folder))
            for file in (*list(inside.parents)[-2::-1], inside):  # an archive, before its member
                if (self.folder / file).is_file():
                    self._mark(self.folder / file, _GONE)
                    return

    def tidy(self) -> None:
        """Clears up what a process that was killed left behind; unless another is at work."""
        if self._work.is_dir():
            with suppress(StoreError), self.changing():
                pass

    def _mark(self, target: Path, why: bytes = b"") -> None:
        mark = self._marks / target.relative_to(self.folder)
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_bytes(why)

    def _write_down(self) -> None:
        """Says in the folder that this index names files of it."""
        entry = self._indexes / hashlib.sha256(os.fsencode(self._index)).hexdigest()[:_HASH]
        if not entry.is_file() or entry.read_bytes() != os.fsencode(self._index):
            self._indexes.mkdir(exist_ok=True)
            entry.write_bytes(os.fsencode(self._index))

    def _named_paths(self) -> tuple[set[str], set[str]]:
        """As `Engine.sources`, of all indexes that are written down."""
        pairs = [engine_of(place).sources() for place in self._places()]
        return set().union(*(now for now, _ in pairs)), set().union(*(ever for _, ever in pairs))

    def _places(self) -> list[str]:
        return sorted(filter(None, (os.fsdecode(e.read_bytes()) for e in self._indexes.iterdir())))

    def _tidy(self) -> None:
        try:
            (self._work / "part").unlink(missing_ok=True)
            marks = [mark for mark in self._marks.rglob("*") if mark.is_file()]
            if not marks:
                return
            for mark in self._marks_of(marks, self._named_paths()[0]):
                _remove(mark)
            marks = [mark for mark in marks if mark.is_file()]
            if len(self._staying(marks)) == len(marks):
                return
            # No writer may be at work, who could have read a file but not named it yet.
            with ExitStack() as locks:
                for place in map(Path, self._places()):
                    if place.is_dir():
                        locks.enter_context(writing(place))
                staying = self._staying(marks)
                for mark in marks:
                    if mark not in staying:
                        _remove(self.folder / mark.relative_to(self._marks))
                        _remove(mark)
        except (StoreError, OSError) as error:  # next time, then
            event("uploads not tidied", logging.WARNING, reason=str(error))

    def _staying(self, marks: Sequence[Path]) -> set[Path]:
        """The marks of files that stay: of one that arrived, while any generation names it; of one
        that was removed, while a current generation still does."""
        current, retained = self._named_paths()
        arrived = [mark for mark in marks if mark.read_bytes() != _GONE]
        return {*self._marks_of(marks, current), *self._marks_of(arrived, retained)}

    def _marks_of(self, marks: Iterable[Path], paths: Iterable[str]) -> list[Path]:
        """The marks of files that some path names."""
        # By the end of the path, so that a folder that was moved keeps its files.
        text = "".join(f"/{path.replace(os.sep, '/')}/\n" for path in paths)
        start = f"/{self.folder.name}/"
        tails = {mark: f"{start}{mark.relative_to(self._marks).as_posix()}/" for mark in marks}
        return [mark for mark, tail in tails.items() if tail in text]


def _remove(file: Path) -> None:
    """A file, and its folder if that is empty now."""
    file.unlink(missing_ok=True)
    with suppress(OSError):
        file.parent.rmdir()
