"""Query service shared by the page, REST and MCP: an open index that follows its generations.

All interfaces query through here, so that page, REST and MCP give the hits of `qa`, with the same
ids.  A request takes the store once, at its start, so that an answer comes from one generation.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.corrections import Wanted
from errors import IndexMissing
from index import default_index
from index.article_corrections import Corrected, correct_as, corrections, undo
from index.change_plan import Progress
from index.current import CurrentIndex
from index.engines import engine_of
from index.store import Status, Store
from index.writer import Report, add, build_first, remove, rollback, sync
from qa.asking import answer_request
from qa.records import Answer, Hit
from qa.request import Request
from qa.retrieval import search
from web.folders import kept


class Core:
    """An index folder that is read by many threads while other processes, or this one, change it.

    path: the index folder; None is the default one.  It is kept as an absolute path, whatever was
    typed: only in such a path can it be seen where a folder begins that no error may tell.
    """

    def __init__(self, path: Path | str | None = None) -> None:
        named = Path(default_index() if path is None else path)
        self.path = kept(named) if engine_of(path).folder else named
        self._current = CurrentIndex(self.path)
        self._scheduler = Scheduler()

    def prepare(self, progress: Progress | None = None) -> Report | None:
        """Opens the index; where there is none, builds that of the bundled corpus first."""
        return self._current.prepare(progress)

    def store(self) -> Store:
        """The current generation, opened; see `index.current`."""
        return self._current.store()

    def ask(self, request: Request, store: Store, *, batch: bool = False) -> Answer:
        """`qa.ask`.  batch: of a batch, which lets others go first (`Scheduler`)."""
        with self._scheduler.turn(batch):
            return answer_request(request, store)

    def retrieve(self, request: Request, store: Store) -> list[Hit]:
        """`qa.retrieve`."""
        with self._scheduler.turn():
            return list(search(request, store).hits)

    def add(self, paths: Sequence[Path], progress: Progress | None = None) -> Report:
        """`index.add`, or `index.build` where there is no index yet."""
        with self._changing():
            try:
                return add(paths, self.path, progress=progress)
            except IndexMissing:
                if self._current.is_open():
                    raise
            first = build_first(paths, self.path, progress=progress)
            return first or add(paths, self.path, progress=progress)

    def remove(self, article_id: str) -> Report:
        """`index.remove` of one article."""
        with self._changing():
            return remove([article_id], self.path)

    def rollback(self, unchanged: str) -> Status:
        """`index.rollback`."""
        with self._changing():
            return rollback(self.path, unchanged=unchanged)

    def sync(self, folder: Path, progress: Progress | None = None) -> Report:
        """`index.sync` of a folder."""
        with self._changing():
            return sync(folder, self.path, progress=progress)

    def correct(
        self, article_id: str, wanted: Sequence[Wanted], progress: Progress | None = None
    ) -> Report:
        """`index.correct`."""
        with self._changing():
            return correct_as(article_id, wanted, self.path, progress=progress)

    def undo(self, correction_id: str, progress: Progress | None = None) -> Report:
        """`index.undo` of a correction."""
        with self._changing():
            return undo(correction_id, self.path, progress=progress)

    def corrections(self, article_id: str | None = None) -> list[Corrected]:
        """`index.corrections`."""
        return corrections(self.path, store=self.store(), article_id=article_id)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """What has changed is what is served once this is left.

        An index that vanished under the server goes on answering, so nothing is added to it: a new
        one, of that addition alone, would take its place.
        """
        try:
            yield
        except IndexMissing:
            if not self._current.is_open():
                raise
            raise IndexMissing("index_gone", path=self.path) from None
        self._current.store(wait=True)


PATIENCE = 5.0
"""Seconds that a question of a batch waits for others at most."""


class Scheduler:
    """Gives turns to questions; safe to use from many threads.

    A batch is many answers for one who can wait.  Each of its questions waits until nobody else's
    is at work, though not without end, and of all batches one question is at work at a time: so a
    reader shares the processors with one question of them at most, however many batches there are.
    """

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._waited_for = 0
        self._batch_turn = threading.Lock()

    @contextmanager
    def turn(self, batch: bool = False) -> Iterator[None]:
        """While a question is answered.  batch: it is one of a batch."""
        if batch:
            with self._batch_turn:
                with self._free:
                    self._free.wait_for(lambda: not self._waited_for, PATIENCE)
                yield
            return
        with self._free:
            self._waited_for += 1
        try:
            yield
        finally:
            with self._free:
                self._waited_for -= 1
                self._free.notify_all()
