"""Filters over facts: which articles `Filters` let pass, by what the index knows of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from index.store import ArticleFacts, Entry, Filters
from language.fold import fold

SEVERAL = ("column", "author", "paper")
"""The filters that may be several names."""


def undated(narrow: Filters, articles: Iterable[ArticleFacts]) -> int:
    """How many articles a time leaves out, since or until, for want of a date alone."""
    passes = passing(replace(narrow, since=None, until=None))
    return sum(1 for article in articles if not article.published and passes(article))


def passing(narrow: Filters) -> Callable[[Entry | ArticleFacts], bool]:
    """Whether an article passes: names if they hold one of the filters, dates if they may lie
    within the range."""
    # Folded once: an article each, a long name would cost seconds.
    folded = {field: tuple(map(fold, narrow.names(field))) for field in SEVERAL}
    required = {field: names for field, names in folded.items() if names}
    limits = ((narrow.since, False), (narrow.until, True))

    def passes(article: Entry | ArticleFacts) -> bool:
        for field, names in required.items():
            value = fold(getattr(article, field) or "")
            if not any(name in value for name in names):
                return False
        if narrow.path is not None and narrow.path != article.path:
            return False
        date = article.published or ""
        for limit, late in limits:
            if limit is not None:
                # "2024" may be any day of 2024: compare as far as both are known.
                day, bound = date[: len(limit)], limit[: len(date)]
                if not date or (day > bound if late else day < bound):
                    return False
        return True

    return passes
