"""Which short answers stay marked."""

from __future__ import annotations

import pytest

from qa.answering.marks import fits, well_marked
from qa.query import Question
from qa.records import AnswerSentence, ShortAnswer


@pytest.mark.parametrize(
    ("question", "short", "kept"),
    [
        ("罗大河出生在哪里", "1951年生", False),
        ("罗大河出生在哪里", "三亚", True),
        ("罗大河住在哪里", "3号楼", True),
        ("罗大河哪年退休", "六十六岁", False),
        ("罗大河哪年退休", "66岁那年", True),
        ("罗大河哪年退休", "民国三十年", True),
        ("渡口哪天停航", "十月初二", True),
        ("渡口几号停航", "10/2", True),
        ("渡口什么时候停航", "涨水的时候", True),
        ("渡口几点开船", "六十人", False),
        ("谁赢了划船比赛", "第三名", False),
        ("谁赢了划船比赛", "罗大河", True),
        ("船票多少钱", "6元", True),
        ("船票能退吗", "6元", False),
        ("罗大河是不是船工", "船工", False),
        ("渡口开不开夜航", "九点", False),
        ("罗大河还是骆大河", "站长", False),
        ("罗大河还是骆大河", "骆大河", True),
        ("罗大河为什么退休", "六十六岁", True),  # a reason may be anything
        ("When did the ferry open?", "in 1951", True),
        ("When did the ferry open?", "60 people", False),
        ("Where did the ferry open?", "1951", False),
        ("Who ran the ferry when it opened?", "Mr Luo", True),
        ("Did the ferry open in 1951?", "1951", False),
    ],
)
def test_a_mark_is_of_the_kind_that_is_asked_for(question: str, short: str, kept: bool) -> None:
    assert fits(Question(question), short, f"站上说：{short}。") is kept


@pytest.mark.parametrize(
    ("sentence", "short", "kept"),
    [
        ("渡口一年运送两万人，没有一个乘客落水。", "两万人", False),
        ("渡口一年运送两万人，落水的乘客有两个。", "两个", True),
        ("渡口落水的乘客不多，一共两个。", "两个", True),  # the count alone
        ("渡口一年运送两万人。", "两万人", True),  # nothing says what else is counted
    ],
)
def test_a_count_is_of_what_is_counted(sentence: str, short: str, kept: bool) -> None:
    assert fits(Question("渡口落了几个乘客"), short, sentence) is kept


def told(text: str, short: str | None = None) -> AnswerSentence:
    return AnswerSentence(text, 1, (), short=ShortAnswer(short, (), 0.9) if short else None)


def test_a_sentence_stays_without_its_mark() -> None:
    sentences = [told("船票6元，不退。", "6元"), told("误了船的改乘下一班。")]
    assert well_marked(Question("船票能退吗"), sentences) == (told("船票6元，不退。"), sentences[1])
    assert well_marked(Question("船票多少钱"), sentences) == tuple(sentences)
