"""Static encoder: the built-in model; questions and passages are encoded alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoders.static_model import StaticModel

FOLDER = Path(__file__).resolve().parent.parent / "models" / "static"


class StaticEncoder:
    """A sum of word vectors: 30,000 paragraphs a second, and blind to the order of words."""

    bag_of_words = True

    def __init__(self, name: str) -> None:
        self.name = name
        self.model = _model()

    @property
    def revision(self) -> str:
        return self.model.revision

    @property
    def dimension(self) -> int:
        return self.model.dimension

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.model.encode(texts)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.model.encode(texts)


@lru_cache(maxsize=1)
def _model() -> StaticModel:
    """The weights, loaded once a process whatever the names that they are opened by."""
    return StaticModel.load(FOLDER)
