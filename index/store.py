"""Store protocol: what search asks of an index, and what a change writes, whatever engine keeps it.

A reader is one whole generation.  It is asked twice a question: `statistics` (how many rows hold
each term), then `search` (both legs, the rows they list and their vectors, in one call), so that an
engine behind a network costs two waits; and a third, `paragraphs_after`, where hits end with a
question; an answer asks the first two once more for each sentence, for what corrects it.  Rows are
known by their permanent ids, terms by the 64-bit keys of `index/analyzer.py`; no numbers of an
engine's own leave it.

A change makes the next generation as a draft.  What is read, named, analysed and encoded is the
same for every engine (`index/writer.py`); a draft keeps it.  `index/engines.py` lists the engines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.metadata import Described, Metadata
from corpus.records import Article, Paragraph, Source, Span
from encoders.base import Encoder

Keys = NDArray[np.uint64]
Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

PAGE = 1000
"""Articles that `every_article` asks for at once."""


@dataclass(frozen=True, slots=True)
class Row(Described):
    """A paragraph of the index with the metadata of its article.

    `paragraph` counts from 1 within the article; `id` is "<article_id>#<paragraph>".
    sizes: how many different terms each sentence of the text has (`language.sentences`).
    """

    id: str
    article_id: str
    path: str
    metadata: Metadata
    heading: str | None
    paragraph: int
    text: str
    spans: tuple[Span, ...]
    notes: tuple[str, ...]
    page: int | None = None
    sizes: tuple[int, ...] = ()

    @classmethod
    def of(
        cls, article_id: str, path: str, metadata: Metadata, number: int, paragraph: Paragraph,
        sizes: tuple[int, ...],
    ) -> Row:  # fmt: skip
        """The row of the paragraph of this number of an article."""
        return cls(
            f"{article_id}#{number}", article_id, path, metadata, paragraph.heading, number,
            paragraph.text, paragraph.spans, paragraph.notes, paragraph.page, sizes,
        )  # fmt: skip


EITHER = "|"
"""Parts the names of a filter that any of several may pass."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters; None means all.  Dates are ISO 8601 prefixes and inclusive; an article without a
    date is outside any range.  Column, author and paper may be several names, parted by "|": an
    article passes that has any of them."""

    column: str | None = None
    author: str | None = None
    since: str | None = None
    until: str | None = None
    path: str | None = None
    paper: str | None = None

    def names(self, field: str) -> tuple[str, ...]:
        """The names that a filter lets pass; none where it is not set."""
        text = getattr(self, field) or ""
        names = tuple(name.strip() for name in text.split(EITHER) if name.strip())
        if field != "author" or not names:
            return names
        from corpus.person_names import in_one_form  # whose patterns take their time

        return tuple(in_one_form(name) or name for name in names)


Narrow = Filters
"""The name that it had; who imports it by that gets the same."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """rows: how many paragraphs the index has.  document_frequency: (q,) int64, how many of them
    hold each key that was asked for, 0 for an unknown one."""

    rows: int
    document_frequency: NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Search:
    """What both legs are asked.

    vector: (dim,) float32, a unit vector; None: the dense leg is not asked.
    keys: (q,) ascending, unique; weights: (q,) float64, what each counts (`index.bm25.idf` times
    how often it is asked); no keys: the lexical leg is not asked.  depth: how many rows each leg
    lists at most.  vectors: whether those of the rows are wanted too.
    """

    vector: Floats | None
    keys: Keys
    weights: NDArray[np.float64]
    depth: int
    narrow: Filters = Filters()
    vectors: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Leg:
    """One leg's view of n rows.

    ranks: (n,) int64, from 1, each once; 0 for a row that the leg does not list.  Of equal scores
    the row that stands first in the index ranks first.  scores: (n,) float32, higher is better, NaN
    where the leg does not list the row.  The dense leg's are cosines in [-1, 1], the lexical leg's
    BM25 sums > 0 (a row that shares no term is not listed, so a silent leg lists nothing).
    """

    ranks: NDArray[np.int64]
    scores: Floats

    @classmethod
    def of(
        cls, places: Sequence[int] | Numbers, scores: Sequence[float] | Floats, size: int
    ) -> Leg:
        """Of `size` rows those at some places, best first, and their scores."""
        leg = cls(np.zeros(size, np.int64), np.full(size, np.nan, np.float32))
        at = np.asarray(places, np.int64)
        leg.ranks[at], leg.scores[at] = np.arange(1, len(at) + 1), scores
        return leg

    def places(self) -> NDArray[np.int64]:
        """The places of the rows that the leg lists, best first."""
        listed = np.flatnonzero(self.ranks)
        return listed[np.argsort(self.ranks[listed])]

    def at(self, places: NDArray[np.int64]) -> Leg:
        """The same for the rows at these places."""
        return Leg(self.ranks[places], self.scores[places])


@dataclass(frozen=True, eq=False, slots=True)
class Matches:
    """The rows that either leg lists, in the order of the index (by path, article, paragraph).

    vectors: (n, dim) float32 if they were asked for, else None.
    """

    rows: tuple[Row, ...]
    dense: Leg
    lexical: Leg
    vectors: Floats | None


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """Paragraphs spread evenly over the index, in its order, and their (n, dim) vectors."""

    rows: tuple[Row, ...]
    vectors: Floats


@dataclass(frozen=True, slots=True)
class ArticleFacts(Described):
    """An article of the index without its text; `paragraphs` is how many it has."""

    id: str
    path: str
    metadata: Metadata
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
    """One whole generation of an index, open for reading; safe to use from many threads.

    Raises StoreError: what is stored cannot be read, or is not what was written.
    """

    @property
    def encoder(self) -> Encoder: ...

    @property
    def generation(self) -> str: ...

    @property
    def check(self) -> str:
        """Tells generations apart, also those of one name: a hash of all that is in it."""

    @property
    def status(self) -> Status: ...

    def __len__(self) -> int:
        """The number of paragraphs."""

    def statistics(self, keys: Keys) -> Statistics:
        """How many rows there are, and how many hold each key."""

    def search(self, search: Search) -> Matches:
        """The best rows of both legs: nearest by inner product, best by BM25."""

    def paragraphs(self, ids: Sequence[str]) -> list[Row]:
        """The rows of these ids, in the order asked for.  Raises StoreError for an unknown id."""

    def paragraphs_after(self, ids: Sequence[str]) -> list[Row | None]:
        """For each of these ids the row after it in its article, None after the last one.  Raises
        StoreError for an unknown id."""

    def article(self, article_id: str) -> Article | None:
        """The article with its paragraphs and its whole source text; None for an unknown id."""

    def articles(self) -> list[ArticleFacts]:
        """Every article without its text, in the order of the index: by path, then by place in the
        file; of a large index, better `articles_after`, page by page."""

    def articles_after(self, after: str | None, limit: int) -> list[ArticleFacts]:
        """The first articles of the index (None), or those behind the one of the id `after`.

        Raises StoreError for an unknown id.
        """

    def sample(self, count: int) -> Sample:
        """At most `count` paragraphs, every n-th of the index."""


def section_after(place: str, heading: str | None, store: Store, most: int) -> Iterator[Row]:
    """The paragraphs after the one of this id that stand under its heading."""
    (row,) = store.paragraphs_after([place])
    for _ in range(most):
        if row is None or row.heading != heading:
            return
        yield row
        (row,) = store.paragraphs_after([row.id])


def openings(article_ids: Iterable[str], store: Store, most: int) -> Iterator[Row]:
    """The first paragraphs of each of these articles, at most so many of one."""
    rows = store.paragraphs([f"{article_id}#1" for article_id in article_ids])
    for _ in range(most):
        if not rows:
            return
        yield from rows
        rows = [row for row in store.paragraphs_after([row.id for row in rows]) if row]


def every_article(store: Store) -> Iterator[ArticleFacts]:
    """Every article without its text, in the order of the index: by path, then place in the
    file."""
    last_id: str | None = None
    while page := store.articles_after(last_id, PAGE):
        yield from page
        last_id = page[-1].id


# ------------------------------------------------------------------------------ writing


@dataclass(frozen=True, slots=True)
class Entry(Described):
    """What a change needs to know of an article, without its text.

    id: unique in a generation; own_id: the id by its content alone, or the one that its row
    declares (`id` differs from it where that is another article's).  content: the id by its content
    alone.  digest: a hash of all that was read; the article of an equal digest need not be read
    again.  path: as it was given; real: as the system resolved it when it was read; what comes from
    it again replaces it.  place: its number within its file, from 1.  paragraphs: how many.
    """

    id: str
    own_id: str
    content: str
    digest: str
    path: str
    real: str
    place: int
    metadata: Metadata
    notes: tuple[str, ...]
    paragraphs: int

    @property
    def declared(self) -> bool:
        """Whether its own id is not computed from its content, but given by its row."""
        own = (self.content, f"{self.content}-")
        return bool(self.content) and self.own_id != own[0] and not self.own_id.startswith(own[1])

    @property
    def order(self) -> tuple[str, int]:
        """Where it stands in the index."""
        return self.path, self.place

    @property
    def listed(self) -> ArticleFacts:
        """As search lists it."""
        return ArticleFacts(self.id, self.path, self.metadata, self.notes, self.paragraphs)

    def article(self, text: str, paragraphs: Iterable[Paragraph]) -> Article:
        """The whole article, with the text of its source."""
        source = Source(self.path, text)
        return Article(self.id, source, self.metadata, tuple(paragraphs), self.notes)


@dataclass(frozen=True, eq=False, slots=True)
class Passages:
    """The n paragraphs of some whole articles, one after the other, analysed and encoded.

    hashes: (n, 16) uint8, of what was embedded: equal hash, same encoder, same vector.
    vectors: (n, dim) float32 unit rows.  Their terms, each (row, key) once, in no order:
    rows (p,) int64 from 0, keys (p,) uint64, counts (p,) uint8 from 1.
    sizes: for each paragraph how many different terms each of its sentences has.
    """

    hashes: NDArray[np.uint8]
    vectors: Floats
    rows: NDArray[np.int64]
    keys: Keys
    counts: NDArray[np.uint8]
    sizes: tuple[tuple[int, ...], ...]


Renamed = tuple[Entry, str, tuple[str, ...]]
"""An article, and the id and notes that it gets."""


class IndexDraft(Protocol):
    """The next generation while it is written; nobody reads it before it is finished.

    `entries`, `beginning` and `vectors` tell of the generation that is changed, whatever the draft
    did.
    """

    @property
    def before(self) -> Status | None:
        """The generation that is changed; None if the draft starts from nothing."""

    def entries(
        self, by: Literal["id", "own_id", "digest", "real"], values: Iterable[str]
    ) -> list[Entry]:
        """The articles with one of these values, in no order."""

    def beginning(self, by: Literal["own_id", "real"], start: str) -> Iterator[Entry]:
        """The articles with a value that begins so (""): all, in no order."""

    def vectors(self, hashes: Sequence[bytes]) -> dict[bytes, Floats]:
        """The vectors that are kept for these hashes, as far as there are any."""

    def put(self, articles: Sequence[tuple[Entry, Article]], passages: Passages) -> None:
        """Adds articles; no other article of the draft has one of their ids."""

    def remove(self, ids: Iterable[str]) -> None:
        """Takes articles of the generation that is changed out."""

    def rename(self, renamed: Sequence[Renamed]) -> None:
        """Gives articles, old or put, another id and other notes, all at once: ids may change
        hands."""

    def finish(self) -> Status:
        """Makes the draft the current generation, in one step, and lets the lock go."""

    def abandon(self) -> None:
        """Leaves everything as it was, and lets the lock go; also after `finish` failed."""

    @property
    def published(self) -> bool:
        """Whether the draft is the current generation by now, or may be: `finish` may fail, or be
        stopped, after the step that makes it so."""
