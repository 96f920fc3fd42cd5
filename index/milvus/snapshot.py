"""Snapshot: what one generation of an index in Milvus has, as its reader and its writer ask."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from corpus.records import Article
from errors import IndexDamaged
from index.milvus import filters
from index.milvus.connection import Connection, Record
from index.milvus.generations import Manifest
from index.milvus.records import (
    StoredArticle,
    StoredRow,
    key_of,
    long_pieces,
    piece_keys,
    signed,
    stored_article,
    stored_row,
    term_key,
    unpacked,
)
from index.milvus.schema import PARTS, base_of

HEAD = ("pk", "body", "crc")
_MANY_TERMS = 4000
_LOOKED_UP = 200
"""Values looked up together in a column where several records may have one."""


class Snapshot:
    """Reads one generation; what is not whole or not what was written is an IndexDamaged."""

    def __init__(self, connection: Connection, name: str, manifest: Manifest) -> None:
        self.connection = connection
        self.manifest = manifest
        self.base = base_of(name, manifest.epoch)
        self.alive = filters.alive(manifest.number)

    def collection(self, part: str) -> str:
        return f"{self.base}_{part}"

    def loaded(self) -> Snapshot:
        """The same, with its collections in the memory of the engine."""
        for part in PARTS:
            self.connection.load(self.collection(part))
        return self

    # -- bodies and long texts

    def values(self, records: Sequence[Record]) -> list[Any]:
        """The values of the bodies of records."""
        keys_of = {record["pk"]: long_pieces(record) for record in records}
        texts = self._pieces([key for keys in keys_of.values() for key in keys])
        return [
            unpacked(record, "".join(texts[key] for key in keys_of[record["pk"]]) or record["body"])
            for record in records
        ]

    def text(self, owner: int, count: int) -> str:
        """A source's text."""
        keys = piece_keys(owner, count)
        texts = self._pieces(keys)
        return str(json.loads("".join(texts[key] for key in keys)))

    def _pieces(self, keys: Sequence[int]) -> dict[int, str]:
        texts = {
            record["pk"]: record["text"]
            for record in self.connection.find_in(
                self.collection("texts"), "pk", keys, ["pk", "text"], most=200
            )
        }
        _check_complete(texts, keys, "text")
        return texts

    # -- articles

    def entries(self, by: str, values: Iterable[str]) -> list[StoredArticle]:
        """The articles with one of these values of `id`, `own_id`, `digest` or `real`."""
        unique = set(values)
        keys = [key_of(value) for value in unique]
        records = self.connection.find_in(
            self.collection("articles"), f"{by}_key", keys, HEAD, where=self.alive, most=_LOOKED_UP
        )
        articles = self._stored_articles(list(records))
        return [article for article in articles if getattr(article.entry, by) in unique]

    def beginning(self, by: str, start: str) -> Iterator[StoredArticle]:
        """The articles whose `own_id` or `real` begins so."""
        where = f"{filters.beginning(by, start)} and {self.alive}" if start else self.alive
        for stored in self._stored_where(where):
            if getattr(stored.entry, by).startswith(start):
                yield stored

    def articles(self) -> Iterator[StoredArticle]:
        """All, in no order."""
        return self._stored_where(self.alive)

    def _stored_where(self, where: str) -> Iterator[StoredArticle]:
        records = self.connection.every(
            self.collection("articles"), where, HEAD, self.manifest.articles
        )
        batch: list[Record] = []
        for record in records:
            batch.append(record)
            if len(batch) == _LOOKED_UP:
                yield from self._stored_articles(batch)
                batch = []
        yield from self._stored_articles(batch)

    def _stored_articles(self, records: list[Record]) -> list[StoredArticle]:
        return [stored_article(value) for value in self.values(records)]

    # -- paragraphs

    def records(self, keys: Sequence[int], fields: Sequence[str] = HEAD) -> list[Record]:
        """The rows of these keys, in the order asked for."""
        by_key = {
            record["pk"]: record
            for record in self.connection.find_in(self.collection("rows"), "pk", keys, fields)
        }
        _check_complete(by_key, keys, "paragraph")
        return [by_key[key] for key in keys]

    def rows(self, keys: Sequence[int]) -> list[StoredRow]:
        return self.rows_of(self.records(keys))

    def rows_of(self, records: Sequence[Record]) -> list[StoredRow]:
        return [stored_row(value) for value in self.values(records)]

    def article(self, stored: StoredArticle) -> Article:
        """An article with its text."""
        rows = self.rows(list(stored.keys()))
        return stored.article(self.text(stored.source, stored.pieces), rows)

    # -- terms

    def document_frequency(self, keys: Sequence[int]) -> dict[int, int]:
        """In how many rows each key stands; those that are in none are left out."""
        return {
            key: rows
            for key, versions in self.versions(keys).items()
            if (rows := as_of(versions, self.manifest.number))
        }

    def versions(self, keys: Sequence[int]) -> dict[int, list[list[int]]]:
        """[generation, rows] of each key, ascending."""
        key_of_term = {signed(key): key for key in keys}
        versions: dict[int, list[list[int]]] = {}
        for record in self.connection.find_in(
            self.collection("terms"),
            "pk",
            [term_key(key) for key in keys],
            ["term", "versions"],
            most=_MANY_TERMS,
        ):
            if record["term"] in key_of_term:
                versions[key_of_term[record["term"]]] = json.loads(record["versions"])
        return versions


def as_of(versions: Sequence[Sequence[int]], generation: int) -> int:
    """How many rows a term had in a generation."""
    return next((rows for number, rows in reversed(versions) if number <= generation), 0)


def _check_complete(by_key: dict[int, Any], keys: Sequence[int], kind: str) -> None:
    missing = next((key for key in keys if key not in by_key), None)
    if missing is not None:
        raise IndexDamaged("missing_row", record=kind, number=str(missing))
