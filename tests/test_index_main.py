"""The command line, to the letter of its contract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.__main__ import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "一.md").write_text("# 夜校\n\n夜校每周三晚上开课。\n", "utf-8")
    (tmp_path / "in" / "二.txt").write_text("食堂\n\n食堂的早饭从六点半开始供应。\n", "utf-8")
    return tmp_path


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object], str]:
    status = main([*arguments, "--json"])
    out, err = capsys.readouterr()
    return status, json.loads(out) if out else {}, err


KEYS = [
    "generation",
    "articles",
    "paragraphs",
    "reused",
    "embedded",
    "seconds",
    "encoder",
    "skipped",
]


def test_build_add_remove(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--index", str(folder / "index"))
    status, facts, _ = call(capsys, "build", str(folder / "in"), *at)
    assert status == 0
    assert list(facts) == KEYS
    assert (facts["articles"], facts["embedded"], facts["reused"]) == (2, facts["paragraphs"], 0)
    assert (facts["encoder"], facts["skipped"]) == ("builtin", [])

    (folder / "broken.jsonl").write_text('{"text": "洗衣房在一楼,周日也开。"}\n{oops\n', "utf-8")
    status, facts, err = call(capsys, "add", str(folder / "broken.jsonl"), *at)
    assert status == 1
    assert facts["articles"] == 3
    assert [set(one) for one in facts["skipped"]] == [{"path", "reason"}]  # type: ignore[attr-defined]
    assert "skipped" in err

    status, facts, _ = call(capsys, "status", *at)
    assert (status, facts["articles"], facts["encoder"]) == (0, 3, "builtin")
    status, facts, _ = call(capsys, "verify", *at)
    assert (status, facts["ok"], facts["wrong"]) == (0, True, [])
    status, facts, _ = call(capsys, "rollback", *at)
    assert (status, facts["articles"]) == (0, 2)


def test_failures_name_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--index", str(folder / "index"))
    for command in (
        ["status"],
        ["verify"],
        ["rollback"],
        ["add", str(folder / "in")],
        ["remove", "x"],
    ):
        status, facts, err = call(capsys, *command, *at)
        assert (status, facts) == (1, {})
        assert "python -m index build" in err
    (folder / "empty").mkdir()
    status, facts, err = call(capsys, "build", str(folder / "empty"), *at)
    assert (status, facts) == (1, {})
    assert "no article" in err
    with pytest.raises(SystemExit) as wrong_call:
        main(["rebuild"])
    assert wrong_call.value.code == 2


def test_the_place_comes_from_the_environment(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENBAO_INDEX", str(folder / "named"))
    assert call(capsys, "build", str(folder / "in"))[0] == 0
    assert (folder / "named" / "CURRENT").is_file()


def test_damage_is_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--index", str(folder / "index"))
    call(capsys, "build", str(folder / "in"), *at)
    (folder / "index" / "gen-000001" / "lengths.npy").write_bytes(b"")
    status, facts, err = call(capsys, "verify", *at)
    assert (status, facts["ok"]) == (1, False)
    assert "lengths.npy" in err
