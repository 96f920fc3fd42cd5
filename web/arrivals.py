"""Arrivals: uploads that were accepted and wait for their jobs, on the disk, so that none is lost.

An arrival is a folder `job-ID`, which only this user can read, with the files as NUMBER/NAME.  Once
all are there it gets a record; what has none was never accepted.  The server whose job it is holds
its lock, so of several servers each takes up only what nobody works on.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import time
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

from errors import IndexBusy, SourceError, StoreError
from index.local.files import replace_bytes, sync_folder
from index.local.lock import writing
from web.folders import identity, kept
from web.logs import event
from web.security.incoming import inside, waiting
from web.security.upload_limits import UploadLimits
from web.upload_store import safe_name

_RECORD = "accepted.json"


@dataclass(frozen=True, slots=True)
class Record:
    """index: the index that the files are for.  accepted: when, in seconds since 1970.  begun: how
    often the job was begun and neither ended nor was stopped with its server.  files: the places
    of the files in the folder."""

    index: str
    accepted: float
    begun: int = 0
    files: tuple[str, ...] = ()


@dataclass(slots=True)
class Arrival:
    """The files of one job.  lock: held until the job has ended."""

    place: Path
    record: Record
    lock: ExitStack

    @property
    def id(self) -> str:
        """That of the job, also after the server was started anew."""
        return self.place.name.removeprefix("job-")

    def files(self) -> list[Path]:
        """Plain files of its own folder only: whoever may write there could have put in a link.

        Raises SourceError if there are none, or one that was accepted is not there."""
        found = sorted(path for path in self.place.glob("*/*") if inside(self.place, path))
        gone = [name for name in self.record.files if self.place / name not in found]
        if gone or not found:
            raise SourceError("upload_gone", names=_names(gone) or "?")
        return found

    @property
    def names(self) -> str:
        """The names of the files that were accepted."""
        return _names(self.record.files)

    def begin(self, count: int = 1) -> None:
        """Writes down that its job begins; -1: that it is stopped and not to blame for it."""
        self.record = replace(self.record, begun=self.record.begun + count)
        replace_bytes(self.place / _RECORD, json.dumps(asdict(self.record)).encode())

    def end(self) -> None:
        """Removes it.  Its record goes first: who gets the lock then has nothing to take up."""
        with suppress(OSError):
            (self.place / _RECORD).unlink(missing_ok=True)
        self.lock.close()
        shutil.rmtree(self.place, ignore_errors=True)


class Arrivals:
    """The arrivals of a folder beside the uploads, for one index of those that may share it."""

    def __init__(self, folder: Path, limits: UploadLimits, index: Path) -> None:
        self.folder, self.limits, self._index = kept(folder), limits, identity(index)

    def clear(self) -> None:
        """Removes what was never accepted; only while no server is at work in the folder."""
        for place in self.folder.glob("job-*"):
            if not (place / _RECORD).is_file():
                shutil.rmtree(place, ignore_errors=True)

    def put(self, files: Iterable[tuple[str, BinaryIO]]) -> Arrival | None:
        """Files by their names, accepted; None if too many bytes wait.

        Raises:
            StoreError: the folder cannot be written.
        """
        place = self.folder / f"job-{secrets.token_hex(8)}"
        arrival = Arrival(place, Record(self._index, time.time()), ExitStack())
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if waiting(self.folder) > self.limits.most_waiting:
                return None
            place.mkdir(mode=0o700)
            arrival.lock.enter_context(writing(place))
            places = []
            for number, (name, stream) in enumerate(files):
                folder = place / f"{number:06}"
                folder.mkdir()
                places.append(f"{folder.name}/{safe_name(name)}")
                with (place / places[-1]).open("wb") as copy:
                    shutil.copyfileobj(stream, copy)
                    copy.flush()
                    os.fsync(copy.fileno())
                sync_folder(folder)
            arrival.record = replace(arrival.record, files=tuple(places))
            arrival.begin(0)
            sync_folder(self.folder)
        except BaseException as error:
            arrival.end()
            if isinstance(error, OSError):
                raise StoreError("cannot_write_uploads", error=error.strerror or error) from error
            raise
        return arrival

    def left(self) -> list[Arrival]:
        """What servers that have ended left of this index, in the order in which it came.  What is
        another's is left to it, and the log tells."""
        arrivals = filter(None, map(self._taken, self.folder.glob("job-*")))
        return sorted(arrivals, key=lambda arrival: arrival.record.accepted)

    def _taken(self, place: Path) -> Arrival | None:
        """The arrival with its lock; None if it is not accepted, or not for this server."""
        if place.is_symlink() or not (place / _RECORD).is_file():
            return None
        with ExitStack() as lock:
            try:
                lock.enter_context(writing(place, kept=lambda place: False))
                facts = json.loads((place / _RECORD).read_bytes())
                record = Record(
                    str(facts["index"]), float(facts["accepted"]), int(facts["begun"]),
                    tuple(facts.get("files", ())),  # of an older server: not told
                )  # fmt: skip
                if self._index in (record.index, os.path.realpath(record.index)):
                    return Arrival(place, record, lock.pop_all())
                reason = f"it is for {record.index}"
            except (IndexBusy, FileNotFoundError):  # another server's, or it has just ended
                return None
            except (OSError, ValueError, KeyError, TypeError, StoreError) as error:
                reason = repr(error)
        event("upload not taken up", logging.WARNING, upload=place.name, reason=reason)
        return None


def _names(places: Iterable[str]) -> str:
    return ", ".join(Path(place).name for place in places)
