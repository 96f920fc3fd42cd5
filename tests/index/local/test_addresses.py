"""The folder of an index: an empty address is none, and what a build that fails leaves there."""

from __future__ import annotations

import os
from io import RawIOBase
from pathlib import Path

import pytest
from conftest import ToyEncoder

from errors import IndexBusy, IndexMissing, SourceError, StoreError
from index import add, build, corrections, open_index, rollback, sync
from index.current import current_store
from index.engines import engine_of
from index.local.lock import writing
from web.query_service import Core

ENCODER = ToyEncoder()


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "夜校.md").write_text("# 夜校\n\n夜校每周三晚上开课。\n", "utf-8")
    return folder


def lying_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("address", ["", " "])
def test_an_empty_address_is_no_folder(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    for call in (
        lambda: build([sources], address, encoder=ENCODER),
        lambda: add([sources], address, encoder=ENCODER),
        lambda: sync(sources, address, encoder=ENCODER),
        lambda: open_index(address), lambda: current_store(address),
        lambda: engine_of(address).status(), lambda: corrections(address), lambda: Core(address),
    ):  # fmt: skip
        with pytest.raises(StoreError, match="the address of the index is empty; name a folder"):
            call()
    assert lying_in(here) == []
    monkeypatch.setenv("WENBAO_INDEX", "")  # not set, then
    assert engine_of(None).folder not in (None, Path())


def failing(sources: Path, root: Path) -> None:
    (sources / "夜校.md").unlink(missing_ok=True)
    with pytest.raises(SourceError, match="no article was found"):
        build([sources], root, encoder=ENCODER)


def test_a_build_that_finds_nothing_leaves_nothing(sources: Path, tmp_path: Path) -> None:
    failing(sources, tmp_path / "new" / "deep" / "index")
    assert not (tmp_path / "new").exists()
    (tmp_path / "new").mkdir()
    failing(sources, tmp_path / "new")
    assert lying_in(tmp_path / "new") == []
    for name in ("lock", ".keep"):
        (tmp_path / "new" / name).touch()
    failing(sources, tmp_path / "new")
    assert lying_in(tmp_path / "new") == [".keep", "lock"]


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_a_link_that_leads_nowhere_is_told_of(sources: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    with pytest.raises(StoreError, match="a link to a folder that is not there"):
        build([sources], tmp_path / "link", encoder=ENCODER)
    (tmp_path / "gone").mkdir()
    build([sources], tmp_path / "link", encoder=ENCODER)
    assert (tmp_path / "gone" / "CURRENT").is_file()


def test_an_index_keeps_its_lock(sources: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    build([sources], root, encoder=ENCODER)
    (root / "lock").unlink()
    before = lying_in(root)
    failing(sources, root)
    assert lying_in(root) == sorted([*before, "lock"])


def test_going_back_leaves_nothing_where_there_is_no_index(sources: Path) -> None:
    with pytest.raises(IndexMissing):
        rollback(sources)
    assert lying_in(sources) == ["夜校.md"]


def test_a_lock_that_was_taken_away_is_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever opened the file of a lock before its maker took it away holds a lock that nobody
    sees, and takes the new one instead."""
    from index.local import lock

    really = lock._lock
    opened: list[int] = []

    def late(file: RawIOBase) -> bool:
        opened.append(file.fileno())
        if len(opened) == 1:
            os.unlink(tmp_path / "lock")  # noqa: PTH108
        return really(file)

    monkeypatch.setattr(lock, "_lock", late)
    with writing(tmp_path) as has_lock:
        assert has_lock() and len(opened) == 2
        with pytest.raises(IndexBusy), writing(tmp_path):
            pass
    assert (tmp_path / "lock").exists()
