"""Sheets of cells, of CSV and spreadsheets alike: each is an article, or each of its rows is.

A sheet whose columns are called 标题 and 正文 holds an article in each row.  Any other is one
article: its rows are paragraphs, its title is its own or that of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import NamedTuple

from corpus.builder import finish
from corpus.dates import iso_date
from corpus.metadata_lines import LABELS
from corpus.readers.base import Refuse
from corpus.readers.extracted_text import Extract
from corpus.records import Article
from corpus.spans import blank
from corpus.tables import Cell, column_names
from errors import SourceError
from messages import message_text

Chart = tuple[str, Sequence[Sequence[Cell]]]


class Sheet(NamedTuple):
    """The name of a sheet, "" for none, its rows, and what lies over them: texts in boxes, and
    the titles and rows of charts."""

    name: str
    rows: Sequence[Sequence[Cell]]
    boxes: Sequence[str] = ()
    charts: Sequence[Chart] = ()


_TEXTS = frozenset(
    ("正文", "内容", "全文", "文章", "文章内容", "新闻内容", "text", "content", "body")
)
_FIELDS = {
    name.lower(): field for field, names in LABELS.items() for name in names.split("|") if name
}
_LONG = 30  # characters on average of a text that is an article


def articles(
    sheets: Sequence[Sheet], path: str, refuse: Refuse, notes: Sequence[str] = ()
) -> Iterator[Article]:
    """The articles of the sheets of one file; `notes` are of the file."""
    filled = [one for one in sheets if one.boxes or one.charts or any(map(_has_text, one.rows))]
    if not filled:
        raise SourceError("no_text")
    for one in filled:
        if fields := _row_fields(one.rows):
            for number, row in enumerate(one.rows[1:], 2):
                try:
                    if _has_text(row):
                        yield _of_row(row, fields, path, notes)
                        notes = ()
                except SourceError as error:
                    refuse(f"{path}:{number}", str(error))
            one = one._replace(rows=())
        if one.rows or one.boxes or one.charts:
            yield _of_sheet(one, len(filled) > 1, path, notes)
            notes = ()


def _has_text(row: Sequence[Cell]) -> bool:
    return not all(blank(cell.text) for cell in row)


def _of_sheet(sheet: Sheet, named: bool, path: str, notes: Sequence[str]) -> Article:
    extract = Extract()
    for table in _tables(sheet.rows):
        extract.table(table)
    for text in sheet.boxes:
        extract.paragraph(text)
    for caption, rows in sheet.charts:
        extract.table(rows, caption)
    draft = extract.draft()
    title = " ".join(filter(None, (PurePath(path).stem, sheet.name if named else "")))
    draft.set(title=title)
    draft.notes += [message_text("by_file_name", field="title"), *notes]
    return finish(draft, path)


def _tables(rows: Sequence[Sequence[Cell]]) -> Iterator[Sequence[Sequence[Cell]]]:
    """The sheet cut at empty rows, where what follows has names of columns of its own; the lines
    above a table go with it, and stand over all its columns."""
    table: list[Sequence[Cell]] = []
    begun = gap = False  # whether there are rows of several cells, and an empty one behind them
    for number, row in enumerate(rows):
        if not _has_text(row):
            gap = begun
            continue
        if gap and column_names(rows[number : number + 5]):
            yield table
            table, begun = [], False
        alone = sum(not blank(cell.text) for cell in row) == 1
        begun, gap = begun or not alone, False
        width = sum(cell.columns for cell in row)
        table.append([replace(row[0], columns=width)] if _stands_over(row) and not begun else row)
    yield table


def _stands_over(row: Sequence[Cell]) -> bool:
    """Whether the row is a text alone in its first cell."""
    return len(row) > 1 and not blank(row[0].text) and all(blank(one.text) for one in row[1:])


def _row_fields(rows: Sequence[Sequence[Cell]]) -> dict[int, str]:
    """Which column holds which field, if each row is an article: it has a title and a long text."""
    names = [cell.text.strip().lower() for cell in rows[0]] if rows else []
    if any(cell.columns > 1 for cell in rows[0]) or len(rows) < 2:
        return {}
    fields = {i: _FIELDS[name] for i, name in enumerate(names) if name in _FIELDS}
    texts = [i for i, name in enumerate(names) if name in _TEXTS]
    if "title" not in fields.values() or len(texts) != 1:
        return {}
    lengths = [len(row[texts[0]].text) for row in rows[1:] if texts[0] < len(row)]
    if sum(lengths) < _LONG * max(1, sum(map(bool, lengths))):
        return {}
    return {**fields, texts[0]: "text"}


def _of_row(
    row: Sequence[Cell], fields: dict[int, str], path: str, of_file: Sequence[str]
) -> Article:
    """The article of a row; what stands in other columns is noted."""
    extract = Extract()
    known: dict[str, str | None] = {}
    notes = list(of_file)
    for i, cell in enumerate(row):
        field, text = fields.get(i), cell.text.strip()
        if field == "text":
            for line in text.splitlines():
                extract.paragraph(line)
        elif field == "published" and text:
            known[field] = iso_date(text)
            if known[field] is None:
                notes.append(message_text("date_not_understood", date=text))
        elif field and not known.get(field):
            known[field] = text or None
        elif text:
            notes.append(message_text("left_out", text=text))
    draft = extract.draft(list(known.items()))
    draft.notes += notes
    return finish(draft, path)
