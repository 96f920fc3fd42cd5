"""Contextual encoder: the default; reads a text as a whole, with the order of its words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoders.contextual_model import PROMPTS, ContextualModel

FOLDER = Path(__file__).resolve().parent.parent / "models" / "builtin"


class ContextualEncoder:
    """A network of 12 layers: some 60 paragraphs a second, by meaning rather than by words."""

    bag_of_words = False

    def __init__(self, name: str) -> None:
        self.name = name
        self.model = model()
        self.revision = self.model.revision
        self.dimension = self.model.dimension

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.model.encode(texts, PROMPTS["query"])

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.model.encode(texts, PROMPTS["passage"])


@lru_cache(maxsize=1)
def model() -> ContextualModel:
    """The network, loaded once a process; the reader of answers uses the same."""
    return ContextualModel(FOLDER)
