"""XLSX reader: the cells of each sheet as they are shown, merged cells over all that they cover."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import BinaryIO
from xml.etree.ElementTree import Element

from corpus import limits
from corpus.readers import chart
from corpus.readers.base import Refuse, left_out_notes, whole
from corpus.readers.number_formats import BUILT_IN, GENERAL, formatted_number
from corpus.readers.office_package import Package
from corpus.readers.sheet import Chart, Sheet, articles
from corpus.records import Article
from corpus.spans import blank
from corpus.tables import Cell
from errors import SourceError
from language.digits import integer
from messages import message_text

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
COUNTED = frozenset((f"{S}row", f"{S}si"))
_LAID_OVER = ("drawing", "chart", "chartUserShapes", "diagramData")
_UNREAD = ("oleObject", "package", "chartEx")
"""Kinds of parts: those that hold text which lies over a sheet, and objects of other programs."""
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

Place = tuple[int, int]
"""Row and column, from 1."""


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a .xlsx file: one for each sheet that is shown."""
    package = Package.of(whole(stream), "not_excel", COUNTED)
    main = package.related("", "officeDocument")
    if main not in package:
        raise SourceError("not_excel", kind="a ZIP archive or Office document")
    book = _Book(package, main)
    sheets = list(book.sheets())
    notes = left_out_notes(book.hidden)
    if book.unseen:
        notes.append(message_text("hidden_cells", count=book.unseen))
    if book.uncounted:
        notes.append(message_text("no_values", count=book.uncounted))
    if book.lost:
        notes.append(message_text("cells_lost", count=book.lost))
    if book.objects:
        notes.append(message_text("objects_not_read", count=book.objects))
    yield from articles(sheets, path, refuse, notes)


class _Book:
    """A workbook while its sheets are read."""

    def __init__(self, package: Package, main: str) -> None:
        self.hidden: list[str] = []  # sheets that are not shown, or not in the file
        self.unseen = 0  # cells with a text in rows and columns that are not shown
        self.uncounted = 0  # cells with a formula of which no value is stored
        self.lost = 0  # cells whose text is not in the file
        self.objects = 0  # charts without figures, and objects of other programs
        self._package, self._main = package, main
        self._root = package.parsed(main)
        self._names = {ident: name for ident, _, name in package.relations(main)}
        strings = package.part(main, "sharedStrings")
        self._strings = [] if strings is None else [*map(_rich_text, strings.iter(f"{S}si"))]
        self._codes = _codes(package.part(main, "styles"))
        properties = self._root.find(f"{S}workbookPr")
        self._mac = properties is not None and properties.get("date1904") in ("1", "true")

    def sheets(self) -> Iterator[Sheet]:
        seen: set[str] = set()
        for sheet in self._root.iter(f"{S}sheet"):
            name = sheet.get("name", "")
            part = self._names.get(sheet.get(f"{R}id", ""), "")
            if sheet.get("state", "visible") != "visible":
                self.hidden.append(name)
            elif part in self._package and part not in seen:
                seen.add(part)
                yield Sheet(
                    name,
                    self._rows(self._package.parsed(part)),
                    *self._boxes_and_charts(part, seen),
                )
            else:
                self.hidden.append(name)

    def _boxes_and_charts(self, sheet: str, seen: set[str]) -> tuple[list[str], list[Chart]]:
        """The paragraphs of the text boxes, shapes and diagrams that lie over a sheet, and the
        charts; what else does is counted."""
        boxes: list[str] = []
        charts: list[Chart] = []
        parts = [sheet]
        for part in parts:  # which grow: a drawing names its charts
            for _, kind, name in self._package.relations(part):
                self.objects += kind in _UNREAD
                if kind not in _LAID_OVER or name not in self._package or name in seen:
                    continue
                seen.add(name)
                parts.append(name)
                root = self._package.parsed(name)
                if kind != "chart":
                    boxes += [text for text in chart.drawn_texts(root) if not blank(text)]
                elif rows := chart.rows(root):
                    charts.append((chart.title(root), rows))
                else:
                    self.objects += 1
        return boxes, charts

    def _rows(self, sheet: Element) -> list[list[Cell]]:
        """The rows and columns that have a text, with one empty row for all that part them."""
        texts_at: dict[Place, list[str]] = {}
        for place, text in self._shown_texts(sheet):
            texts_at.setdefault(place, []).append(text)  # a damaged sheet has two cells in a place
        texts = {place: " ".join(parts) for place, parts in texts_at.items()}
        ys = sorted({y for y, _ in texts})
        xs = sorted({x for _, x in texts})
        limits.check(limits.TABLE_CELLS, len(ys) * len(xs))
        covered: set[Place] = set()
        spans: dict[Place, tuple[int, int]] = {}
        places = 0
        for (top, left), (bottom, right) in _merged_stretches(sheet):
            rows_in = ys[bisect_left(ys, top) : bisect_right(ys, bottom)]
            columns_in = xs[bisect_left(xs, left) : bisect_right(xs, right)]
            places += len(rows_in) * len(columns_in)
            limits.check(limits.TABLE_CELLS, places)
            if (top, left) in texts:
                spans[top, left] = len(rows_in), len(columns_in)
                covered.update((y, x) for y in rows_in for x in columns_in)
        covered -= spans.keys()
        rows: list[list[Cell]] = []
        for number, y in enumerate(ys):
            if number and y > ys[number - 1] + 1:
                rows.append([])
            places_left = ((y, x) for x in xs if (y, x) not in covered)
            rows.append([Cell(texts.get(at, ""), *spans.get(at, (1, 1))) for at in places_left])
        return rows

    def _shown_texts(self, sheet: Element) -> Iterator[tuple[Place, str]]:
        """The cells that are shown, and their texts."""
        hidden = _Columns(column for column in sheet.iter(f"{S}col") if _is_hidden(column))
        y = 0
        for row in sheet.iter(f"{S}row"):
            y = integer(row.get("r"), y + 1)
            x = 0
            for cell in row.findall(f"{S}c"):
                place = _REFERENCE.fullmatch(cell.get("r", ""))
                x = _column_number(place[1]) if place else x + 1
                if _is_hidden(row) or x in hidden:
                    self.unseen += cell.find(f"{S}v") is not None or cell.get("t") == "inlineStr"
                elif not blank(text := self._cell_text(cell)):
                    yield (y, x), text

    def _cell_text(self, cell: Element) -> str:
        kind, value = cell.get("t", "n"), cell.findtext(f"{S}v")
        if kind == "inlineStr":
            return _rich_text(cell.find(f"{S}is"))
        if value is None:
            self.uncounted += cell.find(f"{S}f") is not None
            return ""
        if kind == "s":
            number = integer(value, -1)
            if 0 <= number < len(self._strings):
                return self._strings[number]
            self.lost += 1
            return ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind != "n":
            return _unescaped(value)
        number = integer(cell.get("s"), 0)
        code = self._codes[number] if number < len(self._codes) else GENERAL
        return formatted_number(value, code, self._mac)


class _Columns:
    """The columns of some stretches: whether a column is in one takes one search, however many
    there are."""

    def __init__(self, stretches: Iterable[Element]) -> None:
        ends = sorted((integer(o.get("min"), 0), integer(o.get("max"), 0)) for o in stretches)
        self._begins = [begin for begin, _ in ends]
        self._furthest = list(accumulate((end for _, end in ends), max))

    def __contains__(self, column: int) -> bool:
        count = bisect_right(self._begins, column)
        return count > 0 and column <= self._furthest[count - 1]


def _is_hidden(element: Element) -> bool:
    """Whether a row or a column is not shown."""
    return element.get("hidden") in ("1", "true")


def _rich_text(parent: Element | None) -> str:
    """The text of a string, without the reading (拼音) set over it."""
    if parent is None:
        return ""
    parts = [node.text or "" for node in parent.findall(f"{S}t")]
    parts += [node.text or "" for node in parent.findall(f"{S}r/{S}t")]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    """With the characters that XML cannot have, which Excel writes as _x000D_."""

    def visible(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char.isprintable() else " "

    return _ESCAPED.sub(visible, text)


def _codes(root: Element | None) -> list[str]:
    """The code of the format of each style of cells."""
    if root is None:
        return []
    own_codes = {
        node.get("numFmtId", ""): node.get("formatCode", "") for node in root.iter(f"{S}numFmt")
    }
    codes: Mapping[str, str] = {str(number): code for number, code in BUILT_IN.items()} | own_codes
    styles = root.findall(f"{S}cellXfs/{S}xf")
    return [codes.get(style.get("numFmtId", "0"), GENERAL) for style in styles]


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _merged_stretches(sheet: Element) -> Iterator[tuple[Place, Place]]:
    """The first and the last place of each stretch of merged cells."""
    for node in sheet.iter(f"{S}mergeCell"):
        first, _, last = node.get("ref", "").partition(":")
        begin, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if begin and end:
            yield (int(begin[2]), _column_number(begin[1])), (int(end[2]), _column_number(end[1]))
