from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from conftest import ToyEncoder
from numpy.typing import NDArray

from encoders import open_encoder
from index.centroid import SENTENCES, centre


def test_it_is_the_mean_of_the_vectors_of_the_sentences() -> None:
    encoder = ToyEncoder()
    mean = centre(encoder)
    assert mean.dtype == np.float32
    assert np.allclose(mean, encoder.passages(SENTENCES).mean(axis=0))


def test_it_points_where_the_built_in_vectors_lie() -> None:
    """Other texts than its own: most of each vector is the same for all."""
    encoder = open_encoder("builtin")
    others = encoder.passages(["渡口的灯坏了三天。", "合同期满前三十日应当书面通知对方。"])
    assert (others @ centre(encoder) > 0.7).all()


def test_an_encoder_that_gives_something_else_gets_none() -> None:
    class Odd(ToyEncoder):
        def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return super().passages(texts)[:-1]

    assert not centre(Odd()).any()
