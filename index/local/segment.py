"""Segment: some articles of an index with all that search needs of them; never changed.

A segment is a folder of a generation; generations that share it have its files by links.  Articles
and rows are numbered from 0 within it; those that went since are dead, which the generation says.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article
from errors import IndexDamaged
from index.local.bm25_search import Dead, Postings
from index.local.document_store import RowFile, StoredArticle
from index.local.files import READ_WHOLE, FileFacts, RowReader, read_array
from index.local.vector_index import CodeIndex, code_size
from index.store import Floats, Numbers

ROWS, VECTORS = "rows.sqlite", "vectors.npy"
CENTRE = "centre.npy"
"""(dim,) float32, of a generation: what the codes of all its segments are made around."""

DEAD = ("dead.npy", "dead_terms.npy", "dead_held.npy")
"""Files that a generation has of its own for a segment of which articles are dead."""


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """What the manifest says of a segment.

    sources, articles, rows, sentences, terms, postings: what is in it.  dead_articles, dead_rows:
    how many of those are dead.  dead_terms: how many terms the dead rows have.  length: the sum of
    the lengths of the living rows.  files: by name.
    """

    name: str
    sources: int
    articles: int
    rows: int
    sentences: int
    terms: int
    postings: int
    length: int
    files: dict[str, FileFacts]
    dead_articles: int = 0
    dead_rows: int = 0
    dead_terms: int = 0

    @property
    def living(self) -> int:
        """Rows."""
        return self.rows - self.dead_rows


class Segment:
    """One that is open.  Its arrays are read when they are first asked for, the small ones whole,
    the large ones mapped; sizes are compared now."""

    def __init__(self, folder: Path, facts: SegmentFacts, centre: Floats) -> None:
        self.facts = facts
        self.folder = folder / facts.name
        self._centre = centre
        self._dimension = len(centre)
        self.documents = RowFile(self.folder / ROWS)
        counts = self.documents.counts()
        if counts != (facts.sources, facts.articles, facts.rows):
            raise IndexDamaged(
                "bad_counts", found=counts, expected=(facts.sources, facts.articles, facts.rows)
            )
        large = facts.files[VECTORS].bytes > READ_WHOLE and hasattr(os, "preadv")
        self._rows = RowReader(self.folder / VECTORS, self._dimension) if large else None
        self._arrays = {name: self.array(name) for name in self._shapes if name in facts.files}

    def array(self, name: str) -> NDArray[Any]:
        """One array, checked against the manifest."""
        dtype, shape = self._shapes[name]
        return read_array(self.folder / name, self.facts.files[name], dtype, shape)

    @cached_property
    def _shapes(self) -> dict[str, tuple[str, tuple[int, ...]]]:
        facts = self.facts
        return {
            "starts.npy": ("i8", (facts.articles + 1,)),
            "hashes.npy": ("u1", (facts.rows, 16)),
            "vectors.npy": ("f4", (facts.rows, self._dimension)),
            "codes.npy": ("u1", (facts.rows, code_size(self._dimension))),
            "terms.npy": ("u8", (facts.terms,)),
            "term_starts.npy": ("i8", (facts.terms + 1,)),
            "posting_rows.npy": ("i4", (facts.postings,)),
            "posting_counts.npy": ("u1", (facts.postings,)),
            "lengths.npy": ("i4", (facts.rows,)),
            "sentence_starts.npy": ("i8", (facts.rows + 1,)),
            "sentence_sizes.npy": ("u2", (facts.sentences,)),
            "dead.npy": ("u1", (-(-facts.articles // 8),)),
            "dead_terms.npy": ("u8", (facts.dead_terms,)),
            "dead_held.npy": ("i4", (facts.dead_terms,)),
        }

    @property
    def starts(self) -> Numbers:
        """(articles + 1,) the first row of each article, and the number of rows."""
        return self._arrays["starts.npy"]

    @property
    def hashes(self) -> NDArray[np.uint8]:
        """(rows, 16) of what was embedded."""
        return self._arrays["hashes.npy"]

    @property
    def vectors(self) -> Floats:
        """(rows, dim) unit rows."""
        return self._arrays["vectors.npy"]

    def vectors_of(self, rows: Numbers) -> Floats:
        """(r, dim) those of some rows."""
        return self.vectors[rows] if self._rows is None else self._rows.rows(rows)

    @cached_property
    def codes(self) -> CodeIndex:
        """The codes of the vectors, read when they are first asked for."""
        return CodeIndex(self._arrays["codes.npy"], self._centre)

    @cached_property
    def postings(self) -> Postings:
        names = ("terms", "term_starts", "posting_rows", "posting_counts", "lengths")
        arrays = [self._arrays[f"{name}.npy"] for name in names]
        dead = Dead()
        if self.facts.dead_articles:
            dead = Dead(self._arrays["dead_terms.npy"], self._arrays["dead_held.npy"])
        return Postings(arrays[0], arrays[1], arrays[2], arrays[3], arrays[4], dead)

    @cached_property
    def dead(self) -> NDArray[np.bool_]:
        """(articles,) whether each is dead."""
        if not self.facts.dead_articles:
            return np.zeros(self.facts.articles, bool)
        bits = np.unpackbits(self._arrays["dead.npy"], count=self.facts.articles)
        return bits.astype(bool)

    @cached_property
    def dead_rows(self) -> NDArray[np.bool_] | None:
        """(rows,) whether each is dead; None if none is."""
        if not self.facts.dead_articles:
            return None
        return np.repeat(self.dead, np.diff(self.starts))

    def owners(self, rows: Numbers) -> Numbers:
        """The articles of some rows."""
        return self.starts.searchsorted(rows, "right") - 1

    def sizes(self, row: int) -> tuple[int, ...]:
        """How many different terms each sentence of a row has."""
        first, last = self._arrays["sentence_starts.npy"][row : row + 2].tolist()
        return tuple(self._arrays["sentence_sizes.npy"][first:last].tolist())

    def article(self, facts: StoredArticle) -> Article:
        """One of its articles, with its text."""
        paragraphs = self.documents.of_article(facts, int(self.starts[facts.key - 1]) + 1)
        return facts.entry.article(self.documents.source(facts.source).text, paragraphs)

    def close(self) -> None:
        self.documents.close()
        if self._rows is not None:
            self._rows.close()
