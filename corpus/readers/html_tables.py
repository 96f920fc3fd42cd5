"""Tables of web pages: which are tables of data, and their cells."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from corpus.spans import blank
from corpus.tables import Cell
from language.digits import integer

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LAYOUT = _HEADINGS | {"ul", "ol"}
_PARTS = frozenset(("thead", "tbody", "tfoot", "tr", "colgroup"))
_BREAKS = frozenset(("p", "div", "br", "li", "dd", "dt", "tr", "td"))
_TO_THE_END = 100_000  # rows: what rowspan=0 says
_LONG = 1_000  # characters of a cell that is a part of the page


@dataclass(frozen=True, slots=True)
class HtmlTable:
    """rows: the cells; caption: its own heading; inner: the tables within its cells."""

    rows: tuple[tuple[Cell, ...], ...]
    caption: str
    inner: tuple[Any, ...]


def table_of(element: Any, dropped: Set[Any]) -> HtmlTable | None:
    """The table of data that a <table> is; None for one that sets a page's parts in their places:
    with headings, lists or many lines in its cells, or with text outside of them."""
    reader = _Reader(dropped)
    if not reader.read(element):
        return None
    rows = tuple(tuple(row) for row in reader.rows if row)
    if max((sum(cell.columns for cell in row) for row in rows), default=0) < 2:
        return None
    headed = any(cell.head for row in rows for cell in row)
    return HtmlTable(rows, reader.caption, tuple(reader.inner)) if headed or reader.plain else None


class _Reader:
    """The cells of a table; each element below it is looked at once, those of inner tables not."""

    def __init__(self, dropped: Set[Any]) -> None:
        self.dropped = dropped
        self.rows: list[list[Cell]] = []
        self.caption = ""
        self.inner: list[Any] = []
        self.plain = True  # whether all rows look like rows without any <th> that says so

    def read(self, table: Any) -> bool:
        """False if it cannot be a table of data."""
        stack = [(table, False)]
        while stack:
            part, in_head = stack.pop()
            if not blank(part.text or ""):
                return False
            inner = []
            blocks = cells = 0
            if part.tag == "tr":
                self.rows.append([])
            for child in part:
                if not blank(child.tail or ""):
                    return False
                if not isinstance(child.tag, str) or child in self.dropped or child.tag == "col":
                    continue
                if child.tag in _PARTS:
                    inner.append((child, in_head or child.tag == "thead"))
                elif child.tag in ("td", "th") and part.tag == "tr":
                    block_count = self._cell(child, in_head or child.tag == "th")
                    if block_count is None:
                        return False
                    blocks, cells = blocks + block_count, cells + 1
                elif child.tag == "caption":
                    self.caption = " ".join("".join(child.itertext()).split())
                else:
                    return False
            self.plain = self.plain and blocks <= 2 * cells
            stack += reversed(inner)
        return True

    def _cell(self, cell: Any, head: bool) -> int | None:
        """Adds the cell; how many blocks are in it, None if it is no cell of data."""
        parts: list[str] = []
        blocks = 0
        stack = [(cell, False)]
        while stack:
            element, closing = stack.pop()
            if closing:
                parts.append(" " * (element.tag in _BREAKS))
            elif element.tag == "table":
                self.inner.append(element)
                self.plain = False
            elif element not in self.dropped and isinstance(element.tag, str):
                if element.tag in _HEADINGS:
                    return None
                self.plain = self.plain and element.tag not in _LAYOUT
                blocks += element.tag in ("p", "div", "br")
                parts.append(" " * (element.tag in _BREAKS) + (element.text or ""))
                stack.append((element, True))
                stack += [(child, False) for child in reversed(element)]
                continue
            if element is not cell:
                parts.append(element.tail or "")
        text = " ".join("".join(parts).split())
        if len(text) > _LONG:
            return None
        rows, columns = _span(cell.get("rowspan"), 0), _span(cell.get("colspan"), 1)
        self.rows[-1].append(Cell(text, rows or _TO_THE_END, columns, head))
        return blocks


def _span(value: str | None, zero: int) -> int:
    """The number of rows or columns that a cell says it spans: 1 where it says nonsense."""
    return integer((value or "").strip(), 1, _TO_THE_END) or zero
