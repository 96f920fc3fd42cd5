"""The static encoder: a text is a weighted bag of words, a word a vector of two parts.

The *meaning* of a word is trained: half the dimensions, 4 bits each.  Its *signature* is a fixed
pseudo-random row of +1 and -1, made from the word's number and so stored nowhere; times the word's
inverse document frequency it keeps different words apart (a random projection of a TF-IDF vector:
Achlioptas 2003), which trained dimensions alone unlearn.

Beside this file lie:

    config.json     {"dimension", "meaning", "exponent"}
    words.txt       one folded word a line; line n is row n; rows after them are hash buckets
    vectors.npy     (rows, meaning / 2) uint8: two codes a byte, low half first; code c is c - 7.5
    scales.npy      (rows, 2) float32: what the levels, and what the signature, are multiplied by
    folding.npy     (65536,) uint16: code point to folded code point, 0 for a separator
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .matcher import Floats, Hashes, Ints, Matcher, weigh

Bytes = NDArray[np.uint8]

FILES = ("config.json", "words.txt", "vectors.npy", "scales.npy", "folding.npy")
BATCH = 2048  # texts encoded at a time by one thread: they share the unpacked rows


def pack(codes: Bytes) -> Bytes:
    """(rows, meaning) codes 0..15 to (rows, meaning / 2) bytes."""
    return (codes[:, ::2] | (codes[:, 1::2] << 4)).astype(np.uint8)


def levels(packed: Bytes) -> NDArray[np.int8]:
    """(rows, meaning / 2) bytes to (rows, meaning) int8, twice the level: -15, -13 .. 15."""
    pairs = packed.astype("<u2")  # one code in each of its two bytes, the low half first
    pairs |= pairs << 4
    pairs &= 0x0F0F
    codes = pairs.view(np.int8)
    codes += codes
    codes -= 15
    return codes.reshape(len(packed), 2 * packed.shape[1])


def signs(rows: Ints, width: int) -> NDArray[np.int8]:
    """(n, width) int8 of +1 and -1: the signature of each row number (splitmix64 bits)."""
    blocks = width // 64
    state = rows.astype(np.uint64)[:, None] * np.uint64(blocks) + np.arange(1, blocks + 1).astype(
        np.uint64
    )
    bits = np.ascontiguousarray(_splitmix(state).astype("<u8")).view(np.uint8)
    return _SIGNS[bits].view(np.int8).reshape(len(rows), width)


def _splitmix(state: Hashes) -> Hashes:
    state = state * np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


_ALL_BYTES = np.arange(256, dtype=np.uint8)
_SIGNS = (
    np.ascontiguousarray(((_ALL_BYTES[:, None] >> np.arange(8)) & 1).astype(np.int8) * 2 - 1)
    .view(np.uint64)
    .ravel()
)


class StaticModel:
    """Word vectors and the matcher that finds the words.  Read-only, safe to share by threads."""

    def __init__(
        self,
        words: Sequence[str],
        packed: Bytes,
        scales: Floats,
        folding: NDArray[np.uint16],
        *,
        dimension: int,
        exponent: float,
        revision: str = "",
    ) -> None:
        self.words = list(words)
        self.matcher = Matcher(self.words, folding, len(packed) - len(self.words))
        self.dimension = dimension
        self.exponent = exponent
        self.revision = revision
        self.size = len(packed)
        self._packed = packed
        self._scales = scales
        self._meaning = packed.shape[1] * 2

    @classmethod
    def load(cls, folder: str | Path) -> StaticModel:
        """Reads a model folder."""
        folder = Path(folder)
        config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
        digest = hashlib.sha256()
        for name in FILES:
            digest.update((folder / name).read_bytes())
        return cls(
            (folder / "words.txt").read_text("utf-8").split("\n")[:-1],
            np.load(folder / "vectors.npy"),
            np.load(folder / "scales.npy"),
            np.load(folder / "folding.npy"),
            dimension=int(config["dimension"]),
            exponent=float(config["exponent"]),
            revision=digest.hexdigest()[:16],
        )

    def rows(self, numbers: Ints) -> Floats:
        """(n, dimension) float32: the vectors of the rows, not normalised."""
        scales = self._scales[numbers]
        out = np.empty((len(numbers), self.dimension), dtype=np.float32)
        out[:, : self._meaning] = levels(self._packed[numbers])
        out[:, : self._meaning] *= scales[:, :1] / 2
        width = self.dimension - self._meaning
        out[:, self._meaning :] = signs(numbers, width)
        out[:, self._meaning :] *= scales[:, 1:]
        return out

    def encode(self, texts: Sequence[str], threads: int = 2) -> Floats:
        """(n, dimension) float32 unit rows; a text without a known word gives a zero row."""
        if len(texts) <= BATCH:
            return self._encode(texts)
        parts = [texts[i : i + BATCH] for i in range(0, len(texts), BATCH)]
        with ThreadPoolExecutor(threads) as pool:
            return np.concatenate(list(pool.map(self._encode, parts)))

    def _encode(self, texts: Sequence[str]) -> Floats:
        ids, offsets = self.matcher.bags(texts)
        ids, weights, offsets = weigh(ids, offsets, self.exponent, self.size)
        distinct, place = np.unique(ids, return_inverse=True)
        table = self.rows(distinct)
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        bounds = offsets.tolist()
        for row in range(len(texts)):
            low, high = bounds[row], bounds[row + 1]
            if high > low:
                np.matmul(weights[low:high], table[place[low:high]], out=out[row])
        norms = np.sqrt(np.einsum("ij,ij->i", out, out))
        out /= np.where(norms > 0, norms, 1)[:, None]
        return out

    def meanings(self, numbers: Ints) -> Floats:
        """(n, meaning) float32: the trained parts of the rows, as unit vectors."""
        units = levels(self._packed[numbers]).astype(np.float32)
        units /= np.maximum(np.sqrt(np.einsum("ij,ij->i", units, units)), 1e-9)[:, None]
        return units

    def lengths(self, numbers: Ints) -> Floats:
        """(n,) float32: the length of each row, which is the word's weight in a text."""
        rows = self.rows(numbers)
        lengths: Floats = np.sqrt(np.einsum("ij,ij->i", rows, rows))
        return lengths
