from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.arrays import best, offsets, picked
from language.arrays import ranges


@given(st.lists(st.integers(-3, 3), max_size=30), st.integers(0, 40))
def test_best_is_a_stable_sort(scores: list[int], k: int) -> None:
    expected = sorted(range(len(scores)), key=lambda i: (-scores[i], i))[:k]
    assert best(np.array(scores, np.float32), k).tolist() == expected


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5))))
def test_ranges(pairs: list[tuple[int, int]]) -> None:
    starts = np.array([start for start, _ in pairs], np.int64)
    sizes = np.array([size for _, size in pairs], np.int64)
    expected = [n for start, size in pairs for n in range(start, start + size)]
    assert ranges(starts, sizes).tolist() == expected


def test_offsets() -> None:
    assert offsets(np.array([2, 0, 3])).tolist() == [0, 2, 2, 5]
    assert offsets(np.zeros(0)).tolist() == [0]


@given(st.integers(0, 6), st.integers(0, 6), st.randoms(use_true_random=False))
def test_picked_is_indexing_both(old_rows: int, fresh_rows: int, chance: Any) -> None:
    old = np.arange(old_rows * 2).reshape(-1, 2)
    fresh = 100 + np.arange(fresh_rows * 2).reshape(-1, 2)
    numbers = list(range(old_rows + fresh_rows))
    for _ in range(chance.randint(0, 3)):
        chance.shuffle(numbers)
    origin = np.array(numbers[: chance.randint(0, len(numbers))], np.int64)
    assert np.array_equal(picked(old, fresh, origin), np.concatenate([old, fresh])[origin])
