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
    named = {name: tuple(map(fold, narrow.names(name))) for name in NAMES}
    wanted = {name: some for name, some in named.items() if some}
    limits = ((narrow.since, False), (narrow.until, True))

    def passes(article: Entry | ArticleFacts) -> bool:
        for name, some in wanted.items():
            held = fold(getattr(article, name) or "")
            if not any(one in held for one in some):
                return False
        if narrow.path is not None and narrow.path != article.path:
            return False
        date = article.published or ""
        for limit, late in limits:
            if limit is not None:
                # "2024" may be any day of 2024: compare as far as both are known.
                one, other = date[: len(limit)], limit[: len(date)]
                if not date or (one > other if late else one < other):
                    return False
        return True

    return passes
