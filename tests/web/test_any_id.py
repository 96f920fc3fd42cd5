"""Ids that rows declare, web addresses among them, in every link, route and command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from web_fixtures import start

import index
from index.__main__ import main as index_main
from qa import cite, retrieve
from qa.evaluate import evaluate
from web.query_service import Core
from web.server import Settings, create_app

TEXTS = {
    "http://news.example/2024/c1-3.html?from=app#p1": "泵站的新水泵昨天开始抽水，浇了九百亩。",
    "文史/2024/第12号": "茶馆请人说书，一场收五角。",
    "/a//b/": "砖窑改成了陶艺馆。",
    "a b&c=1%2F+2": "渡船换了柴油机。",
    "a b&c=1/+2": "山路铺了石板。",
    "船坞/citation": "船坞里修好了三条驳船。",
    "船坞": "船坞年底关门。",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("ids")
    rows = [json.dumps({"id": name, "title": "一事", "text": text}) for name, text in TEXTS.items()]
    (made / "rows.jsonl").write_text("\n".join(rows), "utf-8")
    (made / "secret.txt").write_text("此文不在库中。", "utf-8")
    index.build([made / "rows.jsonl"], made / "index")
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[HTTPConnection]:
    address = start(create_app(Core(folder / "index"), Settings(data=folder)))
    connection = HTTPConnection(address.removeprefix("http://"), timeout=60)
    yield connection
    connection.close()


def call(site: HTTPConnection, path: str, method: str = "GET", body: Any = None) -> tuple[int, str]:
    sent = None if body is None else json.dumps(body)
    accepted = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    site.request(method, path, sent, accepted)
    reply = site.getresponse()
    return reply.status, reply.read().decode()


@pytest.mark.parametrize(("name", "text"), TEXTS.items())
def test_an_id_is_kept_and_every_link_leads_to_its_article(
    site: HTTPConnection, name: str, text: str
) -> None:
    status, body = call(site, "/api/retrieve?links=true", "POST", {"question": text, "k": 1})
    [hit] = json.loads(body)["hits"]
    assert (status, hit["article_id"], hit["id"], hit["notes"]) == (200, name, f"{name}#1", [])
    at = quote(name, safe="")
    for path in (*hit["links"].values(), f"/source/{at}?p=1", f"/article/{at}?fragment=true"):
        status, body = call(site, path.partition("#")[0])
        assert status == 200, path
        told = body if "/source/" not in path else body.replace("<mark>", "").replace("</mark>", "")
        assert text.split("，")[0][:4] in told or path == hit["links"]["citation"], path
    assert json.loads(call(site, hit["links"]["article"])[1])["id"] == name
    read = {"jsonrpc": "2.0", "id": 1, "method": "resources/read"}
    uri = f"wenbao://articles/{at}"
    status, body = call(site, "/mcp", "POST", {**read, "params": {"uri": uri}})
    assert text in json.loads(body)["result"]["contents"][0]["text"]


def test_a_slash_of_an_id_leads_to_no_other_route_and_no_file(site: HTTPConnection) -> None:
    for path in (
        "/api%2Farticles", "/page%2Fstyle.css", "/article%2F船坞", "/api/articles/船坞/citation%2F",
        "/article/%2E%2E%2Fsecret.txt", "/article/a%2F..%2F..%2Fsecret.txt",
        "/article/船坞%1Fcitation", "/article/%2Fetc%2Fpasswd", "/source/a%2Fb/page/1.jpg",
        "/article/secret.txt", "/article/a%2fb", "/page/..%2Fsecret.txt", "/article/文史/2024",
    ):  # fmt: skip
        assert call(site, quote(path, safe="/%"))[0] == 404, path


def test_changes_take_such_ids(site: HTTPConnection, folder: Path) -> None:
    at = quote("文史/2024/第12号", safe="")
    status, body = call(site, f"/api/articles/{at}", "PATCH", {"title": "说书"})
    assert status == 202, body
    status, body = call(site, f"/api/articles/{quote('没有/这篇', safe='')}", "DELETE")
    assert status == 404 and "没有/这篇" in json.loads(body)["error"]
    status, body = call(site, "/api/corrections/nosuch", "DELETE")  # it names a route, no command
    assert (status, json.loads(body)["error"]) == (
        404, "there is no correction 'nosuch'; see: GET /api/corrections",
    )  # fmt: skip


def test_commands_and_measures_take_such_ids(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(tmp_path / "index")
    index.build([folder / "rows.jsonl"], place)
    names = list(TEXTS)
    assert cite.main(["/a//b/", f"{names[0]}#1", "--index", place]) == 0
    assert "陶艺" not in capsys.readouterr().out  # of an article no words, of a passage its words
    assert index_main(["correct", names[1], "--title", "说书", "--index", place]) == 0
    assert index_main(["remove", names[1], names[0], "--index", place]) == 0
    store = index.open_index(place)
    assert {line.id for line in store.articles()} == set(names[2:])
    assert retrieve("砖窑", 1, store)[0].article_id == "/a//b/"
    rows = [json.dumps({"question": text, "gold": [name]}) for name, text in TEXTS.items()]
    (tmp_path / "asked.jsonl").write_text("\n".join(rows), "utf-8")
    measured = evaluate(folder / "rows.jsonl", tmp_path / "asked.jsonl")
    assert set(measured.values["recall@1"]) == {1.0} and measured.left_out == 0
