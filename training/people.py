"""People's questions as the trainers use them, and an index of their articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from index import build, open_index
from index.store import Store
from training.questions import FOLDER, Question, read_articles, read_places, read_questions
from training.reader_data import Judged

CALIBRATION = ("b15", "b21")
TESTING = ("b06", "b07")
"""Sittings that the reader is not trained on."""


def sitting(question: Question) -> str:
    return question.id.split("-")[0]


def judged(sittings: Iterable[str] | None = None, *, without: Iterable[str] = ()) -> list[Question]:
    """The questions of these sittings, or of all but some."""
    chosen, left_out = set(sittings or ()), set(without)
    return [
        question
        for question in read_questions(FOLDER)
        if (not chosen or sitting(question) in chosen) and sitting(question) not in left_out
    ]


def with_sentences(
    questions: Iterable[Question], articles: dict[str, Sequence[str]]
) -> list[Judged]:
    """The questions with the text of the marked sentences, where the articles are given."""
    return [
        Judged(
            id=one.id, kind=one.kind, text=one.text, gold=one.gold, paragraphs=one.paragraphs,
            answers=one.answers,
            sentences="".join(
                articles[one.gold[article]][paragraph - 1][start:end]
                for article, paragraph, start, end in (one.marked if articles else ())
            ),
        )
        for one in questions
    ]  # fmt: skip


def articles(train: Path, sittings: Iterable[str] | None = None) -> dict[str, Sequence[str]]:
    """The paragraphs of the articles of these sittings, or of all, by key."""
    chosen = set(sittings or ())
    places = read_places(FOLDER)
    wanted = {k: p for k, p in places.items() if not chosen or k.split("-")[0] in chosen}
    return read_articles(wanted, train)


def index(train: Path, folder: Path, encoder: str, sittings: Iterable[str] | None = None) -> Store:
    """An index of the articles of these sittings, built if it is not there."""
    if not (folder / "CURRENT").is_file():
        places, texts = read_places(FOLDER), articles(train, sittings)
        rows = folder.with_suffix(".jsonl")
        rows.parent.mkdir(parents=True, exist_ok=True)
        with rows.open("w", encoding="utf-8") as out:
            for key, paragraphs in texts.items():
                place = places[key]
                heading = place.heading if place.heading != place.title else None
                parts = [{"heading": heading, "text": text} for text in paragraphs]
                row = {"id": key, "title": place.title, "paragraphs": parts}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        build([rows], folder, encoder=encoder)
    return open_index(folder)
