"""The questions that the answers are fitted on: asked with their passage, and without it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from training import answers

TOWNS = [
    "青禾",
    "柳溪",
    "云岭",
    "红石",
    "石坪",
    "白沙",
    "枫桥",
    "竹园",
    "松林",
    "梅湾",
    "杏村",
    "桃坞",
    "槐里",
    "榆关",
    "桐城",
    "桂岭",
]


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(answers, "SETS", {"towns": ("towns_yes", "towns_no", None)})
    years = {town: str(1950 + i) for i, town in enumerate(TOWNS)}
    write(
        tmp_path / "towns.passages.jsonl",
        [
            {"id": town, "title": f"{town}镇", "text": f"{town}镇的小学建于{year}年。校舍是砖房。"}
            for town, year in years.items()
        ],
    )
    yes = [
        {"question": f"{t}镇的小学建于哪一年？", "gold": [t], "answers": [years[t]]} for t in TOWNS
    ]
    write(tmp_path / "towns_yes.queries.jsonl", [*yes, {**yes[0], "question": " "}])
    no = [
        {"question": f"{t}镇的校长是谁？", "gold": [], "answers": [], "topic_passage": t}
        for t in TOWNS
    ]
    write(tmp_path / "towns_no.queries.jsonl", no)
    return tmp_path


def test_every_question_is_asked_with_its_passage_and_without(folder: Path) -> None:
    samples = list(answers.collect(folder))
    kinds = Counter(s.kind for s in samples)
    assert kinds == {"in": len(TOWNS), "out": len(TOWNS), "adversarial": len(TOWNS)}
    for s in samples:
        own = TOWNS[s.group]
        there = own in {hit.article_id for hit in s.hits}
        assert s.question.text.startswith(own)
        assert there is (s.kind != "out")
        assert s.right.any() == (s.kind == "in")


def test_what_is_only_measured_is_asked_of_the_whole_and_of_halves(folder: Path) -> None:
    samples = list(answers.collect(folder, also=True))
    kinds = Counter(s.kind for s in samples)
    new = ("whole", "half in", "half out")
    assert all(kinds[kind] == len(TOWNS) for kind in (*new, "in", "out", "adversarial"))
    for s in samples:
        assert (TOWNS[s.group] in {hit.article_id for hit in s.hits}) is (
            not s.kind.endswith("out")
        )
        assert s.gold.count(True) == (s.kind in ("in", "whole", "half in"))


def test_a_sample_looks_at_a_sentence_once(folder: Path) -> None:
    first = next(answers.collect(folder))
    table = first.look([0, 1, 0])
    assert table.shape[0] == 3 and (table[0] == table[2]).all()
    assert set(first.looked) == {0, 1}
    first.looked[0] = table[1]
    assert (first.look([0])[0] == table[1]).all()
