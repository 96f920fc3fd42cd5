"""One table of right and wrong questions over all five faces: the same values, errors and codes."""

from __future__ import annotations

import functools
import html
import json
import re
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest
from mcp.client import Client
from web_fixtures import Served, served

import console
from errors import QuestionError
from qa import ask, retrieve
from qa.__main__ import main
from web.metrics import Metrics
from web.ui.ask_tab import Asking
from web.ui.browser_state import FORM, BrowserState
from web.ui.strings import Words

Outcome = tuple[list[str], str | None, str | None]
"""The ids of the hits; the message and the code of the error, where the face tells it."""


@pytest.fixture(scope="module")
def site() -> Served:
    return served()


def python(site: Served, fields: dict[str, Any], call: Callable[..., Any] = retrieve) -> Outcome:
    asked = dict(fields)
    try:
        found = call(asked.pop("question"), index=site.core.store(), **asked)
    except QuestionError as error:
        return [], str(error), error.code
    return [hit.id for hit in (found if call is retrieve else found.hits)], None, None


def command(site: Served, fields: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> Outcome:
    arguments = ["--index", str(site.core.path), "--json"]
    for name, value in fields.items():
        text = value if isinstance(value, str) else json.dumps(value)
        arguments += [text] if name == "question" else [f"-{'-' * (len(name) > 1)}{name}", text]
    capsys.readouterr()
    status = console.run(lambda: main(arguments))
    out, err = capsys.readouterr()
    if status == 0:
        return [hit["id"] for hit in json.loads(out)["hits"]], None, None
    assert (status, out) == (2, "")
    [line] = err.splitlines()
    return [], line.removeprefix("error: "), None


def rest(site: Served, fields: dict[str, Any], path: str = "/api/retrieve") -> Outcome:
    body = json.dumps(fields)  # half a character goes as \ud800
    headers = {"Content-Type": "application/json"}
    reply = httpx.post(site.url + path, content=body, headers=headers, timeout=180)
    told = reply.json()
    if reply.status_code == 200:
        return [hit["id"] for hit in told["hits"]], None, None
    assert reply.status_code == 422 and list(told) == ["error", "code", "status"]
    return [], told["error"], told["code"]


def mcp(site: Served, fields: dict[str, Any]) -> Outcome:
    return mcp_tools(site, fields, "retrieve")["retrieve"]


def mcp_tools(site: Served, fields: dict[str, Any], *tools: str) -> dict[str, Outcome]:
    """By each tool, in one session: to begin one costs as much as a call."""

    async def session() -> dict[str, Any]:
        async with Client(f"{site.url}/mcp") as client:
            return {tool: await client.call_tool(tool, fields) for tool in tools}

    return {
        tool: ([], result.content[0].text, None)
        if result.is_error
        else ([hit["id"] for hit in result.structured_content["hits"]], None, None)
        for tool, result in anyio.run(session).items()
    }


def page(site: Served, fields: dict[str, Any]) -> Outcome:
    form = dict.fromkeys(FORM) | {"leg": "hybrid", "k": 5, "follow": False} | fields
    shown = Asking(site.core, Metrics()).ask(Words("en"), form, BrowserState())[0]
    if 'role="alert"' not in shown:
        return re.findall(r'data-hit="([^"]*)"', shown), None, None
    return [], html.unescape(re.sub(r"<[^>]*>", "", shown)), None


def outcomes(
    site: Served, fields: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> dict[str, Outcome]:
    """By each face and function that can say these fields."""
    faces: dict[str, Callable[[], Outcome]] = {
        "Python": functools.partial(python, site, fields),
        "Python ask": functools.partial(python, site, fields, ask),
        "command line": functools.partial(command, site, fields, capsys),
        "REST": functools.partial(rest, site, fields),
        "REST ask": functools.partial(rest, site, fields, "/api/ask"),
        "page": functools.partial(page, site, fields),
    }
    if "follow" in fields:
        del faces["page"]
    found = {name: face() for name, face in faces.items()}
    # The SDK's client cannot send half a character, nor can a JSON reader of UTF-8 take one.
    if not any("\ud800" <= c <= "\udfff" for c in str(fields["question"])):
        by_tool = mcp_tools(site, fields, "retrieve", "ask")
        found |= {"MCP": by_tool["retrieve"], "MCP ask": by_tool["ask"]}
    return found


Q = {"question": "夜校教什么"}
K = "expected a whole number from 1 to 100"
DATE = (
    "expected a date as 2024, 2024-11 or 2024-11-20, or yesterday, last week, last year, 3 days ago"
)

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"question": ""}, "the question is empty; write a question", "empty_question"),
    ({"question": " \u3000\n"}, "the question is empty; write a question", "empty_question"),
    ({"question": "\u200b"}, "the question is empty; write a question", "empty_question"),
    (
        {"question": "问" * 2001},
        "the question has 2,001 characters, the limit is 2,000; "
        "shorten it, or ask about one part at a time",
        "long_question",
    ),
    (
        {"question": "夜校\ud800"},
        "the question has half a character (a lone surrogate); retype it",
        "halved_question",
    ),
    ({**Q, "k": 0}, f"k is 0; {K}", "bad_k"),
    ({**Q, "k": 101}, f"k is 101; {K}", "bad_k"),
    ({**Q, "k": -1}, f"k is -1; {K}", "bad_k"),
    ({**Q, "k": "x"}, f'k is "x"; {K}', "bad_k"),
    ({**Q, "leg": "foo"}, 'leg is "foo"; expected hybrid, dense or lexical', "bad_leg"),
    ({**Q, "leg": ""}, 'leg is ""; expected hybrid, dense or lexical', "bad_leg"),
    ({**Q, "since": "开春"}, f'since is "开春"; {DATE}', "bad_date"),
    ({**Q, "since": "2026-13-45"}, f'since is "2026-13-45"; {DATE}', "bad_date"),
    ({**Q, "until": "2023-02-29"}, f'until is "2023-02-29"; {DATE}', "bad_date"),
    ({**Q, "until": "24-11"}, f'until is "24-11"; {DATE}', "bad_date"),
    ({**Q, "until": "2024-11-20 之后"}, f'until is "2024-11-20 之后"; {DATE}', "bad_date"),
    (
        {**Q, "since": "2024年5月", "until": "2024/04/30"},
        "since is 2024-05, later than until, 2024-04-30; exchange the two",
        "bad_range",
    ),
    (
        {**Q, "author": "柳青和"},
        'no article has the author "柳青和"; did you mean "柳青禾"?',
        "unknown_author",
    ),
    (
        {**Q, "column": "车间来电"},
        'no article has the column "车间来电"; did you mean "车间来信"?',
        "unknown_column",
    ),
    (
        {**Q, "author": "名" * 201},
        "author has 201 characters, the limit is 200; shorten it",
        "long_filter",
    ),
]


@pytest.mark.parametrize(("fields", "message", "code"), WRONG)
def test_what_is_wrong_is_told_in_the_same_words(
    site: Served,
    capsys: pytest.CaptureFixture[str],
    fields: dict[str, Any],
    message: str,
    code: str,
) -> None:
    for face, (ids, told, kind) in outcomes(site, fields, capsys).items():
        own = face == "page" and code == "empty_question"  # the page says it more kindly
        if face == "page" and code == "bad_date":  # the page has the form's name for the field
            value = str(fields.get("since") or fields.get("until"))
            assert ids == [] and value in str(told) and "2024-11-20" in str(told)
            continue
        if face == "page":  # where it is a sentence
            told = re.sub("^[A-Z]", lambda one: one[0].lower(), str(told)) if not own else told
        assert (face, ids, told) == (face, [], Words("en")(code) if own else message)
        assert kind in (None, code)
        if face in ("Python", "REST"):
            assert kind == code


@pytest.mark.parametrize(
    ("value", "shown"), [(1.5, "1.5"), (True, "true"), (None, "null"), ([3], "[3]"), ("3", '"3"')]
)
def test_what_is_no_number_is_told_so_where_values_have_types(
    site: Served, value: object, shown: str
) -> None:
    for face in (python, rest, mcp, page):
        assert face(site, {**Q, "k": value})[:2] == ([], f"k is {shown}; {K}")
    for face in (python, rest, mcp):
        ids, told, _ = face(site, {**Q, "author": 5})
        assert (ids, told) == ([], "author is 5; expected text")
        assert face(site, {**Q, "follow": 5})[:2] == ([], "follow is 5; expected text")
        assert face(site, {"question": 5})[1] == "the question is 5; expected text"
        assert face(site, {"question": None})[1] == "the question is empty; write a question"


@pytest.mark.parametrize("face", [rest, mcp])
def test_a_field_that_nobody_knows_is_refused(site: Served, face: Callable[..., Outcome]) -> None:
    fields = "question, k, leg, column, author, paper, since, until, follow"
    told = f'unknown field "colour"; expected {fields}'
    assert face(site, {**Q, "colour": "red"})[:2] == ([], told)
    assert face(site, {})[1] == "the question is empty; write a question"


def test_every_face_narrows_to_a_newspaper(
    site: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """That no article has it shows that the filter was taken; the page offers none."""
    fields = {**Q, "paper": " 柳城夜校报 "}
    found = outcomes(site, fields, capsys)
    del found["page"]
    for face, (ids, told, kind) in found.items():
        assert (face, ids) == (face, [])
        assert str(told).startswith('no article has the paper "柳城夜校报"; ')
        assert kind in (None, "unknown_paper")


BEFORE = "望江纺织厂的夜校教什么"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "understood"),
    [("它有多少挡车工拿到证书", "望江纺织厂有多少挡车工拿到证书"), ("谁是严红", "谁是严红")],
)
def test_a_follow_up_is_read_alike_by_every_service(
    site: Served, capsys: pytest.CaptureFixture[str], question: str, understood: str
) -> None:
    fields = {"question": question, "follow": BEFORE, "k": 3}
    capsys.readouterr()
    at = ["--index", str(site.core.path), "-k", "3"]
    assert main([question, "--follow", BEFORE, "--json", *at]) == 0
    found = {"command line": json.loads(capsys.readouterr().out)}
    for path in ("/api/ask", "/api/retrieve"):
        found[path] = httpx.post(site.url + path, json=fields, timeout=180).json()

    async def session() -> None:
        async with Client(f"{site.url}/mcp") as client:
            for tool in ("ask", "retrieve"):
                found[tool] = (await client.call_tool(tool, fields)).structured_content

    anyio.run(session)
    expected = [hit.id for hit in retrieve(understood, 3, site.core.store())]
    own = {"k": 3, "index": str(site.core.path), "follow": BEFORE}
    assert [hit.id for hit in retrieve(question, **own)] == expected
    assert (answer := ask(question, **own)).question == understood
    assert [hit.id for hit in answer.hits] == expected
    for face, told in found.items():
        assert (face, told["question"], told["understood"]) == (face, question, understood)
        assert (face, [hit["id"] for hit in told["hits"]]) == (face, expected)
    assert "understood" not in httpx.post(f"{site.url}/api/ask", json=Q, timeout=180).json()
    assert main([question, "--follow", BEFORE, *at]) == 0
    said = "(asked as typed)" if question == understood else f"(understood as: {understood})"
    assert capsys.readouterr().out.splitlines()[0] == said


def test_the_question_before_has_the_limits_of_a_question(
    site: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    found = outcomes(site, {**Q, "follow": "问" * 2001}, capsys)
    assert len(found) == 7
    for _, told, _ in found.values():
        assert "2,001 characters" in str(told)


def test_an_option_that_nobody_knows_is_refused(
    site: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["夜校", "--index", str(site.core.path), "--colour", "red\x1b]0;x\x07"])
    assert ended.value.code == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ") and "--colour" in line and "\x1b" not in line
    with pytest.raises(TypeError, match="colour"):
        retrieve("夜校", colour="red")  # type: ignore[call-arg]


RIGHT: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"question": "\n 夜校教什么\u3000"}, Q),
    ({**Q, "k": 100}, {**Q, "k": 100}),
    ({"question": "夜校" * 1000}, {"question": "夜校" * 1000}),
    ({**Q, "author": " 柳青禾 "}, {**Q, "author": "柳青禾"}),
    ({**Q, "author": "", "column": " ", "since": "", "until": ""}, Q),
    ({**Q, "since": "2023年9月"}, {**Q, "since": "2023-09"}),
    ({**Q, "until": "２０２３．９"}, {**Q, "until": "2023-09"}),
    ({**Q, "since": "2023/8/31"}, {**Q, "since": "2023-08-31"}),
    ({**Q, "until": "二〇二三年十月一日"}, {**Q, "until": "2023-10-01"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "plain"),
    [RIGHT[0], *(pytest.param(*one, marks=pytest.mark.slow) for one in RIGHT[1:])],
)
def test_what_is_right_brings_the_same_hits(
    site: Served, capsys: pytest.CaptureFixture[str], fields: dict[str, Any], plain: dict[str, Any]
) -> None:
    options = {name: value for name, value in plain.items() if name != "question"}
    expected = retrieve(plain["question"], index=site.core.store(), **options)
    assert expected
    ranked = [hit.id for hit in expected]
    articles = [hit.article_id for hit in expected]
    # The page shows the hits of an article together, where its best one stands.
    grouped = [hit.id for hit in sorted(expected, key=lambda hit: articles.index(hit.article_id))]
    for face, (ids, told, _) in outcomes(site, fields, capsys).items():
        assert (face, ids, told) == (face, grouped if face == "page" else ranked, None)
