"""The one core behind the four doors: an open index that follows its generations.

Every door asks through here, so that page, REST and MCP give the hits of `qa`, with the same ids.
A request takes the store once, at its start, and keeps it: an answer is of one generation whole.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from errors import IndexMissing, QuestionError, StoreError
from index.generations import current_name
from index.local import LocalStore, open_index
from index.place import default_index
from index.plan import Progress
from index.store import Narrow, Store
from index.writer import Report, add, build, remove
from qa.answer import ask
from qa.records import Answer, Hit
from qa.retrieval import retrieve
from web.logs import event

MAX_QUESTION = 2_000
"""Characters; a longer question is refused by every door in the same words."""
MAX_K = 100
EVERYTHING = Narrow()
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
LEGS = ("hybrid", "lexical", "dense")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and how it is narrowed."""

    question: str
    k: int = 5
    leg: str = "hybrid"
    narrow: Narrow = EVERYTHING

    def checked(self) -> Asked:
        """Itself without outer white space; raises QuestionError in words for whoever asked."""
        question = self.question.strip()
        if not question:
            raise QuestionError("the question is empty; write a question")
        if len(question) > MAX_QUESTION:
            raise QuestionError(
                f"the question has {len(question):,} characters, the limit is {MAX_QUESTION:,}; "
                "shorten it"
            )
        if any("\ud800" <= c <= "\udfff" for c in question):
            raise QuestionError("the question has half a character (a lone surrogate); retype it")
        if not 1 <= self.k <= MAX_K:
            raise QuestionError(f"k is {self.k}; expected 1 to {MAX_K}")
        if self.leg not in LEGS:
            raise QuestionError(f"leg is {self.leg!r}; expected {', '.join(LEGS)}")
        for name in ("since", "until"):
            value = getattr(self.narrow, name)
            if value is not None and not DATE.fullmatch(value):
                raise QuestionError(f"{name} is {value!r}; expected YYYY, YYYY-MM or YYYY-MM-DD")
        return Asked(question, self.k, self.leg, self.narrow)


class Core:
    """An index folder that is read by many threads while other processes, or this one, change it.

    path: the index folder; None is the default one.
    """

    def __init__(self, path: Path | str | None = None) -> None:
        self.path = default_index() if path is None else Path(path)
        self._opened: LocalStore | None = None
        self._opening = threading.Lock()

    def prepare(self, progress: Progress | None = None) -> Report | None:
        """Opens the index; where there is none, builds that of the bundled corpus first."""
        try:
            self.store()
        except IndexMissing:
            report = build(None, self.path, progress=progress)
            self.store()
            return report
        return None

    def store(self) -> LocalStore:
        """The current generation, opened.  A new one is opened by the first who sees it, while
        the others still get the old one; one that cannot be opened leaves the old one in use."""
        opened = self._opened
        try:
            name = current_name(self.path)
        except StoreError:
            if opened is None:
                raise
            return opened
        if opened is not None and opened.generation == name:
            return opened
        if not self._opening.acquire(blocking=opened is None):
            assert opened is not None
            return opened
        try:
            if self._opened is None or self._opened.generation != name:
                self._opened = open_index(self.path)
                event("opened", generation=self._opened.generation, paragraphs=len(self._opened))
            return self._opened
        except StoreError as error:
            if opened is None:
                raise
            event("not opened", logging.ERROR, generation=name, reason=str(error))
            return opened
        finally:
            self._opening.release()

    def ask(self, asked: Asked, store: Store) -> Answer:
        """`qa.ask`."""
        asked = asked.checked()
        return ask(asked.question, asked.k, store, leg=asked.leg, narrow=asked.narrow)

    def retrieve(self, asked: Asked, store: Store) -> list[Hit]:
        """`qa.retrieve`."""
        asked = asked.checked()
        return retrieve(asked.question, asked.k, store, leg=asked.leg, narrow=asked.narrow)

    def add(self, paths: Sequence[Path], progress: Progress | None = None) -> Report:
        """`index.add`, or `index.build` where there is no index yet."""
        try:
            return add(paths, self.path, progress=progress)
        except IndexMissing:
            return build(paths, self.path, progress=progress)

    def remove(self, article_id: str) -> Report:
        """`index.remove` of one article."""
        return remove([article_id], self.path)
