"""The OpenAPI description is true: a client made from it alone can call everything, and every
reply, good or bad, has the schema that its status promises."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from web_fixtures import Served, served

FOLDERS = re.compile(r'"(?:/|[A-Za-z]:\\\\)(?!api/|article/)[^"]*"')


@dataclass
class Client:
    """A function for each operation, made from the description: `client.call("ask", …)`."""

    http: httpx.Client
    description: dict[str, Any]
    called: set[tuple[str, int]] = field(default_factory=set)

    def operation(self, name: str) -> tuple[str, str, dict[str, Any]]:
        for path, methods in self.description["paths"].items():
            for method, told in methods.items():
                if told["operationId"] == name:
                    return method, path, told
        raise KeyError(name)

    def call(self, name: str, body: Any = None, files: Any = None, **fields: Any) -> httpx.Response:
        """Sends what the description asks for; the reply must be as it promises."""
        method, path, told = self.operation(name)
        places = {one["name"]: one["in"] for one in told.get("parameters", ())}
        assert set(fields) <= set(places), "the description knows the fields"
        inside = {key: value for key, value in fields.items() if places[key] == "path"}
        query = {key: value for key, value in fields.items() if places[key] == "query"}
        kinds = told.get("requestBody", {}).get("content", {})
        assert (body is None or "application/json" in kinds) and (
            files is None or "multipart/form-data" in kinds
        )
        reply = self.http.request(
            method, path.format(**inside), params=query, json=body, files=files
        )
        self.called.add((name, reply.status_code))
        promised = told["responses"][str(reply.status_code)]
        kind = reply.headers["content-type"].partition(";")[0]
        assert kind in promised["content"], (name, reply.status_code, kind)
        schema = promised["content"][kind].get("schema")
        if kind == "application/json" and schema:
            self.validate(reply.json(), schema)
        assert not FOLDERS.search(reply.text), "no folder of the machine is told"
        return reply

    def validate(self, value: Any, schema: dict[str, Any]) -> None:
        whole = {**schema, "components": self.description["components"]}
        Draft202012Validator(whole).validate(value)


@pytest.fixture(scope="module")
def site() -> Served:
    return served()


@pytest.fixture(scope="module")
def client(site: Served) -> Client:
    http = httpx.Client(base_url=site.url, timeout=180)
    return Client(http, http.get("/openapi.json").json())


def test_the_description_is_one(client: Client) -> None:
    told = client.description
    Draft202012Validator.check_schema({"$defs": told["components"]["schemas"]})
    operations = [one for methods in told["paths"].values() for one in methods.values()]
    names = [one["operationId"] for one in operations]
    assert len(set(names)) == len(names) > 15
    tags = {tag["name"] for tag in told["tags"]}
    for one in operations:
        assert one["summary"] and set(one["tags"]) <= tags and one["tags"]
        errors = [code for code in one["responses"] if code[0] in "45"]
        assert {"401", "422", "429", "503"} <= set(errors)
        for code in errors:
            schema = one["responses"][code]["content"]["application/json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/Error"}
        good = next(code for code in one["responses"] if code[0] == "2")
        assert all("schema" not in kind or kind["schema"] for kind in
                   one["responses"][good]["content"].values())  # fmt: skip
    assert set(told["components"]["securitySchemes"]) == {"token", "password", "session"}
    kinds = told["components"]["schemas"]
    assert "HTTPValidationError" not in kinds
    assert [name for name, one in kinds.items() if one.get("title", name) != name] == [], (
        "two of one title would take each other's place in a client"
    )


@pytest.mark.slow
def test_a_client_made_from_it_calls_all_that_reads(client: Client, site: Served) -> None:
    asked = {"question": "夜校教什么", "k": 2}
    answer = client.call("ask", asked, links=True).json()
    assert "links" not in client.call("ask", asked).json()["hits"][0]
    hit = answer["hits"][0]
    for name, path in hit["links"].items():
        assert client.http.get(path).status_code == 200, name
    assert hit["id"].startswith(client.http.get(hit["links"]["article"]).json()["id"])
    client.call("retrieve", {**asked, "follow": "望江纺织厂在哪里"}, links=True)
    many = {
        "questions": [
            {"id": "a", "question": "夜校教什么"},
            {"question": " "},
            {"id": 7, "question": "它有多少挡车工拿到证书", "follow": "望江纺织厂的夜校教什么"},
        ],
        "k": 2,
    }
    results = client.call("batch", many).json()["results"]
    assert [one["id"] for one in results] == ["a", None, 7]
    assert results[0] == {"id": "a", **client.call("ask", asked).json()}
    assert results[1]["code"] == "empty_question" and results[1]["answer"] == []
    assert results[2]["understood"] == "望江纺织厂有多少挡车工拿到证书"
    lines = client.call("articles", limit=1000).json()["articles"]
    assert len(lines) == site.core.store().status.articles
    for line in lines:
        client.call("article", article_id=line["id"])
    assert list(client.call("corrections").json()) == ["corrections"]  # others may make some
    client.call("healthz")
    assert list(client.call("jobs").json()) == ["jobs"]  # other tests may have left some
    client.call("retrieval", {"query": "夜校教什么", "retrieval_setting": {"top_k": 2}})
    client.call("embeddings", {"input": "夜校"})
    client.call("models")
    client.call("completions", {"messages": [{"role": "user", "content": "夜校教什么"}]})
    for style in ("plain", "gbt7714", "bibtex", "ris", "csl-json"):
        made = client.call("cite", article_id=hit["article_id"], style=style, p=hit["paragraph"])
        assert "望江纺织厂的夜校" in made.text
        assert (hit["text"] in made.text) is (style != "gbt7714")


WRONG: list[tuple[str, dict[str, Any], int]] = [
    ("ask", {"body": {"question": ""}}, 422),
    ("ask", {"body": {"question": "x", "colour": 1}}, 422),
    ("retrieve", {"body": {"question": "x", "author": "无名氏"}}, 422),
    ("batch", {"body": {"questions": []}}, 422),
    ("batch", {"body": {"questions": [{"question": "x"}] * 51}}, 422),
    ("batch", {"body": {"questions": [{"question": "x"}], "k": 0}}, 422),
    ("articles", {"limit": 0}, 422),
    ("article", {"article_id": "none"}, 404),
    ("cite", {"article_id": "none"}, 404),
    ("remove", {"article_id": "none"}, 404),
    ("job", {"job_id": "none"}, 404),
    ("undo", {"correction_id": "none"}, 404),
    ("correct", {"article_id": "none", "body": {"colour": "red"}}, 422),
    ("correct_layout", {"article_id": "none", "body": {"kind": "turn", "paragraph": 1}}, 422),
    ("sync", {}, 404),
    ("add_articles", {"body": {"articles": []}}, 422),
    ("add_articles", {"body": {"articles": [{"txt": "x"}]}}, 422),
    ("retrieval", {"body": {"query": " ", "retrieval_setting": {}}}, 422),
    ("completions", {"body": {"messages": []}}, 422),
    ("completions", {"body": {"model": "gpt", "messages": [{"role": "user"}]}}, 404),
    ("embeddings", {"body": {"input": []}}, 422),
]


@pytest.mark.parametrize(("name", "fields", "status"), WRONG)
def test_errors_are_as_described(
    client: Client, name: str, fields: dict[str, Any], status: int
) -> None:
    assert client.call(name, **fields).status_code == status


def test_a_citation_that_is_not_there(client: Client) -> None:
    [line, *_] = client.call("articles", limit=1).json()["articles"]
    assert client.call("cite", article_id=line["id"], style="apa").json()["code"] == "bad_style"
    told = client.call("cite", article_id=line["id"], accessed="soon").json()
    assert told["code"] == "bad_date"
    assert client.call("cite", article_id=line["id"], p=9999).status_code == 404
    assert "9999" not in client.call("cite", article_id=line["id"]).text


def test_who_must_sign_in_is_told() -> None:
    from fastapi import FastAPI

    from web.api.description import describe

    app = FastAPI()
    app.get("/healthz")(lambda: None)
    describe(app, open_to_all=False)
    assert [list(one) for one in app.openapi()["security"]] == [
        ["token"],
        ["password"],
        ["session"],
    ]
    assert app.openapi()["paths"]["/healthz"]["get"]["security"] == [{}]


def test_a_file_is_described_so_that_generators_know_it_for_one(client: Client) -> None:
    body = client.description["components"]["schemas"]["Body_add_files"]
    assert body["properties"]["files"]["items"]["format"] == "binary"


@pytest.mark.slow
def test_a_generator_makes_a_client_of_it(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openapi_python_client", reason="needs openapi-python-client")
    (tmp_path / "openapi.json").write_text(json.dumps(client.description), "utf-8")
    (tmp_path / "config.json").write_text('{"post_hooks": []}', "utf-8")
    made = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none",
         "--path", str(tmp_path / "openapi.json"), "--config", str(tmp_path / "config.json"),
         "--output-path", str(tmp_path / "made_client")],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert "Unable to parse" not in made.stdout + made.stderr, made.stdout
    monkeypatch.syspath_prepend(tmp_path)
    made_client = import_module("made_client")
    models = import_module("made_client.models")
    operations = import_module("made_client.api.questions.ask")
    at = made_client.Client(base_url=str(client.http.base_url))
    answer = operations.sync(
        client=at, body=models.Question(question="夜校教什么", k=1), links=True
    )
    assert answer.answered and answer.hits[answer.answer[0].hit - 1].author == "柳青禾"
    assert answer.hits[0].links.page.startswith("/article/")
    refused = operations.sync(client=at, body=models.Question(question=""))
    assert isinstance(refused, models.Error) and refused.code == "empty_question"
    counted = operations.sync(client=at, body=models.Question(question="有多少篇文章"))
    assert counted.library.kind == "count" and counted.library.count > 2
    file = import_module("made_client.types").File(io.BytesIO(b"\xff\xfe"), "空.bin", None)
    add = import_module("made_client.api.library.add_files")
    job = add.sync(client=at, body=models.BodyAddFiles(files=[file]))
    assert isinstance(job, models.Job), "the file was sent as a file"
    until = time.monotonic() + 180
    while job.state not in ("done", "failed") and time.monotonic() < until:
        time.sleep(0.1)
        job = import_module("made_client.api.library.job").sync(job.id, client=at)
    assert job.state == "failed" or job.report.skipped, "it is no text"
