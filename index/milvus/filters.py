"""Filters as expressions of Milvus.

An expression never holds a text of a user as it is: one that Milvus cannot read ended the process
of Milvus Lite 2.5, and engines differ in how they unquote a text.  What is compared as a whole is
compared by its hash; what is looked for within another text is spelled by `coded`.
"""

from __future__ import annotations

from index.milvus.records import coded, key_of
from index.store import Entry, Filters
from language.fold import fold


def alive(commit: int) -> str:
    """What a generation has."""
    return f"born <= {commit} and died > {commit}"


def beginning(column: str, start: str) -> str:
    return f'{column} like "{coded(start)}%"'


def narrowed(narrow: Filters) -> str:
    """As the local index filters: names hold the folded filter, dates may lie within the range."""
    parts = []
    for field, column in (("column", "column_name"), ("author", "author"), ("paper", "paper")):
        if names := narrow.names(field):
            any_of = " or ".join(f'{column} like "%{coded(fold(name))}%"' for name in names)
            parts.append(f"({any_of})")
    if narrow.path is not None:
        parts.append(f"path_key == {key_of(narrow.path)}")
    if narrow.since is not None:
        # A date that begins the limit ("2024" of "2024-11") may be any day of its year.
        limit = date(narrow.since)
        begins = ",".join(f'"{limit[:size]}"' for size in range(1, len(limit)))
        early = f" or published in [{begins}]" if begins else ""
        parts.append(f'(published >= "{limit}"{early})')
    if narrow.until is not None:
        parts.append(f'published != "" and published <= "{date(narrow.until)}~"')
    return "".join(f" and {part}" for part in parts)


def fields(article: Entry) -> dict[str, int | str]:
    """What the rows of an article are filtered by."""
    return {
        "path_key": key_of(article.path),
        "column_name": coded(fold(article.column or "")),
        "author": coded(fold(article.author or "")),
        "paper": coded(fold(article.paper or "")),
        "published": date(article.published),
    }


def date(text: str | None) -> str:
    """An ISO date, of which only digits and hyphens are kept."""
    return "".join(sign for sign in text or "" if sign in "0123456789-")
