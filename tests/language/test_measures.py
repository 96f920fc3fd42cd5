"""Values of the measure that is asked for."""

from __future__ import annotations

import pytest

from language.measures import measured, place_of


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("渡口有多宽", "渡口全长三里。", False),
        ("渡口有多宽", "渡口宽三丈。", True),
        ("船工住了几天院", "船工腿疼了六年。", False),
        ("答复要几天", "在五个工作日内答复。", True),
        ("过河要多久", "过河要两个半小时。", True),
        ("罗师傅多大年纪", "罗师傅学了四个月。", False),
        ("罗师傅多大年纪", "罗师傅六十三岁。", True),
        ("船票多少钱", "开工九千个。", False),
        ("新船多少钱", "新船要四万五。", True),
        ("渡口什么时候开", "渡口全长三里。", True),
    ],
)
def test_a_value_of_the_measure_asked(asked: str, text: str, found: bool) -> None:
    assert measured(asked, text) is found


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("冠军是谁", 1),
        ("谁拿了季军", 3),
        ("第二名是哪个队", 2),
        ("谁跑了第一", 1),
        ("第十一位", 11),
        ("who won", 1),
        ("第一中学在哪里", None),
        ("第三次修桥花了多少钱", None),
        ("桥有多长", None),
    ],
)
def test_the_place_that_a_text_tells(text: str, place: int | None) -> None:
    assert place_of(text) == place
