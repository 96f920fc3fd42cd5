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
from messages import message_text


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
            yield message_text("wrong_file", path=part, found=str(count), expected=str(expected))


def _articles(snapshot: Snapshot) -> Iterator[str]:
    """Each article with its source and its rows, and the sums over them."""
    manifest = snapshot.manifest
    ids: set[str] = set()
    rows_sum = length = postings = 0
    for stored in snapshot.articles():
        if stored.entry.id in ids:
            yield message_text("same_id", id=stored.entry.id)
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
                    yield message_text("not_of_source", id=row.id)
                if len(row.sizes) != len(sentences(row.text)):
                    yield message_text("sentences_of", id=row.id)
                rows_sum += row_sum(record)
                length += int(counts.sum())
                postings += int(in_row.sum())
    sums = (rows_sum % (1 << 64), length, postings)
    if sums != (manifest.rows_sum, manifest.length, manifest.postings):
        yield message_text("wrong_sums")


def _row(name: str, record: Record, expected: sparse.Vector, entry: Entry) -> Iterator[str]:
    dense = np.array(record["dense"], np.float32)
    stored = record["sparse"]
    if vectors_crc(dense, stored) != record["vectors_crc"]:
        yield message_text("vectors_of", id=name)
    if vectors_crc(dense, expected) != record["vectors_crc"]:
        yield message_text("terms_of", id=name)
    norm = float(np.linalg.norm(dense))
    if not (norm == 0 or abs(norm - 1) < 1e-3):
        yield message_text("norm_of", id=name)
    if any(record[column] != value for column, value in filters.fields(entry).items()):
        yield message_text("filters_of", id=name)


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
        yield message_text("wrong_term_rows")
