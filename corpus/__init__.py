"""Corpus: reads files into articles whose paragraphs carry their place in the source.

The readers are imported when they are first used: a question to a built index needs none.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.records import Article, Paragraph, Skipped, Source, Span

if TYPE_CHECKING:
    from corpus.read import article_json, read_articles

__all__ = [
    "Article",
    "Paragraph",
    "Skipped",
    "Source",
    "Span",
    "article_json",
    "bundled",
    "read_articles",
]


def bundled() -> Path:
    """The folder of the articles that come with Wenbao."""
    return Path(__file__).parent / "articles"


def __getattr__(name: str) -> Any:
    if name in ("article_json", "read_articles"):
        from corpus import read

        return getattr(read, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
