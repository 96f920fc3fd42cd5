"""Word weights: the lowest of the idfs over the kinds of text in which a word may be common.

The articles are statutes and news, in which 正在 (just now) and 男人 (man) are as rare as a term of
art; among the everyday sentences of the translation pairs they are common, as "the" is among the
English ones though no Chinese paragraph has it.  A word that is common anywhere tells little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.bags import Bags, Ints, Numbers
from training.settings import PAIR_KINDS, Settings

Floats = NDArray[np.float32]
LEAST = 0.05  # a word is never quite without weight in the trained half


@dataclass(frozen=True, slots=True)
class Weights:
    """(rows,) float32 each."""

    idf: Floats  # among paragraphs: what a trained row is multiplied by
    signature: Floats  # the length of a signature: 0 or more, on average that of idf
    common: Floats  # 0..1: what both are multiplied by on export, the trained row ...
    common_signature: Floats  # ... and the signature; above 1 for a number


def document_frequency(bags: Bags, rows: int) -> Ints:
    """(rows,) how many paragraphs each word number stands in."""
    owner = np.repeat(bags.paragraph, np.diff(bags.sentence_at)).astype(np.int64)
    return _distinct(owner, bags.sentence, rows)


def inverse_frequency(frequency: Ints, texts: int, buckets: int) -> Floats:
    """(rows,) float32 log((N + 1) / (df + 1)); a bucket's at most 11: it may hold a common word."""
    idf: Floats = np.log((texts + 1) / (frequency + 1)).astype(np.float32)
    idf[-buckets:] = np.minimum(idf[-buckets:], 11)
    return idf


def weigh_words(bags: Bags, idf: Floats, words: Sequence[str], settings: Settings) -> Weights:
    """The weights of all rows from the texts' counts; numbers as settings say."""
    rows = len(idf)
    number, latin = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
    number[: len(words)] = [word.isdigit() for word in words]
    latin[: len(words)] = [word[0].isascii() for word in words]
    latin &= ~number
    spoken = bags.kind == len(PAIR_KINDS) - 1  # the pairs that are no statute and no title
    everyday = _pair_idf(bags.chinese, bags.chinese_at, spoken, rows, settings.buckets)
    english = _pair_idf(
        bags.english, bags.english_at, np.ones(len(spoken), bool), rows, settings.buckets
    )
    signature = idf.astype(np.float64)
    rare = np.maximum(english - settings.english_discount, 0)
    signature[latin | number] = np.minimum(idf, rare)[latin | number]
    signature **= settings.power
    signature *= idf.mean() / signature.mean()
    share = _share(everyday - settings.everyday_discount, idf)
    meaning = np.where(latin, _share(english + settings.english_bonus, idf), share)
    return Weights(
        idf,
        signature.astype(np.float32),
        np.where(number, meaning * settings.number_meaning, meaning).astype(np.float32),
        np.where(number, share * settings.number_signature, share).astype(np.float32),
    )


def _share(target: Floats, idf: Floats) -> Floats:
    """What brings an idf down to what is wanted; 1 where it is no higher."""
    share: Floats = np.minimum(1, np.maximum(target, LEAST) / np.maximum(idf, LEAST))
    return share


def _pair_idf(
    ids: Numbers, offsets: Ints, chosen: NDArray[np.bool_], rows: int, buckets: int
) -> Floats:
    owner = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    used = chosen[owner]
    return inverse_frequency(_distinct(owner[used], ids[used], rows), int(chosen.sum()), buckets)


def _distinct(owner: Ints, ids: Numbers, rows: int) -> Ints:
    """(rows,) in how many owners each number stands."""
    keys = owner * rows + ids
    keys.sort()
    first = np.concatenate(([True], keys[1:] != keys[:-1])) if keys.size else np.zeros(0, bool)
    return np.bincount(keys[first] % rows, minlength=rows)
