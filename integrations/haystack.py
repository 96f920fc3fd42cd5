"""Haystack: the component `WenbaoRetriever` of a pipeline, with `query` in and `documents` out."""

from __future__ import annotations

from typing import Any

from errors import DependencyMissing
from integrations.passages import facts
from qa import retrieve

try:
    from haystack import Document, component, default_from_dict, default_to_dict
except ImportError as error:
    raise DependencyMissing("no_framework", package="haystack-ai", extra="haystack") from error


@component
class WenbaoRetriever:
    """The best passages of the index in a folder (None: the default one); `options` are those of
    `qa.retrieve`.  It can be saved with its pipeline; Haystack 3 loads it where
    `allowed_modules=["integrations.haystack"]` says so."""

    def __init__(self, index: str | None = None, top_k: int = 5, **options: Any) -> None:
        self.index = index
        self.top_k = top_k
        self.options = options

    @component.output_types(documents=list[Document])
    def run(self, query: str, top_k: int | None = None) -> dict[str, list[Document]]:
        """The passages that answer the query, best first."""
        hits = retrieve(query, self.top_k if top_k is None else top_k, self.index, **self.options)
        documents = [
            Document(id=hit.id, content=hit.text, score=hit.score, meta=facts(hit)) for hit in hits
        ]
        return {"documents": documents}

    def to_dict(self) -> dict[str, Any]:
        """How to make it again."""
        recipe: dict[str, Any] = default_to_dict(
            self, index=self.index, top_k=self.top_k, **self.options
        )
        return recipe

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> WenbaoRetriever:
        """One that `to_dict` told of."""
        retriever: WenbaoRetriever = default_from_dict(cls, data)
        return retriever
