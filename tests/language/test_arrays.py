from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from language.arrays import offsets, ranges


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5))))
def test_ranges(pairs: list[tuple[int, int]]) -> None:
    starts = np.array([start for start, _ in pairs], np.int64)
    sizes = np.array([size for _, size in pairs], np.int64)
    expected = [n for start, size in pairs for n in range(start, start + size)]
    assert ranges(starts, sizes).tolist() == expected


def test_offsets() -> None:
    assert offsets(np.array([2, 0, 3])).tolist() == [0, 2, 2, 5]
    assert offsets(np.zeros(0)).tolist() == [0]
