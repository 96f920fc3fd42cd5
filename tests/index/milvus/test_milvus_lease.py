"""Leases of writers, over records in memory: no engine is needed."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import pytest

from errors import IndexBusy, StoreError, StoreUnavailable
from index.milvus import lease
from index.milvus.connection import Connection
from index.milvus.lease import FIRST, TIMER, Lease

SECONDS = 30.0  # that a test waits for what comes at once


class Records(Connection):
    """Those of one collection."""

    def __init__(self) -> None:
        self.kept: dict[int, dict[str, Any]] = {}
        self.signs: list[int] = []
        self.down = False
        self.changed = threading.Condition()

    def write(self, name: str, records: Sequence[dict[str, Any]]) -> None:
        with self.changed:
            self._answers()
            for record in records:
                self.kept[record["pk"]] = dict(record)
                self.signs.append(record["pk"])
            self.changed.notify_all()

    def delete(self, name: str, keys: Sequence[int]) -> None:
        with self.changed:
            self._answers()
            for key in keys:
                self.kept.pop(key, None)

    def find(self, name: str, where: str, fields: Sequence[str], level: str = "Strong") -> Any:
        assert where == f"pk >= {FIRST}"
        with self.changed:
            self._answers()
            return [dict(record) for record in self.kept.values()]

    def _answers(self) -> None:
        if self.down:
            self.signs.append(0)
            self.changed.notify_all()
            raise StoreUnavailable("milvus_unavailable", uri="milvus://h/x")

    def more_signs(self, count: int) -> bool:
        """Waits for so many more, or tries while nobody answers."""
        with self.changed:
            now = len(self.signs)
            return self.changed.wait_for(lambda: len(self.signs) >= now + count, SECONDS)

    def facts(self) -> list[dict[str, Any]]:
        return [json.loads(record["body"]) for record in self.kept.values()]

    def say(self, **facts: Any) -> None:
        """Of the one lease that there is."""
        (record,) = self.kept.values()
        record["body"] = json.dumps({**json.loads(record["body"]), **facts})


@pytest.fixture
def records() -> Records:
    return Records()


@pytest.fixture
def taken(records: Records) -> Iterator[Callable[[], Lease]]:
    """Takes leases, which end with the test; no timer is left over then."""
    leases: list[Lease] = []

    def take() -> Lease:
        leases.append(Lease(records, "x_meta", "milvus://h/x"))
        return leases[-1]

    yield take
    while leases:
        leases.pop().release()
    assert not timers()


def timers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == TIMER]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float, float], None]:
    """Puts the clocks of leases forward: the one of the wall, and the one that never goes back."""
    ahead = [0.0, 0.0]
    clocks = lease._clocks

    def put(wall: float, monotonic: float) -> None:
        ahead[0] += wall
        ahead[1] += monotonic

    def now() -> tuple[float, float]:
        times = clocks()
        return times[0] + ahead[0], times[1] + ahead[1]

    monkeypatch.setattr(lease, "_clocks", now)
    return put


def ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.skipif(not lease._system(), reason="no process ids that tell something")
def test_a_process_that_ended_here_holds_nothing(
    records: Records, taken: Callable[[], Lease]
) -> None:
    taken()
    records.say(pid=ended_process())
    taken()
    assert len(records.kept) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"system": "another-boot pid:[4026531836]"},
        {"system": f"{lease._system()[:-1]}9]"},  # another container of this machine
        {"system": ""},
        {"host": "elsewhere"},
    ],
)
def test_a_process_of_another_system_is_not_known_to_have_ended(
    records: Records, taken: Callable[[], Lease], other: dict[str, str]
) -> None:
    """Containers may have one host name, and count their processes each for itself."""
    taken()
    pid = ended_process()
    records.say(pid=pid, **other)
    with pytest.raises(IndexBusy, match=f"process {pid}"):
        taken()
    assert len(records.kept) == 1
    records.say(until=0.0)  # it said nothing for long
    taken()
    assert len(records.kept) == 1


def test_where_no_system_is_known_only_time_tells(
    records: Records, taken: Callable[[], Lease], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "_system", lambda: "")
    taken()
    records.say(pid=ended_process())
    with pytest.raises(IndexBusy):
        taken()


def test_a_lease_of_a_version_that_named_no_system_is_left_to_time(
    records: Records, taken: Callable[[], Lease]
) -> None:
    taken()
    (record,) = records.kept.values()
    facts = json.loads(record["body"])
    del facts["system"]
    record["body"] = json.dumps({**facts, "pid": ended_process()})
    with pytest.raises(IndexBusy):
        taken()


def test_signs_come_while_nothing_is_written(
    records: Records, taken: Callable[[], Lease], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after Milvus did not answer; and none comes after the end."""
    monkeypatch.setattr(lease, "EVERY", 0.01)
    lease_taken = taken()
    until = records.facts()[0]["until"]
    assert records.more_signs(3)
    assert records.facts()[0]["until"] > until
    records.down = True
    assert records.more_signs(2)
    records.down = False
    assert records.more_signs(2)
    assert len(timers()) == 1
    lease_taken.release()
    count = len(records.signs)
    assert not timers() and not records.kept
    assert len(records.signs) == count


def test_the_timer_ends_with_a_writer_that_is_forgotten(records: Records) -> None:
    Lease(records, "x_meta", "milvus://h/x")  # held by nobody
    gc.collect()
    for thread in timers():
        thread.join(SECONDS)
    assert not timers()


def test_a_lease_that_is_refused_leaves_no_timer_and_no_record(
    records: Records, taken: Callable[[], Lease]
) -> None:
    taken()
    for _ in range(3):
        with pytest.raises(IndexBusy):
            taken()
    assert (len(timers()), len(records.kept)) == (1, 1)


@pytest.mark.parametrize("ahead", [(500.0, 0.0), (0.0, 500.0)])
def test_after_a_silence_a_writer_goes_on_if_nobody_came(
    records: Records,
    taken: Callable[[], Lease],
    clock: Callable[[float, float], None],
    ahead: tuple[float, float],
) -> None:
    """A machine that slept: its clocks need not agree on how long."""
    writer = taken()
    (before,) = records.kept
    clock(*ahead)
    writer.renew()
    (now,) = records.kept
    assert now != before
    writer.check()


@pytest.mark.parametrize("stays", [True, False])
def test_after_a_silence_a_writer_that_was_taken_over_writes_no_more(
    records: Records, taken: Callable[[], Lease], clock: Callable[[float, float], None], stays: bool
) -> None:
    """Whether the other still writes or is done."""
    writer = taken()
    records.say(until=0.0)
    other = taken()
    if not stays:
        other.release()
    clock(500.0, 500.0)
    for _ in range(2):
        with pytest.raises(StoreError, match="took over"):
            writer.renew()
    assert len(records.kept) == stays
    if stays:
        other.check()


def test_who_came_and_went_while_a_silent_writer_looked_is_noticed(
    records: Records,
    taken: Callable[[], Lease],
    clock: Callable[[float, float], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    writer = taken()
    records.say(until=0.0)
    clock(500.0, 500.0)
    find = records.find

    def visited(*some: Any) -> Any:
        records_found = find(*some)
        monkeypatch.setattr(records, "find", find)
        taken().release()
        return records_found

    monkeypatch.setattr(records, "find", visited)
    with pytest.raises(StoreError, match="took over"):
        writer.renew()
    assert not records.kept


def test_while_another_claims_it_a_silent_writer_gives_way(
    records: Records, taken: Callable[[], Lease], clock: Callable[[float, float], None]
) -> None:
    """The other has said that it will write, and not yet taken out the lease that is over."""
    writer = taken()
    (mine,) = records.kept
    theirs = {**records.facts()[0], "pid": 1}
    clock(500.0, 500.0)
    theirs["until"] += 1000
    records.kept[FIRST + 7] = {"pk": FIRST + 7, "body": json.dumps(theirs)}
    for _ in range(2):
        with pytest.raises(IndexBusy, match="process 1 "):
            writer.renew()
    assert set(records.kept) == {mine, FIRST + 7}


def test_a_writer_without_an_answer_goes_on_when_there_is_one(
    records: Records, taken: Callable[[], Lease], clock: Callable[[float, float], None]
) -> None:
    writer = taken()
    clock(500.0, 500.0)
    records.down = True
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            writer.renew()
    records.down = False
    writer.renew()
    assert len(records.kept) == 1


def test_nothing_is_written_by_whoever_may_not(
    records: Records, taken: Callable[[], Lease], clock: Callable[[float, float], None]
) -> None:
    """Each call that changes anything asks first."""
    calls: list[str] = []

    class Client:
        def __getattr__(self, name: str) -> Any:
            return lambda *some, **more: calls.append(name)

    class Library:
        MilvusException = RuntimeError

    engine = object.__new__(Connection)
    engine._client, engine._library, engine._uri = Client(), Library(), "milvus://h/x"
    writer = taken()
    guarded = engine.guarded(writer.renew)
    pytest.importorskip("grpc", reason="needs pymilvus: pip install '.[milvus]'")
    guarded.write("x", [{"pk": 1}])
    records.say(until=0.0)
    taken()
    clock(61.0, 61.0)
    for change in (
        lambda: guarded.write("x", [{"pk": 1}]),
        lambda: guarded.delete("x", [1]),
        lambda: guarded.drop("x"),
    ):
        with pytest.raises(StoreError, match="took over"):
            change()
    assert calls == ["upsert"]
    with suppress(StoreError):
        engine.drop("x")
    assert calls == ["upsert", "drop_collection"]
