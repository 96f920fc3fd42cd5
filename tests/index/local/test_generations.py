from __future__ import annotations

import contextlib
import dataclasses
import errno
import io
import json
import multiprocessing
import os
import shutil
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from asking import lexical
from conftest import ToyEncoder

from errors import IndexBusy, IndexDamaged, IndexMismatch, IndexMissing, StoreError
from index import add, build, open_index, rollback, search_text, verify
from index.engines import engine_of
from index.local import generations, manifest
from index.local.draft import LocalDraft
from index.local.files import ArrayWriter
from index.local.lock import writing

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
    assert engine_of(root).current()[0] == "gen-000003"


def test_rollback_goes_by_numbers_whatever_their_length(root: Path, tmp_path: Path) -> None:
    generations.make(root / "gen-999998")
    for name in ("磨坊", "砖窑"):
        add([article(tmp_path, name, "这里早上六点开门。")], root, encoder=ENCODER)
    assert names(root) == ["gen-1000000", "gen-999999"]
    assert rollback(root).generation == "gen-999999"


def test_rollback_goes_back_and_a_build_goes_on(root: Path, tmp_path: Path) -> None:
    assert rollback(root).generation == "gen-000001"
    assert len(open_index(root, encoder=ENCODER)) == 1
    with pytest.raises(IndexMissing, match="no older"):
        rollback(root)
    assert engine_of(root).current()[0] == "gen-000001"
    report = add(
        [article(tmp_path, "澡堂", "澡堂修好了,下班就能洗热水澡。")], root, encoder=ENCODER
    )
    assert (report.generation, report.articles) == ("gen-000003", 2)
    assert names(root) == ["gen-000001", "gen-000003"]
    assert not verify(root).wrong


def test_rollback_of_what_changed_since_does_nothing(root: Path, tmp_path: Path) -> None:
    add([article(tmp_path, "澡堂", "澡堂修好了。")], root, encoder=ENCODER)
    with pytest.raises(StoreError, match="has changed since"):
        rollback(root, unchanged="gen-000002")
    assert engine_of(root).current()[0] == "gen-000003"
    assert rollback(root, unchanged="gen-000003").generation == "gen-000002"


def test_rollback_takes_no_damaged_generation(root: Path) -> None:
    with (root / "gen-000001" / "seg-000001" / "rows.sqlite").open("r+b") as file:
        file.seek(5000)
        file.write(b"?")
    with pytest.raises(IndexMissing, match="no older whole"):
        rollback(root)
    assert engine_of(root).current()[0] == "gen-000002"


def test_rollback_takes_no_generation_that_cannot_be_opened(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program of other terms leaves its generations to the next one."""
    monkeypatch.setattr(search_text, "VERSION", search_text.VERSION + 1)
    build([tmp_path / "夜校.md"], root, encoder=ENCODER)
    assert names(root) == ["gen-000002", "gen-000003"]
    with pytest.raises(IndexMissing, match="no older whole"):
        rollback(root)
    assert engine_of(root).current()[0] == "gen-000003"
    assert len(open_index(root, encoder=ENCODER)) == 1


UNREAD = ["", "manifest.json", "order.npy", "centre.npy", "seg-000002/vectors.npy",
          "seg-000002/rows.sqlite"]  # fmt: skip


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_told_and_rollback_leads_out(
    root: Path, tmp_path: Path, name: str
) -> None:
    """A right that is missing or a bad block; here what is read as a file is a folder, or the
    folder a link to itself, so that the system refuses whoever asks."""
    file = root / "gen-000002" / name
    file.rename(tmp_path / "away")
    if name:
        file.mkdir()
    else:
        file.symlink_to(file.name)
    new = article(tmp_path, "澡堂", "澡堂修好了。")
    work = [lambda: open_index(root, encoder=ENCODER), lambda: add([new], root, encoder=ENCODER)]
    for change in work:
        with pytest.raises(StoreError):
            change()
    with contextlib.suppress(StoreError):
        assert verify(root).wrong
    with contextlib.suppress(StoreError):
        engine_of(root).status()
    assert rollback(root).generation == "gen-000001"
    assert len(open_index(root, encoder=ENCODER)) == 1 and not verify(root).wrong


def test_a_rollback_on_a_full_disk_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(generations, "write_bytes", full)
        with pytest.raises(StoreError, match=r"cannot be written: No space.*the old index stays"):
            rollback(root)
    assert len(open_index(root, encoder=ENCODER)) == 2
    assert rollback(root).generation == "gen-000001"


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
    rows = [row for row, _ in lexical(store, "早饭几点开始", 5)]
    assert rows[0].text == "食堂的早饭从六点半开始供应。"
    assert store.article(rows[0].article_id) is not None
    assert len(store.sample(2).vectors) > 0
    assert len(open_index(root, encoder=ENCODER)) == 5


@pytest.mark.slow
def test_readers_in_many_threads_while_it_changes(root: Path, tmp_path: Path) -> None:
    """Every answer is of one whole generation: as many rows as that generation has articles."""
    wrong: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                store = open_index(root, encoder=ENCODER)
                rows = list(store.sample(len(store)).rows)
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
    expected = store.sample(2).rows, lexical(store, "夜校开课", 2)
    wrong = []

    def ask() -> None:
        for _ in range(50):
            answer = store.sample(2).rows, lexical(store, "夜校开课", 2)
            if answer != expected:
                wrong.append(answer)

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


@pytest.mark.slow
def test_a_dead_process_holds_no_lock(root: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready: multiprocessing.Queue[bool] = context.Queue()
    process = context.Process(target=hold, args=(str(root), ready))
    process.start()
    assert ready.get(timeout=180)
    with pytest.raises(IndexBusy, match=f"process {process.pid} "), writing(root):
        pass
    process.kill()
    process.join()
    with writing(root):
        pass


def test_what_a_dead_writer_left_is_cleared(root: Path, tmp_path: Path) -> None:
    half = root / "gen-000003"
    half.mkdir()
    (half / generations.MARK).write_text("gen-000003\n")
    (half / "rows.sqlite").write_bytes(b"half")
    (root / "CURRENT.new").write_bytes(b"gen-0000")
    assert len(open_index(root, encoder=ENCODER)) == 2
    report = add([article(tmp_path, "新", "一条新消息。")], root, encoder=ENCODER)
    assert report.generation == "gen-000004"
    assert names(root) == ["gen-000002", "gen-000004"]
    assert not (root / "CURRENT.new").exists()


def test_only_folders_that_were_made_here_are_removed(root: Path, tmp_path: Path) -> None:
    """Whatever a folder is called, what others put there stays; and so does what a link names."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    copied = shutil.copytree(root / "gen-000001", root / "gen-000123")
    for folder in (root / "gen-000500", copied, elsewhere):
        folder.mkdir(exist_ok=True)
        (folder / "thesis.txt").write_text("a year of work")
    (root / "gen-000124").write_text("a file")
    (root / "gen-000125").symlink_to(elsewhere, target_is_directory=True)
    (root / "gen-000126").symlink_to(root / "gen-000001", target_is_directory=True)
    (root / "gen-000003").mkdir()  # the number that is next
    (root / "gen-000003" / "notes.txt").write_text("mine")
    for number in range(3):
        add([article(tmp_path, f"新{number}", f"第{number}条消息。")], root, encoder=ENCODER)
        build([article(tmp_path, "夜校", "夜校停课一周。")], root, encoder=ENCODER)
    for file in ("gen-000500/thesis.txt", "gen-000123/thesis.txt", "gen-000125/thesis.txt"):
        assert (root / file).read_text() == "a year of work"
    assert (root / "gen-000124").read_text() == "a file"
    assert (root / "gen-000126").is_symlink()
    assert (root / "gen-000003" / "notes.txt").read_text() == "mine"
    assert engine_of(root).current()[0] == "gen-000009" and not verify(root).wrong
    assert not (root / "gen-000001").exists() and (root / "gen-000008").exists()


def test_a_folder_of_another_program_is_not_written_over(tmp_path: Path) -> None:
    path = article(tmp_path, "夜校", "夜校每周三晚上开课。")
    for name, text in (("CURRENT", "MANIFEST-000012\n"), ("lock", "a poem about locks\n")):
        folder = tmp_path / name.lower()
        folder.mkdir()
        (folder / name).write_text(text)
        with pytest.raises(StoreError, match="would be overwritten"):
            build([path], folder, encoder=ENCODER)
        assert (folder / name).read_text() == text
    assert [path.name for path in (tmp_path / "current").iterdir()] == ["CURRENT"]


def test_an_index_of_another_format_is_not_cleared_by_a_change_that_fails(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "FORMAT", manifest.FORMAT + 1)
    with pytest.raises(IndexMismatch, match=r"has format \d+, .* build it anew"):
        add([article(tmp_path, "新", "一条新消息。")], root, encoder=ENCODER)
    monkeypatch.undo()
    assert len(open_index(root, encoder=ENCODER)) == 2


def test_an_index_of_version_0_1_has_no_marks(root: Path, tmp_path: Path) -> None:
    for folder in root.glob("gen-*"):
        (folder / generations.MARK).unlink()
    assert not verify(root).wrong
    add([article(tmp_path, "新", "一条新消息。")], root, encoder=ENCODER)
    assert names(root) == ["gen-000002", "gen-000003"]


def test_a_rebuild_clears_away_an_index_of_another_format(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in root.glob("gen-*"):  # as version 0.1 made it
        (folder / generations.MARK).unlink()
    shutil.copytree(root / "gen-000002", root / "gen-000007")  # a copy is not ours
    monkeypatch.setattr(manifest, "FORMAT", manifest.FORMAT + 1)
    build([article(tmp_path, "新", "一条新消息。")], root, encoder=ENCODER)
    assert names(root) == ["gen-000003", "gen-000007"]


def test_what_is_left_of_a_half_removed_generation_is_still_ours(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after any number of removed files: the next change removes the rest."""
    real = Path.unlink
    for marked in (True, False):
        for limit in range(0, 20, 3):
            folder = shutil.copytree(generations.current(root), root / "kept", dirs_exist_ok=True)
            whole = folder.rename(root / f"gen-{900 + limit + marked:06d}")
            made = manifest.read(whole)
            manifest.write(whole, dataclasses.replace(made, generation=whole.name))
            (whole / generations.MARK).unlink()
            if marked:
                (whole / generations.MARK).write_text(f"{whole.name}\n")
            left = iter(range(limit))

            def unlink(self: Path, missing_ok: bool = False, left: Any = left) -> None:
                if next(left, None) is None:
                    raise KeyboardInterrupt
                real(self, missing_ok)

            monkeypatch.setattr(Path, "unlink", unlink)
            with contextlib.suppress(KeyboardInterrupt):
                generations.discard(whole)
            monkeypatch.undo()
            assert not whole.exists() or generations.is_ours(whole)


def test_no_index_says_how_to_build_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "nowhere", tmp_path, tmp_path / "file"):
        for call in (open_index, verify, lambda path: engine_of(path).current(), rollback):
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
    data["segments"][0]["rows"] = 3
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


def test_a_pointer_that_cannot_be_read_may_name_any_generation(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too many open files, just after the step that makes a generation current."""
    point, read = generations.point, Path.read_bytes

    def pointed(*args: Any) -> None:
        point(*args)
        monkeypatch.setattr(Path, "read_bytes", unread)

    def unread(path: Path) -> bytes:
        if path.name == generations.POINTER:
            raise OSError(errno.EMFILE, "too many open files")
        return read(path)

    monkeypatch.setattr(generations, "point", pointed)
    report = add([article(tmp_path, "澡堂", "澡堂修好了。")], root, encoder=ENCODER)
    monkeypatch.undo()
    assert engine_of(root).current()[0] == report.generation
    assert len(open_index(root, encoder=ENCODER)) == 3


def test_a_full_disk_keeps_no_lock_and_no_half_generation(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            raise OSError(errno.ENOSPC, "no space left")

        def close(self) -> None:
            raise OSError(errno.ENOSPC, "no space left")

    def full(writer: ArrayWriter, array: Any) -> None:
        writer._file = Full()
        writer._file.write(b"")

    monkeypatch.setattr(ArrayWriter, "add", full)
    with pytest.raises(StoreError, match="no space"):
        add([article(tmp_path, "澡堂", "澡堂修好了。")], root, encoder=ENCODER)
    monkeypatch.undo()
    assert names(root) == ["gen-000001", "gen-000002"]
    report = add([tmp_path / "澡堂.md"], root, encoder=ENCODER)
    assert report.articles == 3


def test_files_that_systems_leave_are_no_damage(root: Path, tmp_path: Path) -> None:
    (root / "gen-000002" / ".DS_Store").write_bytes(b"finder")
    (root / "gen-000002" / "seg-000001" / "Thumbs.db").write_bytes(b"explorer")
    assert not verify(root).wrong
    (root / "gen-000002" / "notes.txt").write_text("mine")
    assert any("notes.txt" in wrong for wrong in verify(root).wrong)
    add([article(tmp_path, "澡堂", "澡堂修好了。")], root, encoder=ENCODER)
    assert not verify(root).wrong


def test_no_mark_no_folder(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        path.touch()
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(generations, "write_bytes", full)
    with pytest.raises(StoreError, match="no space"):
        add([article(tmp_path, "澡堂", "澡堂修好了。")], root, encoder=ENCODER)
    assert names(root) == ["gen-000001", "gen-000002"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX locks")
def test_a_folder_without_locks_is_not_said_to_be_busy(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def none(file: Any, how: int) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    with pytest.raises(StoreError, match="no locks available") as caught:
        add([article(tmp_path, "澡堂", "澡堂修好了。")], root, encoder=ENCODER)
    assert not isinstance(caught.value, IndexBusy)


def test_a_lock_that_a_power_cut_left_as_zeros_is_ours(root: Path, tmp_path: Path) -> None:
    (root / "lock").write_bytes(bytes(70))
    assert add([article(tmp_path, "澡堂", "澡堂修好了。")], root, encoder=ENCODER).articles == 3


def test_a_folder_that_cannot_be_synced_can_have_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def files_alone(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "invalid argument")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", files_alone)
    path = article(tmp_path, "澡堂", "澡堂修好了。")
    assert build([path], tmp_path / "i", encoder=ENCODER).articles == 1


def test_a_folder_that_was_removed_and_built_by_another_is_left_to_that_one(
    tmp_path: Path,
) -> None:
    root, path = tmp_path / "i", article(tmp_path, "食堂", "食堂的早饭从六点半开始供应。")
    draft = LocalDraft(root, ENCODER, anew=True)
    shutil.rmtree(root)
    build([path], root, encoder=ENCODER)
    with pytest.raises(IndexMissing, match="is gone"):
        draft.finish()
    draft.abandon()
    assert not verify(root).wrong
    assert [article.title for article in open_index(root, encoder=ENCODER).articles()] == ["食堂"]

    shutil.rmtree(root)
    other = LocalDraft(root, ENCODER, anew=True)
    shutil.rmtree(root)
    third = LocalDraft(root, ENCODER, anew=True)  # has nothing published yet
    other.abandon()
    assert third.finish().generation == "gen-000001"
