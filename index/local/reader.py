"""Store reader: one generation folder, opened for searching."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article
from encoders.base import Encoder
from errors import IndexDamaged, StoreError
from index import bm25
from index.compatibility import check_terms
from index.filters import passing
from index.local import bm25_search, vector_index
from index.local.document_store import StoredArticle
from index.local.manifest import Manifest, status_of
from index.local.segments import Segments
from index.store import (
    ArticleFacts,
    Filters,
    Floats,
    Keys,
    Leg,
    Matches,
    Numbers,
    Row,
    Sample,
    Search,
    Statistics,
    Status,
)
from language.digits import integer

P = ParamSpec("P")
T = TypeVar("T")
Mask = NDArray[np.bool_]

_ROWS_CACHED = 20_000  # the ranker reads dozens a question, and mostly the same ones


def _guarded(method: Callable[P, T]) -> Callable[P, T]:
    """What goes wrong with numbers that changed on the disk after they were checked, as damage."""

    @wraps(method)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(*args, **kwargs)
        except (IndexError, ValueError, KeyError, OverflowError, MemoryError) as error:
            raise IndexDamaged("damaged_on_disk", error=repr(error)) from error

    return guarded


class LocalStore:
    """`Store` (see `index/store.py`) over the files of one generation."""

    def __init__(self, root: Path, folder: Path, encoder: Encoder | None = None) -> None:
        self._files = Segments(folder)
        manifest = self._files.manifest
        self._encoder = manifest.encoder.opened(encoder)
        check_terms(manifest.terms, manifest.context)
        self._root = root
        self._row_cache: dict[int, Row] = {}  # a generation never changes, nor does a row of it

    def close(self) -> None:
        """Optional: files are closed when nobody holds the store any more."""
        self._files.close()

    @property
    def manifest(self) -> Manifest:
        return self._files.manifest

    @property
    def encoder(self) -> Encoder:
        return self._encoder

    @property
    def generation(self) -> str:
        return self.manifest.generation

    @cached_property
    def check(self) -> str:
        return self.manifest.check

    @property
    def status(self) -> Status:
        return status_of(self._root, self.manifest)

    def __len__(self) -> int:
        return self.manifest.paragraphs

    @_guarded
    def statistics(self, keys: Keys) -> Statistics:
        postings = [segment.postings for segment in self._files.segments]
        return Statistics(len(self), bm25_search.document_frequency(postings, keys))

    @_guarded
    def search(self, search: Search) -> Matches:
        allowed = self._allowed(search.narrow)
        dense = lexical = _NOTHING
        if search.vector is not None:
            dense = self._dense(search.vector, search.depth, allowed)
        if len(search.keys):
            lexical = self._lexical(search, allowed)
        rows = np.union1d(dense.rows, lexical.rows)
        rows = rows[np.argsort(self._files.places(rows))]
        return Matches(
            rows=tuple(self._rows_of(rows)),
            dense=_leg(dense, rows),
            lexical=_leg(lexical, rows),
            vectors=self._vectors(rows) if search.vectors else None,
        )

    def _dense(self, vector: Floats, depth: int, allowed: list[Mask | None]) -> _Ranking:
        segments = self._files.segments
        sizes = [
            segment.facts.rows if mask is None else int(mask.sum())
            for segment, mask in zip(segments, allowed, strict=True)
        ]
        if sum(sizes) > vector_index.ALL_COMPARED:
            chosen = self._near(vector, depth, allowed)
        else:
            chosen = [None if mask is None else np.flatnonzero(mask) for mask in allowed]
        rankings = []
        most = vector_index.MOST * float(np.linalg.norm(vector))
        for number, (segment, rows) in enumerate(zip(segments, chosen, strict=True)):
            if rows is None:
                rows, vectors = np.arange(segment.facts.rows), segment.vectors
            else:
                vectors = segment.vectors_of(rows)
            scores = vector_index.scores(vectors, vector)
            if len(scores) and not -most <= scores.min() <= scores.max() <= most:
                raise IndexDamaged("bad_vector")
            rankings.append(self._top(number, rows, scores, depth))
        return self._best(rankings, depth)

    def _near(
        self, vector: Floats, depth: int, allowed: list[Mask | None]
    ) -> Sequence[Numbers | None]:
        """For each segment, the rows whose codes say that they may be among the best."""
        count = max(vector_index.COMPARED, vector_index.TIMES * depth)
        rankings = []
        for number, segment in enumerate(self._files.segments):
            rows, near = segment.codes.nearest(vector, count, allowed[number])
            rankings.append(_Ranking(rows + self._files.row_bases[number], near))
        best = np.sort(self._best(rankings, count).rows)
        cuts = best.searchsorted(self._files.row_bases)
        return [
            best[first:last] - base
            for first, last, base in zip(
                cuts[:-1].tolist(), cuts[1:].tolist(), self._files.row_bases.tolist(), strict=False
            )
        ]

    def _lexical(self, search: Search, allowed: list[Mask | None]) -> _Ranking:
        postings = [segment.postings for segment in self._files.segments]
        frequencies = bm25_search.document_frequency(postings, search.keys)
        rarest, rest = bm25_search.rarest_first(frequencies)
        depth = search.depth
        if len(rest):
            depth = max(bm25_search.CHOSEN, bm25_search.TIMES * depth)
        keys, weights = search.keys[rarest], search.weights[rarest]
        rankings = []
        for number, segment_postings in enumerate(postings):
            sums = bm25_search.scores(segment_postings, keys, weights, self._norms[number])
            mask = allowed[number]
            rows = bm25_search.top_candidates(sums if mask is None else sums * mask, depth)
            rankings.append(self._top(number, rows, sums[rows].astype(np.float32), depth))
        best = self._best(rankings, depth)
        if not len(rest):
            return best
        order = np.argsort(best.rows)  # ascending, they are found in the postings twice as fast
        rows, scores = best.rows[order], best.scores[order]
        keys, weights = search.keys[rest], search.weights[rest]
        for number, places, inside in self._files.within(rows, self._files.row_bases):
            norms = self._norms[number]
            scores[places] += bm25_search.scores_of(postings[number], keys, weights, norms, inside)
        return self._best([_Ranking(rows, scores)], search.depth)

    @cached_property
    def _norms(self) -> list[NDArray[np.float64]]:
        """The length norm of each row."""
        total = sum(segment.length for segment in self.manifest.segments)
        mean = total / max(len(self), 1)
        return [
            bm25.length_norm(segment.postings.lengths, mean) for segment in self._files.segments
        ]

    def _top(self, number: int, rows: Numbers, scores: Floats, depth: int) -> _Ranking:
        """The rows of a segment that may be among the best of all: those that equal the last too,
        for which of equals comes first is known only over all segments."""
        if len(scores) > depth:
            least = np.partition(scores, len(scores) - depth)[len(scores) - depth]
            best = np.flatnonzero(scores >= least)
            rows, scores = rows[best], scores[best]
        return _Ranking(rows + self._files.row_bases[number], scores)

    def _best(self, rankings: Sequence[_Ranking], depth: int) -> _Ranking:
        rankings = [_NOTHING, *rankings]
        rows = np.concatenate([ranking.rows for ranking in rankings])
        scores = np.concatenate([ranking.scores for ranking in rankings])
        order = np.argsort(-scores)
        first = scores[order[: depth + 1]]
        if (first[1:] == first[:-1]).any():  # of equals the one that stands first in the index
            order = np.lexsort((self._files.places(rows), -scores))
        return _Ranking(rows[order[:depth]], scores[order[:depth]])

    def _allowed(self, narrow: Filters) -> list[Mask | None]:
        """For each segment, which rows may be listed; None: all."""
        alive = [
            None if segment.dead_rows is None else ~segment.dead_rows
            for segment in self._files.segments
        ]
        if narrow == Filters():
            return alive
        passes = passing(narrow)
        allowed = np.array([passes(facts.entry) for facts in self._facts], bool)
        articles = np.zeros(int(self._files.bases[-1]), bool)
        articles[self._files.order[allowed]] = True
        bases = self._files.bases.tolist()
        return [
            np.repeat(articles[first:last], np.diff(segment.starts))
            for segment, first, last in zip(
                self._files.segments, bases[:-1], bases[1:], strict=True
            )
        ]

    @cached_property
    def _facts(self) -> list[StoredArticle]:
        """Of all living articles, in the order of the index."""
        facts: list[Any] = []
        for segment in self._files.segments:
            facts += segment.documents.all_facts()
        return [facts[number] for number in self._files.order.tolist()]

    @_guarded
    def paragraphs(self, ids: Sequence[str]) -> list[Row]:
        return self._rows_of(self._numbers_of(ids)[0])

    @_guarded
    def paragraphs_after(self, ids: Sequence[str]) -> list[Row | None]:
        rows, last = self._numbers_of(ids)
        after = iter(self._rows_of(rows[~last] + 1))  # the rows of an article stand together
        return [None if is_last else next(after) for is_last in last.tolist()]

    def _numbers_of(self, ids: Sequence[str]) -> tuple[Numbers, NDArray[np.bool_]]:
        """The number of the row of each id, and whether it is the last of its article."""
        parts = [name.rpartition("#") for name in ids]
        articles = {
            facts.entry.id: (self._files.bases[number] + facts.key - 1, facts.entry.paragraphs)
            for number, facts in self._files.find("id", list({part[0] for part in parts}))
        }
        rows, last = [], []
        for article, _, place in parts:
            number, size = articles.get(article, (0, 0))
            if not 1 <= (at := integer(place, 0)) <= size:
                raise StoreError("no_paragraph", id=f"{article}#{place}")
            rows.append(int(self._files.first_rows(np.array([number]))[0]) + at - 1)
            last.append(at == size)
        return np.array(rows, np.int64), np.array(last, bool)

    @_guarded
    def sample(self, count: int) -> Sample:
        rows = self._files.at(np.arange(0, len(self), max(1, -(-len(self) // count))))
        return Sample(tuple(self._rows_of(rows)), self._vectors(rows))

    @_guarded
    def articles(self) -> list[ArticleFacts]:
        return [facts.entry.listed for facts in self._facts]

    @_guarded
    def articles_after(self, after: str | None, limit: int) -> list[ArticleFacts]:
        start = 0
        if after is not None:
            matches = list(self._files.find("id", [after]))
            if not matches:
                raise StoreError("no_article", id=after)
            number, facts = matches[0]
            start = int(self._files.ranks[self._files.bases[number] + facts.key - 1]) + 1
        page = self._files.order[start : start + limit]
        return [facts.entry.listed for facts in self._files.facts(page)]

    @_guarded
    def article(self, article_id: str) -> Article | None:
        for number, facts in self._files.find("id", [article_id]):
            return self._files.segments[number].article(facts)
        return None

    def _vectors(self, rows: Numbers) -> Floats:
        vectors = np.zeros((len(rows), self.manifest.encoder.dimension), np.float32)
        for number, places, inside in self._files.within(rows, self._files.row_bases):
            vectors[places] = self._files.segments[number].vectors_of(inside)
        return vectors

    def _rows_of(self, rows: Numbers) -> list[Row]:
        numbers = rows.tolist()
        cache = self._row_cache  # read once: another thread may put an empty one there
        missing = [number for number in numbers if number not in cache]
        new = dict(zip(missing, self._read_rows(missing), strict=True)) if missing else {}
        paragraphs = [new[number] if number in new else cache[number] for number in numbers]
        if len(cache) + len(new) > _ROWS_CACHED:
            cache = self._row_cache = {}
        if len(new) <= _ROWS_CACHED:
            cache.update(new)
        return paragraphs

    def _read_rows(self, numbers: Sequence[int]) -> list[Row]:
        rows = np.array(numbers, np.int64)
        paragraphs: list[Any] = [None] * len(rows)
        for number, places, inside in self._files.within(rows, self._files.row_bases):
            segment = self._files.segments[number]
            stored = segment.documents.paragraphs((inside + 1).tolist())
            owners = segment.owners(inside)
            firsts = segment.starts[owners]
            expected = zip((owners + 1).tolist(), (inside - firsts + 1).tolist(), strict=True)
            if [(paragraph.article, paragraph.number) for paragraph in stored] != list(expected):
                raise IndexDamaged("bad_owner")
            facts = segment.documents.facts({paragraph.article for paragraph in stored})
            for place, row, paragraph in zip(places.tolist(), inside.tolist(), stored, strict=True):
                entry = facts[paragraph.article].entry
                paragraphs[place] = Row.of(
                    entry.id, entry.path, entry.metadata, paragraph.number, paragraph.paragraph,
                    segment.sizes(row),
                )  # fmt: skip
        return paragraphs


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Rows of one leg and their scores."""

    rows: Numbers
    scores: Floats


_NOTHING = _Ranking(np.zeros(0, np.int64), np.zeros(0, np.float32))


def _leg(ranking: _Ranking, rows: Numbers) -> Leg:
    """What a leg listed, best first, for the rows of both."""
    order = np.argsort(rows)
    return Leg.of(order[rows[order].searchsorted(ranking.rows)], ranking.scores, len(rows))
