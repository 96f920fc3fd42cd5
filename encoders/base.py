"""Encoder protocol: texts to vectors.  Batching and checks sit with the caller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """A named, versioned function from texts to unit vectors, one for each side of a search."""

    @property
    def name(self) -> str:
        """As the user names it: one of `encoders.ENCODERS`, a model's name, or a folder."""
        ...

    @property
    def revision(self) -> str:
        """A hash of the weights: an index refuses an encoder of another revision."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector, 1 or more."""
        ...

    @property
    def bag_of_words(self) -> bool:
        """Whether a vector is a sum of words: then words that only ask are taken out of a
        question before it is encoded, since they would count like any other
        (docs/research/RANKING.md)."""
        ...

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dimension) float32, numbers in [-1, 1]: unit rows, to be compared with passages by
        inner product; a text without anything known gives a row of zeros.  No text: (0, d)."""
        ...

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `queries`, for the texts that are searched."""
        ...
