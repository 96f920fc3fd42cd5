"""Passages: new paragraphs analysed and encoded, a batch of whole articles at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article
from encoders.base import Encoder
from errors import StoreError
from index import search_text
from index.analyzer import Occurrences, occurrences
from index.store import Entry, Floats, Keys, Passages
from language.arrays import offsets
from language.sentences import sentences

_BATCH = 1 << 16
"""Characters that are taken apart together."""

_REMEMBERED = 8_192
"""Vectors of this change that are kept for paragraphs that come again."""

MOST_COUNTED = 255
"""A term counts at most so often in a row: one byte, and BM25 is flat long before."""

VectorLookup = Callable[[Sequence[bytes]], "dict[bytes, Floats]"]
"""The vectors that are stored already, by the hashes of what would be embedded."""

Put = Callable[[list[tuple[Entry, Article]], Passages], None]
"""Takes whole articles with their passages, as `index.store.IndexDraft.put`."""


class Terms(NamedTuple):
    """The terms of some paragraphs, as in `Passages`."""

    rows: NDArray[np.int64]
    keys: Keys
    counts: NDArray[np.uint8]
    sizes: tuple[tuple[int, ...], ...]


def terms_of(articles: Sequence[Article]) -> Terms:
    """The terms of all paragraphs of some articles: their own, and those of their context."""
    pairs = [(article, paragraph) for article in articles for paragraph in article.paragraphs]
    texts = [paragraph.text for _, paragraph in pairs]
    contexts = [search_text.lexical(article, paragraph.heading) for article, paragraph in pairs]
    text_terms, context_terms = occurrences(texts), occurrences(contexts)
    rows, keys, counts = count(
        np.concatenate([text_terms.texts, context_terms.texts]),
        np.concatenate([text_terms.keys, context_terms.keys]),
    )
    return Terms(rows, keys, counts, _sizes(texts, text_terms))


def count(rows: NDArray[np.int64], keys: Keys) -> tuple[NDArray[np.int64], Keys, NDArray[np.uint8]]:
    """Each (row, term) once with its number of occurrences, from one entry an occurrence."""
    order = np.lexsort((keys, rows))
    rows, keys = rows[order], keys[order]
    new = np.ones(len(rows), bool)
    new[1:] = (rows[1:] != rows[:-1]) | (keys[1:] != keys[:-1])
    first = np.flatnonzero(new)
    times = np.diff(np.append(first, len(rows)))
    return rows[first], keys[first], np.minimum(times, MOST_COUNTED).astype(np.uint8)


def _sizes(texts: list[str], terms: Occurrences) -> tuple[tuple[int, ...], ...]:
    """How many different terms begin in each sentence of each text."""
    begins = offsets(np.array([len(text) + 1 for text in texts]))
    spans = [sentences(text) for text in texts]
    bounds = offsets(np.array([len(text_spans) for text_spans in spans]))
    firsts = np.array([first for text_spans in spans for first, _ in text_spans], np.int64)
    firsts += np.repeat(begins[:-1], np.diff(bounds))
    sentence_numbers = firsts.searchsorted(begins[terms.texts] + terms.places, "right") - 1
    owners, _, _ = count(sentence_numbers, terms.keys)
    sizes = np.bincount(owners, minlength=len(firsts)).tolist()
    edges = bounds.tolist()
    return tuple(tuple(sizes[a:b]) for a, b in pairwise(edges))


class Analysis:
    """Takes articles one by one, and hands them on in batches with their passages."""

    def __init__(
        self, encoder: Encoder | None, dimension: int, stored_vectors: VectorLookup, put: Put
    ) -> None:
        """`encoder` None: nothing will come whose vectors are not known."""
        self._encoder = encoder
        self._dimension = dimension
        self._stored_vectors, self._put = stored_vectors, put
        self._pending: list[tuple[Entry, Article]] = []
        self._size = 0
        self._cache: dict[bytes, Floats] = {}
        self.paragraphs = self.reused = 0

    def add(self, entry: Entry, article: Article) -> None:
        self._pending.append((entry, article))
        self._size += sum(len(paragraph.text) for paragraph in article.paragraphs)
        if self._size > _BATCH:
            self.finish()

    def finish(self) -> None:
        """Hands on what is waiting."""
        pending, self._pending, self._size = self._pending, [], 0
        if pending:
            self._put(pending, self._passages([article for _, article in pending]))

    def _passages(self, articles: list[Article]) -> Passages:
        pairs = [(article, paragraph) for article in articles for paragraph in article.paragraphs]
        embedded = [search_text.embedded(article, paragraph) for article, paragraph in pairs]
        hashes = [
            hashlib.blake2b(json.dumps([text, paragraph.text]).encode(), digest_size=16).digest()
            for text, (_, paragraph) in zip(embedded, pairs, strict=True)
        ]
        digests = np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, 16)
        return Passages(digests, self._vectors(hashes, embedded), *terms_of(articles))

    def _vectors(self, hashes: list[bytes], texts: list[str]) -> Floats:
        """Kept ones, and new ones where there are none."""
        if len(self._cache) > _REMEMBERED:
            self._cache = {}
        uncached = [digest for digest in dict.fromkeys(hashes) if digest not in self._cache]
        self._cache |= self._stored_vectors(uncached)
        new = {digest: place for place, digest in enumerate(hashes) if digest not in self._cache}
        self.paragraphs += len(hashes)
        self.reused += len(hashes) - len(new)
        if new:
            rows = self._encoded([texts[place] for place in new.values()])
            self._cache |= dict(zip(new, rows, strict=True))
        vectors = [self._cache[digest] for digest in hashes]
        return np.array(vectors, np.float32).reshape(len(vectors), self._dimension)

    def _encoded(self, texts: list[str]) -> Floats:
        """Unit rows from the encoder, which is not trusted with their shape."""
        if self._encoder is None:
            raise StoreError("encoder_fault")
        rows = np.asarray(self._encoder.passages(texts), np.float32)
        expected = (len(texts), self._dimension)
        if rows.shape != expected or not np.isfinite(rows).all():
            raise StoreError(
                "bad_vectors", name=self._encoder.name, shape=rows.shape, expected=expected
            )
        return rows
