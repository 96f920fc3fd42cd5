"""Array operations shared by the parts of the index."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray


def offsets(sizes: NDArray[Any]) -> NDArray[np.int64]:
    """(n + 1,) int64: where each of n parts of these sizes starts, and the end of the last."""
    out = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=out[1:])
    return out


def picked(old: NDArray[Any], fresh: NDArray[Any], origin: NDArray[np.int64]) -> NDArray[Any]:
    """Rows of two arrays in a new order: origin below len(old) is a row of `old`, else of `fresh`.

    As indexing their concatenation, without holding that as well.
    """
    out = np.empty((len(origin), *old.shape[1:]), old.dtype)
    turn = len(old)
    jumps = np.flatnonzero((np.diff(origin) != 1) | (origin[1:] == turn)) + 1
    edges = [0, *jumps.tolist(), len(origin)] if len(origin) else [0]
    for first, last in pairwise(edges):  # whole runs: rows are mostly contiguous
        start = int(origin[first])
        source, start = (old, start) if start < turn else (fresh, start - turn)
        out[first:last] = source[start : start + last - first]
    return out


def best(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """The places of the k highest scores, best first; equal scores in the order of their places.

    argpartition finds the k-th score in linear time, but of several equal to it takes any; so the
    places above it are taken first, then the earliest that equal it.
    """
    count = len(scores)
    if k < 1:
        return np.zeros(0, np.int64)
    if k < count:
        least = scores[np.argpartition(scores, count - k)[count - k]]
        above = np.flatnonzero(scores > least)
        level = np.flatnonzero(scores == least)[: k - len(above)]
        places = np.concatenate([above, level])
    else:
        places = np.arange(count)
    order = np.lexsort((places, -scores[places]))
    return places[order].astype(np.int64)
