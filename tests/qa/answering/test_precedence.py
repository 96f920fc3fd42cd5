"""What stands before what: corrections, amendments and repeals."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from qa.answering.precedence import superseded


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


def test_a_note_without_quotes_leaves_alone_what_has_not_the_error() -> None:
    ferry = passage("a", REPORT.title, REPORT.published, "渡船从此停航，船工改当护桥员。")
    text = "《渡口新桥通车》一文，误将桥长写为三百零六米，实为三百六十米。"
    note = passage("n", "更正", "2025-03-10", text)
    assert superseded([ferry, REPORT, note]) == [(1, 2)]
    other = passage("b", "旧桥", "2025-03-08", "旧桥长三百零六米。")
    assert superseded([other, note]) == [], "a few words are no quotation"


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


def test_a_later_notice_puts_off_a_day() -> None:
    old = passage("o", "关于渡口停航的通知", "2025-03-01", "渡口定于3月8日停航检修。")
    new = passage(
        "n", "关于调整渡口停航时间的通知", "2025-03-06", "原定于3月8日的停航顺延至3月12日。"
    )
    assert superseded([old, new]) == [(0, 1)]
    other = passage("b", "灯塔开放", "2025-03-01", "灯塔3月8日开放。")
    assert superseded([other, new]) == []
    # the same day, and the words that all such notices have, are not the same matter
    north = passage("c", "关于灯塔停电的通知", "2025-03-01", "灯塔定于3月8日停电检修。")
    assert superseded([north, new]) == []


def test_an_article_of_a_rule_is_not_replaced_by_the_wording_of_another() -> None:
    change = passage(
        "d", "关于修改《渡口管理规定》的决定", "2024-09-12", "第三条修改为：“渡船停航须报备。”"
    )
    third, fourth = (
        passage("r", RULE.title, RULE.published, f"第{n}条 渡船夜航须报备。") for n in "三四"
    )
    assert superseded([third, fourth, change]) == [(0, 2)]
