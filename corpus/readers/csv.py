"""CSV and TSV reader: a row is a paragraph under the names of its columns, or an article."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from corpus import limits
from corpus.encodings import decode
from corpus.readers.base import Refuse, whole
from corpus.readers.sheet import Sheet, articles
from corpus.records import Article
from corpus.tables import Cell

_DELIMITERS = "\t;|,"
"""In the order in which they are taken if several would do: a comma may stand in numbers."""
_SAMPLE = 1 << 16  # characters by which the delimiter is found
_EVEN = 0.9  # of the rows have as many cells as most
_SAYS = re.compile(r"sep=(.)[ \t]*(?:\r\n?|\n)", re.I)


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a .csv or .tsv file."""
    text = decode(whole(stream))
    limits.check(limits.TEXT_CHARS, len(text))
    sep_line = _SAYS.match(text)
    delimiter = sep_line[1] if sep_line else _delimiter(text[:_SAMPLE])
    rows: list[list[str]] = []
    width = 0
    for row in _csv_rows(text[sep_line.end() :] if sep_line else text, delimiter):
        rows.append(row)
        width = max(width, len(row))
        limits.check(limits.TABLE_CELLS, width * len(rows))  # all are made as wide as the widest
    empty = Cell("")
    cells = [[*map(Cell, row), *([empty] * (width - len(row)))] for row in rows]
    yield from articles([Sheet("", cells)], path, refuse)


def _csv_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    before = csv.field_size_limit(limits.LINE_CHARS.value)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error:
        raise limits.exceeded(limits.LINE_CHARS) from None
    finally:
        csv.field_size_limit(before)


def _delimiter(sample: str) -> str:
    """The character that parts most rows into the same number of cells, more than one."""
    best = (0.0, ",")
    for delimiter in _DELIMITERS:
        counts = Counter(map(len, _csv_rows(sample, delimiter)))
        width, rows = counts.most_common(1)[0] if counts else (1, 0)
        even = rows / max(1, sum(counts.values())) if width > 1 else 0.0
        if even >= _EVEN:
            return delimiter
        best = max(best, (even, delimiter))
    return best[1]
