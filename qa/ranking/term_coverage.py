"""Covers: which sentence of which candidate holds which term of the question.

They are read from the candidates' texts, so that no index need keep the terms of its sentences.
What is found is exactly what `index.analyzer.occurrences` finds there, but only for the question's
terms: single Chinese characters and pairs by comparing characters; all others (longer words, Latin
words, numbers) by cutting just those runs of letters into words in which the term stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from errors import IndexDamaged
from index.store import Floats, Row
from language.arrays import code_points
from language.numerals import normal_forms
from language.sentences import sentences
from language.words import HAN, RUN, lattice
from qa.query import fold_cached

Places = NDArray[np.int64]

_EASY = re.compile(rf"[{HAN}]{{1,2}}")


@dataclass(frozen=True, slots=True)
class Covers:
    """Which sentence holds which question term.

    holds: (s, q) float32, 0 or 1.  starts: (n,) the first sentence of each candidate, ascending.
    owner: (s,) the candidate of each sentence.  sizes: (s,) the number of terms in each.
    """

    holds: Floats
    starts: NDArray[np.int64]
    owner: NDArray[np.int64]
    sizes: Floats


def covers(terms: Sequence[str], rows: Sequence[Row]) -> Covers:
    """One pass over all sentences of all rows; a row without any gets an empty one.

    terms: the folded letters of the question's terms.  Raises IndexDamaged for a row that has not
    as many sentences as when it was indexed.
    """
    folded = [fold_cached(row.text) for row in rows]
    spans = [sentences(row.text) for row in rows]
    for row, row_spans in zip(rows, spans, strict=True):
        if len(row.sizes) != len(row_spans):
            raise IndexDamaged("bad_sentences", id=row.id)
    counts = np.array([max(len(row_spans), 1) for row_spans in spans])
    begins = np.cumsum([0, *(len(text) + 1 for text in folded)])[:-1].tolist()
    firsts = np.array(
        [
            begin + first
            for begin, row_spans in zip(begins, spans, strict=True)
            for first, _ in row_spans or [(0, 0)]
        ],
        np.int64,
    )
    sizes = np.array([size for row in rows for size in row.sizes or (0,)], np.float32)
    holds = np.zeros((len(firsts), len(terms)), np.float32)
    for number, places in enumerate(_places(terms, "\n".join(folded))):
        holds[firsts.searchsorted(places, "right") - 1, number] = 1
    return Covers(holds, np.cumsum(counts) - counts, np.repeat(np.arange(len(rows)), counts), sizes)


def _places(terms: Sequence[str], text: str) -> list[Places]:
    """Where each term stands in a folded text as a term of it."""
    points = code_points(text)
    places = [_occurrences(term, points) for term in terms]
    hard = [number for number, term in enumerate(terms) if not _EASY.fullmatch(term)]
    if not hard:
        return places
    words = _word_spans(text, np.concatenate([places[number] for number in hard]))
    forms = normal_forms(text)
    for number in hard:
        term = terms[number]
        as_term = [at for at in places[number].tolist() if (at, at + len(term)) in words]
        as_term += [at for at, form in forms if form == term]
        places[number] = np.array(as_term, np.int64)
    return places


def _occurrences(term: str, points: NDArray[np.uint32]) -> Places:
    """Where the letters of the term stand."""
    letters = code_points(term)
    places = np.flatnonzero(points[: max(len(points) - len(letters) + 1, 0)] == letters[0])
    for at in range(1, len(letters)):
        places = places[points[places + at] == letters[at]]
    return places


def _word_spans(text: str, places: Places) -> set[tuple[int, int]]:
    """The words, and the shorter known words within longer ones, of the runs of letters in which
    the places lie.  A word never goes beyond its run, so a run alone is cut as it is in the text.
    """
    if not len(places):
        return set()
    runs = np.array([run.span() for run in RUN.finditer(text)], np.int64).reshape(-1, 2)
    which = np.unique(runs[:, 0].searchsorted(places, "right") - 1)
    cut = lattice("\n".join(text[start:end] for start, end in runs[which].tolist()))
    sizes = runs[which, 1] - runs[which, 0] + 1
    inner = np.cumsum(sizes) - sizes  # where each run begins in what is cut
    shift = runs[which, 0] - inner
    starts = np.array([start for start, _ in cut.spans], np.int64)
    ends = np.array([end for _, end in cut.spans], np.int64)
    starts = np.concatenate([starts, cut.pairs, cut.triples])
    ends = np.concatenate([ends, cut.pairs + 2, cut.triples + 3])
    shifts = shift[inner.searchsorted(starts, "right") - 1]
    return set(zip((starts + shifts).tolist(), (ends + shifts).tolist(), strict=True))
