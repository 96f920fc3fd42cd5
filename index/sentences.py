"""The sentences of each row, kept so that ranking a question's candidates costs no encoding.

Vectors are kept as signed bytes, each with its own scale; their cosine with a question is off by
under 0.01 of what 32 bits would give.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import offsets

Bytes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class SentenceArrays:
    """starts: (n + 1,) int64, each row's part of the next three.
    spans: (m, 2) int32, [start, end) into the row's text.  sizes: (m,) int32, how many terms.
    vectors: (m, dim) int8, or (m, 0) if none are kept.
    term_starts: (n + 1,) int64, each row's part of `terms`.
    terms: (t,) int32 term numbers, ascending and unique within a sentence.
    """

    starts: NDArray[np.int64]
    spans: NDArray[np.int32]
    sizes: NDArray[np.int32]
    vectors: Bytes
    term_starts: NDArray[np.int64]
    terms: NDArray[Any]


def empty(dimension: int) -> SentenceArrays:
    """Of no row."""
    return SentenceArrays(
        np.zeros(1, np.int64),
        np.zeros((0, 2), np.int32),
        np.zeros(0, np.int32),
        np.zeros((0, dimension), np.int8),
        np.zeros(1, np.int64),
        np.zeros(0, np.int32),
    )


def arrange(
    old: SentenceArrays, fresh: SentenceArrays, origin: NDArray[np.int64]
) -> SentenceArrays:
    """The arrays of all rows after a change; the terms of both must have their new numbers.

    origin: (n,) for each row its number in `old`, or the number of rows in `old` plus its number
    in `fresh`.
    """
    joined = [_joined(old.starts, fresh.starts), _joined(old.term_starts, fresh.term_starts)]
    starts, spans, sizes, vectors = _gather(
        joined[0],
        origin,
        (old.spans, fresh.spans),
        (old.sizes, fresh.sizes),
        (old.vectors, fresh.vectors),
    )
    term_starts, terms = _gather(joined[1], origin, (old.terms, fresh.terms))
    return SentenceArrays(starts, spans, sizes, vectors, term_starts, terms)


def quantised(vectors: NDArray[np.float32]) -> Bytes:
    """(m, dim) unit rows as bytes: each row's largest number becomes 127 in size."""
    top = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    return np.rint(vectors * (127 / np.where(top == 0, 1, top))).astype(np.int8)


def restored(data: Bytes) -> NDArray[np.float32]:
    """Unit rows again (a row of zeros stays one)."""
    rows = data.astype(np.float32)
    norms: NDArray[np.float32] = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    rows /= np.where(norms == 0, np.float32(1), norms)
    return rows


def _joined(old: NDArray[np.int64], fresh: NDArray[np.int64]) -> tuple[Any, Any, int]:
    """First and one-past-last place of each row in old then fresh, and where fresh begins."""
    turn = int(old[-1])
    starts = np.concatenate([old[:-1], fresh[:-1] + turn])
    stops = np.concatenate([old[1:], fresh[1:] + turn])
    return starts, stops, turn


def _gather(rows: tuple[Any, Any, int], origin: NDArray[np.int64], *columns: Any) -> list[Any]:
    """The offsets of the picked rows, and each (old, fresh) column's values in their order.

    Rows that follow each other before do so after, mostly; so whole runs of them are copied.
    """
    begins, ends, turn = rows
    starts = offsets(ends[origin] - begins[origin])
    out = [np.empty((int(starts[-1]), *old.shape[1:]), old.dtype) for old, _ in columns]
    jumps = np.flatnonzero(begins[origin[1:]] != ends[origin[:-1]]) + 1
    edges = [0, *jumps.tolist(), len(origin)] if len(origin) else [0]
    for first, last in pairwise(edges):
        begin, end = int(begins[origin[first]]), int(ends[origin[last - 1]])
        to = int(starts[first])
        for (old, fresh), column in zip(columns, out, strict=True):
            middle = min(max(begin, turn), end)  # a run may go from the old into the fresh
            if begin < middle:
                column[to : to + middle - begin] = old[begin:middle]
            if middle < end:
                column[to + middle - begin : to + end - begin] = fresh[middle - turn : end - turn]
    return [starts, *out]
