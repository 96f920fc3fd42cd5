"""HTML of the rows of a table: the paragraphs that have its columns' names over them, as one table.

A row is a paragraph whose cells stand side by side, with a space between (`corpus/tables.py`); the
cells are slices of it.  A row that cannot be told apart into as many cells as there are names stays
whole, over all columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.records import Paragraph, Span
from corpus.tables import columns_in, named_cells
from web.ui.escape import bdi, plain


@dataclass(frozen=True, slots=True)
class Table:
    """Paragraphs [first, last) of an article that are rows.  heading: what stands over the names.
    cells: of each row (column, place in the text), None for a row that stays whole."""

    heading: str
    columns: tuple[str, ...]
    first: int
    last: int
    cells: tuple[tuple[tuple[int, Span], ...] | None, ...]


def tables(paragraphs: Sequence[Paragraph]) -> Iterator[Table]:
    """The tables of an article, in its order."""
    first = 0
    while first < len(paragraphs):
        heading, columns = columns_in(paragraphs[first].heading)
        last = first + 1
        while columns and last < len(paragraphs):
            above, names = columns_in(paragraphs[last].heading)
            wider = max(columns, names, key=len)
            if above != heading or not names or None in (_at(columns, wider), _at(names, wider)):
                break
            columns, last = wider, last + 1
        if columns:
            cells = tuple(_cells(row, columns) for row in paragraphs[first:last])
            if 2 * sum(row_cells is not None for row_cells in cells) >= len(cells):
                yield Table(heading, columns, first, last, cells)
        first = last


def table_html(
    table: Table,
    paragraphs: Sequence[Paragraph],
    cited: int | None,
    text_html: Callable[[int, Span], str],
    number_html: Callable[[int], str],
    after: Callable[[int], str],
) -> str:
    """The table.  cited: the row (from 1, in the article) that is the passage.  text_html: a place
    of a paragraph as HTML; number_html: its number; after: what stands below its text."""
    names = "".join(f'<th scope="col">{bdi(name)}</th>' for name in table.columns)
    rows = []
    for number, cells in enumerate(table.cells, table.first + 1):
        if cells is None:
            whole_span = (0, len(paragraphs[number - 1].text))
            filled = [f'<td colspan="{len(table.columns)}">{text_html(number, whole_span)}']
        else:
            placed = {column: text_html(number, place) for column, place in cells}
            filled = [f"<td>{placed.get(column, '')}" for column in range(len(table.columns))]
        filled[-1] += after(number)
        on = ' class="wb-found" aria-current="true"' if number == cited else ""
        rows.append(
            f'<tr id="p{number}"{on}><td>{number_html(number)}</td>{"</td>".join(filled)}</td></tr>'
        )
    label = plain(" ".join(filter(None, (table.heading, *table.columns))))
    return (
        f'<div class="wb-scroll" role="region" tabindex="0" aria-label="{label}">'
        f'<table class="wb-table"><thead><tr><td></td>{names}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _at(names: Sequence[str], columns: Sequence[str]) -> tuple[int, ...] | None:
    """The column of each name, in their order; None if a name has none."""
    places, start = [], 0
    for name in names:
        if name not in columns[start:]:
            return None
        start = columns.index(name, start) + 1
        places.append(start - 1)
    return tuple(places)


def _cells(paragraph: Paragraph, columns: Sequence[str]) -> tuple[tuple[int, Span], ...] | None:
    cells = named_cells(paragraph.heading, paragraph.text)
    places = _at([name for name, _ in cells], columns) if cells else None
    return tuple(zip(places, (span for _, span in cells), strict=True)) if places else None
