"""ZIP reader, in memory: no name from an archive is ever used as a path on the disk.

Every member is unpacked with bounds on its size, its growth and the total, whatever the archive's
directory says; names that would leave a folder, links and encrypted members are refused.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import PurePosixPath

from corpus import file_types, limits
from errors import SourceError

Refused = Callable[[str, SourceError], None]

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, IndexError, RuntimeError)
_CHUNK = 1 << 16
_HEADER = 30  # bytes before a member's name and content
_ALWAYS = 1 << 20  # bytes that any member may unpack to, however small it is packed
_ALWAYS_IN_ALL = 16 << 20  # and all of them


def members(data: bytes, refused: Refused | None = None) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the members, folders apart, in the archive's order.

    A member that is wrong goes to `refused` and the others go on; without it, and for what is
    wrong with the archive as a whole, SourceError is raised (LimitError on a bomb).
    """
    if not data.startswith(b"PK"):
        raise SourceError("not_zip", kind=file_types.kind(data) or file_types.OTHER)
    archive = _opened(data)
    unpacked = 0

    def count(size: int) -> None:
        nonlocal unpacked
        unpacked += size
        limits.check(limits.ARCHIVE_BYTES, unpacked)
        if unpacked > max(limits.ARCHIVE_RATIO.value * len(data), _ALWAYS_IN_ALL):
            raise limits.exceeded(limits.ARCHIVE_RATIO)

    with archive:
        _check_overlap(archive.infolist())
        for info in archive.infolist():
            name = member_name(info)
            if name.endswith("/"):
                continue
            try:
                _check_name(name, info)
                content = _unpacked(archive, info, count)
            except SourceError as error:
                if refused is None or unpacked > limits.ARCHIVE_BYTES.value:
                    raise
                refused(name, error)
                continue
            yield name, content


def member(data: bytes, name: str) -> bytes:
    """The begin of one member of an archive; nothing if it has none or is damaged."""
    try:
        with _opened(data) as archive, archive.open(name) as stream:
            return stream.read(_ALWAYS)
    except (*_BROKEN, KeyError, SourceError):
        return b""


def names(data: bytes) -> list[str]:
    """The names of the members, folders apart; none if the archive is damaged."""
    try:
        with _opened(data) as archive:
            member_names = [member_name(info) for info in archive.infolist()]
    except SourceError:
        return []
    return [name for name in member_names if not name.endswith("/")]


def _opened(data: bytes) -> zipfile.ZipFile:
    limits.check(limits.ARCHIVE_MEMBERS, _entries(data))
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise SourceError("damaged_zip", error=error) from None


def _entries(data: bytes) -> int:
    """How many entries the directory at the end of the archive can have, before it is read.

    Only there: a member may be an archive itself."""
    end = data.rfind(b"PK\5\6")
    try:
        size = struct.unpack_from("<I", data, end + 12)[0]
        if size == 0xFFFFFFFF:  # ZIP64: the size stands in a record of its own
            end = data.rfind(b"PK\6\6", 0, end)
            size = struct.unpack_from("<Q", data, end + 40)[0]
    except struct.error:
        raise SourceError("cut_zip") from None
    if end < 0:
        raise SourceError("no_directory")
    return data.count(b"PK\1\2", max(0, end - size), end)


def _check_overlap(infos: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive in which two members share bytes: a bomb that counts them many times."""
    stretches = sorted(
        (info.header_offset, info.header_offset + _HEADER + info.compress_size) for info in infos
    )
    if any(second[0] < first[1] for first, second in pairwise(stretches)):
        raise SourceError("overlapping_zip")


def member_name(info: zipfile.ZipInfo) -> str:
    """The member's name with its real characters and forward slashes.

    Archives made on Chinese Windows hold GBK names without saying so; zipfile reads CP437."""
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030", "big5"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _check_name(name: str, info: zipfile.ZipInfo) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":" or "\0" in name:
        raise SourceError("member_outside")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise SourceError("member_link")


def _unpacked(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, count: Callable[[int], None]
) -> bytes:
    """A member's content, chunk by chunk, so that a bomb stops at the limits.

    `count` is told of each chunk, also of a member that is refused in the end."""
    if info.flag_bits & 1:
        raise SourceError("member_encrypted")
    most = max(limits.ARCHIVE_RATIO.value * info.compress_size, _ALWAYS)
    parts, size = [], 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                parts.append(chunk)
                size += len(chunk)
                count(len(chunk))
                limits.check(limits.FILE_BYTES, size)
                if size > most:
                    raise limits.exceeded(limits.ARCHIVE_RATIO)
    except _BROKEN as error:
        raise SourceError("member_damaged", error=error) from None
    return b"".join(parts)
