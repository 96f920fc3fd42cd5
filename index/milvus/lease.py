"""Lease: one writer of an index in Milvus at a time, where no engine compares and sets.

Whoever wants to write first writes a record that says so, then reads who else does: of two that
come together at least one sees the other, and gives way.  (Reads are strongly consistent.)  A lease
ends `LEASE` seconds after the last sign of its writer.  A timer gives the signs, since a writer may
read files for hours without a word to Milvus; and no call that writes begins so late that it could
last beyond the end, so the clocks of writers may differ by half a minute.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import threading
import time
import weakref
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from errors import IndexBusy, StoreError
from index.milvus.connection import SECONDS, Connection
from index.milvus.records import NOTHING, packed

FIRST = 1 << 40
"""The first key of a lease; those below are of generations."""

LEASE = 120.0
"""Seconds until the lease of a writer that says nothing is nobody's."""

EVERY = LEASE / 4
"""Seconds between two signs of the timer."""

_LATE = LEASE / 2
"""The age of a sign from which on nothing is written before there is a new one."""

_SILENT = LEASE - SECONDS
"""The age from which on a sign could come too late, so that the lease is claimed anew."""

TIMER = "milvus-lease"
"""The name of the threads."""


class Lease:
    """Held from when it is made until it is released, or forgotten: the timer knows only the
    record, so it ends with whoever holds the lease, however that ends."""

    def __init__(self, connection: Connection, meta: str, place: str) -> None:
        """Raises IndexBusy while another writer has one."""
        self._record = _Record(connection, meta, place)
        self._ended = threading.Event()
        weakref.finalize(self, self._ended.set)
        self._timer = threading.Thread(
            target=_keep, args=(self._record, self._ended), name=TIMER, daemon=True
        )
        self._record.claim()
        try:
            self._timer.start()
        except BaseException:
            self._record.end()
            raise

    def renew(self) -> None:
        """To be called before each call that writes; costs nothing most of the time.

        Raises StoreError if somebody took the lease over, or nobody answers for too long.
        """
        self._record.sign(_LATE)

    def check(self) -> None:
        """The same before what must not be done by two, as to publish: a sign whatever is."""
        self._record.sign(0.0)

    def release(self) -> None:
        """Ends the timer first: a sign after the end would keep the next writer waiting."""
        self._ended.set()
        self._timer.join()
        self._record.end()


def _keep(record: _Record, ended: threading.Event) -> None:
    while not ended.wait(EVERY):
        with suppress(Exception):  # the writer meets it at its next step, and tries again
            record.sign(EVERY / 2)


class _Record:
    """What says that somebody writes; used by a writer and its timer."""

    def __init__(self, connection: Connection, meta: str, place: str) -> None:
        self._connection, self._meta, self._place = connection, meta, place
        self._key: int | None = None
        self._tried: set[int] = set()
        self._since, _ = self._last = _clocks()
        self._lock = threading.Lock()

    def claim(self) -> None:
        """Says that this process writes, if nobody else does.  After a silence under a new key: if
        the record of the old one is gone, somebody was there meanwhile."""
        key = FIRST + secrets.randbelow(1 << 60)
        self._tried.add(key)
        try:
            sign = self._write(key)
            bodies = self._all()
            if self._key is not None and self._key not in bodies:
                raise StoreError("milvus_lease_lost", place=self._place)
            leases = {other: json.loads(bodies[other]) for other in bodies.keys() - self._tried}
            alive = [facts for facts in leases.values() if not _is_over(facts)]
            if alive:
                raise IndexBusy("being_written", path=self._place, holder=_described(alive[0]))
            self._connection.delete(self._meta, [*leases, *(self._tried - {key})])
        except BaseException:
            with suppress(StoreError):
                self._connection.delete(self._meta, [key])
            raise
        self._key, self._tried, self._last = key, {key}, sign

    def sign(self, age: float) -> None:
        """Another sign, if the last is so old.  Raises StoreError if somebody took over."""
        if self._age() < age:
            return
        with self._lock:
            if self._age() < age:
                return
            if self._key is None or self._key not in self._all():
                raise StoreError("milvus_lease_lost", place=self._place)
            if self._age() > _SILENT:
                self.claim()
            else:
                self._last = self._write(self._key)

    def end(self) -> None:
        with suppress(StoreError):  # it ends by itself
            self._connection.delete(self._meta, sorted(self._tried))

    def _age(self) -> float:
        """Of the last sign, by the clock that says more: one stands still while a machine sleeps,
        the other may be set back."""
        return max(clock - last for clock, last in zip(_clocks(), self._last, strict=True))

    def _write(self, key: int) -> tuple[float, float]:
        """Returns when it began."""
        clocks = _clocks()
        body = packed({
            "host": socket.gethostname(), "system": _system(), "pid": os.getpid(),
            "since": self._since, "until": clocks[0] + LEASE,
        })  # fmt: skip
        record = {"pk": key, "kind": "lease", "body": body, "check": "", "none": NOTHING}
        self._connection.write(self._meta, [record])
        return clocks

    def _all(self) -> dict[int, str]:
        """The bodies of all leases."""
        records: Any = self._connection.find(self._meta, f"pk >= {FIRST}", ["pk", "body"])
        return {record["pk"]: record["body"] for record in records}


def _clocks() -> tuple[float, float]:
    return time.time(), time.monotonic()


def _described(facts: Mapping[str, Any]) -> str:
    since = datetime.fromtimestamp(facts["since"]).astimezone().isoformat("T", "seconds")
    return f"process {facts['pid']} on {facts['host']} since {since}"


def _is_over(facts: Mapping[str, Any]) -> bool:
    """Whether a writer said nothing for long, or was a process of this system that has ended."""
    if facts["until"] < time.time():
        return True
    here = socket.gethostname(), _system()
    if not here[1] or (facts["host"], facts.get("system")) != here:
        return False
    try:
        os.kill(facts["pid"], 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass
    return False


def _system() -> str:
    """Within what a process id tells something: a machine since it was started, and a container of
    it.  (Containers may share a host's name, and all it says of itself but this.)  Empty where it
    is not known, as outside Linux: there only time tells that a writer has ended."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except (OSError, ValueError):
        return ""
