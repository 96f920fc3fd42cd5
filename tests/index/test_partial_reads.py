"""A file or archive that is read in part loses nothing of the rest, until it is read whole."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import ToyEncoder

import corpus.read
from corpus import read_articles
from index import FileChanges, add, build, change_plan, open_index, verify
from index import sync as synced
from index.partial_reads import fleeting
from index.store import every_article
from messages import message_text

ENCODER = ToyEncoder()


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    """Reads in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(change_plan, "read_articles", partial(read_articles, apart=False))
        yield


def sync(folder: Path, root: Path) -> FileChanges:
    report = synced(folder, root, encoder=ENCODER)
    assert report.changes is not None
    assert not verify(root).wrong
    return report.changes


def titles(root: Path) -> list[str]:
    store = open_index(root, encoder=ENCODER)
    listed = list(every_article(store))
    assert len({article.id for article in listed}) == len(listed)
    return sorted(article.title or "" for article in listed)


def rows(path: Path, *names: str, text: str = "的文字。", **facts: str) -> None:
    lines = [json.dumps({"title": name, "text": name + text, **facts}) for name in names]
    path.write_text("\n".join(lines), "utf-8")


Stop = Callable[[int, BaseException], None]


@pytest.fixture
def stop(monkeypatch: pytest.MonkeyPatch) -> Stop:
    """stop(2, error): readers of JSON Lines end so behind two articles; stop(9, …): they do not."""

    def set_to(after: int, error: BaseException) -> None:
        def read(stream: Any, path: str, refuse: Any, before: Any = _JSONL.read) -> Iterator[Any]:
            for number, article in enumerate(before(stream, path, refuse)):
                if number == after:
                    raise error
                yield article

        some = [replace(reader, read=read) if reader is _JSONL else reader for reader in _READERS]
        monkeypatch.setattr(corpus.read, "READERS", some)

    return set_to


_READERS = corpus.read.READERS
_JSONL = next(reader for reader in _READERS if ".jsonl" in reader.suffixes)


@pytest.mark.parametrize("error", [MemoryError(), OSError(5, "Input/output error"), ValueError()])
def test_a_reader_that_stops_loses_nothing(tmp_path: Path, stop: Stop, error: Exception) -> None:
    folder, root = tmp_path / "in", tmp_path / "index"
    folder.mkdir()
    rows(folder / "a.jsonl", *"一二三四五")
    sync(folder, root)
    stop(2, error)
    changes = sync(folder, root)
    assert titles(root) == sorted("一二三四五")
    assert (changes.changed, changes.deleted, changes.unchanged) == ((), (), 1)
    assert [(Path(file.path).name, len(file.ids)) for file in changes.stayed] == [("a.jsonl", 3)]
    add([folder / "a.jsonl"], root, encoder=ENCODER)
    assert titles(root) == sorted("一二三四五")
    # Rows before those that were there: the same are there once, what was not read stays.
    rows(folder / "a.jsonl", *"〇一二三四五")
    assert sync(folder, root).changed == (str(folder / "a.jsonl"),)
    assert titles(root) == sorted("〇一二三四五")
    stop(9, error)
    rows(folder / "a.jsonl", *"〇一三四")
    assert sync(folder, root).stayed == ()
    assert titles(root) == sorted("〇一三四")
    build([folder], tmp_path / "full", encoder=ENCODER)
    assert titles(tmp_path / "full") == titles(root)


def test_an_id_that_what_was_read_and_what_was_not_declare(tmp_path: Path, stop: Stop) -> None:
    folder, root = tmp_path / "in", tmp_path / "index"
    folder.mkdir()
    rows(folder / "a.jsonl", "一", "二", id="x")
    sync(folder, root)
    stop(1, MemoryError())
    rows(folder / "a.jsonl", "新", "二", id="x")
    sync(folder, root)
    assert titles(root) == sorted(("新", "一", "二"))
    stop(9, MemoryError())
    sync(folder, root)
    assert titles(root) == sorted(("新", "二"))
    assert "x" in {article.id for article in every_article(open_index(root, encoder=ENCODER))}


def test_a_row_that_is_wrong_is_only_itself_wrong(tmp_path: Path) -> None:
    folder, root = tmp_path / "in", tmp_path / "index"
    folder.mkdir()
    rows(folder / "a.jsonl", *"一二三")
    sync(folder, root)
    rows(folder / "a.jsonl", "一")
    with (folder / "a.jsonl").open("a") as file:
        file.write("\n{broken")
    changes = sync(folder, root)
    assert (changes.changed, changes.stayed, titles(root)) == (
        (str(folder / "a.jsonl"),),
        (),
        ["一"],
    )


def packed(path: Path, **members: bytes) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.md", content)


def test_a_member_that_cannot_be_read_stays(tmp_path: Path) -> None:
    folder, root = tmp_path / "in", tmp_path / "index"
    folder.mkdir()
    first, second, third = (f"# {name}\n\n{name}的文字。\n".encode() for name in "一二三")
    packed(folder / "a.zip", m1=first, m2=second, m3=third)
    sync(folder, root)
    packed(folder / "a.zip", m1=first, m2=b"\x00\x01\x02\xff\xfe\x00" * 50)
    changes = sync(folder, root)
    assert titles(root) == sorted("一二")
    assert [Path(file.path).name for file in changes.stayed] == ["m2.md"]
    assert [Path(path).name for path in changes.deleted] == ["m3.md"]
    packed(folder / "a.zip", m1=first)
    assert [Path(path).name for path in sync(folder, root).deleted] == ["m2.md"]
    assert titles(root) == ["一"]


SECONDS = {"limit": 60, "unit": "seconds", "of": "reading a file", "advice": "split the file"}


@pytest.mark.parametrize(
    "reason", [message_text("reader_crashed"), message_text("over_limit", **SECONDS)]
)
def test_members_behind_one_at_which_the_process_ended_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    folder, root = tmp_path / "in", tmp_path / "index"
    folder.mkdir()
    first, second, third = (f"# {name}\n\n{name}的文字。\n".encode() for name in "一二三")
    packed(folder / "a.zip", m1=first, m2=second, m3=third)
    sync(folder, root)
    read_file = corpus.read.read_file

    def read(path: Path, refuse: Any) -> Iterator[Any]:
        yield next(read_file(path, refuse))
        refuse(f"{path}/m2.md", reason)

    monkeypatch.setattr(corpus.read, "read_file", read)
    changes = sync(folder, root)
    assert titles(root) == sorted("一二三")
    assert ([Path(file.path).name for file in changes.stayed], changes.deleted) == (
        ["m2.md", "m3.md"],
        (),
    )


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode there")
@pytest.mark.parametrize("suffix", [".jsonl", ".zip"])
def test_a_name_that_is_not_utf_8(tmp_path: Path, suffix: str) -> None:
    folder, root = tmp_path / "in", tmp_path / "index"
    folder.mkdir()
    path = folder / os.fsdecode("新闻".encode("gb18030") + suffix.encode())
    rows(folder / "a.jsonl", "甲")

    def written() -> None:
        if suffix == ".zip":
            packed(path, m1=b"# z\n\nA ferry crosses six times a day.\n")
        else:
            rows(path, "z")

    written()
    assert len(sync(folder, root).new) == 2
    path.write_bytes(b"\0\1\2\3" * 99)
    changes = sync(folder, root)
    assert (len(changes.stayed), changes.deleted, titles(root)) == (1, (), ["z", "甲"])
    written()
    assert sync(folder, root).unchanged == 2
    path.unlink()
    assert len(sync(folder, root).deleted) == 1
    assert titles(root) == ["甲"]


def test_what_may_go_well_at_another_try() -> None:
    assert fleeting(message_text("over_limit", **SECONDS))
    assert fleeting(message_text("reader_crashed")) and fleeting(message_text("no_memory"))
    assert not fleeting(message_text("over_limit", **{**SECONDS, "unit": "bytes"}))
    assert not fleeting(message_text("empty_file")) and not fleeting("{broken")
