"""Units that stand before one that was picked: what came of its plan, what an office says to its
opinion, and who denies its rumour.

Alone, a plan or a reader's letter reads as the fact and a rumour as the truth.
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
"""An outcome or announcement may be so far behind, in log-odds, or farther if it is likelier than
not to answer: the plan has more of the question's words (计划三月通车), the outcome fewer."""
SURE_PASSAGE = 0.7
"""The least score of the passage of an outcome or announcement."""
_PLAN = re.compile(either("plan_signs"))
_OUTCOME = re.compile(either("outcome_signs"))
_OPINION = re.compile(either("opinion_signs"))
_OFFICIAL = re.compile(either("official_signs"))
_COMPARED = re.compile(r"比[^,。;]*")  # 比原计划提前九天: the plan is only compared with
_RUMOUR = re.compile(either("rumour_signs"))
_DENIAL = re.compile(either("denial_signs"))


def counterparts(
    question: str, picked: Sequence[int], units: Sequence[Unit], scores: Floats, hits: Sequence[Hit]
) -> list[tuple[int, int]]:
    """(picked, other): the numbers of units of which the other one stands before the one picked."""
    texts = [fold(hits[u.hit].text[slice(*u.span)]) if u.hit < len(hits) else "" for u in units]
    return [
        *_better_told(question, picked, units, scores, hits, texts),
        *_denials(picked, units, hits, texts),
    ]


def _better_told(
    question: str,
    picked: Sequence[int],
    units: Sequence[Unit],
    scores: Floats,
    hits: Sequence[Hit],
    texts: Sequence[str],
) -> Iterator[tuple[int, int]]:
    """A plan, or a first estimate, and the best unit of a later article that tells the outcome; an
    opinion, and the best unit of an announcement."""
    asked = question_type.read(question)
    sign = TABLE[asked.kind] if asked.kind in TYPED else None
    whole = [fold(f"{hit.title}\n{hit.heading}\n{hit.column}\n{hit.text}") for hit in hits]
    told = [
        n
        for n, text in enumerate(texts)
        if text and hits[units[n].hit].score > SURE_PASSAGE and (not sign or sign.search(text))
    ]

    def outcome(one: int, other: int) -> bool:
        return (
            sign is not None
            and not _PLAN.search(asked.folded)
            and not _PLAN.search(_COMPARED.sub("", texts[other]))
            and earlier(hits[units[one].hit], hits[units[other].hit])
            and bool(_PLAN.search(texts[one]) or _OUTCOME.search(texts[other]))
        )

    def official(one: int, other: int) -> bool:
        claim, word = whole[units[one].hit], whole[units[other].hit]
        said = _OPINION.search(claim) and not _OPINION.search(word)
        return bool(said and _OFFICIAL.search(word) and not _OFFICIAL.search(claim))

    for number in picked:
        near = (n for n in told if scores[n] > min(0, scores[number] - BEHIND))
        better = [n for n in near if outcome(number, n) or official(number, n)]
        if better:
            yield number, max(better, key=lambda n: float(scores[n]))


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
