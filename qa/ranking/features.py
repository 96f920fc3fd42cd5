"""Ranking features of candidate passages.

A passage is read as its sentences, because the answer to a question stands in one or two of them.
"Cover" is the share of the question that a stretch of text holds, each term by its weight (its
idf, twice for a word of two characters, which is also a bigram).  Everything is worked out for all
candidates at once, on arrays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index import bm25, search_text
from index.store import Floats, Leg, Matches, Row
from language.sentences import sentences
from language.words import HAN
from qa.query import Query, fold_cached
from qa.ranking.maxsim import soft_covers
from qa.ranking.term_coverage import Covers, covers

Kinds = dict[str, NDArray[np.bool_]]

_LATIN = re.compile(rf"(?:(?![{HAN}])[^\W_])+")
_SHORT = 20  # terms: a sentence so long or shorter is not marked down for its length
_LONG = 0.02  # by how much each further term marks it down


PLAIN = (
    "bm25",
    "bm25 characters",
    "bm25 pairs",
    "bm25 words",
    "sentence short",
    "sentence characters",
    "sentence pairs",
    "sentence context",
    "two sentences",
    "paragraph pairs",
    "paragraph words",
    "context",
    "length",
    "dense",
    "cosine",
    "local sentence",
    "local two sentences",
    "local paragraph",
    "telling sentence",
    "telling paragraph",
)
"""The features of a question whose words the index knows."""

CROSSING = ("dense", "soft sentence", "soft two sentences", "soft paragraph")
"""The features of a question in other words than the index has: another language, mostly.  The soft
ones (`qa/ranking/maxsim.py`) are 0 for all others."""

NAMES = (*PLAIN, *(name for name in CROSSING if name not in PLAIN))


def features(query: Query, matches: Matches) -> Floats:
    """(n, len(NAMES)) float32 for the rows that matched; they must have come with vectors."""
    letters, weights = query.terms.letters, query.terms.weights.astype(np.float32)
    kinds, cover = _kinds(letters), covers(letters, matches.rows)
    context = _context(letters, matches.rows)
    columns = {
        **_bm25_of_leg(matches.lexical),
        **_bm25(weights, kinds, cover),
        **_covers(weights, kinds, cover, context),
        **_local(weights, cover, context),
        **_cosines(query, matches),
        **_soft_covers(query, matches.rows, cover),
    }
    return np.stack([columns[name] for name in NAMES], axis=1).astype(np.float32)


def _bm25_of_leg(lexical: Leg) -> dict[str, Floats]:
    """BM25 divided by its best; 0 where the leg does not list the row."""
    scores = np.where(lexical.ranks, lexical.scores, 0).astype(np.float64)
    return {"bm25": (scores / (scores.max(initial=0) or 1.0)).astype(np.float32)}


def _kinds(terms: Sequence[str]) -> Kinds:
    """Which terms are single characters, pairs, longer words; Latin ones are of the last two."""
    sizes = np.array([len(term) for term in terms])
    latin = np.array([_LATIN.fullmatch(term) is not None for term in terms], bool)
    return {
        "characters": ~latin & (sizes == 1),
        "pairs": latin | (sizes == 2),
        "words": latin | (sizes > 2),
    }


def _bm25(weights: Floats, kinds: Kinds, cover: Covers) -> dict[str, Floats]:
    """BM25 among the candidates, tf = sentences that hold the term, by kind of term, / best."""
    times = np.add.reduceat(cover.holds, cover.starts)
    lengths = np.add.reduceat(cover.sizes, cover.starts)
    mean = max(float(lengths.mean()), 1.0)
    parts = bm25.saturation(times, bm25.length_norm(lengths, mean)[:, None]) * weights
    sums = {kind: parts[:, which].sum(axis=1) for kind, which in kinds.items()}
    return {
        "length": np.log(np.maximum(lengths, 1) / mean),
        **{f"bm25 {kind}": total / max(total.max(), 1e-9) for kind, total in sums.items()},
    }


def _covers(weights: Floats, kinds: Kinds, cover: Covers, context: Floats) -> dict[str, Floats]:
    paragraph = np.maximum.reduceat(cover.holds, cover.starts)
    characters, pairs = weights * kinds["characters"], weights * kinds["pairs"]
    sentence = _share(cover.holds, weights)
    mark_down = 1 / (1 + _LONG * np.maximum(cover.sizes - _SHORT, 0))
    return {
        "sentence short": _best((sentence * mark_down).astype(np.float32), cover),
        "sentence characters": _best(_share(cover.holds, characters), cover),
        "sentence pairs": _best(_share(cover.holds, pairs), cover),
        "sentence context": _best(
            _share(np.maximum(cover.holds, context[cover.owner]), weights), cover
        ),
        "two sentences": _best_of_two(cover.holds, weights, cover),
        "paragraph pairs": _share(paragraph, pairs),
        "paragraph words": _share(paragraph, weights * kinds["words"]),
        "context": _share(context, weights),
    }


def _local(weights: Floats, cover: Covers, context: Floats) -> dict[str, Floats]:
    """Cover weighted by how few of the candidates hold a term, for what tells them apart."""
    paragraph = np.maximum.reduceat(cover.holds, cover.starts)
    size = len(paragraph) + 1
    holders = np.maximum(paragraph, context).sum(axis=0)
    local = weights * np.maximum(np.log(size / (holders + 0.5)), 0)
    holders = paragraph.sum(axis=0)
    telling = np.maximum(np.log(size / (holders + 0.5)), 0) * (holders > 0)
    return {
        "local sentence": _best(_share(cover.holds, local), cover),
        "local two sentences": _best_of_two(cover.holds, local, cover),
        "local paragraph": _share(paragraph, local),
        "telling sentence": _best(_share(cover.holds, telling), cover),
        "telling paragraph": _share(paragraph, telling),
    }


def _share(holds: Floats, weights: Floats) -> Floats:
    """The part of the weights that each row of `holds` has, 0 to 1."""
    share: Floats = holds @ weights / max(float(weights.sum()), 1e-9)
    return share


def _best(values: Floats, cover: Covers) -> Floats:
    """The highest value among the sentences of each candidate."""
    best: Floats = np.maximum.reduceat(values, cover.starts)
    return best


def _best_of_two(holds: Floats, weights: Floats, cover: Covers) -> Floats:
    """The best cover by a sentence, or by one and the next."""
    shares = _share(holds, weights)
    same_candidate = cover.owner[:-1] == cover.owner[1:]
    both = _share(np.maximum(holds[:-1], holds[1:]), weights) * same_candidate
    shares[:-1] = np.maximum(shares[:-1], both)
    return _best(shares, cover)


def _context(terms: Sequence[str], rows: Sequence[Row]) -> Floats:
    """(n, q) whether what stands over each row (title, heading, byline, column) holds each term."""
    held_in_text: dict[str, list[bool]] = {}
    held_by_row = []
    for row in rows:
        text = "\n".join(search_text.context(row, row.heading))
        if text not in held_in_text:
            folded = fold_cached(text)
            held_in_text[text] = [term in folded for term in terms]
        held_by_row.append(held_in_text[text])
    return np.array(held_by_row, np.float32).reshape(len(rows), -1)


def _cosines(query: Query, matches: Matches) -> dict[str, Floats]:
    """The cosine, and the same among the candidates."""
    assert matches.vectors is not None
    cosine = matches.vectors @ query.vector
    return {"cosine": cosine, "dense": _spread(cosine)}


def _soft_covers(query: Query, rows: Sequence[Row], cover: Covers) -> dict[str, Floats]:
    """How near the question's words come to the nearest of a sentence, of two, of the paragraph."""
    names = ("soft sentence", "soft two sentences", "soft paragraph")
    if not query.crossing or not rows:
        return {name: np.zeros(len(rows), np.float32) for name in names}
    texts = [row.text[start:end] for row in rows for start, end in sentences(row.text) or [(0, 0)]]
    near, weights = soft_covers(query.text, texts)
    values = (
        _best(_share(near, weights), cover),
        _best_of_two(near, weights, cover),
        _share(np.maximum.reduceat(near, cover.starts), weights),
    )
    return dict(zip(names, values, strict=True))


def _spread(values: Floats) -> Floats:
    """Less the mean, by the standard deviation: encoders differ in how high their cosines lie."""
    spread: Floats = (values - values.mean()) / max(float(values.std()), 1e-6)
    return spread
