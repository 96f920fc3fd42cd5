"""Signs that what reads like an answer is none: it asks itself, only says the question again, or is
of a neighbour (the first stage for the second, the wife for the husband)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from language.fold import fold
from language.lexicon import either
from language.numerals import value_of
from language.sentences import asks
from qa import question_type
from qa.answer_types import TABLE
from qa.question_type import Kind
from qa.reading.reader import Unit
from qa.records import Hit

MOST_NEW = 5
"""Letters besides those of a why-question that are too few to give a reason."""
_ORDINAL = r"\d{1,4}|[〇零一二三四五六七八九十百]{1,4}"
_COUNTERS = (
    re.compile(rf"(?<![上下每同近这那])({_ORDINAL})期(?![间限待货])"),
    re.compile(rf"({_ORDINAL})号线"),
    re.compile(rf"第({_ORDINAL})届"),
    re.compile(rf"第({_ORDINAL})轮"),
)
"""What comes one after another, each a thing of its own; the group is its number."""
_RELATIVES = either("relatives")
_RELATIVE = re.compile(_RELATIVES)
_OF_ONE = re.compile(rf"([\u4e00-\u9fff]{{2}})的(?:{_RELATIVES})")
_SAYS = re.compile("说|告诉|介绍|回忆|表示|透露")


def doubtful(question: str, unit: Unit, hits: Sequence[Hit]) -> bool:
    """Whether the best unit only looks like an answer."""
    hit = hits[unit.hit]
    text = fold(hit.text[slice(*unit.span)])
    # What is asked and answered in one paragraph comes with its answer.
    unanswered = asks(text) and not hit.text[unit.span[1] :].strip()
    return unanswered or _echoes(question, text) or _of_another_number(question, hit)


def of_relatives(question: str, units: Sequence[Unit], hits: Sequence[Hit]) -> NDArray[np.bool_]:
    """(n,) whether a unit tells of the family of one whom the question names, without a word of
    family in the question.  Whom a relative speaks of (他的妻子说) stays open."""
    asked = fold(question)
    if _RELATIVE.search(asked):
        return np.zeros(len(units), bool)
    texts = (fold(hits[unit.hit].text[slice(*unit.span)]) for unit in units)
    found = [
        not _SAYS.search(text) and any(name in asked for name in _OF_ONE.findall(text))
        for text in texts
    ]
    return np.array(found, bool)


def _echoes(question: str, text: str) -> bool:
    """Whether a text gives no reason, and hardly a letter that the question does not have."""
    asked = question_type.read(question)
    if asked.kind is not Kind.REASON or TABLE[Kind.REASON].search(text):
        return False
    return sum(one.isalnum() and one not in asked.folded for one in text) <= MOST_NEW


def _of_another_number(question: str, hit: Hit) -> bool:
    """Whether the question is of the second stage (line, session, round) and the passage and its
    title of other ones alone."""
    asked = list(_numbers(question))
    if not any(asked):
        return False
    told = _numbers(f"{hit.title or ''}\n{hit.text}")
    return any(want and have and not want & have for want, have in zip(asked, told, strict=True))


def _numbers(text: str) -> Iterator[frozenset[int]]:
    """For each of the counters the numbers that a text has of it."""
    folded = fold(text)
    for counter in _COUNTERS:
        yield frozenset(
            int(one) if one.isdecimal() else value_of(one) for one in counter.findall(folded)
        )
