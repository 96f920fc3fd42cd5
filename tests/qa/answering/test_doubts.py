"""What only looks like an answer, by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from qa.answering.doubts import doubtful, of_relatives
from qa.answering.extract import filled
from qa.reading.reader import Unit


def whole(*texts: str, heading: str | None = None) -> tuple[list[Unit], list[Any]]:
    """One hit a text, and the whole of it as a unit."""
    hits = [SimpleNamespace(text=text, heading=heading) for text in texts]
    units = [
        Unit(hit=n, span=(0, len(text)), score=1.0, nothing=-1.0, short=None, short_score=0.0)
        for n, text in enumerate(texts)
    ]
    return units, hits


@pytest.mark.parametrize(
    ("text", "found"), [("记者：听说您要去省城？", True), ("罗师傅：不去。", False)]
)
def test_what_only_looks_like_an_answer(text: str, found: bool) -> None:
    (unit,), hits = whole(text)
    assert doubtful("罗师傅会去省城吗", unit, hits) is found


SHIPS = "月份 | 开船（班） | 载客（人）"


@pytest.mark.parametrize(
    ("question", "heading", "row", "found"),
    [
        ("哪个月载客最多", SHIPS, "4月 310 60", True),
        ("上半年一共载客多少", SHIPS, "4月 310 60", True),
        ("Which month had the most passengers?", SHIPS, "4月 310 60", True),
        ("4月载客多少", SHIPS, "4月 310 60", False),
        ("上半年一共载客多少", SHIPS, "合计 1203 412", False),
        ("4月的最高水位是多少", "月份 | 最高水位", "4月 31", False),
        ("哪个月载客最多", None, "4月载客六十人。", False),
        ("哪个月载客最多", "渡口", "4月载客六十人。", False),
    ],
)
def test_one_row_of_a_table_is_not_the_most(
    question: str, heading: str | None, row: str, found: bool
) -> None:
    (unit,), hits = whole(row, heading=heading)
    assert doubtful(question, unit, hits) is found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("韦大河哪年去世", [True, False, False, False, True]),
        ("韦大河的妻子哪年去世", [False] * 4 + [True]),
        ("韦大河的太太哪年去世", [False] * 4 + [True]),  # in another word
        ("韦大河的儿子哪年去世", [True, False, False, False, True]),
        ("韦大河的父亲哪年去世", [True, False, False, False, False]),
        ("韦大河的家属哪年去世", [False] * 5),
        ("韦大河有几个徒弟", [True, False, False, False, True]),
        ("谁在2011年去世", [False] * 5),  # she may be who is asked for
        ("蒙立新哪年去世", [False] * 5),
    ],
)
def test_what_is_told_of_the_family(question: str, found: list[bool]) -> None:
    units, hits = whole(
        "船工韦大河的妻子2011年去世。",
        "韦大河2019年去世。",
        "韦大河的妻子说，他2019年去世。",  # tells of himself
        "镇长的女儿2020年上学。",
        "韦大河的父母1998年去世。",
    )
    assert of_relatives(question, units, hits).tolist() == found


def test_a_question_with_its_answer_behind_it_is_no_doubt() -> None:
    """As a guide asks and answers in one paragraph; the next sentence is shown with it."""
    text = "船票能退吗？能退，开船前去窗口办。"
    hits = [SimpleNamespace(text=text, heading=None)]
    units = [
        Unit(hit=0, span=span, score=1.0, nothing=-1.0, short=None, short_score=0.0)
        for span in ((0, 6), (6, 9), (9, len(text)))
    ]
    assert not doubtful("船票可以退吗", units[0], hits)
    assert filled(units, hits, 0) == range(3)
