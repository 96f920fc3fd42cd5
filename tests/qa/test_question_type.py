"""What a question asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.query import Question
from qa.question_type import Kind


@pytest.mark.parametrize(
    ("question", "kind", "word"),
    [
        ("培训班每年办几期？", Kind.FACT, "几期"),
        ("產品出口到多少個國家？", Kind.FACT, "多少個"),
        ("坝体有多高", Kind.FACT, "有多高"),
        ("合格率是百分之几", Kind.FACT, "百分之几"),
        ("工厂哪一年投产？", Kind.FACT, "哪一年"),
        ("條例何時施行", Kind.FACT, "何時"),
        ("谁发明了这种焊接法", Kind.PERSON, "谁"),
        ("哪位教授主持编写", Kind.PERSON, "哪位教授"),
        ("总部设在哪个城市？", Kind.FACT, "哪个城市"),
        ("展览在哪里举行", Kind.FACT, "哪里"),
        ("哪家公司中标", Kind.FACT, "哪家"),
        ("什么材料最耐磨", Kind.THING, "什么"),
        ("两者有什么区别", Kind.THING, "什么"),
        ("为什么要轮岗", Kind.REASON, "为什么"),
        ("前身为什么？", Kind.THING, "什么"),
        ("如何申请补贴", Kind.THING, "如何"),
        ("任何人都可以报名吗", Kind.OPEN, ""),
        ("两者有何区别", Kind.THING, "何"),
        ("何谓轮岗", Kind.THING, "何"),
        ("何种材料最耐磨", Kind.THING, "何种"),
        ("何大河做了什么", Kind.THING, "什么"),  # a surname
        ("何大河的船", Kind.OPEN, ""),
        ("技能竞赛", Kind.OPEN, ""),
        ("How many workers joined?", Kind.FACT, "How many"),
        ("When did it open?", Kind.FACT, "When"),
        ("Who signed the contract?", Kind.PERSON, "Who"),
        ("Which company won?", Kind.FACT, "Which company"),
        ("Where is the plant?", Kind.FACT, "Where"),
        ("Why was it closed?", Kind.REASON, "Why"),
        ("How does it work?", Kind.THING, "How"),
    ],
)
def test_kind_and_word(question: str, kind: Kind, word: str) -> None:
    found = Question(question).asked
    assert (found.kind, question[slice(*found.slot)]) == (kind, word)


@given(st.text(max_size=80))
def test_any_text_is_read_and_its_offsets_hold(text: str) -> None:
    found = Question(text).asked
    start, end = found.slot
    assert 0 <= start <= end <= len(text) == len(found.folded)
    assert found.before == found.folded[:start]
