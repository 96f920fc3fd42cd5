"""What a question has around it that asks nothing."""

from __future__ import annotations

import pytest

from language.politeness import plain


@pytest.mark.parametrize(
    "typed",
    [
        "请问老井有多深？", "请问一下，老井有多深？", "麻烦问下老井有多深？",
        "我想问一下，老井有多深？",
        "你好，请问老井有多深？", "老井有多深？谢谢", "请问老井有多深？谢谢您！", "“老井有多深？”",
        "「老井有多深？」", "你好！麻烦您问一下 “老井有多深？”，多谢",
    ],
)  # fmt: skip
def test_what_is_polite_asks_nothing(typed: str) -> None:
    assert plain(typed) == "老井有多深？"


def test_so_in_english() -> None:
    assert plain("Hi, could you tell me how deep the old well is?") == "how deep the old well is?"
    assert plain("How deep is the old well, thanks!") == "How deep is the old well"


@pytest.mark.parametrize(
    "typed",
    [
        "问天实验舱是哪年发射的", "你好镇在哪个县", "想问题的方法", "请教师做了什么",
        "用粤语怎么说谢谢", "“职工书屋”", "“职工书屋”？", "《请问》是谁写的", "请问", "谢谢",
        "你好！", "请问题目是什么",
        "“夜校”和“书屋”哪个先办？", "High tide is when?", "麻烦问卷谁做的",
    ],
)  # fmt: skip
def test_what_belongs_to_the_question_stays(typed: str) -> None:
    assert plain(typed) == typed
