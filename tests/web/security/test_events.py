"""Events of the page on a real server: no body makes it touch a file that was not uploaded."""

from __future__ import annotations

import http.server
import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient
from web_fixtures import core_in, start

from web.changes import Changes
from web.metrics import Metrics
from web.security import access, incoming
from web.security.access import Access
from web.security.upload_limits import UploadLimits
from web.server import Settings, create_app
from web.ui.ask_tab import Asking
from web.ui.library_tab import Library
from web.ui.strings import Words

SECRET = "这句话不在任何文章里，谁也不该读到。"
META = {"_type": "gradio.FileData"}
PAGES = ("", "/en")
TOKEN = "token-" + "z" * 20


@dataclass(frozen=True)
class Site:
    """A running server, how to enter it, and what lies around it."""

    http: httpx.Client
    core: Any
    folder: Path
    app: Any
    signed_in: dict[str, str]
    read_only: bool = False


KINDS = {
    "open": {},
    "users": {"access": True},
    "read only": {"read_only": True},
    "users, read only": {"access": True, "read_only": True},
}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The one that is open to everybody and to changes."""
    yield from served(tmp_path_factory.mktemp("alone"), "open")


@pytest.fixture(
    scope="module",
    params=["open", *(pytest.param(kind, marks=pytest.mark.slow) for kind in list(KINDS)[1:])],
)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    if request.param == "open":
        yield request.getfixturevalue("alone")
    else:
        yield from served(tmp_path_factory.mktemp("site"), request.param)


def served(folder: Path, kind: str) -> Iterator[Site]:
    options = dict(KINDS[kind])
    headers = {}
    if options.pop("access", False):
        options["access"] = Access({"li": access.hashed("open sesame")}, TOKEN)
        headers = {"authorization": f"Bearer {TOKEN}"}
    core = core_in(folder)
    app = create_app(core, Settings(data=folder, limits=UploadLimits(5, 1), **options))
    with httpx.Client(base_url=start(app), timeout=180) as client:
        yield Site(client, core, folder, app, headers, "read_only" in options)


@pytest.fixture
def touched(site: Site) -> Iterator[list[str]]:
    """Addresses on this machine that the server was made to fetch."""
    seen: list[str] = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    seen.append(f"http://127.0.0.1:{server.server_address[1]}/a.txt")
    yield seen
    server.shutdown()
    server.server_close()


def config(site: Site, page: str) -> dict[str, Any]:
    return site.http.get(f"{page}/config", headers=site.signed_in).json()


def wait(site: Site, page: str, visit: str) -> list[dict[str, Any]]:
    """What the queue tells of a visit's events, until it closes."""
    told = []
    address = f"{page}/gradio_api/queue/data"
    with site.http.stream(
        "GET", address, params={"session_hash": visit}, headers=site.signed_in
    ) as reply:
        for line in reply.iter_lines():
            if line.startswith("data:"):
                told.append(json.loads(line[5:]))
    return told


def foreign(site: Site, fetch: str) -> dict[str, Any]:
    """Values with which an event might be made to reach outside the folder of uploads."""
    outside = site.folder / "outside"
    outside.mkdir(exist_ok=True)
    secret = outside / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    inbox = incoming.chosen(site.folder)
    (inbox / "own").mkdir(parents=True, exist_ok=True)
    link, folder_link, pipe = inbox / "own/link.txt", inbox / "own/linked", inbox / "own/pipe.txt"
    for made in (link, folder_link, pipe):
        made.unlink(missing_ok=True)
    link.symlink_to(secret)
    folder_link.symlink_to(outside)
    os.mkfifo(pipe)
    paths = [
        str(secret), os.path.relpath(secret), f"{inbox}/../outside/secret.txt",
        f"{inbox}/own/../../../{secret.name}", str(link), str(folder_link / "secret.txt"),
        str(pipe), str(inbox), str(inbox / "own"), "/dev/zero", "/proc/self/environ", "", "\0",
        str(site.folder / "index/CURRENT"), f"file://{secret}", fetch, "x" * 5000,
        f"{secret}\0.txt",
    ]  # fmt: skip
    values: dict[str, Any] = {}
    for path in paths:
        for stream in (False, True):
            one = {"path": path, "meta": META, "is_stream": stream}
            values[f"{path[:80]} {stream}"] = one
    one = {"path": str(secret), "meta": META}
    values |= {
        "url": {**one, "url": fetch}, "name": {**one, "orig_name": "../../x.txt"},
        "nested": {"value": [one]}, "root": {"root": [one]}, "no meta": {"path": str(secret)},
        "deep": [[{"a": {"b": one}}]], "empty url": {"path": "", "url": fetch, "meta": META},
    }  # fmt: skip
    return values


def attempts(site: Site, page: str, values: dict[str, Any]) -> Iterator[tuple[str, Any, list[Any]]]:
    """The name of a value, the event and its data, for every argument of every event: the box of
    files gets all values, each other argument one of those that differ in kind, in turn."""
    found = config(site, page)
    props = {c["id"]: (c["type"], c["props"].get("value")) for c in found["components"]}
    kinds = cycle([next(iter(values)), *list(values)[-7:]])
    for event in found["dependencies"]:
        for place, component in enumerate(event["inputs"]):
            box = props[component][0] == "file"
            for name in values if box else [next(kinds)]:
                data = [props[one][1] for one in event["inputs"]]
                data[place] = [values[name]] if box else values[name]
                yield name, event["id"], data


@pytest.mark.slow
def test_no_event_touches_what_was_not_uploaded(site: Site, touched: list[str]) -> None:
    """Every event of both pages, every argument of each.  The two routes that take events change
    about, the other way round on the second page; so do those who are signed in and who are not."""
    values = foreign(site, touched[0])
    before = site.core.store().generation
    outside = [site.folder / "outside/secret.txt", site.folder / "index/CURRENT"]
    contents = [path.read_bytes() for path in outside]
    tried = 0
    for turn, page in enumerate(PAGES):
        for number, (name, event, data) in enumerate(attempts(site, page, values)):
            route = ("queue/join", "run/predict")[(number + turn) % 2]
            body = {"fn_index": event, "session_hash": f"v{number}", "data": data}
            for headers in (site.signed_in, {})[: 1 + (number % 8 == 0)]:
                tried += 1
                reply = site.http.post(f"{page}/gradio_api/{route}", json=body, headers=headers)
                assert 400 <= reply.status_code < 500, (name, event, reply.text)
                assert SECRET not in reply.text
    assert tried > (60 if site.read_only else 150)
    time.sleep(0.2)
    assert touched[1:] == [], "the server fetched an address"
    assert [path.read_bytes() for path in outside] == contents
    assert site.core.store().generation == before
    kept = [*incoming.chosen(site.folder).rglob("*"), *(site.folder / "uploads").rglob("*")]
    copies = [path for path in kept if path.is_file() and not path.is_symlink()]
    assert not [path for path in copies if SECRET.encode() in path.read_bytes()]


def upload(site: Site, name: str, data: bytes, page: str = "") -> str:
    reply = site.http.post(
        f"{page}/gradio_api/upload", files={"files": (name, data)}, headers=site.signed_in
    )
    assert reply.status_code == 200, reply.text
    return str(reply.json()[0])


def adder(site: Site, page: str) -> int:
    found = config(site, page)
    [box] = [c["id"] for c in found["components"] if c["props"].get("elem_id") == "wb-upload"]
    return next(d["id"] for d in found["dependencies"] if d["inputs"][:1] == [box])


@pytest.mark.parametrize("page", PAGES)
def test_an_honest_upload_works_and_leaves_nothing_behind(site: Site, page: str) -> None:
    if site.read_only:
        reply = site.http.post(
            f"{page}/gradio_api/upload", files={"files": ("a.txt", b"x")}, headers=site.signed_in
        )
        assert reply.status_code == 403, "read-only takes no file at all"
        return
    text = f"灯塔的来历{page}\n\n灯塔是去年修的，{page or 'zh'}。\n"
    path = upload(site, "灯塔.txt", text.encode(), page)
    body = {
        "fn_index": adder(site, page), "session_hash": "honest" + page.strip("/"),
        "data": [[{"path": path, "meta": META, "url": "x", "is_stream": False, "size": 3}],
                 "", "index"],
    }  # fmt: skip
    joined = site.http.post(f"{page}/gradio_api/queue/join", json=body, headers=site.signed_in)
    assert joined.status_code == 200, joined.text
    told = wait(site, page, body["session_hash"])
    [done] = [one for one in told if one["msg"] == "process_completed"]
    assert done["success"] and "灯塔.txt" in json.dumps(done, ensure_ascii=False)
    assert not Path(path).exists()
    assert any("灯塔的来历" in str(one.title) for one in site.core.store().articles())


@pytest.mark.slow
def test_gradio_itself_refuses_too(tmp_path: Path) -> None:
    """The second line, without ours before it."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    core = core_in(tmp_path)
    app: Any = create_app(core, Settings(data=tmp_path))
    gradio = app.app.app.app  # past the guard, the events' check and the page's
    with httpx.Client(base_url=start(gradio), timeout=180) as http:
        inner = Site(http, core, tmp_path, gradio, {})
        body = {
            "fn_index": adder(inner, ""), "session_hash": "inner",
            "data": [[{"path": str(secret), "meta": META, "is_stream": True}], "", "index"],
        }  # fmt: skip
        assert http.post("/gradio_api/queue/join", json=body).status_code == 200
        [done] = [one for one in wait(inner, "", "inner") if one["msg"] == "process_completed"]
    assert not done["success"], "an error of Gradio's, before any handler of ours"
    assert secret.read_text(encoding="utf-8") == SECRET


def test_the_library_refuses_too(tmp_path: Path) -> None:
    """The third line: it neither reads nor removes what is not an upload."""
    core = core_in(tmp_path)
    inbox = tmp_path / "incoming"
    inbox.mkdir()
    library = Library(
        Changes(core, tmp_path / "uploads", UploadLimits(3, 1)), Asking(core, Metrics()), inbox
    )
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    link, pipe = inbox / "link.txt", inbox / "pipe.txt"
    link.symlink_to(secret)
    os.mkfifo(pipe)
    before = core.store().generation
    for path in (secret, link, pipe, inbox, inbox / "../secret.txt", Path("/dev/zero"), tmp_path):
        [step] = library.add(Words("zh"), [str(path)])
        assert "不是在这里上传的" in step[0]
    assert secret.exists() and link.is_symlink() and pipe.exists()
    assert core.store().generation == before and not list(tmp_path.glob("uploads/*"))


JUNK = [
    b"", b"{", b"null", b"[]", b'"x"', b"[" * 100_000, b'{"data": 1}', b'{"data": []}',
    b'{"data": [], "fn_index": "0"}', b'{"data": [], "fn_index": 10000}', b'{"fn_index": 0}',
    b'{"data": [], "fn_index": true, "session_hash": "a"}', b"\xff\xfe", b"\x00" * 10,
    b'{"data": [], "fn_index": 0, "session_hash": 5}',
    b'{"data": [], "fn_index": 1' + b"0" * 5000 + b"}",
]  # fmt: skip


@pytest.mark.parametrize("body", JUNK, ids=range(len(JUNK)))
@pytest.mark.parametrize("route", ["queue/join", "run/predict", "run/x", "upload"])
def test_junk_is_an_error_of_its_sender(
    alone: Site, route: str, body: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    reply = alone.http.post(f"/gradio_api/{route}", content=body)
    if b'"fn_index": 0' in body and b'"session_hash": "a"' not in body:
        assert reply.status_code < 500
    else:
        assert 400 <= reply.status_code < 500, reply.text
        assert set(reply.json()) == {"error", "code", "status"}
    assert "Traceback" not in capfd.readouterr().err


def test_what_the_browser_does_alone_is_no_event_here(alone: Site) -> None:
    for event in config(alone, "")["dependencies"]:
        if not event["backend_fn"]:
            body = {
                "fn_index": event["id"],
                "session_hash": "a",
                "data": [""] * len(event["inputs"]),
            }
            reply = alone.http.post("/gradio_api/run/predict", json=body)
            assert reply.status_code == 422, reply.text


@pytest.mark.slow
def test_every_argument_has_the_type_of_its_component(
    alone: Site,
) -> None:
    """What no browser sends is refused before a handler sees it, and is no fault of the server."""
    values = (1.5, 10**400, {}, {"a": 1}, [[1]], [{}], "9" * 5000, None, True)
    turn = cycle(values)
    found = config(alone, "")
    props = {c["id"]: c for c in found["components"]}
    for event in found["dependencies"]:
        for place, component in enumerate(event["inputs"]):
            # Of texts and lists there are so many that each gets some of the values, in turn.
            many = props[component]["type"] in ("textbox", "dropdown")
            for value in islice(turn, 2) if many else values:
                data = [props[one]["props"].get("value") for one in event["inputs"]]
                data[place] = value
                body = {"fn_index": event["id"], "session_hash": "types", "data": data}
                reply = alone.http.post("/gradio_api/run/predict", json=body)
                assert reply.status_code < 500, (event["id"], place, str(value)[:20], reply.text)


@pytest.mark.slow
def test_a_visit_belongs_to_its_user(tmp_path: Path) -> None:
    """A history lives in the reader's browser: the word of another's visit shows nothing of it."""
    core = core_in(tmp_path)
    door = Access({n: access.hashed("open sesame") for n in ("anna", "bert")})
    app = create_app(core, Settings(data=tmp_path, access=door))

    def ask(client: httpx.Client, question: str) -> str:
        found = client.get("/config").json()
        [box] = [c["id"] for c in found["components"] if c["props"].get("elem_id") == "wb-question"]
        event = next(d for d in found["dependencies"] if d["inputs"] and d["inputs"][0] == box)
        values = {c["id"]: c["props"].get("value") for c in found["components"]}
        data = [question, *(values[one] for one in event["inputs"][1:])]
        body = {"fn_index": event["id"], "session_hash": "shared", "data": data}
        return str(client.post("/gradio_api/run/predict", json=body).json()["data"])

    url = start(app)
    with (
        httpx.Client(base_url=url, auth=("anna", "open sesame"), timeout=180) as anna,
        httpx.Client(base_url=url, auth=("bert", "open sesame"), timeout=180) as bert,
    ):
        assert "夜校教什么" in ask(anna, "夜校教什么")
        for reader in (anna, bert):
            assert "夜校教什么" not in ask(reader, "厂里给谁涨了工资")


def test_uploads_that_no_event_takes_are_bounded_and_cleared(alone: Site) -> None:
    inbox = incoming.chosen(alone.folder)
    many = [("files", (f"{n}.txt", b"x%d" % n)) for n in range(6)]
    before = set(inbox.rglob("*"))
    refused = alone.http.post("/gradio_api/upload", files=many)
    assert refused.status_code == 413 and "5 files" in refused.json()["error"]
    large = alone.http.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * (2 << 20))})
    assert large.status_code == 413 and set(large.json()) == {"error", "code", "status"}
    assert set(inbox.rglob("*")) == before, "nothing of a refused upload stays"

    path = Path(upload(alone, "忘了.txt", b"nobody takes this"))
    (inbox / "mine").mkdir(exist_ok=True)
    (inbox / "mine/notes.txt").write_text("not ours")
    incoming.sweep(inbox)
    assert path.exists(), "it may still be waiting for its event"
    os.utime(path.parent, (1, 1))
    incoming.sweep(inbox)
    assert not path.exists() and (inbox / "mine/notes.txt").exists()


@pytest.mark.slow
def test_what_waits_has_a_limit_in_bytes(alone: Site) -> None:
    found = []
    for number in range(60):
        data = bytes([number]) * (900 << 10)
        reply = alone.http.post("/gradio_api/upload", files={"files": (f"{number}.txt", data)})
        found.append(reply.status_code)
    incoming.sweep(incoming.chosen(alone.folder), 0)
    assert found[0] == 200 and found[-1] == 507
    assert set(found) == {200, 507}
    again = alone.http.post("/gradio_api/upload", files={"files": ("a.txt", b"x")})
    assert again.status_code == 200


@pytest.mark.slow
def test_a_start_clears_what_an_earlier_server_left(tmp_path: Path) -> None:
    inbox = incoming.chosen(tmp_path)
    left = inbox / ("a" * 64)
    left.mkdir(parents=True)
    (left / "x.txt").write_text("left behind")
    app = create_app(core_in(tmp_path), Settings(data=tmp_path))
    with TestClient(app, base_url="http://127.0.0.1:7860"):
        assert not left.exists()
