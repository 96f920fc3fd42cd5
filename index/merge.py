"""Kept rows and new rows become one index, in the order of the index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from errors import StoreError
from index import lexical, names, sentences
from index.arrays import picked
from index.fresh import Made
from index.lexical import Counts
from index.parts import Parts

Numbers = NDArray[np.int64]

TextsOf = Callable[[Numbers], list[str]]
"""Text and context of these rows of the old generation."""


def merged_parts(
    old: Parts, made: Made, keys: Numbers, owners: Numbers, texts_of: TextsOf
) -> Parts:
    """All parts of the new generation.

    Args:
        old, made: the rows before, and the new ones, in the order in which they were written.
        keys, owners: (n,) of all rows that the new generation has, in its order.
        texts_of: reads old rows, to look for names that are new.
    """
    size = len(old.keys)
    origin, new = _origin(old.keys, keys)
    if len(made.owners) != len(new) or (made.owners != owners[new]).any():
        raise StoreError(
            f"{len(made.owners)} rows were made, {len(new)} written: a bug, please report it"
        )
    numbers = np.full(size, -1, np.int64)
    inside = np.flatnonzero(origin < size)
    numbers[origin[inside]] = inside
    lengths = np.bincount(made.counts.rows, made.counts.counts, len(new)).astype(np.int32)
    own = Counts(new[made.counts.rows], made.counts.keys, made.counts.counts)
    proposed = {key: old.names[key] for key in np.unique(owners).tolist() if key in old.names}
    proposed.update(made.names)
    before, after = names.gathered(old.names.values()), names.gathered(proposed.values())
    postings = lexical.merge(
        old.postings,
        numbers,
        lexical.joined(
            [
                own,
                names.counted(made.texts, new, sorted(after)),
                _in_kept_rows(old, numbers, sorted(after - before), texts_of),
            ]
        ),
        picked(old.postings.lengths, lengths, origin),
        names.keys(sorted(before - after)),
    )
    old_terms = postings.keys.searchsorted(old.postings.keys).astype(np.int32)
    made_terms = postings.keys.searchsorted(made.sentences.terms).astype(np.int32)
    return Parts(
        keys,
        owners,
        picked(old.hashes, made.hashes, origin),
        picked(old.vectors, made.vectors, origin),
        postings,
        sentences.arrange(
            replace(old.sentences, terms=old_terms[old.sentences.terms]),
            replace(made.sentences, terms=made_terms),
            origin,
        ),
        {
            **old.long,
            **made.long,
            **dict(zip(names.keys(sorted(after)).tolist(), sorted(after), strict=True)),
        },
        proposed,
    )


def _origin(old: Numbers, keys: Numbers) -> tuple[Numbers, Numbers]:
    """Where each row comes from: its number among the old ones, or the number of those plus its
    number among the new; and the places of the new rows, in the order in which they were made,
    which is the order of their keys."""
    order = np.argsort(old, kind="stable")
    ranked = np.asarray(old)[order]
    origin = np.full(len(keys), -1, np.int64)
    if len(old):
        at = np.minimum(ranked.searchsorted(keys), len(old) - 1)
        there = ranked[at] == keys
        origin[there] = order[at[there]]
    new = np.flatnonzero(origin < 0)
    new = new[np.argsort(keys[new])]
    origin[new] = len(old) + np.arange(len(new))
    return origin, new


def _in_kept_rows(old: Parts, numbers: Numbers, added: list[str], texts_of: TextsOf) -> Counts:
    """New names in the rows that stay: only those that hold all of a name's pairs are read."""
    found = [names.candidates(old.postings, name) for name in added]
    rows = np.unique(np.concatenate([np.zeros(0, np.int64), *found]))
    rows = rows[numbers[rows] >= 0]
    return names.counted(texts_of(rows), numbers[rows], added)
