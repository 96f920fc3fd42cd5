"""Tables in plain text: rows of cells with tabs, wide spaces or one space between, under the names
of their columns.

Lines of as many cells may still be a list or verse: they are rows only below a line that names the
columns (corpus/tables.py tells), two of them at least.  With one space between cells, which words
have as well, most of them have to be figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from corpus import limits
from corpus.captions import is_caption, is_unit
from corpus.lines import Line, Run, lines
from corpus.readers.known_parts import Part
from corpus.tables import Cell, column_names, headed, is_number, rows_of

_LEAST, _LOOKED_AT = 3, 12
"""Lines of a table: the names and two rows; those that tell whether it is one."""
_MOST_CELLS, _CELL_CHARS = 40, 40
_SENTENCE = re.compile("[。！？；]")
_ONE_SPACE = re.compile(" ")
_GAPS = (re.compile(r"\t"), re.compile(r"[ \u3000]{2,40}|\u3000"), _ONE_SPACE)
"""What may stand between the cells of a line, the surest first."""
_OVER = 2  # lines over a table: its name and its unit


def tables_of(text: str) -> list[Part]:
    """The tables of a text, each with the lines over it that name it."""
    limits.check_text(text)
    return list(_tables(text, list(lines(text))))


def _tables(text: str, all_lines: Sequence[Line]) -> Iterator[Part]:
    at = 0
    above: list[Line] = []  # the lines that stand last over this one and are of no table
    is_first = True
    while at < len(all_lines):
        line = all_lines[at]
        rows = _rows(all_lines, at) if line.text else []
        if rows:
            over = _lines_over(above)
            context = ""
            for one in reversed(over):
                context = headed(one.text, context) or ""
            begin = [*over, line][0].run.spans[0][0]
            end = all_lines[at + len(rows) - 1].run.spans[-1][1]
            found = rows_of(rows, text)
            named = [replace(row, context=headed(context, row.context) or "") for row in found]
            yield Part(begin, end, tuple(named))
            above = []
        elif line.text and not is_first:
            above = [*above[1 - _OVER :], line]
        is_first = is_first and not line.text  # the first line of all is the title
        at += max(1, len(rows))


def _lines_over(above: Sequence[Line]) -> list[Line]:
    """Those of the lines right above a table that say what it is of."""
    last = above[-1:]
    if last and is_unit(last[0].text):
        return [*(line for line in above[:-1] if is_caption(line.text)), *last]
    return [line for line in last if is_caption(line.text)]


def _rows(all_lines: Sequence[Line], at: int) -> list[list[Cell]]:
    """The cells of the rows that begin at a line, the names of their columns first; [] where no
    table begins."""
    for gap in _GAPS:
        looked_at = _rows_alike(all_lines[at : at + _LOOKED_AT], gap)
        least = 3 if gap is _ONE_SPACE else 2
        if len(looked_at) < _LEAST or not least <= len(looked_at[0]) <= _MOST_CELLS:
            continue
        if column_names(looked_at) and (gap is not _ONE_SPACE or _is_of_figures(looked_at)):
            return _rows_alike(map(all_lines.__getitem__, range(at, len(all_lines))), gap)
    return []


def _rows_alike(some_lines: Iterable[Line], gap: re.Pattern[str]) -> list[list[Cell]]:
    """The cells of the lines up to the first that has not as many as the first of all."""
    rows: list[list[Cell]] = []
    for line in some_lines:
        cells = _cells(line.run, gap)
        if not cells or (rows and len(cells) != len(rows[0])):
            break
        rows.append(cells)
    return rows


def _is_of_figures(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether of the cells below the names, but each first one, two of three are figures."""
    values = [is_number(cell.text) for row in rows[1:] for cell in row[1:]]
    return 3 * sum(values) >= 2 * len(values)


def _cells(run: Run, gap: re.Pattern[str]) -> list[Cell]:
    """The cells of a line with such gaps; [] for a line that can be no row."""
    gaps = list(gap.finditer(run.text))
    if not gaps or _SENTENCE.search(run.text):
        return []
    bounds = [0, *(at for match in gaps for at in match.span()), len(run.text)]
    places = list(zip(bounds[::2], bounds[1::2], strict=True))
    if any(high - low > _CELL_CHARS for low, high in places):
        return []
    parts = [run.cut(low, high).strip() for low, high in places]
    return [Cell(part.text, spans=part.spans) for part in parts]
