"""Scheduler: one answer comes before batches, whose questions are answered one by one.

A batch is many answers for one who can wait.  Each of its questions waits until nobody else's is
at work, though not without end, and of all batches one question is at work at a time: so a reader
shares the processors with one question of them at most, however many batches there are.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 5.0
"""Seconds that a question of a batch waits for others at most."""


class Scheduler:
    """Gives turns to questions; safe to use from many threads."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._waited_for = 0
        self._one_of_batches = threading.Lock()

    @contextmanager
    def turn(self, batch: bool = False) -> Iterator[None]:
        """While a question is answered.  batch: it is one of a batch."""
        if batch:
            with self._one_of_batches:
                with self._free:
                    self._free.wait_for(lambda: not self._waited_for, PATIENCE)
                yield
            return
        with self._free:
            self._waited_for += 1
        try:
            yield
        finally:
            with self._free:
                self._waited_for -= 1
                self._free.notify_all()
