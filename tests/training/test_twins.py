"""Questions with one thing exchanged, and twins: what is exchanged, and what is taught by them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from encoders.contextual import model
from training.people import with_sentences
from training.questions import Question
from training.twins import Exchanger, exchanged_groups, paired, twin_groups

ANSWERING = "2019年帆船队换了十二张新帆。"
TEXT = ANSWERING + "2016年船厂修了三条船。最早的一条船是海口造的。"


def exchanged(question: str, answering: str = ANSWERING) -> set[str]:
    return {
        other
        for seed in range(40)
        if (other := Exchanger(random.Random(seed), {}).exchanged(question, TEXT, answering, ""))
    }


@pytest.mark.slow
def test_a_year_becomes_another_that_the_answering_sentence_does_not_have() -> None:
    assert exchanged("2019年换了几张帆") == {"2016年换了几张帆"}


def test_a_word_becomes_its_opposite() -> None:
    found = exchanged("最早的一条船在哪里造的", "最早的一条船是海口造的。")
    assert "最晚的一条船在哪里造的" in found


def test_of_a_question_that_is_answered_either_way_no_word_is_exchanged() -> None:
    assert exchanged("可以换新帆吗") == set()


def test_nothing_to_exchange_gives_nothing() -> None:
    assert exchanged("换了几张帆") == set()


def store() -> Any:
    paragraph = SimpleNamespace(text=TEXT, heading=None)
    fields = dict.fromkeys(("title", "author", "office", "column", "published"))
    article = SimpleNamespace(id="a", paragraphs=[paragraph], **fields)
    return SimpleNamespace(article=lambda name: article if name == "a" else None)


ASKED = Question("q1", "plain", "2019年换了几张帆", ("a",), ((1,),), ("十二张",), "any", (), (), 1)
TWIN = Question(
    "q2", "unanswerable_known", "2016年换了几张帆", (), (), (), "any", (), ("a",), 1
)  # fmt: skip


@pytest.mark.parametrize(("best", "kept"), [("2019", True), ("2016", False)])
def test_the_new_question_is_kept_if_the_same_sentence_still_seems_best(
    best: str, kept: bool
) -> None:
    tokenizer = model().tokenizer

    def read(sequences: Sequence[Sequence[int]]) -> list[Any]:
        """The tokens of the sentence that begins so score 1, all others 0."""
        scores = []
        for ids in sequences:
            pieces = [tokenizer.decode([token]) for token in ids]
            start = max(n for n, piece in enumerate(pieces) if best in piece)
            one = np.zeros((len(ids), 4))
            one[start : start + 6, 0] = 1
            scores.append(one)
        return scores

    judged = with_sentences([ASKED], {})
    groups = list(exchanged_groups(judged, store(), tokenizer, {}, random.Random(1), read))
    assert bool(groups) == kept
    if kept:
        right, wrong = groups[0].windows
        assert any(right.answers) and not any(wrong.answers)
        assert right.window.units == wrong.window.units and right.window.ids != wrong.window.ids


def test_twins_are_one_group_over_the_same_window() -> None:
    (group,) = twin_groups(paired([TWIN, ASKED]), store(), model().tokenizer)
    right, wrong = group.windows
    assert [
        TEXT[slice(*u)] for u, yes in zip(right.window.units, right.answers, strict=True) if yes
    ] == [ANSWERING]
    assert not any(wrong.answers) and wrong.begins == wrong.ends == ()


def test_a_half_without_its_twin_is_no_pair() -> None:
    assert paired([TWIN]) == [] and paired([ASKED, TWIN]) == [(ASKED, TWIN)]
