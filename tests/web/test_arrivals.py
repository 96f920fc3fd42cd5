"""Uploads that were accepted outlive the server that was to add them."""

from __future__ import annotations

import io
import json
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from checks.crash import in_child
from errors import IndexBusy
from index import build, open_index
from index.engines import engine_of
from web.arrivals import Arrival
from web.changes import Changes
from web.jobs import Job
from web.metrics import Metrics
from web.query_service import Core
from web.security.upload_limits import UploadLimits
from web.server import Settings, create_app
from web.ui.ask_tab import Asking
from web.ui.library_tab import Library
from web.ui.strings import Words

FERRY = "# 渡口的船\n\n渡船每天来回六趟，末班在傍晚七点。\n".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own.md").write_text("# 茶馆\n\n茶馆早上四点开门。\n", "utf-8")
    build([tmp_path / "own.md"], tmp_path / "index")
    return tmp_path


def changes_of(folder: Path, index: str = "index") -> Changes:
    return Changes(Core(folder / index), folder / "uploads", UploadLimits(9, 1))


def arrived(changes: Changes, name: str = "渡口.md", text: bytes = FERRY) -> Arrival:
    arrival = changes.arrivals.put([(name, io.BytesIO(text))])
    assert arrival
    return arrival


def killed(arrival: Arrival) -> str:
    """What the system does when the server is killed; the id of the job."""
    arrival.lock.close()
    return arrival.id


def ended(changes: Changes, job_id: str) -> Job:
    until = time.monotonic() + 120
    while not ((job := changes.jobs.get(job_id)) and job.finished):
        assert time.monotonic() < until
        time.sleep(0.02)
    return job


def titles(folder: Path) -> list[str | None]:
    return sorted(line.title or "" for line in open_index(folder / "index").articles())


def waiting(folder: Path) -> list[str]:
    return [path.name for path in (folder / "arriving").glob("*")]


def server(folder: Path, *, read_only: bool = False) -> TestClient:
    settings = Settings(data=folder, read_only=read_only)
    return TestClient(
        create_app(Core(folder / "index"), settings), base_url="http://127.0.0.1:7860"
    )


def by_rest(folder: Path) -> None:
    with server(folder) as site:
        reply = site.post("/api/files", files=[("files", ("渡口.md", FERRY))])
        assert reply.status_code == 202
        die(folder, reply.json()["id"])


def by_page(folder: Path) -> None:
    changes = changes_of(folder)
    library = Library(changes, Asking(changes.core, Metrics()), folder / "incoming")
    place = folder / "incoming" / "tmp12345678"
    place.mkdir(parents=True)
    (place / "渡口.md").write_bytes(FERRY)
    next(iter(library.add(Words("zh"), [str(place / "渡口.md")])))
    assert not place.exists(), "it was moved, so no sweep of what nobody took can have it"
    die(folder, changes.jobs.all()[0].id)


def die(folder: Path, job_id: str) -> None:
    (folder / "id").write_text(job_id)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, which this system has not")
@pytest.mark.parametrize("send", [by_rest, by_page])
def test_a_server_that_is_killed_after_its_202_loses_nothing(
    folder: Path, send: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:  # the job is at work for ever, in the child
        patch.setattr(Core, "add", lambda *given: threading.Event().wait())
        assert in_child(lambda: send(folder)) == -9
    job_id = (folder / "id").read_text()
    assert titles(folder) == ["茶馆"] and waiting(folder) == [f"job-{job_id}"]
    with server(folder, read_only=True):
        assert waiting(folder) == [f"job-{job_id}"], "who may not change leaves it"
    with server(folder) as site:
        until = time.monotonic() + 120
        while not (job := site.get(f"/api/jobs/{job_id}").json())["finished"]:
            assert time.monotonic() < until
            time.sleep(0.02)
    assert (job["state"], job["kind"]) == ("done", "add")
    assert [added["title"] for added in job["report"]["added"]] == ["渡口的船"]
    assert titles(folder) == ["渡口的船", "茶馆"] and not waiting(folder)


def test_each_server_takes_up_only_what_nobody_works_on_and_what_is_its_own(folder: Path) -> None:
    one, two = changes_of(folder), changes_of(folder)
    (folder / "other").mkdir()
    other = changes_of(folder, "other/index")
    mine, left, others = arrived(one), arrived(one, "集市.md", FERRY), arrived(other)
    killed(left), killed(others)
    two.take_up()
    assert ended(two, left.id).state == "done"
    assert two.jobs.get(mine.id) is None and two.jobs.get(others.id) is None
    assert sorted(waiting(folder)) == sorted(f"job-{it.id}" for it in (mine, others))
    killed(mine)


def test_a_file_that_ends_the_server_is_given_up_and_said_so(folder: Path) -> None:
    for begun in (1, 2):
        changes = changes_of(folder)
        left = changes.arrivals.left()
        arrival = left[0] if left else arrived(changes)
        assert arrival.record.begun == begun - 1
        arrival.begin()
        job_id = killed(arrival)
    changes = changes_of(folder)
    changes.take_up()
    job = ended(changes, job_id)
    assert job.state == "failed" and "渡口.md" in str(job.error)
    assert titles(folder) == ["茶馆"] and not waiting(folder)


def linked_away(file: Path) -> None:
    file.rename(file.parent.parent / file.name)
    file.symlink_to(file.parent.parent / file.name)


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
@pytest.mark.parametrize("left", [False, True])
@pytest.mark.parametrize("take", [Path.unlink, linked_away])
def test_files_that_went_before_their_job_are_an_error(
    folder: Path, take: Callable[[Path], None], left: bool
) -> None:
    """One of two: none is added, for nobody would see which."""
    changes = changes_of(folder)
    files = [("渡口.md", io.BytesIO(FERRY)), ("集市.md", io.BytesIO(FERRY + b"x"))]
    arrival = changes.arrivals.put(files)
    assert arrival
    take(arrival.place / "000001" / "集市.md")
    current = engine_of(folder / "index").current()
    if left:
        killed(arrival)
        changes.take_up()
    else:
        changes.add(arrival)
    job = ended(changes, arrival.id)
    assert job.state == "failed" and "集市.md" in str(job.error) and "渡口" not in str(job.error)
    assert engine_of(folder / "index").current() == current and titles(folder) == ["茶馆"]


def test_what_an_older_server_accepted_is_taken_up(folder: Path) -> None:
    """Its record names no files, and the index as it was typed."""
    changes = changes_of(folder)
    arrival, empty = arrived(changes), arrived(changes)
    (empty.place / "000000" / "渡口.md").unlink()
    (folder / "link").symlink_to(folder / "index")
    for one, index in ((arrival, folder / "link"), (empty, folder / "index")):
        facts = {"index": str(index), "accepted": 1.0, "begun": 0}
        (one.place / "accepted.json").write_text(json.dumps(facts), "utf-8")
        killed(one)
    changes.take_up()
    assert ended(changes, arrival.id).state == "done" and titles(folder) == ["渡口的船", "茶馆"]
    assert ended(changes, empty.id).state == "failed"


@pytest.mark.parametrize("again", ["index", "x/../index", "link", "x/../link"])
def test_it_is_for_the_index_however_its_folder_was_written(
    folder: Path, again: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "x").mkdir()
    (folder / "link").symlink_to(folder / "index")
    job_id = killed(arrived(changes_of(folder)))
    monkeypatch.chdir(folder)
    changes = Changes(Core(again), Path("x/../uploads"), UploadLimits(9, 1))
    changes.take_up()
    assert ended(changes, job_id).state == "done" and titles(folder) == ["渡口的船", "茶馆"]


def test_a_server_that_is_stopped_does_not_blame_the_upload_for_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes, begun = changes_of(folder), threading.Event()

    def endless(core: Core, *given: Any) -> Any:
        begun.set()
        threading.Event().wait()

    monkeypatch.setattr(Core, "add", endless)
    arrival = arrived(changes)
    changes.add(arrival)
    assert begun.wait(30)
    assert json.loads((arrival.place / "accepted.json").read_text())["begun"] == 1
    changes.stop()
    assert json.loads((arrival.place / "accepted.json").read_text())["begun"] == 0


def test_what_was_left_waits_for_another_writer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, tries = Core.add, list[int]()

    def busy_twice(core: Core, *given: Any) -> Any:
        [record] = (folder / "arriving").glob("job-*/accepted.json")
        tries.append(json.loads(record.read_text())["begun"])
        if len(tries) < 3:
            raise IndexBusy("being_written", path="x", holder="another")
        return add(core, *given)

    monkeypatch.setattr(Core, "add", busy_twice)
    monkeypatch.setattr("web.changes.PAUSE", 0.01)
    job_id = killed(arrived(changes_of(folder)))
    changes = changes_of(folder)
    changes.take_up()
    assert ended(changes, job_id).state == "done"
    assert tries == [1, 1, 1], "to wait is no fault of the upload"


def test_what_was_not_accepted_goes_and_what_cannot_be_read_is_left(folder: Path) -> None:
    broken = arrived(changes_of(folder))
    killed(broken)
    (broken.place / "accepted.json").write_text("[]")
    half = folder / "arriving" / "job-half" / "000000"
    half.mkdir(parents=True)
    (half / "渡口.md").write_bytes(FERRY)
    changes = changes_of(folder)
    changes.arrivals.clear()
    changes.take_up()
    assert waiting(folder) == [f"job-{broken.id}"] and not changes.jobs.all()


@pytest.mark.skipif(os.name == "nt", reason="modes and links of POSIX")
def test_files_are_private_and_no_link_leads_out(folder: Path) -> None:
    secret = folder / "secret"
    secret.mkdir()
    (secret / "geheim.md").write_text("# 密件\n\n密件不可外传。\n", "utf-8")
    arrival = arrived(changes_of(folder), "../../渡口.md")
    assert arrival.place.stat().st_mode & 0o077 == 0
    (arrival.place / "000001").symlink_to(secret)
    (arrival.place / "000002").mkdir()
    (arrival.place / "000002" / "x.md").symlink_to(secret / "geheim.md")
    killed(arrival)
    (folder / "arriving" / "job-link").symlink_to(secret)
    changes = changes_of(folder)
    changes.arrivals.clear()
    changes.take_up()
    assert ended(changes, arrival.id).state == "done"
    assert titles(folder) == ["渡口的船", "茶馆"] and (secret / "geheim.md").is_file()


def test_more_bytes_than_may_wait_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = changes_of(folder)
    monkeypatch.setattr(UploadLimits, "most_waiting", 10)
    first = arrived(changes)
    assert changes.arrivals.put([("x.md", io.BytesIO(FERRY))]) is None
    assert waiting(folder) == [f"job-{first.id}"]
