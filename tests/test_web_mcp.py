"""MCP through the SDK's own client, over HTTP, against the running server."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
from mcp.client import Client
from web_fixtures import Served, served

from qa import answer_json, ask, hit_json, retrieve

QUESTION = "川维化工如何激发创新"


@pytest.fixture(scope="module")
def site() -> Served:
    return served()


def talk(site: Served, say: Callable[[Client], Awaitable[Any]]) -> Any:
    """What `say` brings back from a client of its own."""

    async def session() -> Any:
        async with Client(f"{site.url}/mcp") as client:
            return await say(client)

    return anyio.run(session)


def test_the_two_tools_are_described_in_both_languages(site: Served) -> None:
    tools = {tool.name: tool for tool in talk(site, lambda client: client.list_tools()).tools}
    assert set(tools) == {"ask", "retrieve"}
    for tool in tools.values():
        assert any("\u4e00" <= c <= "\u9fff" for c in tool.description)
        assert "passage" in tool.description or "words" in tool.description
        assert tool.input_schema["required"] == ["question"]
        assert {"k", "leg", "column", "author", "since", "until"} < set(
            tool.input_schema["properties"]
        )


def test_ask_gives_the_answer_of_the_function(site: Served) -> None:
    result = talk(site, lambda client: client.call_tool("ask", {"question": QUESTION, "k": 3}))
    assert not result.is_error
    expected = json.loads(json.dumps(answer_json(ask(QUESTION, k=3, index=site.core.store()))))
    assert result.structured_content == expected
    assert json.loads(result.content[0].text) == expected


def test_retrieve_gives_the_same_ids_as_the_function(site: Served) -> None:
    asked = {"question": "夜校教什么", "k": 2, "leg": "lexical", "author": "柳青禾"}
    result = talk(site, lambda client: client.call_tool("retrieve", asked))
    from index.store import Narrow

    hits = retrieve(
        "夜校教什么", k=2, leg="lexical", narrow=Narrow(author="柳青禾"), index=site.core.store()
    )
    assert hits
    assert result.structured_content["hits"] == json.loads(
        json.dumps([hit_json(hit) for hit in hits])
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"question": " "}, "empty"),
        ({}, "question"),
        ({"question": "x", "k": 0}, "k"),
        ({"question": "x", "leg": "third"}, "leg"),
        ({"question": "x", "since": "soon"}, "YYYY"),
    ],
)
def test_a_bad_call_is_an_error_in_words(site: Served, asked: dict[str, Any], told: str) -> None:
    result = talk(site, lambda client: client.call_tool("ask", asked))
    assert result.is_error
    assert told in result.content[0].text
    assert "Traceback" not in result.content[0].text
