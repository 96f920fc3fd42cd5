"""Vector index: rows by inner product; the only file that imports faiss.

Of few rows every one is compared.  Of many, each has a code of one bit a number (RaBitQ: Gao and
Long, SIGMOD 2024) in memory; the rows whose codes come nearest are compared exactly, from the
mapped vectors.  Codes are made around the centre of the encoder (`index/centroid.py`), so they
depend on the row alone, and whatever segments rows are in, the same ones are compared.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from errors import DependencyMissing
from index.store import Floats

ALL_COMPARED = 20_000
"""Rows of an index up to which each is compared with a question."""

COMPARED = 1200
"""Rows that are compared exactly of those that the codes say are near; at least `TIMES` as many as
are asked for.  Of 60,000 paragraphs with static vectors, 1,200 held all of the 10 nearest for 40
questions, and .989 of the 30 nearest."""
TIMES = 20

Codes = NDArray[np.uint8]


def code_size(dimension: int) -> int:
    """Bytes of the code of a row."""
    return (dimension + 7) // 8 + 8


def codes(vectors: Floats, centre: Floats) -> Codes:
    """(n, code_size) the codes of rows."""
    index = _quantiser(centre)
    if not len(vectors):
        return np.zeros((0, code_size(vectors.shape[1])), np.uint8)
    encoded: Codes = index.sa_encode(np.ascontiguousarray(vectors, np.float32))
    return encoded


class CodeIndex:
    """Codes of n rows in memory, made around a centre; safe to use from many threads."""

    def __init__(self, rows: Codes, centre: Floats) -> None:
        faiss = _faiss()
        self._index = _quantiser(centre)
        faiss.copy_array_to_vector(np.ascontiguousarray(rows).reshape(-1), self._index.codes)
        self._index.ntotal = len(rows)

    def nearest(
        self, query: Floats, count: int, allowed: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.int64], Floats]:
        """The rows, of those allowed, whose codes come nearest, best first, and how near."""
        faiss = _faiss()
        options = faiss.RaBitQSearchParameters(qb=_QUERY_BITS)
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            options.sel = faiss.IDSelectorBitmap(bits)
        # More threads wait for each other; the setting is the calling thread's own.
        faiss.omp_set_num_threads(1)
        count = min(count, self._index.ntotal)
        near, rows = self._index.search(
            np.ascontiguousarray(query[None], np.float32), count, params=options
        )
        listed = rows[0] >= 0
        return rows[0][listed], near[0][listed]


_QUERY_BITS = 3
"""Bits of a number of the query; of a million static vectors 3 found .0017 more of the 10 nearest
and .012 less of the 30 nearest than 4, in nine tenths of the time, 2 found .045 less."""


MOST = 1.01
"""A score of unit vectors is at most 1, and a little by rounding: one beyond it, or none that is a
number, comes of a damaged file, which is too large to be hashed whenever it is opened."""


def _quantiser(centre: Floats) -> Any:
    faiss = _faiss()
    index = faiss.IndexRaBitQ(len(centre), faiss.METRIC_INNER_PRODUCT)
    faiss.copy_array_to_vector(np.ascontiguousarray(centre, np.float32), index.center)
    index.is_trained = True
    return index


def scores(vectors: Floats, query: Floats) -> Floats:
    """(n,) the inner product of each row with the (dim,) query, the same wherever a row stands
    (for more than 12 numbers): NumPy's differs in the last bit with the place of the row."""
    faiss = _faiss()
    products = np.empty(len(vectors), np.float32)
    if len(vectors):
        rows = np.ascontiguousarray(vectors, np.float32)
        query = np.ascontiguousarray(query, np.float32)
        pointers = (faiss.swig_ptr(array) for array in (products, query, rows))
        faiss.fvec_inner_products_ny(*pointers, rows.shape[1], len(rows))
    return products


def _faiss() -> Any:
    try:
        import faiss
    except ImportError as error:
        raise DependencyMissing("no_faiss") from error
    return faiss
