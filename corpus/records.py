"""The nouns at the bottom: a source, an article, its paragraphs.  Frozen, no logic."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]
"""[start, end) in characters (code points) of a source's text."""


@dataclass(frozen=True, slots=True)
class Source:
    """What articles were read from.

    `text` is the decoded text (TXT, Markdown), the extracted text (PDF, DOCX, HTML) or, for a row
    of JSON Lines, its `text` (its `paragraphs`, joined by a blank line).  Every span points here.
    """

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it is searched, shown and cited.

    `spans` prove it: the slices of the source's text, joined and with line breaks removed, are
    `text`, character by character.  `notes` say what was inferred about this paragraph.
    """

    heading: str | None
    text: str
    spans: tuple[Span, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its paragraphs in reading order; a field that is not known is None.

    `id` depends on the content alone: the same on every machine and after every rebuild.
    `published` is ISO 8601, as exact as known ("2024-11", "2024-11-20").
    """

    id: str
    source: Source
    title: str | None
    author: str | None
    office: str | None
    column: str | None
    published: str | None
    url: str | None
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return self.source.path


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or row that was not read, and the reason, in words for its owner."""

    path: str
    reason: str
