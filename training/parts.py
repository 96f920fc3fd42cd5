"""Subword parts: the characters of a Chinese word, the two ends of a rare Latin word.

A word's trained vector is its own row plus the mean of its parts' rows, so that a word which the
training text hardly holds still learns from its relatives (Bojanowski et al. 2017).  On export the
sum becomes one row: at run time parts cost nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.static.matcher import Ints

LATIN_PARTS = 20_000  # hashed
COMMON = 300  # paragraphs; a Latin word in so many has no parts


def make(words: Sequence[str], frequency: Ints) -> tuple[Ints, Ints, int]:
    """Part numbers of all rows on end, (rows + 1,) offsets, and how many parts there are."""
    characters: dict[str, int] = {}
    numbers: list[int] = []
    offsets = [0]
    for word, count in zip(words, frequency.tolist(), strict=False):
        if not word[0].isascii():
            numbers += [LATIN_PARTS + characters.setdefault(c, len(characters)) for c in word]
        elif len(word) > 3 and not word.isdigit() and count < COMMON:
            ends = {
                f"{word[:4]}_",
                f"{word[:5]}_",
                f"{word[:6]}_",
                f"_{word[-4:]}",
                f"_{word[-5:]}",
            }
            numbers += [zlib.crc32(end.encode()) % LATIN_PARTS for end in sorted(ends)]
        offsets.append(len(numbers))
    offsets += [len(numbers)] * (len(frequency) - len(words))  # buckets have none
    return (
        np.array(numbers, dtype=np.int64),
        np.array(offsets, dtype=np.int64),
        LATIN_PARTS + len(characters),
    )


def mean_weights(offsets: Ints) -> NDArray[np.float32]:
    """(parts on end,) float32: 1 / the number of parts of the word that each belongs to."""
    lengths = np.diff(offsets)
    return np.repeat(1 / np.maximum(lengths, 1), lengths).astype(np.float32)
