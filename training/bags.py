"""Texts as arrays of word numbers, cached in one file so that a resumed run need not read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.static.matcher import Matcher
from training.settings import PAIR_KINDS
from training.texts import Data, sentences

Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
BLOCK = 20_000  # texts matched at a time


@dataclass(frozen=True, slots=True)
class Bags:
    """Everything that a step draws from.  A pair (x, x_at) holds texts on end: ids and offsets."""

    sentence: Numbers
    sentence_at: Ints
    paragraph: Numbers  # of each sentence
    section: Numbers  # of each sentence
    source: Numbers  # of each section, an index into `names`
    names: NDArray[np.str_]
    title: Numbers
    title_at: Ints
    heading: Numbers
    heading_at: Ints
    english: Numbers
    english_at: Ints
    chinese: Numbers
    chinese_at: Ints
    kind: Numbers  # of each translation pair, an index into PAIR_KINDS
    word: Numbers
    word_at: Ints
    gloss: Numbers
    gloss_at: Ints
    term: Numbers
    term_at: Ints
    synonym: Numbers  # of the term
    synonym_at: Ints

    def save(self, path: Path) -> None:
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        partial = path.with_suffix(".part.npz")
        np.savez(partial, **arrays)
        partial.replace(path)

    @classmethod
    def load(cls, path: Path) -> Bags:
        with np.load(path) as arrays:
            return cls(**{field.name: arrays[field.name] for field in fields(cls)})


def make(data: Data, matcher: Matcher) -> Bags:
    """Match all the training text."""
    all_sentences: list[str] = []
    paragraph_of: list[int] = []
    section_of: list[int] = []
    count = 0
    for number, section in enumerate(data.sections):
        for paragraph in section.paragraphs:
            for sentence in sentences(paragraph):
                all_sentences.append(sentence)
                paragraph_of.append(count)
                section_of.append(number)
            count += 1
    names = sorted({section.source for section in data.sections})
    place = {name: number for number, name in enumerate(names)}
    pairs = [pair for group in data.synonyms for pair in combinations(group, 2)]

    def matched(texts: Sequence[str]) -> tuple[Numbers, Ints]:
        return _match(texts, matcher)

    kinds = [
        next(i for i, (start, _) in enumerate(PAIR_KINDS) if source.startswith(start))
        for source, _, _ in data.translations
    ]
    return Bags(
        *matched(all_sentences),
        np.array(paragraph_of, np.int32),
        np.array(section_of, np.int32),
        np.array([place[section.source] for section in data.sections], np.int32),
        np.array(names),
        *matched([section.title for section in data.sections]),
        *matched([section.heading for section in data.sections]),
        *matched([english for _, english, _ in data.translations]),
        *matched([chinese for _, _, chinese in data.translations]),
        np.array(kinds, np.int32),
        *matched([word for word, _ in data.glosses]),
        *matched([gloss for _, gloss in data.glosses]),
        *matched([term for term, _ in pairs]),
        *matched([synonym for _, synonym in pairs]),
    )


def _match(texts: Sequence[str], matcher: Matcher) -> tuple[Numbers, Ints]:
    ids: list[Numbers] = [np.zeros(0, dtype=np.int32)]
    offsets: list[Ints] = [np.zeros(1, dtype=np.int64)]
    total = 0
    for begin in range(0, len(texts), BLOCK):
        block_ids, block_offsets = matcher.bags(texts[begin : begin + BLOCK])
        ids.append(block_ids.astype(np.int32))
        offsets.append(block_offsets[1:] + total)
        total += len(block_ids)
    return np.concatenate(ids), np.concatenate(offsets)
