"""How an answer is judged against what is right."""

from __future__ import annotations

import numpy as np
import pytest

from bench.answers import auroc, calibration_error, figures
from bench.cases import Case, Result, marked, right
from qa.records import Answer, AnswerSentence, ShortAnswer


def answer(*sentences: str, short: str = "") -> Answer:
    marks = [ShortAnswer(short, (), 0.9) if short and short in text else None for text in sentences]
    shown = [AnswerSentence(text, 1, (), mark) for text, mark in zip(sentences, marks, strict=True)]
    return Answer("?", True, 0.9, tuple(shown), ())


def case(*answers: str, need: str = "any", short: tuple[str, ...] = ()) -> Case:
    return Case("list", "?", ("a",) if answers else (), answers, need, short)


def test_any_answer_will_do_in_the_first_sentence() -> None:
    assert right(case("三十人", "30人"), answer("来了 30 人。"), 1)
    assert not right(case("三十人"), answer("来了四十人。", "走了三十人。"), 1)
    assert right(case("三十人"), answer("来了四十人。", "走了三十人。"), 2)
    assert not right(case(), answer("来了四十人。"), 2)


def test_a_list_is_right_where_all_of_it_is_shown() -> None:
    fruit = case("苹果", "梨", need="all")
    assert right(fruit, answer("有苹果。"), 1)
    assert not right(fruit, answer("有苹果。", "有桃。"), 2)
    assert right(fruit, answer("有苹果。", "有梨。"), 2)


def test_a_short_answer_is_right_that_holds_what_is_right_or_is_part_of_it() -> None:
    asked = case("来了三十人", short=("三十人",))
    assert marked(asked, answer("来了三十人。", short="三十")) is True
    assert marked(asked, answer("来了三十人。", short="来了三十人")) is True
    assert marked(asked, answer("来了四十人。", short="四十人")) is False
    assert marked(asked, answer("来了三十人。")) is None
    assert marked(case("来了三十人"), answer("来了三十人。", short="三十人")) is None
    assert marked(case(), answer("来了三十人。", short="三十人")) is False  # nothing answers it


def test_the_figures_are_those_of_a_count_by_hand() -> None:
    def result(known: bool, answered: bool, sure: float, first: bool) -> Result:
        asked = case("三") if known else case()
        return Result(asked, answered, sure, True, first, first, first, None, 0.01)

    shares = figures([
        result(True, True, 0.9, True), result(True, True, 0.6, False),
        result(True, False, 0.3, False), result(True, True, 0.8, True),
        result(False, False, 0.2, False), result(False, True, 0.7, False),
    ])  # fmt: skip
    assert shares["first sentence right"][0] == 0.5
    assert shares["answerable refused"][0] == 0.25
    assert shares["unanswerable refused"][0] == 0.5
    assert shares["auroc"] == pytest.approx((2 + 1 + 1 + 2) / 8)
    assert "short answers right" not in shares


def test_auroc_and_calibration_are_those_of_their_definitions() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    sure = np.array([0.95, 0.95, 0.15, 0.15])
    true = np.array([True, False, False, False])
    assert calibration_error(sure, true) == pytest.approx(0.5 * 0.45 + 0.5 * 0.15)
