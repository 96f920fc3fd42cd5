"""Scan reader: pages of recognised text, from pictures and PDFs without text by OCR; hOCR and ALTO
(`hocr.py`, `alto.py`) come here with what other programs recognised.

The boxes of a page are put in reading order as those of a PDF are, and read on as plain text.  The
source is the recognised text; each paragraph keeps the places on its page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import count, groupby
from typing import BinaryIO

from corpus import file_types, limits
from corpus.metadata_lines import with_known
from corpus.readers import ocr
from corpus.readers.base import Refuse, whole
from corpus.readers.pdf_layout import page_rows
from corpus.readers.printed_titles import from_print, sizes_of
from corpus.readers.running_heads import joined, take_running_heads
from corpus.readers.vertical_text import Box
from corpus.records import Article, Paragraph, Place, Source
from corpus.spans import blank, shifted
from errors import SourceError
from messages import message_text

LEAST, LOW = 0.5, 0.85
"""How sure the characters of a box must be to be kept, a paragraph's to pass without a note."""

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")

_LIMITS = {"seconds": limits.OCR_SECONDS, "pages": limits.OCR_PAGES}


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a picture (.png, .jpg, .tif, .bmp, .webp)."""
    data = whole(stream)
    kind = file_types.kind(data)
    if kind is None or not (kind.endswith(" image") or data[:2] == b"BM"):
        raise SourceError("not_picture", kind=kind or file_types.OTHER)
    yield from recognised("image", data, path, refuse)


def recognised(kind: str, data: bytes, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a picture or PDF, by OCR."""
    found = recognised_pages(kind, data, path, refuse)
    yield from articles(found, path, (message_text("by_ocr"),))


def recognised_pages(
    kind: str, data: bytes, path: str, refuse: Refuse, only: Sequence[int] = ()
) -> list[ScanPage]:
    """The pages of a picture or PDF, by OCR; those that were not read are refused.  only: the
    numbers of the pages to read; none: all of them."""
    found: list[ScanPage] = []
    for number, row in zip(only or count(1), ocr.pages(kind, data, only), strict=False):
        error = row.get("error")
        if error in _LIMITS:
            limit = limits.exceeded(_LIMITS[error])
            refuse(path, message_text("ocr_stopped", count=len(found), reason=str(limit)))
        elif error == "pixels":
            size = row["width"] * row["height"]
            limit = limits.exceeded(limits.OCR_PIXELS, round(size))
            refuse(path, message_text("page_not_read", page=number, reason=str(limit)))
        elif error:
            reason = message_text("damaged_picture")
            refuse(path, message_text("page_not_read", page=number, reason=reason))
        else:
            boxes = [Box(*box) for box in row["boxes"]]
            found.append(ScanPage(number, boxes, row["width"], row["height"]))
    if all(blank("".join(page.lines)) for page in found):
        raise SourceError("no_text_in_picture")
    return found


def given_page(number: int, boxes: list[Box], width: float, height: float) -> ScanPage:
    """A page that another program recognised: all of its text is kept, and lies on it."""
    width = max(width, *(box.right for box in boxes), 1.0)
    height = max(height, *(box.bottom for box in boxes), 1.0)
    return ScanPage(number, boxes, width, height, least=0.0)


class ScanPage:
    """A page: its lines with the boxes of each, and what its running head says."""

    def __init__(
        self,
        number: int,
        boxes: Iterable[Box],
        width: float,
        height: float,
        least: float = LEAST,
    ) -> None:
        self.number, self.width, self.height = number, width or 1.0, height or 1.0
        given = [box for box in boxes if box.text.strip()]
        sure = [box for box in given if box.score >= least]
        self.left_out = len(given) - len(sure)
        rows = page_rows(
            [replace(box, text=" ".join(box.text.split())) for box in sure], width, height
        )
        self.rows = rows
        self.lines = [text for text, _ in rows]
        self.boxes = [boxes for _, boxes in rows]
        self.told: dict[str, str] = {}

    def drop(self, at: int) -> None:
        del self.lines[at], self.boxes[at]

    def placed_lines(self, at: int) -> Iterator[Placed]:
        """Its lines with their places, where its text begins at `at`."""
        for words, boxes in zip(self.lines, self.boxes, strict=True):
            yield at, self, boxes
            at += len(words) + 1

    def place(self, box: Box) -> Place:
        """The box in parts of the page's width and height."""
        left, right = (min(1.0, max(0.0, x / self.width)) for x in (box.left, box.right))
        top, bottom = (min(1.0, max(0.0, y / self.height)) for y in (box.top, box.bottom))
        return (round(left, 4), round(top, 4), round(right, 4), round(bottom, 4))


Placed = tuple[int, ScanPage, list[Box]]
"""Where a line begins in the text, and the boxes of it on its page."""


def articles(
    pages: list[ScanPage],
    path: str,
    notes: tuple[str, ...] = (),
    read: Callable[[str, str], Iterator[Article]] | None = None,
) -> Iterator[Article]:
    """The articles; pages that say that they are different pages of a paper are read one by one.
    read: makes the articles of a text and its path."""
    take_running_heads(pages)
    read = read or partial(from_print, sizes_of(page.rows for page in pages))
    notes = (*notes, *left_out(pages))
    editions = {page.told["edition"] for page in pages if "edition" in page.told}
    key = (lambda page: page.told.get("edition") or page.number) if len(editions) > 1 else None
    groups = [list(group) for _, group in groupby(pages, key or (lambda page: None))]
    texts: list[str] = []
    rows: list[Placed] = []
    begins: list[int] = []
    at = 0
    for group in groups:
        text, starts = joined(["\n".join(page.lines) for page in group])
        begins.append(at)
        for page, start in zip(group, starts, strict=True):
            rows += page.placed_lines(at + start)
        texts.append(text)
        at += len(text) + 2
    source = Source(path, "\n\n".join(texts))
    lines = [line for line, _, _ in rows]
    for group, text, begin in zip(groups, texts, begins, strict=True):
        told: dict[str, str] = {}
        for page in group:
            told = page.told | told
        for article in read(text, path) if not blank(text) else ():
            there = tuple(placed(one, begin, lines, rows) for one in article.paragraphs)
            article = replace(
                article, source=source, paragraphs=there, notes=(*article.notes, *notes)
            )
            yield with_known(article, told)


def left_out(pages: Sequence[ScanPage]) -> tuple[str, ...]:
    """The note that says how many places could not be recognised, if there are some."""
    lost = sum(page.left_out for page in pages)
    return (message_text("ocr_left_out", count=lost),) if lost else ()


def placed(one: Paragraph, by: int, lines: list[int], rows: list[Placed]) -> Paragraph:
    """The paragraph of a part of the text, in the whole text, with its page, the places there, and
    a note if its characters are not sure.  lines: where the rows begin."""
    spans = shifted(one.spans, by)
    numbers: dict[int, None] = {}
    for start, end in spans:
        first, last = bisect_right(lines, start) - 1, bisect_right(lines, max(start, end - 1)) - 1
        numbers |= dict.fromkeys(range(max(0, first), last + 1))
    page = rows[next(iter(numbers))][1]
    boxes = [(rows[i][1], box) for i in numbers for box in rows[i][2]]
    size = sum(len(box.text) for _, box in boxes)
    sure = sum(len(box.text) * box.score for _, box in boxes) / max(1, size)
    unsure = (message_text("ocr_unsure", percent=f"{100 * sure:.0f}"),) if sure < LOW else ()
    return replace(
        one,
        spans=spans,
        page=page.number,
        boxes=tuple(page.place(box) for its, box in boxes if its is page),
        notes=(*one.notes, *unsure),
    )
