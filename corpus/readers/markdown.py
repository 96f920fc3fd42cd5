"""Markdown reader, with front matter; spans leave the markup out of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import BinaryIO

from corpus import limits, metadata_lines
from corpus.builder import Draft, finish
from corpus.captions import take_captions
from corpus.encodings import decode
from corpus.entries import cuts
from corpus.entry_heads import entry_heads
from corpus.lines import Line, Run, glue, lines
from corpus.readers.base import Refuse, whole
from corpus.readers.front_matter import read_front_matter
from corpus.readers.markdown_inline import plain, select, spaced
from corpus.records import Article, Paragraph, Source, Span
from corpus.spans import shifted, split
from corpus.splitting.by_headings import drafts, sections
from corpus.splitting.by_lines import Item
from corpus.splitting.empty_headings import keep_empty_headings
from corpus.splitting.head_and_foot import take_foot, take_head
from corpus.tables import Cell, headed, rows_of

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_UNDERLINE = re.compile(r"=+$|-+$")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_BULLET = re.compile(r"[-*+][ \t]+")
_ORDERED = re.compile(r"\d{1,9}[.)][ \t]")
_TABLE_RULE = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$")
_CELL = re.compile(r"\|((?:[^|\\]|\\.?)*)")
_SENTENCE_END = {
    "-": re.compile("[。！？][”’」』）)]{0,3}$"),
    "=": re.compile("。[”’」』）)]{0,3}$"),
}
"""Of a paragraph over a line of these signs: what no heading has.  A title may ask."""
_FOOTNOTE = re.compile(r"\[\^[^\]]{1,200}\]:[ \t]*")
_DEFINITION = re.compile(r"\[[^\]]{1,200}\]:[ \t]*\S")
_OF_ENTRY = 6  # the level of a year or a day in bold, which heads the entries of a chronicle
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a .md file."""
    text = decode(whole(stream))
    source = Source(path, text)
    for draft in parse(text):
        yield finish(draft, path, source)


def parse(text: str) -> list[Draft]:
    """The articles, most often one: front matter, else the first heading, gives its title."""
    limits.check_text(text)
    draft = Draft(text)
    start = read_front_matter(draft)
    notes = tuple(draft.notes)
    body = _Body(draft)
    body.read(_lines_without_comments(text, start))
    parts = sections(body.items)
    if len(parts) > 1 and (several := drafts(text, parts, draft.metadata)):
        several[0].notes[:0] = notes
        return several
    body.take_title()
    if draft.title:
        take_head(draft, bare=True, fixed=body.fixed)
    metadata_lines.from_dateline(draft)
    take_foot(draft, body.fixed)
    metadata_lines.from_line_below_title(draft)
    keep_empty_headings(draft, body.items)
    return [draft]


def items(text: str) -> list[Item]:
    """The headings, paragraphs and rows of a text that is a part of a file."""
    limits.check_text(text)
    body = _Body(Draft(text))
    body.read(_lines_without_comments(text, 0))
    return body.items


def _lines_without_comments(text: str, start: int) -> Iterator[Line]:
    """The lines from `start` on, without the comments in them."""
    comments = [comment.span() for comment in _COMMENT.finditer(text, start)]
    at = 0
    for line in lines(text[start:]):
        run = Run(line.text, shifted(line.run.spans, start))
        if run.spans:
            low, high = run.spans[0]
            while at < len(comments) and comments[at][1] <= low:
                at += 1
            if at < len(comments) and comments[at][0] < high:
                run = _without_comments(run, low, comments, at)
        yield Line(run, line.indented)


def _without_comments(run: Run, low: int, comments: Sequence[Span], first: int) -> Run:
    """The run, which begins at `low` of the source, without `comments[first:]`."""
    stretches, at = [], 0
    for number in range(first, len(comments)):
        start, end = comments[number]
        if start - low >= len(run.text):
            break
        stretches.append((at, max(at, start - low)))
        at = min(max(at, end - low), len(run.text))
    return select(run, [*stretches, (at, len(run.text))]).strip()


def _heading_end(text: str) -> int:
    """Where a heading ends: before white space and the #s that may close it."""
    bare = text.rstrip("#")
    title = bare.rstrip(" \t")
    return len(title) if len(title) < len(bare) < len(text) else len(text)


def _offsets(run: Run, places: Sequence[int]) -> list[int]:
    """Where in the run each place of the source is, or what follows it; the places in order."""
    offsets: list[int] = []
    at = 0
    for start, end in run.spans:
        while len(offsets) < len(places) and places[len(offsets)] < end:
            offsets.append(at + max(0, places[len(offsets)] - start))
        at += end - start
    return offsets + [at] * (len(places) - len(offsets))


class _Body:
    """Lines into paragraphs; `open` holds the runs of the paragraph that is being read."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.items: list[Item] = []
        self.heading: str | None = None
        self.open: list[Run] = []
        self.rows: list[list[Cell]] = []  # of the table that is being read
        self.fixed: set[int] = set()  # where rows begin
        self.fence: str | None = None
        self.titled = draft.title is not None

    def read(self, body: Iterator[Line]) -> None:
        runs = [line.run for line in body]
        filled = [run for run in runs if run.text]
        heads = entry_heads([run.text.strip("*_ ") for run in filled])
        ids = {id(filled[i]) for i in heads if filled[i].text[0] in "*_"}
        for run in runs:
            if id(run) in ids and self.fence is None:
                self._close()
                self._read_heading(run, _OF_ENTRY)
            else:
                self._read_line(run)
        self._close(code=self.fence is not None)

    def _read_line(self, run: Run) -> None:
        text = run.text
        if self.fence is not None:
            if text.startswith(self.fence) and not text.strip(self.fence[0]):
                self._close(code=True)
                self.fence = None
            elif text:
                self.open.append(run)
        elif not text:
            self._close()
        elif match := _FENCE.match(text):
            self._close()
            self.fence = match[1]
        elif match := _HEADING.match(text):
            self._close()
            self._read_heading(
                run.cut(match.end(), max(_heading_end(text), match.end())), len(match[1])
            )
        elif self.open and _UNDERLINE.match(text):
            self._read_underlined(text[0])
        elif match := _FOOTNOTE.match(text):
            self._close()
            self.open.append(run.cut(match.end()))
        elif self.rows and _TABLE_RULE.match(text):
            if len(self.rows) == 1:
                self.rows[0] = [replace(cell, head=True) for cell in self.rows[0]]
        elif _RULE.match(text) or _TABLE_RULE.match(text) or _DEFINITION.match(text):
            self._close()
        elif text.startswith("|") and text.count("|") > 1:
            self._close_text()
            self._read_row(run)
        else:
            self._read_text(run)

    def _read_underlined(self, sign: str) -> None:
        """A heading over its underline, unless it is whole sentences or entries over a rule."""
        parts = self._parts()
        if len(parts) > 1 or (parts and _SENTENCE_END[sign].search(parts[0].text)):
            self._close_text()
            return
        title = glue(self.open)
        self.open = []
        self._read_heading(title, 1 if sign == "=" else 2)

    def _read_text(self, run: Run) -> None:
        self._close_table()
        if match := _QUOTE.match(run.text):
            run = run.cut(match.end()).strip()
        if match := _BULLET.match(run.text):
            self._close()
            run = run.cut(match.end())
        elif _ORDERED.match(run.text):
            self._close()
        if run.text:
            self.open.append(run)
        else:
            self._close()

    def _read_row(self, run: Run) -> None:
        parts = [match.span(1) for match in _CELL.finditer(run.text)]
        places = zip(parts, split(run.spans, parts), strict=True)
        runs = [plain(Run(run.text[a:b], spans).strip()) for (a, b), spans in places]
        if not runs[-1].text:  # behind the last bar
            del runs[-1]
        self.rows.append([Cell(run.text, spans=run.spans) for run in runs])

    def _close_table(self) -> None:
        """The rows of the table as paragraphs; a space of the source stands between its cells."""
        rows = rows_of(self.rows, self.draft.text) if self.rows else []
        caption, _ = take_captions(self.items, self.draft.paragraphs) if rows else ("", [])
        for row in rows:
            context = headed(caption, row.context) or ""
            self.draft.paragraphs.append(replace(row, context=context).paragraph(self.heading))
            self.fixed.add(row.spans[0][0])
            paragraph = self.draft.paragraphs[-1]
            self.items.append(Item(row.text, paragraph=paragraph, context=context))
        self.rows = []

    def _read_heading(self, run: Run, level: int) -> None:
        run = plain(run.strip())
        text = run.text
        if len(text) > limits.FIELD_CHARS.value:  # it would be repeated over each paragraph
            self._add_paragraph(run)
            return
        if not text:
            return
        self.items.append(Item(text, level, Paragraph(None, text, run.spans)))
        if level == 1 and not self.titled and not self.draft.paragraphs:
            self.draft.set(title=text)
            self.titled = True
        elif not (level == 1 and text == self.draft.title):
            self.heading = text

    def take_title(self) -> None:
        """Of a text without a title the first line, a heading of a lower level (##), if no other
        heading has its level."""
        first = self.items[0] if self.items else None
        if self.draft.title is not None or first is None or first.level is None:
            return
        if all(item.level is None or item.level > first.level for item in self.items[1:]):
            self.draft.set(title=first.text)
            self.draft.paragraphs = [
                replace(one, heading=None) if one.heading == first.text else one
                for one in self.draft.paragraphs
            ]

    def _close(self, code: bool = False) -> None:
        self._close_table()
        self._close_text(code)

    def _close_text(self, code: bool = False) -> None:
        parts = [spaced(self.open)] if code else self._parts()
        self.open = []
        for run in parts:
            if run.text:
                self._add_paragraph(run)

    def _parts(self) -> list[Run]:
        """The lines that are open as one paragraph, or as several where each says that it is."""
        whole = plain(glue(self.open))
        if len(self.open) < 2:
            return [whole.strip()]
        begins = _offsets(whole, [run.spans[0][0] for run in self.open])
        texts = [whole.text[low:high].strip() for low, high in pairwise([*begins, None])]
        lines = [Line(Run(text, ()), False) for text in texts]
        begins.append(len(whole.text))
        parts = [(begins[low], begins[high]) for low, high, _ in cuts(lines)]
        places = zip(parts, split(whole.spans, parts), strict=True)
        return [Run(whole.text[low:high], spans).strip() for (low, high), spans in places]

    def _add_paragraph(self, run: Run) -> None:
        self.draft.paragraphs.append(Paragraph(self.heading, run.text, run.spans))
        self.items.append(Item(run.text, paragraph=self.draft.paragraphs[-1]))
