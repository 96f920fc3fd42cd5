"""Request guard before every route: paths, authentication, sizes, headers."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from messages import message_text
from web import error_response
from web.error_response import TEXTS, Refused, wants_page
from web.logs import event
from web.metrics import OTHER, Metrics, method_label
from web.security.access import COOKIE, Access, TooManyAttempts, is_loopback
from web.security.paths import (
    LINKED,
    OPEN_TO_ALL,
    ROWS,
    SLASH,
    STREAMS,
    UPLOADS,
    methods_of,
    routed,
)
from web.security.upload_limits import MB, WAITING
from web.ui.strings import LANG_COOKIE

BODY_SECONDS, SLOWEST = 30.0, 4096
"""A body may take so long, and longer by its bytes over so many a second."""

MOST_STREAMS = 64
"""Answers without an end that one reader may have open at a time: an open page has two.  Each holds
a connection and a place in memory for as long as the other side likes."""

OWN_COOKIES = re.compile(
    rf"(?:^|;)\s*((?:{COOKIE}|{LANG_COOKIE})=[\w.~-]{{1,100}})(?=\s*(?:;|$))", re.ASCII
)
"""The cookies that are ours, in a form that ours have.  The parsers of Python and Starlette take
time with the square of a quoted value, and Gradio asks them several times a request: no other
cookie is handed on."""

NO_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer, forms would send "Origin: null"
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
    rows: int = 8 * MB
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
        self._streams: dict[tuple[str, str], int] = {}
        self._on_the_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        is_plain = _is_plain(scope["path"])
        scope = {**routed(scope), "headers": _own_cookies(scope["headers"])}
        headers = Headers(scope=scope)
        request_id = headers.get("x-request-id", "")
        if not re.fullmatch(r"[\w.-]{1,64}", request_id, re.ASCII):
            request_id = secrets.token_hex(8)
        scope["wenbao.nonce"] = secrets.token_urlsafe(16)
        scope["wenbao.request_id"] = request_id
        reply = _Reply(scope, headers, send, partial(self._dress, scope, request_id))
        start = time.perf_counter()
        try:
            if not is_plain:
                raise Refused(404)
            await self._refuse(scope, headers)
            inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
            with self._streaming(scope), self._arriving(scope, headers):
                await self.app(inner, self._bounded(scope, receive, reply), reply)
        except Refused as refused:
            if not reply.status:
                await reply.refuse(refused.status, refused.text, None, refused.headers)
        except Exception:
            event("failed", logging.ERROR, request=request_id, path=_logged_path(scope["path"]))
            logging.getLogger("wenbao.web").exception("request failed")
            if not reply.status:
                await reply.refuse(500, TEXTS[500], None, {})
        finally:
            method = method_label(scope["method"])
            self.metrics.request(method, reply.status)
            event(
                "request", request=request_id, method=method, path=_logged_path(scope["path"]),
                status=reply.status, bytes=reply.bytes_sent, user=scope.get("wenbao.user"),
                ms=round(1000 * (time.perf_counter() - start), 1),
            )  # fmt: skip

    async def _refuse(self, scope: Scope, headers: Headers) -> None:
        """Turns a request away, by raising Refused, before any route sees it."""
        path, method = scope["path"], scope["method"]
        scope["wenbao.address"] = address = _address(scope)
        if "content-length" in headers and "transfer-encoding" in headers:
            # Whoever stands before us may have taken the other as the end of this request.
            text = "a request tells its length or comes in chunks, not both"
            raise Refused(400, text, Connection="close")
        _refuse_path(path, method)
        if self._busy(address):
            raise Refused(429, Retry_After="60")
        if self.loopback and self.access.open and not _local_name(headers.get("host", "")):
            # Another name that resolves to this machine: DNS rebinding.
            raise Refused(421, message_text("localhost_only"))
        if not _from_here(method, path, headers):
            raise Refused(403, message_text("other_site"))
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdecimal() and len(length) < 16):
            raise Refused(400, "the length of the request is not a number")
        if int(length) > self._limit(path):
            raise Refused(413, message_text("large_request", limit=self._limit(path)))
        if self.access.open or OPEN_TO_ALL.fullmatch(path):
            return
        try:
            user = await run_in_threadpool(self.access.who, headers, address)
        except TooManyAttempts as error:
            raise Refused(429, str(error), Retry_After="60") from error
        if user is None:
            if wants_page(headers) and method in ("GET", "HEAD"):
                raise Refused(303, "sign in", Location="/login")
            raise Refused(401, WWW_Authenticate='Bearer realm="Wenbao"')
        scope["wenbao.user"] = user

    def _limit(self, path: str) -> int:
        if UPLOADS.fullmatch(path):
            return self.bounds.upload
        return self.bounds.rows if ROWS.fullmatch(path) else self.bounds.other

    def _bounded(self, scope: Scope, receive: Receive, reply: _Reply) -> Receive:
        """`receive` that counts a body whose length is not told, and does not wait long for it."""
        path, complete = scope["path"], False
        left = self._limit(path)
        clock = time.monotonic
        until = clock() + BODY_SECONDS

        async def bounded() -> Message:
            nonlocal left, until, complete
            if complete:  # the next message is that the other side has gone
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(0.0, until - clock()))
            except (TimeoutError, asyncio.TimeoutError):
                reply.refused = Refused(408, "the request came too slowly", Connection="close")
                raise reply.refused from None
            size = len(message.get("body", b""))
            complete = not message.get("more_body", False)
            left, until = left - size, until + size / SLOWEST
            if left < 0:
                # Not closed at once: the answer would be lost with what is still on its way.
                reply.refused = Refused(413, message_text("large_request", limit=self._limit(path)))
                raise reply.refused
            return message

        return bounded

    @contextlib.contextmanager
    def _streaming(self, scope: Scope) -> Iterator[None]:
        """Counts the streams of a reader: of who is signed in, else of an address."""
        if not STREAMS.fullmatch(scope["path"]):
            yield
            return
        reader = scope.get("wenbao.user") or "", scope["wenbao.address"]
        if self._streams.get(reader, 0) >= MOST_STREAMS:
            raise Refused(429, message_text("too_many_streams", limit=MOST_STREAMS))
        self._streams[reader] = self._streams.get(reader, 0) + 1
        try:
            yield
        finally:
            self._streams[reader] -= 1
            if not self._streams[reader]:
                del self._streams[reader]

    @contextlib.contextmanager
    def _arriving(self, scope: Scope, headers: Headers) -> Iterator[None]:
        """Counts the bytes of uploads on their way; of one without a length, as many as it may
        have."""
        if not UPLOADS.fullmatch(scope["path"]):
            yield
            return
        size = int(headers.get("content-length", self.bounds.upload))
        if self._on_the_way + size > WAITING * self.bounds.upload:
            raise Refused(429, message_text("too_many_uploads"), Retry_After="60")
        self._on_the_way += size
        try:
            yield
        finally:
            self._on_the_way -= size

    def _busy(self, address: str) -> bool:
        if not self.bounds.per_minute:
            return False
        minute = int(time.time() // 60)
        last, count = self._minute.get(address, (minute, 0))
        count = count + 1 if last == minute else 1
        if len(self._minute) > 10_000:
            self._minute = {k: v for k, v in self._minute.items() if v[0] == minute}
        self._minute[address] = (minute, count)
        return count > self.bounds.per_minute

    def _dress(self, scope: Scope, request_id: str, headers: MutableHeaders) -> None:
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


class _Reply:
    """Sends what the routes answer, dressed; an error in our one form (`error_response`)."""

    def __init__(
        self, scope: Scope, headers: Headers, send: Send, dress: Callable[[MutableHeaders], None]
    ) -> None:
        self.scope = scope
        self.request_headers = headers
        self.send = send
        self.dress = dress
        self.status = 0
        self.bytes_sent = 0
        self._error: tuple[dict[str, str], bytearray] | None = None
        self.refused: Refused | None = None
        """Why the body was not read on: a route takes that for a fault of the body, and answers
        400."""

    async def __call__(self, message: Message) -> None:
        if self.refused and not self.status:
            raise self.refused
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            # MCP has a form of error of its own; documents of ours are pages already.
            html = headers.get("content-type", "").startswith("text/html")
            if self.status >= 400 and not html and self.scope["path"] != "/mcp":
                self._error = ({k: headers[k] for k in _KEPT_HEADERS if k in headers}, bytearray())
                return
            self.dress(headers)
        elif self._error is not None:
            error_headers, body = self._error
            body += message.get("body", b"")
            if not message.get("more_body", False):
                text, code = _text_and_code(bytes(body), self.status)
                await self.refuse(self.status, text, code, error_headers)
            return
        self.bytes_sent += len(message.get("body", b""))
        await self.send(message)

    async def refuse(self, status: int, text: str, code: str | None, extra: dict[str, str]) -> None:
        self._error, self.status = None, status
        response = (
            Response(status_code=status)
            if status < 400
            else error_response.response(status, text, self.request_headers, code)
        )
        response.headers.update(extra)
        self.dress(response.headers)
        self.bytes_sent += len(response.body)
        await self.send(
            {"type": "http.response.start", "status": status, "headers": response.raw_headers}
        )
        await self.send({"type": "http.response.body", "body": response.body})


_KEPT_HEADERS = ("allow", "retry-after", "www-authenticate", "location")


def _text_and_code(body: bytes, status: int) -> tuple[str, str | None]:
    """Sentence and code of an error that a route told in our form, else those of its status."""
    try:
        fields = json.loads(body)
        text, code = fields["error"], fields.get("code")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        text = code = None
    if not isinstance(text, str):
        return TEXTS.get(status, HTTPStatus(status).phrase), None
    return text, code if isinstance(code, str) else None


def _is_plain(path: str) -> bool:
    """Whether a path, decoded, has no control character and leads nowhere above itself."""
    return not NO_CONTROL.search(path) and ".." not in path.split("/")


def _refuse_path(path: str, method: str) -> None:
    """Turns away what is not served, or not by this method."""
    methods = methods_of(path)
    if methods is None:
        raise Refused(404)
    if method_label(method) == OTHER:
        raise Refused(501, "there is no such method; see /docs")
    if "GET" in methods:
        methods += ("HEAD",)
    if method not in methods:
        allow = ", ".join(methods)
        raise Refused(405, message_text("wrong_method", method=method), Allow=allow)


def _own_cookies(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers with our own cookies alone."""
    own_headers = []
    for name, value in headers:
        if name == b"cookie":
            value = "; ".join(OWN_COOKIES.findall(value.decode("latin-1"))).encode()
            if not value:
                continue
        own_headers.append((name, value))
    return own_headers


def _address(scope: Scope) -> str:
    """Whom limits are counted for: an address, of IPv6 the network that one house is given."""
    client = scope["client"][0] if scope.get("client") else "?"
    if ":" in client:
        with contextlib.suppress(ValueError):
            ipv6 = ipaddress.IPv6Address(client.partition("%")[0])
            ipv4 = ipv6.ipv4_mapped
            return str(ipv4 or ipaddress.IPv6Network((ipv6, 64), strict=False))
    return str(client)


def _local_name(host: str) -> bool:
    name, colon, port = host.rpartition(":")
    return is_loopback((name if colon and (port.isdecimal() or not port) else host).lower())


def _from_here(method: str, path: str, headers: Headers) -> bool:
    """Whether a browser sent this from our own page, or no browser sent it, or it is a link."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        link = headers.get("sec-fetch-mode") == "navigate"
        return link and method in ("GET", "HEAD") and LINKED.fullmatch(path) is not None
    origin = headers.get("origin")
    if origin is None or method in ("GET", "HEAD"):
        return True
    return origin.partition("://")[2] == headers.get("host")


def _logged_path(path: str) -> str:
    """A path for the log: no longer than a line, and without the name of a visit."""
    prefix, heartbeat, _ = path.partition("/heartbeat/")
    path = (prefix + heartbeat).replace(SLASH, "%2F")
    return path if len(path) <= 200 else path[:200] + "…"
