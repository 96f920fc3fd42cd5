"""The same path to another place: a switched link, a moved tree, two trees of one relative path."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from conftest import ToyEncoder

from corpus import read_articles
from index import add, build, change_plan, open_index, verify
from index import sync as synced
from index.file_changes import FileChanges
from index.store import every_article

ENCODER = ToyEncoder()

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    """Reads in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(change_plan, "read_articles", partial(read_articles, apart=False))
        yield


def write(path: Path, title: str, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"title": title, "text": text}, ensure_ascii=False), "utf-8")


def sync(folder: Path | str, root: Path) -> FileChanges:
    report = synced(folder, root, encoder=ENCODER)
    assert report.changes is not None
    assert not verify(root).wrong
    return report.changes


def texts(root: Path) -> list[str]:
    store = open_index(root, encoder=ENCODER)
    articles = [store.article(article.id) for article in every_article(store)]
    return [article.source.text for article in articles if article is not None]


def built(folder: Path | str, root: Path) -> list[str]:
    """What a full build has."""
    build([folder], root, encoder=ENCODER)
    return texts(root)


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """A link to the first of two releases, of three articles: one goes, one changes, one stays."""
    for name, title, text in (
        ("1", "a", "旧文只在第一版。"), ("1", "b", "乙文旧的内容。"), ("1", "c", "丙文不变。"),
        ("2", "b", "乙文新的内容。"), ("2", "c", "丙文不变。"),
    ):  # fmt: skip
        write(tmp_path / name / f"{title}.jsonl", title, text)
    (tmp_path / "current").symlink_to(tmp_path / "1")
    return tmp_path / "current"


def switch(link: Path, to: str) -> None:
    link.unlink()
    link.symlink_to(link.parent / to)


@pytest.mark.parametrize("relative", [True, False])
@pytest.mark.parametrize("old_goes", [True, False])
def test_a_switched_link(
    releases: Path, monkeypatch: pytest.MonkeyPatch, relative: bool, old_goes: bool
) -> None:
    monkeypatch.chdir(releases.parent)
    folder = Path("current") if relative else releases
    root = releases.parent / "index"
    sync(folder, root)
    switch(releases, "2")
    if old_goes:
        shutil.rmtree(releases.parent / "1")
    changes = sync(folder, root)
    wanted = ["乙文新的内容。", "丙文不变。"]
    assert texts(root) == built(folder, releases.parent / "full") == wanted
    assert (changes.new, changes.changed, changes.deleted) == (
        (), (str(folder / "b.jsonl"),), (str(folder / "a.jsonl"),),
    )  # fmt: skip
    assert (changes.renamed, changes.unchanged, changes.stayed) == ((), 1, ())
    (releases / "c.jsonl").unlink()
    assert sync(folder, root).deleted == (str(folder / "c.jsonl"),)
    assert texts(root) == ["乙文新的内容。"]


def test_what_cannot_be_read_behind_a_switched_link_stays(releases: Path) -> None:
    root = releases.parent / "index"
    sync(releases, root)
    (releases.parent / "2" / "b.jsonl").write_bytes(b"\x00\x01\x02\xff\xfe" * 99)
    switch(releases, "2")
    changes = sync(releases, root)
    assert [file.path for file in changes.stayed] == [str(releases / "b.jsonl")]
    assert texts(root) == ["乙文旧的内容。", "丙文不变。"]


def test_what_was_added_by_a_link_of_its_own_stays(tmp_path: Path) -> None:
    """A folder's links to folders are not read with it, but may have been by themselves."""
    root, folder = tmp_path / "index", tmp_path / "in"
    write(tmp_path / "other" / "more" / "a.jsonl", "a", "别处的文章。")
    write(folder / "b.jsonl", "b", "这里的文章。")
    (folder / "more").symlink_to(tmp_path / "other" / "more")
    build([folder, folder / "more"], root, encoder=ENCODER)
    changes = sync(folder, root)
    assert len(texts(root)) == 2 and (changes.deleted, changes.stayed) == ((), ())


def in_trees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Goes to one of two working directories that have `news`."""
    for name in "AB":
        (tmp_path / name).mkdir()
    return lambda name: monkeypatch.chdir(tmp_path / name)


@pytest.mark.parametrize("name", ["news", "."])
def test_a_moved_tree_of_a_relative_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root = tmp_path / "index"
    for title, text in (("a", "文章甲。"), ("b", "文章乙。"), ("c", "文章丙。"), ("d", "文章丁。")):
        write(tmp_path / "A" / name / f"{title}.jsonl", title, text)
    monkeypatch.chdir(tmp_path / "A")
    sync(name, root)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "A").rename(tmp_path / "B")
    monkeypatch.chdir(tmp_path / "B")
    (Path(name) / "d.jsonl").unlink()
    changes = sync(name, root)
    assert (changes.unchanged, [Path(path).name for path in changes.deleted]) == (3, ["d.jsonl"])
    assert (changes.new, changes.changed, changes.renamed, changes.stayed) == ((), (), (), ())
    (Path(name) / "a.jsonl").unlink()
    assert [Path(path).name for path in sync(name, root).deleted] == ["a.jsonl"]
    assert texts(root) == built(name, tmp_path / "full") == ["文章乙。", "文章丙。"]


def test_two_trees_of_one_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, go = tmp_path / "index", in_trees(tmp_path, monkeypatch)
    for name in "AB":
        write(tmp_path / name / "news" / "a.jsonl", "甲", "文章甲。")
        write(tmp_path / name / "news" / "z.jsonl", name, f"只在{name}的文章。")
        go(name)
        (add if root.exists() else build)(["news"], root, encoder=ENCODER)
    assert sorted(texts(root)) == sorted(["文章甲。"] * 2 + ["只在A的文章。", "只在B的文章。"])
    go("A")
    Path("news/a.jsonl").unlink()
    changes = sync("news", root)
    assert (changes.deleted, changes.unchanged, changes.stayed) == (("news/a.jsonl",), 1, ())
    assert sorted(texts(root)) == sorted(["文章甲。", "只在A的文章。", "只在B的文章。"])


def test_another_tree_of_one_relative_path_that_is_not_there_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is taken out is no tree that was moved here."""
    root, go = tmp_path / "index", in_trees(tmp_path, monkeypatch)
    for name in "AB":
        write(tmp_path / name / "news" / "a.jsonl", "甲", f"{name}的第一篇。")
        write(tmp_path / name / "news" / "b.jsonl", "乙", f"{name}的第二篇。")
    go("A")
    sync("news", root)
    shutil.rmtree(tmp_path / "A" / "news")
    go("B")
    changes = sync("news", root)
    assert (len(changes.new), changes.deleted, changes.stayed) == (2, (), ())
    assert len(texts(root)) == 4
