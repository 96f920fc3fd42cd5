"""PDF reader: the text layer in reading order, read on as plain text."""

from __future__ import annotations

import json
import subprocess
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from corpus import file_types, limits
from corpus.metadata import with_known
from corpus.readers import known_parts, scan
from corpus.readers.base import INTERPRETER, Refuse, whole
from corpus.readers.known_parts import Part
from corpus.readers.pdf_tables import Carry, expanded, mark, parted_tables, unmarked
from corpus.readers.running_heads import joined, take_running_heads
from corpus.readers.upright import columns
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


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a .pdf file."""
    data = whole(stream)
    if b"%PDF-" not in data[:1024]:
        raise SourceError("not_pdf", kind=file_types.kind(data) or file_types.OTHER)
    pages = [
        _Page(number, page)
        for number, page in enumerate(_pages(data), 1)
        if _is_read(page, number, path, refuse)
    ]
    take_running_heads(pages)
    text = "".join("".join(page.lines) for page in pages)
    if blank(text) or text.count("\ufffd") > UNREADABLE * len(text):
        try:
            yield from scan.recognised("pdf", data, path, refuse)
        except SourceError as error:
            if error.message.key != "no_ocr":
                raise
            raise SourceError("no_text_layer" if blank(text) else "no_characters") from None
        return
    yield from _articles(pages, path)


def _is_read(page: dict[str, Any], number: int, path: str, refuse: Refuse) -> bool:
    """Whether the worker could read the page; if not, it is refused, and the rest goes on."""
    if "error" in page:
        reason = message_text("damaged_pdf")
        refuse(path, message_text("page_not_read", page=number, reason=reason))
    return "error" not in page


class _Page:
    """A page of the PDF: its lines, its tables, of which a mark stands in the lines, what its
    masthead or running head says, its footnotes."""

    def __init__(self, number: int, page: dict[str, Any]) -> None:
        from corpus.readers.pdf_layout import Box, page_text, parted_footnotes

        self.number = number
        boxes, self.footnotes = parted_footnotes(
            [Box(unmarked(box[0]), *box[1:]) for box in page["boxes"]], page["height"]
        )
        lines = [(a, b, c, d) for a, b, c, d in page["lines"]]
        upright = columns(boxes)  # which no table is
        boxes, found = parted_tables(boxes, lines) if upright is None else (upright, [])
        self.tables = {mark(number, i): table for i, table in enumerate(found)}
        boxes += [replace(table.box, text=name) for name, table in self.tables.items()]
        self.lines = page_text(boxes, page["width"], page["height"]).strip("\n").split("\n")
        self.told: dict[str, str] = {}

    def drop(self, at: int) -> None:
        del self.lines[at]


def _articles(pages: list[_Page], path: str) -> Iterator[Article]:
    """The articles; pages that say that they are different pages of a paper are read one by one."""
    editions = {page.told["edition"] for page in pages if "edition" in page.told}
    key = (lambda page: page.told.get("edition") or page.number) if len(editions) > 1 else None
    groups = [list(group) for _, group in groupby(pages, key or (lambda page: None))]
    texts, starts, numbers = [], [], []
    tables: list[list[Part]] = []
    at = 0
    above: Carry | None = None
    for group in groups:
        inner: list[tuple[str, list[Part]]] = []
        for page in group:
            page_text, parts, above = expanded("\n".join(page.lines), page.tables, above)
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
        starts += [at + offset for offset in offsets]
        numbers += [page.number for page in group]
        at += len(text) + 2
    source = Source(path, "\n\n".join(texts))
    at = 0
    for group, text, parts in zip(groups, texts, tables, strict=True):
        told: dict[str, str] = {}
        for page in group:
            told = page.told | told
        notes = tuple(
            message_text("left_out", text=note) for page in group for note in page.footnotes
        )
        for article in known_parts.articles(text, parts, path) if not blank(text) else ():
            paragraphs = tuple(_placed(one, at, starts, numbers) for one in article.paragraphs)
            article = replace(
                article, source=source, paragraphs=paragraphs, notes=(*article.notes, *notes)
            )
            yield with_known(article, told)
            notes = ()
        at += len(text) + 2


def _placed(one: Paragraph, by: int, starts: list[int], numbers: list[int]) -> Paragraph:
    """The paragraph of a part of the text, in the whole text, with its page."""
    spans = shifted(one.spans, by)
    return replace(one, spans=spans, page=numbers[bisect_right(starts, spans[0][0]) - 1])


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
