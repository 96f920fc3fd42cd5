"""The questions written by hand: of one form, and every answer stands where it is said to."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.questions import (
    KINDS,
    Question,
    read_articles,
    read_places,
    read_questions,
    wrong,
)  # fmt: skip


def question(answers: tuple[str, ...], paragraphs: tuple[tuple[int, ...], ...]) -> Question:
    return Question(
        id="q", kind="plain", text="渡船几点开", gold=("a",), paragraphs=paragraphs,
        answers=answers, need="any",
    )  # fmt: skip


def test_an_answer_is_looked_for_in_the_paragraphs_named() -> None:
    articles = {"a": ["渡船六点开。", "末班十点。"]}
    right, elsewhere = question(("六点",), ((1,),)), question(("十点",), ((1,),))
    assert list(wrong([right], articles)) == []
    assert list(wrong([elsewhere], articles)) == [(elsewhere, "十点")]
    assert list(wrong([question(("十点",), ())], articles)) == []  # none named: all are read


def test_the_rows_are_of_one_form() -> None:
    questions, places = read_questions(), read_places()
    assert len({one.id for one in questions}) == len(questions)
    assert len({one.text for one in questions}) == len(questions)
    assert {one.kind for one in questions} == set(KINDS)
    for one in questions:
        assert set(one.gold) <= places.keys(), one.id
        assert (one.kind == "unanswerable_known") == (not one.gold), one.id


def test_a_row_of_another_form_is_named(tmp_path: Path) -> None:
    (tmp_path / "b01.jsonl").write_text(
        '{"id": "x", "kind": "riddle", "question": "谁", "gold": [], "answers": []}\n', "utf-8"
    )
    with pytest.raises(ValueError, match=r"b01\.jsonl: x"):
        read_questions(tmp_path)


@pytest.mark.slow
@pytest.mark.shared
def test_every_answer_stands_in_its_article(shared: Path) -> None:
    questions, places = read_questions(), read_places()
    used = {key: places[key] for one in questions for key in one.gold}
    assert list(wrong(questions, read_articles(used, shared / "data" / "train"))) == []
