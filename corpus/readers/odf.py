"""OpenDocument reader: texts (.odt) and spreadsheets (.ods) of LibreOffice, WPS and others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from corpus import file_types, limits
from corpus.readers.base import Refuse, whole, with_notes
from corpus.readers.extracted_text import Extract
from corpus.readers.formulas import formula_text
from corpus.readers.office_package import Package, part_name
from corpus.readers.sheet import Sheet, articles
from corpus.records import Article
from corpus.spans import blank
from corpus.tables import Cell
from errors import SourceError
from language.digits import integer
from messages import message_text

_SPACE = "urn:oasis:names:tc:opendocument:xmlns"
T = f"{{{_SPACE}:text:1.0}}"
TABLE = f"{{{_SPACE}:table:1.0}}"
OFFICE = f"{{{_SPACE}:office:1.0}}"
DRAW = f"{{{_SPACE}:drawing:1.0}}"
COUNTED = frozenset((f"{T}p", f"{T}h", f"{TABLE}table-cell"))
_HREF = "{http://www.w3.org/1999/xlink}href"
_MAIN = "content.xml"
_SIGNS = {f"{T}tab": " ", f"{T}line-break": "\n"}
_LEFT_OUT = frozenset((
    f"{T}tracked-changes", f"{OFFICE}annotation", f"{OFFICE}forms", f"{T}sequence-decls",
    f"{T}ruby-text", f"{T}bookmark-start", f"{OFFICE}scripts",
))  # fmt: skip
_CALLED = {"endnote": "尾注"}
_SPACES = 100  # in a row, that are kept


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of an .odt or .ods file."""
    package = Package.of(whole(stream), "not_opendocument", COUNTED)
    if _MAIN not in package:
        raise SourceError("no_part", part=_MAIN)
    body = package.parsed(_MAIN).find(f"{OFFICE}body")
    kinds = {node.tag: node for node in body} if body is not None else {}
    objects = _write_formulas(body, package) if body is not None else 0
    notes = [message_text("objects_not_read", count=objects)] if objects else []
    if f"{OFFICE}spreadsheet" in kinds:
        sheets = [_sheet(table) for table in kinds[f"{OFFICE}spreadsheet"].findall(f"{TABLE}table")]
        yield from articles(sheets, path, refuse, notes)
    elif f"{OFFICE}text" in kinds:
        document = _Document()
        document.blocks(kinds[f"{OFFICE}text"])
        yield from with_notes(document.extract.articles(path), notes)
    else:
        raise SourceError("not_opendocument", kind=file_types.OTHER)


def _write_formulas(body: Element, package: Package) -> int:
    """Puts each formula, which is a part of its own, where it stands; how many objects are left
    that are none, such as charts."""
    unread = size = 0
    seen: dict[str, str] = {}
    for shape in body.iter(f"{DRAW}object"):
        name = part_name("", f"{shape.get(_HREF, '')}/{_MAIN}")
        if name not in seen:
            root = package.parsed(name) if name in package else None
            is_formula = root is not None and root.tag.endswith("}math")
            seen[name] = formula_text(root) if is_formula else ""
        shape.text = seen[name]
        size += len(shape.text)
        limits.check(limits.TEXT_CHARS, size)  # a document may repeat one long formula
        unread += not seen[name]
    return unread


def _sheet(table: Element) -> Sheet:
    rows, contents = _cells_and_contents(table)
    shapes = [*table.findall(f"{TABLE}shapes"), *(box for cell in contents for box in cell.boxes)]
    texts = (_Contents(node).text for shape in shapes for node in shape.iter(f"{T}p"))
    return Sheet(table.get(f"{TABLE}name", ""), rows, [text for text in texts if not blank(text)])


class _Document:
    """Reads the body into an extract."""

    def __init__(self) -> None:
        self.extract = Extract()
        self._seen = {"脚注": 0, "尾注": 0}

    def blocks(self, parent: Element) -> None:
        for element in parent:
            if element.tag in (f"{T}p", f"{T}h"):
                self._paragraph(element)
            elif element.tag == f"{TABLE}table":
                self._table(element)
            elif element.tag not in _LEFT_OUT:
                self.blocks(element)  # lists, sections, frames

    def _paragraph(self, element: Element) -> None:
        content = _Contents(element)
        declared_level = element.get(f"{T}outline-level") if element.tag == f"{T}h" else None
        if level := integer(declared_level, None):
            self.extract.heading(content.text, level)
            notes: tuple[str, ...] = ()
        else:
            notes = tuple(message_text("footnote", text=text) for _, text in content.notes)
            self.extract.paragraph(content.text, notes)
        self._add_notes_and_boxes(content)

    def _add_notes_and_boxes(self, content: _Contents) -> None:
        """The footnotes and text boxes of a paragraph."""
        for name, text in content.notes:
            self._seen[name] += 1
            self.extract.remark(text, f"{name} {self._seen[name]}")
        for box in content.boxes:
            self.blocks(box)

    def _table(self, table: Element) -> None:
        rows, contents = _cells_and_contents(table)
        if max((sum(cell.columns for cell in row) for row in rows), default=0) < 2:
            for cell in (cell for row in rows for cell in row):
                self.extract.paragraph(cell.text)
        else:
            self.extract.table(rows)
        for content in contents:
            self._add_notes_and_boxes(content)


class _Contents:
    """What is in a paragraph or a cell: its text, the footnotes of it, the boxes in it."""

    def __init__(self, element: Element) -> None:
        self._parts: list[str] = []
        self.notes: list[tuple[str, str]] = []
        self.boxes: list[Element] = []
        self._walk(element)
        self.text = "".join(self._parts)

    def _walk(self, element: Element) -> None:
        self._parts.append(element.text or "")
        for child in element:
            if child.tag == f"{T}s":
                self._parts.append(" " * integer(child.get(f"{T}c"), 1, _SPACES))
            elif child.tag in _SIGNS:
                self._parts.append(_SIGNS[child.tag])
            elif child.tag == f"{T}note":
                name = _CALLED.get(child.get(f"{T}note-class", ""), "脚注")
                body = child.find(f"{T}note-body")
                text = " ".join("".join(body.itertext()).split()) if body is not None else ""
                self.notes += [(name, text)] if text else []
            elif child.tag == f"{DRAW}text-box":
                self.boxes.append(child)
            elif child.tag not in _LEFT_OUT:
                self._walk(child)
                self._parts.append(" " * (child.tag == f"{T}p"))
            self._parts.append(child.tail or "")


def _cells_and_contents(table: Element) -> tuple[list[list[Cell]], list[_Contents]]:
    """The rows, and what is in their cells; a table in a cell is part of the cell."""
    rows: list[list[Cell]] = []
    contents: list[_Contents] = []
    count = 0
    for row, head in _rows_below(table, False):
        runs: list[tuple[int, Cell]] = []
        for element in row.findall(f"{TABLE}table-cell"):
            content = _Contents(element)
            contents += [content] if content.notes or content.boxes else []
            rows_spanned = _count_attribute(element, "number-rows-spanned")
            columns = _count_attribute(element, "number-columns-spanned")
            cell = Cell(content.text, rows_spanned, columns, head)
            runs.append((_count_attribute(element, "number-columns-repeated"), cell))
        while runs and blank(runs[-1][1].text) and runs[-1][1].columns == 1:
            runs.pop()  # spreadsheets repeat the empty rest to the end
        times = _count_attribute(row, "number-rows-repeated") if runs else 1
        count += times * sum(number for number, _ in runs)
        limits.check(limits.TABLE_CELLS, count)
        rows += [[cell for number, cell in runs for _ in range(number)]] * times
    return rows, contents


def _rows_below(parent: Element, head: bool) -> Iterator[tuple[Element, bool]]:
    for child in parent:
        if child.tag == f"{TABLE}table-row":
            yield child, head
        elif child.tag.startswith(TABLE) and child.tag != f"{TABLE}table":
            yield from _rows_below(child, head or child.tag == f"{TABLE}table-header-rows")


def _count_attribute(element: Element, name: str) -> int:
    return max(1, integer(element.get(f"{TABLE}{name}"), 1))
