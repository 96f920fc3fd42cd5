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

_EXTRA = 20
"""Rows beyond `depth` that a leg is asked for: equal scores, and what the present mean length
moves, are ordered here."""

_SETTLED = 10.0
"""Seconds after opening in which nodes of a cluster may not yet have what the generation wrote, so
that searches wait for it; later ones take what a node has (at most five seconds old)."""

_THREADS = 16
"""Calls on their way at a time."""


@dataclass(frozen=True, slots=True)
class _ListedRow:
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
        manifest = snapshot.manifest
        self._encoder = manifest.maker.opened(encoder)
        check_terms(manifest.terms, manifest.context)
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
        frequencies = self._snapshot.document_frequency(keys.tolist())
        rows = [frequencies.get(key, 0) for key in keys.tolist()]
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
        by_id = {listed.id: listed for leg in legs[::-1] for listed in leg}
        order = sorted(by_id.values(), key=lambda listed: listed.stored.order)
        places = {listed.id: place for place, listed in enumerate(order)}
        return Matches(
            rows=tuple(listed.stored.row for listed in order),
            dense=_leg(legs[0], places),
            lexical=_leg(legs[1], places),
            vectors=self._vectors([listed.record for listed in order]) if search.vectors else None,
        )

    def _dense(self, search: Search) -> list[_ListedRow]:
        if search.vector is None:
            return []
        vector = np.ascontiguousarray(search.vector, np.float32)

        def exact(records: Sequence[Record], _: Sequence[StoredRow]) -> Floats:
            return vector_index.scores(self._vectors(records), vector)

        return self._best("dense", vector, search, ("dense",), exact)

    def _lexical(self, search: Search) -> list[_ListedRow]:
        if not len(search.keys):
            return []
        manifest = self._snapshot.manifest
        means = manifest.mean, manifest.length / max(manifest.paragraphs, 1)

        def exact(records: Sequence[Record], rows: Sequence[StoredRow]) -> Floats:
            return sparse.scores(
                [record["sparse"] for record in records],
                [row.length for row in rows],
                means,
                search.keys,
                search.weights,
            )

        columns = ("sparse", "dense") if search.vectors else ("sparse",)
        query = sparse.question(search.keys, search.weights)
        best = self._best("sparse", query, search, columns, exact)
        return [listed for listed in best if listed.score > 0]

    def _best(
        self, column: str, query: Floats | sparse.Vector, search: Search, columns: Sequence[str],
        exact: Exact,
    ) -> list[_ListedRow]:  # fmt: skip
        """The best rows, best first, with exact scores.  Of rows that equal the last one the engine
        lists any, so it is asked for more until one does not."""
        if search.depth < 1:
            return []
        most = min(search.depth + _EXTRA, MOST)
        where = self._snapshot.alive + filters.narrowed(search.narrow)
        while True:
            records = self._snapshot.connection.nearest(
                self._snapshot.collection("rows"), column, query, most=most, where=where,
                fields=[*HEAD, *columns], level=self._level(),
            )  # fmt: skip
            rows = self._snapshot.rows_of(records)
            scores = exact(records, rows).tolist()
            listed_rows = [
                _ListedRow(row, record, score)
                for row, record, score in zip(rows, records, scores, strict=True)
            ]
            listed_rows.sort(key=lambda listed: (-listed.score, listed.stored.order))
            best = listed_rows[: search.depth]
            if len(records) < most or most >= MOST or listed_rows[-1].score < best[-1].score:
                return best
            most = min(most * 4, MOST)

    def _level(self) -> str:
        return "Strong" if time.monotonic() - self._opened < _SETTLED else "Bounded"

    def paragraphs(self, ids: Sequence[str]) -> list[Row]:
        return self._rows_of(self._places_of(ids))

    def paragraphs_after(self, ids: Sequence[str]) -> list[Row | None]:
        next_places = [(article, number + 1) for article, number in self._places_of(ids)]
        exists = [number <= article.entry.paragraphs for article, number in next_places]
        rows = iter(self._rows_of(list(compress(next_places, exists))))
        return [next(rows) if is_there else None for is_there in exists]

    def _places_of(self, ids: Sequence[str]) -> list[tuple[StoredArticle, int]]:
        """The article of each id, and its number there."""
        parts = [name.rpartition("#") for name in ids]
        articles = {
            stored.entry.id: stored
            for stored in self._snapshot.entries("id", {part[0] for part in parts})
        }
        places = []
        for article, _, place in parts:
            stored = articles.get(article)
            number = integer(place, 0)
            if stored is None or not 1 <= number <= stored.entry.paragraphs:
                raise StoreError("no_paragraph", id=f"{article}#{place}")
            places.append((stored, number))
        return places

    def _rows_of(self, places: Sequence[tuple[StoredArticle, int]]) -> list[Row]:
        keys = [row_key(article.entry.id, number, article.born) for article, number in places]
        unique = list(dict.fromkeys(keys))
        rows = dict(zip(unique, self._snapshot.rows(unique), strict=True))
        return [rows[key].row for key in keys]

    def article(self, article_id: str) -> Article | None:
        for stored in self._snapshot.entries("id", [article_id]):
            return self._snapshot.article(stored)
        return None

    def articles(self) -> list[ArticleFacts]:
        return [stored.entry.listed for stored in self._articles]

    def articles_after(self, after: str | None, limit: int) -> list[ArticleFacts]:
        start = 0
        if after is not None:
            if after not in self._numbers:
                raise StoreError("no_article", id=after)
            start = self._numbers[after] + 1
        return [stored.entry.listed for stored in self._articles[start : start + limit]]

    def sample(self, count: int) -> Sample:
        numbers = np.arange(0, len(self), max(1, -(-len(self) // count)))
        owners = self._starts.searchsorted(numbers, "right") - 1
        keys = [
            row_key(article.entry.id, place + 1, article.born)
            for article, place in zip(
                (self._articles[owner] for owner in owners.tolist()),
                (numbers - self._starts[owners]).tolist(),
                strict=True,
            )
        ]
        records = self._snapshot.records(keys, [*HEAD, "dense"])
        rows = tuple(stored.row for stored in self._snapshot.rows_of(records))
        return Sample(rows, self._vectors(records))

    def _vectors(self, records: Sequence[Record]) -> Floats:
        vectors = [dense_of(record) for record in records]
        shape = len(vectors), self._snapshot.manifest.dimension
        return np.array(vectors, np.float32).reshape(shape)

    @cached_property
    def _articles(self) -> list[StoredArticle]:
        """All, in the order of the index; read when first listed, once."""
        return sorted(self._snapshot.articles(), key=lambda article: article.entry.order)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {article.entry.id: number for number, article in enumerate(self._articles)}

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        """The place of the first row of each article."""
        return offsets(np.array([article.entry.paragraphs for article in self._articles], np.int64))


def _leg(best: Sequence[_ListedRow], places: Mapping[str, int]) -> Leg:
    """What a leg listed, best first, for the rows of both."""
    ranked_places = [places[listed.id] for listed in best]
    return Leg.of(ranked_places, [listed.score for listed in best], len(places))
