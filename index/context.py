"""What a paragraph is searched by, besides its own text: its article's title, heading, names.

Both legs take their context from here, and only here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

VERSION = 1
"""Of the two functions: an index made by others is refused."""


class About(Protocol):
    """An article, or what the index keeps of one."""

    @property
    def title(self) -> str | None: ...
    @property
    def author(self) -> str | None: ...
    @property
    def office(self) -> str | None: ...
    @property
    def column(self) -> str | None: ...


class Part(Protocol):
    """A paragraph, or what the index keeps of one."""

    @property
    def heading(self) -> str | None: ...
    @property
    def text(self) -> str: ...


def lexical(article: About, paragraph: Part) -> str:
    """The text whose terms count for the paragraph as its own do, each once."""
    return _lines(
        [article.title, paragraph.heading, article.author, article.office, article.column]
    )


def embedded(article: About, paragraph: Part) -> str:
    """The text whose vector stands for the paragraph; vectors are reused while it is the same."""
    return _lines([article.title, paragraph.heading, paragraph.text])


def _lines(parts: Iterable[str | None]) -> str:
    return "\n".join(part for part in parts if part)
