"""What is only reported, and what denies or settles it."""

from __future__ import annotations

import pytest

from language.reported import denies, is_open, settles, takes_back


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


def test_what_is_taken_back() -> None:
    assert takes_back("有人说我收了八千，没有的事。")
    assert not takes_back("我收了八百。")
    assert not takes_back("有人说我收了八千。")


@pytest.mark.parametrize(
    ("question", "words", "text", "found"),
    [
        ("几点发布了大风预警", ["大风"], "没有发布大风预警。", True),
        ("几点发布了大风预警", ["大风"], "9时发布大风预警。", False),
        ("几点发布了大风预警", ["大风"], "没有船出港，因为大风。", False),
        ("渡口几点放假", ["船工"], "这是没有船工的渡口。", False),
        ("渡口几点放假", ["船工"], "这是不动的船工。", False),
        ("船票能退不能退", [], "开船后不能退。", False),  # 能 says too little
        ("渡口还拆吗", [], "镇里来电:渡口不拆。", True),
        ("渡口拆不拆", [], "渡口没拆。", True),
        ("渡口拆了没有", [], "渡口未拆。", True),
        ("渡口还拆吗", [], "渡口要拆。", False),
        ("渡口哪天拆", [], "渡口不拆。", False),  # no yes or no is asked for, and no word denied
    ],
)
def test_what_denies(question: str, words: list[str], text: str, found: bool) -> None:
    assert denies(question, words, text) is found
