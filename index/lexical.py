"""The lexical leg: for each term the rows that hold it, and the BM25 search over them.

Postings are kept as CSR arrays, sorted by term key and then by row, so that a change is a merge of
sorted arrays and every history that leads to the same articles leads to the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from errors import IndexDamaged
from index import bm25
from index.arrays import best, offsets, ranges
from index.files import CURE
from index.store import Ranking
from index.terms import Keys, letters, occurrences

MOST_COUNTED = 255
"""A term counts at most so often in a row: one byte, and BM25 is flat long before."""

MOST_ASKED = 2
"""A term counts at most so often in a question (measured on the open sets: more is noise)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The terms of some rows, each (row, term) once, in no order.

    rows: (p,) int64.  keys: (p,) uint64.  counts: (p,) uint8, from 1.
    """

    rows: NDArray[np.int64]
    keys: Keys
    counts: NDArray[np.uint8]


@dataclass(frozen=True)
class Postings:
    """keys: (v,) uint64, ascending.  starts: (v + 1,) int64, each term's part of `rows`
    and `counts`.  rows: (p,) int32, ascending within a term.  counts: (p,) uint8.
    lengths: (n,) int32, the occurrences of all terms in each row."""

    keys: Keys
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint8]
    lengths: NDArray[np.int32]

    @cached_property
    def held(self) -> NDArray[np.int64]:
        """(v,) int64: in how many rows each term stands."""
        return np.diff(self.starts)

    @cached_property
    def norms(self) -> NDArray[np.float64]:
        return bm25.length_norm(self.lengths)

    def find(self, keys: Keys) -> NDArray[np.int64]:
        """The number of each key's term, -1 for an unknown one."""
        if not len(self.keys):
            return np.full(len(keys), -1, np.int64)
        places = np.minimum(self.keys.searchsorted(keys), len(self.keys) - 1)
        return np.where(self.keys[places] == keys, places, -1)

    def idf(self, terms: NDArray[np.int32]) -> NDArray[np.float32]:
        return bm25.idf(self.held[terms], len(self.lengths)).astype(np.float32)


def empty() -> Postings:
    """The postings of no row."""
    return Postings(
        np.zeros(0, np.uint64),
        np.zeros(1, np.int64),
        np.zeros(0, np.int32),
        np.zeros(0, np.uint8),
        np.zeros(0, np.int32),
    )


def merge(
    old: Postings,
    numbers: NDArray[np.int64],
    fresh: Counts,
    lengths: NDArray[np.int32],
    gone: Keys | None = None,
) -> Postings:
    """The postings after a change.

    Args:
        old: before the change.
        numbers: (n_old,) the new number of each old row, -1 for one that is gone.
        fresh: what was not there, under the new numbers of the rows.
        lengths: (n_new,) of all rows.
        gone: terms that are terms no more.
    """
    if gone is not None and len(gone):
        old = _without(old, gone)
    terms = np.repeat(np.arange(len(old.keys), dtype=np.int64), np.diff(old.starts))
    rows = numbers[old.rows].astype(np.int64)
    counts = np.asarray(old.counts)
    if len(rows) and rows.min() < 0:
        kept = rows >= 0
        terms, rows, counts = terms[kept], rows[kept], counts[kept]
    alive = np.bincount(terms, minlength=len(old.keys)) > 0
    fresh_keys, fresh_terms = np.unique(fresh.keys, return_inverse=True)
    keys = _union(np.asarray(old.keys)[alive], fresh_keys)
    width = len(lengths)  # (term, row) as one number, for the order
    places = keys.searchsorted(old.keys)[terms] * width + rows
    if len(places) and (np.diff(places) < 0).any():
        order = np.argsort(places)
        places, rows, counts = places[order], rows[order], counts[order]
    added = keys.searchsorted(fresh_keys)[fresh_terms] * width + fresh.rows
    order = np.argsort(added)
    added = added[order]
    where = places.searchsorted(added)
    places = np.insert(places, where, added)
    return Postings(
        keys,
        places.searchsorted(np.arange(len(keys) + 1, dtype=np.int64) * width),
        np.insert(rows.astype(np.int32), where, fresh.rows[order].astype(np.int32)),
        np.insert(counts, where, fresh.counts[order]),
        lengths,
    )


def _union(one: Keys, other: Keys) -> Keys:
    """Of two ascending arrays, without repeats; np.union1d would sort all of them anew."""
    if not len(one):
        return other
    at = one.searchsorted(other)
    new = one[np.minimum(at, len(one) - 1)] != other
    return np.insert(one, at[new], other[new])


def _without(old: Postings, gone: Keys) -> Postings:
    """The postings of the other terms."""
    kept = ~np.isin(old.keys, gone)
    sizes = np.diff(old.starts)[kept]
    places = ranges(np.asarray(old.starts[:-1])[kept], sizes)
    return Postings(
        np.asarray(old.keys)[kept],
        offsets(sizes),
        np.asarray(old.rows)[places],
        np.asarray(old.counts)[places],
        old.lengths,
    )


def joined(parts: Sequence[Counts]) -> Counts:
    """Several counts, of different rows or terms, as one."""
    return Counts(
        np.concatenate([np.zeros(0, np.int64), *(part.rows for part in parts)]),
        np.concatenate([np.zeros(0, np.uint64), *(part.keys for part in parts)]),
        np.concatenate([np.zeros(0, np.uint8), *(part.counts for part in parts)]),
    )


def count(rows: NDArray[np.int64], keys: Keys) -> Counts:
    """Each (row, term) once with its number of occurrences, from one entry an occurrence."""
    order = np.lexsort((keys, rows))
    rows, keys = rows[order], keys[order]
    new = np.ones(len(rows), bool)
    new[1:] = (rows[1:] != rows[:-1]) | (keys[1:] != keys[:-1])
    first = np.flatnonzero(new)
    times = np.diff(np.append(first, len(rows)))
    return Counts(rows[first], keys[first], np.minimum(times, MOST_COUNTED).astype(np.uint8))


def question_terms(postings: Postings, keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The known terms of a question, ascending, and how often each counts."""
    unique, times = np.unique(keys, return_counts=True)
    terms = postings.find(unique)
    known = terms >= 0
    return terms[known], np.minimum(times[known], MOST_ASKED)


def search(
    postings: Postings, keys: Keys, k: int, within: NDArray[np.int64] | None = None
) -> Ranking:
    """The k best rows by BM25 for the term occurrences of a question."""
    size = len(postings.lengths)
    terms, times = question_terms(postings, keys)
    starts, stops = postings.starts[terms].tolist(), postings.starts[terms + 1].tolist()
    parts = list(zip(starts, stops, strict=True))
    if not parts:
        return Ranking(np.zeros(0, np.int64), np.zeros(0, np.float32))
    if not all(0 <= start <= stop <= len(postings.rows) for start, stop in parts):
        raise IndexDamaged(f"the postings of a term lie outside the file; {CURE}")
    rows = np.concatenate([postings.rows[start:stop] for start, stop in parts])
    counts = np.concatenate([postings.counts[start:stop] for start, stop in parts])
    if len(rows) and not 0 <= rows.min() <= rows.max() < size:
        raise IndexDamaged(f"a posting names row {int(rows.max())} of {size}; {CURE}")
    held = np.array(stops) - np.array(starts)
    weights = np.repeat(bm25.idf(held, size) * times, held)
    sums = np.bincount(rows, weights * bm25.saturation(counts, postings.norms[rows]), size)
    found = np.flatnonzero(sums > 0)
    if within is not None:
        found = np.intersect1d(found, within, assume_unique=True)
    scores = sums[found].astype(np.float32)
    places = best(scores, k)
    return Ranking(found[places], scores[places])


@lru_cache(maxsize=256)
def keys_of(text: str) -> Keys:
    """The term occurrences of one text; the last ones are kept, for a question is asked of
    several parts in a row."""
    return occurrences([text]).keys


def spelled(postings: Postings, long: dict[int, str], terms: NDArray[np.int32]) -> list[str]:
    """The letters of each term."""
    keys = postings.keys[terms].tolist()
    return [letters(key) or long[key] for key in keys]
