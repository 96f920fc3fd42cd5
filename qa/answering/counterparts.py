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
from qa.answer_types import TABLE
from qa.answering.confidence import TYPED
from qa.answering.superseded import earlier
from qa.question_type import QuestionType
from qa.reading.reader import Unit
from qa.records import Hit

BEHIND = 4.0
"""An outcome or announcement may be so far behind, in log-odds, or farther if it is likelier than
not to answer: the plan has more of the question's words (计划三月通车), the outcome fewer."""
_PLAN = re.compile(either("plan_signs"))
_OUTCOME = re.compile(either("outcome_signs"))
_OPINION = re.compile(either("opinion_signs"))
_OFFICIAL = re.compile(either("official_signs"))
_COMPARED = re.compile(r"比[^,。;]*")  # 比原计划提前九天: the plan is only compared with
_RUMOUR = re.compile(either("rumour_signs"))
_DENIAL = re.compile(either("denial_signs"))


def counterparts(
    asked: QuestionType,
    picked: Sequence[int],
    units: Sequence[Unit],
    scores: Floats,
    hits: Sequence[Hit],
) -> Iterator[tuple[int, int]]:
    """(picked, other): the numbers of units of which the other one, the best of its kind, stands
    before the one picked."""
    sign = TABLE[asked.kind] if asked.kind in TYPED else None
    whole = [fold(f"{hit.title}\n{hit.heading}\n{hit.column}\n{hit.text}") for hit in hits]
    place = {n: unit.hit for n, unit in enumerate(units) if unit.hit < len(hits)}
    texts = {n: fold(hits[hit].text[slice(*units[n].span)]) for n, hit in place.items()}

    def answers(one: int, other: int) -> bool:
        likely = scores[other] > min(0, scores[one] - BEHIND)
        return bool(likely and (sign is None or sign.search(texts[other])))

    def outcome(plan: str, text: str) -> bool:
        """Of a plan or a first estimate."""
        planned = _PLAN.search(asked.folded) or _PLAN.search(_COMPARED.sub("", text))
        return bool(sign and not planned and (_PLAN.search(plan) or _OUTCOME.search(text)))

    def official(claim: str, word: str) -> bool:
        claimed = _OPINION.search(claim) and not _OFFICIAL.search(claim)
        return bool(claimed and _OFFICIAL.search(word) and not _OPINION.search(word))

    def denied(rumour: str, text: str) -> bool:
        told = _RUMOUR.search(rumour) and not _DENIAL.search(rumour)
        return bool(told and _DENIAL.search(text))

    for one in picked:
        old = place[one]
        better = [
            n
            for n, new in place.items()
            if (earlier(hits[old], hits[new]) and outcome(texts[one], texts[n]) and answers(one, n))
            or (official(whole[old], whole[new]) and answers(one, n))
            or (hits[old].article_id == hits[new].article_id and denied(texts[one], texts[n]))
        ]
        if better:
            yield one, max(better, key=lambda n: float(scores[n]))
