"""Rows of a store, kept: the ranker reads dozens a question, and mostly the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from index.store import Row, Store

MOST = 20_000
"""Rows kept of one store; when full, all are dropped."""

_kept: WeakKeyDictionary[Store, dict[int, Row]] = WeakKeyDictionary()


def rows_of(store: Store, numbers: Sequence[int]) -> list[Row]:
    """`store.rows(numbers)`; a store is one generation, so a row of it never changes."""
    kept = _kept.setdefault(store, {})
    missing = [number for number in numbers if number not in kept]
    fresh = dict(zip(missing, store.rows(missing), strict=True)) if missing else {}
    found = [fresh[n] if n in fresh else kept[n] for n in numbers]
    if len(kept) + len(fresh) > MOST:
        kept = _kept[store] = {}
    kept.update(fresh)
    return found
