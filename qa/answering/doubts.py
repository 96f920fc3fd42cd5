"""Signs that what reads like an answer is none: it asks itself, only says the question again, is of
a neighbour (the first stage for the second, the wife for the husband), or one row of many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.tables import BETWEEN_NAMES
from language.fold import fold
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
_KIN = tuple(
    re.compile(f"{words}|家人|家属|亲属")
    for words in (
        "夫人|妻子|太太|老婆|爱人|丈夫|老公|老伴",
        "父亲|爸爸|父母",
        "母亲|妈妈|父母",
        "爷爷|奶奶|祖父|祖母",
        "儿子|子女|孩子",
        "女儿|子女|孩子",
        "哥哥|弟弟|姐姐|妹妹|兄弟|姐妹|兄妹|姐弟",
        "孙子|孙女",
    )
)
"""Words for one and the same relation, or for any."""
_OF_ONE = re.compile(
    rf"([\u4e00-\u9fff]{{2}})的"
    rf"(?:{'|'.join(one.pattern for one in _KIN)}|学生|弟子|徒弟|老师|师傅|同事|朋友)"
)
_OVER_ROWS = re.compile(
    "最[高低多少大小长短快慢贵便重轻]|[一总合共]共|[合总共]计|平均"
    r"|\b(?:(?:high|low|larg|small|bigg|long|short|few)est|most|least|total|average|altogether)\b"
)
"""What no single row of a table tells but one that says so."""
_SAYS = re.compile("说|告诉|介绍|回忆|表示|透露")


def doubtful(question: str, unit: Unit, hits: Sequence[Hit]) -> bool:
    """Whether the best unit only looks like an answer."""
    hit = hits[unit.hit]
    text = fold(hit.text[slice(*unit.span)])
    # What is asked and answered in one paragraph comes with its answer.
    unanswered = asks(text) and not hit.text[unit.span[1] :].strip()
    another = bool(_kin(fold(question))) and bool(of_relatives(question, [unit], hits).any())
    neighbour = another or _of_another_number(question, hit) or _is_one_row(question, hit)
    return unanswered or neighbour or _echoes(question, text)


def of_relatives(question: str, units: Sequence[Unit], hits: Sequence[Hit]) -> NDArray[np.bool_]:
    """(n,) whether a unit tells of another relative of one whom the question names than it asks
    for, or of any if it asks for none.  Whom a relative speaks of (他的妻子说) stays open, and
    who did something may be a relative."""
    asked = question_type.read(question)
    own = _kin(asked.folded)
    found = []
    for unit in units:
        text = fold(hits[unit.hit].text[slice(*unit.span)])
        named = any(name in asked.folded for name in _OF_ONE.findall(text))
        told = _kin(text)
        other = not own & told if own else bool(told) and asked.kind is not Kind.PERSON
        found.append(named and other and not _SAYS.search(text))
    return np.array(found, bool)


def _kin(text: str) -> frozenset[re.Pattern[str]]:
    return frozenset(one for one in _KIN if one.search(text))


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


def _is_one_row(question: str, hit: Hit) -> bool:
    """Whether a question for the most, or for all, is met by a row of a table that says neither."""
    if BETWEEN_NAMES not in (hit.heading or "") or not _OVER_ROWS.search(fold(question)):
        return False
    return not _OVER_ROWS.search(fold(f"{hit.heading}\n{hit.text}"))


def _numbers(text: str) -> Iterator[frozenset[int]]:
    """For each of the counters the numbers that a text has of it."""
    folded = fold(text)
    for counter in _COUNTERS:
        yield frozenset(
            int(one) if one.isdecimal() else value_of(one) for one in counter.findall(folded)
        )
