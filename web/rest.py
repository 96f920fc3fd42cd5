"""REST: the same questions, and the same JSON as the command line."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from corpus import article_json
from errors import IndexMissing, QuestionError, StoreError, WenbaoError
from index.store import Narrow
from qa.as_json import answer_json, hit_json
from web import logs
from web.core import MAX_K, MAX_QUESTION, Asked, Core
from web.metrics import Metrics

T = TypeVar("T")


class Question(BaseModel):
    """A question and how to narrow it; all but the question may be left out."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": "川维化工如何激发创新"}]}
    )

    question: str = Field(description=f"问题 / the question, up to {MAX_QUESTION} characters")
    k: int = Field(5, description=f"how many hits, 1 to {MAX_K}")
    leg: Literal["hybrid", "lexical", "dense"] = Field("hybrid", description="what searches")
    column: str | None = Field(None, description="栏目 / only this column")
    author: str | None = Field(None, description="作者 / only this author")
    since: str | None = Field(None, description="only articles of this date or later, ISO 8601")
    until: str | None = Field(None, description="only articles up to this date, ISO 8601")

    def asked(self) -> Asked:
        narrow = Narrow(column=self.column, author=self.author, since=self.since, until=self.until)
        return Asked(self.question, self.k, self.leg, narrow).checked()


class Json(JSONResponse):
    """JSON with the characters as they are, as the command line writes it."""

    media_type = "application/json; charset=utf-8"


STATUS: tuple[tuple[type[WenbaoError], int], ...] = (
    (QuestionError, 422),
    (IndexMissing, 503),
    (StoreError, 503),
    (WenbaoError, 500),
)


def problem(status: int, text: str) -> Json:
    """An error as every route tells it."""
    return Json({"error": text}, status_code=status)


def router(core: Core, metrics: Metrics) -> APIRouter:
    """The routes under /api, and /healthz."""
    api = APIRouter(default_response_class=Json)

    def timed(request: Request, asked: Asked, work: Callable[[], T]) -> tuple[T, float]:
        began = time.perf_counter()
        done = work()
        seconds = time.perf_counter() - began
        request_id = request.scope.get("wenbao.request_id")
        logs.asked("rest", asked.question, seconds, request=request_id, k=asked.k, leg=asked.leg)
        return done, seconds

    @api.post("/api/ask", summary="回答 / answer with citations")
    def ask(question: Question, request: Request) -> Json:
        """The answer in the articles' own words, each sentence with its hit; `answered` false
        means that the articles do not say."""
        asked, store = question.asked(), core.store()
        answer, seconds = timed(request, asked, lambda: core.ask(asked, store))
        metrics.asked("rest", answer, seconds)
        return Json(answer_json(answer), headers={"X-Wenbao-Generation": store.generation})

    @api.post("/api/retrieve", summary="检索 / the best passages")
    def retrieve(question: Question, request: Request) -> Json:
        """The best passages with their sources, best first."""
        asked, store = question.asked(), core.store()
        hits, seconds = timed(request, asked, lambda: core.retrieve(asked, store))
        metrics.retrieved("rest", seconds)
        found = {"question": asked.question, "hits": [hit_json(hit) for hit in hits]}
        return Json(found, headers={"X-Wenbao-Generation": store.generation})

    @api.get("/api/articles", summary="文章目录 / all articles")
    def articles(
        offset: int = Query(0, ge=0), limit: int = Query(1000, ge=1, le=10_000)
    ) -> dict[str, Any]:
        """The articles in the index's order, without their text; `paragraphs` is their number."""
        store = core.store()
        lines = store.articles()
        return {
            "generation": store.generation,
            "total": len(lines),
            "articles": [
                {
                    "id": one.id, "path": one.path, "title": one.title, "author": one.author,
                    "office": one.office, "column": one.column, "published": one.published,
                    "url": one.url, "paragraphs": one.paragraphs, "notes": list(one.notes),
                }
                for one in lines[offset : offset + limit]
            ],
        }  # fmt: skip

    @api.get("/api/articles/{article_id}", summary="一篇文章 / one article")
    def article(article_id: str) -> dict[str, Any]:
        """The article as `python -m corpus --json` writes it, and `source`: the text into which
        every span points, so that a client can check each citation itself."""
        found = core.store().article(article_id)
        if found is None:
            raise HTTPException(404, f"there is no article {article_id!r}; see GET /api/articles")
        return {**article_json(found), "source": found.source.text}

    @api.get("/healthz", summary="sign of life")
    def healthz(request: Request) -> Json:
        """200 if questions can be answered; more than that is told to whoever is signed in."""
        try:
            state = core.store().status
        except WenbaoError as error:
            return Json({"status": "down", "error": type(error).__name__}, status_code=503)
        told = {
            "generation": state.generation, "articles": state.articles,
            "paragraphs": state.paragraphs, "encoder": state.encoder,
        }  # fmt: skip
        return Json({"status": "ok", **(told if request.app.state.access.open else {})})

    return api


def errors(app: FastAPI) -> None:
    """Every error of the REST routes as {"error": …} with its status."""

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Json:
        parts = []
        for one in error.errors()[:5]:
            where = ".".join(str(x) for x in one["loc"][1:] if not isinstance(x, int))
            parts.append(f"{where}: {one['msg']}" if where else str(one["msg"]))
        return problem(422, "; ".join(parts))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Json:
        return problem(error.status_code, str(error.detail))

    @app.exception_handler(WenbaoError)
    def ours(request: Request, error: WenbaoError) -> Json:
        metrics: Metrics = request.app.state.metrics
        metrics.failed("rest")
        status = next(code for kind, code in STATUS if isinstance(error, kind))
        return problem(status, str(error))
