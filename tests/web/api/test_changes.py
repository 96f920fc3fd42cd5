"""Changes by REST: files and articles in and out, a folder kept in step, each a job."""

from __future__ import annotations

import io
import json
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

import index
from web.api.changes import Row
from web.api.models import Job
from web.query_service import Core
from web.security.upload_limits import UploadLimits
from web.server import Settings, create_app
from web.ui.library_tab import Library
from web.ui.strings import Words

FERRY = "# 渡口的船\n\n渡船每天来回六趟，末班在傍晚七点。\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("changes")
    (made / "synced").mkdir()
    (made / "own.md").write_text("# 茶馆\n\n茶馆早上四点开门。\n", "utf-8")
    index.build([made / "own.md"], made / "index")
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[TestClient]:
    settings = Settings(
        data=folder, sync=folder / "synced", limits=UploadLimits(files=3, megabytes=1)
    )
    app = create_app(Core(folder / "index"), settings)
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        yield client


def ended(site: TestClient, reply: Any) -> dict[str, Any]:
    """The job that a request began, once it has ended."""
    assert reply.status_code == 202, reply.text
    until = time.monotonic() + 180
    while True:
        job: dict[str, Any] = site.get(reply.headers["location"]).json()
        Draft202012Validator(Job.model_json_schema(mode="serialization")).validate(job)
        if job["finished"]:
            return job
        assert time.monotonic() < until
        time.sleep(0.02)


def titles(site: TestClient) -> list[str]:
    return sorted(one["title"] for one in site.get("/api/articles").json()["articles"])


@pytest.mark.slow
def test_an_article_comes_is_found_and_goes(site: TestClient, folder: Path) -> None:
    row = {"title": "灯塔小学的菜园", "text": "菜园里种了十九垄紫云英。", "published": "2024-05"}
    job = ended(site, site.post("/api/articles", json={"articles": [row]}))
    assert (job["state"], job["kind"], job["error"]) == ("done", "add", None)
    [added] = job["report"]["added"]
    assert added["title"] == "灯塔小学的菜园" and "/" not in added["path"]
    hits = site.post("/api/retrieve", json={"question": "菜园种了什么", "k": 1}).json()["hits"]
    assert (hits[0]["article_id"], hits[0]["published"]) == (added["id"], "2024-05")
    kept = [path.name for path in (folder / "uploads").rglob("*.jsonl")]
    assert kept == ["灯塔小学的菜园.jsonl"]
    gone = ended(site, site.delete(f"/api/articles/{added['id']}"))
    assert gone["state"] == "done" and site.get(f"/api/articles/{added['id']}").status_code == 404
    assert titles(site) == ["茶馆"]
    assert not list((folder / "arriving").iterdir())


def test_files_are_read_and_what_is_not_is_named(site: TestClient, folder: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("渡口.md", FERRY)
    files = [("files", ("../../渡口.zip", packed.getvalue()))]
    files.append(("files", ("图.txt", b"\x89PNG\r\n\x1a\n")))
    job = ended(site, site.post("/api/files", files=files))
    assert [one["title"] for one in job["report"]["added"]] == ["渡口的船"]
    [skipped] = job["report"]["skipped"]
    assert skipped["path"] == "图.txt" and "picture" in skipped["reason"]
    assert str(folder) not in json.dumps(job, ensure_ascii=False)
    assert {path.relative_to(folder).parts[0] for path in folder.rglob("渡口*")} == {"uploads"}
    again = ended(site, site.post("/api/files", files=files[:1]))
    assert (again["state"], again["report"]["embedded"]) == ("done", 0)
    ended(site, site.delete(f"/api/articles/{job['report']['added'][0]['id']}"))


def test_a_row_gives_the_same_bytes_as_ever() -> None:
    # By their hash an upload that is sent again is known as the same.
    names = ["id", "title", "text", "paragraphs", "author", "office", "column", "published"]
    assert list(Row.model_fields) == [*names, "paper", "edition", "url"]


def test_what_cannot_be_read_at_all_is_a_failed_job(site: TestClient) -> None:
    before = titles(site)
    job = ended(site, site.post("/api/files", files=[("files", ("空.txt", b""))]))
    assert (job["state"], job["report"], job["error"]["code"]) == ("failed", None, "source")
    assert job["error"]["status"].startswith("Unprocessable") and "empty" in job["error"]["error"]
    assert titles(site) == before


def test_the_folder_is_kept_in_step(site: TestClient, folder: Path) -> None:
    file = folder / "synced" / "渡口.md"
    file.write_text(FERRY, "utf-8")
    job = ended(site, site.post("/api/sync"))
    assert (job["kind"], job["report"]["new"]) == ("sync", ["渡口.md"])
    file.rename(file.with_name("船.md"))
    job = ended(site, site.post("/api/sync"))
    assert job["report"]["renamed"] == [{"from": "渡口.md", "to": "船.md"}]
    file.with_name("船.md").unlink()
    job = ended(site, site.post("/api/sync"))
    assert job["report"]["deleted"] == ["船.md"] and titles(site) == ["茶馆"]


def test_jobs_are_listed_the_newest_first(site: TestClient) -> None:
    ids = [ended(site, site.post("/api/sync"))["id"] for _ in range(2)]
    assert [one["id"] for one in site.get("/api/jobs").json()["jobs"][:2]] == ids[::-1]


@pytest.mark.parametrize(
    ("files", "status", "code"),
    [
        ([("files", (f"{n}.txt", b"x")) for n in range(4)], 413, "too_many_files"),
        ([("files", ("x.txt", b"x" * (1 << 20) + b"x"))], 413, "large_request"),
        ([("files", ("x.txt", b"x" * (9 << 20)))], 413, None),
        ([("other", ("x.txt", b"x"))], 422, "bad_request"),
    ],
)
def test_limits_of_what_is_sent(
    site: TestClient, files: list[Any], status: int, code: str | None
) -> None:
    reply = site.post("/api/files", files=files)
    assert reply.status_code == status and code in (None, reply.json()["code"])


@pytest.mark.slow
def test_read_only_changes_nothing(folder: Path) -> None:
    app = create_app(Core(folder / "index"), Settings(data=folder, read_only=True))
    with TestClient(app, base_url="http://127.0.0.1:7860") as site:
        before = titles(site)
        [line, *_] = site.get("/api/articles").json()["articles"]
        row = {"articles": [{"title": "甲", "text": "乙"}]}
        for reply in (
            site.post("/api/articles", json=row), site.post("/api/sync"),
            site.post("/api/files", files=[("files", ("x.md", FERRY.encode()))]),
            site.delete(f"/api/articles/{line['id']}"),
        ):  # fmt: skip
            assert (reply.status_code, reply.json()["code"]) == (403, "read_only_here")
        assert titles(site) == before


def test_more_jobs_than_may_wait_are_refused() -> None:
    from threading import Event

    from web.jobs import KEPT, WAITING, Jobs

    jobs, go, cleared = Jobs(), Event(), []

    def work(_: object) -> dict[str, Any]:
        assert go.wait(30)
        return {}

    started = [jobs.start("sync", work, lambda: cleared.append(1)) for _ in range(WAITING + 5)]
    refused = [job for job in started if job is None]
    assert 4 <= len(refused) <= 5, "one may be running already"
    go.set()
    until = time.monotonic() + 180
    while any(job and not job.finished for job in started) and time.monotonic() < until:
        time.sleep(0.01)
    assert len(cleared) == len(started) - len(refused)
    for _ in range(KEPT + 20):
        while jobs.start("sync", lambda _: {}, lambda: None) is None:
            time.sleep(0.001)
    assert len(jobs.all()) <= KEPT + WAITING + 1


def test_what_rest_and_the_page_change_waits_for_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own.md").write_text("# 茶馆\n\n茶馆早上四点开门。\n", "utf-8")
    index.build([tmp_path / "own.md"], tmp_path / "index")
    pages: list[Library] = []
    begun, go = threading.Event(), threading.Event()
    add = Core.add

    class Kept(Library):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            pages.append(self)

    def slow(core: Core, *given: Any) -> Any:
        begun.set()
        assert go.wait(60)
        return add(core, *given)

    monkeypatch.setattr("web.server.Library", Kept)
    monkeypatch.setattr(Core, "add", slow)
    shown: list[str] = []

    def by_page() -> None:
        *_, last = pages[0].paste(Words("zh"), "渡口的船", "", "", "", "渡船每天来回六趟。")
        shown.append(last[0])

    def removed() -> None:
        [tea] = [one for one in site.get("/api/articles").json()["articles"]
                 if one["title"] == "茶馆"]  # fmt: skip
        shown.append(pages[0].remove(Words("zh"), tea["id"])[0])

    app = create_app(Core(tmp_path / "index"), Settings(data=tmp_path))
    with TestClient(app, base_url="http://127.0.0.1:7860") as site:
        page = threading.Thread(target=by_page)
        page.start()
        assert begun.wait(60)
        row = {"title": "菜园", "text": "菜园里种了紫云英。"}
        reply = site.post("/api/articles", json={"articles": [row]})
        page_two = threading.Thread(target=removed)
        page_two.start()
        time.sleep(0.3)
        waiting = site.get(reply.headers["location"]).json()
        go.set()
        assert (waiting["state"], waiting["error"]) == ("queued", None)
        assert ended(site, reply)["state"] == "done"
        page.join(60)
        page_two.join(60)
        assert ["收入 1 篇" in shown[0], "已移除《茶馆》" in shown[1]] == [True, True]
        assert titles(site) == sorted(["渡口的船", "菜园"])
        jobs = site.get("/api/jobs").json()["jobs"]
        assert sorted(one["kind"] for one in jobs) == ["add", "add", "remove"]
        for one in jobs:
            Draft202012Validator(Job.model_json_schema(mode="serialization")).validate(one)


@pytest.mark.slow
def test_two_servers_on_one_folder_leave_each_other_what_waits(tmp_path: Path) -> None:
    (tmp_path / "own.md").write_text("# 茶馆\n\n茶馆早上四点开门。\n", "utf-8")
    index.build([tmp_path / "own.md"], tmp_path / "index")

    def server() -> TestClient:
        app = create_app(Core(tmp_path / "index"), Settings(data=tmp_path))
        return TestClient(app, base_url="http://127.0.0.1:7860")

    waiting = tmp_path / "arriving" / "job-x" / "000000"
    with server():
        waiting.mkdir(parents=True)
        with server():
            assert waiting.is_dir()
    with server():  # it is alone: what lies there is of one that has ended
        assert not waiting.exists()


def test_an_article_is_corrected_listed_and_as_it_was(site: TestClient) -> None:
    row = {"title": "灯塔小学的菜园", "paragraphs": ["菜园里种了紫云英。", "一共十九垄。"]}
    job = ended(site, site.post("/api/articles", json={"articles": [row]}))
    place = f"/api/articles/{job['report']['added'][0]['id']}"
    before = site.get(place).json()
    wanted = {"title": "灯塔小学有菜园", "published": "2024年5月", "author": "严红"}
    job = ended(site, site.patch(place, json=wanted))
    assert (job["kind"], job["state"], job["error"]) == ("correct", "done", None)
    job = ended(site, site.post(f"{place}/corrections", json={"kind": "join", "paragraph": 2}))
    assert job["state"] == "done"
    after = site.get(place).json()
    assert (after["title"], after["published"]) == ("灯塔小学有菜园", "2024-05")
    assert [one["text"] for one in after["paragraphs"]] == ["菜园里种了紫云英。一共十九垄。"]
    hits = site.post("/api/retrieve", json={"question": "菜园种了什么", "k": 1}).json()["hits"]
    assert hits[0]["title"] == "灯塔小学有菜园"
    assert any(note.endswith(f"it was: {before['title']} (correction {one['id']})")
               for note in hits[0]["notes"]
               for one in site.get("/api/corrections").json()["corrections"])  # fmt: skip
    listed = site.get("/api/corrections", params={"article": before["id"]}).json()["corrections"]
    assert [(one["kind"], one["field"], one["was"]) for one in listed] == [
        ("field", "title", "灯塔小学的菜园"), ("field", "author", None),
        ("field", "published", None), ("join", None, None),
    ]  # fmt: skip
    assert {one["state"] for one in listed} == {"applied"}
    for one in listed:
        assert ended(site, site.delete(f"/api/corrections/{one['id']}"))["kind"] == "undo"
    assert site.get(place).json() == before
    assert site.delete(f"/api/corrections/{listed[0]['id']}").status_code == 404
    ended(site, site.delete(place))


def test_what_cannot_be_corrected_says_why(site: TestClient) -> None:
    place = f"/api/articles/{site.get('/api/articles').json()['articles'][0]['id']}"
    same = ended(site, site.patch(place, json={"title": "茶馆"}))
    assert (same["state"], same["error"]["code"]) == ("failed", "nothing_to_correct")
    for number in (0, True, "1", 1.5):
        wrong = {"kind": "join", "paragraph": number}
        assert site.post(f"{place}/corrections", json=wrong).status_code == 422


AT_ONCE = [
    ({}, "nothing_to_correct"), ({"title": None}, "title_needed"), ({"title": ""}, "title_needed"),
    ({"author": "甲", "title": " "}, "title_needed"), ({"published": "哪天"}, "bad_date"),
    ({"published": "2025-02-30"}, "bad_date"), ({"url": "javascript:alert(1)"}, "bad_url"),
    ({"url": "a.cn"}, "bad_url"), ({"author": "甲\u202e乙"}, "field_unprintable"),
    ({"author": "甲" * 10_000}, "limit"), ({"colour": "red"}, "bad_request"),
    ({"title": 7}, "bad_request"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "code"), AT_ONCE)
def test_a_correction_that_no_article_could_take_is_refused_at_once(
    site: TestClient, body: dict[str, Any], code: str
) -> None:
    place = f"/api/articles/{site.get('/api/articles').json()['articles'][0]['id']}"
    before = site.get(place).json(), site.get("/api/jobs").json()
    reply = site.patch(place, json=body)
    assert (reply.status_code, reply.json()["code"]) == (422, code)
    assert set(reply.json()) == {"error", "code", "status"}
    assert (site.get(place).json(), site.get("/api/jobs").json()) == before, "no job was started"


def test_what_is_refused_at_once_is_told_in_the_language_of_the_page(site: TestClient) -> None:
    place = f"/api/articles/{site.get('/api/articles').json()['articles'][0]['id']}"
    told = {
        site.patch(place, params=asked, json={"title": ""}).json()["error"][:5]
        for asked in ({}, {"lang": "en"}, {"lang": "zh"})
    }
    assert told == {"an ar", "文章要有题"}
    gone = site.patch("/api/articles/none", params={"lang": "zh"}, json={"title": "甲"})
    assert (gone.status_code, gone.json()["code"]) == (404, "no_such_article")
    assert gone.json()["error"].startswith("没有")
    assert site.patch(place, params={"lang": "fr"}, json={"title": "甲"}).status_code == 422


def test_an_unknown_article_is_told_at_once_by_every_change_of_it(site: TestClient) -> None:
    place = "/api/articles/none"
    replies = [
        site.delete(place), site.patch(place, json={"title": "甲"}), site.patch(place, json={}),
        site.post(f"{place}/corrections", json={"kind": "join", "paragraph": 2}),
    ]  # fmt: skip
    assert [(reply.status_code, reply.json()["code"]) for reply in replies] == [
        (404, "no_such_article")
    ] * 4


def test_other_fields_are_taken_away_by_null(site: TestClient) -> None:
    row = {"title": "井台", "author": "田田", "url": "https://a.cn/1", "text": "井台修好了。"}
    job = ended(site, site.post("/api/articles", json={"articles": [row]}))
    place = f"/api/articles/{job['report']['added'][0]['id']}"
    job = ended(site, site.patch(place, json={"author": None, "url": None}))
    after = site.get(place).json()
    assert (job["state"], after["author"], after["url"]) == ("done", None, None)
    ended(site, site.delete(place))
