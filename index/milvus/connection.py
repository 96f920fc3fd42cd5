"""Connection to Milvus: the only file that imports pymilvus.

Each call has a time limit, and what goes wrong comes out as one of our errors.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from itertools import pairwise
from pathlib import Path
from typing import Any

from errors import DependencyMissing, StoreError, StoreTimeout, StoreUnavailable
from index.milvus.address import Address
from index.milvus.schema import Column
from index.store import Floats

SECONDS = 30.0
"""The time limit of a call."""

TOKEN = "WENBAO_MILVUS_TOKEN"
"""The environment variable with `user:password` or an API key: an address stands in logs."""

MOST = 16_384
"""Rows of one answer, says Milvus."""

BATCH = 500
"""Rows written, or read by their keys, in one call: below 64 MB whatever they hold."""

Record = dict[str, Any]

_NO_COLLECTION = 100  # "collection not found"
_PIECES = 4
"""Into how many an enumerated range is cut that has more rows than one answer."""

_opened: dict[str, Connection] = {}
_lock = threading.Lock()


def connected(address: Address) -> Connection:
    """One connection to each server or file for the whole process.

    Raises:
        DependencyMissing: pymilvus, or Milvus Lite for a file, is not installed.
        StoreUnavailable, StoreTimeout: nobody answers.
    """
    with _lock:
        if address.uri not in _opened:
            _opened[address.uri] = Connection(address)
        return _opened[address.uri]


class Connection:
    """Reads and writes collections by their names; safe to use from many threads."""

    _before: Callable[[], None] | None = None

    def __init__(self, address: Address) -> None:
        try:
            import pymilvus
        except ImportError as error:
            raise DependencyMissing("no_framework", package="pymilvus", extra="milvus") from error
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it logs what it raises
        self._library: Any = pymilvus
        self._uri = address.uri
        if address.lite:
            try:
                import milvus_lite  # noqa: F401
            except ImportError as error:
                raise DependencyMissing(
                    "no_framework", package="milvus-lite", extra="milvus"
                ) from error
            if not Path(address.uri).parent.is_dir():
                raise StoreError("milvus_no_folder", path=Path(address.uri).parent)
        with self._errors_translated():
            self._client: Any = pymilvus.MilvusClient(
                address.uri, token=os.environ.get(TOKEN, ""), timeout=SECONDS
            )

    def guarded(self, before: Callable[[], None]) -> Connection:
        """The same, but `before` is called before each call that changes anything."""
        guarded = copy(self)
        guarded._before = before
        return guarded

    def names(self) -> list[str]:
        with self._errors_translated():
            return list(self._client.list_collections(timeout=SECONDS))

    def has(self, name: str) -> bool:
        with self._errors_translated():
            return bool(self._client.has_collection(name, timeout=SECONDS))

    def create(self, name: str, columns: Mapping[str, Column]) -> None:
        library = self._library
        schema = library.MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        indexes = library.MilvusClient.prepare_index_params()
        for field, column in columns.items():
            schema.add_field(field, getattr(library.DataType, column.kind), **column.options)
            if column.index:
                kind, metric, parameters = column.index
                measure = {"metric_type": metric, "params": dict(parameters)} if metric else {}
                indexes.add_index(field, index_type=kind, **measure)
        with self._changing():
            self._client.create_collection(
                name, schema=schema, consistency_level="Strong", timeout=SECONDS
            )
            self._client.create_index(name, indexes, sync=False, timeout=SECONDS)
            self._client.load_collection(name, timeout=SECONDS)

    def load(self, name: str) -> None:
        """Into the memory of the engine; one that is there costs nothing."""
        with self._errors_translated():
            self._client.load_collection(name, timeout=SECONDS)

    def drop(self, name: str) -> None:
        with self._changing():
            self._client.drop_collection(name, timeout=SECONDS)

    def write(self, name: str, records: Sequence[Record]) -> None:
        """Each in place of the one with its key."""
        for at in range(0, len(records), BATCH):
            with self._changing():
                self._client.upsert(name, list(records[at : at + BATCH]), timeout=SECONDS)

    def delete(self, name: str, keys: Sequence[int]) -> None:
        for at in range(0, len(keys), BATCH):
            with self._changing():
                self._client.delete(name, ids=list(keys[at : at + BATCH]), timeout=SECONDS)

    def count(self, name: str, where: str) -> int:
        with self._errors_translated():
            rows = self._client.query(
                name, filter=where, output_fields=["count(*)"], consistency_level="Strong",
                timeout=SECONDS,
            )  # fmt: skip
            return int(rows[0]["count(*)"])

    def find(self, name: str, where: str, fields: Sequence[str], level: str = "Strong") -> Any:
        """At most `MOST` records; use `every` where there may be more."""
        with self._errors_translated():
            return self._client.query(
                name, filter=where, output_fields=list(fields), limit=MOST,
                consistency_level=level, timeout=SECONDS,
            )  # fmt: skip

    def find_in(
        self,
        name: str,
        column: str,
        values: Sequence[int],
        fields: Sequence[str],
        *,
        where: str = "",
        most: int = BATCH,
    ) -> Iterator[Record]:
        """The records whose column has one of some numbers; each may have only a few records."""
        condition = f" and {where}" if where else ""
        for at in range(0, len(values), most):
            chunk = ",".join(map(str, values[at : at + most]))
            yield from self.find(name, f"{column} in [{chunk}]{condition}", fields)

    def every(self, name: str, where: str, fields: Sequence[str], rows: int) -> Iterator[Record]:
        """All records, by ranges of their keys, which are hashes: no order of an engine's own, nor
        an iterator that a change could disturb, is relied on.  rows: how many there may be."""
        count = rows // 2000 + 1
        edges = [part * (1 << 63) // count for part in range(count + 1)]
        ranges = list(pairwise(edges))[::-1]
        condition = f" and {where}" if where else ""
        while ranges:
            first, last = ranges.pop()
            records = self.find(name, f"pk >= {first} and pk <= {last - 1}{condition}", fields)
            if len(records) >= MOST:
                step = (last - first) // _PIECES
                cuts = [*(first + step * piece for piece in range(_PIECES)), last]
                ranges += list(pairwise(cuts))[::-1]
            else:
                yield from records

    def nearest(
        self, name: str, column: str, query: Floats | Mapping[int, float], *, most: int, where: str,
        fields: Sequence[str], level: str,
    ) -> list[Record]:  # fmt: skip
        """The rows with the greatest inner product, with these fields."""
        params = {"ef": max(300, 2 * most)} if column == "dense" else {}
        with self._errors_translated():
            hits = self._client.search(
                name, data=[query], anns_field=column, limit=min(most, MOST), filter=where,
                output_fields=list(fields), consistency_level=level, timeout=SECONDS,
                search_params={"metric_type": "IP", "params": params},
            )  # fmt: skip
            return [dict(hit["entity"]) for hit in hits[0]]

    @contextmanager
    def _changing(self) -> Iterator[None]:
        if self._before:
            self._before()
        with self._errors_translated():
            yield

    @contextmanager
    def _errors_translated(self) -> Iterator[None]:
        """What goes wrong, as one of our errors."""
        import grpc

        try:
            yield
        except grpc.FutureTimeoutError as error:
            raise StoreTimeout("milvus_timeout", uri=self._uri, seconds=int(SECONDS)) from error
        except (self._library.MilvusException, grpc.RpcError) as error:
            raise self._error(error) from error

    def _error(self, error: Exception) -> StoreError:
        status = getattr(error.__cause__ or error, "code", None)
        code = str(getattr(status() if callable(status) else status, "name", ""))
        text = str(getattr(error, "message", error))
        if code == "DEADLINE_EXCEEDED" or "deadline exceeded" in text.lower() or "timeout" in text:
            return StoreTimeout("milvus_timeout", uri=self._uri, seconds=int(SECONDS))
        if "Open local milvus failed" in text:
            return StoreUnavailable("milvus_lite_shut", uri=self._uri)
        if code == "UNAVAILABLE" or "unavailable" in text or "Fail connecting" in text:
            return StoreUnavailable("milvus_unavailable", uri=self._uri)
        if getattr(error, "code", None) == _NO_COLLECTION:
            return StoreError("milvus_gone", uri=self._uri)
        return StoreError("milvus_failed", uri=self._uri, error=text)
