"""REST routes of corrections by a reader: an article's fields, joins and order, and taking back.

Each change is a job, as in `web/api/changes.py`, which hands on what starts one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from corpus.corrections import Wanted
from index.article_corrections import Corrected
from index.change_plan import Progress
from index.writer import Report
from web.api import models
from web.api.responses import Json, Problem
from web.jobs import Kind
from web.query_service import Core
from web.redaction import echoed, redacted

Start = Callable[[Kind, Callable[[Progress], Report]], Json]
"""Starts a job and answers with it; refuses when the server is read-only."""


class Fields(models.ArticleFields):
    """The fields to correct; those that are left out stay, null is what is not known."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"title": "夜校开课", "published": "2024-05-01"}]}
    )


class Layout(BaseModel):
    """What to do to a paragraph, by its number from 1."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"kind": "join", "paragraph": 3}]}
    )

    kind: Literal["split", "join", "move"] = Field(
        description="split it before a piece, join it to the paragraph before, or move it"
    )
    paragraph: int = Field(ge=1)
    piece: int = Field(
        0, ge=0, description="of a split: the piece (a span) that begins the new paragraph, from 2"
    )
    before: int | None = Field(
        None, ge=1, description="of a move: the paragraph that it goes before; null: to the end"
    )


def add_routes(api: APIRouter, core: Core, start: Start) -> None:
    accepted: dict[str, Any] = {"status_code": 202, "response_model": models.Job}

    def begun(article_id: str, wanted: list[Wanted]) -> Json:
        return start("correct", lambda progress: core.correct(article_id, wanted, progress))

    @api.patch("/api/articles/{article_id}", summary="改正文章 / correct an article", **accepted)
    def correct(article_id: str, fields: Fields) -> Json:
        """Corrects title, author, date and the like, for this index and every later one at its
        place; `notes` tell what the source says."""
        given = fields.model_dump(exclude_unset=True)
        return begun(article_id, [Wanted("field", field=k, value=v) for k, v in given.items()])

    @api.post(
        "/api/articles/{article_id}/corrections",
        summary="改正段落 / correct joins and order", **accepted,
    )  # fmt: skip
    def correct_layout(article_id: str, layout: Layout) -> Json:
        """Splits a paragraph where two of its pieces meet, joins it to the one before, or moves it.
        Words, and their places in the source, never change."""
        return begun(article_id, [Wanted(**layout.model_dump())])

    @api.get(
        "/api/corrections", summary="改正一览 / all corrections",
        response_model=models.CorrectionList,
    )  # fmt: skip
    def corrections(
        article: str | None = Query(None, description="only of the article with this id"),
    ) -> Json:
        """The corrections in the order in which they were made, and what has become of each."""
        return Json({"corrections": [correction_form(one) for one in core.corrections(article)]})

    @api.delete(
        "/api/corrections/{correction_id}", summary="撤销改正 / take a correction back", **accepted
    )
    def undo(correction_id: str) -> Json:
        """The others of its article stay, as far as they fit without it."""
        if not any(one.correction.id == correction_id for one in core.corrections()):
            raise Problem(404, "no_such_correction", id=echoed(correction_id))
        return start("undo", lambda progress: core.undo(correction_id, progress))


def correction_form(one: Corrected) -> dict[str, Any]:
    made = asdict(one.correction)
    del made["own_id"], made["content"]
    return {**made, "title": made["title"] and redacted(made["title"]), "state": one.state}
