"""Replies that are sent piece by piece."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


class EndingResponse(StreamingResponse):
    """ended: called once nothing more is sent, also if nothing was."""

    def __init__(
        self, pieces: Iterator[str] | AsyncIterator[str], media_type: str,
        ended: Callable[[], None], headers: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(pieces, headers=headers, media_type=media_type)
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._ended()
