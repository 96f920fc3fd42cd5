"""Posting runs: the postings of many paragraphs sorted in little memory.

What comes in is gathered to runs, each sorted by term and row and spilled to the disk; in the end
the runs, or the postings of whole segments, are merged one range of terms at a time.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.store import Keys
from language.arrays import offsets

RUN = 3_000_000
"""Postings that are sorted in memory."""

RANGE = 2_000_000
"""Postings that are merged at once, about; more, if a single term has more."""

_SAMPLES = 64
"""Keys that each run is sampled by."""

PostingColumns = tuple[Keys, NDArray[Any], NDArray[Any]]
"""Keys, rows and counts of postings, one of each for each posting."""


@dataclass(frozen=True, slots=True)
class Run:
    """Sorted postings.  keys: (v,) ascending.  starts: (v + 1,) each term's part of `rows` and
    `counts`, (p,), the rows ascending within a term.  numbers: the new number of each row, -1 for
    one that goes; ascending but for those; None: rows stay as they are."""

    keys: Keys
    starts: NDArray[np.int64]
    rows: NDArray[Any]
    counts: NDArray[Any]
    numbers: NDArray[np.int64] | None = None

    def sample(self) -> Keys:
        """Keys at even distances among the postings."""
        total = int(self.starts[-1])
        at = np.linspace(0, max(total - 1, 0), min(_SAMPLES, total)).astype(np.int64)
        return np.asarray(self.keys[np.searchsorted(self.starts, at, "right") - 1])

    def part(self, first: int, last: int) -> PostingColumns:
        """Those of the terms [first, last)."""
        begin, end = int(self.starts[first]), int(self.starts[last])
        keys = np.repeat(self.keys[first:last], np.diff(self.starts[first : last + 1]))
        rows, counts = np.asarray(self.rows[begin:end]), np.asarray(self.counts[begin:end])
        if self.numbers is None:
            return keys, rows, counts
        rows = self.numbers[rows]
        stays = rows >= 0
        return keys[stays], rows[stays], counts[stays]


class RunWriter:
    """Takes postings, in the order of their rows, and gives them back as runs."""

    def __init__(self, folder: Path) -> None:
        """folder: where runs are spilled; it is made when needed, and removed by `close`."""
        self._folder = folder
        self._pending: list[PostingColumns] = []
        self._size = self._spilled = 0
        self._runs: list[Run] = []

    def add(self, keys: Keys, rows: NDArray[np.int64], counts: NDArray[np.uint8]) -> None:
        self._pending.append((keys, rows.astype(np.int32), counts))
        self._size += len(keys)
        if self._size >= RUN:
            self._spill()

    def add_run(self, run: Run) -> None:
        """One that is sorted already; its rows come after those before."""
        self._spill()
        self._runs.append(run)

    def runs(self) -> list[Run]:
        """All of them; what is waiting stays in memory."""
        if self._pending:
            self._runs.append(_run(self._pending))
            self._pending, self._size = [], 0
        return self._runs

    def close(self) -> None:
        self._runs = []
        if self._spilled:  # else another writer's may lie there by now
            shutil.rmtree(self._folder, ignore_errors=True)
            self._spilled = 0

    def _spill(self) -> None:
        if not self._pending:
            return
        run = _run(self._pending)
        self._pending, self._size = [], 0
        self._folder.mkdir(exist_ok=True)
        mapped = []
        for name, array in (("keys", run.keys), ("rows", run.rows), ("counts", run.counts)):
            path = self._folder / f"{self._spilled:06d}.{name}"
            array.tofile(path)
            mapped.append(np.asarray(np.memmap(path, array.dtype, "r")))
        self._spilled += 1
        self._runs.append(Run(mapped[0], run.starts, mapped[1], mapped[2]))


def _run(parts: Sequence[PostingColumns]) -> Run:
    keys, rows, counts = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((rows, keys))
    unique, times = np.unique(keys[order], return_counts=True)
    return Run(unique, offsets(times), rows[order], counts[order])


def merged(runs: Sequence[Run]) -> Iterator[PostingColumns]:
    """All postings sorted by term and row, in ranges of terms; the rows of a run come after those
    of the run before."""
    runs = [run for run in runs if len(run.keys)]
    total = sum(int(run.starts[-1]) for run in runs)
    if not runs:
        return
    weighted = np.concatenate([run.sample() for run in runs])
    weights = np.concatenate(
        [np.full(len(run.sample()), run.starts[-1] / len(run.sample())) for run in runs]
    )
    order = np.argsort(weighted, kind="stable")
    weighted, before = weighted[order], np.cumsum(weights[order])
    cuts = weighted[np.searchsorted(before, np.arange(RANGE, total, RANGE)).clip(0, len(order) - 1)]
    cuts = np.unique(cuts)
    places = [
        np.concatenate([[0], run.keys.searchsorted(cuts), [len(run.keys)]]).tolist() for run in runs
    ]
    for number in range(len(cuts) + 1):
        parts = [
            run.part(place[number], place[number + 1])
            for run, place in zip(runs, places, strict=True)
            if place[number] < place[number + 1]
        ]
        if not parts:
            continue
        keys, rows, counts = (np.concatenate(column) for column in zip(*parts, strict=True))
        if len(parts) > 1:
            order = np.argsort(keys, kind="stable")
            keys, rows, counts = keys[order], rows[order], counts[order]
        yield keys, rows, counts
