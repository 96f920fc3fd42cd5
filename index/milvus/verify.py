"""Integrity check of a generation in Milvus: every record read back, and all sums compared."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np

from corpus import spans
from errors import StoreError
from index.milvus import filters, sparse
from index.milvus.commit import row_sum, weighted
from index.milvus.connection import BATCH, Record
from index.milvus.records import vectors_crc
from index.milvus.schema import columns
from index.milvus.snapshot import Snapshot, as_of
from index.passages import terms_of
from index.store import Entry
from language.sentences import sentences
from messages.tables import CURE


def wrong_with(snapshot: Snapshot) -> Iterator[str]:
    """What is wrong with a generation, in words."""
    try:
        yield from _counts(snapshot)
        yield from _articles(snapshot)
        yield from _terms(snapshot)
    except StoreError as error:
        yield str(error)


def _counts(snapshot: Snapshot) -> Iterator[str]:
    manifest = snapshot.manifest
    for part, expected in (("articles", manifest.articles), ("rows", manifest.paragraphs)):
        count = snapshot.connection.count(snapshot.collection(part), snapshot.alive)
        if count != expected:
            yield f"{part}: found {count}, expected {expected}; {CURE}"


def _articles(snapshot: Snapshot) -> Iterator[str]:
    """Each article with its source and its rows, and the sums over them."""
    manifest = snapshot.manifest
    ids: set[str] = set()
    rows_sum = length = postings = 0
    for stored in snapshot.articles():
        if stored.entry.id in ids:
            yield f"two articles have the id {stored.entry.id}; {CURE}"
        ids.add(stored.entry.id)
        keys = list(stored.keys())
        source = snapshot.text(stored.source, stored.pieces)
        for at in range(0, len(keys), BATCH):
            records = snapshot.records(keys[at : at + BATCH], list(columns("rows", 1, 0)))
            rows = snapshot.rows_of(records)
            terms = terms_of([stored.article("", rows)])
            for number, (record, stored_row) in enumerate(zip(records, rows, strict=True)):
                row = stored_row.row
                in_row = terms.rows == number
                counts = terms.counts[in_row]
                expected = sparse.row(terms.keys[in_row], counts, int(counts.sum()), manifest.mean)
                yield from _row(row.id, record, expected, stored.entry)
                if not spans.verify(source, row.text, row.spans):
                    yield f"paragraph {row.id} is not what its source says; {CURE}"
                if len(row.sizes) != len(sentences(row.text)):
                    yield f"paragraph {row.id} has other sentences than its text; {CURE}"
                rows_sum += row_sum(record)
                length += int(counts.sum())
                postings += int(in_row.sum())
    sums = (rows_sum % (1 << 64), length, postings)
    if sums != (manifest.rows_sum, manifest.length, manifest.postings):
        yield f"the sums of the rows are not those of the manifest; {CURE}"


def _row(name: str, record: Record, expected: sparse.Vector, entry: Entry) -> Iterator[str]:
    dense = np.array(record["dense"], np.float32)
    stored = record["sparse"]
    if vectors_crc(dense, stored) != record["vectors_crc"]:
        yield f"the vectors of paragraph {name} are not those that were written; {CURE}"
    if vectors_crc(dense, expected) != record["vectors_crc"]:
        yield f"the terms of paragraph {name} are not those of its text; {CURE}"
    norm = float(np.linalg.norm(dense))
    if not (norm == 0 or abs(norm - 1) < 1e-3):
        yield f"the vector of paragraph {name} is not of length 1; {CURE}"
    if any(record[column] != value for column, value in filters.fields(entry).items()):
        yield f"the filters of paragraph {name} are not those of its article; {CURE}"


def _terms(snapshot: Snapshot) -> Iterator[str]:
    """In how many rows each term stands, against the sums of the manifest."""
    manifest = snapshot.manifest
    keys, rows = [], []
    for record in snapshot.connection.every(
        snapshot.collection("terms"), "", ["term", "versions"], manifest.postings
    ):
        keys.append(record["term"] % (1 << 64))
        rows.append(as_of(json.loads(record["versions"]), manifest.number))
    terms_sum = weighted(np.array(keys, np.uint64), np.array(rows, np.int64))
    if (sum(rows), terms_sum) != (manifest.postings, manifest.terms_sum):
        yield f"the numbers of rows of the terms are not those of the manifest; {CURE}"
