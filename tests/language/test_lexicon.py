"""Word lists: each is used, says what it is for, and has no word twice."""

from __future__ import annotations

import re

import pytest
from sources import files

from language.lexicon import FOLDER, either, words

NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


def test_every_list_is_used_and_every_use_has_a_list() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in files())
    used = set(re.findall(r"\b(?:either|words)\([\"'](\w+)[\"']\)", code))
    assert used & set(NAMES) == set(NAMES) and len(NAMES) > 20
    called = re.findall(r"\b(?:either|lexicon\.words)\([\"'](\w+)[\"']\)", code)
    assert set(called) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_list_is_plain(name: str) -> None:
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").split("\n")
    assert re.fullmatch(r"# [A-Z].+\.", lines[0]) and lines[-1] == ""
    assert all(line and line == line.strip() for line in lines[:-1])
    assert len(set(words(name))) == len(words(name)) > 2
    assert [word for word in words(name) if not re.fullmatch(either(name), word)] == []


def test_a_pattern_takes_words_as_they_are() -> None:
    assert re.fullmatch(either("counters"), "%")
    assert not re.match(either("reason_signs"), "due  to")
