"""What stands before what: corrections and later statements, outcomes, announcements, denials."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from qa.answering.precedence import BEHIND, counterparts, later_figures, superseded
from qa.query import Question
from qa.reading.reader import Unit


def passage(article_id: str, title: str | None, published: str | None, text: str) -> Any:
    return SimpleNamespace(article_id=article_id, title=title, published=published, text=text)


REPORT = passage("a", "渡口新桥通车", "2025-03-08", "新桥昨天通车，桥长三百零六米。")
RULE = passage("r", "渡口管理规定", "2023-04-06", "渡船夜航须在18时前报备。")


def test_a_note_that_quotes_the_title() -> None:
    note = passage(
        "n", "更正", "2025-03-10",
        "本报3月8日二版《渡口新桥通车》一文中，“三百零六米”应为“三百六十米”。特此更正。",
    )  # fmt: skip
    assert superseded([REPORT, note]) == [(0, 1)]
    assert superseded([note, REPORT]) == [(1, 0)]
    other = passage("b", "渡口旧桥拆除", "2025-03-08", "旧桥昨天拆除，桥长三百一十米。")
    assert superseded([other, note]) == []


def test_a_note_that_quotes_the_words_alone() -> None:
    note = passage("n", "勘误", "2025-03-10", "本报8日第2版“桥长三百零六米”应为“桥长三百六十米”。")
    assert superseded([REPORT, note]) == [(0, 1)]
    early = passage("n", "勘误", "2025-03-07", note.text)
    assert superseded([REPORT, early]) == []


def test_a_note_leaves_alone_what_has_not_the_words_that_were_wrong() -> None:
    ferry = passage("a", REPORT.title, REPORT.published, "渡船从此停航，船工改当护桥员。")
    words = "“三百零六米”应为“三百六十米”"
    for named in ("本报3月8日二版《渡口新桥通车》一文中，", "《渡口新桥通车》一文有误。"):
        note = passage("n", "更正", "2025-03-10", f"{named}{words}。")
        assert superseded([ferry, REPORT, note]) == [(1, 2)]
    whole = passage("n", "更正", "2025-03-10", "《渡口新桥通车》一文署名有误，特此更正。")
    assert superseded([ferry, whole]) == [(0, 1)]  # of no words: it may concern all of it


def test_a_decision_amends_a_rule() -> None:
    title = "关于修改《渡口管理规定》的决定"
    change = passage("d", title, "2024-09-12", "一、将“18时”修改为“17时”。")
    assert superseded([RULE, change]) == [(0, 1)]
    # another paragraph of the decision is linked too: the rule as it stood is not the whole truth
    force = passage("d", title, "2024-09-12", "本决定自2024年10月1日起施行。")
    assert superseded([RULE, force]) == [(0, 1)]


def test_a_new_rule_repeals_an_old_one() -> None:
    new = passage(
        "w", "渡口条例", "2024-05-01", "本条例自公布之日起施行。《渡口管理规定》同时废止。"
    )
    assert superseded([RULE, new]) == [(0, 1)]
    cites = passage("w", "渡口见闻", "2024-05-01", "船工把《渡口管理规定》贴在舱门上。")
    assert superseded([RULE, cites]) == []


def test_the_same_sentence_with_another_figure_is_later() -> None:
    old = passage("a", None, "2024-01-02", "渡口的新桥总投资三百二十万元。")
    new = passage("b", None, "2024-06-02", "渡口的新桥总投资三百五十万元。")
    assert superseded([new, old]) == [(1, 0)]
    assert superseded([old, passage("c", None, "2024-06-02", old.text)]) == []
    assert superseded([old, passage("c", None, None, new.text)]) == []


def test_figures_of_two_years_are_two_facts() -> None:
    old = passage("a", None, "2023-07-08", "今年全乡茶园摘茶九千二百斤。")
    new = passage("b", None, "2024-07-08", "今年全乡茶园摘茶九千九百斤。")
    assert superseded([old, new]) == []


def test_a_later_edition_of_a_law() -> None:
    title = "柳溪镇渡口管理办法"
    old = passage("a", f"{title}（2018年）", "2018-05-01", "第九条 渡船载客不得超过二十人。")
    text = "第九条　渡船载客不得超过十五人，并备救生衣。"
    new = passage("b", f"{title}（2024年修订）", "2024-05-01", text)
    assert superseded([old, new]) == [(0, 1)]
    assert superseded([new, old]) == [(1, 0)]
    first = passage("a", title, old.published, old.text)  # the first edition names no year
    assert superseded([first, new]) == [(0, 1)]
    for other in (
        passage("b", new.title, "2018-05-01", text),  # not later
        passage("b", new.title, None, text),
        passage("b", f"{title}（草案）", "2024-05-01", text),  # not in force
        passage("b", "石坪镇渡口管理办法（2024年修订）", "2024-05-01", text),
        passage("b", new.title, "2024-05-01", "第十条 渡船载客不得超过十人，并备救生衣。"),
        passage("b", new.title, "2024-05-01", "第九条 渡口夜间关闭，船工轮流值守。"),  # moved up
        passage("b", new.title, "2024-05-01", "渡船载客不得超过十五人。"),
    ):
        assert superseded([old, other]) == []
    tales = [
        passage(one, "渡口旧事", day, f"第九条 渡船载客{more}。")
        for one, day, more in (("a", "2018", "不少"), ("b", "2024", "不少，也载牛"))
    ]
    assert superseded(tales) == []


@pytest.mark.parametrize(
    ("shorts", "dates", "found"),
    [
        (("186米", "212米"), ("2015-06-01", "2021-11"), [(0, 1)]),
        (("212米", "186米"), ("2021-11", "2015-06-01"), [(1, 0)]),
        (("186米", "186米"), ("2015", "2021"), []),  # the same
        (("186米", "九年"), ("2015", "2021"), []),  # of another thing
        (("186米", "212米"), ("2015", None), []),
        (("30%", "百分之四十"), ("2015", "2021"), [(0, 1)]),
        (("石匠", "212米"), ("2015", "2021"), []),
    ],
)
def test_the_later_of_two_figures(
    shorts: tuple[str, str], dates: tuple[str | None, str | None], found: list[tuple[int, int]]
) -> None:
    hits: Any = [
        SimpleNamespace(text=f"桥长{text}。", published=date)
        for text, date in zip(shorts, dates, strict=True)
    ]
    units = [
        Unit(n, (0, len(hits[n].text)), 1.0, -1.0, (2, 2 + len(text)), 0.0)
        for n, text in enumerate(shorts)
    ]
    assert later_figures([0, 1], units, hits) == found


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
    assert list(counterparts(Question(question), [0], whole(hits), given, hits)) == found


def test_what_was_settled_of_a_first_estimate() -> None:
    first = hit("渡口被淹，损失约三十万元。", "flood", "2024-07-02")
    later = hit("经核定，渡口被淹的损失为四十二万元。", "settled", "2024-07-30")
    again = hit("渡口被淹的损失为四十二万元。", "settled", "2024-07-30")
    scores = np.array([2, 1], np.float32)
    asked = "渡口被淹损失多少"
    assert list(
        counterparts(Question(asked), [0], whole([first, later]), scores, [first, later])
    ) == [(0, 1)]
    assert (
        list(counterparts(Question(asked), [0], whole([first, again]), scores, [first, again]))
        == []
    )


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
    assert list(counterparts(Question("渡口票价是多少"), [0], whole(hits), given, hits)) == found


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
    assert (
        list(counterparts(Question("渡船漏水有几人落水"), [0], whole(hits), scores, hits)) == found
    )
    assert (
        list(counterparts(Question("渡船漏水有几人落水"), [0], whole(hits), scores, hits[:1])) == []
    )
