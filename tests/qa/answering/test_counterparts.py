"""What came of a plan, and who denies a rumour, by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from qa.answering.counterparts import BEHIND, counterparts
from qa.question_type import read
from qa.reading.reader import Unit


def hit(text: str, article: str, published: str | None = None, **over: str) -> Any:
    given = {"title": None, "heading": None, "column": None, **over}
    return SimpleNamespace(text=text, article_id=article, published=published, **given)


def whole(hits: list[Any]) -> list[Unit]:
    """One unit a hit."""
    return [
        Unit(hit=n, span=(0, len(one.text)), score=1.0, nothing=-1.0, short=None, short_score=0.0)
        for n, one in enumerate(hits)
    ]


PLAN = hit("柳溪渡口改造预计2024年9月完工。", "plan", "2024-03-01")
DONE = "柳溪渡口的改造8月20日完工，比原计划早了一个月。"
ASKED = "柳溪渡口改造什么时候完工"


@pytest.mark.parametrize(
    ("question", "other", "scores", "found"),
    [
        (ASKED, hit(DONE, "done", "2024-08-21"), (3, 0), [(0, 1)]),
        (ASKED, hit(DONE, "done", "2024-08-21"), (3, 3 - BEHIND), []),  # of something else
        (ASKED, hit(DONE, "done", "2024-02-01"), (3, 0), []),  # not later
        (ASKED, hit(DONE, "done"), (3, 0), []),
        (ASKED, hit("柳溪渡口改造计划12月完工。", "done", "2024-08-21"), (3, 0), []),  # a plan too
        (ASKED, hit("柳溪渡口改造完工了。", "done", "2024-08-21"), (3, 0), []),  # no time
        ("柳溪渡口改造计划什么时候完工", hit(DONE, "done", "2024-08-21"), (3, 0), []),
        ("柳溪渡口改造得怎么样", hit(DONE, "done", "2024-08-21"), (3, 0), []),
    ],
)
def test_what_came_of_a_plan(
    question: str, other: Any, scores: tuple[float, float], found: list[tuple[int, int]]
) -> None:
    hits = [PLAN, other]
    given = np.array(scores, np.float32)
    assert list(counterparts(read(question), [0], whole(hits), given, hits)) == found


def test_what_was_settled_of_a_first_estimate() -> None:
    first = hit("渡口被淹，损失约三十万元。", "flood", "2024-07-02")
    later = hit("经核定，渡口被淹的损失为四十二万元。", "settled", "2024-07-30")
    again = hit("渡口被淹的损失为四十二万元。", "settled", "2024-07-30")
    scores = np.array([2, 1], np.float32)
    asked = "渡口被淹损失多少"
    assert list(counterparts(read(asked), [0], whole([first, later]), scores, [first, later])) == [
        (0, 1)
    ]
    assert list(counterparts(read(asked), [0], whole([first, again]), scores, [first, again])) == []


LETTER = hit("渡口票价涨到了十五元。", "letter", title="读者来信：票价太高")
NOTICE = hit("渡口票价调整为八元。", "notice", title="关于渡口票价的公告")


@pytest.mark.parametrize(
    ("first", "other", "scores", "found"),
    [
        (LETTER, NOTICE, (7, 2), [(0, 1)]),
        (LETTER, NOTICE, (2, -1), [(0, 1)]),
        (LETTER, NOTICE, (7, -1), []),  # does not answer
        (LETTER, hit("渡口票价有调整。", "notice", title="渡口公告"), (7, 2), []),  # no figure
        (LETTER, hit("渡口票价调整为八元。", "news"), (7, 2), []),  # nobody's word
        (LETTER, hit("渡口公告票价八元，网友不满。", "news"), (7, 2), []),  # an opinion too
        (hit("渡口票价十五元。", "news"), NOTICE, (7, 2), []),
        (hit("渡口票价太高。", "news", column="评论"), NOTICE, (7, 2), [(0, 1)]),
        (hit("有人说，渡口票价十五元。", "news"), NOTICE, (7, 2), [(0, 1)]),
        (hit("有人说，公告的票价太高。", "news"), NOTICE, (7, 2), []),  # which it speaks of itself
        (NOTICE, LETTER, (7, 2), []),
    ],
)
def test_an_announcement_stands_before_an_opinion(
    first: Any, other: Any, scores: tuple[float, float], found: list[tuple[int, int]]
) -> None:
    hits = [first, other]
    given = np.array(scores, np.float32)
    assert list(counterparts(read("渡口票价是多少"), [0], whole(hits), given, hits)) == found


@pytest.mark.parametrize(
    ("rumour", "denial", "article", "found"),
    [
        ("网传渡船漏水，三人落水。", "海事处说，消息不实，船都好好的。", "news", [(0, 1)]),
        ("网传渡船漏水，三人落水。", "海事处说，消息不实，船都好好的。", "other", []),
        ("网传渡船漏水，海事处说是谣言。", "海事处说，消息不实。", "news", []),
        ("渡船漏水，三人落水。", "海事处说，消息不实，船都好好的。", "news", []),
        ("网传渡船漏水，三人落水。", "海事处说，正在核查。", "news", []),
    ],
)
def test_who_denies_a_rumour(
    rumour: str, denial: str, article: str, found: list[tuple[int, int]]
) -> None:
    hits = [hit(rumour, "news"), hit(denial, article)]
    scores = np.array([2, 0], np.float32)
    assert list(counterparts(read("渡船漏水有几人落水"), [0], whole(hits), scores, hits)) == found
    assert list(counterparts(read("渡船漏水有几人落水"), [0], whole(hits), scores, hits[:1])) == []
