"""A question with what is right, and how the served `ask` answers it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from unittest.mock import patch

from errors import QuestionError
from index.store import Store
from qa import ask
from qa.answering import confidence
from qa.records import Answer
from training.reader_data import flat


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is right.  gold: article ids, none if nothing answers it.  short: what
    a marked short answer may hold, where the question asks for one."""

    kind: str
    text: str
    gold: tuple[str, ...]
    answers: tuple[str, ...]
    need: str
    short: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """How a case was answered.  hit: whether the first hit is gold.  first, shown: whether the
    first sentence, all that is shown, is right.  choice: whether the first sentence is right, or
    would be had the question not been refused.  marked: whether the first short answer is right;
    None if nothing is marked, or nothing is known of it."""

    case: Case
    answered: bool
    sure: float
    hit: bool
    first: bool
    shown: bool
    choice: bool
    marked: bool | None
    seconds: float


def judged(case: Case, store: Store) -> Result | None:
    """Asks; None for a question that is refused as no question."""
    began = time.perf_counter()
    try:
        answer = ask(case.text, index=store)
    except QuestionError:
        return None
    seconds = time.perf_counter() - began
    first = right(case, answer, 1)
    return Result(
        case=case, answered=answer.answered, sure=answer.confidence,
        hit=bool(answer.hits) and named(answer, answer.hits[0].rank, case),
        first=first, shown=right(case, answer, len(answer.sentences)),
        choice=first or (not answer.answered and right(case, unrefused(case, store), 1)),
        marked=marked(case, answer),
        seconds=seconds,
    )  # fmt: skip


def unrefused(case: Case, store: Store) -> Answer:
    """The answer that was not sure enough to be shown."""
    with patch.object(confidence, "threshold", return_value=0.0):
        return ask(case.text, index=store)


def named(answer: Answer, rank: int, case: Case) -> bool:
    hit = answer.hits[rank - 1]
    return hit.article_id in case.gold or hit.id in case.gold


def right(case: Case, answer: Answer, most: int) -> bool:
    """Whether the first so many sentences hold the answer: all parts of it for a list."""
    shown = [sentence.text for sentence in answer.sentences[:most]]
    text = flat("".join([*shown, answer.library.text if answer.library else ""]))
    in_text = [flat(part) in text for part in case.answers]
    all_needed = case.need == "all" and most > 1
    return bool(in_text) and (all(in_text) if all_needed else any(in_text))


def marked(case: Case, answer: Answer) -> bool | None:
    """Whether the first short answer holds one that is right, or is part of one."""
    shorts = [flat(sentence.short.text) for sentence in answer.sentences if sentence.short]
    if not shorts or (case.gold and not case.short):
        return None
    return any(flat(right) in shorts[0] or shorts[0] in flat(right) for right in case.short)
