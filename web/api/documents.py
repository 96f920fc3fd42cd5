"""Routes of the documents beside the page: articles, sources, downloads, judgements, API docs."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import AfterValidator, BaseModel, Field
from starlette.exceptions import HTTPException

from corpus.records import Article
from errors import WenbaoError
from index.store import Store
from qa.request import LONGEST, MOST
from web.api.dependencies import ArticleId, ReadOnly, Service, part
from web.api.export import Export, as_csv, as_markdown
from web.api.feedback import Feedback
from web.error_response import TEXTS, error_page, lang_of
from web.metrics import Metrics
from web.pictures import Pictures
from web.query_service import Core
from web.static import FILES, read
from web.ui.addresses import Passage, parse_marks
from web.ui.browser_state import request_of
from web.ui.html_answer import message_html
from web.ui.html_api import api_html
from web.ui.html_article import article_html, article_page, document
from web.ui.html_page_image import Sheet, pages_of
from web.ui.html_source_view import origin_page
from web.ui.strings import Lang, Words

ParagraphNumber = Annotated[int | None, AfterValidator(lambda p: p if p and p > 0 else None)]
"""The number of a paragraph in an address; one that there cannot be names none."""
Id = Annotated[str, Field(max_length=500)]


def words_of(request: Request, lang: Lang | None = None) -> Words:
    """The texts in the language that the address asks for, else in that of the visit."""
    return Words(lang or lang_of(request.headers))


Texts = Annotated[Words, Depends(words_of)]


class Judgement(BaseModel):
    """A thumb on a hit, or on an answer: then `answer` has the ids of the hits that it cites."""

    question: str = Field(max_length=LONGEST)
    hit: Id | None = None
    article_id: Id | None = None
    answer: list[Id] = Field(default=[], max_length=MOST)
    judgement: Literal[1, -1]


api = APIRouter(include_in_schema=False)
PICTURES = Pictures()


@api.get("/page/{name}")
def static(name: str) -> Response:
    if name not in FILES:
        raise HTTPException(404, TEXTS[404])
    return Response(read(name), media_type=FILES[name])


@api.get("/favicon.ico")
def favicon() -> Response:
    return Response(read("icon.svg"), media_type=FILES["icon.svg"])


@api.get("/article/{article_id}")
def article(
    core: Service, read_only: ReadOnly, words: Texts, article_id: ArticleId,
    p: ParagraphNumber = None, m: str | None = None, fragment: bool = False,
) -> Response:  # fmt: skip
    def failed(status: int, text: str) -> Response:
        if fragment:
            return HTMLResponse(message_html(text), status)
        return error_page(status, text, words)

    try:
        article = core.store().article(article_id)
    except WenbaoError as error:
        return failed(503, words.sentence(error))
    if article is None:
        return failed(404, words("not_there"))
    passage = Passage(article, p, parse_marks(m))
    corrections, warning = None, ""
    try:
        corrections = core.corrections(article.id) if fragment and not read_only else None
    except WenbaoError as error:  # the article can be read all the same
        warning = message_html(words.sentence(error))
    body = warning + article_html(passage, words, corrections)
    return HTMLResponse(body if fragment else article_page(passage, words, body))


@api.get("/source/{article_id}")
def source(
    core: Service, words: Texts, article_id: ArticleId, p: ParagraphNumber = None,
    m: str | None = None,
) -> Response:  # fmt: skip
    try:
        store = core.store()
        article = store.article(article_id)
        siblings = _siblings(store, article) if article else []
    except WenbaoError as error:
        return error_page(503, words.sentence(error), words)
    if article is None:
        return error_page(404, words("not_there"), words)
    passage = Passage(article, p, parse_marks(m))
    sheets = [Sheet(n, PICTURES.of(article.path, n)) for n in pages_of(passage)]
    return HTMLResponse(origin_page(passage, siblings, words, sheets))


@api.get("/source/{article_id}/page/{number}.jpg")
def sheet(core: Service, article_id: ArticleId, number: int) -> Response:
    article = core.store().article(article_id)
    has_page = article and any(paragraph.page == number for paragraph in article.paragraphs)
    picture = PICTURES.of(article.path, number) if article and has_page else None
    if picture is None:
        raise HTTPException(404, TEXTS[404])
    return Response(picture.jpeg, media_type="image/jpeg")


@api.get("/export.{kind}")
def export(request: Request, core: Service, words: Texts, kind: Literal["csv", "md"]) -> Response:
    store = core.store()
    qa_request = request_of(dict(request.query_params), store)
    write, media = (as_csv, "text/csv") if kind == "csv" else (as_markdown, "text/markdown")
    text = write(Export.now(core.ask(qa_request, store), qa_request.narrow, words.lang))
    name = f'attachment; filename="wenbao.{kind}"'
    return Response(text, media_type=media, headers={"Content-Disposition": name})


@api.post("/page/judge")
def judge(
    judgement: Judgement,
    core: Service,
    read_only: ReadOnly,
    feedback: Annotated[Feedback, part("feedback")],
    metrics: Annotated[Metrics, part("metrics")],
) -> dict[str, bool]:
    if read_only:
        raise HTTPException(403, "read-only: judgements are not kept")
    if judgement.hit and judgement.article_id and not judgement.answer:
        exists = _has_passage(core, judgement.article_id, judgement.hit)
    else:
        exists = bool(judgement.answer) and not judgement.hit and all(
            _has_passage(core, hit_id.rpartition("#")[0], hit_id) for hit_id in judgement.answer
        )  # fmt: skip
    if not exists:
        raise HTTPException(404, "there is no such passage; ask again and judge that")
    try:
        written = feedback.add(
            judgement.question, judgement.hit, judgement.article_id, judgement.judgement,
            answer=judgement.answer,
        )  # fmt: skip
    except OSError as error:
        raise HTTPException(507, "the judgement cannot be written") from error
    if not written:
        raise HTTPException(507, "the file of judgements is full")
    metrics.judged(judgement.judgement)
    return {"kept": True}


@api.get("/docs")
def api_page(request: Request, words: Texts) -> HTMLResponse:
    back = f'<nav class="wb-tools"><a class="wb-tool" href="/">{words("in_page")}</a></nav>'
    html = back + api_html(request.app.openapi(), str(request.base_url).rstrip("/"))
    return HTMLResponse(document(words("api_page"), html, words))


MOST_SIBLINGS = 100
"""Articles of one source that are told apart in it."""


def _siblings(store: Store, article: Article) -> list[Article]:
    """The articles of the source that an article is from, itself among them, in their order."""
    ids = [line.id for line in store.articles() if line.path == article.path]
    at = ids.index(article.id)
    low = max(0, min(at - MOST_SIBLINGS // 2, len(ids) - MOST_SIBLINGS))
    siblings = [store.article(sibling_id) for sibling_id in ids[low : low + MOST_SIBLINGS]]
    return [
        sibling for sibling in siblings if sibling and sibling.source.text == article.source.text
    ]


def _has_passage(core: Core, article_id: str, hit: str) -> bool:
    """Whether the library has this passage of this article."""
    article = core.store().article(article_id)
    count = len(article.paragraphs) if article else 0
    return hit in {f"{article_id}#{n + 1}" for n in range(count)}
