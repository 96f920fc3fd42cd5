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

    def one_spelling(self, place: str) -> str:
        return parsed(place).place

    def open(self, place: str, encoder: Encoder | None) -> MilvusStore:
        connection, generations, name = _opened(place)
        for attempt in range(_TRIES):
            made = generations.manifest()
            try:
                snapshot = Snapshot(connection, name, made)
                return MilvusStore(generations, snapshot, place, encoder)
            except StoreError:
                if attempt == _TRIES - 1 or generations.current() == (made.number, made.check):
                    raise
        raise IndexMissing("index_restless", path=place)

    def current(self, place: str) -> tuple[str, str]:
        with _lock:
            at, found = _pointers.get(place, (0.0, ("", "")))
        if not at or time.monotonic() - at > _FRESH:
            number, check = _opened(place)[1].current()
            found = f"gen-{number:06d}", check
            with _lock:
                _pointers[place] = time.monotonic(), found
        return found

    def status(self, place: str) -> Status:
        return _opened(place)[1].manifest().status(place)

    def verify(self, place: str) -> Verdict:
        connection, generations, name = _opened(place)
        made = generations.manifest()
        wrong = tuple(wrong_with(Snapshot(connection, name, made).loaded()))
        return Verdict(made.name, made.paragraphs, wrong)

    def begin(self, place: str, encoder: Encoder | None, *, anew: bool) -> MilvusDraft:
        connection, generations, name = _opened(place)
        return _Draft(connection, generations, name, place, encoder, anew=anew)

    def rollback(self, place: str) -> Status:
        connection, generations, name = _opened(place)
        if not generations.exists():
            raise IndexMissing("no_index_to_go_back", path=place)
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
                    return made.status(place)
        finally:
            lease.release()
            _forget(place)
        raise IndexMissing("no_generation_before", path=place)


class _Draft(MilvusDraft):
    """Whose end this process sees at once."""

    def _let_go(self) -> None:
        super()._let_go()
        _forget(self._place)


def _opened(place: str) -> tuple[Connection, Generations, str]:
    address = parsed(place)
    connection = connected(address)
    return connection, Generations(connection, address.name, place), address.name


def _forget(place: str) -> None:
    with _lock:
        _pointers.pop(place, None)
