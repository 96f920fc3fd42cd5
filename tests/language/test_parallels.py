"""What is told of two things of a kind side by side."""

from __future__ import annotations

import pytest

from language.parallels import holidays, is_of_another, is_other_holiday, tells_alike

BRIDGES = "永济桥建于清代,新柳桥长一百二十米,是前年通车的。"
SCHOOLS = "东岸小学有学生四百人,而西岸小学有教师三十一人。"


@pytest.mark.parametrize(
    ("question", "text", "part", "found"),
    [
        ("永济桥长多少米", BRIDGES, "一百二十米", True),
        ("永济桥是哪年通车的", BRIDGES, "前年", True),
        ("新柳桥长多少米", BRIDGES, "一百二十米", False),
        ("永济桥是什么时候建的", BRIDGES, "清代", False),
        ("东岸小学有多少教师", SCHOOLS, "三十一人", True),
        ("西岸小学有多少教师", SCHOOLS, "三十一人", False),
        ("东岸小学和西岸小学各有多少人", SCHOOLS, "三十一人", False),
        ("哪所小学有教师三十一人", SCHOOLS, "西岸小学", False),
        ("永济桥长多少米", "永济桥是石拱桥,石拱桥长六十米。", "六十米", False),
        ("永济桥长多少米", "永济桥建于清代,这座桥长六十米。", "六十米", False),
        ("永济桥长多少米", "永济桥建于清代,主桥长六十米。", "六十米", False),
        ("永济桥长多少米", "新柳桥是去年修的。永济桥在下游,长六十米。", "六十米", False),
        ("永济桥长多少米", "新柳桥在上游。全桥长六十米。", "六十米", False),
        ("柳溪镇永济桥长多少米", "柳溪镇永济桥已旧,将改建永济桥为六十米。", "六十米", False),
        ("罗大河管什么", "罗大河管船,温一帆管票。", "票", False),
    ],
)
def test_a_value_is_of_the_name_before_it(question: str, text: str, part: str, found: bool) -> None:
    start = text.index(part)
    assert is_of_another(question, text, (start, start + len(part))) is found


def test_a_sentence_that_tells_both_answers_for_either() -> None:
    text = "永济桥长九十米,新柳桥长一百二十米。"
    of_other = (text.index("一百二十米"), text.index("。"))
    assert is_of_another("永济桥长多少米", text, of_other)
    assert tells_alike("永济桥长多少米", text, of_other)
    text = "永济桥建于清代,新柳桥长一百二十米。"
    assert not tells_alike("永济桥长多少米", text, (text.index("一百二十米"), text.index("。")))


def test_holidays_are_of_a_kind() -> None:
    assert holidays("春节前后和除夕") != holidays("中秋国庆连着放") != holidays("渡口照常开")
    assert is_other_holiday("国庆", "春节") and not is_other_holiday("春节", "除夕")
    assert not is_other_holiday("国庆", "国庆路")
