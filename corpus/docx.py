"""DOCX: paragraphs and tables in order, headings by their style; spans into the extracted text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus import archive, limits, magic
from corpus.draft import finish
from corpus.extract import Extract
from corpus.reader import Refuse, whole
from corpus.records import Article
from corpus.text import from_text
from errors import SourceError, WenbaoError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(r"(?:heading|标题|標題)\s*(\d)")
_TITLES = frozenset(("title", "标题", "標題"))
_SIGNS = {
    f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-", f"{W}ptab": " ",
}  # fmt: skip
_LEFT_OUT = frozenset((FALLBACK, f"{W}rt", f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr"))


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a .docx file: one with headings, else what plain text would give."""
    data = whole(stream)
    _check(data)
    try:
        extract = _extract(data)
    except WenbaoError:
        raise
    except Exception as error:  # python-docx raises KeyError, ValueError, lxml's errors …
        raise SourceError(f"a damaged Word document ({type(error).__name__})") from error
    if extract.has_headings:
        yield finish(extract.draft(), path)
    else:
        yield from from_text(extract.text, path)


def _check(data: bytes) -> None:
    """Refuse what is no DOCX, what unpacks to too much, and XML with its own entities."""
    import xml.sax

    from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.sax import parseString  # type: ignore[import-untyped]

    if not data.startswith(b"PK\x03\x04"):
        raise SourceError(f"not a Word document, but {magic.kind(data) or 'something else'}")
    names = set()
    size = 0
    for name, part in archive.members(data):
        names.add(name)
        if not name.endswith((".xml", ".rels")):
            continue
        size += len(part)
        limits.check(limits.DOCX_XML_BYTES, size)
        limits.check(limits.DOCX_PARAGRAPHS, len(re.findall(rb"<w:(?:p|tc)[ >/]", part)))
        try:
            parseString(part, xml.sax.ContentHandler(), forbid_dtd=True)
        except DefusedXmlException:
            raise SourceError("its XML declares entities, as Word never does; refused") from None
        except (xml.sax.SAXException, ValueError, LookupError) as error:
            raise SourceError(f"a damaged Word document: {name}: {error}") from None
    if "word/document.xml" not in names:
        raise SourceError("a ZIP archive, but not a Word document (no word/document.xml)")


def _extract(data: bytes) -> Extract:
    from docx import Document

    document = Document(io.BytesIO(data))
    extract = Extract()
    _blocks(document.element.body, extract, _levels(document))
    return extract


def _levels(document: Any) -> dict[str, int]:
    """Style id to heading level: by the style's name, or by its outline level; a title has 1."""
    levels: dict[str, int] = {}
    for style in document.styles.element.style_lst:
        name = (style.name_val or "").strip().lower()
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        if name in _TITLES:
            levels[style.styleId] = 1
        elif found := _HEADING.match(name):
            levels[style.styleId] = max(1, int(found[1]))
        elif outline is not None and outline.get(f"{W}val", "9") in "01234567":
            levels[style.styleId] = int(outline.get(f"{W}val")) + 1
    return levels


def _blocks(parent: Any, extract: Extract, levels: dict[str, int]) -> None:
    """Paragraphs and tables below `parent`, also within content controls."""
    for element in parent.iterchildren():
        if element.tag == f"{W}p":
            text, inner = _text(element)
            style = element.find(f"{W}pPr/{W}pStyle")
            level = levels.get(style.get(f"{W}val")) if style is not None else None
            if level is None:
                extract.paragraph(text)
            else:
                extract.heading(text, level)
            for box in inner:
                _blocks(box, extract, levels)
        elif element.tag == f"{W}tbl":
            _table(element, extract)
        elif element.tag not in _LEFT_OUT and isinstance(element.tag, str):
            _blocks(element, extract, levels)


def _text(paragraph: Any) -> tuple[str, list[Any]]:
    """The paragraph's text as it is after all changes, and the text boxes anchored in it."""
    parts: list[str] = []
    boxes: list[Any] = []

    def walk(element: Any) -> None:
        for child in element.iterchildren():
            if child.tag == f"{W}t":
                parts.append(child.text or "")
            elif child.tag in _SIGNS:
                parts.append(_SIGNS[child.tag])
            elif child.tag == f"{W}txbxContent":
                boxes.append(child)
            elif child.tag not in _LEFT_OUT:
                walk(child)

    walk(paragraph)
    return "".join(parts), boxes


def _table(table: Any, extract: Extract) -> None:
    """A row is a paragraph: the cells' texts with a space between, inner tables included."""
    for row in table.iter(f"{W}tr"):
        texts = (
            _text(p)[0]
            for cell in row.iterchildren(f"{W}tc", f"{W}sdt")
            for p in cell.iter(f"{W}p")
            if next(p.iterancestors(f"{W}tr")) is row
        )
        extract.paragraph(" ".join(" ".join(text.split()) for text in texts if text.strip()))
