"""New paragraphs on their way into an index: their terms, sentences and vectors, in batches."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article, Span
from errors import StoreError
from index import context
from index.arrays import offsets
from index.encoder import Encoder
from index.lexical import Counts, count, joined
from index.names import proposed
from index.sentences import SentenceArrays, quantised
from index.terms import Keys, Occurrences, occurrences
from language.sentences import sentences

_BATCH = 1 << 16
"""Characters that are taken apart together."""


Pair = tuple[NDArray[np.float32], NDArray[np.int8]]
"""The vector of a paragraph, and those of its sentences."""

Known = Callable[[bytes], "Pair | None"]
"""What is kept from before for a hash of what would be embedded, if anything."""


@dataclass(frozen=True, slots=True)
class Made:
    """f new rows.  owners: (f,) article keys.  hashes: (f, 16).  vectors: (f, dim).
    The terms of `sentences` are still keys, not numbers.  reused: rows that needed no encoding.
    texts: each row's text and context, to look for names.  names: those that each article, by
    key, proposes.
    """

    owners: NDArray[np.int64]
    hashes: NDArray[np.uint8]
    vectors: NDArray[np.float32]
    counts: Counts
    sentences: SentenceArrays
    long: dict[int, str]
    reused: int
    texts: list[str]
    names: dict[int, tuple[str, ...]]


@dataclass(slots=True)
class _Sentences:
    """Of one batch: how many each row has, their spans, term counts, vectors, terms."""

    rows: NDArray[np.int64]
    spans: NDArray[np.int32]
    sizes: NDArray[np.int32]
    vectors: NDArray[np.int8]
    row_terms: NDArray[np.int64]
    terms: Keys


class Fresh:
    """Takes articles one by one; `finish` gives their rows, in that order."""

    def __init__(
        self, encoder: Encoder | None, dimension: int, known: Known, keep_sentences: bool
    ) -> None:
        """`encoder` None: nothing new will come."""
        self._encoder = encoder
        self._dimension = dimension
        self._known = known
        self._keep = keep_sentences
        # the articles that wait: key, how many of its paragraphs wait, whether they are its last
        self._articles: list[tuple[Article, int, int, bool]] = []
        self._begun: list[tuple[str, list[Span]]] = []  # what was taken apart of a long one
        self._waiting: list[tuple[str, str, str]] = []  # text, context, what is embedded
        self._size = 0
        self._owners: list[int] = []
        self._hashes: list[bytes] = []
        self._vectors: list[NDArray[np.float32]] = []
        self._counts: list[Counts] = []
        self._sentences: list[_Sentences] = []
        self._long: dict[int, str] = {}
        self._seen: dict[bytes, Pair] = {}
        self._texts: list[str] = []
        self._names: dict[int, tuple[str, ...]] = {}
        self.reused = 0

    def __len__(self) -> int:
        """The rows so far."""
        return len(self._owners)

    def add(self, article: Article, key: int) -> None:
        """The paragraphs of an article that has this key in the SQLite file."""
        waiting = 0
        for paragraph in article.paragraphs:
            around = context.lexical(article, paragraph)
            embedded = context.embedded(article, paragraph)
            self._owners.append(key)
            self._waiting.append((paragraph.text, around, embedded))
            self._size += len(paragraph.text) + len(around)
            waiting += 1
            if self._size > _BATCH:  # an article may be longer than a batch
                self._articles.append((article, key, waiting, False))
                self._flush()
                waiting = 0
        self._articles.append((article, key, waiting, True))

    def finish(self) -> Made:
        self._flush()
        empty = _Sentences(
            np.zeros(0, np.int64),
            np.zeros((0, 2), np.int32),
            np.zeros(0, np.int32),
            np.zeros((0, self._dimension if self._keep else 0), np.int8),
            np.zeros(0, np.int64),
            np.zeros(0, np.uint64),
        )
        parts = [empty, *self._sentences]
        return Made(
            np.array(self._owners, np.int64),
            np.frombuffer(b"".join(self._hashes), np.uint8).reshape(-1, 16),
            np.array(self._vectors, np.float32).reshape(-1, self._dimension),
            joined(self._counts),
            SentenceArrays(
                offsets(np.concatenate([part.rows for part in parts])),
                np.concatenate([part.spans for part in parts]),
                np.concatenate([part.sizes for part in parts]),
                np.concatenate([part.vectors for part in parts]),
                offsets(np.concatenate([part.row_terms for part in parts])),
                np.concatenate([part.terms for part in parts]),
            ),
            self._long,
            self.reused,
            self._texts,
            self._names,
        )

    def _flush(self) -> None:
        if not self._waiting:
            self._propose(occurrences([]))
            return
        texts, around, embedded = (list(column) for column in zip(*self._waiting, strict=True))
        self._waiting, self._size = [], 0
        spans = [sentences(text) for text in texts]
        own, other = occurrences(texts), occurrences(around)
        self._texts += map("\n".join, zip(texts, around, strict=True))
        self._propose(own)
        self._long.update(own.long)
        self._long.update(other.long)
        before = len(self._hashes)
        rows = np.concatenate([own.texts, other.texts]) + before
        self._counts.append(count(rows, np.concatenate([own.keys, other.keys])))
        vectors = self._encode(texts, embedded, spans)
        self._sentences.append(_apart(texts, spans, own, vectors))

    def _propose(self, found: Occurrences) -> None:
        """The names of the articles that wait; `found` is of all their paragraphs."""
        cuts = list(map(tuple, found.cuts.tolist()))
        first = cut = 0
        for article, key, waiting, last in self._articles:
            start, stop = int(found.begins[first]), int(found.begins[first + waiting])
            before = sum(len(text) for text, _ in self._begun) - start
            own = []
            while cut < len(cuts) and cuts[cut][0] < stop:
                own.append((cuts[cut][0] + before, cuts[cut][1] + before))
                cut += 1
            self._begun.append((f"{found.joined[start : max(stop - 1, start)]}\n", own))
            if last:
                text = "".join(part for part, _ in self._begun)
                words = [word for _, part in self._begun for word in part]
                self._names[key] = proposed(article, text, words)
                self._begun = []
            first += waiting
        self._articles = []

    def _encode(
        self, texts: list[str], embedded: list[str], spans: list[list[tuple[int, int]]]
    ) -> NDArray[np.int8]:
        """Vectors of the rows, kept; returns those of all their sentences."""
        hashes = [
            hashlib.blake2b(json.dumps(pair).encode(), digest_size=16).digest()
            for pair in zip(embedded, texts, strict=True)
        ]
        new: dict[bytes, int] = {}
        for number, digest in enumerate(hashes):
            if digest in self._seen or digest in new:
                continue
            kept = self._known(digest)
            if kept is None:
                new[digest] = number
            else:
                self._seen[digest] = kept
        self.reused += len(hashes) - len(new)
        if new:
            rows = self._passages([embedded[number] for number in new.values()])
            parts = [[texts[n][a:b] for a, b in spans[n]] for n in new.values()]
            if self._keep:
                small = quantised(self._passages([part for row in parts for part in row]))
            else:
                small = np.zeros((sum(map(len, parts)), 0), np.int8)
            at = 0
            for digest, row, part in zip(new, rows, parts, strict=True):
                self._seen[digest] = (row, small[at : at + len(part)])
                at += len(part)
        found = [self._seen[digest] for digest in hashes]
        self._hashes += hashes
        self._vectors += [row for row, _ in found]
        return np.concatenate([part for _, part in found])

    def _passages(self, texts: list[str]) -> NDArray[np.float32]:
        """Unit rows from the encoder, which is not trusted with their shape."""
        if not texts:
            return np.zeros((0, self._dimension), np.float32)
        if self._encoder is None:
            raise StoreError("there is something to embed but no encoder: a bug, please report")
        rows = np.asarray(self._encoder.passages(texts), np.float32)
        expected = (len(texts), self._dimension)
        if rows.shape != expected or not np.isfinite(rows).all():
            raise StoreError(
                f"the encoder {self._encoder.name} gave an array of shape {rows.shape}, expected "
                f"{expected} of finite numbers; the old index stays"
            )
        return rows


def _apart(
    texts: list[str],
    spans: list[list[tuple[int, int]]],
    found: Occurrences,
    vectors: NDArray[np.int8],
) -> _Sentences:
    """The sentences of a batch, each with the terms that stand in it."""
    begins = offsets(np.array([len(text) + 1 for text in texts]))
    rows = np.array([len(part) for part in spans], np.int64)
    flat = np.array([span for part in spans for span in part], np.int64).reshape(-1, 2)
    starts = flat[:, 0] + np.repeat(begins[:-1], rows)
    which = starts.searchsorted(begins[found.texts] + found.places, "right") - 1
    terms = count(which, found.keys)
    sizes = np.bincount(terms.rows, minlength=len(flat))
    row_terms = np.diff(offsets(sizes)[offsets(rows)])
    return _Sentences(
        rows, flat.astype(np.int32), sizes.astype(np.int32), vectors, row_terms, terms.keys
    )
