"""CSV with quotation marks that are not closed, or not doubled within a cell: where its rows end.

A mark closes a cell only before a delimiter or the end of a line.  One that is never closed would
put the rows below into its cell, an article under another one's name: the cell ends where a line
begins a row, by its cells.
"""

from __future__ import annotations

import re

_PARTS = "\x1f"
"""Stands for the delimiter, whichever it is, while lines are read."""
_INSIDE = re.compile(r'(?:[^"]|""|"(?![\x1f"]|$))*')
_END = re.compile(r'"(?=\x1f|$)')
_PLAIN = re.compile(r"[^\x1f]*")
_WHOLE_CELL = re.compile(r'(?:"(?:[^"]|"")*"|(?:[^"\x1f][^\x1f]*)?)(?=\x1f|$)')
_CELLS = 3  # of a line that is a row whatever it says, at least
_AHEAD = 200  # lines in which a cell has to close


def mended_rows(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """The rows that have a text, and the numbers, from 1, of those whose marks are at fault."""
    return _Rows(text, delimiter).read()


class _Rows:
    """A text while its lines are read."""

    def __init__(self, text: str, delimiter: str) -> None:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._lines = text.replace(delimiter, _PARTS).split("\n")
        self._delimiter = delimiter
        self._faulty = False  # whether a mark of the row that is being read is

    def read(self) -> tuple[list[list[str]], list[int]]:
        rows: list[list[str]] = []
        faulty: list[int] = []
        at = width = 0
        while at < len(self._lines):
            self._faulty = False
            row, at = self._row(at, width)
            if self._faulty and len(row) < width:
                row = _cut_again(row, width)
            if any(cell.strip() for cell in row):
                rows.append([cell.replace(_PARTS, self._delimiter) for cell in row])
                width = width or len(row)
                faulty += [len(rows)] * self._faulty
        return rows, faulty

    def _row(self, at: int, width: int) -> tuple[list[str], int]:
        """The cells of the row that begins with line `at`, and the line behind it."""
        cells: list[str] = []
        line, x = self._lines[at], 0
        while True:
            if line[x : x + 1] == '"':
                text, at, x, closed = self._quoted(at, x + 1, len(cells), width)
                cells.append(text)
                if not closed:
                    return cells, at
                line = self._lines[at]
            else:
                plain = _PLAIN.match(line, x)
                cells.append(plain[0] if plain else "")
                x = plain.end() if plain else x
            if x >= len(line):
                return cells, at + 1
            x += 1  # the delimiter
            if x == len(line):
                return [*cells, ""], at + 1

    def _quoted(self, at: int, x: int, column: int, width: int) -> tuple[str, int, int, bool]:
        """The text of a quoted cell whose first character is `x` of line `at`, the line and the
        place behind it, and whether it is closed; if not, the line is that of the next row."""
        end = self._closing_line(at, x, column, width)
        parts: list[str] = []
        last = end if end is not None else self._last_line(at, width)
        for number in range(at, last + 1):
            inside = _INSIDE.match(self._lines[number], x if number == at else 0)
            parts.append(inside[0] if inside else "")
        text = "\n".join(parts)
        bare = text.replace('""', "")
        self._faulty |= '"' in bare or end is None
        text = (
            text.replace('\\"', '"').replace('""', '"') if '"' in bare else text.replace('""', '"')
        )
        if end is None:
            return text.rstrip('"'), last + 1, 0, False
        begin = x if end == at else 0
        return text, end, begin + len(parts[-1]) + 1, True

    def _closing_line(self, at: int, x: int, column: int, width: int) -> int | None:
        """The line in which the cell is closed; None if another row begins before."""
        for number in range(at, min(at + _AHEAD, len(self._lines))):
            line = self._lines[number]
            if number > at and (self._opens(line, column) or self._is_row(line, width)):
                return None
            inside = _INSIDE.match(line, x if number == at else 0)
            if _END.match(line, inside.end() if inside else 0):
                return number
        return None

    def _opens(self, line: str, column: int) -> bool:
        """Whether whole cells stand in a line before a quoted one in this column."""
        x = 0
        for _ in range(column):
            cell = _WHOLE_CELL.match(line, x)
            if cell is None or cell.end() >= len(line):
                return False
            x = cell.end() + 1
        return column > 0 and line[x : x + 1] == '"'

    def _is_row(self, line: str, width: int) -> bool:
        """Whether a line has the cells of a row, without the spaces that follow commas in text."""
        return width >= _CELLS and f"{_PARTS} " not in line and self._cells_in(line) == width

    def _last_line(self, at: int, width: int) -> int:
        """The last line of a cell that is not closed: the next one is a whole row."""
        last = min(at + _AHEAD, len(self._lines)) - 1
        for number in range(at + 1, last + 1):
            if self._cells_in(self._lines[number]) >= max(width, 2):
                return number - 1
        return last

    def _cells_in(self, line: str) -> int:
        """How many cells a line has, the last of which may go on in the next one."""
        count = x = 0
        while cell := _WHOLE_CELL.match(line, x):
            count, x = count + 1, cell.end() + 1
            if x > len(line):
                return count
        return count + (line[x : x + 1] == '"')


def _cut_again(row: list[str], width: int) -> list[str]:
    """A row of which a cell swallowed others, at each delimiter, if that makes a whole one."""
    cells = [part.strip('"') for cell in row for part in cell.split(_PARTS)]
    return cells if len(cells) == width else row
