"""What FastAPI gives the routes of the application that they run in, by `Depends`.

`web/server.py` puts each part into `app.state`.  A test calls a route with parts of its own.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request

from web.interface import Interface
from web.query_service import Core


def part(name: str) -> Any:
    """A part of the application."""

    async def given(request: Request) -> Any:  # a plain function would need a thread
        return getattr(request.app.state, name)

    return Depends(given)


def interface(name: str) -> Any:
    """The interface of this name."""

    async def given(request: Request) -> Interface:
        return Interface(name, request.app.state.core, request.app.state.metrics)

    return Depends(given)


Service = Annotated[Core, part("core")]
ReadOnly = Annotated[bool, part("read_only")]
Rest = Annotated[Interface, interface("rest")]
