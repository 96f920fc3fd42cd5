"""Figures in a text, and the short answer to a question for the most or the least."""

from __future__ import annotations

import re

import pytest

from qa import short
from qa.amounts import amount
from qa.asks import read


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("六个月", 6, "个月"),
        ("十五天", 15, "天"),
        ("二十", 20, ""),
        ("一百零五人", 105, "人"),
        ("两千三百亩", 2300, "亩"),
        ("一万二千元", 12000, "元"),
        ("三亿五千万", 350_000_000, ""),
        ("一九八七年", 1987, "年"),
        ("1,500册", 1500, "册"),
        ("3.5亿元", 350_000_000, "元"),
        ("不超过12%", 12, "%"),
    ],
)
def test_a_figure_by_hand(text: str, value: float, unit: str) -> None:
    found = amount(text)
    assert found is not None
    assert found[0] == pytest.approx(value)
    assert found[1] == unit


def test_no_figure() -> None:
    assert amount("无") is None


def test_every_number_to_ten_thousand_reads_back() -> None:
    for number in range(1, 10_000):
        assert amount(written(number)) == (number, "")


def written(number: int) -> str:
    """Chinese numerals, by the rule of school books: a gap is one 零."""
    text, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if gap and text else "") + "一二三四五六七八九"[digit - 1] + unit
            gap = False
        else:
            gap = True
    return text


@pytest.mark.parametrize(
    ("question", "sentence", "part"),
    [
        ("试用期最长多久？", "满一年的,试用期最多二个月;满三年的,试用期最多六个月。", "六个月"),
        ("罚款最高多少元？", "处三百元以上八百元以下罚款;再犯的,处一千五百元罚款。", "一千五百元"),
        ("罚款最低多少元？", "处300元以上800元以下罚款。", "300元"),
    ],
)
def test_the_most_and_the_least(question: str, sentence: str, part: str) -> None:
    found = short.best(read(question), sentence)
    assert found is not None and part in found
    figures = re.findall(r"[\d一二三四五六七八九十百千]+个?[月元]", found)
    assert figures == [part]  # and no other one


def test_figures_of_different_units_are_not_compared() -> None:
    found = short.best(read("桥最高多少米？"), "桥高86米,用了900天建成。")
    assert found is not None and "86米" in found
