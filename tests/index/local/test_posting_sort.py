"""Postings that were spilled and merged in parts, against one sort of all."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.local import posting_sort
from index.local.posting_sort import Run, RunWriter, merged

BATCHES = st.lists(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=12, unique=True), max_size=6
)


@given(BATCHES, st.sets(st.integers(0, 3)), st.integers(1, 20), st.integers(1, 20))
def test_merged_runs_are_one_sort(
    batches: list[list[tuple[int, int]]], gone: set[int], run: int, part: int
) -> None:
    """Batches of (row, key); of the first, some rows go, as those of a segment that is merged."""
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(posting_sort, "RUN", run)
        patch.setattr(posting_sort, "RANGE", part)
        writer = RunWriter(Path(name) / "runs")
        expected, base = [], 0
        for number, batch in enumerate(batches):
            if number == 0:
                numbers = np.array([-1 if row in gone else row for row in range(4)], np.int64)
                pairs = sorted((key, row) for row, key in batch)
                keys = np.array([key for key, _ in pairs], np.uint64)
                unique, sizes = np.unique(keys, return_counts=True)
                rows = np.array([row for _, row in pairs], np.int32)
                starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
                writer.add_run(Run(unique, starts, rows, rows.astype(np.uint8) + 1, numbers))
                expected += [(key, row, row + 1) for key, row in pairs if row not in gone]
            else:
                rows = np.array([row for row, _ in batch], np.int64)
                keys = np.array([key for _, key in batch], np.uint64)
                writer.add(keys, rows + base, (rows + 1).astype(np.uint8))
                expected += [(key, row + base, row + 1) for row, key in batch]
            base += 4
        postings = [
            posting
            for columns in merged(writer.runs())
            for posting in zip(*(column.tolist() for column in columns), strict=True)
        ]
        assert postings == sorted(expected)
        writer.close()
        assert not (Path(name) / "runs").exists()


def test_who_has_closed_removes_nothing_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder may have been removed meanwhile, and made anew by another writer."""
    monkeypatch.setattr(posting_sort, "RUN", 1)
    folder = tmp_path / "runs"
    one = np.ones(1, np.uint64)
    writer = RunWriter(folder)
    writer.add(one, one.astype(np.int64), one.astype(np.uint8))
    assert folder.exists()
    writer.close()
    assert not folder.exists()
    folder.mkdir()
    writer.close()
    assert folder.exists()
