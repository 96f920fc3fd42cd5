"""What comes to the MCP server and is no message: it is answered in our words.

The SDK passes over such a line of standard input, and a client that waits for its answer waits for
ever; over HTTP it answers in the words of its own checks.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any

import anyio
from mcp.shared._stream_protocols import ReadStream, WriteStream
from mcp.shared.message import SessionMessage
from mcp.types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    CallToolResult,
    ErrorData,
    JSONRPCError,
    JSONRPCMessage,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    TextContent,
    jsonrpc_message_adapter,
)
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from errors import QuestionError, WenbaoError
from messages import message_text
from qa.request import read_fields
from web.error_response import escaped
from web.redaction import redacted

Received = SessionMessage | Exception
CANCELLED = "notifications/cancelled"
CALL = "tools/call"
OF_QUESTIONS = ("ask", "retrieve")
"""The tools that take what `qa.request.read_fields` reads."""


LAST_ANSWERS = 30.0
"""Seconds for calls that are still to be answered when the input ends."""


class AnsweredLines:
    """The messages of a stream; what is none is answered on the other, with an error.

    The stream ends once its calls are answered, on `answers`: the SDK stops those that are left at
    the end of its input, and `printf … | wenbao mcp` would get no answer.
    """

    def __init__(
        self, received: ReadStream[Received], answers: WriteStream[SessionMessage]
    ) -> None:
        self._received = received
        self.answers = NotedAnswers(answers)

    async def receive(self) -> Received:
        return await self._next_message(self._received.receive)

    async def aclose(self) -> None:
        await self._received.aclose()

    def __aiter__(self) -> AnsweredLines:
        return self

    async def __anext__(self) -> Received:
        return await self._next_message(self._received.__anext__)

    async def __aenter__(self) -> AnsweredLines:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def _next_message(self, next_item: Callable[[], Awaitable[Received]]) -> SessionMessage:
        """The next item that is a message."""
        try:
            while not isinstance(item := await next_item(), SessionMessage):
                await self.answers.send(SessionMessage(_answer_to(item)))
        except (StopAsyncIteration, anyio.EndOfStream):
            with anyio.move_on_after(LAST_ANSWERS):
                await self.answers.all_sent()
            raise
        self.answers.expect(item.message)
        return item


class NotedAnswers:
    """A stream of answers that knows which calls are still to be answered."""

    def __init__(self, stream: WriteStream[SessionMessage]) -> None:
        self._stream = stream
        self._expected: set[object] = set()
        self._sent = anyio.Event()

    def expect(self, message: JSONRPCMessage) -> None:
        """Notes a call; one that is cancelled need not be answered."""
        if isinstance(message, JSONRPCRequest):
            self._expected.add(message.id)
        elif isinstance(message, JSONRPCNotification) and message.method == CANCELLED:
            self._expected.discard((message.params or {}).get("requestId"))

    async def send(self, item: SessionMessage, /) -> None:
        await self._stream.send(item)
        if isinstance(item.message, JSONRPCResponse | JSONRPCError):
            self._expected.discard(item.message.id)
            self._sent.set()

    async def all_sent(self) -> None:
        """Waits until no call is left."""
        while self._expected:
            self._sent = anyio.Event()
            await self._sent.wait()

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def __aenter__(self) -> NotedAnswers:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()


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
            if told := _told_of_halves(body):
                form = told.model_dump_json(by_alias=True)
                await Response(form, media_type="application/json")(scope, receive, send)
                return
            fault = _answer_to(error)
        if fault:
            form = fault.model_dump_json()
            await Response(form, 400, media_type="application/json")(scope, receive, send)
            return
        unread: list[Message] = [{"type": "http.request", "body": body}]

        async def again() -> Message:
            return unread.pop() if unread else await receive()

        await self._app(scope, again, send)


def failure(error: WenbaoError) -> CallToolResult:
    """The result of a tool that failed.  Its code stands beside it: a client would hold structured
    content against the schema of what the tool gives."""
    text = TextContent(type="text", text=escaped(redacted(error)))
    return CallToolResult(content=[text], is_error=True, _meta={"code": error.code})


def _told_of_halves(body: bytes) -> JSONRPCResponse | None:
    """The answer to a call whose question or options have half of a character (\\ud800), in the
    words of all interfaces: JSON may have it, the SDK's reader may not."""
    try:
        message = json.loads(body)
        name, arguments = message["params"]["name"], message["params"]["arguments"]
        if message["method"] != CALL or name not in OF_QUESTIONS or not _has_usable_id(message):
            return None
        read_fields(arguments)
    except QuestionError as error:
        result = failure(error).model_dump(mode="json", by_alias=True, exclude_none=True)
        return JSONRPCResponse(jsonrpc="2.0", id=message["id"], result=result)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    return None


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
