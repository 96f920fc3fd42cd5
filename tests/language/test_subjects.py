"""Of whom a passage tells."""

from __future__ import annotations

import pytest

from language.subjects import is_of_another_person

ASKED = "韦大河哪年修的堤"
TOLD = "一九四六年修堤,长三里。"


@pytest.mark.parametrize(
    ("passage", "found"),
    [
        ("韦大江,字东流,韦大河之弟。", True),
        ("韦小舟,韦大河长子,石桥人。", True),
        ("罗三木,韦大河的学生,石桥人。", True),
        ("罗三木,石桥人,师从韦大河,学成还乡。", True),
        ("罗三木,石桥人,从师傅韦大河学艺。", True),
        ("韦大江是韦大河的弟弟。", True),
        ("罗三木,石桥人。", True),
        ("罗三木(1901—1950),石桥人。", True),
        ("何满仓,艺名小云,石桥人。", True),
        # He stands in it otherwise, or the one at its head is no person, or nobody stands there.
        ("韦大江,韦大河之弟,随韦大河修堤。", False),
        ("韦大河的学生很多。", False),
        ("韦大江,字东流,与韦大河同修此堤。", False),
        ("韦大江,字东流。大河修堤时他在家。", False),
        ("石桥镇,旧属东乡。", False),
        ("白天,石桥人都来看。", False),
        ("罗三木,工地负责人,在场。", False),
        ("韦大河,罗三木的学生,石桥人。", False),
    ],
)
def test_a_passage_tells_of_who_stands_at_its_head(passage: str, found: bool) -> None:
    names = ["韦大河"]
    assert is_of_another_person(ASKED, names, TOLD, passage + TOLD, "人物志\n") is found


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        (ASKED, TOLD, True),
        ("韦大河的弟弟哪年修的堤", TOLD, False),
        ("韦大江是哪年修的堤,韦大河呢", TOLD, False),
        ("韦大河教过谁", TOLD, False),
        ("孙大河哪年修的堤", TOLD, False),
        (ASKED, "兄弟俩一九四六年修堤。", False),
        (ASKED, "他回忆,堤是一九四六年修的。", False),
    ],
)
def test_whom_a_question_may_mean(question: str, text: str, found: bool) -> None:
    passage = "韦大江,字东流,韦大河之弟。" + text
    names = [name for name in ("韦大河", "孙大河") if name in question]
    assert is_of_another_person(question, names, text, passage, "") is found


@pytest.mark.parametrize(
    ("over", "found"),
    [
        ("韦大江(1885—1949)\n", True),
        ("人物\n韦大江 (1885—1949)", True),
        ("人物\n第一章 人物传 韦大江(1885—1949)\n", True),
        ("韦大河(1881—1950)\n", False),
        ("石桥志(1885—1949)\n", False),
        ("韦大江的学生韦大河(1885—1949)\n", False),
        ("韦大江\n", False),
    ],
)
def test_a_life_has_its_name_and_years_over_it(over: str, found: bool) -> None:
    assert is_of_another_person(ASKED, ["韦大河"], TOLD, TOLD, over) is found
