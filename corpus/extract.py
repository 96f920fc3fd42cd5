"""The text extracted from a format that has none of its own (HTML, DOCX), piece by piece."""

from __future__ import annotations

from collections.abc import Iterable

from corpus import head, limits
from corpus.draft import Draft
from corpus.lines import glue, lines
from corpus.records import Paragraph
from corpus.spans import shifted

BETWEEN = "\n\n"


class Extract:
    """Headings and paragraphs in reading order; `draft` makes the article of them."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._size = 0
        self._heading: str | None = None
        self._paragraphs: list[Paragraph] = []
        self.title: str | None = None
        self.has_headings = False

    @property
    def text(self) -> str:
        return BETWEEN.join(self._texts)

    def _add(self, text: str) -> int:
        at = self._size
        self._texts.append(text)
        self._size += len(text) + len(BETWEEN)
        limits.check(limits.TEXT_CHARS, self._size)
        return at

    def heading(self, text: str, level: int) -> None:
        """A heading; the first one of level 1 before any paragraph is the title."""
        text = " ".join(text.split())
        if not text:
            return
        self.has_headings = True
        self._add(text)
        if level == 1 and self.title is None and not self._paragraphs:
            self.title = text
        elif text != self.title:
            self._heading = text

    def paragraph(self, text: str) -> None:
        """A paragraph; its lines are joined, its source keeps them."""
        text = text.strip()
        if not text:
            return
        at = self._add(text)
        run = glue(line.run for line in lines(text) if line.text)
        limits.check(limits.LINE_CHARS, len(run.text))
        limits.check(limits.ARTICLE_PARAGRAPHS, len(self._paragraphs) + 1)
        self._paragraphs.append(Paragraph(self._heading, run.text, shifted(run.spans, at)))

    def draft(self, fields: Iterable[tuple[str, str | None]] = ()) -> Draft:
        """The article: known fields first, then what its first lines tell."""
        draft = Draft(self.text, list(self._paragraphs), title=self.title)
        for key, value in fields:
            if value and not getattr(draft, key):
                setattr(draft, key, value)
        for _ in range(5):
            first = draft.paragraphs[0].text if len(draft.paragraphs) > 1 else ""
            if not head.take(draft, first):
                break
            del draft.paragraphs[0]
        head.from_dateline(draft)
        return draft
