"""The guard: only the listed paths exist, nobody else's page gets in, every answer is dressed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from timing import within
from web_fixtures import core_in

from qa.question_files import read_queries
from web.metrics import Metrics
from web.security import access
from web.security.access import Access
from web.security.guard import MOST_STREAMS, Bounds, Guard
from web.security.paths import ROUTES
from web.security.upload_limits import WAITING, UploadLimits
from web.server import Settings, create_app

SECRET = "ji-mi-wen-jian"
TOKEN = "token-" + "z" * 20
LOCAL = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an index, an upload and a secret beside it."""
    made = tmp_path_factory.mktemp("guard")
    (made / "secret.txt").write_text(SECRET)
    (made / "uploads").mkdir()
    (made / "uploads" / "kept.txt").write_text(SECRET)
    return made


@pytest.fixture(scope="module")
def core(folder: Path) -> object:
    return core_in(folder)


def client(core: object, folder: Path, **settings: object) -> TestClient:
    app = create_app(core, Settings(data=folder, **settings))  # type: ignore[arg-type]
    return TestClient(app, base_url=LOCAL, follow_redirects=False, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def open_site(core: object, folder: Path) -> Iterator[TestClient]:
    with client(core, folder) as made:
        yield made


@pytest.fixture(scope="module")
def closed_site(core: object, folder: Path) -> Iterator[TestClient]:
    door = Access({"li": access.hashed("open sesame")}, TOKEN)
    with client(core, folder, access=door, read_only=True) as made:
        yield made


@dataclass(frozen=True)
class Small:
    """A site that takes little at once, and the folder of its data."""

    client: TestClient
    data: Path


@pytest.fixture(scope="module")
def small(core: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    data = tmp_path_factory.mktemp("small")
    with client(core, data, limits=UploadLimits(files=2, megabytes=1)) as made:
        yield Small(made, data)


def mounted(app: object, found: set[str], prefix: str = "") -> set[str]:
    """Every path template of the application and of what is mounted in it."""
    for route in getattr(app, "routes", ()):
        included = getattr(route, "original_router", None)
        if included is not None:  # FastAPI keeps an included router whole
            mounted(included, found, prefix)
            continue
        path = prefix + getattr(route, "path", "")
        inner = getattr(route, "app", None)
        if getattr(inner, "routes", None):
            mounted(inner, found, path.rstrip("/"))
        else:
            found.add(path)
    return found


ESCAPES = (
    "../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "..%5csecret.txt", "....//secret.txt",
    "..%252fsecret.txt", "%2e%2e%2fsecret.txt", "/etc/passwd", "%2fetc%2fpasswd", "..\\secret.txt",
    "..;/secret.txt", "secret.txt%00.png", "C:\\secret.txt",
)  # fmt: skip


@pytest.mark.slow
def test_no_route_gives_a_file_of_the_machine(open_site: TestClient, folder: Path) -> None:
    """Every route that takes a path or a name is asked for files, also those of Gradio's that the
    guard hides, under both pages, with every way of writing '..' that we know."""
    templates = mounted(open_site.app.app.app.app, set())  # type: ignore[attr-defined]
    assert any("file=" in path for path in templates), "Gradio's routes are in the list"
    holes = [path for path in templates if "{" in path]
    targets = [*ESCAPES, str(folder / "secret.txt"), str(folder / "uploads" / "kept.txt")]
    asked = 0
    for template in holes:
        for target in targets:
            path = re.sub(r"\{[^}]*\}", lambda _, t=target: t, template)
            reply = open_site.get(path if path.startswith("/") else "/" + path)
            assert SECRET not in reply.text, path
            assert "root:" not in reply.text, path
            assert reply.status_code >= 400 or "/article/" in path, (path, reply.status_code)
            asked += 1
    assert asked > 300


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd", "/gradio_api/file/etc/passwd", "/file=/etc/passwd",
        "/gradio_api/proxy=http://example.org/", "/gradio_api/stream/x", "/monitoring",
        "/gradio_api/vibe-code", "/gradio_api/vibe-edit", "/gradio_api/runs", "/gradio_api/reset",
        "/gradio_api/component_server", "/gradio_api/info", "/gradio_api/openapi.json",
        "/gradio_api/dev/reload", "/gradio_api/deep_link", "/gradio_api/call/ask", "/redoc",
        "/gradio_api/process_recording", "/custom_component/x", "/svelte/x.js", "/manifest.json",
        "/page/../server.py", "/page/server.py", "/page/style.css/..", "/.git/config", "/app.py",
        "/assets/../../index.html", "/static/..%2f..%2findex.html", "//etc/passwd", "/en/../docs/x",
    ],
)  # fmt: skip
def test_what_the_page_does_not_need_is_not_there(open_site: TestClient, path: str) -> None:
    assert open_site.get(path).status_code == 404
    assert open_site.post(path, json={}).status_code in (404, 403, 405)


def test_the_list_is_of_whole_paths() -> None:
    for path in ("/", "/en/", "/gradio_api/run/predict", "/assets/index-D_x1.js", "/mcp"):
        assert any(re.fullmatch(route, path) for route, _ in ROUTES)
    for path in (
        "/x/",
        "/gradio_api/run/a/b",
        "/assets/",
        "/mcpx",
        "/en/api/ask",
        "/api/articles/a/b",
    ):
        assert not any(re.fullmatch(route, path) for route, _ in ROUTES)


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/en/nothing", "/en//", "/EN", "/config/x", "/en/assets/none.js",
     "/assets/none.js", "/static/none", "/en/static/none", "/page/none", "/source/none",
     "/source/none/page/1.jpg", "/article/none", "/api/none", "/api/articles/none",
     "/api/jobs/none", "/gradio_api/none", "/gradio_api/heartbeat",
     "/gradio_api/queue/none", "/%E5%AD%97", "/docs/"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "PUT", "POST"])
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_where_nothing_is_that_is_told_in_our_form(
    open_site: TestClient, path: str, method: str, accept: str
) -> None:
    reply = open_site.request(method, path, headers={"accept": accept})
    assert reply.status_code in (404, 405), reply.text
    if method == "HEAD":
        return
    document = path.startswith(("/article", "/source/none")) and "jpg" not in path
    if accept == "text/html" or (document and method == "GET"):
        assert "wb-brand" in reply.text
    else:
        assert set(reply.json()) == {"error", "code", "status"}


@pytest.mark.parametrize("query", ["", "?q=%E5%AD%97&k=3"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_english_page_without_its_slash_leads_there(
    open_site: TestClient, query: str, method: str
) -> None:
    reply = open_site.request(method, "/en" + query)
    assert (reply.status_code, reply.headers["location"]) == (308, "/en/" + query)
    assert open_site.get("/en/" + query).status_code == 200


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_the_page_names_no_foreign_host(open_site: TestClient, path: str) -> None:
    html = open_site.get(path, headers={"accept-language": "zh-CN"}).text
    hosts = set(re.findall(r"(?:https?:)?//([\w.-]+\.[\w-]+)", html)) - {"127.0.0.1", "www.w3.org"}
    assert not hosts
    assert '"analytics_enabled":false' in html.replace(" ", "")


def test_scripts_carry_the_nonce_of_the_policy(open_site: TestClient) -> None:
    reply = open_site.get("/")
    policy = reply.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce
    tags = re.findall(r"<script\b[^>]*>", reply.text)
    assert tags
    assert all(f'nonce="{nonce[1]}"' in tag for tag in tags)
    again = open_site.get("/").headers["content-security-policy"]
    assert again != policy, "a nonce is used once"
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in script
    assert "*" not in policy and "http" not in policy


@pytest.mark.parametrize("path", ["/", "/api/articles", "/docs", "/nothing", "/page/style.css"])
def test_every_answer_has_the_security_headers(open_site: TestClient, path: str) -> None:
    headers = open_site.get(path, headers={"origin": "http://evil.example"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers
    assert re.fullmatch(r"[0-9a-f]{16}", headers["x-request-id"])


def test_a_request_id_is_kept_if_it_is_one(open_site: TestClient) -> None:
    assert open_site.get("/healthz", headers={"x-request-id": "abc-1"}).headers["x-request-id"] == (
        "abc-1"
    )
    bad = open_site.get("/healthz", headers={"x-request-id": "a b\tc" * 50})
    assert re.fullmatch(r"[0-9a-f]{16}", bad.headers["x-request-id"])


@pytest.mark.parametrize(
    "host",
    ["evil.example", "EVIL.example:7860", "127.0.0.1.nip.io", "localhost:1@evil.example", ""],
)
def test_another_name_for_this_machine_is_refused(open_site: TestClient, host: str) -> None:
    assert open_site.get("/api/articles", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "[::1]:7860", "LocalHost"])
def test_this_machines_names_are_served(open_site: TestClient, host: str) -> None:
    assert open_site.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "path",
    ["/api/ask", "/mcp", "/gradio_api/run/predict", "/page/judge", "/api/articles", "/api/files",
     "/api/sync", "/api/batch", "/retrieval", "/v1/chat/completions", "/v1/embeddings"],
)  # fmt: skip
def test_another_site_cannot_make_a_browser_ask(
    open_site: TestClient, path: str, headers: dict[str, str]
) -> None:
    assert open_site.post(path, json={"question": "x"}, headers=headers).status_code == 403
    if path == "/api/articles":
        assert open_site.delete(f"{path}/x", headers=headers).status_code == 403


def test_our_own_page_can(open_site: TestClient) -> None:
    headers = {"origin": LOCAL, "sec-fetch-site": "same-origin"}
    assert open_site.post("/api/ask", json={"question": "夜校"}, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/en/", "/config", "/api/articles", "/api/articles/x/citation", "/api/jobs",
     "/api/jobs/x", "/v1/models", "/metrics", "/docs", "/openapi.json",
     "/article/x", "/source/x", "/assets/x.js", "/gradio_api/queue/data", "/theme.css",
     "/page/page.js",
     "/export.csv?question=x"],
)  # fmt: skip
def test_without_signing_in_there_is_nothing(closed_site: TestClient, path: str) -> None:
    reply = closed_site.get(path)
    assert reply.status_code in (401, 405), path
    asked = closed_site.get(path, headers={"accept": "text/html"})
    assert (asked.status_code, asked.headers.get("location")) == (303, "/login")


def test_posts_need_it_too(closed_site: TestClient) -> None:
    assert closed_site.delete("/api/articles/x").status_code == 401
    for path in ("/api/ask", "/api/retrieve", "/api/batch", "/api/files", "/api/articles",
                 "/api/sync", "/retrieval", "/dify/retrieval", "/v1/embeddings",
                 "/v1/chat/completions", "/mcp", "/page/judge", "/gradio_api/upload",
                 "/gradio_api/run/predict", "/gradio_api/queue/join"):  # fmt: skip
        assert closed_site.post(path, json={"question": "x"}).status_code == 401, path


def test_a_sign_of_life_tells_nothing_more(closed_site: TestClient) -> None:
    assert closed_site.get("/healthz").json() == {"status": "ok"}


def test_token_and_password_open_the_services(closed_site: TestClient) -> None:
    asked = {"question": "夜校"}
    bearer = {"authorization": f"Bearer {TOKEN}"}
    assert closed_site.post("/api/ask", json=asked, headers=bearer).status_code == 200
    assert closed_site.post("/api/ask", json=asked, auth=("li", "open sesame")).status_code == 200
    assert closed_site.post("/api/ask", json=asked, auth=("li", "wrong")).status_code == 401


def test_signing_in_and_out(closed_site: TestClient) -> None:
    page = closed_site.get("/login")
    assert page.status_code == 200 and "password" in page.text
    wrong = closed_site.post("/login", data={"user": "li", "password": "no"})
    assert wrong.headers["location"] == "/login?wrong=1"
    right = closed_site.post("/login", data={"user": "li", "password": "open sesame"})
    cookie = right.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert closed_site.get("/").status_code == 200
    assert "/logout" in closed_site.get("/").text
    closed_site.get("/logout")
    closed_site.cookies.clear()
    assert closed_site.get("/").status_code == 401


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_of_a_session_is_for_this_server_alone(
    core: object, tmp_path: Path, secure: bool
) -> None:
    """Out of reach of scripts, never sent from another site, and behind HTTPS never without."""
    app = create_app(core, Settings(data=tmp_path, access=Access(token=TOKEN)))  # type: ignore[arg-type]
    base = LOCAL.replace("http:", "https:") if secure else LOCAL
    site = TestClient(app, base_url=base, follow_redirects=False)
    cookie = site.post("/login", data={"password": TOKEN}).headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "path=/", "max-age=43200"} <= set(cookie.split("; "))
    assert ("; secure" in cookie) == secure


def test_read_only_changes_nothing(closed_site: TestClient, folder: Path) -> None:
    bearer = {"authorization": f"Bearer {TOKEN}"}
    row = {"question": "x", "hit": "a#1", "article_id": "a", "judgement": 1}
    assert closed_site.post("/page/judge", json=row, headers=bearer).status_code == 403
    assert not (folder / "feedback.jsonl").exists()
    config = closed_site.get("/config", headers=bearer).json()
    targets = {
        tuple(t) if isinstance(t, list) else t
        for dependency in config["dependencies"]
        for t in dependency["targets"]
    }
    names = {c["id"]: c["props"].get("elem_id") for c in config["components"]}
    writers = {"wb-upload", "wb-remove", "wb-restore", "wb-paste-add"}
    assert not {names.get(t[0]) for t in targets if isinstance(t, tuple)} & writers


def test_a_judgement_is_kept_as_evaluate_reads_it(small: Small) -> None:
    site = small.client
    asked = site.post("/api/retrieve", json={"question": "夜校教什么", "k": 1}).json()
    hit = {"hit": asked["hits"][0]["id"], "article_id": asked["hits"][0]["article_id"]}
    row = {"question": "夜校教什么", **hit, "judgement": -1}
    assert site.post("/page/judge", json=row).json() == {"kept": True}
    for bad in ({**row, "judgement": 2}, {**row, "hit": "x" * 501}, {}):
        assert site.post("/page/judge", json=bad).status_code == 422
    for made_up in ("a#1", f"{row['article_id']}#0", f"{row['article_id']}#9999", "", "#1"):
        made = site.post("/page/judge", json={**row, "hit": made_up})
        assert made.status_code == 404, "a judgement is of a passage of the index"
    text = site.get("/metrics").text
    assert 'wenbao_judgements_total{value="down"} 1' in text
    answer = {"question": "夜校几点上课", "answer": [hit["hit"]], "judgement": 1}
    for bad in (
        {**answer, "answer": ["a#1"]}, {**answer, "answer": []}, {**answer, **hit},
        {**answer, "answer": [hit["hit"]] * 101},
    ):  # fmt: skip
        assert site.post("/page/judge", json=bad).status_code in (404, 422)
    for judged in (answer, {**answer, "question": "夜校在哪里", "judgement": -1}):
        assert site.post("/page/judge", json=judged).json() == {"kept": True}
    line, *answers = (small.data / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(one)["right"] for one in answers] == [True, False]
    asked = {one.question: one.gold for one in read_queries(small.data / "feedback.jsonl")}
    assert asked == {"夜校几点上课": {hit["hit"]}, "夜校在哪里": set()}
    kept = json.loads(line)
    assert {k: kept[k] for k in row} == row
    assert set(kept) == {*row, "id", "at"}


@pytest.mark.slow
def test_too_many_requests_wait(core: object, tmp_path: Path) -> None:
    with client(core, tmp_path, per_minute=5) as site:
        found = [site.get("/healthz").status_code for _ in range(12)]
    assert found[:5] == [200] * 5
    assert found[-1] == 429


def test_streams_without_an_end_are_bounded_for_each_reader() -> None:
    """As many as are open at a time; who is signed in has a count of his own, and what has ended
    makes room."""
    opened, ended = anyio.Event(), anyio.Event()
    waiting = 0

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal waiting
        waiting += 1
        if waiting == MOST_STREAMS:
            opened.set()
        await ended.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    guard = Guard(endless, Access(), Metrics(), Bounds(), "127.0.0.1")

    async def ask(path: str, address: str = "127.0.0.1") -> int:
        scope = {
            "type": "http", "method": "GET", "path": path, "query_string": b"",
            "headers": [(b"host", b"localhost")], "client": (address, 1),
        }  # fmt: skip
        status = []

        async def send(message: Message) -> None:
            status.append(message.get("status"))

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        await guard(scope, receive, send)
        return int(status[0] or 0)

    async def session() -> list[int]:
        kinds = ("queue/data", "heartbeat/abc", "upload_progress")
        async with anyio.create_task_group() as group:
            for number in range(MOST_STREAMS):
                group.start_soon(ask, f"/gradio_api/{kinds[number % 3]}")
            await opened.wait()
            found = [await ask(f"/en/gradio_api/{kind}") for kind in kinds]
            ended.set()
            found.append(await ask("/gradio_api/queue/data", "127.0.0.2"))
        found.append(await ask("/gradio_api/queue/data"))
        return found

    assert anyio.run(session) == [429, 429, 429, 200, 200]
    assert not guard._streams


def test_an_upload_over_the_limit_is_cut_off(small: Small) -> None:
    site = small.client
    for path in (
        "/api/batch",
        "/api/sync",
        "/retrieval",
        "/v1/embeddings",
        "/v1/chat/completions",
    ):
        assert site.post(path, content=b"x" * (2 << 20)).status_code == 413, path
    for path in ("/api/files", "/api/articles"):
        assert site.post(path, content=b"x" * (9 << 20)).status_code == 413, path
    big = {"files": ("big.txt", b"x" * (9 << 20))}
    assert site.post("/gradio_api/upload", files=big).status_code == 413
    middle = {"files": ("middle.txt", b"x" * (2 << 20))}
    assert site.post("/gradio_api/upload", files=middle).status_code >= 400


def test_a_body_of_untold_length_over_the_limit_is_the_same_error(small: Small) -> None:
    site = small.client

    def chunks() -> Iterator[bytes]:
        for _ in range(12):
            yield b"x" * (1 << 20)

    form = {"content-type": "multipart/form-data; boundary=b"}
    for path in ("/api/batch", "/retrieval", "/v1/chat/completions", "/api/articles"):
        reply = site.post(path, content=chunks())
        assert (reply.status_code, reply.json()["status"][:7]) == (413, "Request"), path
    for path in ("/api/files", "/gradio_api/upload"):
        assert site.post(path, content=chunks(), headers=form).status_code == 413, path


@pytest.mark.slow
def test_an_index_that_is_gone_is_told_without_a_trace(tmp_path: Path) -> None:
    from web.query_service import Core

    with client(Core(tmp_path / "nowhere"), tmp_path) as site:
        reply = site.post("/api/ask", json={"question": "x"})
        assert reply.status_code == 503
        assert "python -m index build" in reply.json()["error"]
        assert site.get("/healthz").status_code == 503
        assert "wenbao_index_up 0" in site.get("/metrics").text
        assert site.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/login", "/", "/nothing"])
def test_a_cookie_that_is_quoted_for_long_takes_no_time(closed_site: TestClient, path: str) -> None:
    """Before sign-in: the parsers of Python and Starlette take minutes for 60,000 backslashes."""
    for name in ("wenbao-lang", access.COOKIE, "other"):
        cookie = f'{name}="' + "\\" * 30_000 + '"'
        with within(2):
            closed_site.get(path, headers={"cookie": cookie, "accept": "text/html"})


def test_only_our_own_cookies_are_handed_on(core: object) -> None:
    seen: list[dict[bytes, bytes]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(dict(scope["headers"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    site = TestClient(Guard(app, Access(), Metrics(), Bounds(), "127.0.0.1"), base_url=LOCAL)
    sent = 'a="b;c"; wenbao-lang=en ;x; xwenbao-lang=zh;wenbao-session=Az_-9; wenbao-lang="zh"'
    site.get("/", headers={"cookie": sent})
    site.get("/", headers={"cookie": "a=b"})
    assert seen[0][b"cookie"] == b"wenbao-lang=en; wenbao-session=Az_-9"
    assert b"cookie" not in seen[1]


def test_articles_as_json_have_a_limit_of_their_own(core: object, tmp_path: Path) -> None:
    """JSON is read whole, and takes twenty times its size of memory and of other readers' time."""
    with client(core, tmp_path) as site:
        rows = b'{"articles": [' + b"[]," * (3 << 20) + b"[]]}"
        assert site.post("/api/articles", content=rows).status_code == 413
        assert "[" in site.get("/api/articles").text


def test_a_server_that_takes_no_uploads_does_not_read_them(closed_site: TestClient) -> None:
    headers = {
        "authorization": f"Bearer {TOKEN}",
        "content-type": "multipart/form-data; boundary=b",
    }
    for path in ("/api/files", "/gradio_api/upload"):
        assert closed_site.post(path, content=b"x" * (2 << 20), headers=headers).status_code == 413
        assert closed_site.post(path, content=b"x", headers=headers).status_code in (400, 403)


def test_uploads_on_their_way_are_counted() -> None:
    """They lie on the disk before a route sees them: above the bound they are not begun."""
    entered, go_on, count = anyio.Event(), anyio.Event(), 0

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal count
        count += 1
        if count == WAITING:
            entered.set()
        await go_on.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    guard = Guard(slow, Access(), Metrics(), Bounds(), "127.0.0.1")

    async def post(length: bytes | None) -> int:
        headers = [(b"host", b"localhost")] + [(b"content-length", length)] * (length is not None)
        scope = {
            "type": "http", "method": "POST", "path": "/api/files", "query_string": b"",
            "headers": headers, "client": ("127.0.0.1", 1),
        }  # fmt: skip
        status = []

        async def send(message: Message) -> None:
            status.append(message.get("status"))

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        await guard(scope, receive, send)
        return int(status[0] or 0)

    async def session() -> list[int]:
        async with anyio.create_task_group() as group:
            for number in range(WAITING):
                group.start_soon(post, str(Bounds().upload).encode() if number % 2 else None)
            await entered.wait()
            found = [await post(b"1"), await post(None)]
            go_on.set()
        return [*found, await post(b"1")]

    assert anyio.run(session) == [429, 429, 200]


@pytest.mark.parametrize("route", ["article", "source"])
@pytest.mark.parametrize("place", ["-1", "-500", "0", "999999999999999999999"])
def test_a_paragraph_that_there_cannot_be_is_none(
    open_site: TestClient, core: Any, route: str, place: str
) -> None:
    name = core.store().articles()[0].id
    reply = open_site.get(f"/{route}/{name}", params={"p": place})
    assert reply.status_code == 200 and "wb-found" not in reply.text
