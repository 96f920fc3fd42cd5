"""Writer lock: one writer at a time, held by the operating system, so that a crash releases it.

Not `filelock`: on Windows it locks the byte where the note begins and removes the file when it is
released, so the note that names the writer would need a file and rules of its own.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timezone
from functools import partial
from io import RawIOBase
from pathlib import Path

from errors import IndexBusy, StoreError
from index.local.files import writing_to

NAME = "lock"
_NOTE = b'{"pid": '
"""How the note in a lock begins."""


@contextmanager
def writing(
    root: Path, name: str = NAME, *, kept: Callable[[Path], bool] = Path.exists
) -> Iterator[Callable[[], bool]]:
    """Holds a lock of an index folder, which is made if need be: that of the writer, or another.
    Gives a function that says whether the folder still has this lock: it may have been removed, and
    made anew by another writer.

    kept: asked of the folder at the end: whether what was made here for the lock, its file and
    folders, stays.

    Raises:
        IndexBusy: another process (or thread) holds it; the message says which, and since when.
        StoreError: the folder cannot be written, or has a file of that name of another program.
    """
    new = [path for path in (root / name, root, *root.parents) if not os.path.lexists(path)]
    with _locked(root, name) as file:
        since = datetime.now(timezone.utc).isoformat(timespec="seconds")
        facts = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
        with suppress(OSError):  # a full disk: the lock holds, only its note is missing
            file.seek(0)
            file.truncate()
            file.write(json.dumps(facts).encode())
            file.flush()

        try:
            yield partial(_is_at, file, root / name)
        finally:
            with suppress(OSError):  # Windows removes no open file
                if new and _is_at(file, root / name) and not kept(root):
                    _take_away(new)
            _unlock(file)


def _locked(root: Path, name: str) -> RawIOBase:
    """The file of a lock, opened and locked.  Raises as `writing`."""
    while True:
        with ExitStack() as stack:
            if root.is_symlink() and not os.path.exists(root):  # noqa: PTH110 (a link to itself)
                raise StoreError("link_to_nothing", path=root)
            with writing_to(root, "cannot_write"):
                root.mkdir(parents=True, exist_ok=True)
                file = stack.enter_context((root / name).open("a+b", buffering=0))
            file.seek(0)
            if not _may_be_ours(file.read(len(_NOTE)) or b""):
                raise StoreError("not_a_lock", path=root / name)
            with writing_to(root, "cannot_write"):
                free = _lock(file)
            if not free:
                raise IndexBusy("being_written", path=root, holder=_holder(root / name))
            if _is_at(file, root / name):  # else it was taken away before it was locked
                stack.pop_all()
                return file


def _may_be_ours(start: bytes) -> bool:
    """Whether a lock may begin so; zeros are left by a power cut."""
    return not start.strip(b"\0") or _NOTE.startswith(start)


def _is_at(file: RawIOBase, path: Path) -> bool:
    """Whether an open file is the one at this path."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def _take_away(new: Sequence[Path]) -> None:
    """Removes a lock, which was new, and the folders that were new with it.  Raises OSError for
    one in which something lies."""
    file, *folders = new
    file.unlink()
    for folder in folders:
        folder.rmdir()


@contextmanager
def present(root: Path, name: str, first: Callable[[], None]) -> Iterator[None]:
    """Says in a folder that this process is at work there, as others may be; `first` is called
    before, if no other is: what lies there is then of processes that have ended.  In a folder that
    cannot be written nothing is said or cleared."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        file = (root / name).open("ab", buffering=0)
    except OSError:
        yield
        return
    with file:
        with suppress(OSError):  # a folder over a network may have no locks
            if alone := _lock(file):
                first()
            _share(file, alone)
        yield


def _holder(path: Path) -> str:
    try:
        facts = json.loads(path.read_bytes())
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

    def _share(file: RawIOBase, alone: bool) -> None:
        """There is no shared lock: who came first holds it alone."""

else:
    import fcntl

    def _lock(file: RawIOBase) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: RawIOBase) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)

    def _share(file: RawIOBase, alone: bool) -> None:
        fcntl.flock(file, fcntl.LOCK_SH)
