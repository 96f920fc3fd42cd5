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
from web import logs
from web.metrics import Metrics
from web.query_service import Asked, Core


@dataclass(frozen=True, slots=True)
class Interface:
    """name: the label in metrics and logs."""

    name: str
    core: Core
    metrics: Metrics

    def ask(
        self, asked: Asked, store: Store, *, request: str | None = None, batch: bool = False
    ) -> Answer:
        """The answer.  request: the id of the request, for the log.  batch: as of `Core.ask`."""
        began = time.perf_counter()
        answer = self.core.ask(whole(asked, store), store, batch=batch)
        seconds = time.perf_counter() - began
        self.metrics.asked(self.name, answer, seconds)
        self._log(asked, seconds, request)
        return answer

    def retrieve(
        self, asked: Asked, store: Store, *, request: str | None = None
    ) -> tuple[Asked, list[Hit]]:
        """How the question was read, and the best passages for it."""
        began = time.perf_counter()
        read = whole(asked, store)
        hits = self.core.retrieve(read, store)
        seconds = time.perf_counter() - began
        self.metrics.retrieved(self.name, seconds)
        self._log(asked, seconds, request)
        return read, hits

    def failed(self) -> None:
        """Counts a question that was refused or went wrong."""
        self.metrics.failed(self.name)

    def _log(self, asked: Asked, seconds: float, request: str | None) -> None:
        known = {"request": request} if request else {}
        logs.asked(self.name, asked.question, seconds, **known, k=asked.k, leg=asked.leg)
