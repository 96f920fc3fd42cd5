"""Soft cover: the same as a loop over words, and nearer where a translation stands."""

from __future__ import annotations

import numpy as np
import pytest

from encoders.static import StaticEncoder
from qa.ranking.maxsim import soft_covers

SENTENCES = ["图书馆周末开门。", "……", "渔船早上出海。", "Library opens at nine."]


def test_each_word_finds_its_nearest_in_each_sentence() -> None:
    model = StaticEncoder("static").model
    question = "when does the library open"
    near, weights = soft_covers(question, SENTENCES)
    asked = sorted(set(model.matcher.bags([question])[0].tolist()))
    assert weights == pytest.approx(model.lengths(np.array(asked)))
    for sentence, row in zip(SENTENCES, near, strict=True):
        held = model.matcher.bags([sentence])[0].tolist()
        for word, value in zip(asked, row, strict=True):
            (unit,) = model.meanings(np.array([word]))
            cosines = [float(unit @ model.meanings(np.array([one]))[0]) for one in held]
            assert value == pytest.approx(max([0.0, *cosines]), abs=1e-5)


def test_a_translation_is_nearer_than_another_matter() -> None:
    near, weights = soft_covers("library", SENTENCES)
    cover = near @ weights / weights.sum()
    assert cover[1] == 0  # no word at all
    assert cover[3] == pytest.approx(1) and cover[0] > cover[2] + 0.1


def test_a_text_without_words_is_near_to_nothing() -> None:
    near, weights = soft_covers("？！", SENTENCES)
    assert near.shape == (4, 0) and weights.shape == (0,)
