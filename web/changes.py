"""Changes of the index by this server: jobs in one line, over one folder of uploads.

REST and the page share them.  A writer that meets another is refused, it does not wait
(`IndexBusy`): whoever should wait for a change has to stand in the same line.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from errors import IndexBusy, SourceError, WenbaoError
from index.change_plan import Progress
from index.writer import Report
from web.api.public_json import report_form
from web.arrivals import Arrival, Arrivals
from web.jobs import Job, Jobs, Kind
from web.logs import event
from web.query_service import Core
from web.security.upload_limits import UploadLimits
from web.upload_store import Uploads

TRIES = 2
"""How often the job of an upload is begun: with more, a file that ends the server always would."""
PATIENCE = 600.0
"""Seconds that what was left of a server before waits for another writer: nobody would send it
again."""

PAUSE = 3.0
"""Seconds between two tries."""

Add = Callable[[Sequence[Path], Progress], Report]


class Changes:
    """folder: where the uploads are kept (`web.upload_store`).  limits: of what waits beside it."""

    def __init__(self, core: Core, folder: Path, limits: UploadLimits) -> None:
        self.core = core
        self.uploads = Uploads(folder, core.path)
        self.arrivals = Arrivals(folder.parent / "arriving", limits, core.path)
        self.jobs = Jobs()
        self._adding: Arrival | None = None
        self.uploads.tidy()

    def start(self, kind: Kind, work: Callable[[Progress], Report]) -> Job | None:
        """A job that tells in public what it did; None if too many wait."""
        return self.jobs.start(kind, self._public(work), lambda: None)

    def add(self, arrival: Arrival, add: Add | None = None) -> Job | None:
        """The job that keeps what arrived as uploads and indexes it, by `add` or as `Core` does;
        None if too many wait.  In any case the arrival goes: once the job has ended."""

        def work(progress: Progress) -> Report:
            return self._add(arrival, add or self.core.add, progress)

        job = self.jobs.start("add", self._public(work), arrival.end, arrival.id)
        if job is None:
            arrival.end()
        return job

    def take_up(self) -> None:
        """Starts the jobs again that servers left which ended before them, each under its id."""
        for arrival in self.arrivals.left():
            event("upload taken up", job=arrival.id, begun=arrival.record.begun)
            work = self._public(lambda progress, it=arrival: self._add_left(it, progress))  # type: ignore[misc]
            self.jobs.start("add", work, arrival.end, arrival.id, accepted=True)

    def stop(self) -> None:
        """The server stops: the job at work will be taken up, and did not end it."""
        if arrival := self._adding:
            with suppress(OSError):
                arrival.begin(-1)

    def _public(self, work: Callable[[Progress], Report]) -> Callable[[Progress], object]:
        return lambda progress: report_form(work(progress), self.core)

    def _add(self, arrival: Arrival, add: Add, progress: Progress) -> Report:
        with self.uploads.changing():
            arrival.begin()
            self._adding = arrival
            try:
                return add(self.uploads.keep_files(arrival.files()), progress)
            except IndexBusy:
                arrival.begin(-1)  # it was not tried
                raise
            finally:
                self._adding = None

    def _add_left(self, arrival: Arrival, progress: Progress) -> Report:
        """`_add`, unless it ended the server too often; the log has what cannot be added."""
        until = time.monotonic() + PATIENCE
        try:
            if arrival.record.begun >= TRIES:
                raise SourceError("upload_given_up", names=arrival.names)
            while True:
                try:
                    return self._add(arrival, self.core.add, progress)
                except IndexBusy:
                    if time.monotonic() > until:
                        raise
                time.sleep(PAUSE)
        except WenbaoError as error:
            reason = str(error)
            event(
                "upload lost", logging.WARNING, job=arrival.id, files=arrival.names, reason=reason
            )
            raise

    def remove(self, article_id: str) -> Report:
        """Takes an article out of the index, and its file out of the uploads."""
        with self.uploads.changing():
            if article := self.core.store().article(article_id):
                self.uploads.let_go(article.path)
            return self.core.remove(article_id)

    def restore(self, generation: str) -> Report:
        """Takes a removal back, while the generation that it made is current.  The article is whole
        in the index; the file of an upload is gone."""
        with self.uploads.changing():
            status = self.core.rollback(generation)
        return Report(
            status.generation, status.articles, status.paragraphs, reused=status.paragraphs,
            embedded=0, seconds=0.0, encoder=status.encoder, skipped=(),
        )  # fmt: skip
