"""What FastAPI gives the routes of the application that they run in, by `Depends`.

`web/server.py` puts each part into `app.state`.  A test calls a route with parts of its own.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import AfterValidator

from web.interface import Interface
from web.query_service import Core
from web.security.paths import SLASH


def part(name: str) -> Any:
    """A part of the application."""

    async def app_part(request: Request) -> Any:  # a plain function would need a thread
        return getattr(request.app.state, name)

    return Depends(app_part)


def interface(name: str) -> Any:
    """The interface of this name."""

    async def named_interface(request: Request) -> Interface:
        return Interface(name, request.app.state.core, request.app.state.metrics)

    return Depends(named_interface)


Service = Annotated[Core, part("core")]
ReadOnly = Annotated[bool, part("read_only")]
Rest = Annotated[Interface, interface("rest")]
ArticleId = Annotated[str, AfterValidator(lambda name: name.replace(SLASH, "/"))]
"""The id of an article in an address."""
