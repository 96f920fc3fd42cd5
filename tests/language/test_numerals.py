"""Figures in a text by hand, and all small numerals."""

from __future__ import annotations

import pytest

from language.numerals import figures, placed_figures, years_in_digits


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
    (((_, end), (found, percent)),) = placed_figures(text)
    assert found == pytest.approx(value)
    assert text[end:] == unit
    assert percent == (unit == "%")


def test_years_in_digits_stand_where_they_stood() -> None:
    text = "由一九八○年的八十二条增加到二〇一五年的一百二十条"
    assert years_in_digits(text) == "由1980年的八十二条增加到2015年的一百二十条"
    for other in ("一百二十年", "三二一〇年", "九一八年", "一九八五号"):
        assert years_in_digits(other) == other


def test_no_figure() -> None:
    assert figures("无") == []


def test_every_number_to_ten_thousand_reads_back() -> None:
    for number in range(1, 10_000):
        assert figures(f"{written(number)}元") == [(written(number), (number, False))]


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
