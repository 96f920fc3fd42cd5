"""People's questions written by hand over the training articles: read, and held to the articles.

The questions lie in `training/data/questions`, a file a writer, with pointers into
`../shared/data/train` in place of the articles' text: `articles.jsonl` gives for each key the row
of `zh_articles.jsonl.xz`, its source, title and heading.  `python -m training.questions` checks
that every answer stands in the paragraph that is named, and counts the kinds.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from training.texts import read_rows, simplification

FOLDER = Path(__file__).resolve().parent / "data" / "questions"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "train"

KINDS = (
    "plain", "colloquial", "paraphrase", "why_how", "list", "compare", "time", "number",
    "english", "traditional", "typo", "unanswerable_known",
)  # fmt: skip
NEEDS = ("any", "all")
LONGEST_ANSWER = 24
"""Characters of an answer, which is a figure, a name or a phrase, never a sentence of a text."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands in the training data.

    row: of zh_articles.jsonl.xz, from 0.  simplified: whether its writer read it in simplified
    script, by the table `t2s_chars.json`.
    """

    key: str
    row: int
    source: str
    title: str
    heading: str
    simplified: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what answers it.

    gold: keys of the articles that answer it, none if nothing does.  paragraphs: for each of them
    the paragraphs, from 1, that hold the answer.  need: whether a right answer has any or all of
    the answers.  marked: the sentences that the second reader gave as answer, each by the place of
    its article in `gold`, its paragraph from 1, and its [start, end) there.  near: of a question
    that nothing answers, the articles that have its name.  pair: of a twin, its number within the
    article: the same number is of its twin.
    """

    id: str
    kind: str
    text: str
    gold: tuple[str, ...]
    paragraphs: tuple[tuple[int, ...], ...]
    answers: tuple[str, ...]
    need: str
    marked: tuple[tuple[int, int, int, int], ...] = ()
    near: tuple[str, ...] = ()
    pair: int | None = None


def read_places(folder: Path = FOLDER) -> dict[str, Place]:
    """The place of each article, by key."""
    return {row["key"]: Place(**row) for row in read_rows(folder / "articles.jsonl")}


def read_questions(folder: Path = FOLDER) -> list[Question]:
    """All questions, in the order of the files.  Raises ValueError for a row of another form."""
    return [
        _question(row, path)
        for path in sorted(folder.glob("b*.jsonl"))
        for row in read_rows(path)
    ]  # fmt: skip


def read_rewrites(questions: Sequence[Question], folder: Path = FOLDER) -> list[Question]:
    """Questions asked once more in other words or in English, with the answers of the first."""
    first = {question.id: question for question in questions}
    return [
        replace(first[row["of"]], id=row["id"], kind=row["kind"], text=row["question"])
        for path in sorted(folder.glob("r*.jsonl"))
        for row in read_rows(path)
        if row["of"] in first
    ]


def read_english(folder: Path = FOLDER) -> dict[str, str]:
    """Questions that are kept from training, ours and the open sets', asked in English, by id."""
    return {
        row["of"]: row["question"]
        for path in sorted(folder.glob("e*.jsonl"))
        for row in read_rows(path)
    }


def read_passage_questions(folder: Path = FOLDER) -> list[Question]:
    """Questions about passages of the open sets that may be trained on; gold and near: their ids.

    They are about the passages as `training.contextual.passages` gives them: every other one in
    simplified script.
    """
    return [
        Question(
            id=row["id"], kind=row["kind"], text=row["question"],
            gold=(row["passage"],) if row["answers"] else (), paragraphs=(),
            answers=tuple(row["answers"]), need="any",
            near=() if row["answers"] else (row["passage"],), pair=row.get("pair"),
        )
        for path in sorted(folder.glob("w*.jsonl"))
        for row in read_rows(path)
    ]  # fmt: skip


def _question(row: dict[str, Any], path: Path) -> Question:
    gold = tuple(row["gold"])
    paragraphs = row.get("paragraphs") or []
    if paragraphs and not isinstance(paragraphs[0], list):  # those of the first article
        paragraphs = [paragraphs]
    question = Question(
        id=row["id"],
        kind=row["kind"],
        text=row["question"],
        gold=gold,
        paragraphs=tuple(map(tuple, paragraphs)),
        answers=tuple(row["answers"]),
        need=row.get("need") or "any",
        marked=tuple((a, p, start, end) for a, p, start, end in row.get("marked", ())),
        near=tuple(row.get("near", ())),
        pair=row.get("pair"),
    )
    if question.kind not in KINDS or question.need not in NEEDS or not question.text.strip():
        raise ValueError(f"{path.name}: {question.id} has an unknown kind or need, or no text")
    if bool(gold) != bool(question.answers) or any(len(a) > LONGEST_ANSWER for a in row["answers"]):
        raise ValueError(f"{path.name}: {question.id} has answers without gold, or too long ones")
    return question


def wrong(
    questions: Sequence[Question], articles: dict[str, Sequence[str]]
) -> Iterator[tuple[Question, str]]:
    """Each answer that stands in none of the paragraphs that are named, or in no gold article.

    articles: the paragraphs of each article, as its writer read them, by key.
    """
    for question in questions:
        named = []
        for number, key in enumerate(question.gold):
            paragraphs = articles[key]
            if number < len(question.paragraphs):
                named += [paragraphs[place - 1] for place in question.paragraphs[number]]
            else:
                named += paragraphs
        for answer in question.answers:
            if not any(answer in paragraph for paragraph in named):
                yield question, answer


def read_articles(places: dict[str, Place], shared: Path = SHARED) -> dict[str, Sequence[str]]:
    """The paragraphs of each article, in the script in which its writer read it, by key."""
    table = simplification(shared)
    by_row = {place.row: place for place in places.values()}
    articles: dict[str, Sequence[str]] = {}
    with lzma.open(shared / "zh_articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            place = by_row.get(number)
            if place is None:
                continue
            row = json.loads(line)
            if (row["source"], row["heading"]) != (place.source, place.heading):
                raise ValueError(f"row {number} of the articles is not that of {place.key}")
            texts = row["paragraphs"]
            articles[place.key] = [t.translate(table) for t in texts] if place.simplified else texts
    return articles


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the counts by kind; 1 if an answer is not in its article."""
    parser = argparse.ArgumentParser(prog="python -m training.questions", description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="the folder with train data")
    shared = parser.parse_args(arguments).shared
    questions = read_questions()
    places = read_places()
    used = {key: places[key] for question in questions for key in question.gold}
    misplaced = list(wrong(questions, read_articles(used, shared)))
    for question, answer in misplaced:
        print(f"{question.id}: {answer!r} is not in the paragraphs named", file=sys.stderr)
    counts = Counter(question.kind for question in questions)
    for kind in KINDS:
        print(f"{kind:20}{counts[kind]:6}")
    print(f"{'all':20}{len(questions):6}")
    return 1 if misplaced else 0


if __name__ == "__main__":
    raise SystemExit(main())
