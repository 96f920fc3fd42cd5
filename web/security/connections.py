"""Connection limits: bounded in number, and none silent for long."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS = {"head": 10.0, "read": 30.0}
"""A connection that sends no whole head of a request for so long is closed, and one that does not
read what is written for it; the guard bounds the time of a body."""
RESERVE = 128
"""Descriptors kept for files, the index and what libraries open."""
MOST = 4096
BACKLOG = 64
"""Connections that one turn of the loop accepts: fewer than the reserve."""


def bound() -> int:
    """The most connections at a time, from the descriptors that this process may have."""
    try:
        import resource
    except ImportError:  # Windows
        return 400
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MOST if soft < 0 else max(8, min(MOST, soft - RESERVE, soft * 3 // 4))


class Bounded(H11Protocol):
    """uvicorn's protocol; above the bound, who has been waited for longest makes room."""

    most = bound()
    silent: dict[Bounded, None] = {}  # noqa: RUF012  of all connections, the longest silent first

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._timer: asyncio.TimerHandle | None = None
        self._awaited = ""
        if len(self.connections) > self.most:
            oldest = next(iter(self.silent), self)
            oldest.leave()
            if oldest is self:
                return
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        super().connection_lost(exc)

    def leave(self) -> None:
        """Closes at once; the place is free before the transport has noticed."""
        self._stop_clock()
        self.connections.discard(self)
        self.transport.abort()

    def _watch(self) -> None:
        """Starts the clock where the other side is waited for and stops it where it waits for us;
        only a body that goes on coming moves to the end of the line."""
        awaited = self._awaited_now()
        if awaited == self._awaited != "body":
            return
        self._stop_clock()
        self._awaited = awaited
        if awaited and not self.transport.is_closing():
            self.silent[self] = None
            if awaited in SECONDS:
                self._timer = self.loop.call_later(SECONDS[awaited], self.leave)

    def _awaited_now(self) -> str:
        """What the other side has yet to do; nothing while it waits for us."""
        if self.flow.write_paused:
            return "read"
        if self.cycle is None or self.cycle.response_complete:
            return "head"
        return "body" if self.cycle.more_body else ""

    def _stop_clock(self) -> None:
        self._awaited = ""
        self.silent.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def configured(app: ASGIApp, **options: Any) -> uvicorn.Config:
    """How the server runs; headers of proxies are believed by `create_app` alone."""
    return uvicorn.Config(
        app, log_level="warning", log_config=None, server_header=False, access_log=False,
        lifespan="on", http=Bounded, ws="none", proxy_headers=False, backlog=BACKLOG,
        **options,
    )  # fmt: skip
