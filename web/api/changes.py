"""REST routes that change the index: files and articles in, articles out, a folder kept in step.

Each starts a job and answers at once, with the job's address (`web/api/jobs.py`).
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, BinaryIO

from fastapi import APIRouter, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from web.api import corrections, jobs, models
from web.api.dependencies import ArticleId, part
from web.api.jobs import ACCEPTED, Writable, accepted, started
from web.api.responses import Json, Problem, found_article
from web.changes import Changes

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


class Rows(models.Model):
    """Articles to add."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"articles": [{"title": "夜校开课", "text": "夜校每周三晚上七点开课。"}]}]
        },
    )

    articles: list[Row] = Field(min_length=1, max_length=ROWS)


def add(changes: Changes, files: Iterable[tuple[str, BinaryIO]]) -> Json:
    """Starts the job that keeps the files as uploads and indexes them; they are safe on the disk
    before that is answered."""
    arrival = changes.arrivals.put(files)
    if arrival is None:
        raise Problem(429, "too_many_uploads", {"Retry-After": "60"})
    return accepted(changes.add(arrival))


api = APIRouter(default_response_class=Json, responses=models.ERRORS, tags=["library"])
"""The routes; all that change something refuse when the server is read-only (`Writable`)."""


@api.post("/api/files", summary="加入文件 / add files", **ACCEPTED)
def add_files(changes: Writable, files: list[UploadFile]) -> Json:
    """Indexes the files, of any format that is read, or a .zip of them.  Poll the job for what
    came of it."""
    limits = changes.arrivals.limits
    if len(files) > limits.files:
        raise Problem(413, "too_many_files", limit=limits.files)
    if any((upload.size or 0) > limits.largest_file for upload in files):
        raise Problem(413, "large_request", limit=limits.largest_file)
    return add(changes, ((upload.filename or "", upload.file) for upload in files))


@api.post("/api/articles", summary="加入文章 / add articles", **ACCEPTED)
def add_articles(changes: Writable, rows: Rows) -> Json:
    """Indexes articles that are given as text."""
    lines = [row.model_dump(exclude_none=True) for row in rows.articles]
    text = "".join(json.dumps(line, ensure_ascii=True) + "\n" for line in lines)
    name = (rows.articles[0].title or "articles")[:40].replace(".", "_") + ".jsonl"
    return add(changes, [(name, io.BytesIO(text.encode()))])


@api.delete("/api/articles/{article_id}", summary="移出文章 / remove an article", **ACCEPTED)
def remove(changes: Writable, article_id: ArticleId) -> Json:
    """Takes the article out of the index, and its file out of the uploads."""
    found_article(changes.core, article_id)
    return started(changes, "remove", lambda progress: changes.remove(article_id))


@api.post("/api/sync", summary="与文件夹同步 / sync the folder", **ACCEPTED)
def sync(changes: Writable, folder: Annotated[Path | None, part("sync")]) -> Json:
    """Brings the index in step with the folder that the server was given (`--sync DIR`)."""
    if folder is None:
        raise Problem(404, "no_sync_folder")
    return started(changes, "sync", lambda progress: changes.core.sync(folder, progress))


api.include_router(corrections.api)
api.include_router(jobs.api)
