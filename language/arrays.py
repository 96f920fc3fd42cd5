"""Array operations on texts and offsets that several packages need."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def code_points(text: str) -> NDArray[np.uint32]:
    """(n,) the code point of each character; halves of surrogate pairs count as characters."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def ranges(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The concatenation of `arange(start, start + size)` of each start and its size."""
    before = np.cumsum(sizes) - sizes
    return np.repeat(starts - before, sizes) + np.arange(int(sizes.sum()), dtype=np.int64)


def offsets(sizes: NDArray[Any]) -> NDArray[np.int64]:
    """(n + 1,) int64: where each of n parts of these sizes starts, and the end of the last."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts
