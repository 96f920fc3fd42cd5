"""Scheduler: a batch's question waits for those of others, and no two batches ask at once."""

from __future__ import annotations

import threading
import time

import pytest

from web import query_service
from web.query_service import Scheduler


def begin(made: Scheduler, order: list[str], name: str, batch: bool, hold: threading.Event):  # type: ignore[no-untyped-def]
    def work() -> None:
        with made.turn(batch):
            order.append(name)
            assert hold.wait(30)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def until(true) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_batch_lets_others_go_first_and_one_batch_asks_at_a_time() -> None:
    made, order = Scheduler(), list[str]()
    single, first, second = (threading.Event() for _ in range(3))
    threads = [begin(made, order, "single", False, single)]
    until(lambda: order == ["single"])
    threads.append(begin(made, order, "first", True, first))
    time.sleep(0.1)
    assert order == ["single"], "the batch waits"
    single.set()
    until(lambda: order == ["single", "first"])
    threads.append(begin(made, order, "second", True, second))
    threads.append(begin(made, order, "other", False, single))
    until(lambda: order == ["single", "first", "other"])  # at once, beside the batch
    time.sleep(0.1)
    assert "second" not in order, "the other batch waits for the first"
    first.set()
    until(lambda: "second" in order)
    second.set()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def test_a_batch_waits_for_others_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_service, "PATIENCE", 0.05)
    made, order = Scheduler(), list[str]()
    hold, done = threading.Event(), threading.Event()
    done.set()
    threads = [begin(made, order, "single", False, hold)]
    until(lambda: order == ["single"])
    threads.append(begin(made, order, "batch", True, done))
    until(lambda: order == ["single", "batch"])
    hold.set()
    for thread in threads:
        thread.join(30)


def test_a_question_that_fails_leaves_its_turn() -> None:
    made = Scheduler()
    for batch in (False, True):
        with pytest.raises(ValueError, match="x"), made.turn(batch):
            raise ValueError("x")
    with made.turn(batch=True):
        pass
