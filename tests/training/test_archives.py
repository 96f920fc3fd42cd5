"""The archives of strangers are whole: what is called right stands in the files that are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.archives import CALIBRATION, FOLDER, TESTING, names
from training.questions import NEEDS

NAMES = names()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_right_stands_in_the_files_that_are_named(name: str) -> None:
    lines = (FOLDER / name / "questions.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert len({row["id"] for row in rows}) == len({row["question"] for row in rows}) == len(rows)
    for row in rows:
        texts = [_text(FOLDER / name / "articles" / file) for file in row["gold"]]
        assert bool(row["answers"]) == bool(texts)
        assert row["need"] in NEEDS
        for part in (*row["answers"], *row["short"]):
            assert any(part in text for text in texts), (row["id"], part)


def _text(file: Path) -> str:
    text = file.read_text("utf-8")
    if file.suffix != ".jsonl":
        return text
    return "\n".join("\n".join(json.loads(line).values()) for line in text.splitlines())


def test_what_is_kept_from_training_is_there() -> None:
    assert {*TESTING, *CALIBRATION} < set(NAMES)
    assert not set(TESTING) & set(CALIBRATION)
