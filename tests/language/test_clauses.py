"""Which part of a sentence tells of what."""

from __future__ import annotations

import pytest

from language.clauses import bounded, of_another_part, of_the_other, of_the_paper

BOATS = "镇上两条船:大河号有棚,每人六元;小满号没有棚,全船四十元。"


def place(text: str, part: str) -> tuple[int, int]:
    return text.index(part), text.index(part) + len(part)


@pytest.mark.parametrize(
    ("question", "text", "part", "found"),
    [
        ("小满号一人多少钱", BOATS, "六元", True),
        ("小满号一人多少钱", BOATS, "四十元", False),
        ("大河号一人多少钱", BOATS, "六元", False),
        ("大河号一人多少钱", BOATS, "四十元", True),
        ("坐船一人多少钱", BOATS, "六元", False),  # neither is named
        ("大河号和小满号哪条便宜", BOATS, "六元", False),  # both are
        ("大河号坐几人", "大河号坐二十人。", "二十", False),
        ("罗大河带过几个徒弟", "罗大河：带过五个；留下一个。", "一个", False),  # one speaks of both
        ("渡口镇有几条船", "渡口镇:大河号有棚;小满号没有。", "没有", True),
    ],
)
def test_a_part_that_begins_with_what_is_named(
    question: str, text: str, part: str, found: bool
) -> None:
    assert of_another_part(question, text, place(text, part)) is found


@pytest.mark.parametrize(
    ("question", "text", "part", "found"),
    [
        ("末班船几点", "头班船改为五点,末班船仍为九点。", "五点", True),
        ("末班船几点", "头班船改为五点,末班船仍为九点。", "九点", False),
        ("首班船几点", "头班船改为五点,末班船仍为九点。", "九点", True),
        ("首班船和末班船几点", "头班船改为五点,末班船仍为九点。", "九点", False),
        ("船几点开", "头班船改为五点,末班船仍为九点。", "九点", False),
        ("鱼批发多少钱", "鱼零售六元。", "六元", True),
    ],
)
def test_the_clause_of_the_other_of_two(question: str, text: str, part: str, found: bool) -> None:
    assert of_the_other(question, text, place(text, part)) is found


@pytest.mark.parametrize(
    ("text", "figure", "whole"),
    [
        ("工期不超过18个月。", "18个月", "不超过18个月"),
        ("乘客八百人以上。", "八百人", "八百人以上"),
        ("船长至少三丈。", "三丈", "至少三丈"),
        ("船长三丈。", "三丈", "三丈"),
        ("最多的是罗大河。", "罗大河", "罗大河"),
    ],
)
def test_a_figure_with_its_bounds(text: str, figure: str, whole: str) -> None:
    start, end = bounded(text, place(text, figure))
    assert text[start:end] == whole


def test_the_date_of_a_page_is_none_of_what_it_tells() -> None:
    text = "本报5月3日第2版一文中,通车日期应为5月2日。"
    assert of_the_paper(text, place(text, "5月3日"))
    assert not of_the_paper(text, place(text, "5月2日"))
