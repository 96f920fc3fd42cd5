"""What is only reported, and what settles it."""

from __future__ import annotations

import pytest

from language.reported import is_open, settles


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("听说渡口要停航。", True),
        ("罗站长提出船票涨到八元。", True),
        ("上期写的“渡口三月停航”，有船工来问。", True),
        ("罗站长提议涨价，全票通过。", False),  # it says what came of it
        ("渡口三月停航。", False),
    ],
)
def test_a_report_is_open_until_it_says_what_came_of_it(text: str, found: bool) -> None:
    assert is_open(text) is found


def test_what_came_of_it() -> None:
    assert settles("会议没有通过，改为七元。")
    assert settles("其实停航的是对岸。")
    assert not settles("渡口建于1951年。")
