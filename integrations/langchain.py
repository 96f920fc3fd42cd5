"""LangChain: `WenbaoRetriever().invoke("…")` gives documents, each a passage with its source."""

from __future__ import annotations

from typing import Any

from errors import DependencyMissing
from integrations.passages import facts
from qa import retrieve

try:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
except ImportError as error:
    raise DependencyMissing("no_framework", package="langchain-core", extra="langchain") from error


class WenbaoRetriever(BaseRetriever):
    """The best passages of an index.

    index: its folder, an opened one, or None for the default.  The rest narrows, as in
    `qa.retrieve`.
    """

    index: Any = None
    k: int = 5
    leg: str = "hybrid"
    column: str | None = None
    author: str | None = None
    paper: str | None = None
    since: str | None = None
    until: str | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        hits = retrieve(
            query, self.k, self.index, leg=self.leg, column=self.column, author=self.author,
            paper=self.paper, since=self.since, until=self.until,
        )  # fmt: skip
        return [Document(id=hit.id, page_content=hit.text, metadata=facts(hit)) for hit in hits]
