"""The first build of an index, while another process builds it: what that has is not lost."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from conftest import ToyEncoder

from corpus import read_articles
from encoders.base import Encoder
from errors import IndexDamaged, IndexMismatch
from index import build, change_plan, current, open_index, sync
from index.current import current_store
from index.local.draft import LocalDraft
from index.local.engine import LocalEngine
from index.local.lock import writing
from index.store import every_article
from web.query_service import Core


class Other(ToyEncoder):
    revision = "toy-2"


ENCODER = ToyEncoder()


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    """Reads in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(change_plan, "read_articles", partial(read_articles, apart=False))
        yield


def folder(path: Path, title: str) -> Path:
    path.mkdir()
    (path / f"{title}.md").write_text(f"# {title}\n\n{title}的正文。\n", "utf-8")
    return path


def titles(root: Path, encoder: Encoder | None = None) -> list[str]:
    return sorted(
        article.title or "" for article in every_article(open_index(root, encoder=encoder))
    )


Meanwhile = Callable[[Callable[[], object]], None]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """What another process does once this one has seen that there is no index."""

    def set_to(done: Callable[[], object]) -> None:
        begin = LocalEngine.begin

        def late(engine: LocalEngine, encoder: Encoder | None, *, anew: bool) -> LocalDraft:
            if anew:
                monkeypatch.setattr(LocalEngine, "begin", begin)
                done()
            return begin(engine, encoder, anew=anew)

        monkeypatch.setattr(LocalEngine, "begin", late)

    return set_to


def test_a_first_sync_adds_to_what_another_has_built(tmp_path: Path, meanwhile: Meanwhile) -> None:
    root, mine, theirs = (
        tmp_path / "index",
        folder(tmp_path / "a", "甲"),
        folder(tmp_path / "b", "乙"),
    )
    meanwhile(lambda: sync(theirs, root, encoder=ENCODER))
    report = sync(mine, root, encoder=ENCODER)
    assert report.changes is not None and len(report.changes.new) == 1
    assert titles(root, ENCODER) == ["乙", "甲"]


def test_a_first_sync_refuses_an_index_of_another_encoder(
    tmp_path: Path, meanwhile: Meanwhile
) -> None:
    root, mine, theirs = (
        tmp_path / "index",
        folder(tmp_path / "a", "甲"),
        folder(tmp_path / "b", "乙"),
    )
    meanwhile(lambda: sync(theirs, root, encoder=Other()))
    with pytest.raises(IndexMismatch):
        sync(mine, root, encoder=ENCODER)
    assert titles(root, Other()) == ["乙"]


def test_a_first_sync_leaves_an_index_that_was_damaged_meanwhile(
    tmp_path: Path, meanwhile: Meanwhile
) -> None:
    root, mine = tmp_path / "index", folder(tmp_path / "a", "甲")

    def damaged() -> None:
        build([mine], root, encoder=ENCODER)
        (root / "CURRENT").write_text("?", "utf-8")

    meanwhile(damaged)
    with pytest.raises(IndexDamaged):
        sync(mine, root, encoder=ENCODER)
    assert (root / "gen-000001" / "manifest.json").is_file()


@pytest.mark.parametrize("who", ["ask", "prepare", "add"])
def test_the_default_index_and_the_pages_leave_what_another_has_built(
    tmp_path: Path, meanwhile: Meanwhile, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    root, mine, theirs = (
        tmp_path / "index",
        folder(tmp_path / "a", "甲"),
        folder(tmp_path / "b", "乙"),
    )
    monkeypatch.setenv("WENBAO_INDEX", str(root))
    meanwhile(lambda: build([theirs], root))
    if who == "ask":
        current_store()
    elif who == "prepare":
        assert Core().prepare() is None
    else:
        Core().add([mine / "甲.md"])
    assert titles(root) == (["乙", "甲"] if who == "add" else ["乙"])


def test_the_first_build_of_another_process_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root, theirs = tmp_path / "index", folder(tmp_path / "b", "乙")
    build([theirs], tmp_path / "built", encoder=ENCODER)
    monkeypatch.setattr(current, "open_index", partial(open_index, encoder=ENCODER))
    with ExitStack() as lock:
        lock.enter_context(writing(root))

        def finished(seconds: float) -> None:
            shutil.copytree(tmp_path / "built", root, dirs_exist_ok=True)
            lock.close()

        monkeypatch.setattr(time, "sleep", finished)
        assert Core(root).prepare() is None
    assert titles(root, ENCODER) == ["乙"]
    assert "another process is building it" in capsys.readouterr().err


def test_the_encoder_of_a_first_sync_is_that_of_a_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENBAO_ENCODER", "static")
    assert sync(folder(tmp_path / "a", "甲"), tmp_path / "index").encoder == "static"
