"""The dense leg: exact search by inner product; the only file that knows faiss.

The index is turned to bytes by faiss and written by Python, for faiss itself cannot open a path
with Chinese letters on Windows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from errors import DependencyMissing, IndexDamaged
from index.arrays import best
from index.store import Ranking

Vectors = NDArray[np.float32]


def to_bytes(vectors: Vectors) -> NDArray[np.uint8]:
    """A flat inner-product index of (n, dim) unit rows, as the bytes that faiss makes of it."""
    faiss = _faiss()
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, np.float32))
    data: NDArray[np.uint8] = faiss.serialize_index(index)
    return data


def from_bytes(data: bytes, rows: int, dimension: int) -> Any:
    """The faiss index.  Raises IndexDamaged if it has not the rows and dimension expected."""
    faiss = _faiss()
    try:
        index = faiss.deserialize_index(np.frombuffer(data, np.uint8))
    except RuntimeError as error:
        raise IndexDamaged(f"the vectors cannot be read ({error}); build the index anew") from None
    if (index.ntotal, index.d) != (rows, dimension):
        raise IndexDamaged(
            f"found {index.ntotal} vectors of {index.d} numbers, "
            f"expected {rows} of {dimension}; build the index anew: python -m index build"
        )
    return index


def vectors(data: bytes, rows: int, dimension: int) -> Vectors:
    """All (n, dim) rows from the bytes of an index, of which they are the end; not copied."""
    count = rows * dimension
    found = np.frombuffer(data, "<f4", count, len(data) - 4 * count)
    return found.reshape(rows, dimension)


def pick(index: Any, rows: NDArray[np.int64]) -> Vectors:
    """(n, dim): the vectors of these rows."""
    if not len(rows):
        return np.zeros((0, index.d), np.float32)
    found: Vectors = index.reconstruct_batch(rows)
    return found


def search(index: Any, vector: Vectors, k: int, within: NDArray[np.int64] | None = None) -> Ranking:
    """The k nearest rows by inner product with the (dim,) vector, best first; exact."""
    faiss = _faiss()
    size = index.ntotal if within is None else len(within)
    if not size or k < 1:
        return Ranking(np.zeros(0, np.int64), np.zeros(0, np.float32))
    options = None
    if within is not None:
        allowed = np.zeros(index.ntotal, bool)
        allowed[within] = True
        bits = np.packbits(allowed, bitorder="little")
        options = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
    # More threads wait for each other: on two busy cores a search took 27 ms, with one 1.3 ms.
    # The setting is the calling thread's own.
    faiss.omp_set_num_threads(1)
    query = np.ascontiguousarray(vector[None], np.float32)
    wanted = min(k, size)
    while True:
        # One more than wanted: if it equals the last, which of the equals faiss gave is chance.
        asked = min(wanted + 1, size)
        found, rows = index.search(query, asked, params=options)
        scores, rows = found[0], rows[0]
        if asked == size or scores[-1] < scores[min(k, size) - 1]:
            break
        wanted *= 2
    order = np.argsort(rows)
    scores, rows = scores[order], rows[order]
    places = best(scores, k)
    return Ranking(rows[places], scores[places])


def _faiss() -> Any:
    try:
        import faiss
    except ImportError as error:
        raise DependencyMissing("faiss is not installed; run: pip install faiss-cpu") from error
    return faiss
