"""Short ways to ask a store for tests: one leg at a time, rows with their scores, best first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index import bm25
from index.analyzer import MOST_ASKED, question_terms
from index.store import Filters, Leg, Matches, Row, Search, Store, every_article

Scored = list[tuple[Row, float]]


def weighed(text: str, store: Store) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
    """The terms of a text that the store knows, and what each counts."""
    asked = question_terms(text)
    told = store.statistics(asked.keys)
    known = told.document_frequency > 0
    idf = bm25.idf(told.document_frequency[known], told.rows)
    return asked.keys[known], idf * np.minimum(asked.times[known], MOST_ASKED)


def lexical(store: Store, text: str, depth: int, narrow: Filters | None = None) -> Scored:
    """The lexical leg's rows for all the words of a text."""
    keys, weights = weighed(text, store)
    found = store.search(Search(None, keys, weights, depth, narrow or Filters()))
    return _listed(found, found.lexical)


def dense(
    store: Store, asked: str | NDArray[np.float32], depth: int, narrow: Filters | None = None
) -> Scored:
    """The dense leg's rows for a question, or for a vector."""
    vector = store.encoder.queries([asked])[0] if isinstance(asked, str) else asked
    none = np.zeros(0, np.uint64), np.zeros(0)
    found = store.search(Search(vector, *none, depth, narrow or Filters()))
    return _listed(found, found.dense)


def _listed(found: Matches, leg: Leg) -> Scored:
    return [(found.rows[place], float(leg.scores[place])) for place in leg.places().tolist()]


def rows(store: Store) -> list[Row]:
    """All of them, in the order of the index."""
    return list(store.sample(max(len(store), 1)).rows)


def ids(store: Store) -> set[str]:
    """Of all paragraphs."""
    return {
        f"{one.id}#{number}"
        for one in every_article(store)
        for number in range(1, one.paragraphs + 1)
    }
