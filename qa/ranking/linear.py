"""Linear ranker: a weighted sum of features, with weights fitted by `training/ranker.py`.

There are two sets of weights.  PLAIN is for questions whose words the index knows.  CROSSING is for
those that it mostly does not know (English over Chinese text): the lexical leg, with nothing to
say, still ranks by the one word that it knows, and must not decide.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from errors import ModelMissing
from index.store import Floats
from qa.linear_model import objects, unique
from qa.query import Query
from qa.ranking.base import Candidates
from qa.ranking.features import CROSSING, NAMES, PLAIN

WEIGHTS = Path(__file__).resolve().parents[2] / "models" / "ranker.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """weights: (len(NAMES),) float32, 0 for a feature that is not used.  slope (> 0) and offset
    make a score of the weighted sum, see `LinearRanker.scores`."""

    weights: Floats
    slope: float
    offset: float


@dataclass(frozen=True, slots=True)
class LinearRanker:
    """`Ranker` (see `qa/ranking/base.py`) over the features of the candidates."""

    plain: Weights
    crossing: Weights

    def scores(self, query: Query, candidates: Candidates) -> Floats:
        """1 / (1 + exp(-(slope · sum + offset))).

        Slope and offset are fitted so that of the passages scored 0.8 about four in five are the
        right one (Platt, "Probabilistic outputs for support vector machines", 1999).
        """
        by = self.crossing if query.crossing else self.plain
        sums = by.slope * (candidates.features @ by.weights) + by.offset
        scores: Floats = 1 / (1 + np.exp(-np.clip(sums, -80, 80)))
        return scores


def read(path: Path) -> LinearRanker:
    """Raises ModelMissing when the file is not there, or is of other features."""
    try:
        data = json.loads(path.read_text("utf-8"), object_pairs_hook=objects)
        return LinearRanker(_weights(data["plain"], PLAIN), _weights(data["crossing"], CROSSING))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelMissing(
            "no_ranker", path=path, error=f"{type(error).__name__}: {error}"
        ) from None


def _weights(data: dict[str, Any], names: Sequence[str]) -> Weights:
    given = data["weights"]
    unique("the ranker", names)
    if sorted(given) != sorted(names):
        raise ValueError(f"found weights for {sorted(given)}, expected {sorted(names)}")
    return Weights(
        np.array([given.get(name, 0) for name in NAMES], np.float32),
        float(data["slope"]),
        float(data["offset"]),
    )


@lru_cache(maxsize=1)
def ranker() -> LinearRanker:
    """The ranker of the project, read once a process."""
    return read(WEIGHTS)
