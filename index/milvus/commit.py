"""Commit: writes what a draft has collected, and reads it back before it is published.

Everything that is written carries the number of the new generation, so nobody sees it before the
pointer names that.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article
from errors import StoreError
from index.milvus import filters, sparse
from index.milvus.connection import BATCH, Connection, Record
from index.milvus.records import (
    NOTHING,
    StoredArticle,
    article_key,
    article_record,
    body_of,
    hash_key,
    key_of,
    packed,
    pieces,
    row_body,
    row_key,
    signed,
    term_key,
    vectors_crc,
)
from index.milvus.schema import ALIVE, columns
from index.milvus.snapshot import Snapshot, as_of
from index.passages import terms_of
from index.store import Entry, Keys, Passages

_MASK = (1 << 64) - 1


@dataclass
class Totals:
    """What a change adds to the sums of the manifest, or takes from them."""

    articles: int = 0
    paragraphs: int = 0
    length: int = 0
    rows_sum: int = 0
    bytes: int = 0
    keys: list[Keys] = field(default_factory=list)
    rows: list[NDArray[np.int64]] = field(default_factory=list)

    def terms(self, keys: Keys, sign: int) -> None:
        """keys: of some rows, each once a row."""
        unique, rows = np.unique(keys, return_counts=True)
        self.keys.append(unique)
        self.rows.append(rows.astype(np.int64) * sign)
        if len(self.keys) > 64:
            unique, rows = self.changes()
            self.keys, self.rows = [unique], [rows]

    def changes(self) -> tuple[Keys, NDArray[np.int64]]:
        """Each term, and in how many more rows it is now."""
        keys = np.concatenate([np.zeros(0, np.uint64), *self.keys])
        rows = np.concatenate([np.zeros(0, np.int64), *self.rows])
        unique, where = np.unique(keys, return_inverse=True)
        return unique, np.bincount(where, rows, len(unique)).astype(np.int64)


class Commit:
    """number: of the new generation.  mean: of its epoch, see `sparse`."""

    def __init__(
        self, connection: Connection, base: str, number: int, mean: float, totals: Totals
    ) -> None:
        self._connection = connection
        self._base = base
        self._number = number
        self._mean = mean
        self._totals = totals
        self._written: dict[str, tuple[array[int], array[int]]] = {}  # keys, check sums
        self._dead_rows = self._dead_articles = 0
        self._rows = self._articles = 0

    def put(self, articles: Sequence[tuple[Entry, Article]], passages: Passages) -> None:
        """Writes whole articles.  Their rows come first, so that what is left of a dead writer is
        found by them."""
        rows, texts = self._row_records(articles, passages)
        heads, article_texts = self._article_records(articles)
        self._write("rows", rows)
        self._write("articles", heads)
        self._write("texts", [*texts, *article_texts])
        self._rows += len(rows)
        self._articles += len(heads)
        self._totals.rows_sum += sum(map(row_sum, rows))
        self._totals.bytes += sum(map(_byte_count, rows))

    def _row_records(
        self, articles: Sequence[tuple[Entry, Article]], passages: Passages
    ) -> tuple[list[Record], list[Record]]:
        """Of each paragraph, and those of its text."""
        order = np.argsort(passages.rows, kind="stable")
        edges = passages.rows[order].searchsorted(np.arange(len(passages.vectors) + 1)).tolist()
        keys, counts = passages.keys[order], passages.counts[order]
        rows: list[Record] = []
        texts: list[Record] = []
        paragraphs = [(entry, number, paragraph) for entry, article in articles
                      for number, paragraph in enumerate(article.paragraphs, 1)]  # fmt: skip
        for at, ((entry, number, paragraph), (first, last)) in enumerate(
            zip(paragraphs, pairwise(edges), strict=True)
        ):
            length = int(counts[first:last].sum())
            key = row_key(entry.id, number, self._number)
            value = row_body(entry, number, paragraph, length, passages.sizes[at])
            body, check, text_records = body_of(key, value)
            dense = passages.vectors[at]
            terms = sparse.row(keys[first:last], counts[first:last], length, self._mean)
            digest = passages.hashes[at].tobytes()
            rows.append({
                "pk": key, "born": self._number, "died": ALIVE, **filters.fields(entry),
                "hash_key": hash_key(digest), "hash": digest.hex(), "body": body, "crc": check,
                "vectors_crc": vectors_crc(dense, terms), "dense": dense, "sparse": terms,
            })  # fmt: skip
            texts += text_records
        return rows, texts

    def _article_records(
        self, articles: Sequence[tuple[Entry, Article]]
    ) -> tuple[list[Record], list[Record]]:
        """Of each article, and those of its text; a source that several share is written once."""
        heads: list[Record] = []
        texts: list[Record] = []
        sources: dict[int, list[Record]] = {}
        for entry, article in articles:
            text = article.source.text
            digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
            source = key_of("source", entry.path, digest)
            if source not in sources:
                sources[source] = pieces(source, packed(text))
            stored = StoredArticle(entry, self._number, source, len(sources[source]))
            head, text_records = article_record(stored)
            heads.append(head)
            texts += text_records
        return heads, [*texts, *(piece for of_source in sources.values() for piece in of_source)]

    def _write(self, part: str, records: list[Record]) -> None:
        self._connection.write(f"{self._base}_{part}", records)
        keys, sums = self._written.setdefault(part, (array("Q"), array("Q")))
        keys.extend(record["pk"] for record in records)
        sums.extend(check_of(part, record) for record in records)

    def take_out(self, snapshot: Snapshot, removed: Sequence[StoredArticle]) -> None:
        """Marks articles of the generation before, and counts what they held."""
        row_fields = list(columns("rows", snapshot.manifest.dimension, 0))
        article_fields = list(columns("articles", 0, 0))
        for stored in removed:
            keys = list(stored.keys())
            for at in range(0, len(keys), BATCH):
                rows = snapshot.records(keys[at : at + BATCH], row_fields)
                stored_rows = snapshot.rows_of(rows)
                terms = terms_of([stored.article("", stored_rows)])
                self._totals.terms(terms.keys, -1)
                self._totals.length -= sum(row.length for row in stored_rows)
                self._totals.rows_sum -= sum(map(row_sum, rows))
                self._totals.bytes -= sum(map(_byte_count, rows))
                self._mark_dead("rows", rows)
                self._dead_rows += len(rows)
            key = article_key(stored.entry.id, stored.born)
            self._mark_dead("articles", list(self._connection.find(
                snapshot.collection("articles"), f"pk == {key}", article_fields)))  # fmt: skip
            self._dead_articles += 1
        self._totals.articles -= len(removed)
        self._totals.paragraphs -= self._dead_rows

    def _mark_dead(self, part: str, records: Sequence[Record]) -> None:
        self._write(part, [{**record, "died": self._number} for record in records])

    def count_terms(self, before: Snapshot | None, oldest: int) -> None:
        """Writes in how many rows each term of the change is now.  oldest: the first generation
        that somebody may still read."""
        keys, changes = self._totals.changes()
        for at in range(0, len(keys), BATCH):
            chunk = keys[at : at + BATCH].tolist()
            old_versions = before.versions(chunk) if before else {}
            records = []
            for key, change in zip(chunk, changes[at : at + BATCH].tolist(), strict=True):
                versions = old_versions.get(key, [])
                count = as_of(versions, before.manifest.number if before else 0) + change
                needed = [version for version in versions if version[0] > oldest]
                if (old_count := as_of(versions, oldest)) or not needed:
                    needed = [[oldest, old_count], *needed]
                records.append({
                    "pk": term_key(key), "term": signed(key), "changed": self._number,
                    "versions": packed([*needed, [self._number, count]]), "none": NOTHING,
                })  # fmt: skip
            self._write("terms", records)

    def read_back(self, alive: tuple[int, int]) -> None:
        """Compares every record that was written, and the counts.  alive: articles, paragraphs.

        Raises StoreError if anything is not as it was written.
        """
        for part, (keys, sums) in self._written.items():
            for at in range(0, len(keys), BATCH):
                chunk = keys[at : at + BATCH].tolist()
                checks = {
                    record["pk"]: check_of(part, record)
                    for record in self._connection.find_in(
                        f"{self._base}_{part}", "pk", chunk, ["pk", *_CHECKED[part]]
                    )
                }
                expected = zip(chunk, sums[at : at + BATCH], strict=True)
                wrong = [key for key, check in expected if checks.get(key) != check]
                if wrong:
                    raise StoreError("milvus_not_kept", what=f"{part} {wrong[0]}", count=len(wrong))
        counts = {
            ("articles", f"born == {self._number}"): self._articles,
            ("rows", f"born == {self._number}"): self._rows,
            ("articles", f"died == {self._number}"): self._dead_articles,
            ("rows", f"died == {self._number}"): self._dead_rows,
            ("articles", filters.alive(self._number)): alive[0],
            ("rows", filters.alive(self._number)): alive[1],
        }
        for (part, where), count in counts.items():
            actual = self._connection.count(f"{self._base}_{part}", where)
            if actual != count:
                raise StoreError(
                    "milvus_count", what=f"{part} ({where})", found=actual, expected=count
                )


_CHECKED: dict[str, tuple[str, ...]] = {
    "rows": ("died", "body", "dense", "sparse"),
    "articles": ("died", "body"),
    "texts": ("text",),
    "terms": ("versions",),
}
"""What is compared when a record is read back."""


def check_of(part: str, record: Record) -> int:
    """A check sum of a record, worked out from its fields."""
    texts = [str(record[name]) for name in _CHECKED[part] if name not in ("dense", "sparse")]
    check = key_of(*texts)
    return check ^ vectors_crc(record["dense"], record["sparse"]) if part == "rows" else check


def row_sum(record: Record) -> int:
    """Of a row, for the manifest."""
    return int(record["crc"]) + (int(record["vectors_crc"]) << 32)


def _byte_count(record: Record) -> int:
    return len(record["body"].encode()) + 4 * len(record["dense"]) + 8 * len(record["sparse"])


def weighted(keys: Keys, rows: NDArray[np.int64]) -> int:
    """The sum of keys times rows, modulo 2**64."""
    return int((keys * rows.astype(np.uint64)).sum(dtype=np.uint64)) & _MASK
