"""One open index per folder: it follows what is there, and answers on whatever happens to it."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from errors import IndexDamaged, IndexMissing, ModelMissing, StoreError
from index import add, build, current, open_index
from index.current import current_store
from index.store import Store
from qa import retrieve
from web.query_service import Core
from web.ui.map_tab import map_html
from web.ui.strings import Words


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.txt"
    path.write_text(f"{name}\n\n{text}\n", "utf-8")
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    build([written(tmp_path, "渡口", "渡船每天来回六趟。")], tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture(params=["web", "qa"])
def store(request: pytest.FixtureRequest, root: Path) -> Callable[[], Store]:
    """The two ways to an index that is kept open."""
    if request.param == "web":
        return Core(root).store
    return lambda: current_store(root)


@pytest.fixture
def log_records() -> Iterator[list[logging.LogRecord]]:
    """What the index logs; `make check` runs without the fixture of pytest that has it."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = records.append  # type: ignore[method-assign]
    log = logging.getLogger("wenbao.index")
    log.addHandler(handler)
    yield records
    log.removeHandler(handler)


def titles(store: Store) -> list[str | None]:
    return [article.title for article in store.articles()]


def test_an_index_built_anew_under_the_same_name_is_noticed(
    store: Callable[[], Store], root: Path, tmp_path: Path
) -> None:
    first = store()
    shutil.rmtree(root)
    build([written(tmp_path, "茶馆", "茶馆早上四点开门。")], root)
    second = store()
    assert first.generation == second.generation == "gen-000001"
    assert titles(second) == ["茶馆"]
    assert store() is second


def test_an_index_that_is_gone_answers_on(
    store: Callable[[], Store], root: Path, tmp_path: Path, log_records: list[logging.LogRecord]
) -> None:
    first = store()
    shutil.rmtree(root)
    for _ in range(5):
        assert store() is first
        assert retrieve("渡船来回几趟", index=store())[0].text == "渡船每天来回六趟。"
    assert len(log_records) == 1
    build([written(tmp_path, "茶馆", "茶馆早上四点开门。")], root)
    assert titles(store()) == ["茶馆"]


DAMAGE: dict[str, Callable[[Path, Path], object]] = {
    "pointer": lambda root, generation: (root / "CURRENT").write_bytes(b"nonsense"),
    "pointer gone": lambda root, generation: (root / "CURRENT").unlink(),
    "pointer to nothing": lambda root, generation: shutil.rmtree(generation),
    "manifest": lambda root, generation: (generation / "manifest.json").write_bytes(b"{}"),
    "file gone": lambda root, generation: (generation / "seg-000001" / "terms.npy").unlink(),
    "file": lambda root, generation: (generation / "seg-000001" / "terms.npy").write_bytes(b"x"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_leaves_the_old_index_in_use_and_is_told_once(
    kind: str, store: Callable[[], Store], root: Path, tmp_path: Path,
    log_records: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(current, "PAUSE", 0.0)
    first = store()
    generation = root / add([written(tmp_path, "茶馆", "茶馆四点开门。")], root).generation
    shutil.copytree(root, tmp_path / "good")
    DAMAGE[kind](root, generation)
    with pytest.raises(IndexDamaged):
        open_index(root)
    for _ in range(5):
        assert store() is first
    assert len(log_records) == 1
    shutil.rmtree(root)
    (tmp_path / "good").rename(root)
    assert titles(store()) == ["渡口", "茶馆"], "mended: it is noticed"


@pytest.mark.parametrize("error", [ModelMissing("no such encoder"), OSError(24, "too many files")])
def test_a_generation_that_cannot_be_opened_is_tried_again_after_a_while(
    error: Exception, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = current.CurrentIndex(root)
    first = index.store()
    add([written(tmp_path, "茶馆", "茶馆四点开门。")], root)
    tries = []

    def failing(path: Path) -> Store:
        tries.append(path)
        raise error

    now = [100.0]
    monkeypatch.setattr(current, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(current, "open_index", failing)
    assert [index.store() for _ in range(20)] == [first] * 20
    assert len(tries) == 1, "opening costs too much to be tried at each question"
    monkeypatch.setattr(current, "open_index", open_index)
    now[0] += current.PAUSE
    assert len(index.store()) == 2


def test_the_first_opening_raises(root: Path) -> None:
    index = current.CurrentIndex(root)
    (root / "CURRENT").write_bytes(b"nonsense")
    with pytest.raises(IndexDamaged):
        index.store()
    with pytest.raises(IndexMissing):
        current.CurrentIndex(root / "nowhere").store()


def test_others_answer_while_one_opens_and_a_change_waits(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = current.CurrentIndex(root)
    first = index.store()
    add([written(tmp_path, "茶馆", "茶馆四点开门。")], root)
    opening, may = threading.Event(), threading.Event()

    def slow(path: Path) -> Store:
        opening.set()
        assert may.wait(30)
        return open_index(path)

    monkeypatch.setattr(current, "open_index", slow)
    thread = threading.Thread(target=index.store)
    thread.start()
    assert opening.wait(30)
    assert index.store() is first
    threading.Timer(0.2, may.set).start()
    assert len(index.store(wait=True)) == 2
    thread.join()


def test_nothing_is_added_to_an_index_that_vanished_under_the_server(
    root: Path, tmp_path: Path
) -> None:
    core = Core(root)
    first = core.store()
    shutil.rmtree(root)
    with pytest.raises(IndexMissing, match="is gone"):
        core.add([written(tmp_path, "茶馆", "茶馆早上四点开门。")])
    with pytest.raises(IndexMissing, match="is gone"):
        core.remove(first.articles()[0].id)
    assert core.store() is first
    assert not root.exists()


@pytest.mark.slow
def test_what_was_added_is_served_at_once(root: Path, tmp_path: Path) -> None:
    """Also while other threads ask, who may be the ones that open the new generation."""
    core = Core(root)
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            core.store()

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for number in range(6):
            report = core.add([written(tmp_path, f"告示{number}", f"第{number}号告示。")])
            assert core.store().generation == report.generation
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_an_empty_folder_gets_an_index(tmp_path: Path) -> None:
    core = Core(tmp_path / "new")
    with pytest.raises(StoreError):
        core.store()
    assert core.add([written(tmp_path, "茶馆", "茶馆早上四点开门。")]).articles == 1
    assert titles(core.store()) == ["茶馆"]


def test_what_is_kept_of_an_index_is_of_that_index_alone(root: Path, tmp_path: Path) -> None:
    """The map, kept by generation, when its name comes again."""
    core = Core(root)
    seen = []
    for name in ("茶馆", "粮站"):
        shutil.rmtree(root)
        build([written(tmp_path, name, f"{name}早上四点开门。")], root)
        seen.append(map_html(core.store(), None, Words("zh")))
        assert name in seen[-1]
    assert "茶馆" not in seen[1]
