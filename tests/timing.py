"""Limits of time in tests, which a slow or busy machine does not break.

A limit says how long work may take on the machine on which it was set. Other machines take up to
three times as long, and a core whose twin is busy half as long again; so a limit that was passed
is stretched by what a fixed piece of work takes just before and after. That finds work which grows
with the square of its input, or has no end, and never a machine that is slow today.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

QUIET = 0.02
"""Processor seconds of `_fixed_work` on the machine on which the limits were set."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails if the body takes more than these seconds of the processor; other work does not count.

    Raises AssertionError.
    """
    before = _slowness()
    begun = time.process_time()
    yield
    took = time.process_time() - begun
    if took >= seconds:
        limit = seconds * max(before, _slowness())
        assert took < limit, f"took {took:.2f} s, may take {limit:.2f} s"


def _slowness() -> float:
    """How many times slower than the machine of the limits this one is now, at least 1."""
    return max(1.0, _fixed_work() / QUIET)


def _fixed_work() -> float:
    begun = time.process_time()
    counts: dict[str, int] = {}
    for number in range(100_000):
        key = str(number % 5000)
        counts[key] = counts.get(key, 0) + len(key)
    return time.process_time() - begun
