"""Merges beside the writer: the same answers, taken up by the next change, and dead at any byte."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from asking import lexical
from conftest import ToyEncoder

from corpus import read_articles
from errors import IndexBusy
from index import add, build, change_plan, open_index, remove, rollback, verify
from index.local import background_merge, generations, manifest, merge_policy
from index.local.lock import writing
from index.store import every_article

ENCODER = ToyEncoder()

TOPICS = ["渡船早上六点开", "磨坊秋天换了石磨", "粮站收稻谷要过秤", "邮差骑车送信", "水库冬天清淤"]


def article(folder: Path, number: int) -> Path:
    path = folder / f"{number:02}.md"
    path.write_text(f"# 第{number}篇\n\n{TOPICS[number % 5]},这是第{number}回。\n", "utf-8")
    return path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two segments are a tier, nothing is merged at once, and no process is started: the places
    where one would be."""
    roots: list[Path] = []
    monkeypatch.setattr(merge_policy, "WIDTH", 2)
    monkeypatch.setattr(merge_policy, "AT_ONCE", 0)
    monkeypatch.setattr(background_merge, "start", roots.append)
    monkeypatch.setattr(change_plan, "read_articles", partial(read_articles, apart=False))
    return roots


@pytest.fixture
def root(tmp_path: Path, started: list[Path]) -> Iterator[Path]:
    """Three articles in three segments."""
    root = tmp_path / "index"
    build([article(tmp_path, 0)], root, encoder=ENCODER)
    assert not started
    for number in (1, 2):
        add([article(tmp_path, number)], root, encoder=ENCODER)
    assert started == [root, root]
    yield root
    assert not verify(root).wrong


def segments(root: Path) -> list[str]:
    return [segment.name for segment in manifest.read(generations.current(root)).segments]


def texts(root: Path) -> list[str]:
    store = open_index(root, encoder=ENCODER)
    rows = list(store.sample(max(len(store), 1)).rows)
    for row in rows:
        source = store.article(row.article_id)
        assert source is not None
        assert "".join(source.source.text[a:b] for a, b in row.spans) == row.text
    return [row.text for row in rows]


def ids(root: Path) -> list[str]:
    return [article.id for article in every_article(open_index(root, encoder=ENCODER))]


def same_as_built(root: Path, tmp_path: Path, numbers: list[int]) -> None:
    full = tmp_path / f"full {numbers}"
    build([tmp_path / f"{number:02}.md" for number in numbers], full, encoder=ENCODER)
    store, built = (open_index(path, encoder=ENCODER) for path in (root, full))
    assert store.sample(99).rows == built.sample(99).rows
    for question in ("第二回的渡船", "石磨", "邮差送信是第3回"):
        assert lexical(store, question, 9) == lexical(built, question, 9)


def test_a_merge_waits_for_the_next_change(root: Path, tmp_path: Path) -> None:
    before, opened = segments(root), open_index(root, encoder=ENCODER)
    assert len(before) == 3
    assert background_merge.merge(root)
    assert (segments(root), texts(root)) == (before, texts(root)), "readers see nothing of it"
    assert not background_merge.merge(root), "it is done"
    add([article(tmp_path, 3)], root, encoder=ENCODER)
    assert len(segments(root)) == 2
    assert not (root / background_merge.PLACE).exists()
    same_as_built(root, tmp_path, [0, 1, 2, 3])
    assert len(opened.sample(9).rows) == 3, "who holds the old one reads on"
    rollback(root)
    assert segments(root) == before


def test_what_dies_after_a_merge_is_dead_in_it(root: Path, tmp_path: Path) -> None:
    first, second, _ = ids(root)
    assert background_merge.merge(root)
    remove([first], root)
    assert len(segments(root)) == 1
    same_as_built(root, tmp_path, [1, 2])
    add([article(tmp_path, 3)], root, encoder=ENCODER)
    assert background_merge.merge(root)
    add([article(tmp_path, 4)], root, encoder=ENCODER)
    remove([second], root)
    same_as_built(root, tmp_path, [2, 3, 4])


def test_what_died_between_merge_and_change_is_dead_too(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change that comes while a merger holds its lock takes nothing up; the one after does."""
    first, second, _ = ids(root)
    assert background_merge.merge(root)
    with writing(root, background_merge.LOCK):
        remove([first], root)
        assert len(segments(root)) == 3
    remove([second], root)
    assert len(segments(root)) == 1
    same_as_built(root, tmp_path, [2])


def test_after_a_rollback_nothing_is_lost(root: Path, tmp_path: Path) -> None:
    """The merge was made without an article that lives again."""
    remove([ids(root)[0]], root)
    assert background_merge.merge(root)
    assert len(texts(root)) == 2
    rollback(root)
    assert len(texts(root)) == 3
    add([article(tmp_path, 3)], root, encoder=ENCODER)
    same_as_built(root, tmp_path, [0, 1, 2, 3])


def test_a_merge_of_segments_that_are_gone_is_left(root: Path, tmp_path: Path) -> None:
    assert background_merge.merge(root)
    for path in root.glob("gen-*"):
        generations.discard(path)
    (root / "CURRENT").unlink()
    build([article(tmp_path, 4)], root, encoder=ENCODER)
    assert len(segments(root)) == 1
    assert not (root / background_merge.PLACE).exists()
    same_as_built(root, tmp_path, [4])


@pytest.mark.parametrize("file", ["manifest.json", "merged/starts.npy", "numbers.npy"])
def test_a_damaged_merge_is_not_taken_up(root: Path, tmp_path: Path, file: str) -> None:
    assert background_merge.merge(root)
    data = bytearray((root / background_merge.PLACE / file).read_bytes())
    data[len(data) // 2] ^= 4
    (root / background_merge.PLACE / file).write_bytes(data)
    add([article(tmp_path, 3)], root, encoder=ENCODER)
    assert len(segments(root)) == 4
    same_as_built(root, tmp_path, [0, 1, 2, 3])


def test_a_folder_of_another_program_stays(root: Path, tmp_path: Path) -> None:
    (root / background_merge.PLACE).mkdir()
    (root / background_merge.PLACE / "thesis.txt").write_text("mine", "utf-8")
    assert not background_merge.merge(root)
    add([article(tmp_path, 3)], root, encoder=ENCODER)
    assert (root / background_merge.PLACE / "thesis.txt").read_text("utf-8") == "mine"


def test_one_merger_at_a_time(root: Path) -> None:
    with writing(root, background_merge.LOCK), pytest.raises(IndexBusy):
        background_merge.merge(root)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, which this system has not")
def test_a_merger_may_die_at_any_byte(root: Path, tmp_path: Path) -> None:
    chance = random.Random(5)
    before = texts(root)
    began = time.perf_counter()
    assert background_merge.merge(root)
    whole = time.perf_counter() - began
    for number in range(12):
        generations.discard(root / background_merge.PLACE)
        child = os.fork()
        if not child:
            try:
                background_merge.merge(root)
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0, 1.2) * whole)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert texts(root) == before
        if number % 4 == 3:
            add([article(tmp_path, number)], root, encoder=ENCODER)
            assert not (root / background_merge.PLACE).exists()
            before = texts(root)
            assert not verify(root).wrong
            background_merge.merge(root)
    same_as_built(root, tmp_path, [0, 1, 2, 3, 7, 11])


@pytest.mark.parametrize("marked", [False, True])
def test_what_a_merger_had_only_begun_is_cleared(root: Path, tmp_path: Path, marked: bool) -> None:
    (root / background_merge.PLACE).mkdir()
    if marked:
        (root / background_merge.PLACE / generations.MARK).touch()
    add([article(tmp_path, 3)], root, encoder=ENCODER)
    assert not (root / background_merge.PLACE).exists()


@pytest.mark.slow
def test_a_change_starts_a_process_that_merges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is served: eight segments of one tier, of more rows than are merged at once."""
    monkeypatch.setattr(change_plan, "read_articles", partial(read_articles, apart=False))
    rows = "\n\n".join(f"第{number}条。" for number in range(merge_policy.AT_ONCE))
    (tmp_path / "long.md").write_text(f"# 长文\n\n{rows}\n", "utf-8")
    root = tmp_path / "index"
    build([tmp_path / "long.md"], root, encoder=ENCODER)
    for number in range(7):
        add([article(tmp_path, number)], root, encoder=ENCODER)
    (process,) = background_merge._running
    assert process.wait(60) == 0
    assert (root / background_merge.PLACE / "manifest.json").is_file()
    add([article(tmp_path, 7)], root, encoder=ENCODER)
    assert len(segments(root)) == 2
    assert len(open_index(root, encoder=ENCODER)) == merge_policy.AT_ONCE + 8
    assert not verify(root).wrong
