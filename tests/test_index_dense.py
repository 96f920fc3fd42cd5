from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from errors import IndexDamaged
from index import dense


def small(rows: int, dimension: int, seed: int) -> NDArray[np.float32]:
    """Whole numbers, so that products are exact, and few, so that many scores are equal."""
    return np.random.default_rng(seed).integers(-1, 2, (rows, dimension)).astype(np.float32)


@given(st.integers(0, 40), st.integers(1, 45), st.integers(0, 10**6), st.booleans())
def test_search_is_exact(rows: int, k: int, seed: int, narrowed: bool) -> None:
    vectors, query = small(rows, 3, seed), small(1, 3, seed + 1)[0]
    index = dense.from_bytes(dense.to_bytes(vectors).tobytes(), rows, 3)
    within = np.flatnonzero(np.arange(rows) % 3 != 1) if narrowed else None
    allowed = range(rows) if within is None else within.tolist()
    scores = vectors @ query
    expected = sorted(allowed, key=lambda n: (-scores[n], n))[:k]
    found = dense.search(index, query, k, within)
    assert found.rows.tolist() == expected
    assert found.scores.tolist() == scores[expected].tolist()


def test_vectors_come_back_bit_by_bit() -> None:
    vectors = small(17, 5, 1) / 3
    data = dense.to_bytes(vectors).tobytes()
    index = dense.from_bytes(data, 17, 5)
    assert np.array_equal(dense.vectors(data, 17, 5), vectors)
    assert np.array_equal(dense.pick(index, np.array([16, 0, 3])), vectors[[16, 0, 3]])
    assert dense.vectors(dense.to_bytes(vectors[:0]).tobytes(), 0, 5).shape == (0, 5)


def test_another_number_of_rows_is_damage() -> None:
    data = dense.to_bytes(small(4, 3, 1)).tobytes()
    for rows, dimension in ((5, 3), (4, 2)):
        with pytest.raises(IndexDamaged, match=r"found 4 vectors of 3 numbers, expected"):
            dense.from_bytes(data, rows, dimension)
    with pytest.raises(IndexDamaged):
        dense.from_bytes(b"no index at all", 4, 3)
