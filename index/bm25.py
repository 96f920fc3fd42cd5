"""BM25 scoring: idf, length normalisation and term saturation, as functions of arrays.

Robertson, Walker, Jones, Hancock-Beaulieu, Gatford: Okapi at TREC-3 (1994); the idf that is never
negative is Lucene's (Kamphuis, de Vries, Boytsov, Lin: Which BM25 Do You Mean?, ECIR 2020).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
"""How soon more occurrences of a term in a row add little."""

B = 0.75
"""How much a long row must make up for its length: 0 not at all, 1 in full."""


def idf(document_frequency: NDArray[Any], rows: int) -> NDArray[np.float64]:
    """ln(1 + (N - n + 0.5) / (n + 0.5)) of each term, > 0."""
    n = document_frequency.astype(np.float64)
    return np.log1p((rows - n + 0.5) / (n + 0.5))


def length_norm(lengths: NDArray[Any], mean: float) -> NDArray[np.float64]:
    """k1 (1 - b + b l / mean l) of rows, from the number of terms in each and in a row of the
    index on average."""
    return K1 * (1 - B + B * lengths.astype(np.float64) / max(mean, 1e-9))


def saturation(counts: NDArray[Any], norms: NDArray[np.float64]) -> NDArray[np.float64]:
    """tf (k1 + 1) / (tf + norm) of each posting; its score is this times the term's idf."""
    times = counts.astype(np.float64)
    return times * (K1 + 1) / (times + norms)
