"""Signs that what reads like an answer is none: it asks itself, is of another relative than the
question's, or one row of many."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.tables import BETWEEN_NAMES
from language.fold import fold
from language.sentences import asks
from qa import question_type
from qa.question_type import Kind
from qa.reading.reader import Unit
from qa.records import Hit

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
    # What is asked and answered in one paragraph comes with its answer.
    unanswered = asks(hit.text[: unit.span[1]]) and not hit.text[unit.span[1] :].strip()
    another = bool(_kin(fold(question))) and bool(of_relatives(question, [unit], hits).any())
    return unanswered or another or _is_one_row(question, hit)


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


def _is_one_row(question: str, hit: Hit) -> bool:
    """Whether a question for the most, or for all, is met by a row of a table that says neither."""
    if BETWEEN_NAMES not in (hit.heading or "") or not _OVER_ROWS.search(fold(question)):
        return False
    return not _OVER_ROWS.search(fold(f"{hit.heading}\n{hit.text}"))
