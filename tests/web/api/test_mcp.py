"""MCP through the SDK's own client, over HTTP, against the running server."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import warm
from jsonschema import validate
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.message import SessionMessage
from mcp.types import jsonrpc_message_adapter
from web_fixtures import Served, in_public, served

from errors import QuestionError
from qa import answer_json, ask, hit_json, retrieve
from qa.request import read_fields
from web.api import mcp_lines

QUESTION = "川维化工如何激发创新"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def site() -> Served:
    return served()


def talk(site: Served, say: Callable[[Client], Awaitable[Any]]) -> Any:
    """What `say` brings back from a client of its own."""

    async def session() -> Any:
        async with Client(f"{site.url}/mcp") as client:
            return await say(client)

    return anyio.run(session)


@pytest.fixture(scope="module")
def tools(site: Served) -> dict[str, Any]:
    return {tool.name: tool for tool in talk(site, lambda client: client.list_tools()).tools}


def test_the_tools_are_described_in_both_languages(tools: dict[str, Any]) -> None:
    assert set(tools) == {"ask", "retrieve", "read_article", "list_articles"}
    for name, tool in tools.items():
        assert any("\u4e00" <= c <= "\u9fff" for c in tool.description)
        assert "passage" in tool.description or "words" in tool.description
        assert tool.annotations.read_only_hint and not tool.annotations.destructive_hint
        assert not tool.input_schema["additionalProperties"]
        if name not in ("ask", "retrieve"):
            continue
        assert tool.input_schema["required"] == ["question"]
        assert {"k", "leg", "column", "author", "since", "until"} < set(
            tool.input_schema["properties"]
        )


def test_ask_gives_the_answer_of_the_function(site: Served) -> None:
    result = talk(site, lambda client: client.call_tool("ask", {"question": QUESTION, "k": 3}))
    assert not result.is_error
    expected = in_public(answer_json(ask(QUESTION, k=3, index=site.core.store())))
    assert result.structured_content == expected
    assert json.loads(result.content[0].text) == expected


def test_retrieve_gives_the_same_ids_as_the_function(site: Served) -> None:
    asked = {"question": "夜校教什么", "k": 2, "leg": "lexical", "author": "柳青禾"}
    result = talk(site, lambda client: client.call_tool("retrieve", asked))
    from index.store import Filters

    hits = retrieve(
        "夜校教什么", k=2, leg="lexical", narrow=Filters(author="柳青禾"), index=site.core.store()
    )
    assert hits
    assert result.structured_content["hits"] == in_public([hit_json(hit) for hit in hits])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"question": " "}, "empty"),
        ({}, "question"),
        ({"question": "x", "k": 0}, "k"),
        ({"question": "x", "leg": "third"}, "leg"),
        ({"question": "x", "since": "soon"}, "2024-11-20"),
    ],
)
def test_a_bad_call_is_an_error_in_words(site: Served, asked: dict[str, Any], told: str) -> None:
    result = talk(site, lambda client: client.call_tool("ask", asked))
    assert result.is_error
    assert told in result.content[0].text
    assert "Traceback" not in result.content[0].text
    with pytest.raises(QuestionError) as refused:
        read_fields(asked)
    assert (result.meta["code"], result.structured_content) == (refused.value.code, None)


def test_half_a_character_is_told_as_everywhere(site: Served) -> None:
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}

    def call(tool: str, **arguments: str) -> Any:
        params = {"name": tool, "arguments": arguments}
        body = {"jsonrpc": "2.0", "id": "a", "method": "tools/call", "params": params}
        content = json.dumps(body).encode()
        reply = httpx.post(f"{site.url}/mcp", content=content, headers=headers, timeout=180)
        return reply.status_code, reply.json()

    for asked, code in (({"question": "夜校\ud800"}, "halved_question"),
                        ({"question": "夜校", "author": "\udfff"}, "bad_filter")):  # fmt: skip
        with pytest.raises(QuestionError) as refused:
            read_fields(asked)
        status, told = call("ask", **asked)
        assert (status, told["id"], told["result"]["isError"]) == (200, "a", True)
        assert told["result"]["_meta"] == {"code": code}
        assert told["result"]["content"][0]["text"] == str(refused.value)
    assert call("read_article", id="\ud800")[1]["error"]["code"] == -32700
    assert call("ask", question="夜校教什么")[1]["result"]["isError"] is False


def test_a_result_has_the_schema_that_the_tool_tells(site: Served, tools: dict[str, Any]) -> None:
    async def session(client: Client) -> list[tuple[str, Any]]:
        found = []
        asked: dict[str, Any] = {"question": QUESTION, "k": 2}
        for name in ("ask", "retrieve"):
            for fields in (asked, {**asked, "follow": "夜校教什么"}):
                found.append((name, await client.call_tool(name, fields)))
        article = found[0][1].structured_content["hits"][0]["article_id"]
        found.append(("read_article", await client.call_tool("read_article", {"id": article})))
        found.append(("list_articles", await client.call_tool("list_articles", {"limit": 3})))
        return found

    found = talk(site, session)
    assert {name for name, _ in found} == set(tools)
    for name, result in found:
        assert not result.is_error
        validate(result.structured_content, tools[name].output_schema)


def test_an_article_is_read_in_parts_that_make_the_whole(site: Served) -> None:
    article = site.core.store().articles()[0]
    whole = site.core.store().article(article.id)

    async def session(client: Client) -> list[Any]:
        starts = range(1, 90, 18)  # fewer than it has, then more than are left
        calls = [{"id": article.id, "first": n, "count": 18} for n in starts]
        return [(await client.call_tool("read_article", c)).structured_content for c in calls]

    parts = talk(site, session)
    read = [one for part in parts for one in part["paragraphs"]]
    assert [one["text"] for one in read] == [one.text for one in whole.paragraphs]
    assert [one["paragraph"] for one in read] == list(range(1, len(whole.paragraphs) + 1))
    assert {part["total"] for part in parts} == {len(whole.paragraphs)}


def test_the_listing_is_found_in_and_turned_over(site: Served) -> None:
    async def session(client: Client) -> list[Any]:
        calls: list[dict[str, Any]] = [{}, {"find": "柳青禾"}, {"find": "夜校 没有这个词"}]
        calls += [{"offset": 1, "limit": 2}]
        return [(await client.call_tool("list_articles", c)).structured_content for c in calls]

    everything, own, none, part = talk(site, session)
    ids = [one.id for one in site.core.store().articles()]
    assert [one["id"] for one in everything["articles"]] == ids[:50]
    assert everything["total"] == len(ids)
    assert [one["title"] for one in own["articles"]] == ["望江纺织厂的夜校"]
    assert (none["total"], none["articles"]) == (0, [])
    assert [one["id"] for one in part["articles"]] == ids[1:3]


@pytest.mark.parametrize(
    ("tool", "fields", "told"),
    [
        ("read_article", {"id": "none"}, "no article 'none'"),
        ("read_article", {"id": "x", "page": 1}, 'unknown field "page"; expected id, first, count'),
        ("list_articles", {"find": "夜 " * 101}, "find has 202 characters, the limit is 200"),
        ("list_articles", {"author": "x"}, 'unknown field "author"; expected find, offset, limit'),
        ("list_articles", {"limit": -1}, "limit is -1; expected a whole number from 1 to 100"),
        ("list_articles", {"limit": "x"}, 'limit is "x"; expected a whole number from 1 to 100'),
        ("list_articles", {"offset": -1}, "offset is -1; expected a whole number, 0 or more"),
        ("list_articles", {"find": [1]}, "find is [1]; expected text"),
        ("read_article", {"id": "x", "count": 51}, "count is 51; expected a whole number from 1"),
        ("read_article", {}, "id is null; expected text"),
        ("read_article", {"id": 7}, "id is 7; expected text"),
    ],
)
def test_what_a_tool_does_not_take_is_refused(
    site: Served, tool: str, fields: dict[str, Any], told: str
) -> None:
    result = talk(site, lambda client: client.call_tool(tool, fields))
    assert result.is_error and told in result.content[0].text
    assert "http" not in result.content[0].text and "\n" not in result.content[0].text


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"{", -32700), (b"\xff", -32700), (b"[]", -32600), (b'{"jsonrpc": "2.0", "id": 1}', -32600),
     (rb'{"jsonrpc": "2.0", "id": 1, "method": "\ud800"}', -32700),
     *((b'{"jsonrpc": "2.0", "id": %s, "method": "ping"}' % name, -32600)
       for name in (b"1.5", b"null", b"true", b"[1]", b"{}"))],
)  # fmt: skip
def test_a_body_that_is_no_message_is_answered_in_our_words(
    site: Served, body: bytes, code: int
) -> None:
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    reply = httpx.post(f"{site.url}/mcp", content=body, headers=headers)
    told = reply.json()
    assert (reply.status_code, told["error"]["code"], told["id"]) == (400, code, None)
    assert "JSON-RPC 2.0" in told["error"]["message"] and "pydantic" not in reply.text
    ping = {"jsonrpc": "2.0", "id": 7, "method": "ping"}
    assert httpx.post(f"{site.url}/mcp", json=ping, headers=headers).json()["id"] == 7


@pytest.mark.slow
def test_a_line_that_is_no_message_is_answered_and_the_next_one_too(site: Served) -> None:
    ping = '{"jsonrpc": "2.0", "id": 7, "method": "ping"}'
    lines = ["{", "\ud800 not JSON", "", "[]", '{"jsonrpc": "2.0", "id": 1}', ping, "nor this"]
    process = warm.run(
        [sys.executable, "-m", "web.api.mcp_stdio", "--index", str(site.core.path)],
        "".join(line + "\n" for line in lines).encode("utf-8", "replace"), cwd=ROOT,
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    replies = [json.loads(line) for line in process.stdout.splitlines()]
    codes = [reply["error"]["code"] for reply in replies if "error" in reply]
    assert codes == [-32700, -32700, -32700, -32600, -32600, -32700]
    assert all(reply["id"] is None for reply in replies if "error" in reply)
    assert [reply["id"] for reply in replies if "result" in reply] == [7]
    assert "pydantic" not in process.stdout.decode()


@pytest.mark.slow
def test_calls_are_answered_though_the_input_has_ended(site: Served) -> None:
    about = {"protocolVersion": "2025-06-18", "capabilities": {}}
    about["clientInfo"] = {"name": "printf", "version": "1"}
    calls = [
        {"id": 1, "method": "initialize", "params": about},
        {"method": "notifications/initialized"},
        *(
            {"id": n, "method": "tools/call", "params": {"name": "ask", "arguments": asked}}
            for n, asked in enumerate([{"question": QUESTION}, {"question": "食堂几点开饭"}], 2)
        ),
        {"id": "last", "method": "ping"},
    ]
    process = warm.run(
        [sys.executable, "-m", "web.api.mcp_stdio", "--index", str(site.core.path)],
        "".join(json.dumps({"jsonrpc": "2.0", **call}) + "\n" for call in calls).encode(), cwd=ROOT,
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    replies = {reply["id"]: reply for reply in map(json.loads, process.stdout.splitlines())}
    assert set(replies) == {1, 2, 3, "last"}
    assert not any("error" in reply or reply["result"].get("isError") for reply in replies.values())


def test_the_wait_for_last_answers_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a call that is never answered, too; one that was cancelled is not waited for."""
    monkeypatch.setattr(mcp_lines, "LAST_ANSWERS", 0.05)

    def message(**fields: Any) -> Any:
        return SessionMessage(jsonrpc_message_adapter.validate_python({"jsonrpc": "2.0", **fields}))

    async def read() -> list[Any]:
        asked, received = anyio.create_memory_object_stream[Any](9)
        answers, _ = anyio.create_memory_object_stream[Any](9)
        await asked.send(message(id=1, method="ping"))
        await asked.send(message(id=2, method="ping"))
        await asked.send(message(method="notifications/cancelled", params={"requestId": 2}))
        await asked.aclose()
        return [item async for item in mcp_lines.AnsweredLines(received, answers)]

    assert len(anyio.run(read)) == 3


@pytest.mark.slow
def test_the_same_tools_over_standard_input_and_output(site: Served) -> None:
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "web.api.mcp_stdio", "--index", str(site.core.path)],
        cwd=ROOT,
    )

    async def session() -> tuple[set[str], Any]:
        async with Client(stdio_client(command)) as client:
            names = {tool.name for tool in (await client.list_tools()).tools}
            return names, await client.call_tool("retrieve", {"question": QUESTION, "k": 1})

    names, result = anyio.run(session)
    assert names == {"ask", "retrieve", "read_article", "list_articles"}
    expected = retrieve(QUESTION, k=1, index=site.core.store())
    assert [hit["id"] for hit in result.structured_content["hits"]] == [expected[0].id]


def test_an_article_is_a_resource(site: Served) -> None:
    [hit] = retrieve(QUESTION, 1, site.core.store())

    async def say(client: Client) -> Any:
        [template] = (await client.list_resource_templates()).resource_templates
        found = await client.read_resource(f"wenbao://articles/{hit.article_id}")
        with pytest.raises(Exception, match="there is no article 'none'"):
            await client.read_resource("wenbao://articles/none")
        for wrong in ("wenbao://articles/a/b", "wenbao://articles/", "other://x"):
            with pytest.raises(Exception, match=rf"there is no resource '{wrong}'; .*/ID"):
                await client.read_resource(wrong)
        return template.uri_template, found.contents[0]

    template, found = talk(site, say)
    assert (template, found.mime_type) == ("wenbao://articles/{id}", "text/plain")
    assert found.text.startswith(str(hit.title)) and f"[{hit.paragraph}] {hit.text}" in found.text
