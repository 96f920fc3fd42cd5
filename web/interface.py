"""An interface by which questions come in: REST, MCP, OpenAI or Dify.

What every one of them does with a question is here: it is made whole if it follows up another,
answered, timed, counted under the interface's name and logged.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from index.store import Store
from qa.asking import whole
from qa.records import Answer, Hit
from qa.request import Request
from web import logs
from web.metrics import Metrics
from web.query_service import Core


@dataclass(frozen=True, slots=True)
class Interface:
    """name: the label in metrics and logs."""

    name: str
    core: Core
    metrics: Metrics

    def ask(
        self, request: Request, store: Store, *, request_id: str | None = None, batch: bool = False
    ) -> Answer:
        """The answer.  request_id: of the HTTP request, for the log.  batch: as of `Core.ask`."""
        start = time.perf_counter()
        answer = self.core.ask(whole(request, store), store, batch=batch)
        seconds = time.perf_counter() - start
        self.metrics.asked(self.name, answer, seconds)
        self._log(request, seconds, request_id)
        return answer

    def retrieve(
        self, request: Request, store: Store, *, request_id: str | None = None
    ) -> tuple[Request, list[Hit]]:
        """How the question was read, and the best passages for it."""
        start = time.perf_counter()
        understood = whole(request, store)
        hits = self.core.retrieve(understood, store)
        seconds = time.perf_counter() - start
        self.metrics.retrieved(self.name, seconds)
        self._log(request, seconds, request_id)
        return understood, hits

    def failed(self) -> None:
        """Counts a question that was refused or went wrong."""
        self.metrics.failed(self.name)

    def _log(self, request: Request, seconds: float, request_id: str | None) -> None:
        id_field = {"request": request_id} if request_id else {}
        logs.asked(self.name, request.question, seconds, **id_field, k=request.k, leg=request.leg)
