"""The rest of a list that stands in many passages, an item in each: asked who was chosen, an answer
has sentences of the few passages that are read; here come those that say the same of others.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher

from corpus.records import Span
from corpus.spans import slice_spans
from corpus.tables import columns_in
from index.store import Row, Search, Store
from language.asked_years import told_years
from language.fold import fold
from language.opposites import tells_the_opposite
from language.sentences import sentences
from qa.query import Question
from qa.records import Answer, AnswerSentence, Hit
from qa.retrieval import Retrieved, hit_of

DEPTH = 200
"""Passages in which the rest of a list is looked for."""
MOST = 30
"""Sentences of a list that are shown; how many more there are is counted."""
LEAST = 3
"""So many sentences alike are a list."""
LONGEST = 100
"""Characters of a sentence that is an item."""
ALIKE = 0.65
"""The share of letters, in order, that two items have in common."""
_SEVERAL = re.compile(r"哪些|哪几|(?:[都还]有|有|都是|包括)谁|名单")
_WHO = re.compile(r"(?<!是)谁(?!是|的)")


def with_rest(retrieved: Retrieved, answer: Answer, store: Store) -> Answer:
    """The answer, behind its sentences those that say the same of others; `more` counts those that
    are too many.  Asked with 谁, which may mean one, only where two are shown that are alike."""
    question, query = retrieved.query.question, retrieved.query
    first = answer.sentences[0]
    shown = [s for s in answer.sentences if s is first or _alike(question, first, s.text, s.source)]
    several = _SEVERAL.search(question.folded) or (_WHO.search(question.folded) and len(shown) > 1)
    if not several or not first.source or len(first.text) > LONGEST or first.columns:
        return answer
    search = Search(None, query.terms.keys, query.terms.weights, DEPTH, retrieved.narrow)
    said = {_letters(sentence.text) for sentence in answer.sentences}
    rest: list[tuple[Row, Span]] = []
    for row in store.search(search).rows if len(query.terms.keys) else ():
        for start, end in sentences(row.text):
            text = row.text[start:end]
            if _letters(text) not in said and _alike(question, first, text, row):
                said.add(_letters(text))
                rest.append((row, (start, end)))
    if len(shown) + len(rest) < LEAST:
        return answer
    room = max(0, MOST - len(answer.sentences))
    return _extended(answer, rest[:room], max(0, len(rest) - room))


def _extended(answer: Answer, rest: list[tuple[Row, Span]], more: int) -> Answer:
    hits = {hit.id: hit for hit in answer.hits}
    shown = list(answer.sentences)
    for row, (start, end) in rest:
        hit = hits.setdefault(row.id, hit_of(row, len(hits) + 1, 0.0, ()))
        spans = slice_spans(row.text, row.spans, start, end)
        shown.append(AnswerSentence(row.text[start:end], hit.rank, spans, source=hit))
    return replace(answer, sentences=tuple(shown), hits=tuple(hits.values()), more=more)


def _alike(question: Question, first: AnswerSentence, text: str, source: Hit | Row | None) -> bool:
    """Whether a text says of another what a sentence says: all words of the question that stand
    there, in a sentence of that form, of the same years."""
    if not source or not first.source or len(text) > LONGEST or columns_in(source.heading)[1]:
        return False
    model, folded = fold(first.text), fold(text)
    asked = (word for word in question.search_words if len(word) > 1)
    if any(word in model and word not in folded for word in asked):
        return False
    if tells_the_opposite(question.folded, folded):
        return False
    if SequenceMatcher(None, model, folded, autojunk=False).ratio() < ALIKE:
        return False
    return not question.years or told_years(text, source.published) == told_years(
        first.text, first.source.published
    )


def _letters(text: str) -> str:
    return fold("".join(filter(str.isalnum, text)))
