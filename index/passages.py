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
from index import fields
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

Known = Callable[[Sequence[bytes]], "dict[bytes, Floats]"]
"""What is kept from before for hashes of what would be embedded."""

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
    parts = [(article, part) for article in articles for part in article.paragraphs]
    texts = [part.text for _, part in parts]
    own = occurrences(texts)
    context = occurrences([fields.lexical(article, part.heading) for article, part in parts])
    rows, keys, counts = count(
        np.concatenate([own.texts, context.texts]), np.concatenate([own.keys, context.keys])
    )
    return Terms(rows, keys, counts, _sizes(texts, own))


def count(rows: NDArray[np.int64], keys: Keys) -> tuple[NDArray[np.int64], Keys, NDArray[np.uint8]]:
    """Each (row, term) once with its number of occurrences, from one entry an occurrence."""
    order = np.lexsort((keys, rows))
    rows, keys = rows[order], keys[order]
    new = np.ones(len(rows), bool)
    new[1:] = (rows[1:] != rows[:-1]) | (keys[1:] != keys[:-1])
    first = np.flatnonzero(new)
    times = np.diff(np.append(first, len(rows)))
    return rows[first], keys[first], np.minimum(times, MOST_COUNTED).astype(np.uint8)


def _sizes(texts: list[str], found: Occurrences) -> tuple[tuple[int, ...], ...]:
    """How many different terms begin in each sentence of each text."""
    begins = offsets(np.array([len(text) + 1 for text in texts]))
    spans = [sentences(text) for text in texts]
    bounds = offsets(np.array([len(some) for some in spans]))
    firsts = np.array([first for some in spans for first, _ in some], np.int64)
    firsts += np.repeat(begins[:-1], np.diff(bounds))
    which = firsts.searchsorted(begins[found.texts] + found.places, "right") - 1
    owners, _, _ = count(which, found.keys)
    sizes = np.bincount(owners, minlength=len(firsts)).tolist()
    edges = bounds.tolist()
    return tuple(tuple(sizes[a:b]) for a, b in pairwise(edges))


class Analysis:
    """Takes articles one by one, and hands them on in batches with their passages."""

    def __init__(self, encoder: Encoder | None, dimension: int, known: Known, put: Put) -> None:
        """`encoder` None: nothing will come whose vectors are not known."""
        self._encoder = encoder
        self._dimension = dimension
        self._known, self._put = known, put
        self._waiting: list[tuple[Entry, Article]] = []
        self._size = 0
        self._seen: dict[bytes, Floats] = {}
        self.paragraphs = self.reused = 0

    def add(self, entry: Entry, article: Article) -> None:
        self._waiting.append((entry, article))
        self._size += sum(len(part.text) for part in article.paragraphs)
        if self._size > _BATCH:
            self.finish()

    def finish(self) -> None:
        """Hands on what is waiting."""
        waiting, self._waiting, self._size = self._waiting, [], 0
        if waiting:
            self._put(waiting, self._passages([article for _, article in waiting]))

    def _passages(self, articles: list[Article]) -> Passages:
        parts = [(article, part) for article in articles for part in article.paragraphs]
        embedded = [fields.embedded(article, part) for article, part in parts]
        hashes = [
            hashlib.blake2b(json.dumps([text, part.text]).encode(), digest_size=16).digest()
            for text, (_, part) in zip(embedded, parts, strict=True)
        ]
        digests = np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, 16)
        return Passages(digests, self._vectors(hashes, embedded), *terms_of(articles))

    def _vectors(self, hashes: list[bytes], texts: list[str]) -> Floats:
        """Kept ones, and new ones where there are none."""
        if len(self._seen) > _REMEMBERED:
            self._seen = {}
        unseen = [one for one in dict.fromkeys(hashes) if one not in self._seen]
        self._seen |= self._known(unseen)
        new = {one: at for at, one in enumerate(hashes) if one not in self._seen}
        self.paragraphs += len(hashes)
        self.reused += len(hashes) - len(new)
        if new:
            rows = self._encoded([texts[at] for at in new.values()])
            self._seen |= dict(zip(new, rows, strict=True))
        found = [self._seen[one] for one in hashes]
        return np.array(found, np.float32).reshape(len(found), self._dimension)

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
