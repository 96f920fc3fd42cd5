"""Server assembly: the page, REST and MCP in one process on one port, behind the request guard."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.local.lock import present
from settings import VERSION
from web.api import (
    changes,
    description,
    dify,
    documents,
    mcp,
    openai_compatible,
    responses,
    rest,
    sign_in,
)
from web.api.feedback import Feedback
from web.changes import Changes
from web.folders import kept
from web.gradio_import import import_without_stubs
from web.interface import Interface
from web.metrics import Metrics
from web.query_service import Core
from web.security import incoming
from web.security.access import Access
from web.security.guard import Bounds, Guard
from web.security.upload_limits import UploadLimits
from web.static import SCRIPTS
from web.ui.ask_tab import Asking
from web.ui.assets import Assets
from web.ui.escape import plain
from web.ui.library_tab import Library
from web.ui.strings import LANG_COOKIE, LANGS, Lang, Words, speaks

SERVED = ".served"
"""The file in the data folder by which servers know of each other."""
SCRIPT_TEXTS = (
    "name", "origin", "copy_link", "pick_date", "article", "close", "copied", "copy_failed",
    "thanks", "correcting", "corrected", "nothing_changed", "failed", "permalink", "waiting",
    "slow", "lost", "any", "upload",
)  # fmt: skip
"""What the page's script says."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to serve.  `data` is the folder for uploads and judgements.  Folders become absolute, as
    that of the index does (`Core`)."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 7860
    read_only: bool = False
    access: Access = field(default_factory=Access)
    limits: UploadLimits = field(default_factory=UploadLimits)
    per_minute: int = 0
    sync: Path | None = None
    """The folder with which REST may bring the index in step."""
    proxies: tuple[str, ...] = ()
    """Networks of proxies whose X-Forwarded-For and -Proto are believed."""

    def __post_init__(self) -> None:
        for name in ("data", "sync"):
            folder: Path | None = getattr(self, name)
            object.__setattr__(self, name, folder and kept(folder))


def create_app(core: Core, settings: Settings) -> ASGIApp:
    """The whole application, guarded.  Gradio is imported here, and only by this package."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    incoming_folder = incoming.chosen(settings.data)
    import_without_stubs()
    from web.security import events  # which imports it too

    metrics = Metrics()
    tools = mcp.server(Interface("mcp", core, metrics))
    changing = Changes(core, settings.data / "uploads", settings.limits)

    def clear() -> None:
        incoming.sweep(incoming_folder, 0)  # no visit outlives its server
        changing.arrivals.clear()

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with present(settings.data, SERVED, clear):
            if not settings.read_only:
                changing.take_up()
            sweeping = asyncio.create_task(_sweep(incoming_folder))
            async with tools.session_manager.run():
                yield
            sweeping.cancel()
            changing.stop()

    app = FastAPI(
        title="问报 Wenbao", version=VERSION, lifespan=lifespan, docs_url=None, redoc_url=None,
        description="问文章，看出处。Ask the articles, see the source.",
        generate_unique_id_function=description.operation_id,
    )  # fmt: skip
    # What the routes are given (`web/api/dependencies.py`).
    app.state.core, app.state.metrics, app.state.access = core, metrics, settings.access
    app.state.changes, app.state.sync = changing, settings.sync
    app.state.read_only = settings.read_only
    app.state.feedback = Feedback(settings.data / "feedback.jsonl")
    app.state.encoding = asyncio.Semaphore(1)
    responses.handle_errors(app)
    for routes in (rest, changes, openai_compatible, dify, documents, sign_in):
        app.include_router(routes.api)
    description.describe(app, settings.access.open)
    app.router.routes.extend(mcp.http_app(tools).routes)
    pages = _mount_pages(app, settings, incoming_folder)
    events_checked = events.Events(
        FinishedPages(app), pages, incoming_folder, settings.limits, read_only=settings.read_only
    )  # fmt: skip
    # What will be refused is not taken in first.
    bounds = Bounds(per_minute=settings.per_minute)
    upload = bounds.other if settings.read_only else settings.limits.largest_request
    bounds = replace(bounds, upload=upload)
    guard = Guard(events_checked, settings.access, metrics, bounds, settings.host)
    if not settings.proxies:
        return guard
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

    return cast(ASGIApp, ProxyHeadersMiddleware(cast(Any, guard), list(settings.proxies)))


def _mount_pages(app: FastAPI, settings: Settings, incoming_folder: Path) -> dict[str, Any]:
    """The page in both languages, by the path that each is mounted at."""
    import gradio as gr

    from web.ui import page

    asking = Asking(app.state.core, app.state.metrics)
    library = Library(app.state.changes, asking, incoming_folder)
    shell = page.Shell(settings.read_only, not settings.access.open)
    options: dict[str, Any] = {
        "footer_links": [], "run_history": False, "ssr_mode": False, "pwa": False,
        "mcp_server": False, "enable_monitoring": False, "allowed_paths": [], "theme": page.theme(),
        "max_file_size": settings.limits.largest_file, "show_error": False,
    }  # fmt: skip
    pages = {}
    for address, lang in PAGES.items():
        path = address.rstrip("/") or "/"
        pages[path] = page.build(lang, asking, library, shell)
        gr.mount_gradio_app(app, pages[path], path, **options)
        # Gradio looks at the files that a body names only if this is set, and mounting does not.
        pages[path].has_launched = True
    return pages


async def _sweep(folder: Path) -> None:
    """Clears uploads that no event took, for as long as the server runs."""
    while True:
        await asyncio.sleep(incoming.WAIT / 4)
        await asyncio.to_thread(incoming.sweep, folder)


PAGES: dict[str, Lang] = {"/en/": "en", "/": "zh"}
"""Where the page is, and in which language; the root comes last, for it takes what is left."""


class FinishedPages:
    """ASGI middleware that finishes the two HTML pages which Gradio serves.

    It picks the language, gives every script the nonce of the request, takes out what names a
    foreign host (pictures for link previews, a manifest), and adds our looks and script.  The
    scripts and styles that the page asks for come from memory (`assets`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.assets = Assets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response: Response | None = None
        if scope["type"] == "http":
            response = self._asset(scope) or _other_address(scope)
            if response is None and scope["path"] in PAGES:
                response = await self._finished(scope, receive)
        await (response or self.app)(scope, receive, send)

    def _asset(self, scope: Scope) -> Response | None:
        _, mark, name = scope["path"].rpartition("/assets/")
        return self.assets.response(name) if mark and scope["method"] == "GET" else None

    async def _finished(self, scope: Scope, receive: Receive) -> Response:
        """The page; of an error its reply as it stands: the guard puts it in our form."""
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            else:
                body.extend(message.get("body", b""))

        # Compressed HTML could not be finished here.
        headers = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
        await self.app({**scope, "headers": headers}, receive, collect)
        if start["status"] >= 400:
            failed = Response(bytes(body), start["status"])
            failed.raw_headers = start["headers"]
            return failed
        html = finish(body.decode(), PAGES[scope["path"]], scope["wenbao.nonce"])
        page = Response(html, start["status"], media_type="text/html; charset=utf-8")
        page.headers["Vary"] = "Accept-Language, Cookie"
        return _remember_lang(page, Request(scope).query_params.get("lang"))


def _other_address(scope: Scope) -> Response | None:
    """A redirect to where the page stands, or to the one in the language of the visit."""
    if scope["path"] == "/en":  # where nothing is mounted
        return _moved(308, scope["query_string"].decode("latin-1"))
    if scope["path"] != "/":
        return None
    request = Request(scope)
    wanted = request.query_params.get("lang")
    chosen = wanted or request.cookies.get(LANG_COOKIE)
    if speaks(request.headers.get("accept-language"), chosen) != "en":
        return None
    rest = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    return _remember_lang(_moved(303, urlencode(rest)), wanted)


def _moved(status: int, query: str) -> Response:
    address = "/en/" + (f"?{query}" if query else "")
    return Response(status_code=status, headers={"Location": address})


def _remember_lang(response: Response, lang: str | None) -> Response:
    if lang in LANGS:
        response.set_cookie(LANG_COOKIE, lang, max_age=365 * 86400, samesite="lax")
    return response


def finish(html: str, lang: Lang, nonce: str) -> str:
    """Gradio's page made ours; see `FinishedPages`."""
    html = re.sub(r'<meta\s+(property="og:|name="twitter:)[^>]*>', "", html)
    html = re.sub(r'<link rel="manifest"[^<>]*>', "", html)
    html = re.sub(r"<link[^<>]*>", lambda link: "" if "://" in link[0] else link[0], html)
    html = re.sub(r'https?://github\.com/[^"\\]*', "", html)  # samples for an API that is off
    html = re.sub(
        r'(<html[^<>]{0,200}?)lang="en"', rf'\1lang="{"zh-CN" if lang == "zh" else "en"}"', html
    )
    words = Words(lang)
    texts = plain(json.dumps({key: words(key) for key in SCRIPT_TEXTS}, ensure_ascii=False))
    ours = (
        f'<meta name="wb-texts" content="{texts}">'
        '<meta name="color-scheme" content="light dark">'
        '<link rel="icon" href="/page/icon.svg"><link rel="stylesheet" href="/page/style.css">'
        '<script src="/page/theme.js"></script>'
        + "".join(f'<script src="/page/{name}" defer></script>' for name in SCRIPTS)
    )
    html = html.replace("</head>", ours + "</head>", 1)
    return re.sub(r"<script(?=[\s>])", f'<script nonce="{nonce}"', html)
