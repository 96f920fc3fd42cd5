"""Cascade: the linear ranker, and where it is of two minds the reader, which reads the first few.

Wang, Lin and Metzler, "A cascade ranking model for efficient ranked retrieval", SIGIR 2011: the
costly model sees only what the cheap one cannot decide, here one Chinese question in three, and
of those three passages.  What it has read an answer need not read again (`Query.readings`).

The linear ranker has two sets of weights, fitted by `training/ranker.py`.  PLAIN is for questions
whose words the index knows.  CROSSING is for those that it mostly does not know (English over
Chinese text): the lexical leg, with nothing to say, still ranks by the one word that it knows, and
must not decide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from index.store import Floats
from qa.linear_model import RANKER, Linear, linear
from qa.query import Query
from qa.ranking.base import Candidates
from qa.ranking.features import CROSSING, NAMES, PLAIN
from qa.reading.cross_encoder import passage_scores

PARTS = ("passage", "reader")
"""What the first few are ordered by: the linear ranker's log-odds, the reader's."""
RERANKED = 3
"""How many passages are read."""
MARGIN = 1.5
"""They are read if the first two are so near to each other, in log-odds."""


@dataclass(frozen=True, slots=True)
class LinearRanker:
    """`Ranker` (see `qa/ranking/base.py`) over the features of the candidates.

    plain, crossing: of all features, those that are not used with the weight 0.
    """

    plain: Linear
    crossing: Linear

    def __call__(self, query: Query, candidates: Candidates) -> Floats:
        """1 / (1 + exp(-sum)).

        Slope and bias are fitted so that of the passages scored 0.8 about four in five are the
        right one (Platt, "Probabilistic outputs for support vector machines", 1999).
        """
        sums = (self.crossing if query.crossing else self.plain)(candidates.features)
        return (1 / (1 + np.exp(-np.clip(sums, -80, 80)))).astype(np.float32)


@lru_cache(maxsize=1)
def ranker(path: Path = RANKER) -> LinearRanker:
    """The ranker of the project, read once a process.  Raises as `qa.linear_model.linear`."""
    return LinearRanker(_padded("plain", PLAIN, path), _padded("crossing", CROSSING, path))


def _padded(part: str, names: tuple[str, ...], path: Path) -> Linear:
    model = linear(part, names, path)
    weights = dict(zip(names, model.weights.tolist(), strict=True))
    return replace(model, weights=np.array([weights.get(name, 0) for name in NAMES], np.float32))


def cascade(query: Query, candidates: Candidates) -> Floats:
    """The linear ranker's scores; where the first few change places, each has the score of its
    place, so that a score still says how likely the passage of that place is right."""
    scores = ranker()(query, candidates)
    first = np.argsort(-scores, kind="stable")[:RERANKED]
    sums = _ranker_odds(scores[first])
    if len(first) < 2 or sums[0] - sums[1] > MARGIN or query.question.asks_nothing:
        return scores
    reader_odds = passage_scores(query, [candidates.rows[at] for at in first.tolist()])
    order = np.argsort(-reordered(sums, reader_odds), kind="stable")
    placed = scores.copy()
    placed[first[order]] = scores[first]
    return placed


def reordered(sums: Floats, reader_odds: Floats) -> Floats:
    """(n,) float32, higher is better: log-odds of the ranker and of the reader, weighed."""
    return linear("cascade", PARTS)(np.stack([sums, np.maximum(reader_odds, -30)], axis=1))


def _ranker_odds(scores: Floats) -> Floats:
    sure = np.clip(scores, 1e-7, 1 - 1e-7)
    odds: Floats = np.log(sure / (1 - sure)).astype(np.float32)
    return odds
