"""`ask`: the sentences that answer, in the article's own words, each with its place; or none.

The best sentence is chosen by a linear model over what speaks for each sentence of the hits
(`qa/evidence.py`) and, among the first few, by another that looks at single words
(`qa/alignment.py`); its short answer by one over its word runs (`qa/short.py`), and whether the
corpus answers the question at all by those of `qa/confidence.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpus.records import Span
from errors import IndexDamaged
from index.store import Narrow, Store
from language.fold import fold
from qa import alignment, asks, confidence, rivals, short
from qa.current import current_store
from qa.evidence import FEATURES, Candidate, gather
from qa.records import Answer, AnswerSentence, Hit
from qa.retrieval import Found, checked_k, search
from qa.rivals import READ
from qa.weights import linear

Floats = NDArray[np.float32]

_MOST = 4  # sentences in an answer
_CLOSE = 1.2  # a sentence whose score is so near to the best one's (in logits) answers as well
_NEIGHBOUR = 0.8
_TOLD = frozenset({asks.Kind.REASON, asks.Kind.MANNER})  # kinds that one sentence may not finish
_BACK = re.compile(r"^(?:[这此其]|[^，,；;：:]{0,20}(?:由此|因此|为此|对此|就此|上述))")
"""Opens a sentence that says little without the one before it."""


def ask(
    question: str,
    k: int = 5,
    index: Store | None = None,
    *,
    leg: str = "hybrid",
    narrow: Narrow | None = None,
) -> Answer:
    """The answer to a question, from the k best hits of the index (None: the default one).

    leg: "hybrid", "dense" or "lexical".  Every sentence of the answer is a slice of a hit's text.
    `answered` is false, and there are no sentences, when the confidence is under the threshold.

    Raises:
        QuestionError: an empty or overlong question, or an option out of range.
        StoreError: the index is missing, damaged or of another encoder.
    """
    checked_k(k)
    store = current_store() if index is None else index
    found = search(question, max(k, READ), store, leg=leg, narrow=narrow)
    return answer(question, found, k, store)


def answer(question: str, found: Found, k: int, store: Store) -> Answer:
    """The answer from what retrieval found in the store, cited from the first k hits.

    The confidence is of the index, not of what is shown: it reads READ hits, whatever k is.
    """
    hits = found.hits[:k]
    nothing = Answer(question, False, 0.0, (), hits)
    read = asks.read(question)
    sentences = store.sentences(found.numbers[:READ])
    weighed = found.hits[: len(sentences)]
    evidence = gather(read, weighed, sentences, found.asked, store)
    if not evidence.candidates or sum(map(str.isalnum, evidence.asked.text)) < 2:
        return nothing  # 的 or ？ alone asks for nothing
    ranked = alignment.rank(
        evidence,
        linear("sentence", FEATURES),
        linear("words", alignment.FEATURES),
        alignment.looker(read, weighed, evidence),
    )
    foreign = confidence.is_foreign(read, weighed)
    features = confidence.measure(
        read, weighed, evidence, ranked, found.dense, found.lexical, found.scores
    )
    chances = [hit.score for hit in weighed]
    table = rivals.table(read, evidence, ranked, chances, found.features[:READ])
    sure = confidence.confidence(features, table, foreign)
    shown = sum(candidate.hit < k for candidate in evidence.candidates)  # they lie in order of hits
    if sure < confidence.threshold(foreign) or not shown:
        return replace(nothing, confidence=sure)
    chosen = _chosen(read, hits, evidence.candidates[:shown], ranked.scores[:shown])
    return Answer(question, True, sure, chosen, hits)


def _chosen(
    question: asks.Question, hits: Sequence[Hit], candidates: Sequence[Candidate], scores: Floats
) -> tuple[AnswerSentence, ...]:
    """The best sentence; from each other article its best one, if it says the same or is nearly as
    good; the best one's neighbours, for a question that takes more than one sentence."""
    order = np.argsort(-scores, kind="stable")
    best = candidates[order[0]]
    first = _cited(question, hits[best.hit], best)
    chosen, articles, texts = [first], {hits[best.hit].article_id}, {fold(first.text)}
    gaps = (scores[order[0]] - scores).tolist()
    for number in order[1:].tolist():
        candidate, gap = candidates[number], gaps[number]
        hit = hits[candidate.hit]
        if len(chosen) == _MOST:
            break
        if hit.article_id in articles:
            continue
        start, end = candidate.span
        if gap >= 2 * _CLOSE and all(len(text) != end - start for text in texts):
            continue  # too far behind to be read; folded texts that agree are of one length
        text = fold(hit.text[start:end])
        agrees = text in texts or (
            first.short is not None
            and len(first.short) > 1
            and fold(first.short) in text
            and gap < 2 * _CLOSE
        )
        if agrees or gap < _CLOSE:
            chosen.append(_cited(question, hit, candidate))
            articles.add(hit.article_id)
            texts.add(text)
    chosen = _newest_first(chosen, hits)
    if question.kind in _TOLD:
        chosen += _neighbours(question, hits, candidates, scores, int(order[0]))
    return tuple(chosen)


def _newest_first(chosen: list[AnswerSentence], hits: Sequence[Hit]) -> list[AnswerSentence]:
    """Sources that differ, newest first; those without a date, or that agree, stay in order."""
    said = {fold(sentence.short) for sentence in chosen if sentence.short}
    dates = [hits[sentence.hit - 1].published for sentence in chosen]
    if len(said) < 2 or not all(dates):
        return chosen
    return [
        chosen[i] for i in sorted(range(len(chosen)), key=lambda i: dates[i] or "", reverse=True)
    ]


def _neighbours(
    question: asks.Question,
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    scores: Floats,
    best: int,
) -> list[AnswerSentence]:
    """The sentence before the best one, if that points back to it (由此 …); the sentence after it,
    if it scores nearly as well."""

    def beside(number: int) -> bool:
        return 0 <= number < len(candidates) and candidates[number].hit == candidates[best].hit

    hit = hits[candidates[best].hit]
    found = []
    if beside(best - 1) and _BACK.search(hit.text[slice(*candidates[best].span)]):
        before = candidates[best - 1]
        if not hit.text[slice(*before.span)].endswith(("?", "？")):
            found.append(_cited(question, hit, before))
    if beside(best + 1) and scores[best] - scores[best + 1] < _NEIGHBOUR:
        found.append(_cited(question, hit, candidates[best + 1]))
    return found


def _cited(question: asks.Question, hit: Hit, candidate: Candidate) -> AnswerSentence:
    start, end = candidate.span
    text = hit.text[start:end]
    return AnswerSentence(
        text, hit.rank, slice_spans(hit.text, hit.spans, start, end), short.best(question, text)
    )


def slice_spans(text: str, spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """The spans into the source of text[start:end], for a paragraph's text and spans.

    No span of a paragraph holds a line break, so the slices joined are the text and places add up,
    also where the paragraph was joined from lines or across columns.

    Raises:
        IndexDamaged: the spans are not as long as the text.
    """
    found: list[Span] = []
    at = 0
    for first, last in spans:
        left, right = max(start, at), min(end, at + last - first)
        if left < right:
            found.append((first + left - at, first + right - at))
        at += last - first
    if at != len(text):
        raise IndexDamaged(
            f"a paragraph of {len(text)} characters has spans of {at}; expected the same number; "
            "build the index again: python -m index build"
        )
    return tuple(found)
