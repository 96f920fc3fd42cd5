"""CSV and TSV reader: a row is a paragraph under the names of its columns, or an article."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from corpus import limits
from corpus.encodings import decode
from corpus.readers.base import Refuse, whole
from corpus.readers.csv_quotes import mended_rows
from corpus.readers.sheet import Sheet, articles
from corpus.records import Article
from corpus.tables import Cell
from messages import message_text

_DELIMITERS = "\t;|,"
"""In the order in which they are taken if several would do: a comma may stand in numbers."""
_SAMPLE = 1 << 16  # characters by which the delimiter is found
_TOLD = 20  # rows that a note names, at most
_EVEN = 0.9  # of the rows have as many cells as most
_SAYS = re.compile(r"sep=(.)[ \t]*(?:\r\n?|\n)", re.I)


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a .csv or .tsv file."""
    text = decode(whole(stream))
    limits.check(limits.TEXT_CHARS, len(text))
    sep_line = _SAYS.match(text)
    delimiter = sep_line[1] if sep_line else _delimiter(text[:_SAMPLE])
    rows, faulty = _rows(text[sep_line.end() :] if sep_line else text, delimiter)
    width = max(map(len, rows), default=0)
    empty = Cell("")
    cells = [[*map(Cell, row), *([empty] * (width - len(row)))] for row in rows]
    yield from articles([Sheet("", cells)], path, refuse, _notes(faulty))


def _rows(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """The rows that have a text, and the numbers of those whose quotation marks are at fault."""
    rows: list[list[str]] = []
    try:
        width = 0
        for row in _csv_rows(text, delimiter, strict=True):
            rows.append(row)
            width = max(width, len(row))
            limits.check(
                limits.TABLE_CELLS, width * len(rows)
            )  # all are made as wide as the widest
    except csv.Error:
        rows, faulty = mended_rows(text, delimiter)
        limits.check(limits.TABLE_CELLS, max(map(len, rows), default=0) * len(rows))
        for row in rows:
            limits.check(limits.LINE_CHARS, max(map(len, row)))
        return rows, faulty
    return rows, []


def _notes(faulty: Sequence[int]) -> list[str]:
    numbers = [*map(str, faulty[:_TOLD]), *(["…"] * (len(faulty) > _TOLD))]
    return [message_text("quotes_open", rows=", ".join(numbers))] if faulty else []


def _csv_rows(text: str, delimiter: str, strict: bool = False) -> Iterator[list[str]]:
    """The rows that have a text.  Raises LimitError for a cell that is too long, csv.Error for
    quotation marks at fault if it is `strict`."""
    before = csv.field_size_limit(limits.LINE_CHARS.value)
    try:
        lines = io.StringIO(text, newline="")
        for row in csv.reader(lines, delimiter=delimiter, strict=strict):
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error as error:
        if strict and "limit" not in str(error):
            raise
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
