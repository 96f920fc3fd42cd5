"""Result records: hits, and an answer whose every sentence cites one; and their JSON."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any

from corpus.metadata import METADATA, Described, Metadata
from corpus.records import Span
from corpus.tables import columns_in
from errors import QuestionError
from index.store import ArticleFacts
from messages import Message


@dataclass(frozen=True, slots=True)
class Hit(Described):
    """A passage with its source.

    rank counts from 1; score is the fused score in [0, 1], higher is better, comparable within
    one question.  dense_rank and lexical_rank are the places (from 1) in the two legs, None where
    the leg did not list the passage, or it comes along as the reply to the one before it.  `spans`
    point into the article's source text.  `matched` are the words of the question that stand in
    the passage, as they stand there.  `notes` say what the reader inferred about this passage or
    its article.
    """

    rank: int
    score: float
    id: str
    article_id: str
    metadata: Metadata
    path: str
    heading: str | None
    paragraph: int
    text: str
    spans: tuple[Span, ...]
    dense_rank: int | None
    lexical_rank: int | None
    matched: tuple[str, ...]
    notes: tuple[str, ...] = ()
    page: int | None = None

    @property
    def log_odds(self) -> float:
        """Those of the score, within ±7."""
        return log_odds(self.score)


def log_odds(share: float) -> float:
    """Of a share in [0, 1], within ±7."""
    bounded = min(max(share, 1e-4), 1 - 1e-4)
    return max(-7.0, min(7.0, math.log(bounded / (1 - bounded))))


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The part of a sentence that answers by itself (a figure, a name).

    `spans` point into the article's source text.  `confidence` in [0, 1]: the chance that it is
    right.
    """

    text: str
    spans: tuple[Span, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence, or a clause of a long one, taken word for word from a hit.

    `hit` is the rank of the hit, `source` the hit itself; `spans` point into that article's source
    text; `also` are the ranks of other hits that say the same; `short` is the short answer in it,
    if one is sure enough.
    """

    text: str
    hit: int
    spans: tuple[Span, ...]
    short: ShortAnswer | None = None
    also: tuple[int, ...] = ()
    source: Hit | None = field(default=None, repr=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """Of a row of a table, whose text has the cells alone: the names of their columns."""
        return columns_in(self.source.heading)[1] if self.source else ()


@dataclass(frozen=True, slots=True)
class LibraryAnswer:
    """What the list of articles says to a question about the library itself (有多少篇文章).

    `kind`: "count", "articles", "newest", "oldest", "longest", "shortest" (by paragraphs),
    "author", "column", "paper", "year" or "month"; "source" for what the source line of an article
    says (《…》是谁写的), "listed" for the articles of an author, a column or a paper, or with a
    phrase; "program" for what the program can answer, to a greeting or a question to itself (你能做
    什么).  `text`: in a sentence in the question's language.  `count`: how many there are.
    `names`: (name, in how many articles), most first, of "author", "column", "paper", "year",
    "month".
    `articles`: those that are listed.  `message`: the same as `text`, for any language.
    `confidence`, 0 to 1: how likely the article is the one that is meant.
    """

    kind: str
    text: str
    count: int
    names: tuple[tuple[str, int], ...] = ()
    articles: tuple[ArticleFacts, ...] = ()
    message: Message | None = field(default=None, repr=False, compare=False)
    confidence: float = 1.0

    @property
    def answers(self) -> bool:
        """Whether the list says what is asked; that no article has a column is an answer."""
        return self.kind != "program" and (self.kind != "source" or self.count > 0)

    @property
    def article(self) -> ArticleFacts | None:
        """The one article that it tells of: what a question after it may follow up."""
        names_one = self.kind in ("source", "listed") and len(self.articles) == 1
        return self.articles[0] if names_one else None


@dataclass(frozen=True, slots=True)
class Answer:
    """`answered` false: the corpus does not answer it; `hits` are then the nearest passages.

    `confidence` in [0, 1] is calibrated: of the answers given 0.8, four in five are right
    (docs/research/ANSWERS.md).  `library`: what the list of articles says to a question about the
    library itself; no passage says it, so there are then no sentences, and hits only where the list
    does not say it either.  `undated`: how many articles the time, since or until, left out because
    they have no date.  `more`: how many sentences a list has besides those that are shown.

    `hits` are those of `retrieve`; behind them, and beyond k, stand the passages of sentences that
    were looked for afterwards: what amends one that is shown, and the rest of a list.
    """

    question: str
    answered: bool
    confidence: float
    sentences: tuple[AnswerSentence, ...]
    hits: tuple[Hit, ...]
    library: LibraryAnswer | None = None
    undated: int = 0
    more: int = 0


HIT_KEYS = (
    "rank", "score", "id", "article_id", *(name for name in METADATA if name != "url"), "page",
    "url", "path", "heading", "paragraph", "text", "spans", "dense_rank", "lexical_rank", "matched",
    "notes",
)  # fmt: skip


def hit_json(hit: Hit) -> dict[str, Any]:
    """A hit under the contract's keys; spans as [[start, end], …]."""
    return {key: _as_lists(getattr(hit, key)) for key in HIT_KEYS}


def sentence_json(sentence: AnswerSentence) -> dict[str, Any]:
    """An answer sentence: its text, the rank of its hit, its spans, the short answer, other hits
    that say the same, the names of the columns of a row."""
    short = sentence.short
    return {
        "text": sentence.text,
        "hit": sentence.hit,
        "spans": _as_lists(sentence.spans),
        "short": short and {
            "text": short.text,
            "spans": _as_lists(short.spans),
            "confidence": round(short.confidence, 4),
        },
        "also": _as_lists(sentence.also),
        "columns": _as_lists(sentence.columns),
    }  # fmt: skip


def line_json(article: ArticleFacts) -> dict[str, Any]:
    """An article without its text; `paragraphs` is how many it has."""
    return {
        "id": article.id, "path": article.path, **asdict(article.metadata),
        "paragraphs": article.paragraphs, "notes": list(article.notes),
    }  # fmt: skip


def library_json(library: LibraryAnswer) -> dict[str, Any]:
    """{"kind", "text", "count", "names": [{"name", "articles"}], "articles": […]}"""
    return {
        "kind": library.kind,
        "text": library.text,
        "count": library.count,
        "names": [{"name": name, "articles": count} for name, count in library.names],
        "articles": [line_json(article) for article in library.articles],
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    """{"question", "answered", "confidence", "answer": […], "hits": […]}; and "library" where the
    list of articles answers, "undated" where a time left out articles without a date, "more" where
    a list has more sentences than are shown."""
    result = {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "answer": [sentence_json(sentence) for sentence in answer.sentences],
        "hits": [hit_json(hit) for hit in answer.hits],
    }
    result |= {"library": library_json(answer.library)} if answer.library else {}
    result |= {"more": answer.more} if answer.more else {}
    return result | undated_json(answer.undated)


def refused_json(question: object, error: QuestionError) -> dict[str, Any]:
    """What stands in the place of the answer to one of many questions that cannot be asked."""
    asked = question if isinstance(question, str) else ""
    nothing = {"question": asked, "answered": False, "confidence": 0.0, "answer": [], "hits": []}
    return {**nothing, "error": str(error), "code": error.code}


def undated_json(count: int) -> dict[str, int]:
    """{"undated"}: how many articles a time left out because they have no date, if it did any."""
    return {"undated": count} if count else {}


def _as_lists(value: Any) -> Any:
    return [_as_lists(part) for part in value] if isinstance(value, tuple) else value
