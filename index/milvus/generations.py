"""Generations of an index in Milvus: manifests, the pointer to the current one, leases of writers.

All are records of `<name>_meta`.  One record is the pointer, because writing one record is the only
step that is whole everywhere: an alias names a collection, but most generations share theirs, and
Milvus Lite 2.5 has none.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from errors import IndexDamaged, IndexMismatch, IndexMissing, StoreError
from index.compatibility import EncoderFacts
from index.milvus.connection import Connection
from index.milvus.lease import FIRST, Lease
from index.milvus.records import NOTHING, packed
from index.milvus.schema import META
from index.store import Status

FORMAT = 1

_POINTER = 0

_POINTER_SECONDS = 1.0
"""Seconds for which `Generations.recent` does not read the pointer again."""

_pointers: dict[str, tuple[float, tuple[int, str]]] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Manifest:
    """number: of the generation, from 1.  epoch: the generation that made the collections.
    mean: the length of a row on average when the epoch began; length: of all rows now.
    postings: how many terms all rows have, each counted once a row; terms_sum: of each term's key
    times how many rows hold it, modulo 2**64; rows_sum: of the rows' check sums.
    bytes: of what was written."""

    format: int
    number: int
    previous: int | None
    epoch: int
    built: str
    seconds: float
    encoder: str
    revision: str
    dimension: int
    terms: str
    context: int
    articles: int
    paragraphs: int
    mean: float
    length: int
    postings: int
    terms_sum: int
    rows_sum: int
    bytes: int

    @property
    def name(self) -> str:
        return f"gen-{self.number:06d}"

    @property
    def maker(self) -> EncoderFacts:
        return EncoderFacts(self.encoder, self.revision, self.dimension)

    @property
    def check(self) -> str:
        return hashlib.sha256(packed(asdict(self)).encode()).hexdigest()

    def status(self, place: str) -> Status:
        return Status(
            place, self.name, self.articles, self.paragraphs, self.encoder, self.revision,
            self.dimension, self.built, self.bytes,
        )  # fmt: skip


class Generations:
    """The records of `<name>_meta`."""

    def __init__(self, connection: Connection, name: str, place: str) -> None:
        self._connection = connection
        self._meta = f"{name}_meta"
        self._name = name
        self._place = place

    def exists(self) -> bool:
        return self._connection.has(self._meta)

    def make(self) -> None:
        if not self.exists():
            self._connection.create(self._meta, META)

    def current(self) -> tuple[int, str]:
        """Number and check of the current generation.  Raises IndexMissing, IndexDamaged."""
        if not self.exists():
            raise IndexMissing("no_index", path=self._place)
        self._connection.load(self._meta)
        records = self._connection.find(self._meta, f"pk == {_POINTER}", ["body", "check"])
        if not records:
            if self.all():
                raise IndexDamaged("no_pointer", path=self._place, name="pointer")
            raise IndexMissing("no_index", path=self._place)
        try:
            return int(records[0]["body"]), str(records[0]["check"])
        except ValueError:
            raise IndexDamaged(
                "bad_pointer", path=self._place, value=repr(records[0]["body"][:40])
            ) from None

    def recent(self) -> tuple[int, str]:
        """As `current`, at most a second old: it is asked for at every question."""
        with _lock:
            read_at, pointer = _pointers.get(self._place, (0.0, (0, "")))
        if not read_at or time.monotonic() - read_at > _POINTER_SECONDS:
            pointer = self.current()
            with _lock:
                _pointers[self._place] = time.monotonic(), pointer
        return pointer

    def forget_pointer(self) -> None:
        """`recent` reads anew: this process sees at once what it has done."""
        with _lock:
            _pointers.pop(self._place, None)

    def manifest(self) -> Manifest:
        """Of the current generation.  Raises as `current`, and IndexMismatch for another format."""
        number, check = self.current()
        record = self.all().get(number)
        if record is None:
            raise IndexDamaged("pointer_to_nothing", path=self._place, name=f"gen-{number:06d}")
        manifest = self._read(record)
        if manifest.check != check or manifest.number != number:
            raise IndexDamaged(
                "other_check", path=self._place, check=check[:12], name=manifest.name,
                found=manifest.check[:12],
            )  # fmt: skip
        return manifest

    def all(self) -> dict[int, Mapping[str, Any]]:
        """The records of all generations, whole or not, by number."""
        where = f"pk > {_POINTER} and pk < {FIRST}"
        records = self._connection.find(self._meta, where, ["pk", "body", "check"])
        return {row["pk"]: row for row in sorted(records, key=lambda row: int(row["pk"]))}

    def whole(self) -> list[Manifest]:
        """The manifests that check, oldest first."""
        manifests = []
        for record in self.all().values():
            try:
                manifests.append(self._read(record))
            except StoreError:
                continue
        return manifests

    def stands(self, number: int, level: str) -> bool:
        """Whether a generation has not been cleared away; level: of consistency."""
        return bool(self._connection.find(self._meta, f"pk == {number}", ["pk"], level))

    def write(self, manifest: Manifest) -> None:
        self._put(manifest.number, "generation", packed(asdict(manifest)), manifest.check)

    def point(self, manifest: Manifest) -> None:
        """Makes a generation the current one, in one step."""
        self._put(_POINTER, "pointer", str(manifest.number), manifest.check)

    def forget(self, numbers: list[int]) -> None:
        self._connection.delete(self._meta, numbers)

    def _put(self, key: int, kind: str, body: str, check: str) -> None:
        record = {"pk": key, "kind": kind, "body": body, "check": check, "none": NOTHING}
        self._connection.write(self._meta, [record])

    def _read(self, record: Mapping[str, Any]) -> Manifest:
        try:
            fields = json.loads(record["body"])
            if fields["format"] != FORMAT:
                raise IndexMismatch(
                    "other_format", path=self._place, format=fields["format"], expected=FORMAT
                )
            manifest = Manifest(**fields)
        except (ValueError, KeyError, TypeError) as error:
            raise IndexDamaged("bad_manifest", path=self._place, error=error) from None
        if manifest.check != record["check"]:
            raise IndexDamaged("bad_manifest", path=self._place, error="its hash is another")
        return manifest

    # -- one writer at a time

    def lease(self) -> Lease:
        """Raises IndexBusy while another writer has one."""
        return Lease(self._connection, self._meta, self._place)
