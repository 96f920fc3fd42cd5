"""Words that mean alike: the built-in word vectors, matched word by word.

A question in English shares no term with a Chinese passage, but each of its words has near ones
there.  For every word of the question and every sentence the nearest word of the sentence counts
(the "MaxSim" of Khattab and Zaharia, "ColBERT", SIGIR 2020, on static vectors).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from index.encoder import builtin
from index.store import Sentences, Store

Floats = NDArray[np.float32]

_UNSEEN, _NO_WORD = -2, -1


class _Terms:
    """Which word of the built-in model each term of a store is, worked out when first asked."""

    def __init__(self) -> None:
        self._words = np.zeros(0, np.int64)

    def words(self, terms: NDArray[np.int32], store: Store) -> NDArray[np.int64]:
        """(t,) word numbers, _NO_WORD for a term that is not a word of the model."""
        known = before = self._words  # read once: another thread may put a longer one there
        if len(terms) and int(terms.max()) >= len(before):
            known = np.full(int(terms.max()) * 2 + 1, _UNSEEN, np.int64)
            known[: len(before)] = before
        fresh = np.unique(terms[known[terms] == _UNSEEN])
        if len(fresh):
            model = builtin().model
            numbers, starts = model.matcher.bags(store.term_text(fresh))
            single = np.diff(starts) == 1
            first = numbers[np.minimum(starts[:-1], max(len(numbers) - 1, 0))]
            good = single & (first < len(model.words))
            known[fresh] = np.where(good, first, _NO_WORD)
        self._words = known  # two threads may work out the same: both write the same values
        return known[terms]


_terms: WeakKeyDictionary[Store, _Terms] = WeakKeyDictionary()


def soft_match(text: str, store: Store, sentences: Sequence[Sentences]) -> tuple[Floats, Floats]:
    """How near each sentence comes to each word of the text.

    Returns:
        (s, w) float32, the cosine of the word and the nearest word of the sentence, 0 to 1, for
        all sentences of all candidates in turn (one without words for a candidate without any);
        (w,) float32, the weight of each word: the length of its vector.
    """
    groups = [one.terms or (np.zeros(0, np.int32),) for one in sentences]
    flat = [terms for group in groups for terms in group]
    asked, weights = _asked(text)
    near = np.zeros((len(flat), len(weights)), np.float32)
    held = np.concatenate(flat)
    words = _terms.setdefault(store, _Terms()).words(held, store)
    is_word = words >= 0
    if not len(weights) or not is_word.any():
        return near, weights
    unique, place = np.unique(words[is_word], return_inverse=True)
    cosine = asked @ _units(unique).T
    counts = np.bincount(
        np.repeat(np.arange(len(flat)), [len(terms) for terms in flat])[is_word],
        minlength=len(flat),
    )
    full = counts > 0
    starts = (np.cumsum(counts) - counts)[full]
    near[full] = np.maximum.reduceat(cosine[:, place], starts, axis=1).T
    return np.maximum(near, 0), weights


@lru_cache(maxsize=64)
def _asked(text: str) -> tuple[Floats, Floats]:
    """(w, dim) unit rows and (w,) lengths of the different words of a text."""
    model = builtin().model
    numbers = np.unique(model.matcher.bags([text])[0])
    return model.meanings(numbers), model.lengths(numbers)


def _units(words: NDArray[np.int64]) -> Floats:
    return builtin().model.meanings(words)
