"""The fits of the answers: what is right by hand, and slopes that are known come back."""

from __future__ import annotations

import numpy as np
import pytest

from training.answers import agrees, fit_logistic
from training.reader_data import Judged, holds_answer


def question(*given: str) -> Judged:
    return Judged(id="q", kind="plain", text="几点开船", gold=("a",), paragraphs=(), answers=given)


@pytest.mark.parametrize(
    ("text", "given", "right"),
    [
        ("末班船 十点 开。", ("十点",), True),
        ("末班船１０点开。", ("10点",), True),  # full width
        ("末班船九点开。", ("十点", "九点"), True),
        ("末班船九点开。", ("十点",), False),
    ],
)
def test_a_text_answers_if_it_holds_an_answer(
    text: str, given: tuple[str, ...], right: bool
) -> None:
    assert holds_answer(question(*given), text) is right


@pytest.mark.parametrize(
    ("short", "given", "right"),
    [
        ("326人", ["326人"], True),
        ("326", ["326人"], True),
        ("共326人", ["326人"], True),
        ("3", ["326人"], False),
        ("去年班里共培训焊工326人", ["326人"], False),
        ("36元", ["全票为36元"], True),
        ("", ["326人"], False),
    ],
)
def test_a_short_answer_may_differ_by_its_unit_alone(
    short: str, given: list[str], right: bool
) -> None:
    assert agrees(short, given) is right


@pytest.mark.slow
def test_a_logistic_fit_finds_the_slopes_of_a_logistic_world() -> None:
    chance = np.random.default_rng(4)
    rows = chance.normal(size=(20_000, 2)) * [1.0, 5.0] + [0.0, 3.0]
    odds = 1.5 * rows[:, 0] - 0.2 * rows[:, 1] + 0.3
    right = chance.random(len(rows)) < 1 / (1 + np.exp(-odds))
    slopes, bias = fit_logistic(rows, right, np.ones(len(rows)))
    assert slopes == pytest.approx([1.5, -0.2], abs=0.06)
    assert bias == pytest.approx(0.3, abs=0.06)
