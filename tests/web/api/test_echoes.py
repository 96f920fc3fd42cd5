"""What a reader sent and a reply repeats: it can be sent back, and an error cuts it short."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import pytest
from web_fixtures import Served, served

HALF = "\ud800"
LONG = "9" * 400
LONGEST = 300
"""Characters of an error at most: its own words and a value that is cut."""


@pytest.fixture(scope="module")
def site() -> Served:
    return served()


@pytest.fixture(scope="module")
def http(site: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, timeout=180) as client:
        yield client


def send(http: httpx.Client, method: str, path: str, body: Any) -> httpx.Response:
    """Sends a body in which halves of characters are escaped, as JSON may."""
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    content = None if body is None else json.dumps(body).encode()
    return http.request(method, path, content=content, headers=headers)


def test_one_question_of_a_batch_with_half_a_character_leaves_the_others(
    http: httpx.Client,
) -> None:
    asked = [
        {"id": 1, "question": f"夜校{HALF}"},
        {"id": 2, "question": "夜校教什么", "follow": HALF},
        {"id": 3, "question": "夜校教什么"},
    ]
    whole = send(http, "POST", "/api/batch", {"questions": asked})
    assert whole.status_code == 200, whole.text
    lines = send(http, "POST", "/api/batch?lines=true", {"questions": asked})
    for results in (whole.json()["results"], list(map(json.loads, lines.text.splitlines()))):
        assert [one["id"] for one in results] == [1, 2, 3]
        assert [one.get("code") for one in results] == ["halved_question", "bad_filter", None]
        assert [one["question"] for one in results] == [one["question"] for one in asked]
        assert results[2]["hits"]


def chat(text: str, **more: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}], **more}


def condition(name: str, value: str) -> dict[str, Any]:
    one = {"name": name, "comparison_operator": "is", "value": value}
    return {"query": "夜校", "metadata_condition": {"conditions": [one]}}


def sent_with(text: str, article: str, hit: str) -> list[tuple[str, str, Any]]:
    """Requests with a text at every place where one may be."""
    ask = {"question": "夜校教什么"}
    row = {"title": "a", "text": "b"}
    judged = {"question": "夜校", "hit": hit, "article_id": article, "judgement": 1}
    filters = ("author", "column", "paper", "since", "until", "follow", "leg", "k", text)
    fields = ("title", "author", "published", "url", text)
    return [
        *(("POST", path, ask | {name: text}) for path in ("/api/ask", "/api/retrieve")
          for name in ("question", *filters)),
        *(("POST", "/api/batch", {"questions": [ask], name: text}) for name in filters),
        ("POST", "/api/batch", {"questions": [ask | {"id": [text]}]}),
        ("POST", "/api/batch", {"questions": [ask | {text: 1}]}),
        *(("POST", "/page/judge", judged | {name: text}) for name in judged),
        ("POST", "/page/judge", {"question": "夜校", "answer": [text], "judgement": 1}),
        *(("PATCH", f"/api/articles/{article}", {name: text}) for name in fields[3:]),
        ("POST", f"/api/articles/{article}/corrections", {"kind": text, "paragraph": 1}),
        ("POST", f"/api/articles/{article}/corrections", {"kind": "join", text: 1}),
        ("POST", "/api/articles", {"articles": [row | {text: "c"}]}),
        ("POST", "/api/articles", {"articles": text}),
        ("POST", "/v1/chat/completions", chat(text)),
        ("POST", "/v1/chat/completions", chat("夜校", model=text)),
        ("POST", "/v1/chat/completions", chat("夜校", stream=text)),
        ("POST", "/v1/embeddings", {"input": text, "input_type": text}),
        ("POST", "/v1/embeddings", {"input": ["a"], "model": text}),
        ("POST", "/v1/embeddings", {"input": [text]}),
        ("POST", "/retrieval", {"query": text}),
        ("POST", "/retrieval", condition(text, "b")),
        ("POST", "/retrieval", condition("author", text)),
        ("POST", "/retrieval", condition("published", text)),
    ]  # fmt: skip


@pytest.mark.parametrize("text", [HALF, LONG, HALF * 400, "字" * 400])
def test_every_refusal_of_json_is_told_in_our_form(http: httpx.Client, text: str) -> None:
    hit = http.post("/api/retrieve", json={"question": "夜校教什么", "k": 1}).json()["hits"][0]
    for method, path, body in sent_with(text, hit["article_id"], hit["id"]):
        reply = send(http, method, path, body)
        what = (path, json.dumps(body)[:200], reply.text[:300])
        assert reply.status_code < 500, what
        if reply.status_code >= 400:
            told = reply.json()
            assert set(told) == {"error", "code", "status"}, what
            assert len(told["error"]) <= LONGEST, what


def test_a_judgement_with_half_a_character_is_not_kept(http: httpx.Client, site: Served) -> None:
    hit = http.post("/api/retrieve", json={"question": "夜校教什么", "k": 1}).json()["hits"][0]
    body = {"question": HALF, "hit": hit["id"], "article_id": hit["article_id"], "judgement": 1}
    reply = send(http, "POST", "/page/judge", body)
    assert reply.status_code == 422
    kept = site.folder / "feedback.jsonl"
    assert not kept.exists() or "ud800" not in kept.read_text("utf-8")


@pytest.mark.parametrize("text", [HALF, LONG, "字" * 400])
def test_a_tool_of_mcp_refuses_what_it_cannot_send_back(http: httpx.Client, text: str) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("ask", {"question": text * 6}), ("ask", {"question": "夜校", text: 1}),
        ("ask", {"question": "夜校", "author": text}), ("retrieve", {"question": "x", "leg": text}),
        ("read_article", {"id": text}), ("read_article", {"id": "x", text: 1}),
        ("read_article", {"id": "x", "first": text}),
        ("list_articles", {"find": text}), ("list_articles", {"limit": text}), (text, {}),
    ]  # fmt: skip
    asked = [("tools/call", {"name": name, "arguments": given}) for name, given in calls]
    asked.append(("resources/read", {"uri": f"wenbao://articles/{text}"}))
    for method, params in asked:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        reply = send(http, "POST", "/mcp", body)
        assert reply.status_code < 500, (params, reply.text[:300])
        told = reply.json()
        assert "result" in told or "error" in told, params
        assert len(json.dumps(told, ensure_ascii=False)) < 1_500, params


@pytest.mark.parametrize(
    "path",
    [
        "/api/articles/{id}/citation?p={long}", "/api/articles/{id}/citation?style={long}",
        "/api/articles/{id}/citation?accessed={long}", "/api/articles/{long}",
        "/api/articles/{long}/citation", "/api/jobs/{long}", "/api/articles?limit={long}",
        "/export.csv?question=x&author={long}", "/export.csv?question=x&k={long}",
        "/export.md?question=x&leg={long}", "/export.csv?question=x&source={long}",
    ],
)  # fmt: skip
def test_an_address_is_cut_in_the_error_that_names_it(http: httpx.Client, path: str) -> None:
    article = http.get("/api/articles").json()["articles"][0]["id"]
    reply = http.get(path.format(id=article, long=LONG))
    assert 400 <= reply.status_code < 500, reply.text[:300]
    assert set(reply.json()) == {"error", "code", "status"}
    assert len(reply.json()["error"]) <= LONGEST


def test_a_correction_is_cut_in_the_error_of_its_job(http: httpx.Client) -> None:
    article = http.get("/api/articles").json()["articles"][0]["id"]
    for body in (
        {"kind": "join", "paragraph": int(LONG)},
        {"kind": "move", "paragraph": 1, "before": int(LONG)},
        {"kind": "split", "paragraph": 1, "piece": int(LONG)},
    ):
        reply = http.post(f"/api/articles/{article}/corrections", json=body)
        assert reply.status_code == 202, reply.text
        job = ended(http, reply.headers["location"])
        assert job["state"] == "failed" and len(job["error"]["error"]) <= LONGEST, job


def ended(http: httpx.Client, address: str) -> dict[str, Any]:
    """A job, once it has ended."""
    for _ in range(3_000):
        job: dict[str, Any] = http.get(address).json()
        if job["finished"]:
            return job
        anyio.run(anyio.sleep, 0.02)
    raise AssertionError("the job did not end")


def of_the_page(http: httpx.Client, text: str) -> Iterator[tuple[str, bytes]]:
    """Every event of the page that is answered at once, with a text in each of its text fields; its
    name and body."""
    page = http.get("/config").json()
    parts = {one["id"]: one for one in page["components"]}
    for event in page["dependencies"]:
        if event["backend_fn"] and not event["queue"]:
            inputs = [parts[number] for number in event["inputs"]]
            values = [
                text if one["type"] == "textbox" else one["props"].get("value") for one in inputs
            ]
            body = {"data": values, "fn_index": event["id"], "session_hash": "visit"}
            yield event["api_name"], json.dumps(body).encode()


def test_the_page_shows_what_it_cannot_carry_as_a_sign(http: httpx.Client) -> None:
    headers = {"content-type": "application/json"}
    asked = 0
    for name, body in of_the_page(http, HALF):
        reply = http.post("/gradio_api/run/predict", content=body, headers=headers)
        assert reply.status_code == 200, (name, reply.text[:300])
        asked += 1
    assert asked > 5
