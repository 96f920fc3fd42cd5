"""The face for sentence-transformers: SentenceTransformer(folder, trust_remote_code=True).

``contextual_model.py`` beside this file is what the project itself runs: the vectors are the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from sentence_transformers.sentence_transformer.modules import StaticEmbedding

from .contextual_model import ContextualModel


class ContextualWords(StaticEmbedding):  # type: ignore[misc]
    """``preprocess`` makes the vectors; ``forward`` hands them on."""

    def __init__(self, folder: str) -> None:
        torch.nn.Module.__init__(self)
        self.model = ContextualModel(Path(folder))
        self.embedding_dim = self.model.dimension
        self.base_model = None

    def preprocess(
        self, inputs: list[str], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, torch.Tensor]:
        return {"sentence_embedding": torch.from_numpy(self.model.encode(inputs, prompt or ""))}

    def forward(self, features: dict[str, torch.Tensor], **kwargs: Any) -> dict[str, torch.Tensor]:
        return features

    @property
    def tokenizer(self) -> Any:
        return None

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError("copy the model folder instead: nothing in it changes")

    @classmethod
    def load(cls, model_name_or_path: str, *args: Any, **kwargs: Any) -> ContextualWords:
        return cls(model_name_or_path)
