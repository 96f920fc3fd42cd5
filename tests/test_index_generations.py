from __future__ import annotations

import json
import multiprocessing
import threading
from pathlib import Path

import pytest
from conftest import ToyEncoder

from errors import IndexBusy, IndexDamaged, IndexMissing
from index import add, build, current_name, generations, manifest, open_index, rollback, verify
from index.lock import writing

ENCODER = ToyEncoder()


def article(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.md"
    path.write_text(f"# {name}\n\n{text}\n", "utf-8")
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An index of two generations: one article, then two."""
    build(
        [article(tmp_path, "夜校", "夜校每周三晚上开课,学费由工会付。")],
        tmp_path / "i",
        encoder=ENCODER,
    )
    add(
        [article(tmp_path, "食堂", "食堂的早饭从六点半开始供应。")], tmp_path / "i", encoder=ENCODER
    )
    return tmp_path / "i"


def names(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir() if path.is_dir())


def test_the_last_two_are_kept(root: Path, tmp_path: Path) -> None:
    assert names(root) == ["gen-000001", "gen-000002"]
    add([article(tmp_path, "图书室", "图书室周末也开门,可以借杂志。")], root, encoder=ENCODER)
    assert names(root) == ["gen-000002", "gen-000003"]
    assert current_name(root) == "gen-000003"


def test_rollback_goes_back_and_a_build_goes_on(root: Path, tmp_path: Path) -> None:
    assert rollback(root).generation == "gen-000001"
    assert len(open_index(root, encoder=ENCODER)) == 1
    with pytest.raises(IndexMissing, match="no older"):
        rollback(root)
    assert current_name(root) == "gen-000001"
    report = add(
        [article(tmp_path, "澡堂", "澡堂修好了,下班就能洗热水澡。")], root, encoder=ENCODER
    )
    assert (report.generation, report.articles) == ("gen-000003", 2)
    assert names(root) == ["gen-000001", "gen-000003"]
    assert not verify(root).wrong


def test_rollback_takes_no_damaged_generation(root: Path) -> None:
    with (root / "gen-000001" / "rows.sqlite").open("r+b") as file:
        file.seek(5000)
        file.write(b"?")
    with pytest.raises(IndexMissing, match="no older whole"):
        rollback(root)
    assert current_name(root) == "gen-000002"


def test_rollback_mends_a_damaged_pointer(root: Path) -> None:
    (root / "CURRENT").write_bytes(b"gen-000009 nonsense\n")
    with pytest.raises(IndexDamaged, match="gen-000009"):
        open_index(root, encoder=ENCODER)
    assert rollback(root).generation == "gen-000002"
    assert len(open_index(root, encoder=ENCODER)) == 2


def test_a_reader_keeps_what_it_opened(root: Path, tmp_path: Path) -> None:
    store = open_index(root, encoder=ENCODER)
    for number in range(3):
        add(
            [article(tmp_path, f"通知{number}", f"第{number}号通知贴在门口。")],
            root,
            encoder=ENCODER,
        )
    assert not (root / store.generation).exists()
    rows = store.rows(store.lexical("早饭几点开始", 5).rows.tolist())
    assert rows[0].text == "食堂的早饭从六点半开始供应。"
    assert store.article(rows[0].article_id) is not None
    assert len(store.sentences([0, 1])) == 2
    assert len(open_index(root, encoder=ENCODER)) == 5


def test_readers_in_many_threads_while_it_changes(root: Path, tmp_path: Path) -> None:
    """Every answer is of one whole generation: as many rows as that generation has articles."""
    wrong: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                store = open_index(root, encoder=ENCODER)
                rows = store.rows(range(len(store)))
                if len(rows) != len(store.articles()) or len({row.id for row in rows}) != len(rows):
                    wrong.append(rows)
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(8):
        add([article(tmp_path, f"公告{number}", f"公告第{number}条。")], root, encoder=ENCODER)
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong


def test_one_store_in_many_threads(root: Path) -> None:
    store = open_index(root, encoder=ENCODER)
    expected = store.rows([0, 1]), store.lexical("夜校开课", 2).scores.tolist()
    wrong = []

    def ask() -> None:
        for _ in range(50):
            found = store.rows([0, 1]), store.lexical("夜校开课", 2).scores.tolist()
            if found != expected:
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_second_writer_is_told_who_writes(root: Path, tmp_path: Path) -> None:
    path = article(tmp_path, "新", "一条新消息。")
    with writing(root), pytest.raises(IndexBusy, match=r"process \d+ on .+ since 20\d\d-"):
        add([path], root, encoder=ENCODER)
    assert add([path], root, encoder=ENCODER).articles == 3


def hold(root: str, ready: multiprocessing.Queue[bool]) -> None:
    with writing(Path(root)):
        ready.put(True)
        threading.Event().wait(60)


def test_a_dead_process_holds_no_lock(root: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready: multiprocessing.Queue[bool] = context.Queue()
    process = context.Process(target=hold, args=(str(root), ready))
    process.start()
    assert ready.get(timeout=60)
    with pytest.raises(IndexBusy, match=f"process {process.pid} "), writing(root):
        pass
    process.kill()
    process.join()
    with writing(root):
        pass


def test_what_a_dead_writer_left_is_cleared(root: Path, tmp_path: Path) -> None:
    half = root / "gen-000003"
    half.mkdir()
    (half / "rows.sqlite").write_bytes(b"half")
    (root / "CURRENT.new").write_bytes(b"gen-0000")
    assert len(open_index(root, encoder=ENCODER)) == 2
    report = add([article(tmp_path, "新", "一条新消息。")], root, encoder=ENCODER)
    assert report.generation == "gen-000004"
    assert names(root) == ["gen-000002", "gen-000004"]
    assert not (root / "CURRENT.new").exists()


def test_no_index_says_how_to_build_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "nowhere", tmp_path, tmp_path / "file"):
        for call in (open_index, verify, current_name, rollback):
            with pytest.raises(IndexMissing, match=r"build"):
                call(path)


def test_pointer_and_manifest_are_checked(root: Path) -> None:
    pointer = root / "CURRENT"
    good = pointer.read_bytes()
    for bad in (
        b"",
        b"gen-000002\n",
        good.replace(b"2", b"1", 1),
        good[:-1],
        b"\xff" + good,
        good * 2,
    ):
        pointer.write_bytes(bad)
        with pytest.raises(IndexDamaged, match="CURRENT"):
            open_index(root, encoder=ENCODER)
    pointer.write_bytes(good)
    path = root / "gen-000002" / manifest.NAME
    data = json.loads(path.read_bytes())
    data["counts"]["paragraphs"] = 3
    path.write_text(json.dumps(data), "utf-8")
    with pytest.raises(IndexDamaged, match="manifest"):
        open_index(root, encoder=ENCODER)
    pointer.unlink()
    with pytest.raises(IndexDamaged, match="no CURRENT"):
        open_index(root, encoder=ENCODER)


def test_publishing_is_the_last_step(root: Path) -> None:
    """A whole generation that nobody points to is not the index."""
    now = manifest.read(generations.current(root))
    assert now.previous == "gen-000001"
    generations.point(root, manifest.read(root / "gen-000001"))
    assert len(open_index(root, encoder=ENCODER)) == 1
    generations.point(root, now)
    assert len(open_index(root, encoder=ENCODER)) == 2
