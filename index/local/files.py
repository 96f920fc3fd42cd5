"""File writing of a generation: written once, synced, with size and hash."""

from __future__ import annotations

import errno
import hashlib
import math
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from errors import IndexDamaged, StoreError

READ_WHOLE = 1 << 20
"""Files up to so many bytes are read and their hash compared on opening; larger ones are mapped
into memory, their size and shape compared on opening and their hash by `verify`."""

_BLOCK = 1 << 20
_NO_FOLDER_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)
"""What a file system says that cannot sync a folder, as some over a network."""
_HEAD = 128


@contextmanager
def writing_to(path: Path, key: str) -> Iterator[None]:
    """What a disk says that cannot be written, as our error; key: its message, with `path`."""
    try:
        yield
    except OSError as error:
        raise StoreError(key, path=path, error=error.strerror or error) from error


@contextmanager
def reading(root: Path) -> Iterator[None]:
    """What a disk says that cannot be read (a right that is missing, a bad block, too many open
    files), as our error; that a file is not there is for the caller to judge."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        path, reason = error.filename or root, error.strerror or error
        raise IndexDamaged("unread_pointer", path=path, error=reason) from error


@dataclass(frozen=True, slots=True)
class FileFacts:
    """bytes: the size.  sha256: of the content, in hex."""

    bytes: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.bytes} bytes with the SHA-256 {self.sha256}"


def write_bytes(path: Path, data: bytes | memoryview) -> FileFacts:
    """Writes and syncs."""
    with path.open("wb") as file:
        file.write(data)
        _sync(file)
    return FileFacts(len(data), hashlib.sha256(data).hexdigest())


def replace_bytes(path: Path, data: bytes) -> None:
    """Puts a file in the place of what is there, in one step that lasts through a power cut."""
    part = part_of(path)
    write_bytes(part, data)
    part.replace(path)
    sync_folder(path.parent)


def part_of(path: Path) -> Path:
    """What `replace_bytes` writes first; a process that is killed leaves it."""
    return path.with_name(f".{path.name}.part")


def write_array(path: Path, array: NDArray[Any]) -> FileFacts:
    """Writes and syncs an array of one dimension."""
    writer = ArrayWriter(path, array.dtype.str)
    writer.add(array)
    return writer.close()


class ArrayWriter:
    """Writes a .npy file, little-endian, whose number of rows is known at the end."""

    def __init__(self, path: Path, dtype: str, width: int | None = None) -> None:
        """width: how many numbers a row has; None for an array of one dimension."""
        self.path, self.rows = path, 0
        self._dtype = np.dtype(dtype).newbyteorder("<")
        self._shape = () if width is None else (width,)
        self._file = path.open("wb")
        self._file.write(bytes(_HEAD))

    def add(self, array: NDArray[Any]) -> None:
        self._file.write(np.ascontiguousarray(array, self._dtype).reshape(-1).view(np.uint8).data)
        self.rows += len(array)

    def close(self) -> FileFacts:
        """Writes the head and syncs."""
        with self._file as file:
            file.seek(0)
            file.write(_header(self._dtype.str, (self.rows, *self._shape)))
            _sync(file)
        return facts_of(self.path)

    def abandon(self) -> None:
        with suppress(OSError):  # a full disk takes no more of it now either
            self._file.close()


def link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the system has no links."""
    try:
        os.link(source, target)
    except (OSError, NotImplementedError):
        shutil.copyfile(source, target)
        sync_file(target)


def facts_of(path: Path) -> FileFacts:
    """Of a file that is there."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return FileFacts(size, digest.hexdigest())


def read_bytes(path: Path, facts: FileFacts) -> bytes:
    """The whole file.  Raises IndexDamaged if it is not the one that was written."""
    data = path.read_bytes()
    compare(path, len(data), facts.bytes, "bytes")
    compare(path, hashlib.sha256(data).hexdigest(), facts.sha256, "sha256")
    return data


def read_array(
    path: Path, facts: FileFacts, dtype: str, shape: tuple[int, ...], *, whole: bool = False
) -> NDArray[Any]:
    """The array, in memory if small or `whole`, else mapped; checked as `READ_WHOLE` says.

    The head of the file is compared, not parsed: numpy's parser fails at times when several
    threads use it at once (CPython 3.11, "AST constructor recursion depth mismatch").
    """
    head = _header(np.dtype(dtype).newbyteorder("<").str, shape)
    count = math.prod(shape)
    expected = len(head) + count * np.dtype(dtype).itemsize
    array: NDArray[Any]
    if whole or facts.bytes <= READ_WHOLE or not count:
        data = read_bytes(path, facts)
        compare(path, (len(data), data[: len(head)]), (expected, head), "type and shape")
        array = np.frombuffer(data, dtype, count, len(head))
        return array.reshape(shape)
    with path.open("rb") as file:
        header = file.read(len(head))
        compare(path, os.fstat(file.fileno()).st_size, facts.bytes, "bytes")
        compare(path, (facts.bytes, header), (expected, head), "type and shape")
        mapped: NDArray[Any] = np.memmap(file, dtype, "r", len(head), shape)
        return np.asarray(mapped)  # still mapped, without what memmap adds to every slice


class RowReader:
    """Rows of a large array by their numbers, read from its file, which it keeps open.

    Of a mapped array each row that is looked at brings its neighbours into the memory of this
    process, and costs three times as much as to read it alone."""

    def __init__(self, path: Path, width: int) -> None:
        """width: how many float32 numbers a row has."""
        self._file = path.open("rb", buffering=0)
        self._width = width

    def rows(self, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """(n, width).  Raises IndexDamaged where the file ends before a row."""
        size = 4 * self._width
        values = np.empty(len(numbers) * self._width, np.float32)
        memory, handle, at = values.view(np.uint8).data, self._file.fileno(), 0
        for place in (numbers * size + _HEAD).tolist():
            if os.preadv(handle, (memory[at : at + size],), place) != size:
                raise IndexDamaged("damaged_on_disk", error=f"{self._file.name} is too short")
            at += size
        return values.reshape(-1, self._width)

    def close(self) -> None:
        self._file.close()


def _header(dtype: str, shape: tuple[int, ...]) -> bytes:
    """What stands before the numbers in a .npy file, of the same length for any shape."""
    text = repr({"descr": dtype, "fortran_order": False, "shape": shape})
    body = text.ljust(_HEAD - 11).encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(body).to_bytes(2, "little") + body


def sync_folder(path: Path) -> None:
    """Makes the names in a folder last through a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def compare(path: Path, actual: object, expected: object, measure: str) -> None:
    """Raises IndexDamaged if a measure of a file is not what was written."""
    if actual != expected:
        raise IndexDamaged(
            "bad_file", path=path, what=measure, found=str(actual), expected=str(expected)
        )
