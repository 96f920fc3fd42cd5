"""Routes are functions: they can be called with parts of one's own, without a server."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from web.api import rest
from web.api.jobs import job, writable
from web.api.responses import Problem
from web.jobs import Jobs

EMPTY: Any = SimpleNamespace(store=lambda: SimpleNamespace(article=lambda _: None))
CHANGES: Any = SimpleNamespace(core=EMPTY, jobs=Jobs())


def refused(error: pytest.ExceptionInfo[Problem]) -> tuple[int, str]:
    return error.value.status_code, error.value.code


def test_nothing_is_changed_where_the_server_is_read_only() -> None:
    assert asyncio.run(writable(CHANGES, False)) is CHANGES
    with pytest.raises(Problem) as error:
        asyncio.run(writable(CHANGES, True))
    assert refused(error) == (403, "read_only_here")


def test_what_there_is_not_is_not_found() -> None:
    with pytest.raises(Problem) as error:
        rest.article(EMPTY, "none")
    assert refused(error) == (404, "no_such_article")
    with pytest.raises(Problem) as error:
        job(CHANGES, "none")
    assert refused(error) == (404, "no_such_job")
