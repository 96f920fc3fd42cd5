"""Following a folder: when the work is done, and a real process that is told to stop."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, ToyEncoder

import corpus.read
from corpus import read_articles
from errors import QuestionError
from index import change_plan, correct, open_index, sync, watch
from index.__main__ import main
from index.own_files import own_file
from index.store import every_article
from index.watch import follow
from messages import message_text

ENCODER = ToyEncoder()
FERRY = "# 渡口的船\n\n渡船每天来回六趟，末班在傍晚七点。\n"


def looked(
    folder: Path,
    steps: list[Callable[[], object]],
    results: list[bool],
    moved: list[list[str]] | None = None,
) -> list[int]:
    """At which looks the work was done; between two looks one of the steps happens.  moved: gets
    what was being written then."""
    looks: list[int] = []
    moved = [] if moved is None else moved
    look = 0

    def work(moving: frozenset[str]) -> bool:
        looks.append(look)
        moved.append(sorted(Path(path).name for path in moving))
        return results.pop(0) if results else True

    def wait(_: float) -> None:
        nonlocal look
        if look == len(steps):
            raise KeyboardInterrupt
        steps[look]()
        look += 1

    with pytest.raises(KeyboardInterrupt):
        follow(folder, work, wait=wait)
    return looks


def nothing() -> None:
    pass


def test_a_file_that_is_being_written_waits_until_it_rests(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(FERRY, "utf-8")
    half, whole = tmp_path / "b.md", FERRY * 3
    steps = [
        nothing, lambda: half.write_text(whole[:9], "utf-8"),
        lambda: half.write_text(whole[:20], "utf-8"), lambda: half.write_text(whole, "utf-8"),
        nothing, nothing, half.unlink, nothing, nothing,
    ]  # fmt: skip
    assert looked(tmp_path, steps, []) == [0, 5, 8]


def test_another_file_of_the_same_size_and_time_is_a_change(tmp_path: Path) -> None:
    path, other = tmp_path / "a.md", tmp_path / ".b"
    path.write_text("渡口一", "utf-8")
    other.write_text("渡口二", "utf-8")
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    os.utime(other, ns=times)
    assert looked(tmp_path, [nothing, lambda: other.replace(path), nothing], []) == [0, 3]


def test_a_file_that_grows_for_long_keeps_no_other_waiting(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(FERRY, "utf-8")
    log, moved = tmp_path / "log.txt", list[list[str]]()

    def grow() -> None:
        with log.open("a", encoding="utf-8") as file:
            file.write(FERRY)

    def grow_beside() -> None:
        grow()
        (tmp_path / "b.md").write_text(FERRY, "utf-8")

    steps = [grow, grow, grow_beside, grow, grow, nothing, nothing, nothing]
    assert looked(tmp_path, steps, [], moved) == [0, 4, 6]
    assert moved == [[], ["log.txt"], []]


def test_what_is_being_written_is_not_read_and_stays(tmp_path: Path) -> None:
    folder, root = tmp_path / "in", tmp_path / "index"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.md").write_text(FERRY.replace("渡口", name), "utf-8")
    sync(folder, root, encoder=ENCODER)
    (folder / "a.md").write_text("# 半", "utf-8")
    (folder / "b.md").unlink()
    (folder / "c.md").write_text("# c\n\n渡船每天来回七趟。\n", "utf-8")
    moving = [str(folder / "a.md"), str(folder / "b.md")]
    changes = sync(folder, root, encoder=ENCODER, moving=moving).changes
    assert changes is not None and changes.new == (str(folder / "c.md"),)
    assert (changes.changed, changes.deleted, changes.stayed) == ((), (), ())
    titles = {article.title for article in every_article(open_index(root, encoder=ENCODER))}
    assert titles == {"a的船", "b的船", "c"}


@pytest.mark.parametrize("name", ["index", "."])
def test_an_index_in_the_folder_is_none_of_its_files(tmp_path: Path, name: str) -> None:
    """Nor keeps it the work from resting; articles beside it, or in it, are read."""
    root = tmp_path / name
    (tmp_path / "a.md").write_text(FERRY, "utf-8")
    root.mkdir(exist_ok=True)
    (root / "b.md").write_text(FERRY * 2, "utf-8")
    (tmp_path / "gen-000077").mkdir()
    (tmp_path / "gen-000077" / "c.md").write_text(FERRY * 3, "utf-8")
    works: list[int] = []
    looks = 0

    def work(moving: frozenset[str]) -> bool:
        report = sync(tmp_path, root, encoder=ENCODER, moving=moving)
        works.append(report.articles)
        assert report.skipped == ()
        return True

    def wait(_: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            (name,) = [article.id for article in open_index(root, encoder=ENCODER).articles()][:1]
            correct(name, root, author="柳青", encoder=ENCODER)
        if looks == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        follow(tmp_path, work, wait=wait, leave_out=own_file(root))
    assert works == [3]


def test_a_disk_that_is_taken_out_takes_nothing_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is left is the folder that it was mounted at, empty."""
    folder, mounted, done = tmp_path / "in", [True], list[bool]()
    folder.mkdir()
    (folder / "a.md").write_text(FERRY, "utf-8")

    def steps(folder: Path, work: Callable[[frozenset[str]], bool], *_: Any, **__: Any) -> None:
        done.append(work(frozenset()))
        (folder / "a.md").unlink()
        mounted[0] = False
        done.append(work(frozenset()))
        mounted[0] = True  # it is there, and empty indeed
        done.append(work(frozenset()))

    monkeypatch.setattr(Path, "is_mount", lambda path: path == folder.resolve() and mounted[0])
    monkeypatch.setattr(watch, "follow", steps)
    assert main(["sync", str(folder), "--index", str(tmp_path / "index"), "--watch"]) == 0
    assert done == [True, False, True]
    output = capsys.readouterr()
    assert output.err.count("no disk is mounted") == 1 and output.out.count("deleted") == 1


def test_what_failed_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(FERRY, "utf-8")
    assert looked(tmp_path, [nothing] * 4, [False, False]) == [0, 1, 2]


def test_what_was_read_in_part_is_tried_again_a_few_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").write_text(FERRY, "utf-8")
    (folder / "b.md").write_text(FERRY * 2, "utf-8")
    short = {folder / "a.md"}
    done: list[bool] = []

    def read(path: Path, *rest: Any) -> Any:
        if path in short:
            rest[0](str(path), message_text("no_memory"))
            return iter(())
        return read_file(path, *rest)

    def steps(folder: Path, work: Callable[[frozenset[str]], bool], *_: Any, **__: Any) -> None:
        done.extend(work(frozenset()) for _ in range(3))  # it does not get better
        short.add(folder / "b.md")  # another one, which gets better
        done.append(work(frozenset()))
        short.clear()
        done.append(work(frozenset()))

    monkeypatch.setattr(change_plan, "read_articles", partial(read_articles, apart=False))
    read_file = corpus.read.read_file
    monkeypatch.setattr(corpus.read, "read_file", read)
    monkeypatch.setattr(watch, "follow", steps)
    assert main(["sync", str(folder), "--index", str(tmp_path / "index"), "--watch"]) == 0
    assert done == [False, False, True, False, True]
    assert capsys.readouterr().err.count("a.md") >= 4


def test_seconds_that_are_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for wrong in ("0", "nan", "inf", "-1", "x", "0.01", "86401"):
        with pytest.raises(SystemExit, match="2"):
            main(["sync", str(tmp_path), "--watch", "--every", wrong])
        told = f"argument --every: {wrong!r} is no number from 0.1 to 86400"
        assert told in capsys.readouterr().err
    with pytest.raises(QuestionError, match="--every: not allowed without argument --watch"):
        main(["sync", str(tmp_path), "--every", "5"])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C of another process is of POSIX")
def test_a_real_process_follows_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").write_text(FERRY, "utf-8")
    command = [sys.executable, "-m", "index", "sync", str(folder), "--index"]
    command += [str(tmp_path / "index"), "--encoder", "static", "--json", "--watch"]
    # What a shell starts in the background ignores Ctrl-C, and so would what it starts: as typed.
    with subprocess.Popen(
        [*command, "--every", "0.1"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        try:
            first = json.loads(process.stdout.readline())
            (folder / "a.md").rename(folder / "b.md")
            second = json.loads(process.stdout.readline())
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    assert [Path(path).name for path in first["new"]] == ["a.md"]
    assert [Path(pair["to"]).name for pair in second["renamed"]] == ["b.md"]
    assert (process.returncode, out) == (130, b"")
