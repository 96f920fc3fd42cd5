"""Notes that correct, decisions that amend or repeal, and later statements of the same fact."""

from __future__ import annotations

from dataclasses import dataclass

from qa.answering.superseded import superseded


@dataclass(frozen=True)
class Text:
    article_id: str
    title: str | None
    published: str | None
    text: str


REPORT = Text("a", "渡口新桥通车", "2025-03-08", "新桥昨天通车，桥长三百零六米。")
RULE = Text("r", "渡口管理规定", "2023-04-06", "渡船夜航须在18时前报备。")


def test_a_note_that_quotes_the_title() -> None:
    note = Text(
        "n", "更正", "2025-03-10",
        "本报3月8日二版《渡口新桥通车》一文中，“三百零六米”应为“三百六十米”。特此更正。",
    )  # fmt: skip
    assert superseded([REPORT, note]) == [(0, 1)]
    assert superseded([note, REPORT]) == [(1, 0)]
    other = Text("b", "渡口旧桥拆除", "2025-03-08", "旧桥昨天拆除，桥长三百一十米。")
    assert superseded([other, note]) == []


def test_a_note_that_quotes_the_words_alone() -> None:
    note = Text("n", "勘误", "2025-03-10", "本报8日第2版“桥长三百零六米”应为“桥长三百六十米”。")
    assert superseded([REPORT, note]) == [(0, 1)]
    early = Text("n", "勘误", "2025-03-07", note.text)
    assert superseded([REPORT, early]) == []


def test_a_note_leaves_alone_what_has_not_the_words_that_were_wrong() -> None:
    ferry = Text("a", REPORT.title, REPORT.published, "渡船从此停航，船工改当护桥员。")
    words = "“三百零六米”应为“三百六十米”"
    for named in ("本报3月8日二版《渡口新桥通车》一文中，", "《渡口新桥通车》一文有误。"):
        note = Text("n", "更正", "2025-03-10", f"{named}{words}。")
        assert superseded([ferry, REPORT, note]) == [(1, 2)]
    whole = Text("n", "更正", "2025-03-10", "《渡口新桥通车》一文署名有误，特此更正。")
    assert superseded([ferry, whole]) == [(0, 1)]  # of no words: it may concern all of it


def test_a_decision_amends_a_rule() -> None:
    title = "关于修改《渡口管理规定》的决定"
    change = Text("d", title, "2024-09-12", "一、将“18时”修改为“17时”。")
    assert superseded([RULE, change]) == [(0, 1)]
    # another paragraph of the decision is linked too: the rule as it stood is not the whole truth
    force = Text("d", title, "2024-09-12", "本决定自2024年10月1日起施行。")
    assert superseded([RULE, force]) == [(0, 1)]


def test_a_new_rule_repeals_an_old_one() -> None:
    new = Text("w", "渡口条例", "2024-05-01", "本条例自公布之日起施行。《渡口管理规定》同时废止。")
    assert superseded([RULE, new]) == [(0, 1)]
    cites = Text("w", "渡口见闻", "2024-05-01", "船工把《渡口管理规定》贴在舱门上。")
    assert superseded([RULE, cites]) == []


def test_the_same_sentence_with_another_figure_is_later() -> None:
    old = Text("a", None, "2024-01-02", "渡口的新桥总投资三百二十万元。")
    new = Text("b", None, "2024-06-02", "渡口的新桥总投资三百五十万元。")
    assert superseded([new, old]) == [(1, 0)]
    assert superseded([old, Text("c", None, "2024-06-02", old.text)]) == []
    assert superseded([old, Text("c", None, None, new.text)]) == []


def test_figures_of_two_years_are_two_facts() -> None:
    old = Text("a", None, "2023-07-08", "今年全乡茶园摘茶九千二百斤。")
    new = Text("b", None, "2024-07-08", "今年全乡茶园摘茶九千九百斤。")
    assert superseded([old, new]) == []


def test_a_later_edition_of_a_law() -> None:
    title = "柳溪镇渡口管理办法"
    old = Text("a", f"{title}（2018年）", "2018-05-01", "第九条 渡船载客不得超过二十人。")
    text = "第九条　渡船载客不得超过十五人，并备救生衣。"
    new = Text("b", f"{title}（2024年修订）", "2024-05-01", text)
    assert superseded([old, new]) == [(0, 1)]
    assert superseded([new, old]) == [(1, 0)]
    first = Text("a", title, old.published, old.text)  # the first edition names no year
    assert superseded([first, new]) == [(0, 1)]
    for other in (
        Text("b", new.title, "2018-05-01", text),  # not later
        Text("b", new.title, None, text),
        Text("b", f"{title}（草案）", "2024-05-01", text),  # not in force
        Text("b", "石坪镇渡口管理办法（2024年修订）", "2024-05-01", text),
        Text("b", new.title, "2024-05-01", "第十条 渡船载客不得超过十人，并备救生衣。"),
        Text("b", new.title, "2024-05-01", "第九条 渡口夜间关闭，船工轮流值守。"),  # moved up
        Text("b", new.title, "2024-05-01", "渡船载客不得超过十五人。"),
    ):
        assert superseded([old, other]) == []
    tales = [
        Text(one, "渡口旧事", day, f"第九条 渡船载客{more}。")
        for one, day, more in (("a", "2018", "不少"), ("b", "2024", "不少，也载牛"))
    ]
    assert superseded(tales) == []
