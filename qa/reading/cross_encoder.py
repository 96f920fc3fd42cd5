"""The reader, a cross-encoder: scores every unit of the hits by how well it answers, and marks the
short answer in it.

The network (`models/builtin/contextual_model.py`) reads question and passage together, so that each
word is seen with all others; it was trained on people's questions (`training/joint.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.records import Span
from encoders.contextual import model
from index.store import Floats, Row
from language.fold import fold
from qa.linear_model import linear
from qa.query import Query
from qa.reading.windows import Window, windows
from qa.records import Hit

READ = 6
"""How many hits are read."""
MOST_TOKENS = 1000
"""How many tokens are read for a question: its time is nearly all of an answer's."""
SHORT_TOKENS = 24
"""A short answer has at most so many."""
WINDOW = ("passage", "cover")
"""What says which windows are read: the log-odds of the passage's score, and the share of the
question's weight (idf) that the window holds."""

ANSWERS, BEGINS, ENDS, NOTHING = range(4)
"""Columns of the network's scores; see `training.network.TokenReader`."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or clause of a hit, as it was read.

    hit: its place among the hits, from 0.  span: [start, end) in the hit's text.  score: the
    log-odds that it answers, as the network sees them.  nothing: the log-odds that its window holds
    no answer.  short: [start, end) in the hit's text of the best short answer that begins in it,
    and its log-odds against all other places of the window.
    """

    hit: int
    span: Span
    score: float
    nothing: float
    short: Span | None
    short_score: float


def read(query: Query, hits: Sequence[Hit]) -> list[Unit]:
    """The units of the windows that were read, in the order of hits and text."""
    return _read_windows(query, chosen(query, hits))


def chosen(query: Query, hits: Sequence[Hit]) -> list[Window]:
    """The windows that are read of the hits.

    Of all of them the likeliest (`likely`), those first that ranking has read for this query
    already: they cost nothing.
    """
    choices = windows(model().tokenizer, query.text, hits[:READ])
    scores = likely(query, hits, choices)
    new = np.array([window.ids not in query.readings for window in choices])
    return _affordable(choices, np.lexsort((-scores, new)).tolist())


def likely(query: Query, hits: Sequence[Hit], choices: Sequence[Window]) -> Floats:
    """(n,) float32, higher is better: how likely each window holds the answer, before it is read.

    A long passage has windows by the dozen; of one that is sure to be the right one several are
    worth reading, of an unlikely one none.
    """
    return linear("window", WINDOW)(window_features(query, hits, choices))


def window_features(query: Query, hits: Sequence[Hit], choices: Sequence[Window]) -> Floats:
    """(n, len(WINDOW)) float32."""
    rows = [(hits[w.hit].log_odds, _share_in(query, hits[w.hit].text, w)) for w in choices]
    return np.array(rows, np.float32).reshape(-1, len(WINDOW))


def passage_scores(query: Query, passages: Sequence[Row]) -> Floats:
    """(n,) float32: how well each passage answers, in log-odds: the best unit of the window that
    shares most with the question; -inf for a passage without text."""
    choices = windows(model().tokenizer, query.text, passages)
    cover = [_share_in(query, passages[window.hit].text, window) for window in choices]
    best: dict[int, int] = {}
    for n in sorted(range(len(choices)), key=lambda n: (-cover[n], n)):
        best.setdefault(choices[n].hit, n)
    scores = np.full(len(passages), -np.inf, np.float32)
    for unit in _read_windows(query, [choices[n] for n in best.values()]):
        scores[unit.hit] = max(scores[unit.hit], unit.score)
    return scores


def _read_windows(query: Query, chosen: Sequence[Window]) -> list[Unit]:
    """The units of the windows; one that was read for this query before is not read again."""
    new = [window.ids for window in chosen if window.ids not in query.readings]
    query.readings.update(zip(new, model().read(new), strict=True))
    return [unit for window in chosen for unit in _units(window, query.readings[window.ids])]


def _affordable(choices: Sequence[Window], order: Sequence[int]) -> list[Window]:
    """The windows that are read, in this order while there are tokens left."""
    taken: list[int] = []
    left = MOST_TOKENS
    for n in order:
        if len(choices[n].ids) <= left or not taken:
            taken.append(n)
            left -= len(choices[n].ids)
    return [choices[n] for n in sorted(taken)]


def _share_in(query: Query, text: str, window: Window) -> float:
    """The share of the question's weight whose terms stand in the window, 0 to 1."""
    part = fold(text[window.units[0][0] : window.units[-1][1]])
    weights = query.terms.weights.astype(np.float32)
    present = np.array([term in part for term in query.terms.letters], np.float32)
    return float(weights @ present) / max(float(weights.sum()), 1e-6)


def _units(window: Window, scores: Floats) -> list[Unit]:
    begin = window.begin
    begins, ends = _log_softmax(scores[begin:-1, BEGINS]), _log_softmax(scores[begin:-1, ENDS])
    units = []
    for span, (first, last) in zip(window.units, window.tokens, strict=True):
        own = slice(first - begin, last - begin)
        short, short_score = _best_span(window.places[own], begins[own], ends[own])
        units.append(
            Unit(
                hit=window.hit,
                span=span,
                score=float(scores[first:last, ANSWERS].mean()),
                nothing=float(scores[0, NOTHING]),
                short=short,
                short_score=short_score,
            )
        )
    return units


def _best_span(places: Sequence[Span], begins: Floats, ends: Floats) -> tuple[Span | None, float]:
    """The best pair of begin and end within a unit: begin <= end < begin + SHORT_TOKENS."""
    sums = begins[:, None] + ends[None, :]
    at = np.arange(len(places))
    ahead = at[None, :] - at[:, None]
    sums = np.where((ahead >= 0) & (ahead < SHORT_TOKENS), sums, -np.inf)
    begin, end = np.unravel_index(int(np.argmax(sums)), sums.shape)
    span = (places[int(begin)][0], places[int(end)][1])
    chance = float(np.exp(sums[begin, end]))
    odds = float(np.log(max(chance, 1e-9) / max(1 - chance, 1e-9)))
    return (span if span[0] < span[1] else None), odds


def _log_softmax(values: Floats) -> Floats:
    shifted = values - values.max(initial=-np.inf)
    logs: Floats = shifted - np.log(np.exp(shifted).sum())
    return logs
