"""How the words of a question stand in one sentence: which are missing, in what order, how near.

The features of `qa/evidence.py` are bags of words; these see the heaviest word that is not there
and the words that stand together.  They cost more, so they are worked out for the few best
sentences only, which they put in a new order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import builtin
from language.fold import fold
from language.words import spans as word_spans
from qa.asks import Question
from qa.evidence import Evidence
from qa.features import Asked
from qa.kinds import places as found_places
from qa.records import Hit
from qa.weights import Linear
from qa.wording import content, kept_fold

Floats = NDArray[np.float32]

FEATURES = (
    "missing",  # share of the words' weight that neither sentence nor title has
    "missing_alike",  # the same, a word of like meaning counting by its cosine
    "missing_around",  # that neither the sentence, its neighbours nor the title have
    "worst",  # weight of the heaviest missing word, over that of the heaviest of all
    "second_worst",
    "worst_alike",
    "second_alike",
    "count_missing",  # words that are missing
    "near_miss",  # share missing, of which a word of like meaning is there
    "chain",  # longest run of words in the question's order, over all words
    "chain_found",  # the same, over the words that are there
    "pairs_near",  # neighbours in the question that are neighbours in the sentence
    "pairs_far",  # neighbours in the question that stand apart there
    "dense",  # words found, over the length of the stretch that has them
    "longest",  # longest string that both have, over the question's length
    "reverse",  # share of the sentence's words that the question has
    "before",  # the word before the question word is there (by meaning); a half if there is none
    "after",
    "focus",  # how much of the noun that is asked for is there; a half if none is named
    "numbers",  # share of the question's numbers that the sentence lacks
    "latin",  # share of its Latin words
    "denied",  # the question says not, the sentence doesn't
    "denies",  # the sentence says not, the question doesn't
    "candidates",  # log of the number of things of the kind asked for
    "words",  # log of the sentence's words
)

_EMPTY = frozenset(
    "的了是在于由为被有个一和与及或以并也就都从到对向将把其该此这那之等所但因又则会能可中上下里内过着地得们"
) | frozenset(("使用", "进行", "这个", "一个", "他们", "它们", "以及", "可以", "能够"))
DENIES = re.compile(r"[不没未非无]|除了|\b(?:not|never|no|without|except)\b|n't\b")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
LATIN = re.compile(r"[a-z]{2,}")
_ALIKE = 0.55  # cosine over which a word counts as of like meaning


CLOSE = 4
"""Of so many of the best sentences the words are looked at."""


@dataclass(frozen=True, slots=True)
class Words:
    """The content words of a question: texts, [start, end) in it, and weights (w,) > 0."""

    texts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    weights: NDArray[np.float64]


def read(question: Question, asked: Asked) -> Words:
    """The question's words; a word that the index does not know weighs as its rarest does."""
    bare = content(question.text)
    idf = dict(zip(asked.spelled, asked.weights.tolist(), strict=True))
    found = [(bare[start:end], (start, end)) for start, end in word_spans(bare)]
    found = [(text, span) for text, span in found if text not in _EMPTY]
    rarest = float(asked.weights.max(initial=1.0))
    # `Asked` counts a word of two characters twice, being a pair of characters as well.
    weights = [
        idf[text] / (2 if len(text) == 2 else 1) if text in idf else rarest for text, _ in found
    ]
    return Words(
        tuple(text for text, _ in found),
        tuple(span for _, span in found),
        np.array(weights, float),
    )


def _vectors(texts: Sequence[str]) -> Floats:
    """(n, d) unit meanings of words, each the sum of its parts; a row of zeros for an unknown."""
    model = builtin().model
    numbers, starts = model.matcher.bags(list(texts))
    counts = np.diff(starts)
    parts = model.meanings(np.where(numbers < len(model.words), numbers, 0))
    parts[numbers >= len(model.words)] = 0
    out = np.zeros((len(texts), parts.shape[1]), np.float32)
    # np.add.reduceat is slow where most sums are of one part; this adds in its order, for its bits.
    for step in (*range(1, int(counts.max(initial=0))), 0):
        longer = np.flatnonzero(counts > step)
        out[longer] += parts[starts[longer] + step]
    units: Floats = out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    return units


def _sentence_words(sentences: Sequence[str]) -> list[list[str]]:
    """The content words of each folded sentence, all cut at once."""
    joined = "\n".join(sentences)
    ends = np.cumsum([len(sentence) + 1 for sentence in sentences])
    found: list[list[str]] = [[] for _ in sentences]
    spans = word_spans(joined)
    owners = np.searchsorted(ends, [start for start, _ in spans], side="right").tolist()
    for owner, (start, end) in zip(owners, spans, strict=True):
        if joined[start:end] not in _EMPTY:
            found[owner].append(joined[start:end])
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence, it with its neighbours, and what stands over it; all folded."""

    sentence: str
    around: str
    title: str


def features(question: Question, words: Words, places: Sequence[Place]) -> Floats:
    """(n, len(FEATURES)) float32 of n sentences."""
    inside = _sentence_words([place.sentence for place in places])
    column = {text: i for i, text in enumerate(dict.fromkeys(chain.from_iterable(inside)))}
    vectors = _vectors([*words.texts, *column])
    cosines = vectors[: len(words.texts)] @ vectors[len(words.texts) :].T
    rows = []
    for place, texts in zip(places, inside, strict=True):
        alike = np.zeros(len(words.texts))
        if texts and len(alike):
            alike = np.maximum(cosines[:, [column[text] for text in texts]].max(axis=1), 0)
        rows.append(_row(question, words, place, texts, alike.astype(float)))
    return np.array(rows, np.float32).reshape(len(places), len(FEATURES))


def _row(
    question: Question, words: Words, place: Place, kept: list[str], alike: NDArray[np.float64]
) -> list[float]:
    folded, near, head = place.sentence, place.around, place.title
    exact = np.array([_part(text, folded) for text in words.texts], float)
    titled = np.array([_part(text, head) for text in words.texts], float)
    beside = np.array([_part(text, near) for text in words.texts], float)
    alike = np.maximum(exact, alike)
    at = [folded.find(text) for text in words.texts]
    values = {
        **_missing(words.weights, np.maximum(exact, titled), np.maximum(alike, titled)),
        "missing_around": _share(words.weights, 1 - np.maximum(beside, titled)),
        "near_miss": _share(words.weights, (exact < 0.5) & (alike > _ALIKE)),
        **_order(words, at),
        "longest": _longest(question.folded, folded) / max(1, len(question.folded)),
        "reverse": sum(text in question.folded for text in kept) / max(1, len(kept)),
        **_beside(question, words, alike),
        "focus": _part(question.focus, folded) if question.focus else 0.5,
        "numbers": lacking(NUMBER, question.folded, folded),
        "latin": lacking(LATIN, question.folded, folded),
        "denied": bool(DENIES.search(question.folded)) and not DENIES.search(folded),
        "denies": bool(DENIES.search(folded)) and not DENIES.search(question.folded),
        "candidates": np.log1p(
            sum(folded[a:b] not in question.folded for a, b in found_places(question.kind, folded))
        ),
        "words": np.log1p(len(kept)),
    }
    return [float(values[name]) for name in FEATURES]


def _part(word: str, text: str) -> float:
    """1 if the text has the word, else how much of it: its pairs of characters, or its letters."""
    if word in text:
        return 1.0
    if len(word) < 2 or word.isascii():
        return 0.0
    pairs = sum(word[i : i + 2] in text for i in range(len(word) - 1)) / (len(word) - 1)
    single = sum(character in text for character in word) / len(word)
    return max(0.8 * pairs, 0.4 * single)


def _share(weights: NDArray[np.float64], part: NDArray[Any]) -> float:
    return float(weights @ part / weights.sum()) if len(weights) else 0.0


def _missing(
    weights: NDArray[np.float64], exact: NDArray[np.float64], alike: NDArray[np.float64]
) -> dict[str, float]:
    lost, far = weights * (1 - exact), weights * (1 - alike)
    heaviest = float(weights.max(initial=1e-9))
    worst = sorted([*lost.tolist(), 0.0, 0.0], reverse=True)
    farthest = sorted([*far.tolist(), 0.0, 0.0], reverse=True)
    return {
        "missing": _share(weights, 1 - exact),
        "missing_alike": _share(weights, 1 - alike),
        "worst": worst[0] / heaviest,
        "second_worst": worst[1] / heaviest,
        "worst_alike": farthest[0] / heaviest,
        "second_alike": farthest[1] / heaviest,
        "count_missing": float((exact < 1).sum()),
    }


def _order(words: Words, at: Sequence[int]) -> dict[str, float]:
    """at: where each word starts in the sentence, -1 for one that is not there."""
    found = [(i, place) for i, place in enumerate(at) if place >= 0]
    chains: list[tuple[int, int]] = []
    for _, place in found:
        chains.append((1 + max((n for n, end in chains if end < place), default=0), place))
    longest = max((n for n, _ in chains), default=0)
    gaps = [
        at[i + 1] - at[i] - len(words.texts[i])
        for i in range(len(at) - 1)
        if at[i] >= 0 and at[i + 1] >= 0
    ]
    all_pairs = max(1, len(at) - 1)
    stretch = max((p for _, p in found), default=0) - min((p for _, p in found), default=0)
    return {
        "chain": longest / max(1, len(at)),
        "chain_found": longest / max(1, len(found)),
        "pairs_near": sum(0 <= gap <= 3 for gap in gaps) / all_pairs,
        "pairs_far": sum(not 0 <= gap <= 8 for gap in gaps) / all_pairs,
        "dense": 4 * len(found) / (stretch + 4) if len(found) > 1 else 0.0,
    }


def _longest(a: str, b: str) -> int:
    """The length of the longest string that both hold."""
    best = 0
    for start in range(len(a)):
        while start + best < len(a) and a[start : start + best + 1] in b:
            best += 1
    return best


def _beside(question: Question, words: Words, alike: NDArray[np.float64]) -> dict[str, float]:
    """How well the words on the two sides of the question word are there."""
    start, end = question.slot
    before = [i for i, span in enumerate(words.spans) if span[1] <= start]
    after = [i for i, span in enumerate(words.spans) if span[0] >= end]
    return {
        "before": alike[before[-1]] if before else 0.5,
        "after": alike[after[0]] if after else 0.5,
    }


def lacking(pattern: re.Pattern[str], question: str, text: str) -> float:
    """The share of what the pattern finds in the question that the text lacks; 0 if nothing."""
    found = set(pattern.findall(question))
    return sum(part not in text for part in found) / len(found) if found else 0.0


Look = Callable[[Sequence[int]], Floats]
"""From the numbers of candidates to their features, (n, len(FEATURES))."""


def looker(question: Question, hits: Sequence[Hit], evidence: Evidence) -> Look:
    """The features of these candidates, when they are asked for."""
    words = read(question, evidence.asked)
    return lambda numbers: features(
        question, words, [_place(number, hits, evidence) for number in numbers]
    )


def _place(number: int, hits: Sequence[Hit], evidence: Evidence) -> Place:
    candidates = evidence.candidates
    hit = hits[candidates[number].hit]
    first, last = (
        at if 0 <= at < len(candidates) and candidates[at].hit == candidates[number].hit else number
        for at in (number - 1, number + 1)
    )
    start, end = candidates[number].span
    before, after = candidates[first].span[0], candidates[last].span[1]
    around = kept_fold(hit.text)[before:after]
    # What follows a question in the text is about what that asks, as in `qa/evidence.py`.
    if first < number and hit.text[slice(*candidates[first].span)].endswith(("?", "？")):
        start = before
    title = " ".join(part for part in (hit.title, hit.heading) if part)
    return Place(around[start - before : end - before], around, fold(title))


@dataclass(frozen=True, slots=True)
class Ranked:
    """scores: (n,) of all candidates, the highest is the best.  best: its number.  aligned:
    (len(FEATURES),) of it.  leaders: of each passage that has sentences, in order, the number of
    its best one, with its score as both models have it, (len(leaders),), and its features,
    (len(leaders), len(FEATURES))."""

    scores: Floats
    best: int
    aligned: Floats
    leaders: tuple[int, ...]
    leaders_scores: Floats
    leaders_aligned: Floats


def rank(evidence: Evidence, first: Linear, second: Linear, look: Look) -> Ranked:
    """The candidates by the first model over `qa/evidence.py`; the best CLOSE of them, moved by the
    second over the features here.  The others can only fall behind."""
    scores = first(evidence.features)
    order = np.argsort(-scores, kind="stable").tolist()
    top = order[:CLOSE]
    firsts: dict[int, int] = {}  # of each passage, its best sentence by the first model
    for number in order:
        firsts.setdefault(evidence.candidates[number].hit, number)
    looked = top + [number for number in firsts.values() if number not in top]
    tables = look(looked)
    gains = second(tables)
    moved = scores[looked] + gains
    final = scores + gains[: len(top)].min()
    final[top] = moved[: len(top)]
    best = int(np.argmax(moved[: len(top)]))
    leading: dict[int, int] = {}  # of each passage, the place among the looked at of its best one
    for place in np.argsort(-moved, kind="stable").tolist():
        leading.setdefault(evidence.candidates[looked[place]].hit, place)
    places = [leading[passage] for passage in sorted(leading)]
    leaders = tuple(looked[place] for place in places)
    return Ranked(final, looked[best], tables[best], leaders, moved[places], tables[places])
