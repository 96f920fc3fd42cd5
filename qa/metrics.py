"""Ranking metrics and bootstrap confidence intervals: pure functions on ids and numbers.

A ranking is a list of ids, best first, without repeats; `gold` is the set of ids that are right.
Every measure is in [0, 1], higher is better.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 2000
_BLOCK = 200  # resamples drawn together


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and the bounds that hold it with 95 % probability."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference(Interval):
    """The mean of a - b over the same questions, its interval, and `p`, the share of resamples in
    which a is not better than b: small means that a is better beyond chance."""

    p: float


def recall(ranking: Sequence[str], gold: AbstractSet[str], k: int) -> float:
    """|gold ∩ first k| / |gold|: the share of the right ids that the first k hold.

    With one right id a question, its mean over questions is also called success@k or hit rate.
    """
    _check(gold, k)
    return len(gold & set(ranking[:k])) / len(gold)


def reciprocal_rank(ranking: Sequence[str], gold: AbstractSet[str], k: int = 10) -> float:
    """1 / rank of the first right id among the first k, else 0; its mean is MRR@k.

    Voorhees, "The TREC-8 Question Answering Track Report", 1999.
    """
    _check(gold, k)
    for rank, hit in enumerate(ranking[:k], 1):
        if hit in gold:
            return 1 / rank
    return 0.0


def ndcg(ranking: Sequence[str], gold: AbstractSet[str], k: int = 10) -> float:
    """DCG / ideal DCG, where DCG = Σ over right ids at rank r ≤ k of 1 / log2(r + 1).

    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002, with
    the discount 1 / log2(rank + 1) of Burges et al. 2005 (trec_eval's) and gains of 0 and 1.
    """
    _check(gold, k)
    gain = sum(1 / log2(rank + 1) for rank, hit in enumerate(ranking[:k], 1) if hit in gold)
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(len(gold), k) + 1))
    return gain / ideal


def interval(values: ArrayLike) -> Interval:
    """The mean of (n,) values, one a question, with its percentile bootstrap interval.

    Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
    """
    return difference(values, np.zeros_like(values))


def difference(a: ArrayLike, b: ArrayLike) -> Difference:
    """The paired bootstrap: (n,) values of two systems on the same questions, in the same order.

    Sakai, "Evaluating evaluation metrics based on the bootstrap", SIGIR 2006; Koehn, "Statistical
    significance tests for machine translation evaluation", EMNLP 2004.
    """
    left, right = np.asarray(a, np.float64), np.asarray(b, np.float64)
    if left.shape != right.shape:
        raise ValueError(f"paired values differ in number: {left.shape} and {right.shape}")
    gap = left - right
    means = _resampled(gap)
    low, high = np.quantile(means, [0.025, 0.975])
    return Difference(float(gap.mean()), float(low), float(high), float(np.mean(means <= 0)))


def _resampled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(RESAMPLES,) means of n values drawn with replacement."""
    if values.ndim != 1 or not len(values):
        raise ValueError(f"expected one value a question, found an array of shape {values.shape}")
    random = np.random.default_rng(0)
    size = len(values)
    parts = [
        values[random.integers(0, size, (min(_BLOCK, RESAMPLES - done), size))].mean(axis=1)
        for done in range(0, RESAMPLES, _BLOCK)
    ]
    return np.concatenate(parts)


def _check(gold: AbstractSet[str], k: int) -> None:
    if not gold:
        raise ValueError("a question without right ids cannot be measured: leave it out")
    if k < 1:
        raise ValueError(f"k is {k}; expected 1 or more")
