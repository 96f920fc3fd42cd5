"""PDF reader: the text layer in reading order, read on as plain text."""

from __future__ import annotations

import json
import subprocess
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from corpus import file_types, limits
from corpus.metadata_lines import with_known
from corpus.readers import known_parts, scan
from corpus.readers.base import INTERPRETER, Refuse, whole
from corpus.readers.known_parts import Part
from corpus.readers.pdf_tables import Carry, expanded, mark, parted_tables, unmarked
from corpus.readers.printed_titles import from_print, sizes_of
from corpus.readers.running_heads import joined, take_running_heads
from corpus.readers.scan import ScanPage
from corpus.readers.vertical_text import columns
from corpus.records import Article, Paragraph, Source
from corpus.spans import blank, shifted
from errors import SourceError
from messages import message_text

WORKER = Path(__file__).with_name("pdf_worker.py")
REASONS = {
    "password": "encrypted_pdf",
    "format": "damaged_pdf",
    "memory": "large_pdf",
}
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
    numbers = _pictures(texts)
    pages: list[_Page | ScanPage] = [*texts]
    notes: tuple[str, ...] = ()
    if numbers:
        try:
            found = scan.recognised_pages("pdf", data, path, refuse, numbers)
        except SourceError as error:
            if not any(page.has_text for page in texts):
                raise _without_text(error, texts) from None
            notes = (message_text("pages_not_read", pages=_listed(numbers), reason=error),)
        else:
            if len(numbers) == len(pages):
                yield from scan.articles(found, path, (message_text("by_ocr"),))
                return
            notes = (message_text("pages_by_ocr", pages=_listed(numbers)), *scan.left_out(found))
            for page in found:
                pages[page.number - 1] = page
    take_running_heads(pages)
    yield from _articles(pages, path, notes)


def pictures(data: bytes) -> list[int]:
    """The numbers of the pages whose text can only be had by OCR."""
    return _pictures(_text_pages(data))


def _text_pages(data: bytes) -> list[_Page]:
    if b"%PDF-" not in data[:1024]:
        raise SourceError("not_pdf", kind=file_types.kind(data) or file_types.OTHER)
    return [_Page(number, page) for number, page in enumerate(_pages(data), 1)]


def _pictures(pages: Sequence[_Page]) -> list[int]:
    """Pages without a useful text, but with something drawn that may be one; all pages, if none
    has a text."""
    if all(blank(page.text) for page in pages):
        return [page.number for page in pages]
    return [page.number for page in pages if page.is_picture]


def _without_text(error: SourceError, pages: Sequence[_Page]) -> SourceError:
    """The error for a PDF that has no text of its own."""
    if error.message.key != "no_ocr":
        return error
    return SourceError(
        "no_text_layer" if blank("".join(p.text for p in pages)) else "no_characters"
    )


def _listed(numbers: Sequence[int]) -> str:
    """The numbers of pages, as "2, 5–9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)


class _Page:
    """A page of the PDF: its lines, its tables, of which a mark stands in the lines, what its
    masthead or running head says, its footnotes."""

    def __init__(self, number: int, page: dict[str, Any]) -> None:
        from corpus.readers.pdf_layout import Box, page_rows, parted_footnotes

        self.number = number
        boxes, self.footnotes = parted_footnotes(
            [Box(unmarked(box[0]), *box[1:]) for box in page["boxes"]], page["height"]
        )
        lines = [(a, b, c, d) for a, b, c, d in page["lines"]]
        upright = columns(boxes)  # which no table is
        boxes, found = parted_tables(boxes, lines) if upright is None else (upright, [])
        self.tables = {mark(number, i): table for i, table in enumerate(found)}
        boxes += [replace(table.box, text=name) for name, table in self.tables.items()]
        rows = page_rows(boxes, page["width"], page["height"])
        self.rows = [row for row in rows if row[0] not in self.tables]
        self.lines = "\n".join(text for text, _ in rows).strip("\n").split("\n")
        self.told: dict[str, str] = {}
        self.damaged = "error" in page
        self.text = "".join(self.lines)
        lost = self.text.count("\ufffd") > UNREADABLE * len(self.text)
        self.has_text = not blank(self.text) and not lost
        self.is_picture = (
            lost
            or (page["pictures"] > WHOLE and len(self.text) <= STAMP)
            or (not self.has_text and (page["pictures"] > PICTURE or page["paths"] > SHAPES))
        )

    def drop(self, at: int) -> None:
        del self.lines[at]


def _articles(
    pages: Sequence[_Page | ScanPage], path: str, more: tuple[str, ...] = ()
) -> Iterator[Article]:
    """The articles; pages that say that they are different pages of a paper are read one by one."""
    editions = {page.told["edition"] for page in pages if "edition" in page.told}
    key = (lambda page: page.told.get("edition") or page.number) if len(editions) > 1 else None
    read = partial(from_print, sizes_of(page.rows for page in pages))
    groups = [list(group) for _, group in groupby(pages, key or (lambda page: None))]
    texts: list[str] = []
    starts: list[int] = []
    rows: dict[int, list[scan.Placed]] = {}
    tables: list[list[Part]] = []
    at = 0
    above: Carry | None = None
    for group in groups:
        inner: list[tuple[str, list[Part]]] = []
        for page in group:
            known = page.tables if isinstance(page, _Page) else {}
            page_text, parts, above = expanded("\n".join(page.lines), known, above)
            inner.append((page_text, parts))
        text, offsets = joined([page_text for page_text, _ in inner])
        tables.append(
            [
                part.moved(by)
                for (_, parts), by in zip(inner, offsets, strict=True)
                for part in parts
            ]
        )
        texts.append(text)
        for page, offset in zip(group, offsets, strict=True):
            starts.append(at + offset)
            if isinstance(page, ScanPage):
                rows[page.number] = list(page.placed_lines(at + offset))
        at += len(text) + 2
    source = Source(path, "\n\n".join(texts))
    ordered = [page for group in groups for page in group]
    at = 0
    for group, text, parts in zip(groups, texts, tables, strict=True):
        told: dict[str, str] = {}
        for page in group:
            told = page.told | told
        below = (page.footnotes for page in group if isinstance(page, _Page))
        notes = (*more, *(message_text("left_out", text=note) for part in below for note in part))
        for article in known_parts.articles(text, parts, path, read) if not blank(text) else ():
            paragraphs = tuple(
                _placed(one, at, starts, ordered, rows) for one in article.paragraphs
            )
            article = replace(
                article, source=source, paragraphs=paragraphs, notes=(*article.notes, *notes)
            )
            yield with_known(article, told)
            notes = more
        at += len(text) + 2


def _placed(
    one: Paragraph,
    by: int,
    starts: list[int],
    pages: Sequence[_Page | ScanPage],
    rows: dict[int, list[scan.Placed]],
) -> Paragraph:
    """The paragraph of a part of the text, in the whole text, with its page."""
    page = pages[bisect_right(starts, one.spans[0][0] + by) - 1]
    if isinstance(page, ScanPage):
        its = rows[page.number]
        return scan.placed(one, by, [line for line, _, _ in its], its)
    return replace(one, spans=shifted(one.spans, by), page=page.number)


def _pages(data: bytes) -> Iterator[dict[str, Any]]:
    """The pages as the worker gives them.  Raises LimitError when its time or memory is up."""
    command = [*INTERPRETER, str(WORKER)]
    bounds = (limits.PDF_PAGES, limits.TEXT_CHARS, limits.PDF_MEMORY)
    command += [str(limit.value) for limit in bounds]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=limits.PDF_SECONDS.value, check=False
        )
    except subprocess.TimeoutExpired:
        raise limits.exceeded(limits.PDF_SECONDS) from None
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.endswith(b"}")]
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
