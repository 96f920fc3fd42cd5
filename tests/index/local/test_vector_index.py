from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.local import vector_index
from index.local.vector_index import CodeIndex, code_size, codes


def test_scores_are_inner_products_wherever_a_row_stands() -> None:
    chance = np.random.default_rng(3)
    for rows, dimension in ((0, 20), (1, 20), (77, 64), (300, 384)):
        vectors = chance.normal(size=(rows, dimension)).astype(np.float32)
        query = chance.normal(size=dimension).astype(np.float32)
        scores = vector_index.scores(vectors, query)
        expected = vectors.astype(np.float64) @ query.astype(np.float64)
        assert np.allclose(scores, expected, rtol=1e-5, atol=1e-4)
        for start in (1, 3, 50):
            assert np.array_equal(vector_index.scores(vectors[start:], query), scores[start:])


ZERO = np.zeros(384, np.float32)


def unit(rows: int, dimension: int, seed: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimension))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_the_nearest_rows_are_among_those_whose_codes_are_near() -> None:
    vectors = unit(2000, 96, 1)
    index = CodeIndex(codes(vectors, ZERO[:96]), ZERO[:96])
    allowed = np.arange(2000) % 3 > 0
    for number in range(10):
        query = unit(1, 96, 100 + number)[0] + vectors[number]
        for mask in (None, allowed):
            exact = vector_index.scores(vectors, query)
            exact[~allowed if mask is not None else []] = -9
            rows, near = index.nearest(query, 600, mask)
            assert set(np.argsort(-exact)[:5].tolist()) <= set(rows.tolist())
            assert (np.diff(near) <= 0).all() and len(set(rows.tolist())) == 600
            assert mask is None or mask[rows].all()


def test_a_code_depends_on_its_row_alone() -> None:
    vectors = unit(50, 64, 2)
    centre = unit(1, 64, 5)[0]
    assert codes(vectors, centre).shape == (50, code_size(64))
    assert np.array_equal(codes(vectors[7:9], centre), codes(vectors, centre)[7:9])
    assert codes(vectors[:0], centre).shape == (0, code_size(64))


def test_rows_that_share_most_of_their_length_are_told_apart_around_their_centre() -> None:
    shared = unit(1, 384, 3)[0] * 2.2
    vectors = unit(3000, 384, 4) + shared
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    query = vectors[17] + unit(1, 384, 6)[0] * 0.2
    best = set(np.argsort(-vector_index.scores(vectors, query))[:10].tolist())

    def found(centre: NDArray[np.float32]) -> int:
        rows, _ = CodeIndex(codes(vectors, centre), centre).nearest(query, 300, None)
        return len(best & set(rows.tolist()))

    assert found(vectors.mean(axis=0)) >= 9
    assert found(ZERO[:384]) < found(vectors.mean(axis=0))
