"""The archives of strangers that nothing was fitted on (`training/archives.py`), as cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.cases import Case
from index.store import Store
from training.archives import TESTING, archives


def asked(work: Path) -> Iterator[tuple[str, list[Case], Store]]:
    """Each of them with its questions and its index, which is built below `work` if need be."""
    for name, questions, store in archives(work, TESTING):
        cases = [Case(q.kind, q.text, q.gold, q.answers, q.need, q.short or ()) for q in questions]
        yield name, cases, store
