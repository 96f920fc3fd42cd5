"""Rank fusion: simple ways to merge two rankings, as pure functions on row numbers.

What is served is the ranker of `qa/ranking/rerank.py`; these are the simple ways that it was
measured against (docs/research/RANKING.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

RRF_K = 60


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """Σ over rankings of 1 / (RRF_K + rank), rank from 1; (row, score), best first, ties by row.

    Only ranks count, so scores of different kinds never meet.  A silent leg is an empty ranking.
    Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank
    learning methods", SIGIR 2009.
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, 1):
            scores[row] = scores.get(row, 0.0) + 1 / (RRF_K + rank)
    return _best_first(scores)


def normalised_sum(legs: Sequence[Mapping[int, float]]) -> list[tuple[int, float]]:
    """Σ over legs of (score - lowest) / (highest - lowest); (row, score), best first, ties by row.

    A row that a leg does not list gets that leg's 0; a leg with one score gives its rows 1.
    Fox and Shaw, "Combination of multiple searches" (CombSUM), TREC-2, 1994, min-max normalised.
    """
    scores: dict[int, float] = {}
    for leg in legs:
        if not leg:
            continue
        low, high = min(leg.values()), max(leg.values())
        for row, score in leg.items():
            part = (score - low) / (high - low) if high > low else 1.0
            scores[row] = scores.get(row, 0.0) + part
    return _best_first(scores)


def _best_first(scores: Mapping[int, float]) -> list[tuple[int, float]]:
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
