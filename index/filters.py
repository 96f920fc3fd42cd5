"""Filters over facts: which articles `Filters` let pass, by what the index knows of each."""

from __future__ import annotations

from collections.abc import Callable

from index.store import ArticleFacts, Entry, Filters
from language.fold import fold

NAMES = ("column", "author", "paper")


def passing(narrow: Filters) -> Callable[[Entry | ArticleFacts], bool]:
    """Whether an article passes: names if they hold one of the filters, dates if they may lie
    within the range."""
    # Folded once: an article each, a long name would cost seconds.
    folded = {field: tuple(map(fold, narrow.names(field))) for field in NAMES}
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
