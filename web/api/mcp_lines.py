"""What comes over standard input to the MCP server: each line that is no message is answered.

The SDK passes over such a line, and a client that waits for its answer waits for ever.
"""

from __future__ import annotations

from types import TracebackType

from mcp.shared._stream_protocols import ReadStream, WriteStream
from mcp.shared.message import SessionMessage
from mcp.types import INVALID_REQUEST, PARSE_ERROR, ErrorData, JSONRPCError
from pydantic import ValidationError

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


def _answer_to(error: Exception) -> JSONRPCError:
    """The answer of JSON-RPC, which has no id, since what the line asks is not known."""
    is_json = isinstance(error, ValidationError) and not any(
        fault["type"] == "json_invalid" for fault in error.errors(include_url=False)
    )
    error_data = (
        ErrorData(code=INVALID_REQUEST, message=message_text("no_rpc"))
        if is_json
        else ErrorData(code=PARSE_ERROR, message=message_text("no_json_line"))
    )
    return JSONRPCError(jsonrpc="2.0", id=None, error=error_data)
