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
        wanted = {record["pk"]: long_pieces(record) for record in records}
        keys = [key for some in wanted.values() for key in some]
        found = self._pieces(keys)
        return [
            unpacked(record, "".join(found[key] for key in wanted[record["pk"]]) or record["body"])
            for record in records
        ]

    def text(self, owner: int, count: int) -> str:
        """A source's text."""
        keys = piece_keys(owner, count)
        found = self._pieces(keys)
        return str(json.loads("".join(found[key] for key in keys)))

    def _pieces(self, keys: Sequence[int]) -> dict[int, str]:
        found = {
            one["pk"]: one["text"]
            for one in self.connection.find_in(
                self.collection("texts"), "pk", keys, ["pk", "text"], most=200
            )
        }
        _whole(found, keys, "text")
        return found

    # -- articles

    def entries(self, by: str, values: Iterable[str]) -> list[StoredArticle]:
        """The articles with one of these values of `id`, `own_id`, `digest` or `real`."""
        wanted = set(values)
        keys = [key_of(value) for value in wanted]
        found = self.connection.find_in(
            self.collection("articles"), f"{by}_key", keys, HEAD, where=self.alive, most=_LOOKED_UP
        )
        return [one for one in self._kept(list(found)) if getattr(one.entry, by) in wanted]

    def beginning(self, by: str, start: str) -> Iterator[StoredArticle]:
        """The articles whose `own_id` or `real` begins so."""
        where = f"{filters.beginning(by, start)} and {self.alive}" if start else self.alive
        for one in self._every(where):
            if getattr(one.entry, by).startswith(start):
                yield one

    def articles(self) -> Iterator[StoredArticle]:
        """All, in no order."""
        return self._every(self.alive)

    def _every(self, where: str) -> Iterator[StoredArticle]:
        found = self.connection.every(
            self.collection("articles"), where, HEAD, self.manifest.articles
        )
        waiting: list[Record] = []
        for one in found:
            waiting.append(one)
            if len(waiting) == _LOOKED_UP:
                yield from self._kept(waiting)
                waiting = []
        yield from self._kept(waiting)

    def _kept(self, records: list[Record]) -> list[StoredArticle]:
        return [stored_article(value) for value in self.values(records)]

    # -- paragraphs

    def records(self, keys: Sequence[int], fields: Sequence[str] = HEAD) -> list[Record]:
        """The rows of these keys, in the order asked for."""
        found = {
            one["pk"]: one
            for one in self.connection.find_in(self.collection("rows"), "pk", keys, fields)
        }
        _whole(found, keys, "paragraph")
        return [found[key] for key in keys]

    def rows(self, keys: Sequence[int]) -> list[StoredRow]:
        return self.rows_of(self.records(keys))

    def rows_of(self, records: Sequence[Record]) -> list[StoredRow]:
        return [stored_row(value) for value in self.values(records)]

    def article(self, kept: StoredArticle) -> Article:
        """An article with its text."""
        rows = self.rows(list(kept.keys()))
        return kept.article(self.text(kept.source, kept.pieces), rows)

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
        wanted = {signed(key): key for key in keys}
        found: dict[int, list[list[int]]] = {}
        for one in self.connection.find_in(
            self.collection("terms"),
            "pk",
            [term_key(key) for key in keys],
            ["term", "versions"],
            most=_MANY_TERMS,
        ):
            if one["term"] in wanted:
                found[wanted[one["term"]]] = json.loads(one["versions"])
        return found


def as_of(versions: Sequence[Sequence[int]], generation: int) -> int:
    """How many rows a term had in a generation."""
    return next((rows for at, rows in reversed(versions) if at <= generation), 0)


def _whole(found: dict[int, Any], keys: Sequence[int], what: str) -> None:
    gone = next((key for key in keys if key not in found), None)
    if gone is not None:
        raise IndexDamaged("missing_row", record=what, number=str(gone))
