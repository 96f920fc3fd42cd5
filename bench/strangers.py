"""The archives of strangers (`training/archives.py`) as the benchmark asks them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.cases import Case
from index.store import Store
from training.archives import archives, names


def asked(work: Path) -> Iterator[tuple[str, list[Case], Store]]:
    """Each archive with its questions and its index, which is built below `work` if need be."""
    for name, questions, store in archives(work, names()):
        cases = [Case(q.kind, q.text, q.gold, q.answers, q.need, q.short or ()) for q in questions]
        yield name, cases, store
