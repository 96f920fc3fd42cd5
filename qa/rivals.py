"""Each of the first passages as the one that answers, against its rivals and against none of them.

The chance that the index answers a question is 1 less that of "none", in a softmax over the
passages and "none", whose score is 0.  A passage is described by its best sentence, by itself, and
by how much each of these features exceeds the mean of its rivals': the one that answers stands out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa import alignment
from qa.asks import Question
from qa.evidence import FEATURES as EVIDENCE
from qa.evidence import Evidence
from qa.features import NAMES
from qa.weights import Linear

Floats = NDArray[np.float32]

READ = 5
"""Of so many hits, at most, the sentences are weighed."""

_WHOLE = (
    "known",  # share of the question's weight whose terms the index knows at all
    "terms",  # log of the number of the question's terms
    "asks_length",  # log of its characters
    "score",  # of its best sentence, by the sentence models
    "odds",  # of the passage, by the passage ranker, as log odds
    "cover",  # share of the question's weight in passage, title and subhead
    "untitled",  # the same of the terms that stand in neither title nor subhead
    "titled",  # share in title and subhead
    "rarest_missing",  # weight of the rarest term that is not there, over the rarest of all
)
OWN = (
    *_WHOLE,
    *(f"sentence {name}" for name in EVIDENCE),
    *(f"words {name}" for name in alignment.FEATURES),
    *(f"passage {name}" for name in NAMES),
)
FEATURES = (*OWN, *(f"{name} over rivals" for name in OWN))

ABSENT = -30.0
"""The score of a passage that is not there."""


def table(
    question: Question,
    evidence: Evidence,
    ranked: alignment.Ranked,
    chances: Sequence[float],
    columns: Floats,
) -> Floats:
    """(READ, len(FEATURES)) float32; a row of NaN where there is no passage, or no sentence in it.

    chances: the score of each passage, in [0, 1].  columns: (passages, len(NAMES)) features of the
    passage ranker; (passages, 0) if it was not asked.
    """
    asked = evidence.asked
    of_hit = np.array([candidate.hit for candidate in evidence.candidates])
    total = max(float(asked.weights.sum()), 1e-6)
    heaviest = max(float(asked.weights.max(initial=0.0)), 1e-6)
    ranking = columns if columns.shape[1] else np.zeros((len(chances), len(NAMES)), np.float32)
    own = np.full((READ, len(OWN)), np.nan, np.float32)
    leaders = zip(ranked.leaders, ranked.leaders_scores, ranked.leaders_aligned, strict=True)
    for number, score, aligned in leaders:
        at = evidence.candidates[number].hit
        titled = evidence.titles[at]
        whole = evidence.found[of_hit == at].any(axis=0) | titled
        untitled = asked.weights * ~titled
        chance = min(max(chances[at], 1e-4), 1 - 1e-4)
        values = {
            "known": asked.known,
            "terms": np.log1p(len(asked.terms)),
            "asks_length": np.log1p(len(question.folded)),
            "score": score,
            "odds": np.log(chance / (1 - chance)),
            "cover": float((asked.weights * whole).sum()) / total * asked.known,
            "untitled": float((untitled * whole).sum()) / max(float(untitled.sum()), 1e-6),
            "titled": float((asked.weights * titled).sum()) / total,
            "rarest_missing": float((asked.weights * ~whole).max(initial=0.0)) / heaviest,
        }
        first = np.array([values[name] for name in _WHOLE], np.float32)
        own[at] = np.concatenate([first, evidence.features[number], aligned, ranking[at]])
    return np.hstack([own, own - _rivals(own)])


def _rivals(own: Floats) -> Floats:
    """The mean of the other rows that are there; a row itself, where it has no rival."""
    there = ~np.isnan(own[:, 0])
    if there.sum() < 2:
        return own
    total = own[there].sum(axis=0)
    rest: Floats = (total - own) / (there.sum() - 1)
    return rest


def weigh(model: Linear, tables: Floats) -> tuple[NDArray[np.float64], Floats]:
    """(n, READ, len(FEATURES)) tables to (n,) log odds that one of the passages answers, and (n,
    len(FEATURES)) of the likeliest, zeros where there is no passage."""
    scores = np.nan_to_num(model(tables).astype(np.float64), nan=ABSENT)
    likeliest = np.nan_to_num(tables[np.arange(len(tables)), scores.argmax(axis=1)])
    odds: NDArray[np.float64] = np.logaddexp.reduce(scores, axis=1)
    return odds, likeliest
