"""Measures against arithmetic done by hand, and against plain second implementations."""

from __future__ import annotations

from math import log2, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.metrics import difference, interval, ndcg, recall, reciprocal_rank

RANKING = ["d3", "d1", "d7", "d2", "d9"]


def test_recall_counts_the_gold_in_the_first_k() -> None:
    assert recall(RANKING, {"d1"}, 1) == 0
    assert recall(RANKING, {"d1"}, 2) == 1
    assert recall(RANKING, {"d3", "d9", "d8"}, 4) == 1 / 3
    assert recall([], {"d1"}, 5) == 0


def test_reciprocal_rank_is_of_the_first_gold() -> None:
    assert reciprocal_rank(RANKING, {"d2", "d7"}) == 1 / 3
    assert reciprocal_rank(RANKING, {"d9"}, 4) == 0


def test_ndcg_by_hand() -> None:
    assert ndcg(RANKING, {"d3"}) == 1
    assert ndcg(RANKING, {"d1"}) == 1 / log2(3)
    expected = (1 / log2(2) + 1 / log2(5)) / (1 / log2(2) + 1 / log2(3))
    assert ndcg(RANKING, {"d3", "d2"}) == pytest.approx(expected)
    assert ndcg(RANKING, {"d9"}, 4) == 0


def test_ndcg_of_more_gold_than_places_can_be_one() -> None:
    assert ndcg(["a", "b"], {"a", "b", "c"}, 2) == pytest.approx(1)


@pytest.mark.parametrize("measure", [recall, reciprocal_rank, ndcg])
def test_a_question_without_gold_is_refused(measure) -> None:
    with pytest.raises(ValueError, match="leave it out"):
        measure(RANKING, set(), 10)
    with pytest.raises(ValueError, match="1 or more"):
        measure(RANKING, {"d1"}, 0)


@given(st.permutations([f"d{i}" for i in range(12)]), st.sets(st.integers(0, 11), min_size=1))
def test_measures_agree_with_loops(ranking: list[str], which: set[int]) -> None:
    gold = {f"d{i}" for i in which}
    hits = [1 if d in gold else 0 for d in ranking[:10]]
    assert recall(ranking, gold, 10) == pytest.approx(sum(hits) / len(gold))
    first = hits.index(1) + 1 if any(hits) else None
    assert reciprocal_rank(ranking, gold) == (1 / first if first else 0)
    gains = sum(h / log2(i + 2) for i, h in enumerate(hits))
    best = sum(1 / log2(i + 2) for i in range(min(10, len(gold))))
    assert ndcg(ranking, gold) == pytest.approx(gains / best)


def test_the_interval_is_that_of_a_normal_mean_when_n_is_large() -> None:
    values = np.random.default_rng(5).random(4000) < 0.8
    found = interval(values)
    half = 1.96 * sqrt(found.mean * (1 - found.mean) / 4000)
    assert found.mean == values.mean()
    assert found.low == pytest.approx(found.mean - half, abs=0.002)
    assert found.high == pytest.approx(found.mean + half, abs=0.002)


def test_the_interval_of_equal_values_is_a_point() -> None:
    found = interval([0.25] * 30)
    assert (found.low, found.mean, found.high) == (0.25, 0.25, 0.25)


def test_intervals_are_the_same_every_time() -> None:
    assert interval([0, 1, 1, 0, 1]) == interval([0, 1, 1, 0, 1])


def test_the_paired_bootstrap_sees_a_small_steady_gain() -> None:
    """2 points better on the same 1,000 questions is sure; the intervals of the two overlap."""
    random = np.random.default_rng(1)
    worse = (random.random(1000) < 0.7).astype(float)
    better = worse.copy()
    better[np.flatnonzero(worse == 0)[:20]] = 1
    found = difference(better, worse)
    assert found.mean == pytest.approx(0.02)
    assert 0 < found.low < 0.02 < found.high < 0.04
    assert found.p < 0.001
    assert interval(worse).high > interval(better).low


def test_the_paired_bootstrap_of_equal_systems_finds_nothing() -> None:
    values = [0.0, 1.0, 1.0, 0.0]
    assert difference(values, values).p == 1


def test_pairs_must_be_pairs() -> None:
    with pytest.raises(ValueError, match="differ in number"):
        difference([1, 0], [1])
    with pytest.raises(ValueError, match="one value a question"):
        interval([])
