"""What comes to the MCP server and is no message: it is answered in our words.

The SDK passes over such a line of standard input, and a client that waits for its answer waits for
ever; over HTTP it answers in the words of its own checks.
"""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any

from mcp.shared._stream_protocols import ReadStream, WriteStream
from mcp.shared.message import SessionMessage
from mcp.types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    ErrorData,
    JSONRPCError,
    jsonrpc_message_adapter,
)
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from messages import message_text

Received = SessionMessage | Exception


class AnsweredLines:
    """The messages of a stream; what is none is answered on the other, with an error."""

    def __init__(
        self, received: ReadStream[Received], answers: WriteStream[SessionMessage]
    ) -> None:
        self._received = received
        self._answers = answers

    async def receive(self) -> Received:
        return await self._next_message(await self._received.receive())

    async def aclose(self) -> None:
        await self._received.aclose()

    def __aiter__(self) -> AnsweredLines:
        return self

    async def __anext__(self) -> Received:
        return await self._next_message(await self._received.__anext__())

    async def __aenter__(self) -> AnsweredLines:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def _next_message(self, item: Received) -> SessionMessage:
        """The item, or the first one after it that is a message."""
        while not isinstance(item, SessionMessage):
            await self._answers.send(SessionMessage(_answer_to(item)))
            item = await self._received.__anext__()
        return item


class AnsweredBodies:
    """An app of MCP over HTTP; a body that is no message does not come to it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        try:
            jsonrpc_message_adapter.validate_json(body, by_name=False)
            fault = None if _has_usable_id(json.loads(body)) else _answer_to(None)
        except ValidationError as error:
            fault = _answer_to(error)
        if fault:
            form = fault.model_dump_json()
            await Response(form, 400, media_type="application/json")(scope, receive, send)
            return
        unread: list[Message] = [{"type": "http.request", "body": body}]

        async def again() -> Message:
            return unread.pop() if unread else await receive()

        await self._app(scope, again, send)


def _has_usable_id(message: dict[str, Any]) -> bool:
    """Whether the id of a call, if it has one, is a string or a whole number.  The SDK takes a call
    with another for a notification, which nobody answers."""
    return "method" not in message or type(message.get("id", 0)) in (int, str)


def _answer_to(error: Exception | None) -> JSONRPCError:
    """The answer of JSON-RPC, which has no id, since what the line asks is not known.  None: its
    own id is none."""
    is_json = error is None or (
        isinstance(error, ValidationError)
        and all(fault["type"] != "json_invalid" for fault in error.errors(include_url=False))
    )
    error_data = (
        ErrorData(code=INVALID_REQUEST, message=message_text("no_rpc"))
        if is_json
        else ErrorData(code=PARSE_ERROR, message=message_text("no_json_line"))
    )
    return JSONRPCError(jsonrpc="2.0", id=None, error=error_data)
