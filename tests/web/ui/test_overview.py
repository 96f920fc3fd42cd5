"""What the passages of a question have in common: counts of articles, each a press to narrow to."""

from __future__ import annotations

import json
import re
from html import unescape

from corpus.metadata import Metadata
from qa.records import Hit
from web.ui.overview import overview_html
from web.ui.strings import Words

ZH = Words("zh")


def hit(rank: int, article: str, published: str | None, author: str | None) -> Hit:
    return Hit(
        rank, 0.5, f"{article}#{rank}", article, Metadata(published=published, author=author),
        "a.txt", None, rank, "文", ((0, 1),), None, None, (),
    )  # fmt: skip


def changes(html: str) -> list[dict[str, object]]:
    return [json.loads(unescape(one)) for one in re.findall(r'data-narrow="([^"]*)"', html)]


def test_articles_are_counted_once() -> None:
    hits = [hit(1, "a", "2023-05", "林一"), hit(2, "a", "2023-05", "林一"),
            hit(3, "b", "2024", "江二"), hit(4, "c", "2024-01-02", "林一")]  # fmt: skip
    html = overview_html(hits, ZH)
    assert "2023 (1)" in html and "2024 (2)" in html and "林一 (2)" in html
    assert changes(html) == [
        {"since": "2023", "until": "2023"}, {"since": "2024", "until": "2024"},
        {"author": ["林一"]}, {"author": ["江二"]},
    ]  # fmt: skip


def test_one_year_is_told_by_months() -> None:
    html = overview_html([hit(1, "a", "2024-03-01", None), hit(2, "b", "2024-05", None),
                          hit(3, "c", "2024", None)], ZH)  # fmt: skip
    assert [one["since"] for one in changes(html)] == ["2024-03", "2024-05"]


def test_nothing_to_choose_is_nothing() -> None:
    assert overview_html([], ZH) == ""
    assert overview_html([hit(1, "a", "2024", "林一"), hit(2, "a", "2024", "林一")], ZH) == ""
