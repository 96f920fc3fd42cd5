"""Scan reader: pages of recognised text, from pictures and PDFs without text by OCR; hOCR and ALTO
(`hocr.py`, `alto.py`) come here with what other programs recognised.

The boxes of a page are put in reading order as those of a PDF are, and read on as plain text.  The
source is the recognised text; each paragraph keeps the places on its page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import BinaryIO

from corpus import file_types, limits
from corpus.readers import ocr
from corpus.readers.base import Refuse, whole
from corpus.readers.pdf_layout import page_rows
from corpus.readers.printed_pages import Placed, PrintedPage, articles
from corpus.readers.vertical_text import Box
from corpus.records import Article, Paragraph, Place
from corpus.spans import blank
from errors import SourceError
from messages import message_text

LEAST, LOW = 0.5, 0.85
"""How sure the characters of a box must be to be kept, a paragraph's to pass without a note."""

_TOGETHER = 50
"""Boxes of a line, at most, that are the place of whatever is read of it; a longer line may be cut
into many paragraphs."""

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")

_LIMITS = {"seconds": limits.OCR_SECONDS, "pages": limits.OCR_PAGES}


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a picture (.png, .jpg, .tif, .bmp, .webp)."""
    data = whole(stream)
    kind = file_types.kind(data)
    if kind is None or not (kind.endswith(" image") or data[:2] == b"BM"):
        raise SourceError("not_picture", kind=kind or file_types.OTHER)
    pages = recognised_pages("image", data, path, refuse)
    yield from articles(pages, path, (message_text("by_ocr"),))


def recognised_pages(
    kind: str, data: bytes, path: str, refuse: Refuse, only: Sequence[int] = ()
) -> list[ScanPage]:
    """The pages of a picture or PDF, by OCR; those that were not read are refused.  only: the
    numbers of the pages to read; none: all of them."""
    pages: list[ScanPage] = []
    for number, row in zip(only or count(1), ocr.pages(kind, data, only), strict=False):
        error = row.get("error")
        if error in _LIMITS:
            limit = limits.exceeded(_LIMITS[error])
            refuse(path, message_text("ocr_stopped", count=len(pages), reason=str(limit)))
        elif error == "pixels":
            size = row["width"] * row["height"]
            limit = limits.exceeded(limits.OCR_PIXELS, round(size))
            refuse(path, message_text("page_not_read", page=number, reason=str(limit)))
        elif error:
            reason = message_text("damaged_picture")
            refuse(path, message_text("page_not_read", page=number, reason=reason))
        else:
            boxes = [Box(*box) for box in row["boxes"]]
            pages.append(ScanPage(number, boxes, row["width"], row["height"]))
    if all(blank("".join(page.lines)) for page in pages):
        raise SourceError("no_text_in_picture")
    return pages


def given_page(number: int, boxes: list[Box], width: float, height: float) -> ScanPage:
    """A page that another program recognised: all of its text is kept, and lies on it."""
    width = max(width, *(box.right for box in boxes), 1.0)
    height = max(height, *(box.bottom for box in boxes), 1.0)
    return ScanPage(number, boxes, width, height, least=0.0)


class ScanPage(PrintedPage):
    """A page with the boxes of each of its lines."""

    has_layer = False

    def __init__(
        self, number: int, boxes: Iterable[Box], width: float, height: float, least: float = LEAST
    ) -> None:
        with_text = [box for box in boxes if box.text.strip()]
        legible = [box for box in with_text if box.score >= least]
        legible = [replace(box, text=" ".join(box.text.split())) for box in legible]
        rows = page_rows(legible, width, height)
        super().__init__(number, rows, [text for text, _ in rows])
        self.width, self.height = width or 1.0, height or 1.0
        self.unsure = len(with_text) - len(legible)
        self.boxes = [boxes for _, boxes in rows]

    def drop(self, at: int) -> None:
        del self.lines[at], self.boxes[at]

    def placed_lines(self, at: int) -> Iterator[Placed]:
        for words, boxes in zip(self.lines, self.boxes, strict=True):
            yield at, self, boxes[:_TOGETHER]
            place = at + len(words)  # what follows is known by where it ends: an indent has no box
            behind: list[Placed] = []
            for first in range((len(boxes) - 1) // _TOGETHER * _TOGETHER, 0, -_TOGETHER):
                part = boxes[first : first + _TOGETHER]
                place -= sum(len(box.text) + 1 for box in part)
                behind.append((place + 1, self, part))
            yield from reversed(behind)
            at += len(words) + 1

    def place(self, box: Box) -> Place:
        """The box in parts of the page's width and height."""
        left, right = (min(1.0, max(0.0, x / self.width)) for x in (box.left, box.right))
        top, bottom = (min(1.0, max(0.0, y / self.height)) for y in (box.top, box.bottom))
        return (round(left, 4), round(top, 4), round(right, 4), round(bottom, 4))

    def on_page(self, paragraph: Paragraph, boxes: Sequence[tuple[PrintedPage, Box]]) -> Paragraph:
        """With a note if its characters are not sure."""
        size = sum(len(box.text) for _, box in boxes)
        score = sum(len(box.text) * box.score for _, box in boxes) / max(1, size)
        note = (message_text("ocr_unsure", percent=f"{100 * score:.0f}"),) if score < LOW else ()
        places = tuple(self.place(box) for page, box in boxes if page is self)
        return replace(paragraph, page=self.number, boxes=places, notes=(*paragraph.notes, *note))
