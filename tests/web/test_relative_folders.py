"""A server that was started with relative folders tells no part of them, as with absolute ones."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import warm
from web_fixtures import ROOT

import index

pytestmark = pytest.mark.slow
"""A process of the server is started: the quick check goes without."""

SECRETS = ("geheim", "kammer")
"""Parts of the names of the folders in which those lie that the server is given."""
FOLDER = "geheim akten/kammer/artikel"


@dataclass(frozen=True)
class Site:
    """A client of the server, and the folder in which it was started."""

    http: httpx.Client
    here: Path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    here = tmp_path_factory.mktemp("start")
    articles = here / FOLDER
    articles.mkdir(parents=True)
    (articles / "渡口.md").write_text("# 渡口的船\n\n渡船每天来回六趟，末班在傍晚七点。\n", "utf-8")
    before = Path.cwd()
    os.chdir(here)
    try:
        index.build([FOLDER], "geheim akten/index")
    finally:
        os.chdir(before)
    environment = {"WENBAO_DATA": "geheim akten/daten", "WENBAO_SYNC": FOLDER}
    with served(here, "geheim akten/index", **environment) as http:
        yield Site(http, here)


@contextlib.contextmanager
def served(here: Path, place: str, **environment: str) -> Iterator[httpx.Client]:
    """A server that was started in a folder."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("WENBAO_")}
    process = warm.Popen(
        [sys.executable, str(ROOT / "app.py"), "--index", place, "--port", "0"],
        cwd=here,
        env={**clean, **environment},
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stdout
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert found
        with httpx.Client(base_url=found[0], timeout=180) as http:
            yield http
    finally:
        process.terminate()
        process.communicate(timeout=180)


def ended(site: Site, reply: httpx.Response) -> dict[str, Any]:
    """The job that a request began, once it has ended."""
    assert reply.status_code == 202, reply.text
    until = time.monotonic() + 180
    while time.monotonic() < until:
        job = site.http.get(reply.headers["location"], params={"lang": "zh"})
        if job.json()["finished"]:
            tells_no_folder(job)
            tells_no_folder(site.http.get("/api/jobs"))
            return dict(job.json())
        time.sleep(0.02)
    raise AssertionError("the job did not end")


def tells_no_folder(reply: httpx.Response) -> None:
    assert not [secret for secret in SECRETS if secret in reply.text], reply.text


def test_an_answer_tells_the_name_of_the_file(site: Site) -> None:
    asked: dict[str, Any] = {"question": "末班渡船几点", "k": 1}
    hit = site.http.post("/api/retrieve", json=asked).json()["hits"][0]
    assert hit["path"] == "渡口.md"
    for reply in (
        site.http.post("/api/ask", json=asked),
        site.http.get("/api/articles"),
        site.http.get(f"/api/articles/{hit['article_id']}"),
        site.http.get(f"/article/{hit['article_id']}"),
        site.http.get(f"/source/{hit['article_id']}"),
        site.http.get("/export.csv", params={"question": asked["question"]}),
        site.http.post("/retrieval", json={"query": asked["question"]}),
        site.http.get("/healthz"),
    ):
        assert reply.status_code == 200
        tells_no_folder(reply)


@pytest.mark.parametrize("name", ["x.exe", "ohne", "leer.txt"])
def test_what_cannot_be_read_is_told_without_its_folder(site: Site, name: str) -> None:
    content = b"" if name == "leer.txt" else b"MZ\0\1"
    job = ended(site, site.http.post("/api/files", files=[("files", (name, content))]))
    assert job["state"] == "failed" and name in job["error"]["error"]


def test_a_file_comes_and_goes_as_before(site: Site) -> None:
    text = "# 茶馆\n\n茶馆早上四点开门。\n".encode()
    job = ended(site, site.http.post("/api/files", files=[("files", ("茶馆.md", text))]))
    [added] = job["report"]["added"]
    assert added["path"] == "茶馆.md"
    uploads = site.here / "geheim akten" / "daten" / "uploads"
    assert [one.name for one in uploads.rglob("*.md")] == ["茶馆.md"]
    assert ended(site, site.http.delete(f"/api/articles/{added['id']}"))["state"] == "done"
    assert not list(uploads.rglob("*.md"))


def test_a_sync_tells_names_and_then_what_is_gone(site: Site) -> None:
    folder = site.here / FOLDER
    (folder / "x.md").write_text("# 集市\n\n集市在每月初五开。\n", "utf-8")
    (folder / "y.bin").write_bytes(b"\0\1\2")
    report = ended(site, site.http.post("/api/sync"))["report"]
    assert report["new"] == ["x.md"] and not report["deleted"] and not report["changed"]
    assert report["articles"] == 2
    shutil.move(folder, site.here / "away")
    assert ended(site, site.http.post("/api/sync"))["state"] == "failed"
    shutil.move(site.here / "away", folder)
    shutil.move(site.here / "geheim akten" / "index", site.here / "away")
    text = "# 河\n\n河水很清。\n".encode()
    job = ended(site, site.http.post("/api/files", files=[("files", ("河.md", text))]))
    assert job["state"] == "failed" and "index" in job["error"]["error"]


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
@pytest.mark.parametrize(
    ("place", "data"),
    [
        ("../b/index", ""),
        ("../b/index", "../b/daten/../neu"),
        ("link/index", "link"),
        ("link/../index", "link/../daten"),  # what is above the folder that the link leads to
        ("link/index/..", ""),
    ],
)
def test_what_is_sent_is_added_however_the_folders_are_written(
    tmp_path: Path, place: str, data: str
) -> None:
    here, other = tmp_path / "a", tmp_path / "b"
    for folder in (here, other / "daten", other / "index"):
        folder.mkdir(parents=True)
    (here / "link").symlink_to(other / "daten" if "link/.." in place else other)
    (here / "own.md").write_text("# 渡口的船\n\n渡船每天来回六趟。\n", "utf-8")
    # As a path that the system, and not a rule about names, leads to its place.
    real = Path(os.path.realpath(here / place))
    index.build([here / "own.md"], real)
    with served(here, place, **({"WENBAO_DATA": data} if data else {})) as http:
        site = Site(http, here)
        text = "# 茶馆\n\n茶馆早上四点开门。\n".encode()
        for reply in (
            http.post("/api/files", files=[("files", ("茶馆.md", text))]),
            http.post("/api/articles", json={"articles": [{"title": "集市", "text": "初五开。"}]}),
        ):
            job = ended(site, reply)
            assert (job["state"], len(job["report"]["added"])) == ("done", 1), job
        uploads = Path(os.path.realpath(here / data) if data else real.parent) / "uploads"
        names = {path.name for path in uploads.glob("[!.]*/*")}
        assert names == {"茶馆.md", "集市.jsonl"}
        gone = job["report"]["added"][0]["id"]
        assert ended(site, http.delete(f"/api/articles/{gone}"))["state"] == "done"
        assert {path.name for path in uploads.glob("[!.]*/*")} == {"茶馆.md"}
    assert not index.verify(real).wrong and not list(tmp_path.rglob("arriving/job-*"))
