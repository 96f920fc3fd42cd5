"""What stands before every route: a list of the paths that exist, who may enter, sizes, headers.

Gradio brings some sixty routes, of which the page needs a dozen; the rest (files of the machine,
a proxy, code editing, monitoring) are answered 404 here, before Gradio sees them.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from dataclasses import dataclass
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.access import Access, TooManyAttempts, is_loopback
from web.logs import event
from web.metrics import Metrics

MB = 1 << 20

_PAGE = r"(/en)?"
ALLOWED = re.compile(
    "|".join(
        [
            r"/(en/?)?",
            _PAGE + r"/config/?",
            _PAGE + r"/theme\.css",
            _PAGE + r"/(assets|static)/[\w.@-]+(/[\w.@-]+)*",
            _PAGE
            + r"/gradio_api/(queue/(join|data)|run/\w+|upload|upload_progress|startup-events)",
            _PAGE + r"/gradio_api/heartbeat/\w+",
            r"/page/[\w.-]+",
            r"/(export\.csv|export\.md|article/[^/]+)",
            r"/api/(ask|retrieve|articles)",
            r"/api/articles/[^/]+",
            r"/(docs|openapi\.json|healthz|metrics|mcp|login|logout|favicon\.ico)",
        ]
    )
)
"""Every path that is served; a path must match wholly."""

OPEN_TO_ALL = re.compile(r"/(healthz|login|page/(style\.css|theme\.js|icon\.svg)|favicon\.ico)")
"""Paths that need no sign-in: the sign-in page itself, its looks, and the sign of life."""

POST_ONLY = re.compile(r"/(api/(ask|retrieve)|page/judge)")
GET_ONLY = re.compile(r"/(api/articles.*|healthz|metrics|docs|openapi\.json|article/.*|export\..*)")

NO_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def policy(nonce: str | None) -> str:
    """The content security policy.

    Scripts come from this server or carry the page's nonce, so that markup smuggled into the page
    cannot run; 'unsafe-eval' is there because Gradio compiles its HTML template (ours, constant)
    in the browser.  Documents other than the page get no nonce and no eval.
    """
    scripts = f"'self' 'unsafe-eval' 'nonce-{nonce}'" if nonce else "'self'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "media-src 'self' blob:; worker-src 'self' blob:; manifest-src 'self'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


@dataclass(frozen=True, slots=True)
class Bounds:
    """The largest body by kind of route, in bytes, and requests a minute from one address."""

    upload: int = 64 * MB
    other: int = 1 * MB
    per_minute: int = 0


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(
        self, app: ASGIApp, access: Access, metrics: Metrics, bounds: Bounds, host: str
    ) -> None:
        self.app = app
        self.access = access
        self.metrics = metrics
        self.bounds = bounds
        self.loopback = is_loopback(host)
        self._minute: dict[str, tuple[int, int]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        request_id = headers.get("x-request-id", "")
        if not re.fullmatch(r"[\w.-]{1,64}", request_id):
            request_id = secrets.token_hex(8)
        scope["wenbao.nonce"] = secrets.token_urlsafe(16)
        scope["wenbao.request_id"] = request_id
        seen = {"status": 0, "sent": 0}

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                self._dress(scope, MutableHeaders(scope=message), request_id)
            seen["sent"] += len(message.get("body", b""))
            await send(message)

        began = time.perf_counter()
        try:
            refused = await self._refuse(scope, headers)
            if refused:
                status, text, extra = refused
                await _reply(answer, status, text, extra)
            else:
                await self.app(scope, self._bounded(scope, receive), answer)
        except _TooLarge:
            if not seen["status"]:
                await _reply(answer, 413, "the request is larger than the limit; send less", {})
        except Exception:
            event("failed", logging.ERROR, request=request_id, path=scope["path"])
            logging.getLogger("wenbao.web").exception("request failed")
            if not seen["status"]:
                await _reply(answer, 500, "something went wrong here; the log has the cause", {})
        finally:
            self.metrics.request(scope["method"], seen["status"])
            event(
                "request", request=request_id, method=scope["method"], path=_shown(scope["path"]),
                status=seen["status"], bytes=seen["sent"], user=scope.get("wenbao.user"),
                ms=round(1000 * (time.perf_counter() - began), 1),
            )  # fmt: skip

    async def _refuse(
        self, scope: Scope, headers: Headers
    ) -> tuple[int, str, dict[str, str]] | None:
        """The reason to turn a request away before any route sees it, or None."""
        path, address = scope["path"], _address(scope)
        if NO_CONTROL.search(path) or ".." in path.split("/") or not ALLOWED.fullmatch(path):
            return 404, "there is nothing at this address", {}
        get = scope["method"] in ("GET", "HEAD")
        if (get and POST_ONLY.fullmatch(path)) or (not get and GET_ONLY.fullmatch(path)):
            return 405, f"{scope['method']} does not go here; see /docs", {}
        if self._busy(address):
            return 429, "too many requests; try again in a minute", {"Retry-After": "60"}
        if self.loopback and self.access.open and not _local_name(headers.get("host", "")):
            # Another name that resolves to this machine: DNS rebinding.
            return 421, "this server answers to localhost and 127.0.0.1 alone", {}
        if not get and not _same_origin(headers):
            return 403, "this request comes from another site", {}
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._limit(path):
            return 413, f"the request is larger than {self._limit(path):,} bytes; send less", {}
        if self.access.open or OPEN_TO_ALL.fullmatch(path):
            return None
        try:
            user = await run_in_threadpool(self.access.who, headers, address)
        except TooManyAttempts as error:
            return 429, str(error), {"Retry-After": "60"}
        if user is None:
            if "text/html" in headers.get("accept", "") and scope["method"] == "GET":
                return 303, "sign in", {"Location": "/login"}
            return 401, "sign in, or send the token", {"WWW-Authenticate": 'Bearer realm="Wenbao"'}
        scope["wenbao.user"] = user
        return None

    def _limit(self, path: str) -> int:
        return self.bounds.upload if path.endswith("/gradio_api/upload") else self.bounds.other

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        """`receive` that counts, for a body that does not tell its length."""
        left = self._limit(scope["path"])

        async def bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise _TooLarge
            return message

        return bounded

    def _busy(self, address: str) -> bool:
        if not self.bounds.per_minute:
            return False
        minute = int(time.time() // 60)
        last, count = self._minute.get(address, (minute, 0))
        count = count + 1 if last == minute else 1
        if len(self._minute) > 10_000:
            self._minute.clear()
        self._minute[address] = (minute, count)
        return count > self.bounds.per_minute

    def _dress(self, scope: Scope, headers: MutableHeaders, request_id: str) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        for name in ("server", "access-control-allow-origin", "access-control-allow-credentials"):
            if name in headers:
                del headers[name]
        is_page = scope["path"] in ("/", "/en", "/en/")
        headers["Content-Security-Policy"] = policy(scope["wenbao.nonce"] if is_page else None)
        headers["X-Request-ID"] = request_id
        if "cache-control" not in headers:
            headers["Cache-Control"] = "no-store"


class _TooLarge(Exception):
    pass


async def _reply(send: Send, status: int, text: str, extra: dict[str, str]) -> None:
    body = json.dumps({"error": text, "status": HTTPStatus(status).phrase}).encode()
    headers = {"content-type": "application/json", "content-length": str(len(body)), **extra}
    raw = [(k.lower().encode(), v.encode()) for k, v in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _address(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else "?"


def _local_name(host: str) -> bool:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return is_loopback(name)


def _same_origin(headers: Headers) -> bool:
    """Whether a browser sent this from our own page, or no browser sent it."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")


def _shown(path: str) -> str:
    """A path for the log, no longer than a line."""
    return path if len(path) <= 200 else path[:200] + "…"
