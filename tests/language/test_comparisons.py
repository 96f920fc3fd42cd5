"""Questions of two things."""

from __future__ import annotations

import pytest

from language.comparisons import compares, pairs


@pytest.mark.parametrize(
    "question",
    [
        "永济桥和新柳桥哪座更长", "永济桥和新柳桥各有多少孔", "永济桥和新柳桥各要修几年",
        "罗大河和温一帆谁管得多",
        "永济桥与新柳桥有什么不同", "永济桥、新柳桥分别是哪年建的", "is yongji longer than xinliu",
    ],
)  # fmt: skip
def test_two_things_are_asked_of(question: str) -> None:
    assert compares(question)


def test_pairs_of_names() -> None:
    assert pairs("永济桥和新柳桥哪座更长") == ["永济", "济桥", "新柳", "柳桥"]


@pytest.mark.parametrize(
    "question",
    [
        "永济桥长多少米", "柳溪镇和河口镇有哪些多功能厅", "哪座桥最长", "永济桥和新柳桥是谁修的",
        "各位乘客怎么买票", "先开哪条船",
    ],
)  # fmt: skip
def test_one_thing_is_asked_of(question: str) -> None:
    assert not compares(question)
