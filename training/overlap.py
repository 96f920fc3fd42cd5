"""Overlap check between training text and evaluation text.

Both sides are folded and stripped to letters and digits; two texts overlap when they share a run
of WIDTH characters.  Every position of the training text is looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from language.arrays import code_points
from models.static.matcher import BASE, INVERSE, Hashes, powers
from training.texts import Data, read_rows

WIDTH = 30
BLOCK = 1 << 20


def shingles(codes: NDArray[np.uint16]) -> Hashes:
    """The 64-bit hash of each run of `WIDTH` code points."""
    size = len(codes)
    if size < WIDTH:
        return np.zeros(0, dtype=np.uint64)
    sums = np.zeros(size + 1, dtype=np.uint64)
    np.cumsum(codes.astype(np.uint64) * powers(BASE, size), out=sums[1:])
    return (sums[WIDTH:] - sums[:-WIDTH]) * powers(INVERSE, size - WIDTH + 1)


def letters(text: str, folding: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Folded code points of the letters and digits of a text."""
    points = code_points(text)
    folded = folding[np.minimum(points, 65535)]
    folded_letters: NDArray[np.uint16] = folded[folded != 0]
    return folded_letters


def evaluation_shingles(folder: Path, folding: NDArray[np.uint16]) -> Hashes:
    """The distinct shingles of every passage file (*.passages.jsonl) of a folder, sorted."""
    hashes = [
        shingles(letters(row["text"], folding))
        for path in sorted(folder.glob("*.passages.jsonl"))
        for row in read_rows(path)
    ]
    return np.unique(np.concatenate(hashes)) if hashes else np.zeros(0, dtype=np.uint64)


def overlaps(texts: Iterable[str], held_out: Hashes, folding: NDArray[np.uint16]) -> int:
    """How many positions of the texts begin a run that a held-out text has too."""
    if not held_out.size:
        return 0
    hits = 0
    for block in _blocks(texts):
        # A separator of its own kind keeps a run from reaching over two texts.
        parts: list[NDArray[np.uint16]] = []
        for number, text in enumerate(block):
            parts += [letters(text, folding), np.array([number % 30 + 1], dtype=np.uint16)]
        keys = shingles(np.concatenate(parts))
        place = np.minimum(np.searchsorted(held_out, keys), len(held_out) - 1)
        hits += int((held_out[place] == keys).sum())
    return hits


def training_texts(data: Data) -> Iterator[str]:
    """Every Chinese text that is trained on, but for words."""
    for section in data.sections:
        yield from section.paragraphs
    for _, _, chinese in data.translations:
        yield chinese


def _blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    size = 0
    for text in texts:
        block.append(text)
        size += len(text)
        if size > BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block
