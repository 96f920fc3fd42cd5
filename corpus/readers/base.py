"""The record of a reader: which files it reads, and the function that reads them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from corpus import limits
from corpus.records import Article
from messages import message_text

Refuse = Callable[[str, str], None]
"""refuse(path, reason): a part (a row, an archive member) that was not read; the rest goes on."""

Read = Callable[[BinaryIO, str, Refuse], Iterator[Article]]
"""read(stream, path, refuse): the articles of one file; `path` is what they will say as theirs.
Raises SourceError if the file as a whole cannot be read."""

INTERPRETER = (sys.executable, "-I", *(["-B"] if sys.dont_write_bytecode else []))
"""How a process that reads is started: apart from the user's settings, which -I passes over, so
that what they say of bytecode is handed on."""

_TOLD, _TOLD_CHARS = 8, 40  # keys that a note names, at most, and how much of each


def worker_rows(
    worker: Path, arguments: Iterable[object], data: bytes, seconds: int
) -> tuple[list[dict[str, Any]], bool]:
    """The objects that a program of its own writes about a file, in JSON, a line each, and whether
    its time was up: then those that it had written."""
    command = [*INTERPRETER, str(worker), *map(str, arguments)]
    late = False
    try:
        written = subprocess.run(
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=seconds, check=False,
        ).stdout  # fmt: skip
    except subprocess.TimeoutExpired as error:
        written, late = error.stdout or b"", True
    return [json.loads(line) for line in written.split(b"\n")[:-1]], late


@dataclass(frozen=True, slots=True)
class Reader:
    """A format.  suffixes: lower case, with the dot; messages name the first.  paged: whether a
    file may be a newspaper page, whose articles go on on another one.  one_day: whether the date,
    page and paper in a file's name are those of its articles.  signed: whether files of the format
    begin with a sign (corpus/formats.py), so that it is known whatever their name says."""

    suffixes: tuple[str, ...]
    read: Read
    paged: bool = False
    one_day: bool = True
    signed: bool = False


def left_out_notes(texts: Iterable[str]) -> list[str]:
    """Notes of what stands in a file and is no text of its articles."""
    return [message_text("left_out", text=text) for text in texts]


def listed_keys(keys: Sequence[str]) -> str:
    """Keys for a note, not too many and none too long."""
    named = list(dict.fromkeys(key[:_TOLD_CHARS] for key in keys))
    named[_TOLD:] = ["…"] * (len(named) > _TOLD)
    return ", ".join(named)


def with_notes(articles: Iterable[Article], notes: Sequence[str]) -> Iterator[Article]:
    """The articles of a file; the notes on all of it go to the first one."""
    for article in articles:
        yield replace(article, notes=tuple(dict.fromkeys((*article.notes, *notes))))
        notes = ()


def whole(stream: BinaryIO) -> bytes:
    """All bytes of the stream.  Raises LimitError over FILE_BYTES."""
    data = stream.read(limits.FILE_BYTES.value + 1)
    if len(data) > limits.FILE_BYTES.value:
        raise limits.exceeded(limits.FILE_BYTES)
    return data
