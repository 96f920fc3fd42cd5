"""LlamaIndex: `WenbaoRetriever().retrieve("…")` gives nodes with scores, each a passage."""

from __future__ import annotations

from typing import Any

from errors import DependencyMissing
from integrations.passages import facts
from qa import retrieve

try:
    from llama_index.core.retrievers import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
except ImportError as error:
    raise DependencyMissing(
        "no_framework", package="llama-index-core", extra="llamaindex"
    ) from error


class WenbaoRetriever(BaseRetriever):
    """The best passages of an index; `options` are those of `qa.retrieve`."""

    def __init__(self, index: Any = None, k: int = 5, **options: Any) -> None:
        super().__init__()
        self._arguments = {"index": index, "k": k, **options}

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = retrieve(query_bundle.query_str, **self._arguments)
        return [
            NodeWithScore(
                node=TextNode(id_=hit.id, text=hit.text, metadata=facts(hit)), score=hit.score
            )
            for hit in hits
        ]
