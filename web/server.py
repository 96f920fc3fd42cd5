"""One process, one port: the page, REST and MCP around one core, behind one guard."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from errors import WenbaoError
from web.access import Access
from web.asking import Asking
from web.assets import Assets
from web.core import Core
from web.feedback import Feedback
from web.guard import Bounds, Guard
from web.library import Library, Limits
from web.marks import plain
from web.metrics import Metrics
from web.strings import LANGS, Lang, Words, speaks

STATIC = Path(__file__).parent / "static"
DEFAULT_LIMITS = Limits()
SCRIPT_TEXTS = ("article", "close", "copied", "copy_failed", "thanks", "failed", "permalink")
"""What the page's script says."""
LANG_COOKIE = "wenbao-lang"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to serve.  `data` is the folder for uploads and judgements."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 7860
    read_only: bool = False
    access: Access = field(default_factory=Access)
    limits: Limits = DEFAULT_LIMITS
    per_minute: int = 0


def create_app(core: Core, settings: Settings) -> ASGIApp:
    """The whole application, guarded.  Gradio is imported here, and only by this package."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("GRADIO_TEMP_DIR", str(settings.data / "incoming"))
    import gradio as gr

    from web import documents, mcp, page, rest

    metrics = Metrics()
    tools = mcp.server(core, metrics)
    tools_app = mcp.http_app(tools)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with tools.session_manager.run():
            yield

    app = FastAPI(
        title="问报 Wenbao", version="1", lifespan=lifespan, docs_url=None, redoc_url=None,
        description="问文章，看出处。Ask the articles, see the source.",
    )  # fmt: skip
    app.state.metrics, app.state.access = metrics, settings.access
    rest.errors(app)
    app.include_router(rest.router(core, metrics))
    feedback = Feedback(settings.data / "feedback.jsonl")
    app.include_router(
        documents.router(core, settings.access, feedback, metrics, settings.read_only)
    )
    app.router.routes.extend(tools_app.routes)

    @app.get("/metrics", include_in_schema=False)
    def prometheus() -> PlainTextResponse:
        try:
            state = core.store().status
        except WenbaoError:
            state = None
        return PlainTextResponse(metrics.text(state), media_type="text/plain; version=0.0.4")

    asking = Asking(core, metrics)
    library = Library(core, asking, settings.data / "uploads", settings.limits)
    shell = page.Shell(settings.read_only, not settings.access.open)
    options: dict[str, Any] = {
        "footer_links": [], "run_history": False, "ssr_mode": False, "pwa": False,
        "mcp_server": False, "enable_monitoring": False, "allowed_paths": [], "theme": page.theme(),
        "blocked_paths": [os.sep], "max_file_size": settings.limits.megabytes * (1 << 20),
        "show_error": False,
    }  # fmt: skip
    addresses: tuple[tuple[Lang, str], ...] = (("en", "/en"), ("zh", "/"))
    for lang, path in addresses:
        gr.mount_gradio_app(app, page.build(lang, asking, library, shell), path, **options)
    bounds = Bounds(
        upload=(settings.limits.megabytes + 1) * (1 << 20) * 4, per_minute=settings.per_minute
    )
    return Guard(_Page(app), settings.access, metrics, bounds, settings.host)


class _Page:
    """ASGI middleware that finishes the two HTML pages which Gradio serves.

    It picks the language, gives every script the nonce of the request, takes out what names a
    foreign host (pictures for link previews, a manifest), and adds our looks and script.  The
    scripts and styles that the page asks for come from memory (`assets`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.assets = Assets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and "/assets/" in scope["path"]:
            found = self.assets.response(scope["path"].rpartition("/assets/")[2])
            if found is not None:
                await found(scope, receive, send)
                return
        if scope["type"] != "http" or scope["path"] not in ("/", "/en", "/en/"):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        wanted = request.query_params.get("lang")
        served: Lang = "zh" if scope["path"] == "/" else "en"
        if served == "zh":
            chosen = wanted or request.cookies.get(LANG_COOKIE)
            if speaks(request.headers.get("accept-language"), chosen) == "en":
                moved = Response(status_code=303, headers={"Location": "/en/"})
                await _remember(moved, wanted)(scope, receive, send)
                return
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            else:
                body.extend(message.get("body", b""))

        # Compressed HTML could not be finished here.
        scope = {**scope, "headers": [h for h in scope["headers"] if h[0] != b"accept-encoding"]}
        await self.app(scope, receive, collect)
        html = finish(body.decode(), served, scope["wenbao.nonce"])
        page = Response(html, start["status"], media_type="text/html; charset=utf-8")
        page.headers["Vary"] = "Accept-Language, Cookie"
        await _remember(page, wanted)(scope, receive, send)


def _remember(response: Response, wanted: str | None) -> Response:
    if wanted in LANGS:
        response.set_cookie(LANG_COOKIE, wanted, max_age=365 * 86400, samesite="lax")
    return response


def finish(html: str, lang: Lang, nonce: str) -> str:
    """Gradio's page made ours; see `_Page`."""
    html = re.sub(r'<meta\s+(property="og:|name="twitter:)[^>]*>', "", html)
    html = re.sub(r'<link rel="manifest"[^>]*>', "", html)
    html = re.sub(r"<link[^>]*https?://[^>]*>", "", html)
    html = re.sub(r'https?://github\.com/[^"\\]*', "", html)  # samples for an API that is off
    html = re.sub(r'(<html[^>]*?)lang="en"', rf'\1lang="{"zh-CN" if lang == "zh" else "en"}"', html)
    words = Words(lang)
    texts = plain(json.dumps({key: words(key) for key in SCRIPT_TEXTS}, ensure_ascii=False))
    ours = (
        f'<meta name="wb-texts" content="{texts}">'
        '<meta name="color-scheme" content="light dark">'
        '<link rel="icon" href="/page/icon.svg"><link rel="stylesheet" href="/page/style.css">'
        '<script src="/page/theme.js"></script><script src="/page/page.js" defer></script>'
    )
    html = html.replace("</head>", ours + "</head>", 1)
    return re.sub(r"<script(?=[\s>])", f'<script nonce="{nonce}"', html)
