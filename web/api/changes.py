"""REST routes that change the index: files and articles in, articles out, a folder kept in step.

Each starts a job (`web/jobs.py`) and answers at once, with 202 and the job's address.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Query, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from index.change_plan import Progress
from index.writer import Report
from web.api import corrections, models
from web.api.responses import Json, Problem, told
from web.changes import Changes
from web.jobs import Job, Kind
from web.redaction import echoed
from web.security.incoming import waiting
from web.ui.strings import Lang, Words
from web.upload_limits import UploadLimits
from web.uploads import safe_name

ROWS = 1_000
"""Articles in one request of JSON; files have no such limit."""


class Text(BaseModel):
    """What a row has besides the fields of an article."""

    id: str | None = None
    title: str | None = None
    text: str | None = Field(None, description="blank lines part paragraphs")
    paragraphs: list[str] | None = None


class Row(models.ArticleFields, Text):
    """An article as a row of JSON Lines has it: with `text`, or with `paragraphs`."""

    # Those of `Text` come first, as pydantic reads it.  The order counts: a row that is sent again
    # must give the same bytes, by whose hash the upload is known.


class Rows(BaseModel):
    """Articles to add."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"articles": [{"title": "夜校开课", "text": "夜校每周三晚上七点开课。"}]}]
        },
    )

    articles: list[Row] = Field(min_length=1, max_length=ROWS)


@dataclass(frozen=True, slots=True)
class Writing:
    """Where changes go and come from.  arriving: what waits for its job, beside the uploads;
    sync: the folder that may be kept in step, if the server was given one."""

    changes: Changes
    limits: UploadLimits
    arriving: Path
    read_only: bool = False
    sync: Path | None = None

    def clear(self) -> None:
        """Removes what waited for the jobs of a server that has ended."""
        for old in self.arriving.glob("job-*"):
            shutil.rmtree(old, ignore_errors=True)

    def allowed(self) -> None:
        if self.read_only:
            raise Problem(403, "read_only_here")

    def place(self) -> Path:
        """A folder of its own for what arrives now."""
        self.arriving.mkdir(parents=True, exist_ok=True)
        if waiting(self.arriving) > self.limits.most_waiting:
            raise Problem(429, "too_many_uploads", {"Retry-After": "60"})
        return Path(tempfile.mkdtemp(prefix="job-", dir=self.arriving))

    def add(self, place: Path, progress: Progress) -> Report:
        """Indexes the files of a place: NUMBER/NAME each, kept as uploads."""
        uploads = self.changes.uploads
        with uploads.changing():
            return self.changes.core.add(uploads.keep_files(sorted(place.glob("*/*"))), progress)


def router(writing: Writing) -> APIRouter:
    """The routes; all that change something refuse when the server is read-only."""
    changes = writing.changes
    api = APIRouter(default_response_class=Json, responses=models.ERRORS, tags=["library"])
    accepted: dict[str, Any] = {"status_code": 202, "response_model": models.Job}

    def started(kind: Kind, work: Callable[[Progress], Report], place: Path | None = None) -> Json:
        def cleared() -> None:
            if place:
                shutil.rmtree(place, ignore_errors=True)

        job = changes.start(kind, work, cleared)
        if job is None:
            raise Problem(429, "too_many_jobs", {"Retry-After": "60"})
        return Json(job_form(job), 202, {"Location": f"/api/jobs/{job.id}"})

    def arrived(files: list[tuple[str, BinaryIO]]) -> Json:
        place = writing.place()
        try:
            for number, (name, stream) in enumerate(files):
                folder = place / f"{number:06}"
                folder.mkdir()
                with (folder / name).open("wb") as copy:
                    shutil.copyfileobj(stream, copy)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        return started("add", partial(writing.add, place), place)

    @api.post("/api/files", summary="加入文件 / add files", **accepted)
    def add_files(files: list[UploadFile]) -> Json:
        """Indexes the files, of any format that is read, or a .zip of them.  Poll the job for what
        came of it."""
        writing.allowed()
        if len(files) > writing.limits.files:
            raise Problem(413, "too_many_files", limit=writing.limits.files)
        largest = writing.limits.largest_file
        if any((one.size or 0) > largest for one in files):
            raise Problem(413, "large_request", limit=largest)
        return arrived([(safe_name(one.filename or ""), one.file) for one in files])

    @api.post("/api/articles", summary="加入文章 / add articles", **accepted)
    def add_articles(rows: Rows) -> Json:
        """Indexes articles that are given as text."""
        writing.allowed()
        lines = [row.model_dump(exclude_none=True) for row in rows.articles]
        text = "".join(json.dumps(line, ensure_ascii=True) + "\n" for line in lines)
        name = (rows.articles[0].title or "articles")[:40].replace(".", "_") + ".jsonl"
        return arrived([(safe_name(name), io.BytesIO(text.encode()))])

    @api.delete("/api/articles/{article_id}", summary="移出文章 / remove an article", **accepted)
    def remove(article_id: str) -> Json:
        """Takes the article out of the index, and its file out of the uploads."""
        writing.allowed()
        if changes.core.store().article(article_id) is None:
            raise Problem(404, "no_such_article", id=echoed(article_id))
        return started("remove", lambda progress: changes.remove(article_id))

    @api.post("/api/sync", summary="与文件夹同步 / sync the folder", **accepted)
    def sync() -> Json:
        """Brings the index in step with the folder that the server was given (`--sync DIR`)."""
        writing.allowed()
        folder = writing.sync
        if folder is None:
            raise Problem(404, "no_sync_folder")
        return started("sync", lambda progress: changes.core.sync(folder, progress))

    def corrected(kind: Kind, work: Callable[[Progress], Report]) -> Json:
        writing.allowed()
        return started(kind, work)

    corrections.add_routes(api, changes.core, corrected)

    @api.get("/api/jobs", summary="任务 / jobs", response_model=models.JobList)
    def jobs_() -> Json:
        """The newest changes first; kept until the server ends, a hundred at most."""
        return Json({"jobs": [job_form(job) for job in changes.jobs.all()]})

    @api.get("/api/jobs/{job_id}", summary="一个任务 / one job", response_model=models.Job)
    def job(
        job_id: str,
        lang: Annotated[
            Lang, Query(description="of the sentence in which an error is told")
        ] = "en",
    ) -> Json:
        """How far a change is, and what it did: `report`, or `error`."""
        found = changes.jobs.get(job_id)
        if found is None:
            raise Problem(404, "no_such_job", id=echoed(job_id))
        form = job_form(found)
        if found.error:
            form["error"]["error"] = Words(lang).told(found.error)
        return Json(form)

    return api


def job_form(job: Job) -> dict[str, Any]:
    return {
        "id": job.id, "kind": job.kind, "state": job.state, "step": job.step,
        "done": job.done, "total": job.total, "created": job.created,
        "finished": job.finished, "report": job.report,
        "error": job.error and told(job.error)[1],
    }  # fmt: skip
