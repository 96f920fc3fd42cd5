"""Texts to word numbers, a whole batch at once, with numpy alone.

Every character is folded (script, width, case, accents).  A run of Latin letters and digits is
one word.  In Chinese text every *maximal* vocabulary match counts: a match that no earlier match
covers.  Matches may overlap (研究生命 gives 研究生 and 生命), so there is no segmentation to get
wrong, and the batch is matched with array operations instead of a loop over characters.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Hashes = NDArray[np.uint64]

# A string is hashed as the sum of (code point + 1) * BASE**position modulo 2**64.  BASE is odd, so
# it has an inverse: the hash of a substring is a difference of two running sums, moved to place 0.
BASE = 0x9E3779B97F4A7C15
INVERSE = pow(BASE, -1, 2**64)
MIX = np.uint64(0xD6E8FEB86659FD93)
CHUNK = 60_000  # characters matched at a time: the working arrays stay in the cache
MISSING = -1
PREFIX = -2  # a table entry that is no word and only begins longer ones
LAST = 65535  # code points above the basic plane are matched as this one


def powers(base: int, count: int) -> Hashes:
    """base**0 .. base**(count-1) modulo 2**64."""
    steps = np.full(count, base, dtype=np.uint64)
    steps[0] = 1
    return np.multiply.accumulate(steps)


class HashTable:
    """64-bit key to int32 value, open addressing with linear probing, in whole arrays."""

    def __init__(self, keys: Hashes, values: NDArray[np.int32]) -> None:
        bits = max(10, int(np.ceil(np.log2(len(keys) * 3 + 1))))
        self._shift = np.uint64(64 - bits)
        self._mask = np.int64((1 << bits) - 1)
        self._keys = np.zeros(1 << bits, dtype=np.uint64)
        self._values = np.full(1 << bits, MISSING, dtype=np.int32)
        left = np.arange(len(keys))
        slots = self._slots(keys)
        while left.size:
            free = np.flatnonzero(self._values[slots] == MISSING)
            # Of several keys for one slot the last written stays; the others move on.
            self._keys[slots[free]] = keys[left[free]]
            self._values[slots[free]] = values[left[free]]
            moves = self._keys[slots] != keys[left]
            left, slots = left[moves], (slots[moves] + 1) & self._mask

    def _slots(self, keys: Hashes) -> Ints:
        return ((keys * MIX) >> self._shift).astype(np.int64)

    def find(self, keys: Hashes) -> NDArray[np.int32]:
        """The value of each key, or MISSING."""
        slots = self._slots(keys)
        values = self._values[slots]
        wrong = np.flatnonzero((self._keys[slots] != keys) & (values != MISSING))
        slots = slots[wrong]
        while wrong.size:
            slots = (slots + 1) & self._mask
            value = self._values[slots]
            values[wrong] = value
            moves = (self._keys[slots] != keys[wrong]) & (value != MISSING)
            wrong, slots = wrong[moves], slots[moves]
        return values


class Matcher:
    """A vocabulary of folded words, and ``buckets`` numbers after it for what no word covers.

    ``folding``: (65536,) uint16, code point to folded code point, 0 for a separator.
    """

    def __init__(self, words: Sequence[str], folding: NDArray[np.uint16], buckets: int) -> None:
        self.folding = folding
        self.count = len(words)
        self.buckets = buckets
        self._forward = powers(BASE, CHUNK + 1)
        self._backward = powers(INVERSE, CHUNK + 1)
        self._latin = np.zeros(LAST + 1, dtype=bool)
        for low, high in (("0", "9"), ("a", "z")):
            self._latin[ord(low) : ord(high) + 1] = True
        self._table, self.longest = self._build(words)

    def _build(self, words: Sequence[str]) -> tuple[HashTable, int]:
        lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
        codes = _codes("".join(words))
        starts = np.cumsum(lengths) - lengths
        owner = np.repeat(np.arange(len(words)), lengths)
        place = np.arange(len(codes)) - starts[owner]
        sums = np.concatenate(
            ([np.uint64(0)], np.cumsum((codes + 1).astype(np.uint64) * self._forward[place]))
        )
        keys = sums[1:] - sums[starts][owner]
        ends_word = place == lengths[owner] - 1
        chinese = ~self._latin[codes[starts]]
        begins = ~ends_word & chinese[owner]
        entries = np.concatenate((keys[ends_word], keys[begins]))
        unique, first = np.unique(entries, return_index=True)
        values = np.where(first < len(words), first, PREFIX).astype(np.int32)
        return HashTable(unique, values), int(lengths[chinese].max(initial=1))

    def fold(self, text: str) -> Ints:
        """(characters,) folded code points; 0 where a separator stands."""
        return self.folding[_codes(text)].astype(np.int64)

    def match(self, codes: Ints) -> tuple[Ints, Ints, Ints]:
        """Folded code points, at most CHUNK, to matches in order: starts, ends, word numbers."""
        size = len(codes)
        sums = np.zeros(size + 1, dtype=np.uint64)
        np.cumsum((codes + 1).astype(np.uint64) * self._forward[:size], out=sums[1:])
        latin = self._latin[codes]
        end = np.zeros(size, dtype=np.int64)
        number = np.zeros(size, dtype=np.int64)
        # Chinese: lengthen each match for as long as it begins some word.
        alive = np.flatnonzero((codes != 0) & ~latin)
        end[alive] = alive + 1
        number[alive] = self.count + codes[alive] % self.buckets
        for length in range(1, self.longest + 1):
            alive = alive[alive + length <= size]
            if not alive.size:
                break
            values = self._table.find((sums[alive + length] - sums[alive]) * self._backward[alive])
            is_word = values >= 0
            end[alive[is_word]] = alive[is_word] + length
            number[alive[is_word]] = values[is_word]
            alive = alive[values != MISSING]
        edges = np.flatnonzero(np.diff(latin.view(np.int8), prepend=0, append=0))
        starts, ends = edges[::2], edges[1::2]
        if starts.size:
            end[starts] = ends
            number[starts] = self._latin_numbers(sums, starts, ends)
        # A match counts when it reaches further than all matches that begin before it.
        reach = np.concatenate(([0], np.maximum.accumulate(end)[:-1])) if size else end
        chosen = np.flatnonzero(end > reach)
        return chosen, end[chosen], number[chosen]

    def _latin_numbers(self, sums: Hashes, starts: Ints, ends: Ints) -> Ints:
        """A run's word; else the word left when 1 to 3 letters are cut (plurals); else a bucket."""
        keys = (sums[ends] - sums[starts]) * self._backward[starts]
        numbers = self._table.find(keys).astype(np.int64)
        for cut in (1, 2, 3):
            unknown = np.flatnonzero((numbers < 0) & (ends - starts - cut >= 4))
            first, last = starts[unknown], ends[unknown] - cut
            numbers[unknown] = self._table.find((sums[last] - sums[first]) * self._backward[first])
        lost = numbers < 0
        hashed = ((keys[lost] * MIX) >> np.uint64(40)).astype(np.int64)
        numbers[lost] = self.count + hashed % self.buckets
        return numbers

    def bags(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """(m,) word numbers of all texts on end, and (n + 1,) offsets: where each text begins."""
        parts: list[Ints] = []
        counts = np.zeros(len(texts), dtype=np.int64)
        group: list[str] = []
        rows: list[int] = []
        size = 0

        def flush() -> None:
            starts, _, numbers = self.match(self.fold("\n".join(group)))
            bounds = np.cumsum([len(piece) + 1 for piece in group])
            owner = np.asarray(rows)[np.searchsorted(bounds, starts, side="right")]
            counts[:] += np.bincount(owner, minlength=len(texts))
            parts.append(numbers)

        for row, text in enumerate(texts):
            for begin in range(0, max(len(text), 1), CHUNK - 1):
                piece = text[begin : begin + CHUNK - 1]
                if group and size + len(piece) + 1 > CHUNK:
                    flush()
                    group, rows, size = [], [], 0
                group.append(piece)
                rows.append(row)
                size += len(piece) + 1
        if group:
            flush()
        offsets = np.concatenate(([0], np.cumsum(counts)))
        return (np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)), offsets


def _codes(text: str) -> Ints:
    raw = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.minimum(raw, LAST).astype(np.int64)


def weigh(ids: Ints, offsets: Ints, exponent: float, rows: int) -> tuple[Ints, Floats, Ints]:
    """Repeats of a word in a text become one entry of weight count**exponent.

    ids (m,) below ``rows`` and offsets (n + 1,), as ``Matcher.bags`` gives them.
    Returns ids, weights and offsets of the same shape, a text's ids in rising order.
    """
    owner = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    keys, counts = np.unique(owner * rows + ids, return_counts=True)
    place = np.concatenate(([0], np.cumsum(np.bincount(keys // rows, minlength=len(offsets) - 1))))
    return keys % rows, counts.astype(np.float32) ** np.float32(exponent), place
