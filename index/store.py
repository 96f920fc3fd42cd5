"""The seam: what retrieval asks of an index, whatever engine stands behind it.

`index/local.py` answers from one generation folder (SQLite, FAISS, BM25).  An archive of millions
of paragraphs can answer from a cluster behind the same face: dense search, lexical search, rows
by number, the set of ids.  Row numbers are the store's own, valid while it is open; ids last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article, Span
from index.encoder import Encoder


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of the index with the metadata of its article.

    `paragraph` counts from 1 within the article; `id` is "<article_id>#<paragraph>".
    """

    number: int
    id: str
    article_id: str
    path: str
    title: str | None
    author: str | None
    office: str | None
    column: str | None
    published: str | None
    url: str | None
    heading: str | None
    paragraph: int
    text: str
    spans: tuple[Span, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows of one leg, best first; equal scores stand in row order.

    rows: (n,) int64, unique.  scores: (n,) float32, descending, higher is better; the dense leg's
    are cosines in [-1, 1], the lexical leg's BM25 sums > 0 (a row that shares no term is not
    listed, so a silent leg is an empty ranking).
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Narrow:
    """Filters; None means all.  Dates are ISO 8601 prefixes and inclusive; an article without a
    date is outside any range."""

    column: str | None = None
    author: str | None = None
    since: str | None = None
    until: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one row, for the ranker and the answer.

    spans: [start, end) into the row's text, in order, together covering all of it but white space.
    vectors: (n, dim) float32 unit rows, or None if the index keeps none.
    terms: for each sentence its sorted, unique term numbers, (m,) int32 (see `Store.terms`).
    """

    spans: tuple[Span, ...]
    vectors: NDArray[np.float32] | None
    terms: tuple[NDArray[np.int32], ...]


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """An article of the index without its text; `paragraphs` is how many it has."""

    id: str
    path: str
    title: str | None
    author: str | None
    office: str | None
    column: str | None
    published: str | None
    url: str | None
    notes: tuple[str, ...]
    paragraphs: int


@dataclass(frozen=True, slots=True)
class Status:
    """What is in a generation, and who made it.  built: UTC, ISO 8601.  bytes: on the disk."""

    index: str
    generation: str
    articles: int
    paragraphs: int
    encoder: str
    revision: str
    dimension: int
    built: str
    bytes: int


class Store(Protocol):
    """One whole generation of an index, open for reading; safe to use from many threads."""

    @property
    def encoder(self) -> Encoder: ...

    @property
    def generation(self) -> str: ...

    def __len__(self) -> int:
        """The number of paragraphs."""
        ...

    def ids(self) -> set[str]:
        """The ids of all paragraphs."""
        ...

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """The rows in the order asked for."""
        ...

    def within(self, narrow: Narrow) -> NDArray[np.int64] | None:
        """The sorted row numbers that pass the filters; None when nothing is filtered."""
        ...

    def dense(
        self, vector: NDArray[np.float32], k: int, within: NDArray[np.int64] | None = None
    ) -> Ranking:
        """The k nearest rows by inner product with the (dim,) unit vector; exact."""
        ...

    def lexical(self, question: str, k: int, within: NDArray[np.int64] | None = None) -> Ranking:
        """The k best rows by BM25 over words, character bigrams, Latin words and numbers."""
        ...

    def terms(self, text: str) -> NDArray[np.int32]:
        """The sorted, unique numbers of the text's terms that the index knows."""
        ...

    def idf(self, terms: NDArray[np.int32]) -> NDArray[np.float32]:
        """The inverse document frequency of each term, > 0."""
        ...

    def sentences(self, numbers: Sequence[int]) -> list[Sentences]:
        """The sentences of the rows, in the order asked for."""
        ...

    def term_text(self, terms: NDArray[np.int32]) -> list[str]:
        """The folded letters of each term."""
        ...

    def vectors(self, numbers: Sequence[int]) -> NDArray[np.float32]:
        """(n, dim) float32: the vectors of the rows, in the order asked for."""
        ...

    def articles(self) -> list[ArticleFacts]:
        """Every article without its text, in the order of the index."""
        ...

    def article(self, article_id: str) -> Article | None:
        """The article with its paragraphs and its whole source text; None for an unknown id."""
        ...

    @property
    def status(self) -> Status: ...
