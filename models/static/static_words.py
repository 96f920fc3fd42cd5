"""The face for sentence-transformers: SentenceTransformer(folder, trust_remote_code=True).

``vectors.py`` and ``matcher.py`` beside this file are what the project itself runs.
"""

from __future__ import annotations

from typing import Any

import torch
from sentence_transformers.sentence_transformer.modules import StaticEmbedding

from .matcher import weigh
from .vectors import StaticModel


class StaticWords(StaticEmbedding):  # type: ignore[misc]
    """``preprocess``: texts to weighted bags of words; ``forward``: bags to sums of rows."""

    def __init__(self, folder: str) -> None:
        torch.nn.Module.__init__(self)
        self.model = StaticModel.load(folder)
        self.embedding_dim = self.model.dimension
        self.base_model = None

    def preprocess(
        self, inputs: list[str], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, torch.Tensor]:
        texts = [(prompt or "") + text for text in inputs]
        ids, offsets = self.model.matcher.bags(texts)
        ids, weights, offsets = weigh(ids, offsets, self.model.exponent, self.model.size)
        return {
            "input_ids": torch.from_numpy(ids),
            "weights": torch.from_numpy(weights),
            "offsets": torch.from_numpy(offsets[:-1].copy()),
        }

    def forward(self, features: dict[str, torch.Tensor], **kwargs: Any) -> dict[str, torch.Tensor]:
        ids = features["input_ids"]
        distinct, place = torch.unique(ids, return_inverse=True)
        table = torch.from_numpy(self.model.rows(distinct.cpu().numpy())).to(ids.device)
        features["sentence_embedding"] = torch.nn.functional.embedding_bag(
            place, table, features["offsets"], mode="sum", per_sample_weights=features["weights"]
        )
        return features

    @property
    def tokenizer(self) -> Any:
        return None

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError("copy the model folder instead: nothing in it changes")

    @classmethod
    def load(cls, model_name_or_path: str, *args: Any, **kwargs: Any) -> StaticWords:
        return cls(model_name_or_path)
