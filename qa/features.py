"""What the ranker knows of a question and its candidate passages: named numbers.

A passage is read as its sentences, because the answer to a question stands in one or two of them.
"Cover" is the share of the question that a stretch of text holds, each term by its weight (its
idf, twice for a word of two characters, which is also a bigram).  Everything is worked out for all
candidates at once, on arrays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.store import Ranking, Row, Sentences, Store
from language.fold import fold
from language.words import HAN
from qa.meaning import soft_match
from qa.wording import search_words, wants

Floats = NDArray[np.float32]

_RUN = re.compile(rf"[{HAN}]+")
_LATIN = re.compile(rf"(?:(?![{HAN}])[^\W_])+")
_SHORT = 20  # terms: a sentence so long or shorter is not marked down for its length
_LONG = 0.02  # by how much each further term marks it down
_K1, _B = 1.2, 0.75


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
    "dense sentence",
    "local sentence",
    "local two sentences",
    "local paragraph",
    "telling sentence",
    "telling paragraph",
    "number",
    "reason",
)
"""The features of a question whose words the index knows."""

CROSSING = (
    "bm25",
    "sentence context",
    "paragraph pairs",
    "context",
    "length",
    "dense",
    "dense sentence",
    "dense two sentences",
    "telling sentence",
    "telling paragraph",
    "soft sentence",
    "soft two sentences",
    "soft paragraph",
)
"""The features of a question in other words than the index has: another language, mostly."""

NAMES = (*PLAIN, *(name for name in CROSSING if name not in PLAIN))

FEW = 0.45
"""A question of which the index knows less than this share is crossing (`Asked.known`)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the features see it.

    question: as it was asked.  text: its content words (`qa.wording.content`).  terms: (q,) int32,
    ascending, those that the index knows.  spelled: their letters.  weights: (q,) float32, idf
    times 1 or 2.  known: the share of the question's weight that the known terms have, 0 to 1.
    vector: (dim,) float32.
    """

    question: str
    text: str
    terms: NDArray[np.int32]
    spelled: tuple[str, ...]
    weights: Floats
    known: float
    vector: Floats

    @property
    def crossing(self) -> bool:
        return self.known < FEW


def term_times(text: str) -> dict[str, int]:
    """Each term of a folded text (see `index/terms.py`) and how often it counts, at most 2."""
    times: dict[str, int] = {}
    runs = _RUN.findall(text)
    pairs = [run[i : i + 2] for run in runs for i in range(len(run) - 1)]
    for term in [*search_words(text), *"".join(runs), *pairs]:
        times[term] = min(times.get(term, 0) + 1, 2)
    return times


def asked(question: str, text: str, vector: Floats, store: Store) -> Asked:
    """The question whose content words are `text`."""
    terms = store.terms(text)
    spelled = tuple(store.term_text(terms))
    times = term_times(text)
    idf = store.idf(terms)
    weights = idf * np.array([times.get(term, 1) for term in spelled], np.float32)
    rarest = float(np.log1p((len(store) + 0.5) / 0.5))  # the idf of a term that no row holds
    missing = rarest * sum(times[term] for term in times.keys() - set(spelled))
    held = float(weights.sum())
    known = held / (held + missing) if held else 0.0
    return Asked(
        text if question is None else question, text, terms, spelled, weights, known, vector
    )


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


def covers(terms: NDArray[np.int32], candidates: Sequence[Sentences]) -> Covers:
    """One pass over all sentences of all candidates; a candidate without any gets an empty one."""
    empty = (np.zeros(0, np.int32),)
    groups = [candidate.terms or empty for candidate in candidates]
    counts = np.array([len(group) for group in groups])
    flat = [sentence for group in groups for sentence in group]
    sizes = np.array([len(sentence) for sentence in flat])
    held = np.concatenate(flat)
    holds = np.zeros((len(flat), len(terms)), np.float32)
    if len(terms):
        places = np.minimum(terms.searchsorted(held), len(terms) - 1)
        found = terms[places] == held
        holds[np.repeat(np.arange(len(flat)), sizes)[found], places[found]] = 1
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    owner = np.repeat(np.arange(len(groups)), counts)
    return Covers(holds, starts, owner, sizes.astype(np.float32))


def features(question: Asked, store: Store, rows: Sequence[Row], lexical: Ranking) -> Floats:
    """(n, len(NAMES)) float32 for the candidate rows; a soft feature is 0 unless crossing."""
    numbers = [row.number for row in rows]
    sentences = store.sentences(numbers)
    seen = covers(question.terms, sentences)
    context = _context(question, rows)
    columns = {
        **_leg(numbers, lexical),
        **_bm25(question, seen),
        **_covers(question, seen, context),
        **_local(question, seen, context),
        **_dense(question, store, numbers, sentences, seen),
        **_kind_of_answer(question, seen, sentences, rows),
        **_soft(question, store, sentences, seen),
    }
    return np.stack([columns[name] for name in NAMES], axis=1).astype(np.float32)


def _leg(numbers: Sequence[int], lexical: Ranking) -> dict[str, Floats]:
    """BM25 divided by its best; 0 where the leg does not list the row."""
    scores = dict(zip(lexical.rows.tolist(), lexical.scores.tolist(), strict=True))
    best = max(scores.values(), default=1.0)
    return {"bm25": np.array([scores.get(n, 0.0) / best for n in numbers], np.float32)}


def _kinds(question: Asked) -> dict[str, NDArray[np.bool_]]:
    """Which terms are single characters, pairs, longer words; Latin ones are of the last two."""
    sizes = np.array([len(term) for term in question.spelled])
    latin = np.array([_LATIN.fullmatch(term) is not None for term in question.spelled], bool)
    return {
        "characters": ~latin & (sizes == 1),
        "pairs": latin | (sizes == 2),
        "words": latin | (sizes > 2),
    }


def _bm25(question: Asked, seen: Covers) -> dict[str, Floats]:
    """BM25 among the candidates, tf = sentences that hold the term, by kind of term, / best."""
    times = np.add.reduceat(seen.holds, seen.starts)
    lengths = np.add.reduceat(seen.sizes, seen.starts)
    norms = _K1 * (1 - _B + _B * lengths / max(float(lengths.mean()), 1.0))
    parts = times * (_K1 + 1) / (times + norms[:, None]) * question.weights
    sums = {kind: parts[:, which].sum(axis=1) for kind, which in _kinds(question).items()}
    return {
        "length": np.log(np.maximum(lengths, 1) / max(float(lengths.mean()), 1.0)),
        **{f"bm25 {kind}": total / max(total.max(), 1e-9) for kind, total in sums.items()},
    }


def _covers(question: Asked, seen: Covers, context: Floats) -> dict[str, Floats]:
    kinds = _kinds(question)
    paragraph = np.maximum.reduceat(seen.holds, seen.starts)
    weights = question.weights
    characters, pairs = weights * kinds["characters"], weights * kinds["pairs"]
    sentence = _share(seen.holds, weights)
    mark_down = 1 / (1 + _LONG * np.maximum(seen.sizes - _SHORT, 0))
    return {
        "sentence short": _best((sentence * mark_down).astype(np.float32), seen),
        "sentence characters": _best(_share(seen.holds, characters), seen),
        "sentence pairs": _best(_share(seen.holds, pairs), seen),
        "sentence context": _best(
            _share(np.maximum(seen.holds, context[seen.owner]), weights), seen
        ),
        "two sentences": _two(seen.holds, weights, seen),
        "paragraph pairs": _share(paragraph, pairs),
        "paragraph words": _share(paragraph, weights * kinds["words"]),
        "context": _share(context, weights),
    }


def _local(question: Asked, seen: Covers, context: Floats) -> dict[str, Floats]:
    """Cover weighted by how few of the candidates hold a term, for what tells them apart."""
    paragraph = np.maximum.reduceat(seen.holds, seen.starts)
    size = len(paragraph) + 1
    holders = np.maximum(paragraph, context).sum(axis=0)
    local = question.weights * np.maximum(np.log(size / (holders + 0.5)), 0)
    holders = paragraph.sum(axis=0)
    telling = np.maximum(np.log(size / (holders + 0.5)), 0) * (holders > 0)
    return {
        "local sentence": _best(_share(seen.holds, local), seen),
        "local two sentences": _two(seen.holds, local, seen),
        "local paragraph": _share(paragraph, local),
        "telling sentence": _best(_share(seen.holds, telling), seen),
        "telling paragraph": _share(paragraph, telling),
    }


def _share(holds: Floats, weights: Floats) -> Floats:
    """The part of the weights that each row of `holds` has, 0 to 1."""
    share: Floats = holds @ weights / max(float(weights.sum()), 1e-9)
    return share


def _best(values: Floats, seen: Covers) -> Floats:
    """The highest value among the sentences of each candidate."""
    best: Floats = np.maximum.reduceat(values, seen.starts)
    return best


def _two(holds: Floats, weights: Floats, seen: Covers) -> Floats:
    """The best cover by a sentence, or by one and the next."""
    cover = _share(holds, weights)
    same = seen.owner[:-1] == seen.owner[1:]
    both = _share(np.maximum(holds[:-1], holds[1:]), weights) * same
    cover[:-1] = np.maximum(cover[:-1], both)
    return _best(cover, seen)


def _kind_of_answer(
    question: Asked, seen: Covers, sentences: Sequence[Sentences], rows: Sequence[Row]
) -> dict[str, Floats]:
    """1 where the sentence that covers most, or a neighbour of it, has a number (a reason), for a
    question that asks for one; else 0."""
    wanted = wants(question.question)
    found = {kind: np.zeros(len(rows), np.float32) for kind in ("number", "reason")}
    if wanted is None:
        return found
    kind, sign = wanted
    mark_down = 1 / (1 + _LONG * np.maximum(seen.sizes - _SHORT, 0))
    cover = _share(seen.holds, question.weights) * mark_down
    stops = [*seen.starts[1:].tolist(), len(cover)]
    for at, (start, stop) in enumerate(zip(seen.starts.tolist(), stops, strict=True)):
        spans = sentences[at].spans
        if spans:
            best = int(np.argmax(cover[start:stop]))
            last = min(best + 1, len(spans) - 1)
            text = fold(rows[at].text[spans[best][0] : spans[last][1]])
            found[kind][at] = sign.search(text) is not None
    return found


def _soft(
    question: Asked, store: Store, sentences: Sequence[Sentences], seen: Covers
) -> dict[str, Floats]:
    """How near the question's words come to the nearest word of a sentence, two, a paragraph."""
    names = ("soft sentence", "soft two sentences", "soft paragraph")
    if not question.crossing:
        return {name: np.zeros(len(sentences), np.float32) for name in names}
    near, weights = soft_match(question.text, store, sentences)
    paragraph = np.maximum.reduceat(near, seen.starts)
    values = (
        _best(_share(near, weights), seen),
        _two(near, weights, seen),
        _share(paragraph, weights),
    )
    return dict(zip(names, values, strict=True))


_folded = lru_cache(maxsize=4096)(fold)


def _context(question: Asked, rows: Sequence[Row]) -> Floats:
    """(n, q) whether the title, heading, author or column of each row holds each term."""
    known: dict[str, list[bool]] = {}
    found = []
    for row in rows:
        text = "\n".join(part for part in (row.title, row.heading, row.author, row.column) if part)
        if text not in known:
            folded = _folded(text)
            known[text] = [term in folded for term in question.spelled]
        found.append(known[text])
    return np.array(found, np.float32).reshape(len(rows), -1)


def _dense(
    question: Asked,
    store: Store,
    numbers: Sequence[int],
    sentences: Sequence[Sentences],
    seen: Covers,
) -> dict[str, Floats]:
    whole = store.vectors(numbers) @ question.vector
    if any(one.vectors is None for one in sentences):
        same_for_all = _spread(whole)
        return {
            "dense": same_for_all,
            "dense sentence": same_for_all,
            "dense two sentences": whole,
        }
    vectors = np.concatenate([one.vectors for one in sentences if one.vectors is not None])
    single = vectors @ question.vector
    inner = np.einsum("ij,ij->i", vectors[:-1], vectors[1:])
    pair = (single[:-1] + single[1:]) / np.sqrt(np.maximum(2 + 2 * inner, 1e-6))
    two = single.copy()
    same = seen.owner[:-1] == seen.owner[1:]
    two[:-1] = np.where(same, np.maximum(two[:-1], pair), two[:-1])
    return {
        "dense": _spread(whole),
        "dense sentence": _spread(_best(single, seen)),
        "dense two sentences": _best(two, seen),
    }


def _spread(values: Floats) -> Floats:
    """Less the mean, by the standard deviation: encoders differ in how high their cosines lie."""
    spread: Floats = (values - values.mean()) / max(float(values.std()), 1e-6)
    return spread
