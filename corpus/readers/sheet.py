"""Sheets of cells, of CSV and spreadsheets alike: each is an article, or each of its rows is.

A sheet whose columns are called 标题 and 正文 holds an article in each row, however short: a list
of notices.  Any other is one article: its rows are paragraphs, its title is its own or that of the
file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePath
from typing import NamedTuple

from corpus.builder import finish
from corpus.readers import article_rows
from corpus.readers.base import Refuse, left_out_notes
from corpus.readers.extracted_text import Extract
from corpus.records import Article
from corpus.spans import blank
from corpus.tables import Cell, column_names, is_number
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


_CAPTIONS = 3  # rows above the names of the columns, at most


def articles(
    sheets: Sequence[Sheet], path: str, refuse: Refuse, notes: Sequence[str] = ()
) -> Iterator[Article]:
    """The articles of the sheets of one file; `notes` are of the file."""
    sheets = [
        sheet for sheet in sheets if sheet.boxes or sheet.charts or any(map(_has_text, sheet.rows))
    ]
    if not sheets:
        raise SourceError("no_text")
    for sheet in sheets:
        captions = _captions(sheet.rows)
        if table := article_rows.article_rows(sheet.rows[len(captions) :]):
            above = left_out_notes(filter(None, captions))
            first = len(captions) + 2
            yield from article_rows.articles(table, first, path, refuse, [*above, *notes])
            sheet, notes = sheet._replace(rows=()), ()
        if sheet.rows or sheet.boxes or sheet.charts:
            yield _sheet_article(sheet, len(sheets) > 1, path, notes)
            notes = ()


def _captions(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The texts that stand alone in the rows above the first row of several cells."""
    captions: list[str] = []
    for row in rows[: _CAPTIONS + 1]:
        texts = [cell.text.strip() for cell in row if not blank(cell.text)]
        if len(texts) > 1:
            return captions
        captions.append("".join(texts))
    return []


def _has_text(row: Sequence[Cell]) -> bool:
    return not all(blank(cell.text) for cell in row)


def _sheet_article(sheet: Sheet, with_name: bool, path: str, notes: Sequence[str]) -> Article:
    extract = Extract()
    for table in _tables(_with_deep_heads(sheet.rows)):
        extract.table(table)
    for text in sheet.boxes:
        extract.paragraph(text)
    for caption, rows in sheet.charts:
        extract.table(rows, caption)
    draft = extract.draft()
    title = " ".join(filter(None, (PurePath(path).stem, sheet.name if with_name else "")))
    draft.set(title=title)
    draft.notes += [message_text("by_file_name", field="title"), *notes]
    return finish(draft, path)


def _with_deep_heads(rows: Sequence[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """The rows; where a sheet cannot merge cells, two lines of names that are one head are merged:
    a name over several columns has empty cells behind it, one of both lines an empty one below."""
    above: Sequence[Cell] | None = None
    for row in rows:
        if above is not None and (groups := _name_groups(above, row)):
            yield [replace(above[x], columns=n, rows=1 + blank(row[x].text)) for x, n in groups]
            yield [row[x + i] for x, n in groups for i in range(n) if not blank(row[x].text)]
            above = None
        else:
            if above is not None:
                yield above
            above = row
    if above is not None:
        yield above


def _name_groups(above: Sequence[Cell], row: Sequence[Cell]) -> list[tuple[int, int]]:
    """Where the names in the upper of two lines of a head begin, and over how many columns each
    stands; [] if the lines are none."""
    cells = [*above, *row]
    if len(above) != len(row) or any(
        x.columns > 1 or x.rows > 1 or is_number(x.text) for x in cells
    ):
        return []
    names = [x for x, cell in enumerate(above) if not blank(cell.text)]
    groups = [(x, end - x) for x, end in pairwise([*names, len(above)])]
    if len(groups) < 2 or names[0] or not blank(row[0].text) or len(groups) == len(above):
        return []
    full = all(n == 1 or not any(blank(cell.text) for cell in row[x : x + n]) for x, n in groups)
    return groups if full and groups[0][1] == 1 else []


def _tables(all_rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Sequence[Cell]]]:
    """The sheet cut at empty rows, where what follows has names of columns of its own; the lines
    above a table go with it, and stand over all its columns."""
    rows = list(all_rows)
    table: list[Sequence[Cell]] = []
    in_table = gap = False  # whether there are rows of several cells, and an empty one behind them
    for number, row in enumerate(rows):
        if not _has_text(row):
            gap = in_table
            continue
        if gap and column_names(rows[number : number + 5]):
            yield table
            table, in_table = [], False
        single_cell = sum(not blank(cell.text) for cell in row) == 1
        in_table, gap = in_table or not single_cell, False
        width = sum(cell.columns for cell in row)
        is_title = single_cell and len(row) > 1 and not blank(row[0].text) and not in_table
        table.append([replace(row[0], columns=width)] if is_title else row)
    yield table
