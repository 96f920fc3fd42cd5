"""What an input method took for what sounds alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.mistyped import put_right

TEXTS = ["茶社每年提取公积金、公益金,由理事长韦春兰保管。", "顾闻溪是渡口的船工,原来学木工。"]


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("茶社提取多少公鸡金", "茶社提取多少公积金"),
        ("茶社的李事长是谁", "茶社的理事长是谁"),
        ("顾文溪原来学什么", "顾闻溪原来学什么"),
        ("茶社提取多少公积金", "茶社提取多少公积金"),
        ("茶社的监事长是谁", "茶社的监事长是谁"),  # another office, by its sound
        ("几金由谁保管", "几金由谁保管"),  # 几 stands alone in questions
        ("顾大溪原来学什么", "顾大溪原来学什么"),
        ("who keeps it", "who keeps it"),
        ("", ""),
    ],
)
def test_by_hand(typed: str, right: str) -> None:
    assert put_right(typed, TEXTS) == right


def test_what_any_text_has_is_not_mistyped() -> None:
    assert put_right("李事长是谁", [*TEXTS, "李事是船名。"]) == "李事长是谁"


@given(st.text("茶社公积鸡金理李事长顾文闻溪多少,1a ", max_size=24))
def test_it_is_as_long_and_settled(typed: str) -> None:
    right = put_right(typed, TEXTS)
    assert len(right) == len(typed)
    assert put_right(right, TEXTS) == right
