"""Search fields: the metadata that is searched and embedded together with a paragraph.

Both legs take their context from here, and only here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from corpus.records import Described

VERSION = 2
"""Of the two functions: an index made by others is refused."""


class Part(Protocol):
    """A paragraph, or what the index keeps of one."""

    @property
    def heading(self) -> str | None: ...
    @property
    def text(self) -> str: ...


def context(article: Described, heading: str | None) -> list[str]:
    """The known fields that stand over a paragraph: title, heading, author, office, column."""
    parts = (article.title, heading, article.author, article.office, article.column)
    return [part for part in parts if part]


def lexical(article: Described, paragraph: Part) -> str:
    """The text whose terms count for the paragraph as its own do, each once."""
    return _lines(context(article, paragraph.heading))


def embedded(article: Described, paragraph: Part) -> str:
    """The text whose vector stands for the paragraph; vectors are reused while it is the same.

    The byline is part of it: an author's paragraphs say 我们公司, and only the office tells which.
    """
    parts = (article.title, paragraph.heading, article.author, article.office, paragraph.text)
    return _lines(part for part in parts if part)


def _lines(parts: Iterable[str | None]) -> str:
    return "\n".join(part for part in parts if part)
