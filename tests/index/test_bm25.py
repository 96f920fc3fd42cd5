from __future__ import annotations

from math import log

import numpy as np
import pytest

from index import bm25


def test_idf_by_hand() -> None:
    idfs = bm25.idf(np.array([1, 2, 4]), 4)
    assert idfs == pytest.approx([log(1 + 3.5 / 1.5), log(1 + 2.5 / 2.5), log(1 + 0.5 / 4.5)])
    assert (idfs > 0).all()


def test_a_row_of_mean_length_has_norm_k1() -> None:
    assert bm25.length_norm(np.array([4, 8, 12]), 8.0) == pytest.approx(
        [1.2 * (0.25 + 0.75 * 4 / 8), 1.2, 1.2 * (0.25 + 0.75 * 12 / 8)]
    )


def test_saturation_by_hand() -> None:
    saturations = bm25.saturation(np.array([1, 2, 255]), np.array([1.2, 0.6, 1.2]))
    assert saturations == pytest.approx([1 * 2.2 / 2.2, 2 * 2.2 / 2.6, 255 * 2.2 / 256.2])


def test_nothing_is_not_divided_by() -> None:
    assert len(bm25.length_norm(np.zeros(0, np.int32), 0.0)) == 0
    assert np.isfinite(bm25.length_norm(np.zeros(3, np.int32), 0.0)).all()
