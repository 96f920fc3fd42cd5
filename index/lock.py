"""One writer at a time, by a lock of the operating system, which a dead process does not hold."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from io import RawIOBase
from pathlib import Path

from errors import IndexBusy, StoreError

NAME = "lock"


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Holds the lock of an index folder, which is made if need be.

    Raises:
        IndexBusy: another process (or thread) holds it; the message says which, and since when.
        StoreError: the folder cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        file = (root / NAME).open("a+b", buffering=0)
    except OSError as error:
        raise StoreError(f"{root} cannot be written: {error.strerror or error}") from error
    with file:
        if not _lock(file):
            raise IndexBusy(
                f"{root} is being written by {_holder(root)}; wait until it is done, then try again"
            )
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        facts = {"pid": os.getpid(), "host": socket.gethostname(), "since": now}
        try:
            file.seek(0)
            file.truncate()
            file.write(json.dumps(facts).encode())
            file.flush()
        except OSError:
            pass  # a full disk: the lock holds, only its note is missing
        try:
            yield
        finally:
            _unlock(file)


def _holder(root: Path) -> str:
    try:
        facts = json.loads((root / NAME).read_bytes())
        return f"process {facts['pid']} on {facts['host']} since {facts['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    _PLACE = 1 << 30  # a locked byte cannot be read by others, so not one of the note's

    def _lock(file: RawIOBase) -> bool:
        file.seek(_PLACE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: RawIOBase) -> None:
        file.seek(_PLACE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: RawIOBase) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(file: RawIOBase) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
