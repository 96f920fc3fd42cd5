"""Inverted index: BM25 over the postings of several segments.

A segment has its postings as arrays sorted by term key and row.  How many rows hold a term, and how
long a row is on average, are sums over the segments without their dead rows, so scores are those
that one index of the living rows alone would give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from errors import IndexDamaged
from index import bm25
from index.store import Keys, Numbers


@dataclass(frozen=True, slots=True)
class Dead:
    """What dead rows take from a segment's sums.  keys: (w,) ascending; held: (w,) how many of
    the dead rows hold each."""

    keys: Keys = field(default_factory=lambda: np.zeros(0, np.uint64))
    held: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))


@dataclass(frozen=True)
class Postings:
    """keys: (v,) uint64, ascending.  starts: (v + 1,) int64, each term's part of `rows`
    and `counts`.  rows: (p,) int32, ascending within a term.  counts: (p,) uint8.
    lengths: (n,) int32, the occurrences of all terms in each row."""

    keys: Keys
    starts: Numbers
    rows: NDArray[Any]
    counts: NDArray[Any]
    lengths: NDArray[Any]
    dead: Dead = field(default_factory=Dead)

    def find(self, keys: Keys) -> Numbers:
        """The number of each key's term, -1 for an unknown one."""
        return _find(self.keys, keys)

    def holders(self, keys: Keys) -> Numbers:
        """How many living rows hold each key."""
        terms, dead = self.find(keys), _find(self.dead.keys, keys)
        found = np.zeros(len(keys), np.int64)
        known = terms[terms >= 0]
        found[terms >= 0] = self.starts[known + 1] - self.starts[known]
        found[dead >= 0] -= self.dead.held[dead[dead >= 0]]
        return found


def _find(table: Keys, keys: Keys) -> Numbers:
    if not len(table):
        return np.full(len(keys), -1, np.int64)
    places = np.minimum(table.searchsorted(keys), len(table) - 1)
    return np.where(table[places] == keys, places, -1)


def holders(segments: Sequence[Postings], keys: Keys) -> Numbers:
    """How many living rows of all segments hold each key."""
    found = np.zeros(len(keys), np.int64)
    for one in segments:
        found += one.holders(keys)
    return found


def scores(
    postings: Postings, keys: Keys, weights: NDArray[np.float64], norms: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(n,) float64: the BM25 sums of all rows of a segment, the dead ones too, for the terms of a
    question, which count as `weights` says.  norms: (n,) of `bm25.length_norm`."""
    size = len(postings.lengths)
    terms = postings.find(keys)
    weights, terms = weights[terms >= 0], terms[terms >= 0]
    starts, stops = postings.starts[terms].tolist(), postings.starts[terms + 1].tolist()
    if not all(
        0 <= start <= stop <= len(postings.rows) for start, stop in zip(starts, stops, strict=True)
    ):
        raise IndexDamaged("bad_postings")
    sums = np.zeros(size)
    for start, stop, weight in zip(starts, stops, weights.tolist(), strict=True):
        rows, counts = postings.rows[start:stop], postings.counts[start:stop]
        if len(rows) and not 0 <= rows.min() <= rows.max() < size:
            raise IndexDamaged("bad_posting", row=int(rows.max()), size=size)
        sums[rows] += weight * bm25.saturation(counts, norms[rows])
    return sums
