"""Markdown with front matter; markup is left out of the text by the spans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from corpus import limits
from corpus.dates import iso_date
from corpus.draft import Draft, finish
from corpus.encodings import decode
from corpus.inline import plain, select, spaced
from corpus.lines import Line, Run, glue, lines
from corpus.reader import Refuse, whole
from corpus.records import Article, Paragraph, Span
from corpus.spans import shifted

_FRONT = re.compile(r"---[ \t]*(?:\r\n?|\n)(.*?)^(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", re.S | re.M)
_FIELD = re.compile(r"([^\s:：#-][^:：\r\n]{0,30}?)[ \t]*[:：][ \t]*(.*?)[ \t]*$")
FRONT_FIELDS = {
    "title": "title", "标题": "title",
    "author": "author", "authors": "author", "作者": "author",
    "office": "office", "单位": "office", "职务": "office",
    "column": "column", "栏目": "column",
    "published": "published", "date": "published", "日期": "published",
    "url": "url", "link": "url", "链接": "url",
}  # fmt: skip

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_CLOSING = re.compile(r"[ \t]+#+$")
_UNDERLINE = re.compile(r"=+$|-+$")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_BULLET = re.compile(r"[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_ORDERED = re.compile(r"\d{1,9}[.)][ \t]")
_TABLE_RULE = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$")
_DEFINITION = re.compile(r"\[[^\]]{1,200}\]:[ \t]*\S")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The article of a .md file."""
    yield finish(parse(decode(whole(stream))), path)


def parse(text: str) -> Draft:
    """The article: front matter, else the first heading, gives the title."""
    limits.check_text(text)
    draft = Draft(text)
    start = _front_matter(draft)
    _Body(draft).read(_lines(text, start))
    return draft


def _front_matter(draft: Draft) -> int:
    """Where the body begins; the simple `key: value` lines of YAML are read, the rest is not."""
    front = _FRONT.match(draft.text)
    if not front:
        return 0
    for line in front[1].splitlines():
        found = _FIELD.match(line)
        name = FRONT_FIELDS.get(found[1].strip().lower()) if found else None
        if not found or not name or getattr(draft, name):
            continue
        value = _scalar(found[2])
        if name == "published" and value:
            draft.published = iso_date(value)
            if draft.published is None:
                draft.notes.append(f"date without a year, or not understood: {value}")
        else:
            setattr(draft, name, value)
    return front.end()


def _scalar(value: str) -> str | None:
    """A YAML scalar, or a flow list of them with spaces between; null is None."""
    if value[:1] in "\"'" and value[-1:] == value[:1] and len(value) > 1:
        return value[1:-1].replace('\\"', '"') or None
    value = re.sub(r"\s+#.*$", "", value)
    if value.startswith("[") and value.endswith("]"):
        return " ".join(_scalar(part.strip()) or "" for part in value[1:-1].split(",")) or None
    return None if value in ("", "null", "~", "|", ">") else value


def _lines(text: str, start: int) -> Iterator[Line]:
    """The lines from `start` on, without the comments in them."""
    hidden = [found.span() for found in _COMMENT.finditer(text, start)]
    at = 0
    for line in lines(text[start:]):
        run = Run(line.text, shifted(line.run.spans, start))
        if run.spans:
            low, high = run.spans[0]
            while at < len(hidden) and hidden[at][1] <= low:
                at += 1
            if at < len(hidden) and hidden[at][0] < high:
                run = _without(run, low, hidden, at)
        yield Line(run, line.indented)


def _without(run: Run, low: int, hidden: Sequence[Span], first: int) -> Run:
    """The run, which begins at `low` of the source, without `hidden[first:]`."""
    kept, at = [], 0
    for number in range(first, len(hidden)):
        start, end = hidden[number]
        if start - low >= len(run.text):
            break
        kept.append((at, max(at, start - low)))
        at = min(max(at, end - low), len(run.text))
    return select(run, [*kept, (at, len(run.text))]).strip()


class _Body:
    """Lines into paragraphs; `open` holds the runs of the paragraph that is being read."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.heading: str | None = None
        self.open: list[Run] = []
        self.fence: str | None = None
        self.titled = draft.title is not None

    def read(self, body: Iterator[Line]) -> None:
        for line in body:
            self._line(line.run)
        self._close(code=self.fence is not None)

    def _line(self, run: Run) -> None:
        text = run.text
        if self.fence is not None:
            if text.startswith(self.fence) and not text.strip(self.fence[0]):
                self._close(code=True)
                self.fence = None
            elif text:
                self.open.append(run)
        elif not text:
            self._close()
        elif found := _FENCE.match(text):
            self._close()
            self.fence = found[1]
        elif found := _HEADING.match(text):
            self._close()
            closing = _CLOSING.search(text)
            end = closing.start() if closing else len(text)
            self._head(run.cut(found.end(), max(end, found.end())), len(found[1]))
        elif self.open and _UNDERLINE.match(text):
            title = glue(self.open)
            self.open = []
            self._head(title, 1 if text[0] == "=" else 2)
        elif _RULE.match(text) or _TABLE_RULE.match(text) or _DEFINITION.match(text):
            self._close()
        elif text.startswith("|") and text.count("|") > 1:
            self._close()
            self._row(run)
        else:
            self._text(run)

    def _text(self, run: Run) -> None:
        if found := _QUOTE.match(run.text):
            run = run.cut(found.end()).strip()
        if found := _BULLET.match(run.text):
            self._close()
            run = run.cut(found.end())
        elif _ORDERED.match(run.text):
            self._close()
        if run.text:
            self.open.append(run)
        else:
            self._close()

    def _row(self, run: Run) -> None:
        """A table's row is a paragraph; one space of the source stays between its cells."""
        cells = re.finditer(r"[ \t]?[^|\s](?:[^|]*[^|\s])?", run.text)
        self.open = [select(run, [cell.span() for cell in cells]).strip()]
        self._close()

    def _head(self, run: Run, level: int) -> None:
        text = plain(run.strip()).text
        if not text:
            return
        if level == 1 and not self.titled and not self.draft.paragraphs:
            self.draft.title, self.titled = text, True
        elif not (level == 1 and text == self.draft.title):
            self.heading = text

    def _close(self, code: bool = False) -> None:
        run = spaced(self.open) if code else plain(glue(self.open)).strip()
        self.open = []
        if run.text:
            self.draft.paragraphs.append(Paragraph(self.heading, run.text, run.spans))
