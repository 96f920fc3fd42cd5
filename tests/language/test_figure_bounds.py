"""What bounds a figure."""

from __future__ import annotations

import pytest

from language.figure_bounds import bounded


def place(text: str, part: str) -> tuple[int, int]:
    return text.index(part), text.index(part) + len(part)


@pytest.mark.parametrize(
    ("text", "figure", "whole"),
    [
        ("工期不超过18个月。", "18个月", "不超过18个月"),
        ("船票不得超过九元。", "九元", "不得超过九元"),
        ("乘客八百人以上。", "八百人", "八百人以上"),
        ("船长至少三丈。", "三丈", "至少三丈"),
        ("船长三丈。", "三丈", "三丈"),
        ("最多的是罗大河。", "罗大河", "罗大河"),
    ],
)
def test_a_figure_with_its_bounds(text: str, figure: str, whole: str) -> None:
    start, end = bounded(text, place(text, figure))
    assert text[start:end] == whole
