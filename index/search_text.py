"""Search text: the text that is searched and embedded for a paragraph, metadata with it.

Both legs take their context from here, and only here.
"""

from __future__ import annotations

from corpus.metadata import Described
from corpus.records import Paragraph
from language.fold import without_radicals

VERSION = 2
"""Of the two functions: an index made by others is refused."""


def context(article: Described, heading: str | None) -> list[str]:
    """The known fields that stand over a paragraph: title, heading, author, office, column."""
    parts = (article.title, heading, article.author, article.office, article.column)
    return [part for part in parts if part]


def lexical(article: Described, heading: str | None) -> str:
    """The text whose terms count for the paragraph as its own do, each once."""
    return "\n".join(context(article, heading))


def embedded(article: Described, paragraph: Paragraph) -> str:
    """The text whose vector stands for the paragraph; vectors are reused while it is the same.

    The byline is part of it: an author's paragraphs say 我们公司, and only the office tells which.
    """
    parts = (article.title, paragraph.heading, article.author, article.office, paragraph.text)
    return without_radicals("\n".join(part for part in parts if part))
