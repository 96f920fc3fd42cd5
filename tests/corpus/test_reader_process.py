"""Files are read by a process of their own: one that hangs, dies or grows stops nothing else."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import pytest

import corpus.read as reading
from corpus import Article, Skipped, bundled, limits, read_articles, reader_process

ROOT = Path(__file__).resolve().parents[2]
TEXT = "渡口的船每小时一班，风大时停开。\n\n船票两元，老人和孩子免费。"

# What stands in for a fault of a reader: an expression that holds the interpreter for ever.
HANG = (
    "import sys; sys.path[:] = sys.argv[1:]; import re, os, time, corpus.read as r; "
    "hang = lambda *_: iter([re.match('(a|aa)+$', 'a' * 200 + 'b')]); "
    "put = lambda suffix, read: r.READERS.insert(0, r.Reader((suffix,), read)); "
    "put('.md', hang); "
    "put('.html', lambda *_: os.kill(os.getpid(), 11)); "
    "put('.jsonl', lambda *_: iter([bytearray(8 << 30)])); "
    "from corpus.reader_process import serve; serve()"
)


@pytest.fixture(autouse=True)
def as_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the process that other tests keep."""
    monkeypatch.setattr(reading, "Worker", reader_process.Worker)


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> None:
    """`.md` hangs, `.html` crashes, `.jsonl` eats memory."""
    monkeypatch.setattr(reader_process, "START", HANG)
    monkeypatch.setattr(limits, "READ_SECONDS", limits.READ_SECONDS._replace(value=1))
    # On the clock of a busy machine a process takes longer to start than that.
    monkeypatch.setattr(reader_process, "PATIENCE", 90)


def read(*paths: Path) -> tuple[list[Article], dict[str, str]]:
    skipped: list[Skipped] = []
    articles = list(read_articles(paths, on_skip=skipped.append))
    return articles, {Path(skip.path).name: skip.reason for skip in skipped}


def fill(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_text(TEXT, encoding="utf-8")
    return folder


def test_apart_and_here_give_the_same() -> None:
    pages = [bundled(), ROOT / "README.md", ROOT / "tests"]
    answers: list[tuple[list[Article], list[Skipped]]] = []
    for apart_ in (True, False):
        skipped: list[Skipped] = []
        answers.append((list(read_articles(pages, on_skip=skipped.append, apart=apart_)), skipped))
    assert answers[0] == answers[1]
    assert answers[0][0]


@pytest.mark.slow
@pytest.mark.usefixtures("hostile")
def test_a_file_that_hangs_or_kills_its_reader_is_named_and_the_rest_is_read(
    tmp_path: Path,
) -> None:
    fill(tmp_path, "1.txt", "2.md", "3.txt", "4.html", "5.txt", "6.txt")
    before = set(threading.enumerate())
    articles, skipped = read(tmp_path)
    assert [Path(article.path).name for article in articles] == ["1.txt", "3.txt", "5.txt", "6.txt"]
    assert set(skipped) == {"2.md", "4.html"}
    assert "more than the limit of 1 seconds" in skipped["2.md"]
    assert "crashed its reader" in skipped["4.html"]
    assert not [
        thread for thread in {*threading.enumerate()} - before if thread.name == "wenbao-read"
    ]


def test_a_reader_that_cannot_be_started_is_told_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with too many open files; the next file is tried again."""
    start, calls = subprocess.Popen, []

    def once_refused(*given: Any, **more: Any) -> Any:
        calls.append(given)
        if len(calls) == 1:
            raise OSError(errno.EMFILE, "Too many open files")
        return start(*given, **more)

    monkeypatch.setattr(subprocess, "Popen", once_refused)
    articles, skipped = read(fill(tmp_path, "1.txt", "2.txt"))
    assert [Path(article.path).name for article in articles] == ["2.txt"]
    assert list(skipped) == ["1.txt"] and "Too many open files" in skipped["1.txt"]


@pytest.mark.slow
def test_a_reader_that_sleeps_is_stopped_by_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep = HANG.replace("put('.md', hang)", "put('.md', lambda *_: time.sleep(99))")
    monkeypatch.setattr(reader_process, "START", sleep)
    monkeypatch.setattr(reader_process, "PATIENCE", 2)
    monkeypatch.setattr(limits, "READ_SECONDS", limits.READ_SECONDS._replace(value=1))
    skipped = {}

    def on_skip(skip: Skipped) -> None:
        skipped[Path(skip.path).name] = skip.reason
        # On a busy machine the next process may need longer than that to start.
        monkeypatch.setattr(reader_process, "PATIENCE", 60)

    begin = time.monotonic()
    articles = list(read_articles([fill(tmp_path, "1.md", "2.txt")], on_skip=on_skip))
    assert len(articles) == 1
    assert "more than the limit of 1 seconds" in skipped["1.md"]
    assert time.monotonic() - begin < 90, "it was not waited for"


@pytest.mark.usefixtures("hostile")
@pytest.mark.skipif(sys.platform != "linux", reason="no limit of memory on this system")
def test_a_file_that_eats_memory_is_named(tmp_path: Path) -> None:
    articles, skipped = read(fill(tmp_path, "1.jsonl", "2.txt"))
    assert [Path(article.path).name for article in articles] == ["2.txt"]
    assert "memory" in skipped["1.jsonl"]


@pytest.mark.slow
@pytest.mark.usefixtures("hostile")
def test_the_member_of_an_archive_that_hangs_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("1.txt", TEXT)
        archive.writestr("2.md", TEXT)
    articles, skipped = read(tmp_path)
    assert len(articles) == 1
    assert list(skipped) == ["2.md"]


@pytest.mark.slow
def test_all_of_a_file_has_a_limit_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = "put('.md', lambda *_: [one for one in range(10 ** 7) if one < 0])"
    slow = HANG.replace("put('.md', hang)", work)
    monkeypatch.setattr(reader_process, "START", slow)
    monkeypatch.setattr(limits, "FILE_SECONDS", limits.FILE_SECONDS._replace(value=1))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(60):
            archive.writestr(f"{number}.md", TEXT)
    _, skipped = read(tmp_path)
    assert any("more than the limit of 1 seconds" in reason for reason in skipped.values())


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_who_reads_can_be_stopped_and_leaves_nothing_running(
    tmp_path: Path, sign: signal.Signals
) -> None:
    fill(tmp_path, "1.txt", "2.md")
    program = (
        f"import corpus.reader_process, corpus; corpus.reader_process.START = {HANG!r}\n"
        f"for one in corpus.read_articles([{str(tmp_path)!r}]): print('one', flush=True)"
    )
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"one\n"
    until = time.monotonic() + 180
    while not (workers := _children(process.pid)) or max(map(_worked, workers)) < BUSY:
        assert time.monotonic() < until and process.poll() is None, "nothing hangs"
        time.sleep(0.05)
    process.send_signal(sign)
    assert process.wait(60) == -sign
    until = time.monotonic() + 180
    while any(Path(f"/proc/{worker}").exists() for worker in workers):
        assert time.monotonic() < until, "the worker goes on without its owner"
        time.sleep(0.05)


BUSY = 100
"""Hundredths of a second of a processor: more than a worker takes that starts and reads a line."""


def _worked(pid: int) -> int:
    """The processor time that a process has taken, 0 if it has ended; in ticks of the system."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _children(pid: int) -> list[int]:
    if sys.platform != "linux":
        pytest.skip("needs /proc")
    children = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            children.append(int(stat.parent.name))
    return children


@pytest.mark.slow
def test_the_server_answers_while_an_upload_hangs(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    from web_fixtures import core_in, start

    from web.server import Settings, create_app

    core = core_in(tmp_path)
    core.prepare()
    request.getfixturevalue("hostile")
    url = start(create_app(core, Settings(data=tmp_path)))
    files = fill(tmp_path, "1.md", "2.txt")
    done: list[object] = []
    thread = threading.Thread(
        target=lambda: done.append(core.add([files / "1.md", files / "2.txt"]))
    )
    thread.start()
    answers = 0
    while thread.is_alive():
        with urllib.request.urlopen(f"{url}/healthz", timeout=180) as reply:
            assert json.loads(reply.read())["status"] == "ok"
        answers += 1
        time.sleep(0.02)
    (report,) = done
    assert [Path(skip.path).name for skip in report.skipped] == ["1.md"]  # type: ignore[attr-defined]
    assert answers > 3, "one that waits for the upload answers once"
