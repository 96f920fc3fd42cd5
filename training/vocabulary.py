"""Vocabulary selection, and the folding of characters before they are matched."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from language.arrays import code_points
from language.fold import fold
from models.static.matcher import Matcher
from training.settings import COUNT_WEIGHTS, Settings
from training.texts import Data

LONGEST = 8  # characters of a Chinese word
LATIN = re.compile("[a-z0-9]+")
PRIVATE = range(0xD800, 0xF900)  # surrogates and private use


def folding() -> NDArray[np.uint16]:
    """(65536,) uint16: code point to folded code point, 0 for whatever is no letter or digit."""
    table = np.zeros(65536, dtype=np.uint16)
    for point in range(32, 65535):
        if point in PRIVATE:
            continue
        letter = fold(chr(point))
        plain = unicodedata.normalize("NFD", letter)
        if len(plain) > 1 and plain[0].isascii() and plain[0].isalpha():
            letter = plain[0].lower()  # é is matched as e
        if len(letter) == 1 and letter.isalnum() and ord(letter) < 65535:
            table[point] = ord(letter)
    table[65535] = 65535  # all code points above the basic plane
    return table


def fold_text(text: str, table: NDArray[np.uint16]) -> str:
    """The text as the matcher sees it, a space for each separator."""
    points = code_points(text)
    return "".join(chr(p) if p else " " for p in table[np.minimum(points, 65535)].tolist())


def is_chinese(word: str) -> bool:
    return bool(word) and all("\u3400" <= letter <= "\u9fff" for letter in word)


def jieba_counts() -> dict[str, int]:
    """The words of jieba's dictionary with their counts (from its own file, MIT licence)."""
    from importlib.util import find_spec
    from pathlib import Path

    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        return {}
    counts: Counter[str] = Counter()
    lines = (Path(spec.origin).parent / "dict.txt").read_text("utf-8").splitlines()
    for line in lines:
        word, count, _ = line.split(" ")
        counts[word] += int(count)
    return counts


def choose(data: Data, table: NDArray[np.uint16], settings: Settings) -> list[str]:
    """The vocabulary: Chinese words and characters first, then Latin words, best first.

    Candidates are the words of jieba and of the two dictionaries.  A Chinese word scores its count
    in the training text (by source weight), half its count in jieba, and a bonus for standing in a
    dictionary; a character that occurs at all is in.
    """
    jieba = {fold_text(word, table): count for word, count in jieba_counts().items()}
    listed = [word for word, _ in data.glosses] + [w for group in data.synonyms for w in group]
    bonus = {fold_text(word, table) for word in listed}
    candidates = sorted(
        {w for w in (*jieba, *bonus) if is_chinese(w) and len(w) <= LONGEST}
        | {chr(p) for p in set(table.tolist()) if 0x3400 <= p <= 0x9FFF}
    )
    counts, plain = _counts(data, candidates, table)
    scores: dict[str, float] = {}
    for number, word in enumerate(candidates):
        score = counts[number] + jieba.get(word, 0) * 0.5 + 6 * (word in bonus and len(word) <= 6)
        if len(word) == 1 and (plain[number] > 3 or jieba.get(word, 0) > 50):
            score += 1e4
        if score > 0:
            scores[word] = score
    chinese = sorted(scores, key=lambda word: (-scores[word], word))[: settings.chinese_words]
    latin = _latin(data, table)
    return chinese + sorted(latin, key=lambda word: (-latin[word], word))[: settings.latin_words]


def _counts(
    data: Data, candidates: list[str], table: NDArray[np.uint16]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    matcher = Matcher(candidates, table, 1)
    weighted = np.zeros(len(candidates) + 1)
    plain = np.zeros(len(candidates) + 1, dtype=np.int64)

    def add(texts: list[str], weight: float) -> None:
        ids, _ = matcher.bags(texts)
        counted = np.bincount(ids, minlength=len(plain))
        plain[:] += counted
        weighted[:] += counted * weight

    for section in data.sections:
        whole = "\n".join((section.title, section.heading, *section.paragraphs))
        add([whole], COUNT_WEIGHTS.get(section.source, 1.0))
    add([chinese for _, _, chinese in data.translations], 0.5)
    return weighted, plain


def _latin(data: Data, table: NDArray[np.uint16]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for section in data.sections:
        if COUNT_WEIGHTS.get(section.source, 1.0) >= 1:  # statutes hold next to no Latin words
            _tally(counts, [section.title, *section.paragraphs], table, 1)
    for source, english, _ in data.translations:
        _tally(counts, [english], table, 2 if source.startswith("kong0107") else 6)
    for _, gloss in data.glosses:
        _tally(counts, [gloss], table, 14)
    for word in list(counts):
        if len(word) > 24 or (word.isdigit() and len(word) > 4):
            del counts[word]
    return counts


def _tally(
    counts: Counter[str], texts: Iterable[str], table: NDArray[np.uint16], weight: int
) -> None:
    for text in texts:
        for word in LATIN.findall(fold_text(text, table)):
            counts[word] += weight
