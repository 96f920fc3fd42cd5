"""The server from outside, as a process: connections, proxies, methods, framing, errors, logs."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import select
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import warm
from web_fixtures import ROOT, built

from web.security import access

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="descriptors are counted on POSIX")

TOKEN = "t" * 24
ADDRESS = re.compile(r"http://[\d.]+:(\d+)")


APP = """
import resource, sys, app
descriptors, seconds = int(sys.argv.pop(1)), float(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
from web.security import connections  # which asks for that limit
connections.SECONDS.update(dict.fromkeys(connections.SECONDS, seconds))
app.main(sys.argv[1:])
"""


@contextlib.contextmanager
def serving(
    folder: Path, *options: object, descriptors: int = 1024, seconds: float = 300
) -> Iterator[tuple[str, Any]]:
    """`python app.py` with so many descriptors; its address, and the process.  Who is silent is
    closed after so many seconds: later than any test ends, so that this is not why it passes."""
    command = [sys.executable, "-c", APP, str(descriptors), str(seconds), "--index", str(built())]
    command += ["--data", str(folder), "--port", "0", *map(str, options)]
    log = (folder / "log.txt").open("w")
    process = warm.Popen(command, cwd=ROOT, stdout=warm.PIPE, stderr=log, encoding="utf-8")
    try:
        assert process.stdout
        found = ADDRESS.search(process.stdout.readline())
        assert found, (folder / "log.txt").read_text(encoding="utf-8")
        yield found[0], process
    finally:
        process.kill()
        process.wait()
        log.close()


def idle(url: str, count: int, first: bytes = b"") -> list[socket.socket]:
    """Connections that say at most the beginning of a request."""
    made = []
    for _ in range(count):
        one = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), 5)
        if first:
            with contextlib.suppress(OSError):
                one.sendall(first)
        made.append(one)
    return made


def alive(url: str, patience: float = 100) -> bool:
    try:
        return httpx.get(f"{url}/healthz", timeout=patience).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("first", [b"", b"GET /healthz HTTP/1.1\r\nHost: 127"])
def test_more_idle_connections_than_descriptors_end_nothing(tmp_path: Path, first: bytes) -> None:
    with serving(tmp_path, descriptors=256) as (url, process):
        held = idle(url, 600, first)
        assert alive(url), "it answers while they are open"
        held += idle(url, 300, first)
        assert alive(url)
        for one in held:
            one.close()
        assert all(alive(url) for _ in range(20))
        assert process.poll() is None
    assert "rich" not in (tmp_path / "log.txt").read_text(encoding="utf-8")


UNREAD = b"GET /page/style.css HTTP/1.1\r\nHost: localhost\r\n\r\n" * 300
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n"
BODILESS = b"POST /login HTTP/1.1\r\nHost: localhost\r\n" + FORM + b"\r\nuser="


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "patience"),
    # It is busy first with what it was asked; who sends no body is closed after half a minute.
    [(UNREAD, 120), (BODILESS, 25)],
    ids=["unread", "no body"],
)
def test_requests_that_never_end_keep_nobody_out(
    tmp_path: Path, first: bytes, patience: float
) -> None:
    """Their place is taken by who comes, as an idle connection's is."""
    with serving(tmp_path, descriptors=160) as (url, _):
        held = idle(url, 60, first)
        until = time.monotonic() + patience
        while not alive(url, 5):
            assert time.monotonic() < until
            time.sleep(0.1)
        assert all(alive(url) for _ in range(3))
        for one in held:
            one.close()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(select, "POLLRDHUP"), reason="needs to see an end without reading")
def test_who_reads_nothing_of_an_answer_is_closed(tmp_path: Path) -> None:
    with serving(tmp_path, seconds=5) as (url, _):
        (one,) = idle(url, 1, UNREAD * 10)  # more than the buffers of a system hold
        ended = select.poll()
        ended.register(one, select.POLLRDHUP | select.POLLHUP | select.POLLERR)
        assert ended.poll(120_000), "nothing was read, and the server holds on"
        one.settimeout(10)
        got = 0
        with contextlib.suppress(ConnectionResetError):
            while block := one.recv(1 << 20):
                got += len(block)
        assert got < 3000 * 20_000


@pytest.mark.slow
def test_it_goes_on_after_descriptors_have_run_out(tmp_path: Path) -> None:
    """Also where the bound does not hold: every descriptor is taken by the process itself."""
    code = (
        "import os, resource, threading, time, app\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))\n"
        "def take():\n"
        f"    while not os.path.exists({str(tmp_path / 'go')!r}): time.sleep(0.1)\n"
        "    held = []\n"
        "    try:\n"
        "        while True: held.append(os.open(os.devnull, os.O_RDONLY))\n"
        "    except OSError: pass\n"
        f"    os.rename({str(tmp_path / 'go')!r}, {str(tmp_path / 'taken')!r})\n"
        f"    while os.path.exists({str(tmp_path / 'taken')!r}): time.sleep(0.1)\n"
        "    [os.close(one) for one in held]\n"
        "threading.Thread(target=take, daemon=True).start()\n"
        f"app.main(['--index', {str(built())!r}, '--data', {str(tmp_path)!r}, '--port', '0'])\n"
    )
    log = (tmp_path / "log.txt").open("w")
    command = [sys.executable, "-c", code]
    process = warm.Popen(command, cwd=ROOT, stdout=warm.PIPE, stderr=log, encoding="utf-8")
    try:
        assert process.stdout
        found = ADDRESS.search(process.stdout.readline())
        assert found, (tmp_path / "log.txt").read_text(encoding="utf-8")
        (tmp_path / "go").touch()
        until = time.monotonic() + 180
        while not (tmp_path / "taken").exists():
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.05)
        held = []
        for _ in range(20):
            time.sleep(0.15)
            held += idle(found[0], 1)  # they wait where the system keeps them
        (tmp_path / "taken").unlink()
        for one in held:
            one.close()
        until = time.monotonic() + 180
        while not alive(found[0]):
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.5)
    finally:
        process.kill()
        process.wait()
        log.close()


@pytest.mark.slow
def test_a_silent_connection_is_closed(tmp_path: Path) -> None:
    with serving(tmp_path, seconds=3) as (url, _):
        silent = idle(url, 1) + idle(url, 1, b"GET / HT") + idle(url, 1, b"\r\n")
        silent += idle(url, 1, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nG")
        for one in silent:
            one.settimeout(60)
            with contextlib.suppress(ConnectionResetError):
                while one.recv(65536):  # a timeout is a failure
                    pass


def wrong(url: str, number: int, headers: dict[str, str], source: str = "127.0.0.1") -> int:
    transport = httpx.HTTPTransport(local_address=source)
    with httpx.Client(transport=transport, timeout=120) as http:
        basic = base64.b64encode(f"li:guess {number}".encode()).decode()
        headers = {**headers, "authorization": f"Basic {basic}"}
        return http.get(f"{url}/api/articles", headers=headers).status_code


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("users") / "users.txt"
    access.write_user(path, "li", "open sesame")
    return path


@pytest.mark.slow
def test_a_header_is_no_other_address(tmp_path: Path, users: Path) -> None:
    with serving(tmp_path, "--users", users) as (url, _):
        found = [wrong(url, n, {"x-forwarded-for": f"10.0.0.{n}"}) for n in range(15)]
    assert found == [401] * access.ATTEMPTS + [429] * (15 - access.ATTEMPTS)


@pytest.mark.slow
def test_a_trusted_proxy_is_believed_and_what_its_reader_says_is_not(
    tmp_path: Path, users: Path
) -> None:
    """The hop nearest to us that is no trusted proxy is the reader."""
    proxies = ("--trusted-proxy", "127.0.0.1", "--trusted-proxy", "10.1.0.0/16")
    with serving(tmp_path, "--users", users, *proxies) as (url, _):
        one = [wrong(url, n, {"x-forwarded-for": f"9.9.9.{n}, 8.8.8.8"}) for n in range(12)]
        two = [wrong(url, n, {"x-forwarded-for": f"7.7.7.7, 10.1.2.{n}"}) for n in range(12)]
        six = [wrong(url, n, {"x-forwarded-for": f"2001:db8::{n:x}"}) for n in range(12)]
        past = [wrong(url, n, {"x-forwarded-for": f"6.6.6.{n}"}, "127.0.0.9") for n in range(12)]
        form = [
            httpx.post(
                f"{url}/login",
                data={"user": "li", "password": f"guess {n}"},
                headers={"x-forwarded-for": f"2001:db8:0:1::{n:x}"},
                timeout=120,
            ).headers["location"]
            for n in range(12)
        ]
    assert [where[-1] for where in form] == ["1"] * access.ATTEMPTS + ["2", "2"]
    assert one == two == six == past == [401] * access.ATTEMPTS + [429, 429]


def raw(url: str, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), 10) as one:
        one.sendall(request)
        one.settimeout(60)
        got = b""
        with contextlib.suppress(OSError):
            while part := one.recv(65536):
                got += part
                if b"\r\n\r\n" in got:
                    break
    return got


@pytest.mark.slow
def test_methods_framing_and_logs(tmp_path: Path) -> None:
    with (
        serving(tmp_path, "--log", "info") as (url, _),
        httpx.Client(base_url=url, timeout=120) as http,
    ):
        size = len(http.get("/metrics").text)
        for number in range(300):
            reply = http.request(f"M{number}{'X' * 50}", ("/healthz", "/nothing")[number % 2])
            assert reply.status_code == (501, 404)[number % 2]
        assert len(http.get("/metrics").text) < size + 500
        for method, path, allow in (
            ("DELETE", "/api/ask", "POST"), ("POST", "/healthz", "GET, HEAD"),
            ("GET", "/mcp", "POST"), ("PUT", "/login", "GET, POST, HEAD"),
            ("OPTIONS", "/", "GET, HEAD"), ("GET", "/gradio_api/upload", "POST"),
        ):  # fmt: skip
            reply = http.request(method, path)
            assert (reply.status_code, reply.headers["allow"]) == (405, allow), path
            assert set(reply.json()) == {"error", "code", "status"}
            assert reply.headers["content-type"] == "application/json; charset=utf-8"
        for path in ("/", "/healthz", "/docs", "/api/articles", "/export.csv?question=x"):
            reply = http.head(path)
            assert (reply.status_code, reply.content) == (200, b""), path
        both = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
        both += b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        assert raw(url, both).startswith(b"HTTP/1.1 400")
        assert raw(url, both.replace(b"localhost", b"localhost:1")).startswith(b"HTTP/1.1 400")
        http.get("/nothing/\u2028\u0085{}")
        with contextlib.suppress(httpx.TimeoutException):
            http.get("/gradio_api/heartbeat/geheimniswort", timeout=1)
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert "geheimniswort" not in log and "\u2028" not in log and "\u0085" not in log
    assert all(json.loads(line) for line in log.splitlines())
