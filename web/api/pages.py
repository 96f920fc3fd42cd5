"""Routes of the documents beside the page: articles, downloads, judgements, sign-in, API docs."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import AfterValidator, BaseModel, Field
from starlette.exceptions import HTTPException

from corpus.records import Article
from errors import WenbaoError
from index.store import Narrow, Store
from qa.request import LONGEST, MOST
from web.api.export import Export, as_csv, as_markdown
from web.api.feedback import Feedback
from web.error_response import TEXTS, error_page, lang_of
from web.metrics import Metrics
from web.pictures import Pictures
from web.query_service import Asked, Core
from web.security.access import COOKIE, SESSION_SECONDS, Access, TooManyAttempts
from web.static import FILES, read
from web.ui.cite import path_of
from web.ui.escape import plain
from web.ui.html_answer import message_html
from web.ui.html_article import article_html, article_page, document
from web.ui.html_page_image import Sheet, pages_of
from web.ui.html_source_view import origin_page
from web.ui.passage import Passage, parse_marks
from web.ui.strings import Lang, Words

Place = Annotated[int | None, AfterValidator(lambda p: p if p and p > 0 else None)]
"""The number of a paragraph in an address; one that there cannot be names none."""
Id = Annotated[str, Field(max_length=500)]


class Judgement(BaseModel):
    """A thumb on a hit, or on an answer: then `answer` has the ids of the hits that it cites."""

    question: str = Field(max_length=LONGEST)
    hit: Id | None = None
    article_id: Id | None = None
    answer: list[Id] = Field(default=[], max_length=MOST)
    judgement: Literal[1, -1]


def router(
    core: Core, access: Access, feedback: Feedback, metrics: Metrics, read_only: bool
) -> APIRouter:
    docs = APIRouter(include_in_schema=False)
    pictures = Pictures()

    @docs.get("/page/{name}")
    def static(name: str) -> Response:
        if name not in FILES:
            raise HTTPException(404, TEXTS[404])
        return Response(read(name), media_type=FILES[name])

    @docs.get("/favicon.ico")
    def favicon() -> Response:
        return Response(read("icon.svg"), media_type=FILES["icon.svg"])

    @docs.get("/article/{article_id}")
    def article(
        request: Request,
        article_id: str,
        p: Place = None,
        m: str | None = None,
        fragment: bool = False,
        lang: Lang | None = None,
    ) -> Response:
        words = Words(lang or lang_of(request.headers))
        try:
            found = core.store().article(article_id)
        except WenbaoError as error:
            if fragment:
                return HTMLResponse(message_html(words.sentence(error)), 503)
            return error_page(503, words.sentence(error), words)
        if found is None:
            if fragment:
                return HTMLResponse(message_html(words("not_there")), 404)
            return error_page(404, words("not_there"), words)
        passage = Passage(found, p, parse_marks(m))
        made, wrong = None, ""
        try:
            made = core.corrections(found.id) if fragment and not read_only else None
        except WenbaoError as error:  # the article can be read all the same
            wrong = message_html(words.sentence(error))
        body = wrong + article_html(passage, words, made)
        return HTMLResponse(body if fragment else article_page(passage, words, body))

    @docs.get("/source/{article_id}")
    def source(
        request: Request, article_id: str, p: Place = None, m: str | None = None,
        lang: Lang | None = None,
    ) -> Response:  # fmt: skip
        words = Words(lang or lang_of(request.headers))
        try:
            store = core.store()
            found = store.article(article_id)
            siblings = _siblings(store, found) if found else []
        except WenbaoError as error:
            return error_page(503, words.sentence(error), words)
        if found is None:
            return error_page(404, words("not_there"), words)
        passage = Passage(found, p, parse_marks(m))
        sheets = [Sheet(n, pictures.of(found.path, n)) for n in pages_of(passage)]
        return HTMLResponse(origin_page(passage, siblings, words, sheets))

    @docs.get("/source/{article_id}/page/{number}.jpg")
    def sheet(article_id: str, number: int) -> Response:
        found = core.store().article(article_id)
        known = found and any(one.page == number for one in found.paragraphs)
        picture = pictures.of(found.path, number) if found and known else None
        if picture is None:
            raise HTTPException(404, TEXTS[404])
        return Response(picture.jpeg, media_type="image/jpeg")

    @docs.get("/export.{kind}")
    def export(
        request: Request, kind: Literal["csv", "md"], question: str, k: int = 5,
        leg: str = "hybrid", column: str | None = None, author: str | None = None,
        paper: str | None = None, since: str | None = None, until: str | None = None,
        source: str | None = None, lang: Lang | None = None,
    ) -> Response:  # fmt: skip
        store = core.store()
        path = path_of(source, store.articles())
        narrow = Narrow(column, author, since, until, path, paper)
        asked = Asked(question, k, leg, narrow).checked()
        made = Export.now(core.ask(asked, store), narrow, lang or lang_of(request.headers))
        text, media = (
            (as_csv(made), "text/csv") if kind == "csv" else (as_markdown(made), "text/markdown")
        )
        name = f'attachment; filename="wenbao.{kind}"'
        return Response(text, media_type=media, headers={"Content-Disposition": name})

    @docs.post("/page/judge")
    def judge(judgement: Judgement) -> dict[str, bool]:
        if read_only:
            raise HTTPException(403, "read-only: judgements are not kept")
        if judgement.hit and judgement.article_id and not judgement.answer:
            there = _holds(core, judgement.article_id, judgement.hit)
        else:
            there = bool(judgement.answer) and not judgement.hit and all(
                _holds(core, one.rpartition("#")[0], one) for one in judgement.answer
            )  # fmt: skip
        if not there:
            raise HTTPException(404, "there is no such passage; ask again and judge that")
        try:
            kept = feedback.add(
                judgement.question, judgement.hit, judgement.article_id, judgement.judgement,
                answer=judgement.answer,
            )  # fmt: skip
        except OSError as error:
            raise HTTPException(507, "the judgement cannot be written") from error
        if not kept:
            raise HTTPException(507, "the file of judgements is full")
        metrics.judged(judgement.judgement)
        return {"kept": True}

    @docs.get("/login")
    def login(request: Request, wrong: int = 0) -> Response:
        if access.open:
            return RedirectResponse("/", 303)
        words = Words(lang_of(request.headers))
        text = {1: "sign_in_wrong", 2: "sign_in_wait"}.get(wrong)
        body = _login_form(words, words(text) if text else "")
        return HTMLResponse(document(words("sign_in"), body, words))

    @docs.post("/login")
    def sign_in(
        request: Request,
        password: Annotated[str, Form(max_length=1000)],
        user: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        try:
            session = access.sign_in(user.strip(), password, request.scope["wenbao.address"])
        except TooManyAttempts:
            return RedirectResponse("/login?wrong=2", 303)
        if session is None:
            return RedirectResponse("/login?wrong=1", 303)
        reply = RedirectResponse("/", 303)
        reply.set_cookie(
            COOKIE, session, max_age=SESSION_SECONDS, httponly=True, samesite="strict",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return reply

    @docs.get("/logout")
    def sign_out(request: Request) -> Response:
        access.sign_out(request.headers)
        reply = RedirectResponse("/login", 303)
        reply.delete_cookie(COOKIE)
        return reply

    @docs.get("/docs")
    def api_page(request: Request) -> HTMLResponse:
        words = Words(lang_of(request.headers))
        made = _api_html(request.app.openapi(), str(request.base_url).rstrip("/"))
        return HTMLResponse(document(words("api_page"), made, words))

    return docs


MOST_SIBLINGS = 100
"""Articles of one source that are told apart in it."""


def _siblings(store: Store, article: Article) -> list[Article]:
    """The articles of the source that an article is from, itself among them, in their order."""
    ids = [line.id for line in store.articles() if line.path == article.path]
    at = ids.index(article.id)
    low = max(0, min(at - MOST_SIBLINGS // 2, len(ids) - MOST_SIBLINGS))
    some = [store.article(one) for one in ids[low : low + MOST_SIBLINGS]]
    return [one for one in some if one and one.source.text == article.source.text]


def _holds(core: Core, article_id: str, hit: str) -> bool:
    """Whether the library has this passage of this article."""
    found = core.store().article(article_id)
    count = len(found.paragraphs) if found else 0
    return hit in {f"{article_id}#{n + 1}" for n in range(count)}


def _login_form(words: Words, message: str) -> str:
    return (
        f'<h1 class="wb-brand">{words("name")}</h1>'
        + (message_html(message) if message else "")
        + '<form class="wb-login" method="post" action="/login">'
        f'<label for="user">{words("user")}</label>'
        '<input id="user" name="user" autocomplete="username" maxlength="200">'
        f'<label for="password">{words("password")}</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" '
        'required maxlength="1000">'
        f'<button type="submit">{words("sign_in")}</button></form>'
    )


def _api_html(schema: dict[str, Any], base: str) -> str:
    """The OpenAPI description as a plain page: no script, nothing from elsewhere.  base: where the
    reader found this server."""
    info = schema["info"]
    parts = [
        f'<h1 class="wb-brand">{plain(info["title"])}</h1><p>{plain(info["description"])}</p>'
        '<p><a href="/openapi.json">openapi.json</a> · MCP: <code>/mcp</code> · '
        "OpenAI: <code>/v1</code> · Dify: <code>/retrieval</code></p>"
    ]
    for path, methods in schema["paths"].items():
        for method, route in methods.items():
            parts.append(_route_html(path, method, route, schema, base))
    return f'<div class="wb-api">{"".join(parts)}</div>'


def _route_html(
    path: str, method: str, route: dict[str, Any], schema: dict[str, Any], base: str
) -> str:
    rows = "".join(
        f"<tr><td><code>{plain(one['name'])}</code></td><td>{plain(one['in'])}</td>"
        f"<td>{plain(one.get('schema', {}).get('type', ''))}</td>"
        f"<td>{plain(one.get('description', ''))}</td></tr>"
        for one in route.get("parameters", ())
    )
    body = route.get("requestBody", {}).get("content", {}).get("application/json", {})
    example = ""
    name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
    if name:
        model = schema["components"]["schemas"][name]
        for key, one in model["properties"].items():
            kind = one.get("type") or " | ".join(x.get("type", "") for x in one.get("anyOf", ()))
            rows += (
                f"<tr><td><code>{plain(key)}</code></td><td>body</td><td>{plain(kind)}</td>"
                f"<td>{plain(one.get('description', ''))}</td></tr>"
            )
        sample = json.dumps(model.get("examples", [{}])[0], ensure_ascii=False)
        command = f"curl -s {base}{path} -H 'Content-Type: application/json' -d '{sample}'"
        example = f'<pre tabindex="0"><code>{plain(command)}</code></pre>'
    about = f"<p>{plain(route.get('description', ''))}</p>{_reply_html(route, schema)}"
    table = (
        '<table><thead><tr><th scope="col">name</th><th scope="col">in</th><th scope="col">type'
        f'</th><th scope="col">about</th></tr></thead><tbody>{rows}</tbody></table>'
        if rows
        else ""
    )
    return (
        f"<section><h2><code>{method.upper()} {plain(path)}</code></h2>"
        f"<p><strong>{plain(route.get('summary', ''))}</strong></p>"
        f"{about}{table}{example}</section>"
    )


def _reply_html(route: dict[str, Any], schema: dict[str, Any]) -> str:
    """The status and the keys of a good reply."""
    status = next(code for code in route["responses"] if code.startswith("2"))
    kinds = route["responses"][status].get("content", {})
    name = kinds.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    keys = schema["components"]["schemas"][name]["properties"] if name else {}
    shown = " · ".join(f"<code>{plain(key)}</code>" for key in keys) or plain(", ".join(kinds))
    return f"<p>{status} {plain(name)}: {shown}</p>"
