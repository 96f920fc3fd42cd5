"""Store reader: one generation of an index in Milvus, opened for searching."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article
from encoders.base import Encoder
from errors import StoreError
from index.compatibility import check_terms
from index.local import vector_index
from index.milvus import filters, sparse
from index.milvus.connection import MOST, Record
from index.milvus.generations import Generations
from index.milvus.records import StoredArticle, StoredRow, dense_of, row_key
from index.milvus.snapshot import HEAD, Snapshot
from index.store import (
    ArticleFacts,
    Floats,
    Keys,
    Leg,
    Matches,
    Row,
    Sample,
    Search,
    Statistics,
    Status,
)
from language.arrays import offsets
from language.digits import integer

_MORE = 20
"""Rows beyond `depth` that a leg is asked for: equal scores, and what the present mean length
moves, are ordered here."""

_SETTLED = 10.0
"""Seconds after opening in which nodes of a cluster may not yet have what the generation wrote, so
that searches wait for it; later ones take what a node has (at most five seconds old)."""

_THREADS = 16
"""Calls on their way at a time."""


@dataclass(frozen=True, slots=True)
class _Listed:
    """A row that a leg listed, what was fetched with it, and its score."""

    stored: StoredRow
    record: Record
    score: float

    @property
    def id(self) -> str:
        return self.stored.row.id


Exact = Callable[[Sequence[Record], Sequence[StoredRow]], Floats]
"""The scores of records and their rows, as the local index computes them."""


class MilvusStore:
    """`Store` (see `index/store.py`) over the collections of one generation."""

    def __init__(
        self, generations: Generations, snapshot: Snapshot, place: str, encoder: Encoder | None
    ) -> None:
        found = snapshot.manifest
        self._encoder = found.maker.opened(encoder)
        check_terms(found.terms, found.context)
        self._generations = generations
        self._snapshot = snapshot.loaded()
        self._place = place
        self._opened = time.monotonic()
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="milvus")

    @property
    def encoder(self) -> Encoder:
        return self._encoder

    @property
    def generation(self) -> str:
        return self._snapshot.manifest.name

    @cached_property
    def check(self) -> str:
        return self._snapshot.manifest.check

    @property
    def status(self) -> Status:
        return self._snapshot.manifest.status(self._place)

    def __len__(self) -> int:
        return self._snapshot.manifest.paragraphs

    def statistics(self, keys: Keys) -> Statistics:
        known = self._snapshot.document_frequency(keys.tolist())
        rows = [known.get(key, 0) for key in keys.tolist()]
        return Statistics(len(self), np.array(rows, np.int64))

    def search(self, search: Search) -> Matches:
        """Both legs at once, and beside them whether the generation still stands: the rows of one
        that was cleared away would be missing without a word."""
        stands = self._pool.submit(
            self._generations.stands, self._snapshot.manifest.number, self._level()
        )
        dense = self._pool.submit(self._dense, search)
        lexical = self._lexical(search)
        legs = (dense.result(), lexical)
        if not stands.result():
            raise StoreError("milvus_cleared", name=self.generation, place=self._place)
        every = {listed.id: listed for leg in legs[::-1] for listed in leg}
        order = sorted(every.values(), key=lambda listed: listed.stored.order)
        places = {listed.id: place for place, listed in enumerate(order)}
        return Matches(
            rows=tuple(listed.stored.row for listed in order),
            dense=_leg(legs[0], places),
            lexical=_leg(legs[1], places),
            vectors=self._vectors([one.record for one in order]) if search.vectors else None,
        )

    def _dense(self, search: Search) -> list[_Listed]:
        if search.vector is None:
            return []
        vector = np.ascontiguousarray(search.vector, np.float32)

        def exact(records: Sequence[Record], _: Sequence[StoredRow]) -> Floats:
            return vector_index.scores(self._vectors(records), vector)

        return self._best("dense", vector, search, ("dense",), exact)

    def _lexical(self, search: Search) -> list[_Listed]:
        if not len(search.keys):
            return []
        made = self._snapshot.manifest
        means = made.mean, made.length / max(made.paragraphs, 1)

        def exact(records: Sequence[Record], rows: Sequence[StoredRow]) -> Floats:
            return sparse.scores(
                [one["sparse"] for one in records],
                [one.length for one in rows],
                means,
                search.keys,
                search.weights,
            )

        wanted = ("sparse", "dense") if search.vectors else ("sparse",)
        query = sparse.question(search.keys, search.weights)
        found = self._best("sparse", query, search, wanted, exact)
        return [listed for listed in found if listed.score > 0]

    def _best(
        self, column: str, query: Floats | sparse.Vector, search: Search, wanted: Sequence[str],
        exact: Exact,
    ) -> list[_Listed]:  # fmt: skip
        """The best rows, best first, with exact scores.  Of rows that equal the last one the engine
        lists any, so it is asked for more until one does not."""
        if search.depth < 1:
            return []
        most = min(search.depth + _MORE, MOST)
        where = self._snapshot.alive + filters.narrowed(search.narrow)
        while True:
            records = self._snapshot.connection.nearest(
                self._snapshot.collection("rows"), column, query, most=most, where=where,
                fields=[*HEAD, *wanted], level=self._level(),
            )  # fmt: skip
            rows = self._snapshot.rows_of(records)
            scores = exact(records, rows).tolist()
            found = [
                _Listed(row, record, score)
                for row, record, score in zip(rows, records, scores, strict=True)
            ]
            found.sort(key=lambda listed: (-listed.score, listed.stored.order))
            best = found[: search.depth]
            if len(records) < most or most >= MOST or found[-1].score < best[-1].score:
                return best
            most = min(most * 4, MOST)

    def _level(self) -> str:
        return "Strong" if time.monotonic() - self._opened < _SETTLED else "Bounded"

    def paragraphs(self, ids: Sequence[str]) -> list[Row]:
        return self._rows_of(self._places_of(ids))

    def paragraphs_after(self, ids: Sequence[str]) -> list[Row | None]:
        after = [(kept, number + 1) for kept, number in self._places_of(ids)]
        there = [number <= kept.entry.paragraphs for kept, number in after]
        rows = iter(self._rows_of(list(compress(after, there))))
        return [next(rows) if one else None for one in there]

    def _places_of(self, ids: Sequence[str]) -> list[tuple[StoredArticle, int]]:
        """The article of each id, and its number there."""
        wanted = [name.rpartition("#") for name in ids]
        found = {
            one.entry.id: one for one in self._snapshot.entries("id", {one[0] for one in wanted})
        }
        places = []
        for article, _, place in wanted:
            kept = found.get(article)
            number = integer(place, 0)
            if kept is None or not 1 <= number <= kept.entry.paragraphs:
                raise StoreError("no_paragraph", id=f"{article}#{place}")
            places.append((kept, number))
        return places

    def _rows_of(self, places: Sequence[tuple[StoredArticle, int]]) -> list[Row]:
        keys = [row_key(kept.entry.id, number, kept.born) for kept, number in places]
        unique = list(dict.fromkeys(keys))
        rows = dict(zip(unique, self._snapshot.rows(unique), strict=True))
        return [rows[key].row for key in keys]

    def article(self, article_id: str) -> Article | None:
        for kept in self._snapshot.entries("id", [article_id]):
            return self._snapshot.article(kept)
        return None

    def articles(self) -> list[ArticleFacts]:
        return [kept.entry.listed for kept in self._articles]

    def articles_after(self, after: str | None, limit: int) -> list[ArticleFacts]:
        start = 0
        if after is not None:
            if after not in self._numbers:
                raise StoreError("no_article", id=after)
            start = self._numbers[after] + 1
        return [kept.entry.listed for kept in self._articles[start : start + limit]]

    def sample(self, count: int) -> Sample:
        numbers = np.arange(0, len(self), max(1, -(-len(self) // count)))
        which = self._starts.searchsorted(numbers, "right") - 1
        keys = [
            row_key(kept.entry.id, place + 1, kept.born)
            for kept, place in zip(
                (self._articles[at] for at in which.tolist()),
                (numbers - self._starts[which]).tolist(),
                strict=True,
            )
        ]
        records = self._snapshot.records(keys, [*HEAD, "dense"])
        rows = tuple(one.row for one in self._snapshot.rows_of(records))
        return Sample(rows, self._vectors(records))

    def _vectors(self, records: Sequence[Record]) -> Floats:
        found = [dense_of(one) for one in records]
        return np.array(found, np.float32).reshape(len(found), self._snapshot.manifest.dimension)

    @cached_property
    def _articles(self) -> list[StoredArticle]:
        """All, in the order of the index; read when first listed, once."""
        return sorted(self._snapshot.articles(), key=lambda one: one.entry.order)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {kept.entry.id: number for number, kept in enumerate(self._articles)}

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        """The place of the first row of each article."""
        return offsets(np.array([one.entry.paragraphs for one in self._articles], np.int64))


def _leg(best: Sequence[_Listed], places: Mapping[str, int]) -> Leg:
    """What a leg listed, best first, for the rows of both."""
    at, scores = [places[one.id] for one in best], [one.score for one in best]
    return Leg.of(at, scores, len(places))
