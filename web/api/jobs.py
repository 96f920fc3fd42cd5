"""REST routes of jobs (`web/jobs.py`), and how a route starts one: it answers at once, with 202."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from index.change_plan import Progress
from index.writer import Report
from web.api import models
from web.api.dependencies import ReadOnly, part
from web.api.responses import Json, LangOfErrors, Problem, error_reply
from web.changes import Changes
from web.jobs import Job, Kind
from web.redaction import echoed
from web.ui.strings import Words

ACCEPTED: dict[str, Any] = {"status_code": 202, "response_model": models.Job}
"""Of the routes that start a job."""


Changing = Annotated[Changes, part("changes")]


async def writable(changes: Changing, read_only: ReadOnly) -> Changes:
    """The changes of a server that is not read-only."""
    if read_only:
        raise Problem(403, "read_only_here")
    return changes


Writable = Annotated[Changes, Depends(writable)]


def started(changes: Changes, kind: Kind, work: Callable[[Progress], Report]) -> Json:
    """The reply with a job that does the work."""
    return accepted(changes.start(kind, work))


def accepted(job: Job | None) -> Json:
    """The reply with a job, or that too many wait."""
    if job is None:
        raise Problem(429, "too_many_jobs", {"Retry-After": "60"})
    return Json(job_form(job), 202, {"Location": f"/api/jobs/{job.id}"})


def job_form(job: Job) -> dict[str, Any]:
    """As `models.Job`."""
    names = ("id", "kind", "state", "step", "done", "total", "created", "finished", "report")
    form = {name: getattr(job, name) for name in names}
    return {**form, "error": job.error and error_reply(job.error)[1]}


api = APIRouter()


@api.get("/api/jobs", summary="任务 / jobs", response_model=models.JobList)
def jobs_(changes: Changing) -> Json:
    """The newest changes first; kept until the server ends, a hundred at most.  An upload that was
    accepted outlives it: the next server goes on with its job."""
    return Json({"jobs": [job_form(job) for job in changes.jobs.all()]})


@api.get("/api/jobs/{job_id}", summary="一个任务 / one job", response_model=models.Job)
def job(
    changes: Changing,
    job_id: str,
    lang: LangOfErrors = "en",
) -> Json:
    """How far a change is, and what it did: `report`, or `error`."""
    job = changes.jobs.get(job_id)
    if job is None:
        raise Problem(404, "no_such_job", id=echoed(job_id))
    form = job_form(job)
    if job.error:
        form["error"]["error"] = Words(lang).message(job.error)
    return Json(form)
