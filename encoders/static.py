"""Static encoder: word vectors; questions and passages are encoded alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from errors import ModelMissing
from models.static.vectors import FILES, StaticModel

FOLDER = Path(__file__).resolve().parent.parent / "models" / "static"


class StaticEncoder:
    """A sum of word vectors: 30,000 paragraphs a second, and blind to the order of words."""

    bag_of_words = True

    def __init__(self, name: str) -> None:
        self.name = name
        self.model = model()
        self.revision = self.model.revision
        self.dimension = self.model.dimension

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.model.encode(texts)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.model.encode(texts)


@lru_cache(maxsize=1)
def model(folder: Path = FOLDER) -> StaticModel:
    """The word vectors, loaded once a process.  Raises ModelMissing if a file is not there."""
    lost = [name for name in FILES if not (folder / name).is_file()]
    if lost:
        raise ModelMissing("no_static_model", path=folder, files=", ".join(lost))
    return StaticModel.load(folder)
