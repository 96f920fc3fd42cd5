"""Many questions in one request: answered one after the other, behind those who wait for one."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    WithJsonSchema,
    model_validator,
)

from errors import QuestionError
from index.store import Store
from qa.conversation import with_reading
from qa.records import refused_json
from qa.request import read_fields
from web.api import models
from web.api.dependencies import Rest
from web.api.models import WITH_LINKS, Follow, Options
from web.api.public_json import public_answer
from web.api.responses import EndingResponse, Json, Problem, request_id
from web.error_response import escaped
from web.interface import Interface
from web.redaction import redacted

AT_ONCE = 50
"""Questions of one batch."""
BATCHES = 8
"""Batches that are at work at a time; each has a thread while a question of it waits its turn."""
SECONDS = 120.0
"""A batch asks so long; what is left then is told so."""

LINES = "application/x-ndjson"


class BatchQuestion(models.Model):
    """One of many questions; `id` comes back with its answer."""

    id: Annotated[models.Id, AfterValidator(models.sendable)] = None
    # Of any type: what is wrong with one is told as everywhere, and costs the others nothing.
    question: Annotated[Any, WithJsonSchema({"type": "string"})] = ""
    follow: Annotated[Any, WithJsonSchema(TypeAdapter(Follow).json_schema())] = None


class Questions(Options):
    """Questions with the same options."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"questions": [{"id": 1, "question": "试用期最长多久"}]}]}
    )

    questions: list[BatchQuestion] = Field(min_length=1, max_length=AT_ONCE)

    @model_validator(mode="before")
    @classmethod
    def as_everywhere(cls, fields: Any) -> Any:
        if isinstance(fields, dict):
            read_fields({"question": "?"} | {k: v for k, v in fields.items() if k != "questions"})
        return fields


AS_LINES = Query(
    False, description="send each answer as a line of JSON as soon as it is made, to see how far "
    "it is",
)  # fmt: skip


api = APIRouter()
PLACES = threading.BoundedSemaphore(BATCHES)


async def results(
    rest: Interface, many: Questions, request: Request, store: Store, links: bool, lines: bool
) -> AsyncIterator[dict[str, Any]]:
    """A result for each question; ends when nobody reads them.  Of lines, who sends them knows
    whether somebody does."""
    options, end = many.model_dump(exclude={"questions"}), time.monotonic() + SECONDS
    for question in many.questions:
        if not lines and await request.is_disconnected():
            return
        try:
            if time.monotonic() > end:
                raise QuestionError("batch_too_long", seconds=round(SECONDS))
            qa_request = read_fields({**options, **question.model_dump(exclude={"id"})})
            answer = await run_in_threadpool(
                rest.ask, qa_request, store, request_id=request_id(request), batch=True
            )
        except QuestionError as error:
            rest.failed()
            refused = refused_json(question.question, error)
            yield {"id": question.id, **refused, "error": redacted(error)}
        else:
            yield {"id": question.id, **with_reading(qa_request, public_answer(answer, links))}


@api.post(
    "/api/batch", summary="一次问许多 / many questions at once", tags=["questions"],
    response_model=models.Answers,
    responses={200: {"content": {LINES: {}}, "description": "all answers, or a line each"}},
)  # fmt: skip
async def batch(
    many: Questions,
    request: Request,
    rest: Rest,
    links: bool = WITH_LINKS,
    lines: bool = AS_LINES,
) -> Response:
    """The answers in the order of the questions, all from one generation; one that cannot be
    asked has an `error`, and the others their answers. A batch lets the questions of others go
    first; what is not asked after two minutes has the error `batch_too_long`: send it again."""
    if not PLACES.acquire(blocking=False):
        raise Problem(429, "too_many_batches", {"Retry-After": "20"}, limit=BATCHES)
    streaming = False
    try:
        store = await run_in_threadpool(rest.core.store)
        headers = {"X-Wenbao-Generation": store.generation}
        replies = results(rest, many, request, store, links, lines)
        if not lines:
            return Json({"results": [reply async for reply in replies]}, headers=headers)
        streaming = True
        texts = (escaped(json.dumps(reply, ensure_ascii=False)) + "\n" async for reply in replies)
        return EndingResponse(texts, LINES, PLACES.release, headers)
    finally:
        if not streaming:
            PLACES.release()
