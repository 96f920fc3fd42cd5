"""app.py as a process: it says where it is, serves, and refuses what it must, in a sentence."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import warm
from web_fixtures import ROOT, built

from app import arguments

TOKEN = "t" * 24


def run(
    *options: object, start: type[subprocess.Popen[str]] = warm.Popen, **environment: str
) -> subprocess.Popen[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("WENBAO_")}
    return start(
        [sys.executable, "app.py", *map(str, options)],
        cwd=ROOT,
        env={**clean, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def refused(*options: object, **environment: str) -> str:
    """What a start that cannot be says."""
    process = run(*options, start=subprocess.Popen, **environment)  # it imports no server
    out, err = process.communicate(timeout=180)
    assert process.returncode == 1, (out, err)
    assert out == ""
    assert "Traceback" not in err
    return err


@pytest.mark.slow
def test_it_serves_where_it_says(tmp_path: Path) -> None:
    token = tmp_path / "token.txt"
    token.write_text(TOKEN + "\n")
    process = run(
        "--index", built(), "--data", tmp_path, "--port", 0, "--token", token, "--log", "info",
        "--log-questions", "--read-only", start=subprocess.Popen,
    )  # fmt: skip
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line or process.communicate()[1]
        with httpx.Client(base_url=found[0], timeout=180) as http:
            asked = {"question": "夜校教什么"}
            assert http.post("/api/ask", json=asked).status_code == 401
            bearer = {"authorization": f"Bearer {TOKEN}"}
            reply = http.post("/api/ask", json=asked, headers=bearer)
            assert "看图纸" in reply.text
            assert "server" not in reply.headers
    finally:
        process.send_signal(signal.SIGINT if os.name != "nt" else signal.SIGTERM)
        err = process.communicate(timeout=180)[1]
    assert "Traceback" not in err
    assert '"event": "asked"' in err and "夜校教什么" in err
    assert '"status": 401' in err
    assert TOKEN not in err


@pytest.mark.slow
def test_questions_are_not_logged_unless_asked_for(tmp_path: Path) -> None:
    process = run("--index", built(), "--data", tmp_path, "--port", 0, "--log", "debug")
    try:
        assert process.stdout
        url = process.stdout.readline().split()[-1]
        httpx.post(f"{url}/api/ask", json={"question": "夜校教什么"}, timeout=180)
        httpx.get(f"{url}/export.csv", params={"question": "夜校教什么"}, timeout=180)
    finally:
        process.terminate()
        out, err = process.communicate(timeout=180)
    assert '"event": "asked"' in err
    assert "夜校" not in out + err
    assert "%E5%A4%9C" not in out + err


def test_another_address_needs_a_password_or_a_token() -> None:
    told = refused("--host", "0.0.0.0", "--index", built(), "--port", 0)
    assert "--users" in told and "--token" in told
    assert "16 or more" in refused("--host", "0.0.0.0", WENBAO_TOKEN="short")


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        told = refused("--index", built(), "--port", taken.getsockname()[1])
    assert "cannot listen on 127.0.0.1" in told and "--port" in told


@pytest.mark.parametrize("port", [99_999, 65_536, -1, "7860.5"])
def test_a_port_that_there_cannot_be_is_a_wrong_call(
    port: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system takes such a number for another one, and the server would stand there."""
    for argv in ([f"--port={port}"], []):
        with pytest.raises(SystemExit, match="2"):
            arguments(argv)
        assert f"--port: '{port}' is no number from 0 to 65535" in capsys.readouterr().err
        monkeypatch.setenv("WENBAO_PORT", str(port))
    monkeypatch.setenv("WENBAO_PORT", "0")
    assert arguments([]).port == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--users", "no-such-file"], "no-such-file"),
        (["--token", "no-such-file"], "token file"),
        (["--host", "no.such.host.invalid", "--users", "no-such-file"], "users file"),
    ],
)
def test_what_is_missing_is_named(options: list[str], told: str) -> None:
    assert told in refused(*options, "--index", str(built()), "--port", "0")


@pytest.mark.slow
def test_a_damaged_index_is_told(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "CURRENT").write_text("nonsense")
    told = refused("--index", tmp_path / "index", "--port", 0)
    assert "CURRENT" in told


@pytest.mark.slow
def test_a_read_only_server_builds_no_index_at_a_mistyped_place(tmp_path: Path) -> None:
    told = refused("--index", tmp_path / "idnex", "--port", 0, "--read-only")
    assert "there is no index in" in told and "idnex" in told
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_without_an_index_the_bundled_articles_are_built(tmp_path: Path) -> None:
    process = run("--index", tmp_path / "index", "--port", 0, WENBAO_ENCODER="static")
    try:
        assert process.stdout
        url = process.stdout.readline().split()[-1]
        health = httpx.get(f"{url}/healthz", timeout=180).json()
        assert health["paragraphs"] >= 150
        reply = httpx.post(
            f"{url}/api/ask", json={"question": "川维化工如何激发创新"}, timeout=180
        ).json()
        assert "揭榜挂帅" in reply["hits"][0]["text"]
    finally:
        process.terminate()
        err = process.communicate(timeout=180)[1]
    first = f"there is no index in {tmp_path / 'index'} yet: building that of the bundled articles"
    assert 0 <= err.find(first) < err.find("built the index of the bundled articles")
