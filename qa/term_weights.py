"""Term weights: how much each term of a question counts, by how rare it is in the index."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import bm25
from index.analyzer import MOST_ASKED, question_terms
from index.store import Keys, Store


@dataclass(frozen=True, slots=True)
class TermWeights:
    """The terms of a question that the index knows.

    keys: (q,), ascending.  letters: of each, folded.  weights: (q,) the idf, twice for a term that
    stands there more than once, as each word of one or two characters does, for it is also a
    character or a pair of them.  known: the share that they have of the weight of all terms of the
    question, 0 to 1.
    """

    keys: Keys
    letters: tuple[str, ...]
    weights: NDArray[np.float64]
    known: float


def term_weights(content: str, store: Store) -> TermWeights:
    """The terms of the content words of a question, weighed for this index."""
    terms = question_terms(content)
    statistics = store.statistics(terms.keys)
    times = np.minimum(terms.times, MOST_ASKED)
    weights = bm25.idf(statistics.document_frequency, statistics.rows) * times
    known = statistics.document_frequency > 0
    total = float(weights.sum())
    return TermWeights(
        keys=terms.keys[known],
        letters=tuple(terms.letters[at] for at in np.flatnonzero(known).tolist()),
        weights=weights[known],
        known=float(weights[known].sum()) / total if total else 0.0,
    )
