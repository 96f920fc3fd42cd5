"""What ranks passages: a `Ranker` scores the `Candidates` of a query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.store import Floats, Leg, Row
from qa.query import Query


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages that retrieval listed, and all that is known of them.

    rows: the n passages.  features: (n, f) in the order of `qa.ranking.features.NAMES`, no columns
    unless both legs were asked.  dense, lexical: what the legs say of them.
    """

    rows: tuple[Row, ...]
    features: Floats
    dense: Leg
    lexical: Leg

    def ordered(self, places: NDArray[np.int64]) -> Candidates:
        """The same passages in this order."""
        return Candidates(
            rows=tuple(self.rows[at] for at in places.tolist()),
            features=self.features[places],
            dense=self.dense.at(places),
            lexical=self.lexical.at(places),
        )


Ranker = Callable[[Query, Candidates], Floats]
"""(n,) float32 in [0, 1], higher is better, comparable within one query;
`qa.ranking.rankers.RANKERS` says which one is used when."""
