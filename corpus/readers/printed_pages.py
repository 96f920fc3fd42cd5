"""The articles of printed pages, of a PDF's text layer or recognised in a picture alike."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from corpus.metadata_lines import with_known
from corpus.readers import known_parts
from corpus.readers.base import left_out_notes
from corpus.readers.known_parts import Part
from corpus.readers.pdf_layout import Row
from corpus.readers.pdf_tables import Carry
from corpus.readers.running_heads import is_set_apart, joined, take_running_heads
from corpus.readers.vertical_text import Box
from corpus.records import Article, Paragraph, Source
from corpus.spans import blank, shifted
from corpus.splitting.by_print import from_print, sizes_of
from messages import message_text

Placed = tuple[int, "PrintedPage", list[Box]]
"""Where a line, or a page without boxes, begins in the text; its page, and its boxes there."""


class PrintedPage:
    """A page.  rows: as it was set; lines: what is read of it; head_fields: what its masthead or
    running head says; footnotes: at its foot; unsure: how many boxes could not be recognised."""

    has_layer = True  # a text of its own, without OCR

    def __init__(self, number: int, rows: list[Row], lines: list[str]) -> None:
        self.number, self.rows, self.lines = number, rows, lines
        self.head_fields: dict[str, str] = {}
        self.footnotes: list[str] = []
        self.unsure = 0

    def drop(self, at: int) -> None:
        """Takes the first (0) or the last line (-1) out."""
        del self.lines[at]

    def text(self, above: Carry | None) -> tuple[str, list[Part], Carry | None]:
        """The text, the tables in it, and the one at its foot; above: that of the page before."""
        text = "\n".join(self.lines)
        return text, [], above if blank(text) else None

    def placed_lines(self, at: int) -> Iterator[Placed]:
        """Its lines with their boxes, where its text begins at `at`."""
        yield at, self, []

    def on_page(self, paragraph: Paragraph, boxes: Sequence[tuple[PrintedPage, Box]]) -> Paragraph:
        """A paragraph that begins on this page, with the places of its boxes."""
        return replace(paragraph, page=self.number)


def articles(
    pages: Sequence[PrintedPage],
    path: str,
    notes: tuple[str, ...] = (),
    read: Callable[[str, str], Iterator[Article]] | None = None,
) -> Iterator[Article]:
    """The articles; pages that say that they are different pages of a paper are read one by one.
    read: makes the articles of a text and its path."""
    sizes = sizes_of(page.rows for page in pages)
    take_running_heads(pages, sizes.lines)
    read = read or partial(from_print, sizes)
    layer = any(page.has_layer for page in pages)
    if unsure := sum(page.unsure for page in pages):
        notes = (*notes, message_text("ocr_left_out", count=unsure))
    editions: list[tuple[list[PrintedPage], int, str, list[Part]]] = []
    rows: list[Placed] = []
    at = 0
    above: Carry | None = None
    for group in _editions(pages):
        inner: list[tuple[str, list[Part]]] = []
        for page in group:
            page_text, tables, above = page.text(above)
            inner.append((page_text, tables))
        text, starts = joined([page_text for page_text, _ in inner])
        parts: list[Part] = []
        for page, start, (_, tables) in zip(group, starts, inner, strict=True):
            parts += [part.moved(start) for part in tables]
            rows += page.placed_lines(at + start)
        editions.append((group, at, text, parts))
        at += len(text) + 2
    source = Source(path, "\n\n".join(text for _, _, text, _ in editions))
    lines = [line for line, _, _ in rows]
    for group, begin, text, parts in editions:
        fields: dict[str, str] = {}
        for page in group:
            fields = page.head_fields | fields
        fields.pop("column", None)  # left pages may name the paper, right pages the column
        columns = {page.number: page.head_fields.get("column") for page in group}
        below = left_out_notes(note for page in group for note in page.footnotes)
        in_group = known_parts.articles(text, parts, path, read) if layer else read(text, path)
        parted = [] if blank(text) else list(in_group)
        if len(parted) > 1 and _is_running_head(parted[0], group[0]):
            below = [*left_out_notes([parted.pop(0).paragraphs[0].text]), *below]
        for article in parted:
            paragraphs = tuple(
                _in_source(paragraph, begin, lines, rows) for paragraph in article.paragraphs
            )
            all_notes = (*article.notes, *notes, *below)
            column = next(filter(None, (columns.get(p.page or 0) for p in paragraphs)), None)
            yield with_known(
                replace(article, source=source, paragraphs=paragraphs, notes=all_notes),
                fields | {"column": column} if column else fields,
            )
            below = []


def _editions(pages: Sequence[PrintedPage]) -> list[list[PrintedPage]]:
    """The pages by the page of a paper that they say to be; in one if they do not differ."""
    editions = {page.head_fields["edition"] for page in pages if "edition" in page.head_fields}
    if len(editions) < 2:
        return [list(pages)]
    groups = groupby(pages, lambda page: page.head_fields.get("edition") or page.number)
    return [list(group) for _, group in groups]


def _is_running_head(article: Article, page: PrintedPage) -> bool:
    """Whether an article is nothing but the small line that the page begins with."""
    texts = [article.title, *(paragraph.text for paragraph in article.paragraphs)]
    return texts == [None, page.lines[0].strip()] and is_set_apart(page, 0)


def _in_source(paragraph: Paragraph, begin: int, lines: list[int], rows: list[Placed]) -> Paragraph:
    """The paragraph of a part of the text, in the whole text, with its page and places there.
    lines: where the rows begin."""
    spans = shifted(paragraph.spans, begin)
    numbers: dict[int, None] = {}
    for start, end in spans:
        first, last = bisect_right(lines, start) - 1, bisect_right(lines, max(start, end - 1)) - 1
        numbers |= dict.fromkeys(range(max(0, first), last + 1))
    page = rows[next(iter(numbers))][1]
    boxes = [(rows[i][1], box) for i in numbers for box in rows[i][2]]
    return page.on_page(replace(paragraph, spans=spans), boxes)
