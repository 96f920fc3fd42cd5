"""Engine on Milvus: an index is some collections of a server, or a file of Milvus Lite."""

from __future__ import annotations

import threading
import time

from encoders.base import Encoder
from errors import IndexDamaged, IndexMissing, StoreError
from index.compatibility import same_terms
from index.engines import Verdict
from index.milvus.address import parsed
from index.milvus.connection import Connection, connected
from index.milvus.draft import MilvusDraft
from index.milvus.generations import Generations
from index.milvus.reader import MilvusStore
from index.milvus.snapshot import Snapshot
from index.milvus.verify import wrong_with
from index.store import Status

_FRESH = 1.0
"""Seconds for which the pointer is not read again: it is asked for at every question."""

_TRIES = 3  # generations that may be cleared away while one is being opened

_pointers: dict[str, tuple[float, tuple[str, str]]] = {}
_lock = threading.Lock()


class MilvusEngine:
    """`Engine` (see `index/engines.py`)."""

    folder = None

    def __init__(self, address: str) -> None:
        self.address = address

    @property
    def canonical(self) -> str:
        return parsed(self.address).canonical

    def sources(self) -> tuple[set[str], set[str]]:
        try:
            paths = {one.path for one in self.open(None).articles()}
        except IndexMissing:
            paths = set()
        return paths, paths

    def open(self, encoder: Encoder | None) -> MilvusStore:
        connection, generations, name = self._connected()
        for attempt in range(_TRIES):
            made = generations.manifest()
            try:
                snapshot = Snapshot(connection, name, made)
                return MilvusStore(generations, snapshot, self.address, encoder)
            except StoreError:
                if attempt == _TRIES - 1 or generations.current() == (made.number, made.check):
                    raise
        raise IndexMissing("index_restless", path=self.address)

    def current(self) -> tuple[str, str]:
        with _lock:
            at, found = _pointers.get(self.address, (0.0, ("", "")))
        if not at or time.monotonic() - at > _FRESH:
            number, check = self._connected()[1].current()
            found = f"gen-{number:06d}", check
            with _lock:
                _pointers[self.address] = time.monotonic(), found
        return found

    def status(self) -> Status:
        return self._connected()[1].manifest().status(self.address)

    def verify(self) -> Verdict:
        connection, generations, name = self._connected()
        made = generations.manifest()
        wrong = tuple(wrong_with(Snapshot(connection, name, made).loaded()))
        return Verdict(made.name, made.paragraphs, wrong)

    def begin(self, encoder: Encoder | None, *, anew: bool) -> MilvusDraft:
        connection, generations, name = self._connected()
        return _Draft(connection, generations, name, self.address, encoder, anew=anew)

    def rollback(self) -> Status:
        connection, generations, name = self._connected()
        if not generations.exists():
            raise IndexMissing("no_index_to_go_back", path=self.address)
        lease = generations.lease()
        try:
            try:
                now: int | None = generations.current()[0]
            except IndexDamaged:
                now = None
            for made in reversed(generations.whole()):
                if now is not None and made.number >= now:
                    continue
                if not same_terms(made.terms, made.context):
                    continue
                if not any(wrong_with(Snapshot(connection, name, made).loaded())):
                    lease.check()
                    generations.point(made)
                    return made.status(self.address)
        finally:
            lease.release()
            _forget(self.address)
        raise IndexMissing("no_generation_before", path=self.address)

    def _connected(self) -> tuple[Connection, Generations, str]:
        address = parsed(self.address)
        connection = connected(address)
        return connection, Generations(connection, address.name, self.address), address.name


class _Draft(MilvusDraft):
    """Whose end this process sees at once."""

    def _let_go(self) -> None:
        super()._let_go()
        _forget(self._place)


def _forget(place: str) -> None:
    with _lock:
        _pointers.pop(place, None)
