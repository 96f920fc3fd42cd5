"""Segments of a generation, opened together, and the order of the articles in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.local import manifest as manifest_file
from index.local.document_store import RowFile, StoredArticle
from index.local.files import read_array
from index.local.manifest import read_centre
from index.local.segment import Segment
from index.store import Numbers
from language.arrays import offsets

ORDER = "order.npy"
"""(articles,) int64: the numbers of the living articles in the order of the index."""


class Segments:
    """Those of one generation, open.

    Articles and rows are numbered over all segments, one segment after the other, dead ones too.
    It keeps its files open, so it reads alike while the folder is replaced or removed.
    """

    def __init__(self, folder: Path) -> None:
        self.manifest = manifest = manifest_file.read(folder)
        self.centre = read_centre(folder, manifest)
        self.segments = [Segment(folder, facts, self.centre) for facts in manifest.segments]
        self.bases = offsets(np.array([facts.articles for facts in manifest.segments], np.int64))
        self.row_bases = offsets(np.array([facts.rows for facts in manifest.segments], np.int64))
        shape = (manifest.articles,)
        self.order: Numbers = read_array(folder / ORDER, manifest.files[ORDER], "i8", shape)

    def close(self) -> None:
        for segment in self.segments:
            segment.close()

    @cached_property
    def ranks(self) -> Numbers:
        """(all articles,) the place of each in the order of the index, -1 for a dead one."""
        ranks = np.full(int(self.bases[-1]), -1, np.int64)
        ranks[self.order] = np.arange(len(self.order))
        return ranks

    @cached_property
    def starts(self) -> Numbers:
        """(living articles + 1,) the place of the first row of each, by its place in the order."""
        sizes = [np.zeros(0, np.int64), *(np.diff(segment.starts) for segment in self.segments)]
        return offsets(np.concatenate(sizes)[self.order])

    def within(self, numbers: Numbers, bases: Numbers) -> list[tuple[int, Numbers, Numbers]]:
        """Numbers by segment: (segment, places in `numbers`, numbers within the segment)."""
        which = bases.searchsorted(numbers, "right") - 1
        return [
            (segment, places, numbers[places] - bases[segment])
            for segment in np.unique(which).tolist()
            for places in (np.flatnonzero(which == segment),)
        ]

    def owners(self, rows: Numbers) -> Numbers:
        """The article of each row."""
        owners = np.zeros(len(rows), np.int64)
        for number, places, inside in self.within(rows, self.row_bases):
            owners[places] = self.segments[number].owners(inside) + self.bases[number]
        return owners

    def places(self, rows: Numbers) -> Numbers:
        """The place of each living row in the order of the index."""
        owners = self.owners(rows)
        return self.starts[self.ranks[owners]] + rows - self.first_rows(owners)

    def first_rows(self, articles: Numbers) -> Numbers:
        """The first row of each article."""
        firsts = np.zeros(len(articles), np.int64)
        for number, places, inside in self.within(articles, self.bases):
            firsts[places] = self.segments[number].starts[inside] + self.row_bases[number]
        return firsts

    def at(self, places: Numbers) -> Numbers:
        """The rows at these places in the order of the index."""
        ranks = self.starts.searchsorted(places, "right") - 1
        return self.first_rows(self.order[ranks]) + places - self.starts[ranks]

    def facts(self, articles: Numbers) -> list[StoredArticle]:
        """Of articles by their numbers; keys are those of the segments."""
        facts: list[Any] = [None] * len(articles)
        for number, places, inside in self.within(articles, self.bases):
            keys = (inside + 1).tolist()
            by_key = self.segments[number].documents.facts(keys)
            for place, key in zip(places.tolist(), keys, strict=True):
                facts[place] = by_key[key]
        return facts

    def find(self, column: str, values: Sequence[str]) -> Iterator[tuple[int, StoredArticle]]:
        """(segment, facts) of the living articles with one of these values."""
        return self._living(lambda documents: documents.find(column, values))

    def beginning(self, column: str, start: str) -> Iterator[tuple[int, StoredArticle]]:
        """(segment, facts) of the living articles whose value begins so."""
        return self._living(lambda documents: documents.beginning(column, start))

    def _living(
        self, lookup: Callable[[RowFile], Iterable[StoredArticle]]
    ) -> Iterator[tuple[int, StoredArticle]]:
        for number, segment in enumerate(self.segments):
            for facts in lookup(segment.documents):
                if not segment.dead[facts.key - 1]:
                    yield number, facts
