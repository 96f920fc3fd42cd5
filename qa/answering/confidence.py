"""Answer choice and confidence: small logistic models over what the reader and retrieval found.

`models/answers.json` holds their weights, fitted by `training/answers.py` on questions that the
reader was not trained on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.cells import Named, cell_named, is_another_row, named
from corpus.records import author_names
from index.store import Floats, Row
from language.fold import fold
from language.introduced import introduces
from language.reasons import gives_reason
from language.sentences import asks
from qa.answering.penalties import Penalties, penalties
from qa.linear_model import linear, parameters
from qa.query import Question
from qa.question_type import TYPED, Kind
from qa.reading.cross_encoder import Unit
from qa.records import Hit, log_odds

ASKS = 4.0
CROSSING = 2.5
"""An English question is read worse than ranked among Chinese passages, which moreover share no
word with it, so that their scores lie close: docs/research/ANSWERS.md, "English questions"."""
_CHINESE = re.compile("[\u4e00-\u9fff]")
CHOICE = ("reader", "passage", "short", "nothing")
"""What orders the units: the reader's log-odds, those of the passage's own score, of the unit's
short answer, and that its window holds no answer."""

SURE = (
    "reader", "margin", "passage", "first passage", "nothing", "typed", "words held", "why",
    "why without a reason",
)  # fmt: skip
"""What the confidence is read from.  The last four: whether the question asks for a figure, a time,
a person, a place or a body; the share of the question's words that stand in the hits; whether it
asks why, and whether it does and the unit has no word that gives a reason.  What is asked of a name
that the hits are about, but not said by them, shows as words that are held."""

SHORT = ("short", "sure")
"""What the confidence of a short answer is read from: its own log-odds, and its sentence's."""

CERTAIN = 4.0
"""Log-odds of a cell whose row and column the question names."""
ANOTHER = 3.0
"""What a unit loses that answers something else than was asked, in log-odds."""
MOST_OF_DOUBTFUL = 0.2
"""The most that a doubtful answer is sure of."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What may be shown of the hits.

    units: n of them.  scores: (n,) how well each answers, in log-odds.  sure: the chance that the
    best one is right.  answered: whether that is enough to show it; then shorts: for each unit the
    chance that its short answer is right.
    """

    units: Sequence[Unit]
    scores: Floats
    sure: float
    answered: bool
    shorts: tuple[float, ...]


def judged(
    question: Question, units: Sequence[Unit], hits: Sequence[Hit], rows: Sequence[Row], cited: int
) -> Judged:
    """Judges all units; where the best one is sure enough, but lies beyond the first `cited` hits,
    those of these hits alone.  rows: the candidates of the question."""
    units = read_alike(question, units, hits, named(question.named, [*hits, *rows]))
    units = introduced(question, units, hits)
    least, penalty = threshold(), penalties(question, units, hits, rows)
    scores, sure = weighed(question, units, hits, penalty)
    shown = np.array([unit.hit < cited for unit in units])
    if sure >= least and not shown[np.argmax(scores)] and shown.any():
        units = [unit for unit in units if unit.hit < cited]
        scores, sure = weighed(question, units, hits, penalty.of(shown))
    answered = sure >= least and units[int(np.argmax(scores))].hit < cited
    shorts = tuple(short_confidence(unit, sure) for unit in units) if answered else ()
    return Judged(units, scores, sure, answered, shorts)


def read_alike(
    question: Question, units: Sequence[Unit], hits: Sequence[Hit], rows: Named
) -> Sequence[Unit]:
    """The units, a row that is named as likely to answer as the likeliest row of its table: to the
    reader its neighbours answer as well, since it knows no row by its place.  Where the question
    names a column too, the row answers for certain."""
    is_other = [is_another_row(hit, rows) for hit in hits]
    tables = [(hit.article_id, hit.heading) for hit in hits]
    torn = {table for table, other_row in zip(tables, is_other, strict=True) if other_row}
    asks_value = question.asked.kind in TYPED
    is_answer = [
        asks_value and not other_row and bool(cell_named(question.folded, hit, rows))
        for hit, other_row in zip(hits, is_other, strict=True)
    ]
    best = dict[tuple[str, str | None], Unit]()
    for unit in sorted(units, key=lambda unit: unit.score):
        if tables[unit.hit] in torn:
            best[tables[unit.hit]] = unit

    def as_row(unit: Unit) -> Unit:
        if is_answer[unit.hit]:
            return replace(unit, score=CERTAIN, nothing=-CERTAIN, short_score=CERTAIN)
        likeliest = best.get(tables[unit.hit])
        if likeliest is None or is_other[unit.hit]:
            return unit
        return replace(unit, score=likeliest.score, nothing=likeliest.nothing)

    return list(map(as_row, units))


def introduced(question: Question, units: Sequence[Unit], hits: Sequence[Hit]) -> Sequence[Unit]:
    """The units; who somebody is, where the reader finds nothing of him that answers it, those that
    have his office beside his name for certain, or say of the author of an article that is his."""
    name = question.person
    if not name:
        return units
    texts = [fold(hits[unit.hit].text[slice(*unit.span)]) for unit in units]
    if any(unit.score > 0 and name in text for unit, text in zip(units, texts, strict=True)):
        return units
    return [
        replace(unit, score=CERTAIN, nothing=-CERTAIN)
        if introduces(text, name, author_names(hits[unit.hit].author))
        else unit
        for unit, text in zip(units, texts, strict=True)
    ]


def weighed(
    question: Question, units: Sequence[Unit], hits: Sequence[Hit], penalty: Penalties
) -> tuple[Floats, float]:
    """(n,) how well each unit answers, in log-odds, and the chance that the best one is right."""
    scores = choice(question, units, hits) - ANOTHER * penalty.marked_down
    sure = _chance("sure", SURE, sure_features(question, units, scores, hits))
    return scores, min(sure, MOST_OF_DOUBTFUL) if penalty.doubtful[np.argmax(scores)] else sure


def choice(question: Question, units: Sequence[Unit], hits: Sequence[Hit]) -> Floats:
    """(n,) float32 log-odds, higher is better: how well each unit answers, its passage counted, by
    CROSSING for a question in another script than the passage; a unit that asks itself loses
    ASKS."""
    features = choice_features(units, hits)
    if question.is_latin:
        is_chinese = np.array([bool(_CHINESE.search(hits[u.hit].text)) for u in units], bool)
        features[is_chinese, CHOICE.index("passage")] *= CROSSING
    scores = _scores("choice", CHOICE, features)
    asking = np.array([asks(hits[u.hit].text[: u.span[1]]) for u in units], np.float32)
    return scores - np.float32(ASKS) * asking


def choice_features(units: Sequence[Unit], hits: Sequence[Hit]) -> Floats:
    """(n, len(CHOICE)) float32."""
    rows = [(u.score, hits[u.hit].log_odds, u.short_score, u.nothing) for u in units]
    return np.array(rows, np.float32).reshape(-1, len(CHOICE))


def sure_features(
    question: Question, units: Sequence[Unit], scores: Floats, hits: Sequence[Hit]
) -> Floats:
    """(len(SURE),) float32 for the best unit."""
    best = int(np.argmax(scores))
    unit = units[best]
    others = [score for n, score in enumerate(scores.tolist()) if n != best]
    asks_why = question.asked.kind is Kind.REASON
    return np.array(
        [
            unit.score,
            float(scores[best]) - max(others, default=float(scores[best]) - 8),
            hits[unit.hit].log_odds,
            hits[0].log_odds,
            unit.nothing,
            float(question.asked.kind in TYPED),
            words_held(question, hits),
            float(asks_why),
            float(asks_why and not gives_reason(fold(hits[unit.hit].text[slice(*unit.span)]))),
        ],
        np.float32,
    )


def words_held(question: Question, hits: Sequence[Hit]) -> float:
    """The share of the question's words of two or more letters that stand in a hit's text; a half
    if it has none."""
    asked_words = [word for word in set(question.search_words) if len(word) > 1]
    if not asked_words:
        return 0.5
    texts = "\n".join(fold(hit.text) for hit in hits)
    return sum(word in texts for word in asked_words) / len(asked_words)


def short_features(unit: Unit, sure: float) -> Floats:
    """(len(SHORT),) float32.  sure: the confidence of its sentence."""
    return np.array([unit.short_score, log_odds(sure)], np.float32)


def short_confidence(unit: Unit, sure: float) -> float:
    """The chance that the short answer is right, 0 to 1; never more than its sentence's."""
    return min(_chance("short", SHORT, short_features(unit, sure)), sure)


def threshold() -> float:
    """Under this confidence a question is refused."""
    return float(parameters()["threshold"])


def _chance(part: str, names: tuple[str, ...], features: Floats) -> float:
    """What a logistic model says to (len(names),) features."""
    return float(1 / (1 + np.exp(-np.clip(float(_scores(part, names, features)), -30, 30))))


def _scores(part: str, names: tuple[str, ...], features: Floats) -> Floats:
    """(n, f) or (f,) features to (n,) or () log-odds, by the model of this part."""
    return linear(part, names)(features)
