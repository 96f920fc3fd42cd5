"""Linear ranker: a weighted sum of features, with weights fitted by `training/ranker.py`.

There are two sets of weights.  PLAIN is for questions whose words the index knows.  CROSSING is for
those that it mostly does not know (English over Chinese text): the lexical leg, with nothing to
say, still ranks by the one word that it knows, and must not decide.
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


@dataclass(frozen=True, slots=True)
class LinearRanker:
    """`Ranker` (see `qa/ranking/base.py`) over the features of the candidates.

    plain, crossing: of all features, those that are not used with the weight 0.
    """

    plain: Linear
    crossing: Linear

    def scores(self, query: Query, candidates: Candidates) -> Floats:
        """1 / (1 + exp(-sum)).

        Slope and bias are fitted so that of the passages scored 0.8 about four in five are the
        right one (Platt, "Probabilistic outputs for support vector machines", 1999).
        """
        sums = (self.crossing if query.crossing else self.plain)(candidates.features)
        return (1 / (1 + np.exp(-np.clip(sums, -80, 80)))).astype(np.float32)


@lru_cache(maxsize=1)
def ranker(path: Path = RANKER) -> LinearRanker:
    """The ranker of the project, read once a process.  Raises as `qa.linear_model.linear`."""
    return LinearRanker(_widened("plain", PLAIN, path), _widened("crossing", CROSSING, path))


def _widened(part: str, names: tuple[str, ...], path: Path) -> Linear:
    model = linear(part, names, path)
    weights = dict(zip(names, model.weights.tolist(), strict=True))
    return replace(model, weights=np.array([weights.get(one, 0) for one in NAMES], np.float32))
