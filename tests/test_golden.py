"""The stored golden outputs: that they are still given, and that a change of them is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import warm

from checks import golden, golden_calls
from checks.golden import Case, Line, Scratch

ANSWER: dict[str, Any] = {
    "question": "桥有多长",
    "confidence": 0.51234,
    "hits": [{"rank": 1, "score": 0.7, "id": "a#1", "text": "桥长九米。"}],
}


def stored(**changes: Any) -> Line:
    """An answer's line, with a change to its hit."""
    hit = ANSWER["hits"][0] | changes
    return golden.line("set", Case("q1", ANSWER | {"hits": [hit]}))


@pytest.fixture
def warm_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The part about files alone starts its commands sixty times."""
    monkeypatch.setattr(golden_calls, "subprocess", warm)


@pytest.mark.slow
@pytest.mark.usefixtures("warm_starts")
@pytest.mark.parametrize("part", golden.OWN)
def test_our_own_files_give_what_is_stored(part: str) -> None:
    now = golden.outputs(part, None, lambda: None)
    assert golden.differences(golden.stored(part), now, near=True) == []


@pytest.mark.slow
@pytest.mark.usefixtures("warm_starts")
@pytest.mark.parametrize("part", ["page", "cases"])
def test_what_lies_in_shared_gives_what_is_stored(part: str, shared: Path) -> None:
    """The open sets are left to `python -m checks.golden`: they say the same, and longer."""
    now = golden.outputs(part, None, lambda: None)
    assert golden.differences(golden.stored(part), now, near=True) == []


@pytest.mark.parametrize(
    "changes",
    [{"text": "桥长十米。"}, {"id": "a#2"}, {"rank": 2}, {"score": 0.73}, {"column": None}],
)
def test_any_change_of_an_output_is_a_difference(changes: dict[str, Any]) -> None:
    found = golden.differences([stored()], [stored(**changes)], near=True)
    assert len(found) == 1
    name, old, new = found[0].splitlines()
    assert name == "q1"
    assert (old, new) == (f"  - {stored().text()}", f"  + {stored(**changes).text()}")


def test_keys_in_another_order_are_a_difference() -> None:
    turned = golden.line("set", Case("q1", dict(reversed(ANSWER.items()))))
    assert golden.differences([stored()], [turned], near=True)


def test_only_near_lets_the_last_digit_differ() -> None:
    assert not golden.differences([stored()], [stored(score=0.7001)], near=True)
    assert golden.differences([stored()], [stored(score=0.7001)], near=False)
    assert not golden.differences([stored()], [stored(score=0.70001)], near=False)


def test_missing_new_and_moved_cases_are_differences() -> None:
    first, second = stored(), golden.line("set", Case("q2", {}))
    for before, now in (
        ([first], []),
        ([], [first]),
        ([first], [first, second]),
        ([first, second], [second, first]),
    ):
        assert golden.differences(before, now, near=True)


def test_paths_and_times_are_taken_out(tmp_path: Path) -> None:
    here = Scratch(tmp_path)
    told = {
        "path": f"{golden.ROOT}/corpus/articles/甲.md",
        "other": f"skipped {tmp_path}/文稿/乙.md, {golden.SHARED}/data/page.txt",
        "seconds": 1.5,
        "ms_p50": 12.25,
        "text": "built 2026-01-02T03:04:05+00:00 in 3.2 s\nbytes   4711",
    }
    assert golden.plain(told, here) == {
        "path": "<root>/甲.md",
        "other": "skipped <scratch>/文稿/乙.md, <shared>/data/page.txt",
        "seconds": "<varies>",
        "ms_p50": "<varies>",
        "text": "built <time> in <seconds>\nbytes <varies>",
    }


@pytest.fixture
def one_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Any], None]:
    """The command with one part of one case, whose output can be set."""

    def gives(data: Any) -> None:
        parts = {"bridge": lambda here: iter([Case("length", data)])}
        monkeypatch.setattr(golden, "PARTS", parts)
        monkeypatch.setattr(golden, "OWN", parts)

    monkeypatch.setattr(golden, "GOLDEN", tmp_path / "golden")
    return gives


def test_the_command_stores_compares_and_names_what_differs(
    one_part: Callable[[Any], None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    one_part(ANSWER)
    assert golden.main([]) == 1, "nothing is stored yet"
    assert golden.main(["--write"]) == 0
    assert golden.main(["bridge", "--dump", str(tmp_path / "whole")]) == 0
    assert "桥长九米。" in (tmp_path / "whole" / "bridge.txt").read_text(encoding="utf-8")
    capsys.readouterr()
    one_part(ANSWER | {"question": "桥多长"})
    assert golden.main([]) == 1
    assert "bridge: 1 differ; the first: length" in capsys.readouterr().out


def test_whole_outputs_stay_out_of_the_repository() -> None:
    with pytest.raises(SystemExit):
        golden.main(["--dump", str(golden.ROOT / "var")])


def test_what_is_stored_is_small_and_holds_no_text() -> None:
    files = sorted(golden.GOLDEN.glob("*.jsonl"))
    assert {file.stem for file in files} == set(golden.PARTS)
    assert sum(file.stat().st_size for file in files) < 400_000
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert text.isascii(), f"{file.name} holds words"
        names = [json.loads(row)["case"] for row in text.splitlines()]
        assert len(set(names)) == len(names) > 5
