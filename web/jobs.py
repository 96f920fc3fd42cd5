"""Jobs: changes of the index that REST or the page starts, one after the other in one thread.

What a job did is kept for the newest KEPT of them, until the server ends; what an upload brought is
kept longer (`web/arrivals.py`).
"""

from __future__ import annotations

import queue
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from errors import WenbaoError
from index.change_plan import Progress
from web.logs import event

Kind = Literal["add", "remove", "sync", "correct", "undo"]

KEPT = 100
WAITING = 16
"""Jobs that may wait for their turn; each may hold an upload on the disk."""


@dataclass(slots=True)
class Job:
    """A change as far as it has come; `report` is what `work` gave."""

    kind: Kind
    work: Callable[[Progress], Any]
    clean_up: Callable[[], None]
    id: str
    state: Literal["queued", "running", "done", "failed"] = "queued"
    step: str | None = None
    done: int = 0
    total: int | None = None
    created: str = field(default_factory=lambda: _now())
    finished: str | None = None
    report: Any = None
    error: WenbaoError | None = None

    def progress(self, done: int, total: int | None, step: str) -> None:
        self.done, self.total, self.step = done, total, step


class Jobs:
    """The thread is started with the first job and ends with the process: an index that is changed
    as it dies is whole, before or after the change."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Job] = queue.Queue()
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(
        self, kind: Kind, work: Callable[[Progress], Any], clean_up: Callable[[], None],
        job_id: str | None = None, *, accepted: bool = False,
    ) -> Job | None:  # fmt: skip
        """A job in the queue, or None if too many wait.  clean_up: called at its end, however it
        ends.  job_id: None for a new one.  accepted: it was promised before and always waits."""
        job = Job(kind, work, clean_up, job_id or secrets.token_hex(8))
        with self._lock:
            if not accepted and self._queue.qsize() >= WAITING:
                return None
            self._queue.put(job)
            self._jobs[job.id] = job
            ended_ids = [old.id for old in self._jobs.values() if old.finished]
            for job_id in ended_ids[: max(0, len(self._jobs) - KEPT)]:
                del self._jobs[job_id]
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="wenbao-jobs", daemon=True)
                self._thread.start()
        return job

    def get(self, job_id: str) -> Job | None:
        with self._lock:
            return self._jobs.get(job_id)

    def all(self) -> list[Job]:
        """The newest first."""
        with self._lock:
            return list(reversed(self._jobs.values()))

    def _run(self) -> None:
        while True:
            job = self._queue.get()
            job.state = "running"
            try:
                job.report = job.work(job.progress)
            except WenbaoError as error:
                job.error = error
            except Exception as error:
                event("job failed", job=job.id, reason=type(error).__name__)
                job.error = WenbaoError("job_fault", error=type(error).__name__)
            finally:
                job.clean_up()
                job.state = "failed" if job.error else "done"
                job.finished = _now()


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
