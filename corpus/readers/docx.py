"""DOCX reader: the text as it is printed, in order, with its numbers, tables and footnotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO
from xml.etree.ElementTree import Element

from corpus import metadata_lines
from corpus.encodings import decode
from corpus.formats import by_content, may_be_text
from corpus.lines import is_ended
from corpus.mastheads import masthead
from corpus.readers import chart, formulas, html, rtf
from corpus.readers.base import Refuse, left_out_notes, whole, with_notes
from corpus.readers.docx_numbering import Numbering
from corpus.readers.docx_styles import numbered, outline, styles
from corpus.readers.extracted_text import Extract
from corpus.readers.forms import field_of, form_fields
from corpus.readers.office_package import Package
from corpus.readers.wordml import W, below, is_on, val
from corpus.records import Article
from corpus.spans import blank
from corpus.tables import MOST_COLUMNS, Cell
from errors import SourceError
from language.digits import integer
from messages import message_text

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
COUNTED = frozenset((f"{W}p", f"{W}tc"))
_SIGNS = {
    f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-", f"{W}ptab": " ",
}  # fmt: skip
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/"
_DIAGRAM = f"{{{_DRAWING}diagram}}relIds"
_CHART = f"{{{_DRAWING}chart}}chart"
_OBJECTS = (f"{W}object", "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart")
_CHUNKS = 50  # parts of other formats in one document that are read
_DELETED = ("del", "moveFrom")
_LEFT_OUT = frozenset((FALLBACK, *(W + name for name in ("rt", *_DELETED, "pPr", "rPr", "tblPr"))))
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_CALLED = {"footnote": "脚注", "endnote": "尾注"}
_NOTED = 120  # characters of a footnote in the note on its paragraph
_PROSE = 25  # characters of a paragraph in a cell that is no value
_ABOVE = 10  # headings and lines above a form, at most
_LONG = 1_000  # characters of a cell that is no cell, but a part of the page


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a .docx file; without headings, what plain text would give."""
    package = Package.of(whole(stream), "not_word", COUNTED)
    main = package.related("", "officeDocument")
    if main not in package:
        raise SourceError("no_main_part")
    document = _Document(package, main)
    document.read()
    fields, notes = _headers_and_footers(package, main)
    articles = list(with_notes(document.extract.articles(path), [*notes, *document.notes()]))
    if len(articles) == 1 and document.form:
        articles = [_with_form(articles[0], document.form, document.form_rows)]
    for article in articles:
        yield metadata_lines.with_known(article, fields)


def _with_form(article: Article, form: Mapping[str, str], rows: Sequence[str]) -> Article:
    """The article with what its form tells, before what its lines seem to; the rows stay, and a
    note keeps each, and a title that was none."""
    notes = [message_text("head", text=row) for row in rows]
    if "title" in form and article.title not in (None, form["title"]):
        notes += left_out_notes(filter(None, [article.title]))
    metadata = replace(article.metadata, **form)
    return replace(article, metadata=metadata, notes=(*article.notes, *notes))


def _headers_and_footers(package: Package, main: str) -> tuple[dict[str, str], list[str]]:
    """What the headers and footers say of all pages, and notes of what they are: they are no
    text of the articles."""
    fields: dict[str, str] = {}
    texts: dict[str, None] = {}
    for _, kind, name in package.relations(main):
        if kind in ("header", "footer") and name in package:
            lines = ("".join(_texts(node)).split() for node in package.parsed(name).iter(f"{W}p"))
            text = " ".join(" ".join(words) for words in lines if words)
            if any(char.isalpha() for char in text):
                texts.setdefault(text)
    for text in texts:
        fields = masthead(text) | fields
    return fields, left_out_notes(texts)


def _texts(element: Element) -> Iterator[str]:
    """The texts below, as they are after all changes."""
    for child in element:
        if (text := _written_text(child)) is not None:
            yield text
        elif child.tag not in _LEFT_OUT:
            yield from _texts(child)


def _written_text(element: Element) -> str | None:
    """What stands for the element in a line of text; None for one that holds others."""
    if element.tag == f"{W}t":
        return element.text or ""
    return formulas.formula_text(element) if element.tag == _MATH else _SIGNS.get(element.tag)


class _Contents:
    """What is in a paragraph: its text after all changes, the text boxes anchored in it, the
    footnotes, diagrams and charts that it refers to; what is hidden in it, and objects of other
    programs."""

    def __init__(self, paragraph: Element) -> None:
        self._parts: list[str] = []
        self.boxes: list[Element] = []
        self.references: list[tuple[str, str]] = []
        self.diagrams: list[str] = []
        self.charts: list[str] = []
        self.hidden: list[str] = []
        self.objects = 0
        self._walk(paragraph)
        self.text = "".join(self._parts)

    def _walk(self, element: Element) -> None:
        for child in element:
            if (text := _written_text(child)) is not None:
                self._parts.append(text)
            elif child.tag == f"{W}txbxContent":
                self.boxes.append(child)
            elif child.tag in _NOTES:
                self.references.append((_NOTES[child.tag], child.get(f"{W}id", "")))
            elif child.tag == _DIAGRAM:
                self.diagrams.append(child.get(f"{R}dm", ""))
            elif child.tag == _CHART:
                self.charts.append(child.get(f"{R}id", ""))
            elif child.tag in _OBJECTS:
                self.objects += 1
            elif child.tag == f"{W}r" and is_on(child, "rPr/vanish"):
                self.hidden.append("".join(_texts(child)))
            elif child.tag not in _LEFT_OUT:
                self._walk(child)


class _Document:
    """Reads the body into an extract, that of the document around it if there is one."""

    def __init__(self, package: Package, main: str, around: _Document | None = None) -> None:
        self.extract: Extract = around.extract if around else Extract()
        self.form: dict[str, str] = {}
        """What the form over the text, or around it, tells; and the rows that tell it."""
        self.form_rows: list[str] = []
        self._package, self._main, self._inside = package, main, around is not None
        self._names = {ident: name for ident, _, name in package.relations(main)}
        self._styles = styles(package.part(main, "styles"))
        self._numbering = Numbering(package.part(main, "numbering"))
        self._notes = {kind: _footnotes(package, main, kind) for kind in _CALLED}
        self._seen = dict.fromkeys(_CALLED, 0)
        self._parts: dict[str, None] = {}  # of other formats, and diagrams, that were read
        self._hidden: dict[str, None] = {}
        self._objects = self._in_table = 0
        self._unread: list[str] = []

    def read(self) -> None:
        body = self._package.parsed(self._main).find(f"{W}body")
        if body is None:
            raise SourceError("no_body")
        self.blocks(body)

    def notes(self) -> list[str]:
        """What of the document is no text of its articles."""
        notes = left_out_notes(map(_shortened, self._hidden))
        if self._objects:
            notes.append(message_text("objects_not_read", count=self._objects))
        return notes + [message_text("part_not_read", part=name) for name in self._unread]

    def blocks(self, parent: Element) -> None:
        """Paragraphs and tables below `parent`, also within content controls."""
        pieces: list[str] = []  # of a paragraph whose end was deleted: it goes on in the next one
        for element in parent:
            if element.tag == f"{W}p":
                contents = _Contents(element)
                pieces.append(contents.text)
                text = ""
                if not (_ends_deleted(element) or _is_initial(element)):
                    text, pieces = "".join(pieces), []
                self._paragraph(element, text, contents)
                continue
            if element.tag in _LEFT_OUT:
                continue
            if pieces and element.find(f".//{W}p") is not None:  # it cannot go on in a table
                self.extract.paragraph("".join(pieces))
                pieces = []
            if element.tag == f"{W}tbl":
                self._table(element)
            elif element.tag == f"{W}altChunk":
                self._chunk(self._names.get(element.get(f"{R}id", ""), ""))
            else:
                self.blocks(element)
        self.extract.paragraph("".join(pieces))

    def _chunk(self, name: str) -> None:
        """A part of another format, which Word shows as text of the document."""
        if name not in self._package or name in self._parts:
            return
        self._parts[name] = None
        try:
            if self._inside or len(self._parts) > _CHUNKS or not self._read_chunk(name):
                self._unread.append(name)
        except SourceError:
            self._unread.append(name)

    def _read_chunk(self, name: str) -> bool:
        """Reads the part, if it is of a format that is read there."""
        data = self._package.content(name)
        kind = by_content(data)
        if kind == ".html":
            html.walk(html.page_of(data), self.extract)
        elif kind == ".rtf":
            self._hidden |= dict.fromkeys(rtf.walk(data, self.extract))
        elif kind == ".docx":
            package = Package.of(data, "not_word", COUNTED)
            inner = _Document(package, package.related("", "officeDocument"), self)
            inner.read()
            self._unread += inner._unread
            self._objects += inner._objects
            self._hidden |= inner._hidden
        elif not kind and may_be_text(data):
            for line in decode(data).splitlines():
                self.extract.paragraph(line)
        else:
            return False
        return True

    def _diagram_texts(self, contents: _Contents) -> Iterator[str]:
        """The texts of the diagrams in a paragraph; what else is in it is kept for the notes."""
        self._objects += contents.objects
        self._hidden |= dict.fromkeys(text for text in contents.hidden if not blank(text))
        for name in (self._names.get(ident, "") for ident in contents.diagrams):
            if name in self._package and name not in self._parts:
                self._parts[name] = None
                yield from chart.drawn_texts(self._package.parsed(name))

    def _paragraph(self, element: Element, text: str, contents: _Contents) -> None:
        level, number = self._level_and_number(element)
        remarks = self._numbered_remarks(contents)
        if blank(text):
            pass
        elif level is None:
            notes = tuple(message_text("footnote", text=_shortened(note)) for _, note in remarks)
            bold = not self._in_table and _is_bold(element)
            self.extract.paragraph(number + text, notes, bold)
        else:
            self.extract.heading(number + text, level)
        for context, note in remarks:
            self.extract.remark(note, context)
        for text_beside in self._diagram_texts(contents):
            self.extract.paragraph(text_beside)
        for ident in contents.charts:
            self._chart(ident)
        for box in contents.boxes:
            self.blocks(box)

    def _chart(self, ident: str) -> None:
        """The title and the figures of a chart, a row a paragraph; a chart without is counted."""
        name = self._names.get(ident, "")
        if name in self._parts:
            return
        root = self._package.parsed(name) if name in self._package else None
        rows = chart.rows(root) if root is not None else []
        if root is None or not rows:
            self._objects += 1
            return
        self._parts[name] = None
        self.extract.table(rows, chart.title(root))

    def _level_and_number(self, element: Element) -> tuple[int | None, str]:
        """The level of a heading, and the number that Word writes before the paragraph."""
        properties = below(element, "pPr")
        if properties is None:
            return None, ""
        style = self._styles(val(properties, "pStyle"))
        level_given, level = outline(properties)
        number, depth = numbered(properties)
        if not number:
            number = style.number
            if depth is None:
                depth = style.depth
            if depth is None:
                depth = self._numbering.level_of(number, style.numbered_as)
        counted = number and not _ends_deleted(element)
        number_text = self._numbering.next(number, depth or 0) if counted else ""
        return level if level_given else style.level, number_text

    def _numbered_remarks(self, contents: _Contents) -> list[tuple[str, str]]:
        """(脚注 1, text) of the footnotes that a paragraph refers to, numbered as on paper."""
        remarks = []
        for kind, ident in contents.references:
            if text := self._notes[kind].get(ident):
                self._seen[kind] += 1
                remarks.append((f"{_CALLED[kind]} {self._seen[kind]}", text))
        return remarks

    def _table(self, table: Element) -> None:
        """The rows, or those of a form.  A table of one column, or with a page's text in a cell or
        paragraphs in all, only sets text in its place: it is read cell by cell."""
        rows = [[_Cell(cell) for cell in _all_below(row, f"{W}tc")] for row in _table_rows(table)]
        columns = max((sum(cell.columns for cell in row) for row in rows), default=0)
        cells = [cell for row in rows for cell in row]
        above = self.extract.texts
        may_be_form = len(above) <= _ABOVE and not any(map(is_ended, above))
        plain = [[cell.plain() for cell in row] for row in rows] if may_be_form else []
        if form := form_fields(plain):
            self.form = form
            self._form(rows)
            return
        if columns < 2 or any(map(_Cell.is_long, cells)) or all(map(_Cell.is_prose, cells)):
            for cell in cells:
                if not cell.goes_on:
                    self._in_table += 1
                    self.blocks(cell.element)
                    self._in_table -= 1
            return
        self._rows(rows, [is_on(row, "trPr/tblHeader") for row in _table_rows(table)])

    def _form(self, rows: Sequence[list[_Cell]]) -> None:
        """The rows of a form; a text in one is read as such, its label goes to the notes."""
        above: list[list[_Cell]] = []
        for row in rows:
            texts = [" ".join(cell.plain().split()) for cell in row]
            label = texts[0] if len(row) == 2 else ""
            if field_of(label) != "text":
                above.append(row)
                self.form_rows += [" ".join(texts)] if any(map(field_of, texts)) else []
                continue
            self._rows(above, [False] * len(above))
            self.blocks(row[1].element)
            self._hidden[label] = None
            above = []
        self._rows(above, [False] * len(above))

    def _rows(self, rows: Sequence[list[_Cell]], heads: list[bool]) -> None:
        """The rows as paragraphs, then the tables within the cells; heads: which are the head."""
        bold = rows and rows[0] and all(map(_Cell.is_bold, rows[0]))
        if not any(heads) and bold and not all(map(_Cell.is_bold, rows[-1])):
            heads[0] = True
        inner: list[Element] = []
        remarks: list[tuple[str, str]] = []
        reaching: dict[int, _Cell] = {}
        for row, head in zip(rows, heads, strict=True):
            x = 0
            for cell in row:
                above = reaching.get(x)
                if cell.goes_on and above is not None and above.columns == cell.columns:
                    above.rows += 1
                    cell.placed = False
                else:
                    cell.text = self._cell_text(cell.element, inner, remarks)
                    cell.head = head
                    reaching[x] = cell
                x += cell.columns
        self.extract.table([[cell.tabular_cell() for cell in row if cell.placed] for row in rows])
        for context, note in remarks:
            self.extract.remark(note, context)
        for inner_table in inner:
            self._table(inner_table)

    def _cell_text(
        self, parent: Element, inner: list[Element], remarks: list[tuple[str, str]]
    ) -> str:
        """The texts of the paragraphs below; the tables, which are not entered, go to `inner`."""
        texts: list[str] = []
        for child in parent:
            if child.tag == f"{W}p":
                contents = _Contents(child)
                texts.append(self._level_and_number(child)[1] + contents.text)
                remarks += self._numbered_remarks(contents)
                texts += self._diagram_texts(contents)
                self._objects += len(contents.charts)
                texts += [self._cell_text(box, inner, remarks) for box in contents.boxes]
            elif child.tag == f"{W}tbl":
                inner.append(child)
            elif child.tag not in _LEFT_OUT:
                texts.append(self._cell_text(child, inner, remarks))
        return " ".join(text.strip() for text in texts if not blank(text))


class _Cell:
    """A cell while its table is read."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.rows = 1
        self.columns = max(1, integer(val(element, "tcPr/gridSpan"), 1, MOST_COLUMNS))
        self.goes_on = val(element, "tcPr/vMerge", "continue") == "continue"
        self.text = ""
        self.head = False
        self.placed = True

    def tabular_cell(self) -> Cell:
        return Cell(self.text, self.rows, self.columns, self.head)

    def plain(self) -> str:
        return " ".join("".join(_texts(node)) for node in self.element.iter(f"{W}p"))

    def is_long(self) -> bool:
        return sum(len(node.text or "") for node in self.element.iter(f"{W}t")) > _LONG

    def is_prose(self) -> bool:
        """Whether it has paragraphs of sentences, as a value has not; an empty one is."""
        texts = ["".join(_texts(node)).strip() for node in self.element.iter(f"{W}p")]
        prose = sum(len(text) >= _PROSE and is_ended(text) for text in texts)
        return prose > 1 or not any(texts)

    def is_bold(self) -> bool:
        """Whether all that it has is set bold; an empty one is."""
        return _is_bold(self.element)


def _is_bold(element: Element) -> bool:
    """Whether all text below is set bold."""
    runs = (run for run in element.iter(f"{W}r") if below(run, "t") is not None)
    return all(is_on(run, "rPr/b") for run in runs)


def _table_rows(table: Element) -> list[Element]:
    """Its rows, also within content controls, without those that were deleted."""
    return [row for row in _all_below(table, f"{W}tr") if not _is_deleted(row, "trPr")]


def _all_below(parent: Element, tag: str) -> Iterator[Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _LEFT_OUT and child.tag not in (f"{W}tbl", f"{W}p"):
            yield from _all_below(child, tag)


def _is_deleted(element: Element, properties: str) -> bool:
    return any(below(element, f"{properties}/{kind}") is not None for kind in _DELETED)


def _ends_deleted(paragraph: Element) -> bool:
    """Whether the end of the paragraph was deleted, so that the next one goes on in it."""
    return _is_deleted(paragraph, "pPr/rPr")


def _is_initial(paragraph: Element) -> bool:
    """Whether it is a large first letter, set apart from the paragraph that it begins."""
    frame = below(paragraph, "pPr/framePr")
    return frame is not None and frame.get(f"{W}dropCap", "none") != "none"


def _footnotes(package: Package, main: str, kind: str) -> dict[str, str]:
    """The footnotes or endnotes by id, without the lines that part them from the text."""
    root = package.part(main, f"{kind}s")
    texts_by_id = {}
    for footnote in root.findall(f"{W}{kind}") if root is not None else ():
        if footnote.get(f"{W}type", "normal") == "normal":
            texts = ("".join(_texts(paragraph)) for paragraph in footnote.iter(f"{W}p"))
            texts_by_id[footnote.get(f"{W}id", "")] = " ".join(" ".join(texts).split())
    return texts_by_id


def _shortened(text: str) -> str:
    return text if len(text) <= _NOTED else f"{text[:_NOTED]}…"
