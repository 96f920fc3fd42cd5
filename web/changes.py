"""Changes of the index by this server: jobs in one line, over one folder of uploads.

REST and the page share them.  A writer that meets another is refused, it does not wait
(`IndexBusy`): whoever should wait for a change has to stand in the same line.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.change_plan import Progress
from index.writer import Report
from web.api.public_json import report_form
from web.jobs import Job, Jobs, Kind
from web.query_service import Core
from web.uploads import Uploads


class Changes:
    """folder: where the uploads are kept, see `web.uploads`."""

    def __init__(self, core: Core, folder: Path) -> None:
        self.core = core
        self.uploads = Uploads(folder, core.path)
        self.jobs = Jobs()
        self.uploads.tidy()

    def start(
        self, kind: Kind, work: Callable[[Progress], Report], clean_up: Callable[[], None]
    ) -> Job | None:
        """A job that tells in public what it did; None if too many wait.  clean_up: called in any
        case, once the job has ended or was refused."""
        job = self.jobs.start(
            kind, lambda progress: report_form(work(progress), self.core), clean_up
        )
        if job is None:
            clean_up()
        return job

    def remove(self, article_id: str) -> Report:
        """Takes an article out of the index, and its file out of the uploads."""
        with self.uploads.changing():
            if article := self.core.store().article(article_id):
                self.uploads.let_go(article.path)
            return self.core.remove(article_id)
