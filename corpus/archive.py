"""ZIP archives in memory: nothing is ever written to the disk under a name from an archive.

Every member is unpacked with bounds on its size, its growth and the total, whatever the archive's
directory says; names that would leave a folder, links and encrypted members are refused.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from corpus import limits, magic
from errors import SourceError

Refused = Callable[[str, SourceError], None]

_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, IndexError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
_CHUNK = 1 << 16
_ALWAYS = 1 << 20  # bytes that any member may unpack to, however small it is packed


def members(data: bytes, refused: Refused | None = None) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the members, folders apart, in the archive's order.

    A member that is wrong goes to `refused` and the others go on; without it, and for what is
    wrong with the archive as a whole, SourceError is raised (LimitError on a bomb).
    """
    if not data.startswith(b"PK"):
        raise SourceError(f"not a ZIP archive, but {magic.kind(data) or 'something else'}")
    limits.check(limits.ARCHIVE_MEMBERS, data.count(b"PK\x01\x02"))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise SourceError(f"a damaged ZIP archive ({error})") from None
    total = 0
    with archive:
        for info in archive.infolist():
            name = member_name(info)
            if name.endswith("/"):
                continue
            try:
                _check_name(name, info)
                content = _unpacked(archive, info)
            except SourceError as error:
                if refused is None:
                    raise
                refused(name, error)
                continue
            total += len(content)
            limits.check(limits.ARCHIVE_BYTES, total)
            yield name, content


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
        raise SourceError("its name leads out of the archive; refused")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise SourceError("a symbolic link; refused")


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A member's content, chunk by chunk, so that a bomb stops at the limits."""
    if info.flag_bits & 1:
        raise SourceError("encrypted with a password; unpack it first")
    most = max(limits.ARCHIVE_RATIO.value * info.compress_size, _ALWAYS)
    parts, size = [], 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                parts.append(chunk)
                size += len(chunk)
                limits.check(limits.FILE_BYTES, size)
                if size > most:
                    raise limits.exceeded(limits.ARCHIVE_RATIO)
    except _BROKEN as error:
        raise SourceError(f"a damaged archive member ({error})") from None
    return b"".join(parts)
