"""The small documents around the page: articles, downloads, judgements, sign-in, the API's page."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from errors import WenbaoError
from index.store import Narrow
from web.access import COOKIE, SESSION_SECONDS, Access, TooManyAttempts
from web.core import MAX_QUESTION, Asked, Core
from web.export import as_csv, as_markdown
from web.feedback import Feedback
from web.marks import plain
from web.metrics import Metrics
from web.render import message_html
from web.render_article import article_html, article_page, document, parse_marks
from web.static import FILES, read
from web.strings import Lang, Words, speaks


class Judgement(BaseModel):
    """A thumb on a hit."""

    question: str = Field(max_length=MAX_QUESTION)
    hit: str = Field(max_length=500)
    article_id: str = Field(max_length=500)
    judgement: Literal[1, -1]


def router(
    core: Core, access: Access, feedback: Feedback, metrics: Metrics, read_only: bool
) -> APIRouter:
    docs = APIRouter(include_in_schema=False)

    @docs.get("/page/{name}")
    def static(name: str) -> Response:
        if name not in FILES:
            raise HTTPException(404, "there is nothing at this address")
        return Response(read(name), media_type=FILES[name])

    @docs.get("/favicon.ico")
    def favicon() -> Response:
        return Response(read("icon.svg"), media_type=FILES["icon.svg"])

    @docs.get("/article/{article_id}")
    def article(
        request: Request,
        article_id: str,
        p: int | None = None,
        m: str | None = None,
        fragment: bool = False,
        lang: Lang | None = None,
    ) -> HTMLResponse:
        words = Words(lang or _lang(request))
        try:
            found = core.store().article(article_id)
        except WenbaoError as error:
            return HTMLResponse(message_html(words.told(error)), 503)
        if found is None:
            body = message_html(words("not_there"))
            page = document(words("article"), body, words)
            return HTMLResponse(body if fragment else page, 404)
        body = article_html(found, words, p, parse_marks(m))
        return HTMLResponse(body if fragment else article_page(found, words, body))

    @docs.get("/export.{kind}")
    def export(
        request: Request, kind: Literal["csv", "md"], question: str, k: int = 5,
        leg: str = "hybrid", column: str | None = None, author: str | None = None,
        since: str | None = None, until: str | None = None, path: str | None = None,
        lang: Lang | None = None,
    ) -> Response:  # fmt: skip
        asked = Asked(question, k, leg, Narrow(column, author, since, until, path)).checked()
        answer = core.ask(asked, core.store())
        tongue = lang or _lang(request)
        text, media = (
            (as_csv(answer.hits, tongue), "text/csv")
            if kind == "csv"
            else (as_markdown(answer, tongue), "text/markdown")
        )
        name = f'attachment; filename="wenbao.{kind}"'
        return Response(text, media_type=media, headers={"Content-Disposition": name})

    @docs.post("/page/judge")
    def judge(judgement: Judgement) -> dict[str, bool]:
        if read_only:
            raise HTTPException(403, "read-only: judgements are not kept")
        kept = feedback.add(**judgement.model_dump())
        if not kept:
            raise HTTPException(507, "the file of judgements is full")
        metrics.judged(judgement.judgement)
        return {"kept": True}

    @docs.get("/login")
    def login(request: Request, wrong: int = 0) -> Response:
        if access.open:
            return RedirectResponse("/", 303)
        words = Words(_lang(request))
        text = {1: "sign_in_wrong", 2: "sign_in_wait"}.get(wrong)
        body = _login_form(words, words(text) if text else "")
        return HTMLResponse(document(words("sign_in"), body, words))

    @docs.post("/login")
    def sign_in(
        request: Request,
        password: Annotated[str, Form(max_length=1000)],
        user: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        address = request.client.host if request.client else "?"
        try:
            session = access.sign_in(user.strip(), password, address)
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
        words = Words(_lang(request))
        return HTMLResponse(document(words("api_page"), _api_html(request.app.openapi()), words))

    return docs


def _lang(request: Request) -> Lang:
    return speaks(request.headers.get("accept-language"), request.cookies.get("wenbao-lang"))


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


def _api_html(schema: dict[str, Any]) -> str:
    """The OpenAPI description as a plain page: no script, nothing from elsewhere."""
    info = schema["info"]
    parts = [
        f'<h1 class="wb-brand">{plain(info["title"])}</h1><p>{plain(info["description"])}</p>'
        '<p><a href="/openapi.json">openapi.json</a> · MCP: <code>/mcp</code> '
        "(<code>ask</code>, <code>retrieve</code>)</p>"
    ]
    for path, methods in schema["paths"].items():
        for method, route in methods.items():
            parts.append(_route_html(path, method, route, schema))
    return f'<div class="wb-api">{"".join(parts)}</div>'


def _route_html(path: str, method: str, route: dict[str, Any], schema: dict[str, Any]) -> str:
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
        command = (
            f"curl -s http://127.0.0.1:7860{path} -H 'Content-Type: application/json' -d '{sample}'"
        )
        example = f'<pre tabindex="0"><code>{plain(command)}</code></pre>'
    about = f"<p>{plain(route.get('description', ''))}</p>"
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
