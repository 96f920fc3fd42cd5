"""What a question asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.query import Question
from qa.question_type import Kind


@pytest.mark.parametrize(
    ("question", "kind", "word", "focus"),
    [
        ("培训班每年办几期？", Kind.NUMBER, "几期", "期"),
        ("產品出口到多少個國家？", Kind.NUMBER, "多少個", "个"),
        ("坝体有多高", Kind.NUMBER, "有多高", ""),
        ("合格率是百分之几", Kind.NUMBER, "百分之几", ""),
        ("工厂哪一年投产？", Kind.TIME, "哪一年", "年"),
        ("條例何時施行", Kind.TIME, "何時", ""),
        ("谁发明了这种焊接法", Kind.PERSON, "谁", ""),
        ("哪位教授主持编写", Kind.PERSON, "哪位教授", "教授"),
        ("总部设在哪个城市？", Kind.PLACE, "哪个城市", "城市"),
        ("展览在哪里举行", Kind.PLACE, "哪里", ""),
        ("哪家公司中标", Kind.BODY, "哪家公司", "公司"),
        ("什么材料最耐磨", Kind.THING, "什么材料", "材料"),
        ("两者有什么区别", Kind.THING, "什么区别", "区别"),
        ("为什么要轮岗", Kind.REASON, "为什么", ""),
        ("前身为什么？", Kind.THING, "什么", ""),
        ("如何申请补贴", Kind.MANNER, "如何", ""),
        ("任何人都可以报名吗", Kind.OPEN, "", ""),
        ("技能竞赛", Kind.OPEN, "", ""),
        ("How many workers joined?", Kind.NUMBER, "How many workers", "workers"),
        ("When did it open?", Kind.TIME, "When", ""),
        ("Who signed the contract?", Kind.PERSON, "Who", ""),
        ("Which company won?", Kind.BODY, "Which company", "company"),
        ("Where is the plant?", Kind.PLACE, "Where", ""),
        ("Why was it closed?", Kind.REASON, "Why", ""),
        ("How does it work?", Kind.MANNER, "How", ""),
    ],
)
def test_kind_word_and_focus(question: str, kind: Kind, word: str, focus: str) -> None:
    found = Question(question).asked
    assert (found.kind, question[slice(*found.slot)], found.focus) == (kind, word, focus)


@given(st.text(max_size=80))
def test_any_text_is_read_and_its_offsets_hold(text: str) -> None:
    found = Question(text).asked
    start, end = found.slot
    assert 0 <= start <= end <= len(text) == len(found.folded)
    assert found.before == found.folded[:start]
