"""Collections of an index in Milvus.

`<name>_meta` has the pointer, a manifest for each generation, and the leases of writers.  An epoch
(all generations between two builds from nothing) has four more, `<name>_e<number>_rows` and so on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ALIVE = 1 << 62
"""`died` of what no generation has taken out."""

MOST_BYTES = 65_535
"""Of a VARCHAR."""

EXACT = 20_000
"""Rows up to which the dense leg compares all; above them it walks a graph."""


@dataclass(frozen=True, slots=True)
class Column:
    """kind: the name of a `pymilvus.DataType`.  index: its kind, metric and parameters, if any."""

    kind: str
    options: Mapping[str, Any] = field(default_factory=dict)
    index: tuple[str, str | None, Mapping[str, Any]] | None = None


_KEY = Column("INT64", {"is_primary": True})
_NUMBER = Column("INT64")
_LOOKUP = Column("INT64", index=("INVERTED", None, {}))
_TEXT = Column("VARCHAR", {"max_length": MOST_BYTES})
_NONE = Column("FLOAT_VECTOR", {"dim": 2}, ("FLAT", "L2", {}))
"""Each collection must have a vector."""

META: Mapping[str, Column] = {
    "pk": _KEY, "kind": _TEXT, "body": _TEXT, "check": _TEXT, "none": _NONE,
}  # fmt: skip

_ROWS: Mapping[str, Column] = {
    "pk": _KEY,
    "born": _NUMBER,
    "died": _NUMBER,
    "path_key": _LOOKUP,
    "column_name": _TEXT,
    "author": _TEXT,
    "paper": _TEXT,
    "published": _TEXT,
    "hash_key": _LOOKUP,
    "hash": _TEXT,
    "body": _TEXT,
    "crc": _NUMBER,
    "vectors_crc": _NUMBER,
    "sparse": Column("SPARSE_FLOAT_VECTOR", {}, ("SPARSE_INVERTED_INDEX", "IP", {})),
}

_OTHER_PARTS: Mapping[str, Mapping[str, Column]] = {
    "articles": {
        "pk": _KEY,
        "born": _NUMBER,
        "died": _NUMBER,
        "id_key": _LOOKUP,
        "own_id_key": _LOOKUP,
        "digest_key": _LOOKUP,
        "real_key": _LOOKUP,
        "source": _LOOKUP,
        "own_id": _TEXT,
        "real": _TEXT,
        "body": _TEXT,
        "crc": _NUMBER,
        "none": _NONE,
    },
    "texts": {"pk": _KEY, "owner": _LOOKUP, "text": _TEXT, "none": _NONE},
    "terms": {"pk": _KEY, "term": _NUMBER, "changed": _LOOKUP, "versions": _TEXT, "none": _NONE},
}

PARTS = ("rows", *_OTHER_PARTS)


def base_of(name: str, epoch: int) -> str:
    """How the names of the collections of an epoch begin."""
    return f"{name}_e{epoch:06d}"


def columns(part: str, dimension: int, rows: int) -> Mapping[str, Column]:
    """Of a collection of an epoch of so many rows."""
    if part != "rows":
        return _OTHER_PARTS[part]
    graph = ("HNSW", "IP", {"M": 16, "efConstruction": 200})
    dense = ("FLAT", "IP", {}) if rows <= EXACT else graph
    return {**_ROWS, "dense": Column("FLOAT_VECTOR", {"dim": dimension}, dense)}
