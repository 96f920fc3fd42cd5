"""BM25 as an inner product of sparse vectors.

A row's vector has, for each of its terms, what BM25 makes of the term's count and the row's length;
a question's vector has what the term counts (idf times how often it is asked).  Their inner product
is BM25, so an engine that multiplies sparse vectors lists what the local index lists, without its
own tokenizer and statistics.  The length of a row counts against the mean of the epoch's first
generation; `scores` gives the candidates their scores with the present one.

The dimension of a term is 32 bits of its key.  Of a million terms a few hundred share theirs with
another; a question then finds a row that has the other, too, with the weight of one term.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index import bm25
from index.store import Keys

Vector = dict[int, float]

_NOTHING: Vector = {0: 1e-9}
"""Of a row without terms: some engines refuse an empty vector.  No term has this dimension."""


def dimensions(keys: Keys) -> NDArray[np.int64]:
    """Of each term, from 1 to 2**32 - 2."""
    mixed = keys.astype(np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return (mixed % np.uint64((1 << 32) - 2)).astype(np.int64) + 1


def question(keys: Keys, weights: NDArray[np.float64]) -> Vector:
    vector: Vector = {}
    for dimension, weight in zip(dimensions(keys).tolist(), weights.tolist(), strict=True):
        vector[dimension] = vector.get(dimension, 0.0) + weight
    return vector


def row(keys: Keys, counts: NDArray[np.uint8], length: int, mean: float) -> Vector:
    """Of a row: its terms, each once, and how many it has in all."""
    norms = bm25.length_norm(np.full(len(keys), length), mean)
    weights = bm25.saturation(counts, norms).astype(np.float32).tolist()
    vector = dict(zip(dimensions(keys).tolist(), weights, strict=True))
    return vector or dict(_NOTHING)


def scores(
    vectors: Sequence[Mapping[int, float]],
    lengths: Sequence[int],
    means: tuple[float, float],
    keys: Keys,
    weights: NDArray[np.float64],
) -> NDArray[np.float32]:
    """BM25 of some rows, as the local index computes it, number by number.

    The counts of terms are read off the stored weights.  means: the length of a row on average when
    the vectors were made, and now.
    """
    columns = dimensions(keys).tolist()
    stored = np.array([[vector.get(at, 0.0) for at in columns] for vector in vectors], np.float64)
    stored = stored.reshape(len(vectors), len(columns))
    old_norms, norms = (bm25.length_norm(np.array(lengths), mean)[:, None] for mean in means)
    counts = np.rint(stored * old_norms / (bm25.K1 + 1 - stored))
    parts = np.where(counts > 0, bm25.saturation(np.maximum(counts, 1), np.broadcast_to(
        norms, counts.shape)), 0.0)  # fmt: skip
    sums = np.zeros(len(vectors))
    for column, weight in enumerate(weights.tolist()):  # in the order of the local index
        sums += weight * parts[:, column]
    return sums.astype(np.float32)
