"""The folder of uploads: whatever is added, removed or killed, what is named is there."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.crash import in_child
from encoders.base import Encoder
from errors import StoreError
from index import build, open_index, rollback, verify
from index.engines import engine_of
from index.milvus.engine import MilvusEngine
from web.changes import Changes
from web.metrics import Metrics
from web.query_service import Core
from web.security.upload_limits import UploadLimits
from web.ui.ask_tab import Asking
from web.ui.library_tab import Library
from web.ui.strings import Words
from web.upload_store import Uploads, lies_in, safe_name

ZH = Words("zh")
NAMES = ("第1版.txt", "第?版.txt", "第*版.txt", "告示.txt")
TEXTS = ("渡口的船\n\n渡船每天来回六趟。\n", "渡口的船\n\n渡船冬天停开。\n", "", "\x00\x01" * 40)


def library_in(folder: Path) -> Library:
    core = Core(folder / "index")
    return Library(
        Changes(core, folder / "uploads", UploadLimits(9, 1)), Asking(core, Metrics()), folder
    )


def started(folder: Path) -> Library:
    """A library with one article that is no upload."""
    (folder / "own.txt").write_text("茶馆\n\n茶馆早上四点开门。\n", "utf-8")
    build([folder / "own.txt"], folder / "index")
    return library_in(folder)


def upload(library: Library, *files: tuple[str, str]) -> str:
    """Adds (name, text) pairs through the handler of the page; the outcome."""
    paths = []
    for number, (name, text) in enumerate(files):
        place = library.uploads.folder.parent / "incoming" / str(number)
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, "utf-8")
        paths.append(str(place / name))
    return str(list(library.add(ZH, paths))[-1][0])


def kept(folder: Path) -> dict[tuple[str, str], int]:
    """How often each name with each content lies in the folder."""
    found: dict[tuple[str, str], int] = {}
    for path in (folder / "uploads").rglob("*"):
        if path.is_file() and ".work" not in path.parts:
            key = path.name, path.read_text("utf-8")
            found[key] = found.get(key, 0) + 1
    return found


def files(folder: Path) -> set[str]:
    return {str(path) for path in (folder / "uploads").glob("[!.]*/*")}


def indexed(folder: Path, lost: frozenset[str] = frozenset()) -> set[str]:
    """The uploads that the current generation names; each is there, with the text that was read,
    but those that were removed and brought back."""
    store = open_index(folder / "index")
    paths = set()
    for line in store.articles():
        if Path(line.path).is_relative_to(folder / "uploads"):
            article = store.article(line.id)
            assert article
            if line.path not in lost:
                assert article.source.text in Path(line.path).read_text("utf-8")
            paths.add(line.path)
    return paths


STEP = st.one_of(
    st.tuples(st.just("add"), st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(TEXTS)))),
    st.tuples(st.just("paste"), st.sampled_from(("一", "二"))),
    st.tuples(st.just("remove"), st.integers(0, 9)),
    st.tuples(st.just("rollback"), st.none()),
    st.tuples(st.just("restart"), st.none()),
)


@pytest.mark.slow
@settings(max_examples=8)
@given(st.lists(STEP, min_size=2, max_size=5))
def test_what_is_named_is_kept_and_nothing_is_erased(steps: list[tuple[str, Any]]) -> None:
    """A model beside it: a good file that was added is there, once, until its article is gone."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        library = started(folder)
        expected: set[tuple[str, str]] = set()
        before: set[tuple[str, str]] | None = None
        spared: set[tuple[str, str]] = set()  # a rollback takes back articles, not uploads
        removed: set[str] = set()  # a rollback may bring them back, without their files
        keys: dict[str, tuple[str, str]] = {}
        for kind, value in steps:
            if kind == "restart":
                library = library_in(folder)
            elif kind == "rollback":
                if before is not None:
                    rollback(folder / "index")
                    spared |= expected
                    before, expected = None, before
            elif kind == "remove":
                lines = library.core.store().articles()
                mine = [one for one in lines if one.path.startswith(str(folder / "uploads"))]
                if not mine:
                    continue
                gone = mine[value % len(mine)]
                library.remove(ZH, gone.id)
                removed.add(gone.path)
                before, expected = expected, expected - {keys[gone.path]}
            else:
                if kind == "paste":
                    row = json.dumps({"text": value}, ensure_ascii=False) + "\n"
                    list(library.paste(ZH, "", "", "", "", value))
                    good = {(f"{value}.jsonl", row)}
                else:
                    upload(library, *value[:5])
                    good = {(safe_name(n), text) for n, text in value[:5] if text in TEXTS[:2]}
                if good:
                    before, expected = expected, expected | good
            lost = frozenset(path for path in removed if not Path(path).exists())
            paths = indexed(folder, lost)
            keys |= {p: (Path(p).name, Path(p).read_text("utf-8")) for p in paths - lost}
            assert {keys[path] for path in paths} == expected
            assert expected - set(kept(folder)) <= {keys[path] for path in lost}
            assert set(kept(folder)) <= expected | spared, (
                "what nobody indexed is cleared away, and what was removed at once"
            )
            assert set(kept(folder).values()) <= {1}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, which this system has not")
def test_a_kill_at_any_moment_leaves_either(tmp_path: Path) -> None:
    """A process is killed while it adds a second file of a known name, or one that is refused; the
    next finds the old file as it was, the new one whole and named or not at all."""
    chance = random.Random(7)
    old, new = ("第1版.txt", TEXTS[0]), "渡口的船\n\n第{}次改过的话。\n"
    upload(started(tmp_path), old)
    assert set(kept(tmp_path)) == {old}

    def work(text: str) -> None:
        upload(library_in(tmp_path), ("第1版.txt", text))

    began = time.perf_counter()
    assert in_child(lambda: work(new.format("零"))) == 0
    length = time.perf_counter() - began
    seen = {"killed": 0, "left behind": 0, "new": 0}
    for number in range(120):
        if number >= 12 and seen["killed"] > 3 and seen["left behind"] and seen["new"]:
            break
        text = TEXTS[3] if number % 4 == 3 else new.format(number)
        status = in_child(lambda text=text: work(text), chance.uniform(0, 1.1) * length)  # type: ignore[misc]
        assert status in (0, -9)
        seen["killed"] += status == -9
        length *= 1.05 if status == -9 else 0.85  # it is now faster, now slower: the load changes
        seen["left behind"] += len(kept(tmp_path)) > len(indexed(tmp_path))
        library_in(tmp_path)  # the next start
        assert not verify(tmp_path / "index").wrong
        assert indexed(tmp_path) <= files(tmp_path) <= engine_of(tmp_path / "index").sources()[1]
        assert old in kept(tmp_path)
        assert ("第1版.txt", TEXTS[3]) not in kept(tmp_path)
        seen["new"] += ("第1版.txt", text) in kept(tmp_path)
    upload(library_in(tmp_path), ("告示.txt", TEXTS[1]))
    upload(library_in(tmp_path), ("告示.txt", new.format("末")))
    assert indexed(tmp_path) == files(tmp_path), "also what a half-finished change had named"
    assert seen["killed"] > 3 and seen["left behind"] > 0 and seen["new"] > 0, seen


def test_a_kill_between_any_two_steps_leaves_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same at every step that touches the folder, one after the other."""
    old, number = ("第1版.txt", TEXTS[0]), 0
    upload(started(tmp_path), old)
    steps = ("open", "touch", "mkdir", "replace", "unlink", "rmdir")
    real = {name: getattr(Path, name) for name in steps}
    while True:
        left = iter(range(number))

        class Killed(BaseException):
            pass

        def step(name: str, left: Any = left, killed: type = Killed) -> Any:
            def run(self: Path, *args: Any, **options: Any) -> Any:
                if "uploads" in self.parts and next(left, None) is None:
                    raise killed
                return real[name](self, *args, **options)

            return run

        uploads = Uploads(tmp_path / "uploads", tmp_path / "index")
        for name in steps:
            monkeypatch.setattr(Path, name, step(name))
        try:
            with uploads.changing():
                uploads.keep("第1版.txt", io.BytesIO(TEXTS[1].encode()))
            ended = True
        except Killed:
            ended = False
        monkeypatch.undo()
        uploads.tidy()
        assert kept(tmp_path) == {old: 1}
        assert [path.name for path in (tmp_path / "uploads").iterdir() if any(path.iterdir())]
        number += 1
        if ended:
            break
    assert number > 8


def test_a_lost_index_takes_no_upload_with_it(tmp_path: Path) -> None:
    library = started(tmp_path)
    upload(library, ("第1版.txt", TEXTS[0]))
    shutil.rmtree(tmp_path / "index")
    build([tmp_path / "own.txt"], tmp_path / "index")
    library = library_in(tmp_path)
    upload(library, ("告示.txt", TEXTS[1]))
    assert set(kept(tmp_path)) == {("第1版.txt", TEXTS[0]), ("告示.txt", TEXTS[1])}
    build([tmp_path / "uploads"], tmp_path / "index")
    assert len(indexed(tmp_path)) == 2, "a rebuild reads them all, and nothing else"


@pytest.mark.slow
def test_two_indexes_keep_their_uploads_in_one_folder(tmp_path: Path) -> None:
    """Neither clears away what the other names, whichever is changed, started or refused a file."""
    one = started(tmp_path)
    (tmp_path / "second").mkdir()
    build([tmp_path / "own.txt"], tmp_path / "second" / "index")
    core = Core(tmp_path / "second" / "index")
    asking = Asking(core, Metrics())

    def other() -> Library:
        return Library(Changes(core, tmp_path / "uploads", UploadLimits(9, 1)), asking, tmp_path)

    def paths(library: Library) -> list[str]:
        lines = library.core.store().articles()
        return [line.path for line in lines if "uploads" in line.path]

    two = other()
    upload(one, ("第1版.txt", TEXTS[0]))
    upload(two, ("告示.txt", TEXTS[1]))
    upload(two, ("第1版.txt", TEXTS[0]))
    named = {*paths(one), *paths(two)}
    assert len(named) == 2 and files(tmp_path) == named
    for library in (one, two):
        [line] = [one for one in library.core.store().articles() if "第1版.txt" in one.path]
        library.remove(ZH, line.id)
        for text in ("一", "二", "三"):
            list(library.paste(ZH, "", "", "", "", text))
        upload(library, ("空.txt", ""))
        library_in(tmp_path), other()
        assert {*paths(one), *paths(two)} <= files(tmp_path)
    assert not [file for file in files(tmp_path) if "第1版.txt" in file], "none names it now"
    assert any("告示.txt" in file for file in files(tmp_path))


def test_uploads_of_an_index_in_milvus_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its generations lie in no folder of this machine; what it names is asked of itself."""
    kept_file: list[Path] = []
    place = Path("milvus://localhost:19530/articles")

    class Lines:
        def articles(self) -> list[Any]:
            return [SimpleNamespace(path=str(file)) for file in kept_file]

    asked = []

    def opened(engine: MilvusEngine, encoder: Encoder | None) -> Lines:
        asked.append(engine.address)
        return Lines()

    monkeypatch.setattr(MilvusEngine, "open", opened)
    uploads = Uploads(tmp_path / "uploads", place)
    with uploads.changing():
        kept_file.append(uploads.keep("第1版.txt", io.BytesIO(b"x")))
        refused = uploads.keep("告示.txt", io.BytesIO(b"y"))
    assert kept_file[0].is_file() and not refused.exists()
    assert set(asked) == {str(place)}
    uploads.let_go(str(kept_file.pop()))
    uploads.tidy()
    assert not files(tmp_path)


def test_uploads_of_version_0_1(tmp_path: Path) -> None:
    """They lie in the folder itself; they are never replaced, and go when they are removed."""
    old = tmp_path / "uploads" / "第1版.txt"
    old.parent.mkdir()
    old.write_text(TEXTS[0], "utf-8")
    build([old], tmp_path / "index")
    library = library_in(tmp_path)
    html = upload(library, ("第1版.txt", TEXTS[1]))
    assert old.read_text("utf-8") == TEXTS[0] and len(indexed(tmp_path)) == 2
    assert "同名的另一个文件里有" in html
    [line] = [one for one in library.core.store().articles() if one.path == str(old)]
    library.remove(ZH, line.id)
    assert not old.exists(), "at once, though the generation before names it"
    assert len(indexed(tmp_path)) == 1


@pytest.mark.slow
def test_an_archive_stays_as_long_as_one_of_its_articles(tmp_path: Path) -> None:
    library = started(tmp_path)
    place = tmp_path / "incoming" / "x"
    place.mkdir(parents=True)
    (place / "a.txt").write_text(TEXTS[0], "utf-8")
    (place / "b.txt").write_text("粮站\n\n粮站周末不开门。\n", "utf-8")
    packed = shutil.make_archive(str(tmp_path / "报纸"), "zip", place)
    html = str(list(library.add(ZH, [packed]))[-1][0])
    assert "加入 2 篇" in html

    def archives() -> list[Path]:
        return [
            path for path in (tmp_path / "uploads").rglob("报纸.zip") if ".work" not in str(path)
        ]

    for left in (1, 0):
        line = next(one for one in library.core.store().articles() if "报纸.zip" in one.path)
        library.remove(ZH, line.id)
        for text in ("一", "二", "三"):
            list(library.paste(ZH, str(left), "", "", "", text))
        assert len(list((tmp_path / "uploads").glob("*/报纸.zip"))) == left


@pytest.mark.parametrize("number", [2, 3])
def test_an_index_that_cannot_be_read_clears_nothing(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = started(tmp_path)
    upload(library, ("第1版.txt", TEXTS[0]))
    [line] = [one for one in library.core.store().articles() if "uploads" in one.path]
    with monkeypatch.context() as patch:  # killed before it is cleared away
        patch.setattr(Uploads, "_tidy", lambda self: None)
        library.remove(ZH, line.id)
    (tmp_path / "index" / f"gen-{number:06d}" / "manifest.json").write_text("{}")
    library_in(tmp_path)
    assert set(kept(tmp_path)) == {("第1版.txt", TEXTS[0])}


def test_a_removed_upload_goes_at_once(tmp_path: Path) -> None:
    """Not with the change after; a rollback brings back its article, and its text with it."""
    library = started(tmp_path)
    upload(library, ("第1版.txt", TEXTS[0]), ("告示.txt", TEXTS[1]))
    [line] = [one for one in library.core.store().articles() if "第1版.txt" in one.path]
    library.remove(ZH, line.id)
    assert set(kept(tmp_path)) == {("告示.txt", TEXTS[1])}
    rollback(tmp_path / "index")
    found = open_index(tmp_path / "index").article(line.id)
    assert found and found.source.text in TEXTS[0]
    library = library_in(tmp_path)
    upload(library, ("第1版.txt", TEXTS[0]))  # which is there, so the index is as it was
    assert set(kept(tmp_path)) == {("第1版.txt", TEXTS[0]), ("告示.txt", TEXTS[1])}
    library_in(tmp_path)
    assert len(indexed(tmp_path)) == 2, "with its file again"


def test_an_upload_stays_if_its_article_could_not_be_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = started(tmp_path)
    upload(library, ("第1版.txt", TEXTS[0]))
    [line] = [one for one in library.core.store().articles() if "uploads" in one.path]

    def failing(article_id: str) -> None:
        assert set(kept(tmp_path)) == {("第1版.txt", TEXTS[0])}, "not before the index is changed"
        raise StoreError("cannot_write_index", path="x", error="full")

    monkeypatch.setattr(library.core, "remove", failing)
    assert "wb-error" in library.remove(ZH, line.id)[0]
    assert set(kept(tmp_path)) == {("第1版.txt", TEXTS[0])}
    list(library.paste(ZH, "", "", "", "", "一"))
    assert len(indexed(tmp_path)) == 2, "and the mark is forgotten"


def test_a_path_lies_in_a_tail_by_whole_names() -> None:
    assert lies_in("/a/b/c.zip/d.txt", "b/c.zip") and lies_in("b/c.zip", "b/c.zip")
    assert not lies_in("/a/xb/c.zip", "b/c.zip") and not lies_in("/a/b/c.zipx", "b/c.zip")
