"""Engine on Milvus: an index is some collections of a server, or a file of Milvus Lite."""

from __future__ import annotations

from collections.abc import Callable

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

_TRIES = 3  # generations that may be cleared away while one is being opened


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
            paths = {article.path for article in self.open(None).articles()}
        except IndexMissing:
            paths = set()
        return paths, paths

    def open(self, encoder: Encoder | None) -> MilvusStore:
        connection, generations, name = self._connected()
        for attempt in range(_TRIES):
            manifest = generations.manifest()
            try:
                snapshot = Snapshot(connection, name, manifest)
                return MilvusStore(generations, snapshot, self.address, encoder)
            except StoreError:
                current = manifest.number, manifest.check
                if attempt == _TRIES - 1 or generations.current() == current:
                    raise
        raise IndexMissing("index_restless", path=self.address)

    def current(self) -> tuple[str, str]:
        number, check = self._connected()[1].recent()
        return f"gen-{number:06d}", check

    def status(self) -> Status:
        return self._connected()[1].manifest().status(self.address)

    def verify(self) -> Verdict:
        connection, generations, name = self._connected()
        manifest = generations.manifest()
        wrong = tuple(wrong_with(Snapshot(connection, name, manifest).loaded()))
        return Verdict(manifest.name, manifest.paragraphs, wrong)

    def begin(self, encoder: Encoder | None, *, anew: bool) -> MilvusDraft:
        connection, generations, name = self._connected()
        return MilvusDraft(connection, generations, name, self.address, encoder, anew=anew)

    def rollback(self, unchanged: str | None, first: Callable[[], None]) -> Status:
        connection, generations, name = self._connected()
        if not generations.exists():
            raise IndexMissing("no_index_to_go_back", path=self.address)
        lease = generations.lease()
        try:
            try:
                current: int | None = generations.current()[0]
            except IndexDamaged:
                current = None
            if unchanged not in (None, current and f"gen-{current:06d}"):
                raise StoreError("changed_since")
            for manifest in reversed(generations.whole()):
                if current is not None and manifest.number >= current:
                    continue
                if not same_terms(manifest.terms, manifest.context):
                    continue
                if not any(wrong_with(Snapshot(connection, name, manifest).loaded())):
                    lease.check()
                    first()
                    generations.point(manifest)
                    return manifest.status(self.address)
        finally:
            lease.release()
            generations.forget_pointer()
        raise IndexMissing("no_generation_before", path=self.address)

    def _connected(self) -> tuple[Connection, Generations, str]:
        address = parsed(self.address)
        connection = connected(address)
        return connection, Generations(connection, address.name, self.address), address.name
