"""Answer choice and confidence: small logistic models over what the reader and retrieval found.

`models/answers.json` holds their weights, fitted by `training/answers.py` on questions that the
reader was not trained on.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.store import Floats
from language.fold import fold
from language.sentences import asks
from language.words import search_words
from qa import question_type
from qa.answering.doubts import doubtful, of_relatives
from qa.linear_model import linear, odds, parameters
from qa.query import content
from qa.question_type import Kind
from qa.reading.reader import Unit
from qa.records import Hit

ASKS = 4.0
CHOICE = ("reader", "passage", "short", "nothing")
"""What orders the units: the reader's log-odds, those of the passage's own score, of the unit's
short answer, and that its window holds no answer."""

SURE = ("reader", "margin", "passage", "first passage", "nothing", "typed", "words held")
"""What the confidence is read from.  The last two: whether the question asks for a figure, a time,
a person, a place or a body; the share of the question's words that stand in the hits.  What is
asked of a name that the hits are about, but not said by them, shows as words that are held."""

TYPED = frozenset((Kind.NUMBER, Kind.TIME, Kind.PERSON, Kind.PLACE, Kind.BODY))

SHORT = ("short", "sure")
"""What the confidence of a short answer is read from: its own log-odds, and its sentence's."""

ANOTHER = 3.0
"""What a unit loses that tells of another year or relative than the question's, in log-odds."""
MOST_OF_DOUBTFUL = 0.2
"""The most that such an answer is sure of, or one that only looks like an answer."""


def judged(
    question: str, units: Sequence[Unit], hits: Sequence[Hit], of_other_years: NDArray[np.bool_]
) -> tuple[Floats, float]:
    """(n,) how well each unit answers, in log-odds, and the chance that the best one is right.

    of_other_years: (n,) whether a unit tells of another year than the question asks for.
    """
    other = of_other_years | of_relatives(question, units, hits)
    scores = choice(units, hits) - ANOTHER * other
    sure = chance(float(linear("sure", SURE)(sure_features(question, units, scores, hits))))
    best = int(np.argmax(scores))
    off = of_other_years[best] or doubtful(question, units[best], hits)
    return scores, min(sure, MOST_OF_DOUBTFUL) if off else sure


def choice(units: Sequence[Unit], hits: Sequence[Hit]) -> Floats:
    """(n,) float32 log-odds, higher is better: how well each unit answers, its passage counted; a
    unit that asks itself loses ASKS."""
    scores = linear("choice", CHOICE)(choice_features(units, hits))
    asking = np.array([asks(hits[u.hit].text[: u.span[1]]) for u in units], np.float32)
    return scores - np.float32(ASKS) * asking


def choice_features(units: Sequence[Unit], hits: Sequence[Hit]) -> Floats:
    """(n, len(CHOICE)) float32."""
    rows = [(u.score, odds(hits[u.hit].score), u.short_score, u.nothing) for u in units]
    return np.array(rows, np.float32).reshape(-1, len(CHOICE))


def sure_features(
    question: str, units: Sequence[Unit], scores: Floats, hits: Sequence[Hit]
) -> Floats:
    """(len(SURE),) float32 for the best unit."""
    best = int(np.argmax(scores))
    unit = units[best]
    others = [score for n, score in enumerate(scores.tolist()) if n != best]
    return np.array(
        [
            unit.score,
            float(scores[best]) - max(others, default=float(scores[best]) - 8),
            odds(hits[unit.hit].score),
            odds(hits[0].score),
            unit.nothing,
            float(question_type.read(question).kind in TYPED),
            words_held(question, hits),
        ],
        np.float32,
    )


def words_held(question: str, hits: Sequence[Hit]) -> float:
    """The share of the question's words of two or more letters that stand in a hit's text; a half
    if it has none."""
    asked = [word for word in set(search_words(content(fold(question)))) if len(word) > 1]
    if not asked:
        return 0.5
    texts = "\n".join(fold(hit.text) for hit in hits)
    return sum(word in texts for word in asked) / len(asked)


def short_features(unit: Unit, sure: float) -> Floats:
    """(len(SHORT),) float32.  sure: the confidence of its sentence."""
    return np.array([unit.short_score, odds(sure)], np.float32)


def short_confidence(unit: Unit, sure: float) -> float:
    """The chance that the short answer is right, 0 to 1; never more than its sentence's."""
    return min(chance(float(linear("short", SHORT)(short_features(unit, sure)))), sure)


def threshold() -> float:
    """Under this confidence a question is refused."""
    return float(parameters()["threshold"])


def chance(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))))
