"""People's questions as the trainers use them, and an index of their articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from index import build, open_index
from index.store import Store
from training.questions import FOLDER, Question, read_articles, read_places, read_questions
from training.reader_data import Judged

CALIBRATION = ("b15", "b21", "b38")
TESTING = ("b06", "b07")
LATER = ("b47", "b48", "b49", "b50")
"""Sittings for testing that were written after all rules but those of their own day."""
KEPT = (*CALIBRATION, *TESTING, *LATER)
"""Sittings that the reader is not trained on."""
TWINS = tuple(f"b{number}" for number in range(39, 47))
"""Sittings of questions in pairs: one that an article answers, and a twin that it does not."""
TWINS_KEPT = FOLDER.parent / "twins_kept.json"
"""The articles, and the passages of the open sets, whose twins are kept from the reader."""
LIBRARY = 10
"""Articles of a small library: a new user's first, where any question brings the same few."""


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


def kept_twins() -> tuple[frozenset[str], frozenset[str]]:
    """The articles and the passages of `TWINS_KEPT`."""
    twins = json.loads(TWINS_KEPT.read_text("utf-8"))
    return frozenset(twins["articles"]), frozenset(twins["passages"])


def about(question: Question) -> str:
    """The article that answers the question, or that has its name."""
    return (*question.gold, *question.near)[0]


def with_sentences(
    questions: Iterable[Question], articles: dict[str, Sequence[str]]
) -> list[Judged]:
    """The questions with the text of the marked sentences, where the articles are given."""
    return [
        Judged(
            id=q.id, kind=q.kind, text=q.text, gold=q.gold, paragraphs=q.paragraphs,
            answers=q.answers, near=q.near,
            sentences="".join(
                articles[q.gold[article]][paragraph - 1][start:end]
                for article, paragraph, start, end in (q.marked if articles else ())
            ),
        )
        for q in questions
    ]  # fmt: skip


def articles(train: Path, sittings: Iterable[str] | None = None) -> dict[str, Sequence[str]]:
    """The paragraphs of the articles of these sittings, or of all, by key."""
    chosen = set(sittings or ())
    places = read_places(FOLDER)
    chosen_places = {k: p for k, p in places.items() if not chosen or k.split("-")[0] in chosen}
    return read_articles(chosen_places, train)


def index(train: Path, folder: Path, encoder: str, sittings: Iterable[str] | None = None) -> Store:
    """An index of the articles of these sittings, built if it is not there."""
    if not (folder / "CURRENT").is_file():
        _build(articles(train, sittings), folder, encoder)
    return open_index(folder)


def small_libraries(
    train: Path, folder: Path, encoder: str, sittings: Iterable[str]
) -> Iterator[tuple[Store, list[Question]]]:
    """The articles of these sittings, LIBRARY at a time, as an index of their own; and the
    questions about them, those that nothing answers included."""
    chosen = tuple(sittings)
    texts = articles(train, chosen)
    keys = sorted(texts)
    for first in range(0, len(keys), LIBRARY):
        library = set(keys[first : first + LIBRARY])
        place = folder / str(first)
        if not (place / "CURRENT").is_file():
            _build({key: texts[key] for key in sorted(library)}, place, encoder)
        questions = [q for q in judged(chosen) if library.issuperset(q.gold or q.near or "?")]
        yield open_index(place), questions


def _build(texts: dict[str, Sequence[str]], folder: Path, encoder: str) -> None:
    places = read_places(FOLDER)
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
