"""The reader around its network: what it can afford, sums by unit, spans against brute force."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from encoders.contextual import model
from qa.reading import cross_encoder
from qa.reading.windows import windows
from qa.records import log_odds

Floats = NDArray[np.float32]


def hit(text: str, score: float = 0.5) -> Any:
    fields = dict.fromkeys(("id", "title", "heading", "author", "office", "column", "published"))
    return SimpleNamespace(text=text, log_odds=log_odds(score), **fields)


def query(text: str, **weights: float) -> Any:
    terms = SimpleNamespace(letters=tuple(weights), weights=np.array(list(weights.values())))
    return SimpleNamespace(text=text, terms=terms, readings={})


class Scripted:
    """In place of the network: scores that a test can predict, by token."""

    def __init__(self, seed: int = 0) -> None:
        self.tokenizer = model().tokenizer
        self.chance = np.random.default_rng(seed)
        self.read_tokens = 0
        self.given: list[Floats] = []

    def read(self, sequences: Sequence[Sequence[int]]) -> list[Floats]:
        self.read_tokens += sum(map(len, sequences))
        self.given = [self.chance.normal(size=(len(s), 4)).astype(np.float32) for s in sequences]
        return self.given


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    made = Scripted()
    monkeypatch.setattr(cross_encoder, "model", lambda: made)
    return made


def test_a_unit_has_the_mean_of_its_tokens_and_the_best_span_within_it(scripted: Scripted) -> None:
    hits = [hit("船队每月初八出海，十二艘船一起走。回来时看灯塔。"), hit("灯塔有一百级台阶。")]
    found = cross_encoder.read(query("几艘船出海？"), hits)
    expected = windows(scripted.tokenizer, "几艘船出海？", hits)
    assert [(unit.hit, unit.span) for unit in found] == [
        (window.hit, span) for window in expected for span in window.units
    ]
    at = 0
    for window, scores in zip(expected, scripted.given, strict=True):
        text = scores[window.begin : -1].astype(float)
        chances = np.exp(text) / np.exp(text).sum(axis=0)
        for first, last in window.tokens:
            unit = found[at]
            at += 1
            assert unit.score == pytest.approx(scores[first:last, 0].mean(), abs=1e-5)
            assert unit.nothing == pytest.approx(scores[0, 3])
            best = max(
                (chances[b, 1] * chances[e, 2], b, e)
                for b in range(first - window.begin, last - window.begin)
                for e in range(b, min(b + cross_encoder.SHORT_TOKENS, last - window.begin))
            )
            assert unit.short == (window.places[best[1]][0], window.places[best[2]][1])
            assert 1 / (1 + np.exp(-unit.short_score)) == pytest.approx(best[0], rel=1e-3)


def test_only_so_many_hits_and_tokens_are_read(scripted: Scripted) -> None:
    hits = [hit(f"第{n}号船载了{n}吨盐。" * 60) for n in range(9)]
    found = cross_encoder.read(query("载了几吨盐"), hits)
    assert {unit.hit for unit in found} <= set(range(cross_encoder.READ))
    assert 0 < scripted.read_tokens <= cross_encoder.MOST_TOKENS


FILLER = "这一段说的是天气，和别的事情没有关系。" * 40


def test_of_a_long_hit_the_window_is_read_that_shares_most_with_the_question(
    scripted: Scripted,
) -> None:
    text = FILLER + "守灯人一共换过三十六块玻璃。" + FILLER
    found = cross_encoder.read(
        query("换过几块玻璃", 玻璃=3.0), [hit(text), hit(FILLER), hit(FILLER)]
    )
    assert any("玻璃" in text[slice(*unit.span)] for unit in found if unit.hit == 0)


def test_a_sure_hit_is_read_whole_and_unlikely_ones_with_what_is_left(scripted: Scripted) -> None:
    def read(*scores: float) -> list[int]:
        found = cross_encoder.read(
            query("换过几块玻璃", 玻璃=3.0), [hit(FILLER, one) for one in scores]
        )
        return [sum(unit.hit == n for unit in found) for n in range(len(scores))]

    assert read(0.05, 0.95, 0.05, 0.05)[1] == 40
    assert max(read(0.5, 0.6, 0.5, 0.5)) == 40
    assert read(0.05, 0.95, 0.05, 0.05)[2:] == [0, 0]


def test_hits_that_are_alike_are_read_in_turn_by_what_they_share(scripted: Scripted) -> None:
    hits = [hit(FILLER + f"{n}号灯塔换过玻璃。", 0.5) for n in range(4)]
    found = cross_encoder.read(query("换过几块玻璃", 玻璃=3.0), hits)
    assert {unit.hit for unit in found} == {0, 1, 2, 3}


def test_a_window_that_ranking_has_read_is_not_read_again(scripted: Scripted) -> None:
    asked = query("换过几块玻璃", 玻璃=3.0)
    hits = [hit(FILLER, 0.9), hit("天气很好。玻璃碎了。", 0.1)]
    scores = cross_encoder.passage_scores(asked, hits)
    before, known = scripted.read_tokens, dict(asked.readings)
    found = cross_encoder.read(asked, hits)
    again = sum(map(len, known))
    assert scripted.read_tokens - before + again <= cross_encoder.MOST_TOKENS
    assert max(unit.score for unit in found if unit.hit == 1) == pytest.approx(scores[1])
    assert {unit.hit for unit in found} == {0, 1}


def test_nothing_is_read_where_there_is_no_text(scripted: Scripted) -> None:
    assert cross_encoder.read(query("有吗"), [hit("  ")]) == []
