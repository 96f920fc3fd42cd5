"""What the words of a question say."""

from __future__ import annotations

import pytest

from qa.query import Question


@pytest.mark.parametrize(
    ("question", "nothing"),
    [
        ("你好", True),
        ("您好！", True),
        ("Hello", True),
        ("多少？", True),
        ("你好李焕英是谁演的", False),
    ],
)
def test_what_only_greets_asks_nothing(question: str, nothing: bool) -> None:
    assert Question(question).asks_nothing is nothing
