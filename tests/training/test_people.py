"""Small libraries of people's questions: each is asked where its articles are, and once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training import people
from training.questions import Place, Question

TEXTS = {
    "b90-01": ["渡船六点开，末班十点。"],
    "b90-02": ["水塔修了三年，高二十米。"],
    "b90-03": ["果园里有四百棵梨树。"],
}
PLACES = {
    key: Place(key=key, row=n, source="s", title=f"题{n}", heading="", simplified=True)
    for n, key in enumerate(TEXTS)
}


def question(name: str, gold: tuple[str, ...], near: tuple[str, ...] = ()) -> Question:
    answers = ("六点",) if gold else ()
    return Question(name, "plain", "几点开", gold, (), answers, "any", near=near)


ASKED = [
    question("b90-001", ("b90-01",)),
    question("b90-002", ("b90-03",)),
    question("b90-003", ("b90-02", "b90-03")),  # of two libraries: asked in neither
    question("b90-004", (), near=("b90-02",)),
    question("b90-005", ()),  # about no article that is known
]


def test_a_question_is_asked_in_the_library_of_its_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def articles(*_: Any) -> dict[str, list[str]]:
        return TEXTS

    monkeypatch.setattr(people, "articles", articles)
    monkeypatch.setattr(people, "read_places", lambda _: PLACES)
    monkeypatch.setattr(people, "judged", lambda _: ASKED)
    monkeypatch.setattr(people, "LIBRARY", 2)
    found = [
        (len(store.articles_after(None, 9)), [one.id for one in questions])
        for store, questions in people.small_libraries(tmp_path, tmp_path, "static", ["b90"])
    ]
    assert found == [(2, ["b90-001", "b90-004"]), (1, ["b90-002"])]
