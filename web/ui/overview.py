"""HTML of what the passages for a question have in common: a timeline, and counts to narrow by."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from index.filters import SEVERAL
from index.store import ArticleFacts
from qa.records import Hit
from web.ui.escape import bdi, plain
from web.ui.html_chips import chip, row
from web.ui.strings import Words

MOST = 8
"""Names of a field that are offered."""
YEARS = 30
"""Years that are offered, the latest."""


def overview_html(hits: Sequence[Hit], words: Words) -> str:
    """How many of the articles are of each year, paper, author and column; a press narrows to it.

    The page's script takes `data-narrow` as changes of its form.
    """
    articles = list({hit.article_id: hit for hit in reversed(hits)}.values())
    rows = [_timeline(articles, words)]
    for field in SEVERAL:
        counts = Counter(name for hit in articles if (name := getattr(hit, field)))
        if len(counts) > 1:
            chips = "".join(
                chip(bdi(f"{name} ({count})"), "narrow", _change({field: [name]}))
                for name, count in counts.most_common(MOST)
            )
            rows.append(row(words(field), chips))
    html = "".join(rows)
    if not html:
        return ""
    about = words("overview", n=len(hits), articles=len(articles))
    return (
        f'<details class="wb-overview"><summary>{words("overview_title")}</summary>'
        f'<p class="wb-note">{about}</p>{html}</details>'
    )


def years_html(lines: Iterable[ArticleFacts], words: Words) -> str:
    """The years of the library with how many articles each has; a press puts one into the form."""
    counts = Counter(line.published[:4] for line in lines if line.published)
    if not counts:
        return ""
    chips = "".join(
        chip(f"{plain(year)} ({n})", "year", year)
        for year, n in sorted(counts.items(), reverse=True)[:YEARS]
    )
    return row(words("years"), chips)


def _change(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _timeline(articles: Sequence[Hit], words: Words) -> str:
    """A bar a year; a bar a month where all are of one year."""
    dates = [hit.published for hit in articles if hit.published]
    size = 4 if len({date[:4] for date in dates}) > 1 else 7
    counts = Counter(date[:size] for date in dates if len(date) >= size)
    if len(counts) < 2:
        return ""
    most = max(counts.values())
    bars = "".join(
        f'<li><button type="button" data-narrow="{plain(_change({"since": d, "until": d}))}" '
        f'aria-label="{d} ({n})" title="{d} ({n})">'
        f'<b>{n}</b><i style="height:{round(100 * n / most)}%"></i><span>{d}</span></button></li>'
        for d, n in sorted(counts.items())
    )
    return f'<ol class="wb-timeline" aria-label="{words("timeline")}">{bars}</ol>'
