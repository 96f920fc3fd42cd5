"""REST routes of corrections by a reader: an article's fields, joins and order, and taking back.

Each change is a job (`web/api/jobs.py`).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import ConfigDict, Field

from corpus.corrections import Wanted, checked_fields
from index.article_corrections import Corrected
from web.api import models
from web.api.dependencies import ArticleId, Service
from web.api.jobs import ACCEPTED, Writable, started
from web.api.responses import Json, Problem, errors_in, found_article
from web.changes import Changes
from web.redaction import echoed, redacted


class Fields(models.ArticleFields):
    """The fields to correct; those that are left out stay, null is what is not known (a title there
    must be)."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"title": "夜校开课", "published": "2024-05-01"}]}
    )


class Layout(models.Model):
    """What to do to a paragraph, by its number from 1."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "join", "paragraph": 3}]})

    kind: Literal["split", "join", "move"] = Field(
        description="split it before a piece, join it to the paragraph before, or move it"
    )
    paragraph: int = Field(ge=1, strict=True)
    piece: int = Field(
        0,
        ge=0,
        strict=True,
        description="of a split: the piece (a span) that begins the new paragraph, from 2",
    )
    before: int | None = Field(
        None,
        ge=1,
        strict=True,
        description="of a move: the paragraph that it goes before; null: to the end",
    )


api = APIRouter()
CHANGE: dict[str, Any] = {**ACCEPTED, "dependencies": [Depends(errors_in)]}
"""Of the routes by which the page changes an article."""


@api.patch("/api/articles/{article_id}", summary="改正文章 / correct an article", **CHANGE)
def correct(changes: Writable, article_id: ArticleId, fields: Fields) -> Json:
    """Corrects title, author, date and the like, for this index and every later one at its
    place; `notes` tell what the source says."""
    values = fields.model_dump(exclude_unset=True)
    edits = [Wanted("field", field=name, value=value) for name, value in values.items()]
    return _correcting(changes, article_id, edits)


@api.post(
    "/api/articles/{article_id}/corrections", summary="改正段落 / correct joins and order",
    **CHANGE,
)  # fmt: skip
def correct_layout(changes: Writable, article_id: ArticleId, layout: Layout) -> Json:
    """Splits a paragraph where two of its pieces meet, joins it to the one before, or moves it.
    Words, and their places in the source, never change."""
    return _correcting(changes, article_id, [Wanted(**layout.model_dump())])


def _correcting(changes: Changes, article_id: str, edits: list[Wanted]) -> Json:
    """Starts the job; what no job could do is refused at once."""
    core = changes.core
    found_article(core, article_id)
    edits = checked_fields(edits)
    return started(changes, "correct", lambda progress: core.correct(article_id, edits, progress))


@api.get(
    "/api/corrections", summary="改正一览 / all corrections", response_model=models.CorrectionList
)
def corrections(
    core: Service,
    article: str | None = Query(None, description="only of the article with this id"),
) -> Json:
    """The corrections in the order in which they were made, and what has become of each."""
    return Json({"corrections": list(map(correction_form, core.corrections(article)))})


@api.delete(
    "/api/corrections/{correction_id}", summary="撤销改正 / take a correction back", **CHANGE
)
def undo(changes: Writable, correction_id: str) -> Json:
    """The others of its article stay, as far as they fit without it."""
    core = changes.core
    if not any(corrected.correction.id == correction_id for corrected in core.corrections()):
        listing = "GET /api/corrections"
        raise Problem(404, "no_such_correction", id=echoed(correction_id), list=listing)
    return started(changes, "undo", lambda progress: core.undo(correction_id, progress))


def correction_form(corrected: Corrected) -> dict[str, Any]:
    form = asdict(corrected.correction)
    del form["own_id"], form["content"]
    return {**form, "title": form["title"] and redacted(form["title"]), "state": corrected.state}
