"""Units that stand before one that was picked: what came of its plan, and who denies its rumour.

Alone, a plan reads as the fact and a rumour as the truth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.store import Floats
from language.fold import fold
from language.lexicon import either
from qa import question_type
from qa.answer_types import TABLE
from qa.answering.confidence import TYPED
from qa.answering.superseded import earlier
from qa.reading.reader import Unit
from qa.records import Hit

BEHIND = 4.0
"""An outcome may be so far behind its plan, in log-odds: the plan has more of the question's words
(计划三月通车), the outcome fewer."""
SURE_PASSAGE = 0.7
"""The least score of the passage of an outcome."""
_PLAN = re.compile(either("plan_signs"))
_OUTCOME = re.compile(either("outcome_signs"))
_COMPARED = re.compile(r"比[^,。;]*")  # 比原计划提前九天: the plan is only compared with
_RUMOUR = re.compile(either("rumour_signs"))
_DENIAL = re.compile(either("denial_signs"))


def counterparts(
    question: str, picked: Sequence[int], units: Sequence[Unit], scores: Floats, hits: Sequence[Hit]
) -> list[tuple[int, int]]:
    """(picked, other): the numbers of units of which the other one stands before the one picked."""
    texts = [fold(hits[u.hit].text[slice(*u.span)]) if u.hit < len(hits) else "" for u in units]
    return [
        *_outcomes(question, picked, units, scores, hits, texts),
        *_denials(picked, units, hits, texts),
    ]


def _outcomes(
    question: str,
    picked: Sequence[int],
    units: Sequence[Unit],
    scores: Floats,
    hits: Sequence[Hit],
    texts: Sequence[str],
) -> Iterator[tuple[int, int]]:
    """A plan, or a first estimate, and the best unit of a later article that tells the outcome."""
    asked = question_type.read(question)
    if asked.kind not in TYPED or _PLAN.search(asked.folded):
        return
    told = [
        n
        for n, text in enumerate(texts)
        if text
        and hits[units[n].hit].score > SURE_PASSAGE
        and TABLE[asked.kind].search(text)
        and not _PLAN.search(_COMPARED.sub("", text))
    ]
    for number in picked:
        later = [
            n
            for n in told
            if earlier(hits[units[number].hit], hits[units[n].hit])
            and scores[number] - scores[n] < BEHIND
            and (_PLAN.search(texts[number]) or _OUTCOME.search(texts[n]))
        ]
        if later:
            yield number, max(later, key=lambda n: float(scores[n]))


def _denials(
    picked: Sequence[int], units: Sequence[Unit], hits: Sequence[Hit], texts: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """A rumour, and the first unit of its article that denies it."""
    for number in picked:
        if _RUMOUR.search(texts[number]) and not _DENIAL.search(texts[number]):
            article = hits[units[number].hit].article_id
            for n, text in enumerate(texts):
                if text and hits[units[n].hit].article_id == article and _DENIAL.search(text):
                    yield number, n
                    break
