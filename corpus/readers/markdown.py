"""Markdown reader, with front matter; spans leave the markup out of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from corpus import limits, metadata_lines
from corpus.builder import Draft, finish
from corpus.dates import iso_date
from corpus.encodings import decode
from corpus.lines import Line, Run, glue, lines
from corpus.readers.base import Refuse, whole
from corpus.readers.markdown_inline import plain, select, spaced
from corpus.records import Article, Paragraph, Source, Span
from corpus.spans import shifted, split
from corpus.splitting.by_headings import drafts, sections
from corpus.splitting.by_lines import Item
from corpus.splitting.head_and_foot import take_foot, take_head
from corpus.tables import Cell, rows_of
from messages import message_text

_FRONT = re.compile(r"---[ \t]*(?:\r\n?|\n)(.*?)^(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", re.S | re.M)
_COLON = re.compile("[:：]")
_REMARK = re.compile(r"\s#")
FRONT_FIELDS = {
    "title": "title", "标题": "title",
    "author": "author", "authors": "author", "作者": "author",
    "office": "office", "单位": "office", "职务": "office",
    "column": "column", "栏目": "column",
    "published": "published", "date": "published", "日期": "published",
    "paper": "paper", "source": "paper", "报纸": "paper", "来源": "paper",
    "edition": "edition", "版次": "edition",
    "url": "url", "link": "url", "链接": "url",
}  # fmt: skip

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_UNDERLINE = re.compile(r"=+$|-+$")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_BULLET = re.compile(r"[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_ORDERED = re.compile(r"\d{1,9}[.)][ \t]")
_TABLE_RULE = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$")
_CELL = re.compile(r"\|((?:[^|\\]|\\.?)*)")
_DEFINITION = re.compile(r"\[[^\]]{1,200}\]:[ \t]*\S")
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
    start = _front_matter(draft)
    body = _Body(draft)
    body.read(_lines_without_comments(text, start))
    parts = sections(body.items)
    if len(parts) > 1 and (several := drafts(text, parts, draft.metadata)):
        return several
    if draft.title:
        take_head(draft, fixed=body.fixed)
    metadata_lines.from_dateline(draft)
    take_foot(draft, body.fixed)
    metadata_lines.from_adoption(draft)
    return [draft]


def _front_matter(draft: Draft) -> int:
    """Where the body begins; the simple `key: value` lines of YAML are read, the rest is not."""
    front = _FRONT.match(draft.text)
    if not front:
        return 0
    for line in front[1].splitlines():
        colon = _COLON.search(line)
        name = FRONT_FIELDS.get(line[: colon.start()].rstrip().lower()) if colon else None
        if not colon or not name or getattr(draft, name):
            continue
        value = _yaml_scalar(line[colon.end() :].strip(" \t"))
        if name == "published" and value:
            draft.set(published=iso_date(value))
            if draft.published is None:
                draft.notes.append(message_text("date_without_year", date=value))
        else:
            draft.set(**{name: value})
    return front.end()


def _yaml_scalar(value: str) -> str | None:
    """A YAML scalar, or a flow list of them with spaces between; null is None."""
    if value[:1] in "\"'" and value[-1:] == value[:1] and len(value) > 1:
        return value[1:-1].replace('\\"', '"') or None
    if remark := _REMARK.search(value):
        value = value[: remark.start()].rstrip()
    if value.startswith("[") and value.endswith("]"):
        return " ".join(_yaml_scalar(part.strip()) or "" for part in value[1:-1].split(",")) or None
    return None if value in ("", "null", "~", "|", ">") else value


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
        for line in body:
            self._read_line(line.run)
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
            title = glue(self.open)
            self.open = []
            self._read_heading(title, 1 if text[0] == "=" else 2)
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
        for row in rows_of(self.rows, self.draft.text) if self.rows else ():
            self.draft.paragraphs.append(row.paragraph(self.heading))
            self.fixed.add(row.spans[0][0])
            paragraph = self.draft.paragraphs[-1]
            self.items.append(Item(row.text, paragraph=paragraph, context=row.context))
        self.rows = []

    def _read_heading(self, run: Run, level: int) -> None:
        run = plain(run.strip())
        text = run.text
        if len(text) > limits.FIELD_CHARS.value:  # it would be repeated over each paragraph
            self._add_paragraph(run)
            return
        if not text:
            return
        self.items.append(Item(text, level))
        if level == 1 and not self.titled and not self.draft.paragraphs:
            self.draft.set(title=text)
            self.titled = True
        elif not (level == 1 and text == self.draft.title):
            self.heading = text

    def _close(self, code: bool = False) -> None:
        self._close_table()
        self._close_text(code)

    def _close_text(self, code: bool = False) -> None:
        run = spaced(self.open) if code else plain(glue(self.open)).strip()
        self.open = []
        if run.text:
            self._add_paragraph(run)

    def _add_paragraph(self, run: Run) -> None:
        self.draft.paragraphs.append(Paragraph(self.heading, run.text, run.spans))
        self.items.append(Item(run.text, paragraph=self.draft.paragraphs[-1]))
