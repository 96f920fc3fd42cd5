"""Segment writer: articles and their passages to the files of a new segment, in little memory; and
the files that a new generation has of an old segment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article, Source
from index.local.document_store import RowWriter
from index.local.files import (
    ArrayWriter,
    FileFacts,
    facts_of,
    link,
    sync_file,
    sync_folder,
    write_array,
)
from index.local.posting_sort import Run, RunWriter, merged
from index.local.segment import DEAD, ROWS, Segment, SegmentFacts
from index.local.vector_index import code_size, codes
from index.passages import terms_of
from index.store import Entry, Floats, Keys, Passages
from language.arrays import offsets

_BLOCK = 4096
"""Rows of another segment that are copied at once."""

MOST_SIZE = 65_535
"""What a sentence of more terms is said to have."""


class SegmentWriter:
    """Nobody reads the segment before `finish`."""

    def __init__(self, folder: Path, name: str, centre: Floats) -> None:
        self.name = name
        self._centre = centre
        dimension = len(centre)
        self._folder = folder / name
        self._folder.mkdir()
        self.rows = RowWriter(self._folder / ROWS)
        kinds: dict[str, tuple[str, int | None]] = {
            "hashes.npy": ("u1", 16),
            "vectors.npy": ("f4", dimension),
            "codes.npy": ("u1", code_size(dimension)),
            "lengths.npy": ("i4", None),
            "sentence_sizes.npy": ("u2", None),
            "posting_rows.npy": ("i4", None),
            "posting_counts.npy": ("u1", None),
        }
        self._columns = {
            file: ArrayWriter(self._folder / file, dtype, width)
            for file, (dtype, width) in kinds.items()
        }
        self._runs = RunWriter(self._folder / "runs")
        self._starts: list[int] = [0]
        self._sentences: list[NDArray[np.int64]] = []
        self._size = 0
        self._length = 0

    def put(self, articles: Sequence[tuple[Entry, Article]], passages: Passages) -> None:
        """As `index.store.IndexDraft.put`."""
        for entry, article in articles:
            self.rows.add(entry, article.source, article.paragraphs)
            self._starts.append(self._starts[-1] + len(article.paragraphs))
        count = len(passages.hashes)
        lengths = np.bincount(passages.rows, passages.counts, count).astype(np.int32)
        self._runs.add(passages.keys, passages.rows + self._size, passages.counts)
        self._add(passages.hashes, passages.vectors, lengths)
        self._sentences.append(np.array([len(row_sizes) for row_sizes in passages.sizes], np.int64))
        sizes = [size for row_sizes in passages.sizes for size in row_sizes]
        self._columns["sentence_sizes.npy"].add(np.minimum(np.array(sizes, np.int64), MOST_SIZE))

    def copy(self, segment: Segment) -> NDArray[np.int64]:
        """The living articles of another segment; returns (articles,) their new numbers, -1 for
        the dead ones."""
        alive = ~segment.dead
        renumbered = np.where(alive, np.cumsum(alive) - 1 + len(self._starts) - 1, -1)
        documents = segment.documents
        source: tuple[int, Source] | None = None
        for facts in documents.all_facts():
            number = facts.key - 1
            if alive[number]:
                if source is None or source[0] != facts.source:
                    source = (facts.source, documents.source(facts.source))
                paragraphs = documents.of_article(facts, int(segment.starts[number]) + 1)
                self.rows.add(facts.entry, source[1], paragraphs)
        counts = np.diff(segment.starts)
        self._starts += (self._starts[-1] + np.cumsum(counts[alive])).tolist()
        rows = np.repeat(alive, counts)
        numbers = np.where(rows, np.cumsum(rows) - 1 + self._size, -1)
        postings = segment.postings
        self._runs.add_run(
            Run(postings.keys, postings.starts, postings.rows, postings.counts, numbers)
        )
        sentences = np.diff(segment.array("sentence_starts.npy"))
        self._sentences.append(sentences[rows])
        sizes = segment.array("sentence_sizes.npy")
        self._columns["sentence_sizes.npy"].add(sizes[np.repeat(rows, sentences)])
        for at in range(0, len(rows), _BLOCK):
            living = np.flatnonzero(rows[at : at + _BLOCK]) + at
            self._add(segment.hashes[living], segment.vectors[living], postings.lengths[living])
        return renumbered

    def _add(
        self, hashes: NDArray[np.uint8], vectors: NDArray[np.float32], lengths: NDArray[np.int32]
    ) -> None:
        self._columns["hashes.npy"].add(hashes)
        self._columns["vectors.npy"].add(vectors)
        self._columns["codes.npy"].add(codes(vectors, self._centre))
        self._columns["lengths.npy"].add(lengths)
        self._size += len(hashes)
        self._length += int(lengths.sum())

    def finish(self) -> SegmentFacts:
        """Writes what is left, syncs, and tells what is there."""
        self.rows.close()
        terms, frequencies = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
        for keys, rows, counts in merged(self._runs.runs()):
            unique, times = np.unique(keys, return_counts=True)
            terms.append(unique)
            frequencies.append(times)
            self._columns["posting_rows.npy"].add(rows)
            self._columns["posting_counts.npy"].add(counts)
        self._runs.close()
        arrays: dict[str, NDArray[np.uint64] | NDArray[np.int64]] = {
            "terms.npy": np.concatenate(terms),
            "term_starts.npy": offsets(np.concatenate(frequencies)),
            "starts.npy": np.array(self._starts, np.int64),
            "sentence_starts.npy": offsets(
                np.concatenate([np.zeros(0, np.int64), *self._sentences])
            ),
        }
        files: dict[str, FileFacts] = {
            name: write_array(self._folder / name, array) for name, array in arrays.items()
        }
        files |= {name: column.close() for name, column in self._columns.items()}
        sync_file(self._folder / ROWS)
        files[ROWS] = facts_of(self._folder / ROWS)
        sync_folder(self._folder)
        return SegmentFacts(
            name=self.name,
            sources=self.rows.sources,
            articles=self.rows.articles,
            rows=self._size,
            sentences=self._columns["sentence_sizes.npy"].rows,
            terms=len(arrays["terms.npy"]),
            postings=self._columns["posting_rows.npy"].rows,
            length=self._length,
            files=files,
        )

    def abandon(self) -> None:
        """Lets go of the files, so that they can be removed; nothing after `finish`."""
        for column in self._columns.values():
            column.abandon()
        self._runs.close()
        self.rows.abandon()


def linked(segment: Segment, folder: Path, died: NDArray[np.int64]) -> SegmentFacts:
    """The facts of a segment whose files are linked to a folder, with the articles that died."""
    folder.mkdir()
    facts = segment.facts
    for name in facts.files:
        if name not in DEAD or not len(died):
            link(segment.folder / name, folder / name)
    if not len(died):
        return facts
    dead = segment.dead.copy()
    dead[died] = True
    keys, frequencies = _dead_terms(_articles_of(segment, died), segment)
    rows = [np.arange(*segment.starts[article : article + 2]) for article in died.tolist()]
    arrays: list[NDArray[Any]] = [np.packbits(dead), keys, frequencies]
    files = {
        name: write_array(folder / name, array) for name, array in zip(DEAD, arrays, strict=True)
    }
    return replace(
        facts,
        dead_articles=int(dead.sum()),
        dead_rows=int(np.diff(segment.starts)[dead].sum()),
        dead_terms=len(keys),
        length=facts.length - int(segment.postings.lengths[np.concatenate(rows)].sum()),
        files=facts.files | files,
    )


def _articles_of(segment: Segment, articles: NDArray[np.int64]) -> Iterator[Article]:
    for at in range(0, len(articles), 500):
        keys = (articles[at : at + 500] + 1).tolist()
        for facts in segment.documents.facts(keys).values():
            yield segment.article(facts)


def _dead_terms(articles: Iterable[Article], segment: Segment) -> tuple[Keys, NDArray[np.int32]]:
    """The terms of all dead rows of a segment, of which these articles died now."""
    before = segment.postings.dead
    parts = [before.keys, *(terms_of([article]).keys for article in articles)]
    counts = [before.document_frequency, *(np.ones(len(keys), np.int32) for keys in parts[1:])]
    keys, where = np.unique(np.concatenate(parts), return_inverse=True)
    return keys, np.bincount(where, np.concatenate(counts), len(keys)).astype(np.int32)
