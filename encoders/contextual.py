"""Contextual encoder: the default; reads a text as a whole, with the order of its words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from errors import ModelMissing
from models.builtin.contextual_model import PROMPTS, ContextualModel

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


class CheckedModel(ContextualModel):
    """The network, which says what is wrong with its files.

    Raises ModelMissing, when it is made or first used, if a file is not there or cannot be used.
    """

    def opened(self, name: str) -> Any:
        path = self.folder / name
        if not path.is_file():
            raise ModelMissing("no_model_file", path=path)
        try:
            return super().opened(name)
        except Exception as error:  # onnxruntime and tokenizers raise kinds of their own
            raise ModelMissing("unread_model_file", path=path, error=error) from error


@lru_cache(maxsize=1)
def model() -> CheckedModel:
    """The network, loaded once a process; the reader of answers uses the same."""
    return CheckedModel(FOLDER)
