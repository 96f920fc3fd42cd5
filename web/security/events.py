"""Validation of the page's events before Gradio handles them.

Gradio moves and downloads whatever files a body names, keeps uploads that no event takes, and
knows a visit by a word that anybody may send.  Here a value must have the type of its component,
a file must be one that was uploaded, and a visit belongs to who is signed in.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import gradio as gr
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from messages import message_text
from web.error_response import Refused
from web.security.incoming import inside, waiting
from web.security.upload_limits import UploadLimits

ROUTE = re.compile(r"(?P<page>/en|)/gradio_api/(?P<kind>\w+)(?P<rest>/.*)?")
SECRETS = ("session_hash", "upload_id")
FILE = {"_type": "gradio.FileData"}
SCALARS = (str, int, float, bool, type(None))


class Events:
    """ASGI middleware before Gradio's routes; `pages` by the path that each is mounted at."""

    def __init__(
        self, app: ASGIApp, pages: Mapping[str, gr.Blocks], incoming: Path,
        limits: UploadLimits, *, read_only: bool,
    ) -> None:  # fmt: skip
        self.app = app
        self.pages = pages
        self.incoming = incoming
        self.limits = limits
        self.read_only = read_only
        self._pepper = secrets.token_bytes(32)
        self._arriving = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match = ROUTE.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if match is None:
            await self.app(scope, receive, send)
            return
        scope = self._with_own_visits(scope)
        if match["kind"] == "upload":
            await self._upload(scope, receive, send)
            return
        if scope["method"] == "POST":
            page = self.pages[match["page"] or "/"]
            raw = await Request(scope, receive).body()
            body = json.dumps(self.checked(raw, page, scope)).encode()
            headers = [header for header in scope["headers"] if header[0] not in _FRAMING]
            headers += [(b"content-length", str(len(body)).encode()), _JSON]
            scope, receive = {**scope, "headers": headers}, _replayed(body, receive)
            send = _with_choice_errors(send)
        await self.app(scope, receive, send)

    def checked(self, raw: bytes, page: gr.Blocks, scope: Scope) -> dict[str, Any]:
        """The body of an event, made of nothing but what the event takes."""
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            raise Refused(422, "the body is not JSON") from None
        if not isinstance(body, dict) or not isinstance(body.get("data"), list):
            raise Refused(422, "the body is not an object with a list of data")
        index = body.get("fn_index")
        if type(index) is not int or index not in page.fns or page.fns[index].fn is None:
            raise Refused(422, "fn_index names no event of this page")
        visit = body.get("session_hash")
        if not isinstance(visit, str):
            raise Refused(422, "session_hash is missing")
        inputs = page.fns[index].inputs
        if len(inputs) != len(body["data"]):
            raise Refused(422, f"this event takes {len(inputs)} values")
        values = [self._checked_value(*pair) for pair in zip(inputs, body["data"], strict=True)]
        return {
            "data": values, "fn_index": index,
            "session_hash": self._inside_name(scope, visit),
            "event_data": _event_data(body.get("event_data")),
        }  # fmt: skip

    def _checked_value(self, component: Any, value: Any) -> Any:
        """A value for a component: of the type that it starts with."""
        if isinstance(component, gr.State):
            return None  # it lives here, not in the browser
        if isinstance(component, gr.File):
            return self._files(value)
        initial = getattr(component, "value", None)
        if isinstance(initial, list) and isinstance(value, list):
            fits = all(type(choice) in SCALARS for choice in value)
        elif isinstance(initial, (bool, int, float)):
            fits = type(value) is type(initial)
        else:
            fits = value is None or isinstance(value, str)
        if not fits:
            raise Refused(422, f"a value for {component.label or 'a component'} has another type")
        return "" if value is None and isinstance(component, gr.Textbox) else value

    def _files(self, value: Any) -> list[dict[str, Any]] | None:
        if value is None:
            return None
        if not isinstance(value, list) or len(value) > self.limits.files:
            raise Refused(422, f"expected a list of up to {self.limits.files} files")
        files = []
        for file in value:
            path = file.get("path") if isinstance(file, dict) and file.get("meta") == FILE else None
            if not isinstance(path, str) or not inside(self.incoming, Path(path)):
                raise Refused(422, message_text("not_uploaded"))
            files.append({"path": path, "meta": FILE})
        return files

    def _with_own_visits(self, scope: Scope) -> Scope:
        """The request with its visit made that of its user."""
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        query = [(k, self._inside_name(scope, v) if k in SECRETS else v) for k, v in query]
        own_scope = {**scope, "query_string": urlencode(query).encode()}
        prefix, heartbeat, visit = scope["path"].partition("/heartbeat/")
        if heartbeat:
            own_scope["path"] = prefix + heartbeat + self._inside_name(scope, visit)
            own_scope["raw_path"] = own_scope["path"].encode()
        return own_scope

    def _inside_name(self, scope: Scope, visit: str) -> str:
        """The name of a visit inside: it cannot be used, or guessed, by another user."""
        text = f"{scope.get('wenbao.user', '')}\0{visit}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, key=self._pepper, digest_size=16).hexdigest()

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Gradio's upload with a bound on the files of a request and on the bytes that wait."""
        if self.read_only:
            raise Refused(403, message_text("read_only"))
        headers = Headers(scope=scope)
        size = int(headers.get("content-length", self.limits.largest_request))
        staged = await run_in_threadpool(waiting, self.incoming)
        if staged + self._arriving + size > self.limits.most_waiting:
            raise Refused(507, message_text("too_many_uploads"))
        boundary = re.search(r'boundary="?([^";\s]+)', headers.get("content-type", ""))
        if boundary is None:
            raise Refused(422, "an upload is multipart/form-data with a boundary")
        mark, tail, parts = b"--" + boundary[1].encode("latin-1"), b"", 0
        refusal: Refused | None = None

        async def receive_counted() -> Message:
            # Gradio's parser removes its files after this exception, and after no other.
            nonlocal tail, parts, refusal
            try:
                message = await receive()
            except Refused as error:
                refusal = error
                raise MultiPartException(error.text) from error
            if message["type"] == "http.disconnect":
                raise MultiPartException("the upload broke off")
            text = tail + message.get("body", b"")
            parts += text.count(mark)
            tail = text[-(len(mark) - 1) :]
            if parts > self.limits.files + 1:
                limit = self.limits.files
                refusal = Refused(413, message_text("too_many_files", limit=limit))
                raise MultiPartException(refusal.text)
            return message

        async def send_unless_refused(message: Message) -> None:
            if refusal is not None:
                raise refusal
            await send(message)

        self._arriving += size
        try:
            await self.app(scope, receive_counted, send_unless_refused)
        finally:
            self._arriving -= size


_FRAMING = (b"content-length", b"transfer-encoding", b"content-type")
_JSON = (b"content-type", b"application/json")


def _event_data(value: Any) -> Any:
    """What a browser tells of a click, without anything that could name a file."""
    if isinstance(value, dict):
        return {k: v for k, v in value.items() if type(v) in SCALARS}
    return value if type(value) in SCALARS else None


def _with_choice_errors(send: Send) -> Send:
    """`send` that tells Gradio's errors about a value, which it calls the server's, as 422."""
    start: Message = {}

    async def send_translated(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start" and message["status"] == 500:
            start = message
            return
        if start:
            if b'"error":null' not in message.get("body", b"").replace(b" ", b""):
                raise Refused(422, "a value is not among the choices of its list")
            await send(start)
            start = {}
        await send(message)

    return send_translated


def _replayed(body: bytes, receive: Receive) -> Receive:
    """`receive` for a body that was read: the body, then what comes after it."""
    was_read = False

    async def once() -> Message:
        nonlocal was_read
        if was_read:
            return await receive()
        was_read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once
