"""The examples of docs/EXTENDING.md run as they stand, in order, in one namespace."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.read import READERS
from encoders import ENCODERS
from qa.ranking.rankers import RANKERS

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "EXTENDING.md").read_text("utf-8")
MARK = r"<!-- run by tests/test_extending.py -->\n```python\n(.*?)```"


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("corpus.read.READERS", [*READERS])
    monkeypatch.setattr("encoders.ENCODERS", {**ENCODERS})
    monkeypatch.setitem(RANKERS, "hybrid", RANKERS["hybrid"])  # put back after the examples
    names: dict[str, object] = {"__name__": "extending"}
    for block in re.findall(MARK, PAGE, re.DOTALL):
        line = PAGE[: PAGE.index(block)].count("\n")
        exec(compile("\n" * line + block, "docs/EXTENDING.md", "exec"), names)


def test_every_section_has_an_example_and_every_example_is_run() -> None:
    _, *sections = PAGE.split("\n## ")
    assert len(sections) == 6
    for section in sections:
        examples = section.count("```python")
        assert examples == len(re.findall(MARK, section, re.DOTALL)) >= 1, section[:40]
        assert "assert " in section, section[:40]
