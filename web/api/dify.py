"""Dify's external knowledge: POST /retrieval, as its documentation asks of a knowledge service.

In Dify the endpoint is this server's address (it adds /retrieval itself), the key its token.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field, StrictInt

from corpus.metadata import METADATA
from errors import QuestionError
from qa.records import Hit
from qa.request import MOST, read_fields
from web.api import models
from web.api.dependencies import interface
from web.api.public_json import links_of
from web.api.responses import Json
from web.interface import Interface
from web.redaction import echoed, file_name


class Setting(BaseModel):
    """How many records, and how good."""

    top_k: StrictInt = 5
    score_threshold: float = Field(default=0.0, strict=True, allow_inf_nan=False)


class Condition(BaseModel):
    """A condition on a record's metadata."""

    name: str | list[str]
    comparison_operator: str
    value: str | int | float | list[str] | None = None


class Conditions(BaseModel):
    """Conditions that all hold; of "or" only one alone is understood."""

    logical_operator: str = "and"
    conditions: list[Condition] = []


class Wanted(BaseModel):
    """What Dify sends."""

    knowledge_id: str = Field("", description="taken as it comes: the server has one library")
    query: str
    retrieval_setting: Setting = Setting()
    metadata_condition: Conditions | None = None


class Record(BaseModel):
    """A passage as Dify takes it."""

    content: str
    score: float
    title: str
    metadata: dict[str, Any]


class Records(BaseModel):
    records: list[Record]


_FILTERS: dict[tuple[str, str], tuple[str, ...]] = {
    **{
        (name, word): (name,)
        for name in ("author", "column", "paper")
        for word in ("contains", "is")
    },
    **{("published", word): ("since",) for word in ("after", "≥", ">=")},
    **{("published", word): ("until",) for word in ("before", "≤", "<=")},
    **{("published", word): ("since", "until") for word in ("is", "start with")},
}
"""The filters that a field and an operator come to.  A date counts as exactly as it is given: a
day, a month or a year, which `after` and `before` take in, as ≥ and ≤ do."""


def filters(conditions: Conditions | None) -> dict[str, str]:
    """The filters of `qa.request` that say the same.

    Raises:
        QuestionError: a condition that cannot be kept, or not beside those before it; passing
            over it would widen the search.
    """
    narrow: dict[str, str] = {}
    rules = conditions.conditions if conditions else []
    if conditions and conditions.logical_operator != "and" and len(rules) > 1:
        raise QuestionError("bad_condition", value='logical_operator "or"')
    for condition in rules:
        names = [condition.name] if isinstance(condition.name, str) else condition.name
        values = [condition.value] if not isinstance(condition.value, list) else condition.value
        operator = condition.comparison_operator
        targets = _FILTERS.get((names[0], operator), ()) if len(names) == 1 else ()
        is_taken = not narrow.keys().isdisjoint(targets)
        if not targets or len(values) != 1 or values[0] in (None, "") or is_taken:
            text = f"{', '.join(names)} {operator} {condition.value}"
            raise QuestionError("bad_condition", value=echoed(text))
        narrow |= dict.fromkeys(targets, str(values[0]))
    return narrow


def record(hit: Hit) -> dict[str, Any]:
    """A hit; its metadata has no null, at which Dify stumbles."""
    fields = {name: getattr(hit, name) for name in METADATA if name != "title"}
    place = {
        "id": hit.id, "article_id": hit.article_id, "paragraph": hit.paragraph, "page": hit.page,
        "heading": hit.heading, "path": file_name(hit.path),
        "link": links_of(hit.article_id, hit.paragraph)["page"],
    }  # fmt: skip
    metadata = {name: value for name, value in {**fields, **place}.items() if value is not None}
    title = hit.title or file_name(hit.path)
    return {"content": hit.text, "score": hit.score, "title": title, "metadata": metadata}


api = APIRouter(default_response_class=Json, responses=models.ERRORS, tags=["compatible"])
"""The one route, at its own path and under /dify."""
Dify = Annotated[Interface, interface("dify")]


@api.post("/retrieval", summary="Dify 外部知识库 / external knowledge", response_model=Records)
@api.post("/dify/retrieval", include_in_schema=False)
def retrieval(body: Wanted, interface: Dify) -> Json:
    """The best passages for a knowledge base of Dify; none whose score is under the threshold.
    Of `published`, `after` and `before` take in the day, month or year that they name."""
    setting = body.retrieval_setting
    fields = {"question": body.query, "k": max(1, min(setting.top_k, MOST))}
    request = read_fields({**fields, **filters(body.metadata_condition)})
    _, hits = interface.retrieve(request, interface.core.store())
    records = [record(hit) for hit in hits if hit.score >= setting.score_threshold]
    return Json({"records": records})
