"""`retrieve`: the one function under the page, the command line, REST, MCP and the evaluation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from errors import QuestionError
from index.encoder import BUILTIN
from index.store import Narrow, Ranking, Store
from qa.current import current_store
from qa.features import NAMES, Asked, asked, features
from qa.matched import matched
from qa.ranker import ranker
from qa.records import Hit
from qa.rowcache import rows_of
from qa.wording import checked, content

LEGS = ("hybrid", "dense", "lexical")
MOST = 200
"""Hits that may be asked for."""
DEPTH = 30
"""How many of each leg's best rows the ranker sees, or k if that is more."""
CROSSING_DEPTH = 100
"""The same for a question in other words than the index has: its legs are less to be trusted."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """All that a search knew.

    store: what was searched.  hits: the k best.  numbers: their rows in the store.  vector: (dim,)
    the question's.  dense and lexical: the legs as they answered.  candidates: (n,) all ranked
    rows, best first, with their scores (n,) in [0, 1] and features (n, f) in the order of
    `qa.features.NAMES` (no columns unless the leg is hybrid).  known: the share of the question's
    weight whose terms the index knows, 0 to 1; below `qa.features.FEW` the question is in other
    words than the articles.  asked: the question as the ranker saw it.
    """

    store: Store
    hits: tuple[Hit, ...]
    numbers: tuple[int, ...]
    vector: Floats
    dense: Ranking
    lexical: Ranking
    candidates: NDArray[np.int64]
    scores: Floats
    features: Floats
    known: float
    asked: Asked


def retrieve(
    question: str,
    k: int = 5,
    index: Store | None = None,
    *,
    leg: str = "hybrid",
    narrow: Narrow | None = None,
) -> list[Hit]:
    """The k passages that answer the question best, best first; fewer if no more are found.

    index: an opened index (`index.open_index`), or None for the default one.  leg: "hybrid",
    "dense" or "lexical".  narrow: filters.

    Raises:
        QuestionError: the question is empty or too long, k is out of range, the leg is unknown.
        StoreError: the index cannot be read.
    """
    return list(search(question, k, index, leg=leg, narrow=narrow).hits)


def search(
    question: str,
    k: int = 5,
    store: Store | None = None,
    *,
    leg: str = "hybrid",
    narrow: Narrow | None = None,
) -> Found:
    """As `retrieve`, with the workings."""
    text = checked(question)
    if leg not in LEGS:
        raise QuestionError(f"unknown leg {leg!r}; expected one of: {', '.join(LEGS)}")
    checked_k(k)
    store = current_store() if store is None else store
    within = None if narrow is None else store.within(narrow)
    seen = gather(text, k, store, leg, within)
    if leg == "hybrid":
        values = rank_features(seen, store)
        scores = ranker().scores(values, seen.asked.crossing)
        order = np.argsort(-scores, kind="stable")
        candidates, scores, values = seen.candidates[order], scores[order], values[order]
    else:
        only = seen.dense if leg == "dense" else seen.lexical
        candidates, scores = only.rows, _plain_scores(only, leg)
        values = np.zeros((len(candidates), 0), np.float32)
    numbers = tuple(candidates[:k].tolist())
    hits = _hits(numbers, scores[:k].tolist(), seen, store)
    return Found(
        store,
        hits,
        numbers,
        seen.asked.vector,
        seen.dense,
        seen.lexical,
        candidates,
        scores,
        values,
        seen.asked.known,
        seen.asked,
    )


def checked_k(k: int) -> None:
    """Raises QuestionError unless k is a number of hits that may be asked for."""
    if type(k) is not int or not 1 <= k <= MOST:
        raise QuestionError(f"k is {k!r}; expected a whole number from 1 to {MOST}")


@dataclass(frozen=True, slots=True)
class Gathered:
    """A question, the two legs' answers (a leg not wanted is silent), and the rows of both."""

    asked: Asked
    dense: Ranking
    lexical: Ranking
    candidates: NDArray[np.int64]


def gather(text: str, k: int, store: Store, leg: str, within: NDArray[np.int64] | None) -> Gathered:
    """Asks the legs."""
    words = content(text)
    # The built-in encoder is a bag of words, and words that only ask make it worse (RANKING.md).
    vector = store.encoder.queries([words if store.encoder.name == BUILTIN else text])[0]
    question = asked(text, words, vector, store)
    depth = max(k, CROSSING_DEPTH if question.crossing else DEPTH)
    dense = lexical = Ranking(np.zeros(0, np.int64), np.zeros(0, np.float32))
    if leg != "lexical" and vector.any():
        dense = store.dense(vector, depth, within)
    if leg != "dense":
        lexical = store.lexical(words, depth, within)
    return Gathered(question, dense, lexical, np.union1d(dense.rows, lexical.rows))


def rank_features(seen: Gathered, store: Store) -> Floats:
    """(n, len(NAMES)) float32: the features of the candidates."""
    if not len(seen.candidates):
        return np.zeros((0, len(NAMES)), np.float32)
    rows = rows_of(store, seen.candidates.tolist())
    return features(seen.asked, store, rows, seen.lexical)


def _plain_scores(ranking: Ranking, leg: str) -> Floats:
    """A leg's own scores in [0, 1]: (1 + cosine) / 2, or BM25 divided by its best."""
    if leg == "dense":
        return np.clip((1 + ranking.scores) / 2, 0, 1).astype(np.float32)
    best = ranking.scores[:1]
    return (ranking.scores / best).astype(np.float32) if len(best) else ranking.scores


def _hits(
    numbers: tuple[int, ...], scores: list[float], seen: Gathered, store: Store
) -> tuple[Hit, ...]:
    dense_rank = {row: rank for rank, row in enumerate(seen.dense.rows.tolist(), 1)}
    lexical_rank = {row: rank for rank, row in enumerate(seen.lexical.rows.tolist(), 1)}
    rows = rows_of(store, numbers)
    marks = matched(seen.asked.text, [row.text for row in rows])
    return tuple(
        Hit(
            rank,
            score,
            row.id,
            row.article_id,
            row.title,
            row.author,
            row.office,
            row.column,
            row.published,
            row.url,
            row.path,
            row.heading,
            row.paragraph,
            row.text,
            row.spans,
            dense_rank.get(row.number),
            lexical_rank.get(row.number),
            mark,
            row.notes,
        )
        for rank, (row, score, mark) in enumerate(zip(rows, scores, marks, strict=True), 1)
    )
