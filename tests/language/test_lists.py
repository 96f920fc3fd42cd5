"""Lists: what introduces one, what its items are, where it ends."""

from __future__ import annotations

import pytest

from language.lists import LONGEST, is_one_of_several, items, leads, list_end, numbered


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("渡口有这些船：", True),
        ("船价如下。", True),
        ("检查出以下三个问题。", True),
        ("处五十元以下罚款。", False),
        ("以下几位乘客先上船，别的等着。", False),
        ("渡口有船。", False),
    ],
)
def test_what_introduces_a_list(text: str, found: bool) -> None:
    assert leads(text) is found


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("（三）修船。", ("a", 3)),
        ("第二，修船。", ("b", 2)),
        ("第二条船修好了。", None),
        ("一是修船。", ("c", 1)),
        ("十二、修船。", ("d", 12)),
        ("4. 修船。", ("d", 4)),
        ("4.5米长的船", None),
        ("修船。", None),
    ],
)
def test_how_an_item_is_numbered(text: str, mark: tuple[str, int] | None) -> None:
    assert numbered(text) == mark


@pytest.mark.parametrize(
    ("lead", "behind", "found"),
    [
        ("要做：", ["一是修船。", "二是买缆。", "都要钱。"], [0, 1]),
        ("要做：", ["一是修船。", "修船要木头。", "二是买缆。", "都要钱。"], [0, 2]),
        ("要做：", ["一是修船。", "都要钱。"], []),  # one of some that are not there
        ("要做：", ["（一）修船。", "（二）买缆。", "（一）船工", "（二）水手"], [0, 1]),
        ("要做：", ["（一）修船。", "（二）买缆。", "1. 船", "2. 缆", "（三）补网。"], [0, 1, 4]),
        ("要做：", ["二是买缆。", "三是补网。"], []),
        ("要带：", ["木桨", "缆绳", "船开得早。"], [0, 1]),
        ("要带：", ["木桨", "缆绳", "1. 修船"], [0, 1]),
        ("要带的如下。", ["木桨", "缆绳"], []),  # lines are items behind a colon alone
        ("船工说：", ["今天风大，不开船，都回去吧。"], []),
        ("船工说：", [], []),
    ],
)
def test_the_items_behind_an_introduction(lead: str, behind: list[str], found: list[int]) -> None:
    assert items(lead, behind) == found


@pytest.mark.parametrize(
    ("rest", "more"),
    [
        ("二是买缆。三是补网。都要钱。", "二是买缆。三是补网。"),
        ("木头要买。二是买缆。都要钱。", "木头要买。二是买缆。"),
        ("都要钱。", ""),
        ("二是买缆" + "，买缆" * LONGEST + "。", ""),  # too long to be told
    ],
)
def test_where_a_list_ends_in_its_paragraph(rest: str, more: str) -> None:
    head = "要做三件事：一是修船。"
    assert list_end(head + rest, 0, len(head)) == len(head + more)
    assert list_end("要修船。" + rest, 0, 4) == 4


BOATS = "渡口有大河号、白鹭号和青山号三条船。"


@pytest.mark.parametrize(
    ("question", "part", "found"),
    [
        ("渡口的三条船叫什么", "白鹭号", True),
        ("渡口有哪些船", "青山号", True),
        ("渡口有哪些船", "大河号、白鹭号和青山号", False),
        ("渡口有几条船", "三条", False),
        ("第三条船叫什么", "青山号", False),
        ("哪条船最大", "大河号", False),
    ],
)
def test_one_of_several_is_no_answer_to_all(question: str, part: str, found: bool) -> None:
    start = BOATS.index(part)
    assert is_one_of_several(question, BOATS, (start, start + len(part))) is found
