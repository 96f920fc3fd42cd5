"""What an asker gets: hits, and an answer whose every sentence cites one.  Frozen, no logic."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.records import Span


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its source.  The field order is that of the JSON.

    rank counts from 1; score is the fused score in [0, 1], higher is better, comparable within
    one question.  dense_rank and lexical_rank are the places (from 1) in the two legs, None where
    the leg did not list the passage.  `spans` point into the article's source text.  `matched`
    are the words of the question that stand in the passage, as they stand there.  `notes` say
    what the reader inferred about this passage or its article.
    """

    rank: int
    score: float
    id: str
    article_id: str
    title: str | None
    author: str | None
    office: str | None
    column: str | None
    published: str | None
    url: str | None
    path: str
    heading: str | None
    paragraph: int
    text: str
    spans: tuple[Span, ...]
    dense_rank: int | None
    lexical_rank: int | None
    matched: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence taken word for word from a hit.

    `hit` is the rank of the hit; `spans` point into that article's source text; `short` is the
    part of `text` that answers by itself (a number, a name), or None.
    """

    text: str
    hit: int
    spans: tuple[Span, ...]
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`answered` false: the corpus does not answer it; `hits` are then the nearest passages.

    `confidence` in [0, 1] is calibrated: of the questions given 0.8, four in five are answered by a
    passage of the index (docs/ANSWERS.md).
    """

    question: str
    answered: bool
    confidence: float
    sentences: tuple[AnswerSentence, ...]
    hits: tuple[Hit, ...]
