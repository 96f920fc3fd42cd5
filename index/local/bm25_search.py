"""BM25 search: the sums of a question over the postings of several segments, an inverted index.

A segment has its postings as arrays sorted by term key and row.  How many rows hold a term, and how
long a row is on average, are sums over the segments without their dead rows, so scores are those
that one index of the living rows alone would give.

Of a large index the common terms have most of the postings and tell rows apart least.  So the rare
terms of a question choose the rows, as many as `POSTINGS_READ` postings allow, and the common ones
only score those that are chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from errors import IndexDamaged
from index import bm25
from index.store import Keys, Numbers

POSTINGS_READ = 200_000
"""Postings that a question reads to choose rows; fewer if its next term would go beyond."""
CHOSEN = 1000
"""Rows that are chosen where that left terms out, or `TIMES` as many as are asked for."""
TIMES = 20


@dataclass(frozen=True, slots=True)
class Dead:
    """What dead rows take from a segment's sums.  keys: (w,) ascending; document_frequency:
    (w,) how many of the dead rows hold each."""

    keys: Keys = field(default_factory=lambda: np.zeros(0, np.uint64))
    document_frequency: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))


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

    def document_frequency(self, keys: Keys) -> Numbers:
        """How many living rows hold each key."""
        terms, dead = self.find(keys), _find(self.dead.keys, keys)
        frequencies = np.zeros(len(keys), np.int64)
        known_terms = terms[terms >= 0]
        frequencies[terms >= 0] = self.starts[known_terms + 1] - self.starts[known_terms]
        frequencies[dead >= 0] -= self.dead.document_frequency[dead[dead >= 0]]
        return frequencies


def _find(table: Keys, keys: Keys) -> Numbers:
    if not len(table):
        return np.full(len(keys), -1, np.int64)
    places = np.minimum(table.searchsorted(keys), len(table) - 1)
    return np.where(table[places] == keys, places, -1)


def document_frequency(segments: Sequence[Postings], keys: Keys) -> Numbers:
    """How many living rows of all segments hold each key."""
    frequencies = np.zeros(len(keys), np.int64)
    for postings in segments:
        frequencies += postings.document_frequency(keys)
    return frequencies


def rarest_first(document_frequency: Numbers) -> tuple[Numbers, Numbers]:
    """The places of the terms that choose rows, rarest first, and of those that only score.

    document_frequency: (q,) over all segments, so that an index of many chooses as one of one does.
    """
    order = np.argsort(document_frequency, kind="stable")
    postings = np.cumsum(document_frequency[order])
    count = max(1, int(postings.searchsorted(POSTINGS_READ, "right")))
    return order[:count], order[count:]


def scores(
    postings: Postings, keys: Keys, weights: NDArray[np.float64], norms: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(n,) float64: the BM25 sums of all rows of a segment, the dead ones too, for the terms of a
    question, which count as `weights` says.  norms: (n,) of `bm25.length_norm`."""
    size = len(postings.lengths)
    parts = list(_of_terms(postings, keys, weights))
    rows = np.concatenate([np.zeros(0, np.int64), *(rows for rows, _, _ in parts)])
    if len(rows) and not 0 <= rows.min() <= rows.max() < size:
        raise IndexDamaged("bad_posting", row=int(rows.max()), size=size)
    counts = np.concatenate([np.zeros(0, np.uint8), *(counts for _, counts, _ in parts)])
    posting_weights = np.repeat([weight for *_, weight in parts], [len(rows) for rows, *_ in parts])
    sums: Any = np.bincount(rows, posting_weights * bm25.saturation(counts, norms[rows]), size)
    return np.asarray(sums, np.float64)  # bincount gives integers where there is no posting


def top_candidates(sums: NDArray[np.float64], depth: int) -> Numbers:
    """The rows with a sum above 0, or of many some of the best, at least `depth`, and all that
    equal the last of those.

    What every 16th row has tells about where to look; to sort all takes longer than to add them up.
    """
    sample = sums[::_STEP]
    sample = sample[sample > 0]
    nth = 2 * depth // _STEP
    if 4 * nth < len(sample):
        place = len(sample) - nth - 1
        rows = np.flatnonzero(sums > np.partition(sample, place)[place])
        if len(rows) >= depth:
            return rows
    return np.flatnonzero(sums > 0)


_STEP = 16


def scores_of(
    postings: Postings,
    keys: Keys,
    weights: NDArray[np.float64],
    norms: NDArray[np.float64],
    chosen: Numbers,
) -> NDArray[np.float64]:
    """(r,) as `scores`, but of some rows (r,) alone."""
    sums = np.zeros(len(chosen))
    for rows, counts, weight in _of_terms(postings, keys, weights):
        if not len(rows):
            continue
        # Of another type, the postings would be copied to be searched.
        places = np.minimum(rows.searchsorted(chosen.astype(rows.dtype)), len(rows) - 1)
        present = rows[places] == chosen
        sums[present] += weight * bm25.saturation(counts[places[present]], norms[chosen[present]])
    return sums


def _of_terms(
    postings: Postings, keys: Keys, weights: NDArray[np.float64]
) -> Iterator[tuple[NDArray[Any], NDArray[Any], float]]:
    """The rows and counts of each term that the segment has, and its weight."""
    terms = postings.find(keys)
    weights, terms = weights[terms >= 0], terms[terms >= 0]
    starts, stops = postings.starts[terms].tolist(), postings.starts[terms + 1].tolist()
    if not all(
        0 <= start <= stop <= len(postings.rows) for start, stop in zip(starts, stops, strict=True)
    ):
        raise IndexDamaged("bad_postings")
    for start, stop, weight in zip(starts, stops, weights.tolist(), strict=True):
        yield postings.rows[start:stop], postings.counts[start:stop], weight
