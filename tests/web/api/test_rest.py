"""REST over HTTP, on the real core: the command line's JSON, clear errors, one generation."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from starlette.testclient import TestClient
from starlette.types import Message
from web_fixtures import Served, core_in, in_public, served

from index.store import Filters
from qa import answer_json, ask, hit_json, retrieve
from web.api import batch
from web.server import Settings, create_app

QUESTION = "川维化工如何激发创新"


@pytest.fixture(scope="module")
def site() -> Served:
    return served()


@pytest.fixture(scope="module")
def http(site: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, timeout=180) as client:
        yield client


def test_an_answer_is_the_json_of_the_function(http: httpx.Client, site: Served) -> None:
    reply = http.post("/api/ask", json={"question": QUESTION, "k": 3})
    assert reply.status_code == 200
    expected = answer_json(ask(QUESTION, k=3, index=site.core.store()))
    assert reply.json() == in_public(expected)
    assert reply.headers["x-wenbao-generation"] == site.core.store().generation
    assert "川维" in reply.text, "characters stay as they are"


def test_the_first_hit_is_the_paragraph_that_answers(http: httpx.Client) -> None:
    [first, *_] = http.post("/api/retrieve", json={"question": QUESTION}).json()["hits"]
    assert first["author"] == "严红"
    assert "揭榜挂帅" in first["text"]


@pytest.mark.parametrize("leg", ["hybrid", "lexical", "dense"])
def test_hits_are_those_of_retrieve(http: httpx.Client, site: Served, leg: str) -> None:
    asked = {"question": "夜校教什么", "k": 4, "leg": leg}
    hits = retrieve("夜校教什么", k=4, index=site.core.store(), leg=leg)
    reply = http.post("/api/retrieve", json=asked).json()
    assert reply["hits"] == in_public([hit_json(hit) for hit in hits])


def test_filters_narrow(http: httpx.Client, site: Served) -> None:
    asked = {"question": "工资", "k": 20, "column": "车间来信", "since": "2023", "until": "2023-12"}
    hits = http.post("/api/retrieve", json=asked).json()["hits"]
    assert {hit["author"] for hit in hits} == {"柳青禾"}
    narrow = Filters(column="车间来信", since="2023", until="2023-12")
    same = retrieve("工资", k=20, index=site.core.store(), narrow=narrow)
    assert [hit["id"] for hit in hits] == [hit.id for hit in same]
    none = http.post("/api/retrieve", json={**asked, "since": "2022", "until": "2022"}).json()
    assert none["hits"] == []


def test_articles_are_listed_and_prove_their_spans(http: httpx.Client, site: Served) -> None:
    listed = http.get("/api/articles").json()
    assert listed["total"] == len(listed["articles"]) == site.core.store().status.articles
    assert http.get("/api/articles?offset=1&limit=2").json()["articles"] == listed["articles"][1:3]
    for line in listed["articles"][:6]:
        article = http.get(f"/api/articles/{line['id']}").json()
        assert article["title"] == line["title"]
        assert len(article["paragraphs"]) == line["paragraphs"]
        for paragraph in article["paragraphs"]:
            joined = "".join(article["source"][s:e] for s, e in paragraph["spans"])
            assert "".join(joined.splitlines()) == paragraph["text"]


def test_a_hits_article_can_be_fetched_by_its_id(http: httpx.Client) -> None:
    hit = http.post("/api/ask", json={"question": QUESTION}).json()["hits"][0]
    article = http.get(f"/api/articles/{hit['article_id']}").json()
    assert article["paragraphs"][hit["paragraph"] - 1]["text"] == hit["text"]
    assert hit["id"] == f"{article['id']}#{hit['paragraph']}"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", ""), (b"not json", ""), (b"[]", ""), (b"{}", "question"),
        (b'{"question": 5}', "question"),
        (b'{"question": ""}', "empty"), (b'{"question": "   "}', "empty"),
        (b'{"question": "x", "k": 0}', "k is 0"), (b'{"question": "x", "k": 101}', "100"),
        (b'{"question": "x", "k": "many"}', "k"), (b'{"question": "x", "leg": "third"}', "leg"),
        (b'{"question": "x", "colour": 1}', "colour"), (b'{"question": null}', "question"),
        (b'{"question": "' + b"x" * 2001 + b'"}', "2,000"), (b"\xff\xfe", ""),
        (b'{"question": "\\ud800"}', ""), (b'{"question": "x", "since": "soon"}', "since"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/api/ask", "/api/retrieve"])
def test_bad_input_is_refused_in_words(
    http: httpx.Client, path: str, body: bytes, told: str
) -> None:
    reply = http.post(path, content=body, headers={"content-type": "application/json"})
    assert 400 <= reply.status_code < 500, reply.text
    error = reply.json()["error"]
    assert told in error
    assert "Traceback" not in error


def test_a_question_of_100_000_characters_is_refused(http: httpx.Client) -> None:
    reply = http.post("/api/ask", json={"question": "问" * 100_000})
    assert reply.status_code == 422
    assert "2,000" in reply.json()["error"]


def test_a_body_over_the_limit_is_not_read(http: httpx.Client) -> None:
    reply = http.post("/api/ask", content=b"x" * (2 << 20))
    assert reply.status_code == 413

    def parts() -> Iterator[bytes]:
        for _ in range(32):
            yield b"x" * (1 << 16)

    reply = http.post("/api/ask", content=parts(), headers={"content-type": "application/json"})
    assert reply.status_code == 413 and "1,048,576" in reply.json()["error"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/ask", 405), ("GET", "/api/articles/none", 404), ("GET", "/api/none", 404),
        ("PUT", "/api/articles", 405), ("DELETE", "/api/articles/none", 404),
        ("POST", "/api/articles", 422), ("GET", "/api/articles/none/citation", 404),
        ("GET", "/api/jobs/none", 404), ("POST", "/api/sync", 404), ("GET", "/api/files", 405),
        ("GET", "/api/articles?limit=0", 422), ("GET", "/api/articles?offset=-1", 422),
    ],
)  # fmt: skip
def test_other_errors_are_json_too(http: httpx.Client, method: str, path: str, status: int) -> None:
    reply = http.request(method, path)
    assert reply.status_code == status
    assert reply.json()["error"]


def test_health_metrics_and_the_description(http: httpx.Client, site: Served) -> None:
    http.post("/api/ask", json={"question": QUESTION})
    health = http.get("/healthz").json()
    assert health["status"] == "ok"
    assert health["paragraphs"] == len(site.core.store())
    text = http.get("/metrics").text
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    asked = [n for name, n in values.items() if 'door="rest",outcome="a' in name]
    assert sum(map(float, asked)) >= 1, "answered or abstained"
    assert float(values["wenbao_index_paragraphs"]) == len(site.core.store())
    counted = sum(
        float(n) for name, n in values.items()
        if name.startswith("wenbao_questions_total") and "failed" not in name
    )  # fmt: skip
    assert float(values["wenbao_question_seconds_count"]) == counted
    assert QUESTION not in text
    paths = http.get("/openapi.json").json()["paths"]
    assert {"/api/ask", "/api/retrieve", "/api/articles", "/healthz"} <= set(paths)
    page = http.get("/docs").text
    assert '<a class="wb-tool" href="/">' in page, "the way back to the page"
    assert "<code>answered</code> false" in page and "`" not in page
    for path in paths:
        assert path.replace("{", "{") in page


@pytest.mark.slow
def test_a_running_server_moves_to_a_new_generation(tmp_path: Path) -> None:
    from starlette.testclient import TestClient

    import index
    from web.server import Settings, create_app

    core = core_in(tmp_path)
    app = create_app(core, Settings(data=tmp_path))
    new = tmp_path / "new.md"
    new.write_text("# 灯塔小学的菜园\n\n灯塔小学的菜园里种了十九垄紫云英。\n", encoding="utf-8")
    with TestClient(app, base_url="http://127.0.0.1") as client:
        question = {"question": "灯塔小学的菜园种了什么", "k": 1}
        before = client.post("/api/ask", json=question)
        index.add([new], core.path)
        after = client.post("/api/ask", json=question)
        assert "紫云英" not in before.text
        assert "紫云英" in after.json()["hits"][0]["text"]
        names = [reply.headers["x-wenbao-generation"] for reply in (before, after)]
        assert names[0] < names[1]
        article = after.json()["hits"][0]["article_id"]
        index.remove([article], core.path)
        assert client.get(f"/api/articles/{article}").status_code == 404
        # A pointer that leads nowhere leaves the open generation in use.
        (core.path / "CURRENT").write_text("gen-999999 0\n")
        assert client.post("/api/ask", json=question).status_code == 200


def test_a_batch_ends_when_nobody_waits_for_it(tmp_path: Path) -> None:
    core = core_in(tmp_path)
    core.prepare()
    asked: list[str] = []
    core.ask = lambda asking, store, batch: (
        asked.append(asking.question) or ask("夜校", index=store)
    )
    app = create_app(core, Settings(data=tmp_path))
    body = json.dumps({"questions": [{"question": f"夜校教什么{n}"} for n in range(5)]}).encode()
    told = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[Message] = []

    async def receive() -> Message:
        return told.pop() if told else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = {b"host": b"127.0.0.1", b"content-type": b"application/json"}
    scope = {
        "type": "http", "method": "POST", "path": "/api/batch", "query_string": b"",
        "headers": list(headers.items()), "client": ("127.0.0.1", 1), "scheme": "http",
        "server": ("127.0.0.1", 1), "http_version": "1.1", "root_path": "",
    }  # fmt: skip
    anyio.run(app, scope, receive, send)
    assert sent and asked == []


@pytest.mark.parametrize(
    ("bad", "where"),
    [
        (5, "questions[1]: expected a JSON object"),
        ({"question": "夜校", "colour": 1}, "questions[1].colour: unknown field"),
    ],
)
def test_the_item_of_a_batch_that_is_not_taken_is_named(
    tmp_path: Path, bad: object, where: str
) -> None:
    core = core_in(tmp_path)
    with TestClient(create_app(core, Settings(data=tmp_path)), "http://127.0.0.1") as client:
        many = {"questions": [{"question": "夜校教什么"}, bad]}
        told = client.post("/api/batch", json=many).json()
        assert (told["code"], told["error"].startswith(where)) == ("bad_request", True)
        no_json = client.post(
            "/api/batch", content="{", headers={"content-type": "application/json"}
        )
        assert "[" not in no_json.json()["error"]
        assert no_json.json()["error"].startswith("the body is no JSON: Expecting")
        assert no_json.json()["error"].endswith("(at character 1)")
        form = client.post("/api/batch", data={"question": "夜校教什么"}).json()
        assert form["error"].startswith("expected a JSON object as the body, with Content-Type: ")
        assert client.post("/api/batch").json() == form
        none = client.post("/api/batch", json={}).json()["error"]
        assert none == "questions: this is missing"


def test_a_wrong_question_of_a_batch_is_told_as_everywhere(tmp_path: Path) -> None:
    many = [{"id": "n", "question": 5}, {"id": 2}, {"id": 3, "question": "夜校教什么", "follow": 7},
            {"id": 4, "question": "夜校教什么"}]  # fmt: skip
    core = core_in(tmp_path)
    with TestClient(create_app(core, Settings(data=tmp_path)), "http://127.0.0.1") as client:
        told = client.post("/api/batch", json={"questions": many}).json()["results"]
        assert [one.get("code") for one in told] == [
            "question_not_text", "empty_question", "bad_filter", None
        ]  # fmt: skip
        assert told[0]["error"] == "the question is 5; expected text" and told[3]["answered"]
        for one, asked in list(zip(told, many, strict=True))[:3]:
            fields = {name: value for name, value in asked.items() if name != "id"}
            alone = client.post("/api/ask", json=fields).json()
            assert (one["error"], one["code"]) == (alone["error"], alone["code"])


def test_a_batch_can_be_read_line_by_line_and_says_what_it_did_not_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = core_in(tmp_path)
    core.prepare()
    many = {"questions": [{"id": n, "question": "夜校教什么"} for n in range(3)]}
    with TestClient(create_app(core, Settings(data=tmp_path)), "http://127.0.0.1") as client:
        whole = client.post("/api/batch", json=many)
        reply = client.post("/api/batch?lines=true", json=many)
        assert reply.headers["content-type"].startswith("application/x-ndjson")
        assert reply.headers["x-wenbao-generation"] == whole.headers["x-wenbao-generation"]
        assert [json.loads(line) for line in reply.text.splitlines()] == whole.json()["results"]
        monkeypatch.setattr(batch, "SECONDS", -1.0)
        left = client.post("/api/batch", json=many).json()["results"]
        assert [one["code"] for one in left] == ["batch_too_long"] * 3
        monkeypatch.undo()
        for _ in range(batch.BATCHES + 1):  # a place is free again after each, read or not
            assert client.post("/api/batch?lines=true", json=many).status_code == 200


def test_only_so_many_batches_are_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "PLACES", threading.BoundedSemaphore(1))
    core = core_in(tmp_path)
    core.prepare()
    began, hold = threading.Event(), threading.Event()

    def slow(asked: Any, store: Any, batch: bool) -> Any:
        began.set()
        assert batch and hold.wait(60)
        return ask("夜校", index=store)

    core.ask = slow  # type: ignore[method-assign]
    many = {"questions": [{"question": "夜校教什么"}]}
    with TestClient(create_app(core, Settings(data=tmp_path)), "http://127.0.0.1") as client:
        first: list[int] = []
        thread = threading.Thread(
            target=lambda: first.append(client.post("/api/batch", json=many).status_code)
        )
        thread.start()
        assert began.wait(60)
        second = client.post("/api/batch", json=many)
        hold.set()
        thread.join(60)
        assert second.status_code == 429 and second.json()["code"] == "too_many_batches"
        assert second.headers["retry-after"] == "20"
        assert first == [200]
        assert client.post("/api/batch", json=many).status_code == 200
