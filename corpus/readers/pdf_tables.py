"""Tables on a printed page: by the lines drawn around their cells, else by columns of short texts.

A table's boxes are taken out of the page, so that the order of its columns is not that of the
page's; in their place stands one box with a mark, which `pdf.py` finds again in the page's text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from corpus.readers.known_parts import Part
from corpus.readers.pdf_layout import pieces
from corpus.readers.ruled_lines import Frame, Line, frames
from corpus.readers.vertical_text import Box, edges
from corpus.spans import shifted
from corpus.tables import Cell, column_names, is_number, rows_of, written

_SAME_LINE = 0.4  # of the size: boxes whose middles are nearer stand on one line
_GAP = 0.6  # of the size: the least space between two columns without a line between them
_PITCH = 3.2  # of the size: rows without lines between them are no farther apart
_CELL_CHARS, _CELL_LINES = 400, 12  # a larger cell is a column of a newspaper within a frame
_FILLED = 0.7  # of the places of a table without lines have text
_FIGURES = 0.6  # of the cells of a column of figures
_SHORT_TEXT = 8  # characters of a cell, in a table without lines or figures
_FULL = 0.8  # of a column's lines reach from edge to edge: it is text, not cells
_HAN = ("\u3400", "\u9fff")


@dataclass(frozen=True, slots=True)
class PdfTable:
    """rows: the cells; columns: where they begin and end, for the page on which it goes on."""

    box: Box
    rows: tuple[tuple[Cell, ...], ...]
    columns: tuple[float, ...]


def parted_tables(boxes: Sequence[Box], lines: Sequence[Line]) -> tuple[list[Box], list[PdfTable]]:
    """The boxes outside of tables, and the tables, from top to bottom."""
    rest = [box for box in boxes if box.text.strip()]
    framed: list[PdfTable] = []
    for frame in frames(lines):
        rest, table = _framed_table(rest, frame)
        framed += [table] if table else []
    rest, unframed = _unframed_tables(rest)
    return rest, sorted([*framed, *unframed], key=lambda table: (table.box.top, table.box.left))


def _framed_table(boxes: list[Box], frame: Frame) -> tuple[list[Box], PdfTable | None]:
    """The table within drawn lines; None where these only part the page."""
    boxes_in: dict[tuple[int, int], list[Box]] = {}
    rest: list[Box] = []
    xs, ys = frame.xs, frame.ys
    for box in boxes:
        across, down = box.middle
        x, y = bisect_right(xs, across) - 1, bisect_right(ys, down) - 1
        if 0 <= x < len(xs) - 1 and 0 <= y < len(ys) - 1:
            boxes_in.setdefault(frame.cells[y, x], []).append(box)
        else:
            rest.append(box)
    rows: list[tuple[Cell, ...]] = []
    for y in range(len(ys) - 1):
        row = []
        for x in range(len(xs) - 1):
            if frame.cells[y, x] == (y, x):
                text = _cell_text(boxes_in.get((y, x), []))
                if text is None:
                    return boxes, None
                row.append(Cell(text, *frame.extents[y, x]))
        rows.append(tuple(row))
    if sum(map(bool, boxes_in.values())) < 2 or len({x for _, x in boxes_in}) < 2:
        return boxes, None
    size = median(box.size for part in boxes_in.values() for box in part)
    outline = Box("", xs[0], ys[0], xs[-1], ys[-1], size)
    return rest, PdfTable(outline, tuple(rows), tuple(xs))


def _cell_text(boxes: Sequence[Box]) -> str | None:
    """The lines of a cell in one; None if there are too many for a cell."""
    lines = list(_lines_of_boxes(boxes))
    text = ""
    for line in lines:
        part = " ".join(box.text for box in line)
        latin = text[-1:].isascii() and text[-1:].isalnum() and part[:1].isascii()
        text += " " * bool(text and latin and part[:1].isalnum()) + part
    return None if len(lines) > _CELL_LINES or len(text) > _CELL_CHARS else text


def _lines_of_boxes(boxes: Sequence[Box]) -> Iterator[list[Box]]:
    """Boxes by the lines on which they stand, from top to bottom and left to right."""
    line: list[Box] = []
    for box in sorted(boxes, key=_down):
        if line and _down(box) - _down(line[-1]) > _SAME_LINE * max(box.size, line[-1].size):
            yield sorted(line, key=lambda box: box.left)
            line = []
        line.append(box)
    if line:
        yield sorted(line, key=lambda box: box.left)


def _down(box: Box) -> float:
    return box.middle[1]


def _unframed_tables(boxes: list[Box]) -> tuple[list[Box], list[PdfTable]]:
    """Tables without lines between their columns: rows of short texts, one below the other."""
    rest: list[Box] = []
    tables: list[PdfTable] = []
    run: list[list[Box]] = []

    def close() -> None:
        table = _table_of_lines(run)
        if table is None:
            rest.extend(box for line in run for box in line)
        else:
            tables.append(table)
        run.clear()

    for line in _lines_of_boxes(boxes):
        if run and (len(line) < 2 or _far_apart(run[-1], line)):
            close()
        if len(line) > 1:
            run.append(line)
        else:
            rest += line
    close()
    return rest, tables


def _far_apart(above: Sequence[Box], below: Sequence[Box]) -> bool:
    size = min(above[0].size, below[0].size)
    sizes_differ = max(above[0].size, below[0].size) > 1.3 * size
    return sizes_differ or _down(below[0]) - _down(above[0]) > _PITCH * size


def _table_of_lines(lines: Sequence[Sequence[Box]]) -> PdfTable | None:
    if len(lines) < 3:
        return None
    boxes = [box for line in lines for box in line]
    size = median(box.size for box in boxes)
    columns = pieces(boxes, _GAP * size)
    if len(columns) < 2:
        return None
    starts = [min(box.left for box in column) for column in columns]
    texts: list[list[str]] = []
    parts: list[list[Box]] = [[] for _ in columns]
    for line in lines:
        row = [""] * len(columns)
        for box in line:
            x = bisect_right(starts, box.left) - 1
            row[x] += " " * bool(row[x]) + box.text
            parts[x].append(box)
        texts.append(row)
    text_count = sum(map(bool, (text for row in texts for text in row)))
    if text_count < _FILLED * len(texts) * len(columns):
        return None
    if any(map(_is_prose, parts)) or not _are_cells(texts):
        return None
    frame = Box("", *edges(boxes), size)
    return PdfTable(frame, tuple(tuple(map(Cell, row)) for row in texts), (*starts, frame.right))


def _is_prose(column: Sequence[Box]) -> bool:
    """Whether most lines run from edge to edge, as those of a newspaper's column do."""
    if not column:
        return False
    size = median(box.size for box in column)
    left, right = min(box.left for box in column), max(box.right for box in column)
    if right - left < 4 * size:
        return False
    full = sum(box.left < left + 2.5 * size and box.right > right - 1.2 * size for box in column)
    han = sum(_HAN[0] <= char <= _HAN[1] for box in column for char in box.text)
    return full >= _FULL * (len(column) - 1) and 2 * han > sum(len(box.text) for box in column)


def _are_cells(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column holds figures, or there are three columns of short texts."""
    columns = list(zip(*rows, strict=True))
    for column in columns[1:]:
        texts = [text for text in column[1:] if text]
        if len(texts) > 1 and sum(map(is_number, texts)) >= _FIGURES * len(texts):
            return True
    lengths = [median(len(text) for text in column) for column in columns]
    return len(columns) > 2 and max(lengths) <= _SHORT_TEXT


def goes_on(above: PdfTable, below: PdfTable) -> bool:
    """Whether a table at the top of a page has the columns of the one at the foot of the last:
    they begin at the same places; how wide the last one is, its texts say."""
    size = max(above.box.size, below.box.size)
    starts = zip(above.columns[:-1], below.columns[:-1], strict=False)
    same_starts = (abs(a - b) < size for a, b in starts)
    return len(above.columns) == len(below.columns) and all(same_starts)


_MARK = "\ufdd0"  # no character, so that no text has it
_LETTERS = str.maketrans("0123456789", "abcdefghij")  # a running head is known without its figures


def mark(page: int, number: int) -> str:
    """What stands for a table in the text of its page."""
    return f"{_MARK}{page}k{number}{_MARK}".translate(_LETTERS)


def unmarked(text: str) -> str:
    """Text of the page itself, which cannot have a mark."""
    return text.replace(_MARK, "\ufffd")


@dataclass(frozen=True, slots=True)
class Carry:
    """A table at the foot of a page, and the names of its columns."""

    table: PdfTable
    names: tuple[str, ...]


def expanded(
    text: str, tables: Mapping[str, PdfTable], above: Carry | None
) -> tuple[str, list[Part], Carry | None]:
    """The text of a page with its tables in the places of their marks, these as known parts of
    it, and the last one if nothing stands below it.  above: the one at the foot of the page
    before."""
    pieces = text.split(_MARK)
    parts: list[Part] = []
    page_text = ""
    for number, piece in enumerate(pieces):
        table = tables.get(f"{_MARK}{piece}{_MARK}") if number % 2 else None
        if table is None:
            page_text += piece
            above = None if piece.strip() else above
            continue
        lines, cells = written(table.rows)
        continued = above is not None and goes_on(above.table, table)
        names = above.names if above is not None and continued else ()
        page_text = f"{page_text.rstrip()}\n\n" if page_text.strip() else ""
        rows = rows_of(cells, lines, names=names)
        moved = (replace(row, spans=shifted(row.spans, len(page_text))) for row in rows)
        parts.append(Part(len(page_text), len(page_text) + len(lines), tuple(moved)))
        page_text += f"{lines}\n\n"
        above = Carry(table, names or tuple(column_names(cells)))
    return page_text.rstrip("\n"), parts, above
