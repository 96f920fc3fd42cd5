"""Analyzer: the terms of a text, as 64-bit keys, for lexical search.

The terms of a text are its words in search mode, its Chinese character bigrams, its single Chinese
characters, its Latin words and its numbers, all folded, in one vocabulary: a word of two characters
is also a bigram and so counts twice.  A numeral in Chinese characters is a term in digits too, and
the number of a law's article a term in one form (二〇二四: 2024; 第三十六条, 第 36 条: 第36条).

A term of up to three characters is its own key, three times 21 bits, first character highest;
a longer one is a 63-bit hash with the top bit set.  So terms are found, counted and merged as
numbers, and only the longer ones need their letters kept.

No term holds a control character, for they part words.  So zero stands for "no character" in a
key, and for nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.store import Keys
from language import arrays
from language.arrays import offsets
from language.fold import fold
from language.numerals import normal_forms
from language.words import HAN_BLOCKS, lattice
from language.words import fingerprint as words_fingerprint

VERSION = 3
"""Of the rules above: an index made by others is refused."""

MOST_ASKED = 2
"""A term counts at most so often in a question (measured on the open sets: more is noise)."""

_BITS = 21
_EXACT = 3
_TOP = np.uint64(1 << 63)
_MULTIPLIER = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Every occurrence of a term in some texts, in no order.

    keys: (t,) uint64.  texts: (t,) int64, the number of the text.  places: (t,) int64, the first
    character within that text.  long: the letters of the terms of more than three characters.
    """

    keys: Keys
    texts: NDArray[np.int64]
    places: NDArray[np.int64]
    long: dict[int, str]


def fingerprint() -> str:
    """What terms depend on: these rules and jieba's dictionary."""
    return f"{VERSION}-{words_fingerprint()}"


def occurrences(texts: Sequence[str]) -> Occurrences:
    """All terms of the texts; many short texts at once are far faster than one by one."""
    folded = [fold(text) for text in texts]
    joined = "\n".join(folded)
    points = arrays.code_points(joined).astype(np.uint64)
    begins = offsets(np.array([len(text) + 1 for text in folded]))
    words = lattice(joined)
    cuts = np.array(words.spans, np.int64).reshape(-1, 2)
    han = np.zeros(len(points) + 1, bool)
    for first, last in HAN_BLOCKS:
        han[:-1] |= (points >= first) & (points <= last)
    parts = [
        (cuts[:, 0], cuts[:, 1] - cuts[:, 0]),
        _fixed(words.pairs, 2),
        _fixed(words.triples, 3),
        _fixed(np.flatnonzero(han), 1),
        _fixed(np.flatnonzero(han[:-1] & han[1:]), 2),
    ]
    starts, sizes = (np.concatenate(column) for column in zip(*parts, strict=True))
    keys = stretch_keys(points, starts, sizes)
    long = np.flatnonzero(sizes > _EXACT)
    _, first_places = np.unique(keys[long], return_index=True)
    spelled = {
        int(keys[i]): joined[starts[i] : starts[i] + sizes[i]] for i in long[first_places].tolist()
    }
    numerals = normal_forms(joined)
    forms = [form for _, form in numerals]
    lengths = np.array([len(form) for form in forms], np.int64)
    form_keys = stretch_keys(
        arrays.code_points("".join(forms)).astype(np.uint64), offsets(lengths)[:-1], lengths
    )
    spelled |= {key: form for key, form in zip(form_keys.tolist(), forms, strict=True) if key >> 63}
    places = np.array([place for place, _ in numerals], np.int64)
    keys, starts = np.concatenate([keys, form_keys]), np.concatenate([starts, places])
    owners = begins.searchsorted(starts, "right") - 1
    return Occurrences(keys, owners, starts - begins[owners], spelled)


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """keys: (q,) ascending, unique.  letters: of each, folded.  times: (q,) how often it stands
    in the question."""

    keys: Keys
    letters: tuple[str, ...]
    times: NDArray[np.int64]


def question_terms(text: str) -> QuestionTerms:
    """The different terms of a question."""
    terms = occurrences([text])
    keys, times = np.unique(terms.keys, return_counts=True)
    spelled = tuple(letters(key) or terms.long[key] for key in keys.tolist())
    return QuestionTerms(keys, spelled, times)


def letters(key: int) -> str | None:
    """The term of a key of up to three characters; None for a hash."""
    if key >> 63:
        return None
    parts = (key >> shift & ((1 << _BITS) - 1) for shift in (2 * _BITS, _BITS, 0))
    return "".join(chr(point) for point in parts if point)


def _fixed(starts: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return starts, np.full(len(starts), size, np.int64)


def stretch_keys(points: Keys, starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> Keys:
    """The key of each stretch of code points."""
    keys = np.zeros(len(starts), np.uint64)
    for size in range(1, _EXACT + 1):
        of_size = sizes == size
        for offset in range(size):
            keys[of_size] = keys[of_size] << np.uint64(_BITS) | points[starts[of_size] + offset]
    long = np.flatnonzero(sizes > _EXACT)
    step = 0
    while len(unfinished := long[sizes[long] > step]):
        keys[unfinished] = (keys[unfinished] + points[starts[unfinished] + step]) * _MULTIPLIER
        step += 1
    # The low bits of a product know little of the high bits of its factors: mix them once.
    keys[long] = (keys[long] ^ (keys[long] >> np.uint64(29))) | _TOP
    return keys
