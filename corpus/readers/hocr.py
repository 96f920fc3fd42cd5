"""hOCR reader: recognised text with its places, as Tesseract and others write it into HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import BinaryIO

from corpus import limits
from corpus.readers.base import Refuse, whole
from corpus.readers.html import decoded
from corpus.readers.printed_pages import articles
from corpus.readers.scan import ScanPage, given_page
from corpus.readers.vertical_text import Box
from corpus.readers.word_boxes import evened, line_boxes, spaced, word
from corpus.records import Article
from errors import SourceError
from messages import message_text

SUFFIXES = (".hocr",)

_NUMBER = r"\s{1,4}(-?\d{1,9}(?:\.\d{1,9})?)"
_BBOX = re.compile(rf"\bbbox{_NUMBER}{_NUMBER}{_NUMBER}{_NUMBER}")
_SURE = re.compile(rf"\bx_wconf{_NUMBER}")
_PAGE = re.compile(r"\bppageno\s{1,4}(\d{1,4})\b")
_BLOCKS = frozenset(("ocr_par", "ocr_carea", "ocrx_block"))
_LINES = frozenset(
    ("ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat")
)
_WORDS = frozenset(("ocrx_word", "ocr_word"))
_VOID = frozenset(("br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "base"))
_DEEPEST = 64


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of an hOCR file, whose pages are those of one document."""
    parser = _read_pages(whole(stream))
    unplaced = [message_text("left_out", text=text) for text in parser.unplaced]
    yield from articles(parser.pages, path, (message_text("by_ocr"), *unplaced))


def pages(data: bytes) -> list[ScanPage]:
    """The pages with their boxes.  Raises SourceError if it has none."""
    return _read_pages(data).pages


def _read_pages(data: bytes) -> _Parser:
    parser = _Parser()
    parser.feed(decoded(data))
    parser.close()
    parser.end()
    if not parser.pages:
        raise SourceError("not_hocr")
    if not any(page.lines for page in parser.pages):
        raise SourceError("no_text_in_picture")
    return parser


@dataclass
class _Element:
    """An element that is open.  kind: "page", "block", "line", "word" or "" for any other."""

    tag: str
    kind: str = ""
    number: int = 0
    place: tuple[float, float, float, float] | None = None
    score: float = 1.0
    text: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


class _Parser(HTMLParser):
    """Boxes go up: from a word to its line, from there to its block and its page."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[ScanPage] = []
        self.unplaced: list[str] = []
        self._open: list[_Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        limits.check(limits.HTML_DEPTH, len(self._open))
        attributes = dict(attrs)
        element = _Element(tag, _element_kind((attributes.get("class") or "").split()))
        title = attributes.get("title") or ""
        if match := _BBOX.search(title):
            left, top, right, bottom = map(float, match.groups())
            element.place = (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
        if match := _PAGE.search(title):
            element.number = int(match[1]) + 1
        if match := _SURE.search(title):
            element.score = min(1.0, max(0.0, float(match[1]) / 100))
        if element.kind == "page":
            self.end()  # a page in a page is one after it
        self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        open_tags = [element.tag for element in reversed(self._open[1 - _DEEPEST :])]
        for _ in range(open_tags.index(tag) + 1 if tag in open_tags else 0):
            self._close_element(self._open.pop())

    def handle_data(self, data: str) -> None:
        if not data.strip() or not any(element.kind == "page" for element in self._open):
            return
        with_place = (node for node in reversed(self._open) if node.kind and node.place is not None)
        element = next(with_place, None)
        if element is None or element.kind == "page":
            self.unplaced.append(" ".join(data.split()))
        else:
            element.text.append(data)

    def end(self) -> None:
        """Closes all that is open."""
        while self._open:
            self._close_element(self._open.pop())

    def _close_element(self, element: _Element) -> None:
        text = spaced(element.text)
        if text and element.place is not None and element.kind != "page":
            element.boxes.append(word(text, *element.place, element.score))
        boxes = element.boxes
        if element.kind == "line":
            boxes = line_boxes(boxes)
        elif element.kind == "block":
            boxes = evened(boxes)
        elif element.kind == "page":
            _, _, right, bottom = element.place or (0.0, 0.0, 0.0, 0.0)
            before = self.pages[-1].number if self.pages else 0
            limits.check(limits.PDF_PAGES, len(self.pages) + 1)
            self.pages.append(given_page(max(before + 1, element.number), boxes, right, bottom))
            return
        if self._open:
            self._open[-1].boxes += boxes


def _element_kind(names: list[str]) -> str:
    kinds = (("word", _WORDS), ("line", _LINES), ("block", _BLOCKS), ("page", {"ocr_page"}))
    return next((kind for kind, classes in kinds if not classes.isdisjoint(names)), "")
