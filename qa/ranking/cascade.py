"""Cascade: the linear ranker, and where it is of two minds the reader, which reads the first few.

Wang, Lin and Metzler, "A cascade ranking model for efficient ranked retrieval", SIGIR 2011: the
costly model sees only what the cheap one cannot decide, here one Chinese question in three, and
of those three passages.  What it has read an answer need not read again (`Query.readings`).
"""

from __future__ import annotations

import numpy as np

from index.store import Floats
from qa.linear_model import linear
from qa.query import Query
from qa.ranking.base import Candidates
from qa.ranking.linear import ranker
from qa.reading.reader import passage_scores

PARTS = ("passage", "reader")
"""What the first few are ordered by: the linear ranker's log-odds, the reader's."""
RERANKED = 3
"""How many passages are read."""
MARGIN = 1.5
"""They are read if the first two are so near to each other, in log-odds."""


class CascadeRanker:
    """`Ranker` (see `qa/ranking/base.py`)."""

    def scores(self, query: Query, candidates: Candidates) -> Floats:
        """As the linear ranker's; where the first few change places, each has the score of its
        place, so that a score still says how likely the passage of that place is right."""
        scores = ranker().scores(query, candidates)
        first = np.argsort(-scores, kind="stable")[:RERANKED]
        sums = _odds(scores[first])
        if len(first) < 2 or sums[0] - sums[1] > MARGIN or query.asks_nothing:
            return scores
        read = passage_scores(query, [candidates.rows[at] for at in first.tolist()])
        order = np.argsort(-reordered(sums, read), kind="stable")
        placed = scores.copy()
        placed[first[order]] = scores[first]
        return placed


def reordered(sums: Floats, read: Floats) -> Floats:
    """(n,) float32, higher is better: log-odds of the ranker and of the reader, weighed."""
    return linear("cascade", PARTS)(np.stack([sums, np.maximum(read, -30)], axis=1))


def _odds(scores: Floats) -> Floats:
    sure = np.clip(scores, 1e-7, 1 - 1e-7)
    odds: Floats = np.log(sure / (1 - sure)).astype(np.float32)
    return odds
