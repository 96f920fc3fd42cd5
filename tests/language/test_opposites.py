"""Things that are like another but for one word."""

from __future__ import annotations

import pytest

from language.opposites import in_clause_of_the_opposite


@pytest.mark.parametrize(
    ("question", "text", "part", "found"),
    [
        ("末班船几点", "头班船改为五点,末班船仍为九点。", "五点", True),
        ("末班船几点", "头班船改为五点,末班船仍为九点。", "九点", False),
        ("首班船几点", "头班船改为五点,末班船仍为九点。", "九点", True),
        ("首班船和末班船几点", "头班船改为五点,末班船仍为九点。", "九点", False),
        ("船几点开", "头班船改为五点,末班船仍为九点。", "九点", False),
        ("鱼批发多少钱", "鱼零售六元。", "六元", True),
        ("罗大河哪年出生", "罗大河2014年去世,享年八十六岁。", "2014年", True),
        ("罗大河哪年去世", "罗大河生于1928年,2014年去世。", "2014年", False),
        ("罗大河哪年去世", "罗大河生于1928年,2014年去世。", "1928年", True),
        ("船厂哪年成立", "船厂1998年倒闭。", "1998年", True),
        ("新站长是谁", "由原副站长罗大河接任。", "罗大河", False),
    ],
)
def test_the_clause_of_the_other_of_two(question: str, text: str, part: str, found: bool) -> None:
    start = text.index(part)
    assert in_clause_of_the_opposite(question, text, (start, start + len(part))) is found
