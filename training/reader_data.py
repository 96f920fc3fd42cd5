"""Training examples of the reader: windows of tokens with what is right for each.

A question gives a group of windows: those that hold its answer, and some that do not, of the hits
that retrieval brings for it; and perhaps groups that hold none: without the gold articles, or with
the answering sentence cut out of its passage, so that all words of the question but no answer are
left.  Sources: people's questions (`training/data/questions`) over their articles, and CMRC 2018
trial and DRCD test, which alone of the evaluation sets may be trained on.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from corpus.records import Span
from index.store import Store
from qa.reading.windows import Window, windows
from qa.records import Hit
from qa.request import Request
from qa.retrieval import search
from training.texts import read_rows

HITS, READ = 6, 3
"""How many hits are asked for, and how many of those that are not gold are read."""
NEGATIVES = 2
"""Windows without the answer in a group, besides those with it."""
POSITIVES = 2


@dataclass(frozen=True, slots=True)
class Labelled:
    """A window and what is right: for each unit whether it answers; the tokens, as places in
    `ids`, with which a short answer begins and ends, () if none is known."""

    window: Window
    answers: tuple[bool, ...]
    begins: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The windows of one question; of a question without an answer no unit answers."""

    id: str
    kind: str
    windows: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its answers.  gold: ids of the articles.  paragraphs: for each of them the
    numbers of the paragraphs that hold the answer, from 1; none known: (). sentences: what somebody
    else marked as the answering sentences, "" if nobody did.  short: the short answers, where
    they are others than `answers`.  alone: whether every sentence of the gold articles that holds
    an answer is right, as whoever chose the answers made sure.  need: whether a right answer has
    any or all of the answers."""

    id: str
    kind: str
    text: str
    gold: tuple[str, ...]
    paragraphs: tuple[tuple[int, ...], ...]
    answers: tuple[str, ...]
    sentences: str = ""
    near: tuple[str, ...] = ()
    """Articles that have the words of a question that nothing answers."""
    short: tuple[str, ...] | None = None
    alone: bool = False
    need: str = "any"


def open_set(queries: Path, kind: str) -> list[Judged]:
    """The questions of an evaluation set with an answer that is given."""
    questions = []
    for row in read_rows(queries):
        answers = tuple(answer for answer in row.get("answers", ()) if answer)
        if answers and row["question"].strip("？? 。."):
            gold = tuple(row["gold"])
            questions.append(Judged(row["id"], kind, row["question"], gold, (), answers))
    return questions


def hits_for(question: Judged, store: Store) -> Sequence[Hit]:
    """The hits that retrieval brings for a question."""
    return search(Request(question.text, HITS, "hybrid").checked(), store).hits


def group(
    question: Judged, hits: Sequence[Hit], store: Store, tokenizer: Any, chance: random.Random
) -> Group | None:
    """The group of a question; None if its answer stands in no passage of the index."""
    gold = list(named_passages(question.gold, question.paragraphs, store))
    near = list(named_passages(question.near, (), store))
    ids = {row.id for row in (*gold, *near)}
    unrelated = [hit for hit in hits if hit.id not in ids][:READ]
    labelled = [labels(question, gold, w) for w in windows(tokenizer, question.text, gold)]
    positive = [example for example in labelled if any(example.answers)]
    if question.gold and not positive:
        return None
    # A passage beside the gold ones that happens to hold an answer may be right: left out.
    negative = [example for example in labelled if not any(example.answers)] + [
        unanswering(window)
        for rows in (near, unrelated)
        for window in windows(tokenizer, question.text, rows)
        if not holds_answer(question, rows[window.hit].text)
    ]
    negatives = NEGATIVES if question.gold else NEGATIVES + 1
    sure = max(1, len(near))
    picked = negative[:sure] + chance.sample(
        negative[sure:], min(len(negative[sure:]), max(negatives - sure, 0))
    )
    return Group(question.id, question.kind, (*positive[:POSITIVES], *picked))


def group_without(question: Judged, hits: Sequence[Hit], tokenizer: Any) -> Group | None:
    """The first windows that a question brings when its gold articles are not there: none of them
    answers.  None if nothing is left."""
    without_gold = [hit for hit in hits if hit.article_id not in question.gold][:READ]
    labelled = [
        unanswering(window)
        for window in windows(tokenizer, question.text, without_gold)
        if not holds_answer(question, without_gold[window.hit].text)
    ]
    few = tuple(labelled[:NEGATIVES])
    return Group(f"{question.id}-out", question.kind, few) if few else None


def group_cut(question: Judged, store: Store, tokenizer: Any) -> Group | None:
    """The windows of the gold passages without the units that answer: none of them answers, though
    they have the question's words.  None if the answer stands elsewhere in them too."""
    labelled: list[Labelled] = []
    for row in named_passages(question.gold, question.paragraphs, store):
        answering = [
            unit
            for w in windows(tokenizer, question.text, [row])
            for unit, right in zip(w.units, labels(question, [row], w).answers, strict=True)
            if right
        ]
        if answering:
            for start, end in reversed(answering):
                row.text = row.text[:start] + row.text[end:]
            if holds_answer(question, row.text):
                return None
            labelled += map(unanswering, windows(tokenizer, question.text, [row]))
    return Group(f"{question.id}-cut", "cut", tuple(labelled[:NEGATIVES])) if labelled else None


def unanswering(window: Window) -> Labelled:
    """A window of which no unit answers."""
    return Labelled(window, (False,) * len(window.units), (), ())


def holds_answer(question: Judged, text: str) -> bool:
    return any(flat(answer) in flat(text) for answer in question.answers)


def named_passages(
    names: Sequence[str], paragraphs: Sequence[tuple[int, ...]], store: Store
) -> Iterator[Any]:
    """The paragraphs named of the articles named, as `windows` reads hits; all of an article where
    none are named."""
    for number, name in enumerate(names):
        article: Any = store.article(name)
        places = paragraphs[number] if number < len(paragraphs) else None
        for at, paragraph in enumerate(article.paragraphs if article else (), 1):
            if places is None or at in places:
                yield SimpleNamespace(
                    id=f"{article.id}#{at}", article_id=article.id, paragraph=at,
                    title=article.title, author=article.author, office=article.office,
                    column=article.column, published=article.published,
                    heading=paragraph.heading, text=paragraph.text,
                )  # fmt: skip


def labels(question: Judged, rows: Sequence[Any], window: Window) -> Labelled:
    """What is right for a window of a gold passage.

    A unit answers if it holds an answer, and, where somebody marked sentences, is part of one.  Of
    several units that hold the same answer and are not told apart so, those count that share most
    pairs of characters with the question.
    """
    text = rows[window.hit].text
    marked = flat(question.sentences)
    pairs = {question.text[i : i + 2] for i in range(len(question.text) - 1)}
    right = [False] * len(window.units)
    spans: list[Span] = []
    for answer in question.answers:
        places = list(_occurrences(text, answer))
        unit_spans = [[s for s in places if _overlap(s, unit)] for unit in window.units]
        units = [n for n, inside in enumerate(unit_spans) if inside]
        if marked:
            marked_units = [n for n in units if flat(text[slice(*window.units[n])]) in marked]
            units = marked_units or units
        if len(units) > 1 and not marked and not question.alone:
            share = [sum(p in text[slice(*window.units[n])] for p in pairs) for n in units]
            units = [n for n, value in zip(units, share, strict=True) if value == max(share)]
        for n in units:
            right[n] = True
            spans += unit_spans[n][:1]
    if question.short is not None:
        spans = [
            place
            for short in question.short
            for place in _occurrences(text, short)
            if any(r and _overlap(place, u) for r, u in zip(right, window.units, strict=True))
        ]
    begins: list[int] = []
    ends: list[int] = []
    for span in spans:
        tokens = [
            window.begin + i for i, place in enumerate(window.places) if _overlap(place, span)
        ]
        if tokens and tokens[-1] < len(window.ids) - 1:
            begins.append(tokens[0])
            ends.append(tokens[-1])
    return Labelled(window, tuple(right), tuple(begins), tuple(ends))


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _occurrences(text: str, part: str) -> Iterator[Span]:
    """Where the part stands, white space and width aside."""
    letters = [(i, c) for i, ch in enumerate(text) for c in flat(ch)]
    joined, part_letters = "".join(c for _, c in letters), flat(part)
    at = joined.find(part_letters) if part_letters else -1
    while at >= 0:
        yield letters[at][0], letters[at + len(part_letters) - 1][0] + 1
        at = joined.find(part_letters, at + 1)


def flat(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
