"""What speaks for each sentence of the hits as the answer: named features, one row a sentence.

All lexical features are shares of the question's idf (0 to 1) found in some text, the question
word itself left out (什么 is rare in articles, so that its idf would drown the rest).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.records import Span
from index.store import Sentences, Store
from language.fold import fold
from language.words import HAN
from qa.asks import Kind, Question
from qa.features import Asked, covers
from qa.kinds import places
from qa.meaning import soft_match
from qa.records import Hit
from qa.wording import kept_fold

Floats = NDArray[np.float32]

_PAIR = re.compile(f"[{HAN}]{{1,2}}")

FEATURES = (
    "cover",  # idf of the question in the sentence
    "cover_with_previous",
    "cover_with_next",
    "cover_of_paragraph",
    "cover_untitled",  # of the terms that are not in the title or subhead
    "cover_local",  # terms weighted by how few of the candidate sentences have them
    "cover_rarest",  # of the three rarest terms
    "cover_trigrams",  # the question's character trigrams
    "cover_fivegrams",
    "meaning",  # the question's words, each by its nearest word there (`qa/meaning.py`)
    "meaning_with_previous",
    "meaning_local",  # words weighted by how few of the candidate sentences have them
    "touch_before",  # longest end of the words before the question word, in eighths
    "touch_after",  # longest start of the words after it
    "cosine",  # of sentence and question
    "cosine_with_neighbours",
    "kind_found",  # something stands there that the question could ask for
    "kind_missing",  # a kind with a pattern, and nothing of it stands there
    "kind_near",  # that, and the question's words touch it
    "focus_found",  # the noun that the question names, in the sentence
    "defines",  # "X是..." for a question "什么是X"
    "odds",  # log odds of the hit's score, less those of the first hit
    "first_hit",
    "rank",  # 1 / rank of the hit
    "first_sentence",
    "place",  # 0 first sentence … 1 last
    "length",  # log2 of the characters over 32
    "short",  # under 8 characters
    "question_itself",  # the sentence is a question
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Sentence `sentence` (from 0) of hit `hit` (from 0), at [start, end) of the hit's text."""

    hit: int
    sentence: int
    span: Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """features: (n, len(FEATURES)) float32, a row for each of the n candidates."""

    candidates: tuple[Candidate, ...]
    features: Floats
    asked: Asked
    found: NDArray[np.bool_]  # (n, t) which term of the question stands in which sentence
    titles: NDArray[np.bool_]  # (hits, t) which term stands in title or subhead


def gather(
    question: Question,
    hits: Sequence[Hit],
    sentences: Sequence[Sentences],
    asked: Asked,
    store: Store,
) -> Evidence:
    """The candidates of the hits with their features.

    sentences: of each hit, as the store keeps them.  asked: the question as the ranker sees it
    (a zero vector makes the cosines 0).
    """
    candidates = tuple(
        Candidate(h, s, span)
        for h, of_hit in enumerate(sentences)
        for s, span in enumerate(of_hit.spans)
    )
    found = np.zeros((0, len(asked.terms)), bool)
    if candidates:
        found = covers(asked.terms, [s for s in sentences if s.spans]).holds > 0
    titles = np.zeros((len(hits), len(asked.terms)), bool)
    heads = [_heads(hit) for hit in hits]
    known = {head: _standing(asked, head, store) for head in set(heads)}
    for h, head in enumerate(heads):
        titles[h] = known[head]
    features = np.zeros((len(candidates), len(FEATURES)), np.float32)
    evidence = Evidence(candidates, features, asked, found, titles)
    if candidates:
        _fill(evidence, question, hits, sentences, store)
    return evidence


def _fill(
    evidence: Evidence,
    question: Question,
    hits: Sequence[Hit],
    sentences: Sequence[Sentences],
    store: Store,
) -> None:
    found, weights = evidence.found, evidence.asked.weights
    hit_of = np.array([c.hit for c in evidence.candidates])
    first = np.array([c.sentence == 0 for c in evidence.candidates])
    last = np.append(first[1:], True)
    n = len(hit_of)

    folded = [kept_fold(hit.text) for hit in hits]
    texts = [folded[c.hit][c.span[0] : c.span[1]] for c in evidence.candidates]
    # What follows a question in the text is about what that asks: “试用期多久？第19条……”
    told = np.array([False, *(text.endswith("?") for text in texts[:-1])]) & ~first
    found = _told(found, told)
    nothing = np.zeros((1, found.shape[1]), bool)
    before = np.vstack([nothing, found[:-1]]) & ~first[:, None]
    after = np.vstack([found[1:], nothing]) & ~last[:, None]
    whole = np.array([found[hit_of == h].any(axis=0) for h in range(len(hits))])
    titled = evidence.titles[hit_of]
    local = weights * np.log1p(n / np.maximum(found.sum(axis=0), 0.5)).astype(np.float32)
    rarest = np.zeros_like(weights)
    top = np.argsort(-weights, kind="stable")[:3]
    rarest[top] = weights[top]

    cosine, around = _cosines(sentences, evidence.asked.vector)
    alike, worth = soft_match(evidence.asked.text, store, [s for s in sentences if s.spans])
    alike = _told(alike, told)
    alike_before = np.vstack([np.zeros((1, alike.shape[1]), np.float32), alike[:-1]])
    alike_before[first] = 0
    alike_local = worth * np.log1p(n / np.maximum(alike.sum(axis=0), 0.5))
    scores = np.clip(np.array([hit.score for hit in hits], float), 1e-4, 1 - 1e-4)
    odds = np.log(scores / (1 - scores))
    near = _Near(question)
    threes, fives = _grams(evidence.asked.text, 3), _grams(evidence.asked.text, 5)
    kinds = [near.kinds(sentence) for sentence in texts]
    columns = {
        "cover": _share(found, weights),
        "cover_with_previous": _share(found | before, weights),
        "cover_with_next": _share(found | after, weights),
        "cover_of_paragraph": _share(whole[hit_of] | titled, weights),
        "cover_untitled": _share(found & ~titled, weights * ~titled),
        "cover_local": _share(found, local),
        "cover_rarest": _share(found, rarest),
        "cover_trigrams": [_held(threes, sentence) for sentence in texts],
        "cover_fivegrams": [_held(fives, sentence) for sentence in texts],
        "meaning": _share(alike, worth),
        "meaning_with_previous": _share(np.maximum(alike, alike_before), worth),
        "meaning_local": _share(alike, alike_local),
        "touch_before": [near.before(sentence) for sentence in texts],
        "touch_after": [near.after(sentence) for sentence in texts],
        "cosine": cosine,
        "cosine_with_neighbours": around,
        "kind_found": [k[0] for k in kinds],
        "kind_missing": [k[1] for k in kinds],
        "kind_near": [k[2] for k in kinds],
        "focus_found": [bool(question.focus) and question.focus in s for s in texts],
        "defines": [near.defines(s) for s in texts],
        "odds": (odds - odds[0])[hit_of],
        "first_hit": hit_of == 0,
        "rank": 1.0 / (1.0 + hit_of),
        "first_sentence": first,
        "place": [
            c.sentence / max(1, len(sentences[c.hit].spans) - 1) for c in evidence.candidates
        ],
        "length": [np.log2(max(1, len(s)) / 32) for s in texts],
        "short": [len(s) < 8 for s in texts],
        "question_itself": [s.endswith("?") for s in texts],
    }
    for number, name in enumerate(FEATURES):
        evidence.features[:, number] = columns[name]


def _told(held: NDArray[Any], told: NDArray[np.bool_]) -> NDArray[Any]:
    """(n, t) what each sentence holds, with what the one before holds where that asks."""
    if not told.any():
        return held
    both: NDArray[Any] = np.maximum(held, np.roll(held, 1, axis=0) * told[:, None])
    return both


def _heads(hit: Hit) -> str:
    """What stands over a paragraph and so goes without saying in it."""
    parts = (hit.title, hit.heading, hit.author, hit.office, hit.column)
    return " ".join(part for part in parts if part)


def _standing(asked: Asked, head: str, store: Store) -> NDArray[np.bool_]:
    """(t,) which terms of the question are terms of the head.

    A Chinese character or pair is one wherever it stands; only if something longer or Latin stands
    there, which may be part of a longer word, is the head cut into words.
    """
    folded = fold(head)
    stands = [term in folded for term in asked.spelled]
    if all(_PAIR.fullmatch(term) for term, yes in zip(asked.spelled, stands, strict=True) if yes):
        return np.array(stands, bool)
    return np.isin(asked.terms, store.terms(head))


def _share(found: NDArray[Any], weights: Floats) -> Floats:
    """(…, t) found, 0 to 1, (t,) or (…, t) weights: the found share of the weight, in [0, 1]."""
    total = weights.sum(axis=-1)
    share: Floats = (found * weights).sum(axis=-1) / np.maximum(total, 1e-6)
    return share


def _cosines(sentences: Sequence[Sentences], vector: Floats) -> tuple[Floats, Floats]:
    """Each sentence's cosine with the question, and the mean with its neighbours'."""
    alone, around = [], []
    for of_hit in sentences:
        if of_hit.vectors is None or not len(of_hit.spans):
            own = np.zeros(len(of_hit.spans), np.float32)
        else:
            own = of_hit.vectors @ vector
        padded = np.concatenate([own[:1], own, own[-1:]])
        alone.append(own)
        around.append((padded[:-2] + padded[1:-1] + padded[2:]) / 3)
    return np.concatenate(alone), np.concatenate(around)


def _grams(text: str, size: int) -> set[str]:
    grams = {text[i : i + size] for i in range(len(text) - size + 1)}
    return {gram for gram in grams if gram.isalnum()}


def _held(grams: set[str], sentence: str) -> float:
    return sum(gram in sentence for gram in grams) / len(grams) if grams else 0.0


_EMPTY = "的了是在于由为被有个一, "


class _Near:
    """What the question's wording around its question word says about a sentence."""

    def __init__(self, question: Question) -> None:
        self._kind = question.kind
        self._folded = question.folded
        self._before = question.before.rstrip(_EMPTY)[-8:]
        self._after = question.after.lstrip(_EMPTY)[:8]
        subject = question.after if not self._before else question.before
        self._subject = subject.strip('是的指为, "“”《》')
        self._definition = question.kind is Kind.THING and (
            (question.after.startswith("是") and not self._before)
            or (not question.after and question.before.endswith(("是", "指", "指的是", "what")))
        )

    def before(self, sentence: str) -> float:
        part = self._before
        while part and part not in sentence:
            part = part[1:]
        return len(part) / 8

    def after(self, sentence: str) -> float:
        part = self._after
        while part and part not in sentence:
            part = part[:-1]
        return len(part) / 8

    def kinds(self, sentence: str) -> tuple[bool, bool, float]:
        if self._kind in (Kind.THING, Kind.OPEN):
            return False, False, 0.0
        spans = [
            (start, end)
            for start, end in places(self._kind, sentence)
            if sentence[start:end] not in self._folded
        ]
        if not spans:
            return False, True, 0.0
        nearest = 0.0
        for start, end in spans:
            ahead, behind = sentence[max(0, start - 8) : start], sentence[end : end + 8]
            touch = sum(
                pair in self._folded
                for side in (ahead, behind)
                for pair in (side[i : i + 2] for i in range(len(side) - 1))
            )
            nearest = max(nearest, touch / 14)
        return True, False, nearest

    def defines(self, sentence: str) -> float:
        if not (self._definition and self._subject):
            return 0.0
        at = sentence.find(self._subject)
        return 0.0 if at < 0 else 1.0 if at < 6 else 0.5
