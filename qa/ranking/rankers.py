"""Which ranker orders what each leg found."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from index.store import Floats
from qa.query import Query
from qa.ranking.base import Candidates, Ranker
from qa.ranking.rerank import cascade


def dense(query: Query, candidates: Candidates) -> Floats:
    """The dense leg by itself: (1 + cosine) / 2.  The candidates are that leg's, in its order."""
    return np.clip((1 + candidates.dense.scores) / 2, 0, 1).astype(np.float32)


def lexical(query: Query, candidates: Candidates) -> Floats:
    """The lexical leg by itself: BM25 over its best.  The candidates are that leg's, in its
    order."""
    scores = candidates.lexical.scores
    return (scores / scores[:1]).astype(np.float32) if len(scores) else scores


RANKERS: Mapping[str, Ranker] = {"hybrid": cascade, "dense": dense, "lexical": lexical}
"""What ranks the candidates of each of `qa.request.LEGS`."""
