"""What a reader is: one function a format, from a stream of bytes to articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from corpus import limits
from corpus.records import Article

Refuse = Callable[[str, str], None]
"""refuse(path, reason): a part (a row, an archive member) that was not read; the rest goes on."""

Reader = Callable[[BinaryIO, str, Refuse], Iterator[Article]]
"""read(stream, path, refuse): the articles of one file; `path` is what they will say as theirs.
Raises SourceError if the file as a whole cannot be read."""


def whole(stream: BinaryIO) -> bytes:
    """All bytes of the stream.  Raises LimitError over FILE_BYTES."""
    data = stream.read(limits.FILE_BYTES.value + 1)
    if len(data) > limits.FILE_BYTES.value:
        raise limits.exceeded(limits.FILE_BYTES)
    return data
