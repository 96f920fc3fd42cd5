"""Soft cover: how near the words of a passage come to those of a question in another language.

A question in English shares no term with a Chinese passage, but each of its words has near ones
there, by the word vectors of the static model.  For every word of the question and every sentence
the nearest word of the sentence counts (the "MaxSim" of Khattab and Zaharia, "ColBERT", SIGIR 2020,
on static vectors).  The contextual encoder sees a text as a whole and mixes up passages of one
article; word by word they are told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from encoders.static import model as static_model
from index.store import Floats
from language.fold import without_radicals


def soft_covers(text: str, sentences: Sequence[str]) -> tuple[Floats, Floats]:
    """How near each of s sentences comes to each of the w different words of the text.

    Returns:
        (s, w) float32, the cosine of the word and the nearest word of the sentence, 0 to 1, 0 for a
        sentence without a known word; (w,) float32, the weight of each word: its vector's length.

    Raises:
        ModelMissing: the static model is not there.
    """
    model = static_model()
    meanings, weights = _word_meanings(without_radicals(text))
    words, offsets = model.matcher.bags([without_radicals(sentence) for sentence in sentences])
    nearness = np.zeros((len(sentences), len(weights)), np.float32)
    if not len(weights) or not len(words):
        return nearness, weights
    unique, place = np.unique(words, return_inverse=True)
    cosine = meanings @ model.meanings(unique).T
    full = np.diff(offsets) > 0
    starts = np.asarray(offsets[:-1])[full]
    nearness[full] = np.maximum.reduceat(cosine[:, place], starts, axis=1).T
    return np.maximum(nearness, 0), weights


@lru_cache(maxsize=64)
def _word_meanings(text: str) -> tuple[Floats, Floats]:
    """(w, meaning) unit rows and (w,) lengths of the different words of a text."""
    model = static_model()
    words = np.unique(model.matcher.bags([text])[0])
    return model.meanings(words), model.lengths(words)
