"""REST routes that read: the same options and the same JSON as the command line."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse, Response
from pydantic import ConfigDict, Field, model_validator

from corpus.citations import STYLES, citation
from corpus.dates import iso_date
from errors import QuestionError, WenbaoError
from messages.tables import DATE_FORM
from qa.conversation import with_reading
from qa.request import LONGEST, read_fields
from web.api import batch, models
from web.api.dependencies import ArticleId, Rest, Service, part
from web.api.models import WITH_LINKS, Follow, Options
from web.api.public_json import links_of, public_answer, public_article, public_line, retrieved_form
from web.api.responses import Json, Problem, found_article, request_id
from web.metrics import Metrics
from web.redaction import echoed, model_name
from web.security.access import Access

MEDIA = {
    "plain": "text/plain", "gbt7714": "text/plain", "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems", "csl-json": "application/json",
}  # fmt: skip


class Question(Options):
    """A question and how to narrow it; all but the question may be left out."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "川维化工如何激发创新"}]}
    )

    question: str = Field(description=f"问题 / the question, up to {LONGEST} characters")
    follow: Follow = None

    @model_validator(mode="before")
    @classmethod
    def as_everywhere(cls, fields: Any) -> Any:
        """Our own check before pydantic's, so that errors read as in Python and MCP."""
        if isinstance(fields, dict):
            read_fields(fields)
        return fields


api = APIRouter(default_response_class=Json, responses=models.ERRORS)
"""The routes under /api that read, /healthz and /metrics."""


@api.post(
    "/api/ask", summary="回答 / answer with citations", tags=["questions"],
    response_model=models.Answer,
)  # fmt: skip
def ask(question: Question, request: Request, rest: Rest, links: bool = WITH_LINKS) -> Json:
    """The answer in the articles' own words, each sentence with its hit; `answered` false
    means that the articles do not say."""
    qa_request, store = read_fields(question.model_dump()), rest.core.store()
    answer = rest.ask(qa_request, store, request_id=request_id(request))
    form = with_reading(qa_request, public_answer(answer, links))
    return Json(form, headers={"X-Wenbao-Generation": store.generation})


@api.post(
    "/api/retrieve", summary="检索 / the best passages", tags=["questions"],
    response_model=models.Hits,
)  # fmt: skip
def retrieve(question: Question, request: Request, rest: Rest, links: bool = WITH_LINKS) -> Json:
    """The best passages with their sources, best first."""
    qa_request, store = read_fields(question.model_dump()), rest.core.store()
    understood, hits = rest.retrieve(qa_request, store, request_id=request_id(request))
    form = with_reading(qa_request, retrieved_form(understood, hits, store, links))
    return Json(form, headers={"X-Wenbao-Generation": store.generation})


api.include_router(batch.api)


@api.get(
    "/api/articles", summary="文章目录 / all articles", tags=["articles"],
    response_model=models.ArticleList,
)  # fmt: skip
def articles(
    core: Service, offset: int = Query(0, ge=0), limit: int = Query(1000, ge=1, le=10_000)
) -> Json:
    """The articles in the index's order, without their text; `paragraphs` is their number."""
    store = core.store()
    lines = store.articles()
    page = [public_line(line) for line in lines[offset : offset + limit]]
    return Json({"generation": store.generation, "total": len(lines), "articles": page})


@api.get(
    "/api/articles/{article_id}", summary="一篇文章 / one article", tags=["articles"],
    response_model=models.Article,
)  # fmt: skip
def article(core: Service, article_id: ArticleId) -> Json:
    """The article as `python -m corpus --json` writes it, and `source`: the text into which
    every span points, so that a client can check each citation itself."""
    return Json(public_article(found_article(core, article_id)))


@api.get(
    "/api/articles/{article_id}/citation", summary="引文 / a citation", tags=["articles"],
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in sorted(set(MEDIA.values()))}}},
)  # fmt: skip
def cite(
    core: Service,
    request: Request,
    article_id: ArticleId,
    style: str = Query("gbt7714", description=f"one of {', '.join(STYLES)}"),
    p: int | None = Query(None, ge=1, description="the paragraph to quote"),
    accessed: str | None = Query(
        None, description=f"when the article's own address was read, {DATE_FORM}"
    ),
) -> Response:
    """The article, or a paragraph of it with its words, as reference lists have it."""
    article = found_article(core, article_id)
    count = len(article.paragraphs)
    if p is not None and p > count:
        raise Problem(404, "no_such_paragraph", number=p, count=count)
    day = iso_date(accessed) if accessed else None
    if accessed and day is None:
        raise QuestionError("bad_date", filter="accessed", value=echoed(accessed), form=DATE_FORM)
    words = article.paragraphs[p - 1].text if p else None
    address = str(request.base_url).rstrip("/") + links_of(article_id, p or 1)["page"]
    text = citation(article.metadata, words, style, link=address, accessed=day, key=article.id)
    return Response(text, media_type=f"{MEDIA[style]}; charset=utf-8")


@api.get("/healthz", summary="sign of life", tags=["server"], response_model=models.Health)
def healthz(core: Service, access: Annotated[Access, part("access")]) -> Json:
    """200 if questions can be answered; more than that is told to whoever is signed in."""
    try:
        state = core.store().status
    except WenbaoError as error:
        return Json({"status": "down", "error": type(error).__name__}, status_code=503)
    facts = {
        "generation": state.generation, "articles": state.articles,
        "paragraphs": state.paragraphs, "encoder": model_name(state.encoder),
    }  # fmt: skip
    return Json({"status": "ok", **(facts if access.open else {})})


@api.get("/metrics", include_in_schema=False)
def prometheus(core: Service, metrics: Annotated[Metrics, part("metrics")]) -> PlainTextResponse:
    try:
        state = core.store().status
    except WenbaoError:
        state = None
    return PlainTextResponse(metrics.text(state), media_type="text/plain; version=0.0.4")
