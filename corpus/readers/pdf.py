"""PDF reader: the text layer in reading order, read on as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from corpus import file_types, limits
from corpus.readers import scan
from corpus.readers.base import Refuse, whole, worker_rows
from corpus.readers.known_parts import Part
from corpus.readers.pdf_layout import page_rows, parted_footnotes
from corpus.readers.pdf_tables import Carry, expanded, mark, parted_tables, unmarked
from corpus.readers.printed_pages import PrintedPage, articles
from corpus.readers.vertical_text import Box, columns
from corpus.records import Article
from corpus.spans import blank
from errors import SourceError
from messages import message_text

WORKER = Path(__file__).with_name("pdf_worker.py")
REASONS = {"password": "encrypted_pdf", "format": "damaged_pdf", "memory": "large_pdf"}
UNREADABLE = 0.3  # the share of characters without a Unicode value that makes a text layer useless
PICTURE, SHAPES = 0.05, 40  # a picture of such a share, so many shapes may be a page's text
WHOLE, STAMP = 0.5, 40  # a picture of such a share is the page; so few characters are a stamp on it


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a .pdf file."""
    data = whole(stream)
    texts = _text_pages(data)
    for number in (page.number for page in texts if page.damaged):
        damage = message_text("damaged_page")
        refuse(path, message_text("page_not_read", page=number, reason=damage))
    numbers = _picture_numbers(texts)
    pages: list[PrintedPage] = [*texts]
    notes: tuple[str, ...] = ()
    if numbers:
        try:
            scan_pages = scan.recognised_pages("pdf", data, path, refuse, numbers)
        except SourceError as error:
            if not any(page.has_text for page in texts):
                raise _no_text_error(error, texts) from None
            notes = (message_text("pages_not_read", pages=_page_ranges(numbers), reason=error),)
        else:
            if len(numbers) == len(pages):
                notes = (message_text("by_ocr"),)
                pages = [*scan_pages]
            else:
                notes = (message_text("pages_by_ocr", pages=_page_ranges(numbers)),)
                for page in scan_pages:
                    pages[page.number - 1] = page
    yield from articles(pages, path, notes)


def pictures(data: bytes) -> list[int]:
    """The numbers of the pages whose text can only be had by OCR."""
    return _picture_numbers(_text_pages(data))


def _text_pages(data: bytes) -> list[_Page]:
    if b"%PDF-" not in data[:1024]:
        raise SourceError("not_pdf", kind=file_types.kind(data) or file_types.OTHER)
    return [_Page(number, page) for number, page in enumerate(_pages(data), 1)]


def _picture_numbers(pages: Sequence[_Page]) -> list[int]:
    """Pages without a useful text, but with something drawn that may be one; all pages, if none
    has a text."""
    if all(page.is_blank for page in pages):
        return [page.number for page in pages]
    return [page.number for page in pages if page.is_picture]


def _no_text_error(error: SourceError, pages: Sequence[_Page]) -> SourceError:
    """The error for a PDF that has no text of its own."""
    if error.message.key != "no_ocr":
        return error
    blank_all = all(page.is_blank for page in pages)
    return SourceError("no_text_layer" if blank_all else "no_characters")


def _page_ranges(numbers: Sequence[int]) -> str:
    """The numbers of pages, as "2, 5–9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)


class _Page(PrintedPage):
    """A page of the text layer: its tables, of which a mark stands in the lines; damaged or a
    picture, if that is all it is."""

    def __init__(self, number: int, page: dict[str, Any]) -> None:
        boxes = [Box(unmarked(box[0]), *box[1:]) for box in page["boxes"]]
        boxes, footnotes = parted_footnotes(boxes, page["height"])
        rules = [(a, b, c, d) for a, b, c, d in page["lines"]]
        upright = columns(boxes)  # which no table is
        boxes, tables = parted_tables(boxes, rules) if upright is None else (upright, [])
        self.tables = {mark(number, i): table for i, table in enumerate(tables)}
        boxes += [replace(table.box, text=name) for name, table in self.tables.items()]
        rows = page_rows(boxes, page["width"], page["height"])
        lines = "\n".join(text for text, _ in rows).strip("\n").split("\n")
        super().__init__(number, [row for row in rows if row[0] not in self.tables], lines)
        self.footnotes = footnotes
        self.damaged = "error" in page
        text = "".join(lines)
        unreadable = text.count("\ufffd") > UNREADABLE * len(text)
        self.is_blank = blank(text)
        self.has_text = not self.is_blank and not unreadable
        self.is_picture = (
            unreadable
            or (page["pictures"] > WHOLE and len(text) <= STAMP)
            or (not self.has_text and (page["pictures"] > PICTURE or page["paths"] > SHAPES))
        )

    def text(self, above: Carry | None) -> tuple[str, list[Part], Carry | None]:
        return expanded("\n".join(self.lines), self.tables, above)


def _pages(data: bytes) -> Iterator[dict[str, Any]]:
    """The pages as the worker gives them.  Raises LimitError when its time or memory is up."""
    bounds = (limit.value for limit in (limits.PDF_PAGES, limits.TEXT_CHARS, limits.PDF_MEMORY))
    rows, late = worker_rows(WORKER, bounds, data, limits.PDF_SECONDS.value)
    if late:
        raise limits.exceeded(limits.PDF_SECONDS)
    last = rows[-1] if rows else {}
    if last.get("error") == "pages":
        limits.check(limits.PDF_PAGES, last["pages"])
    if last.get("error") == "chars":
        raise limits.exceeded(limits.TEXT_CHARS)
    if last.get("error") in REASONS:
        raise SourceError(REASONS[last["error"]])
    if "pages" not in last:
        raise SourceError("pdf_crashed")
    yield from rows[:-1]
