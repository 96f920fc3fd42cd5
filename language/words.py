"""Word segmentation with jieba's dictionary; the only file that imports jieba.

jieba itself needs 0.7 s to load half a million entries into a dict; a command that must answer in
1.5 s in all has no such time.  Here the entries are sorted 64-bit hashes in one file, mapped into
memory and looked up with numpy for all substrings of a text at once; the best path is then found
as jieba finds it (the most probable words, without its model of unknown ones), which the tests
compare with jieba.  The file is made from jieba's dictionary at first use and kept in `var/`.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from errors import DependencyMissing
from language.arrays import code_points, ranges
from language.fold import fold
from language.sentences import Span
from state import state_folder

HAN_BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
"""First and last code point of each block of Chinese characters."""

HAN = "".join(f"{chr(first)}-{chr(last)}" for first, last in HAN_BLOCKS)
"""The same, to stand between the brackets of a regular expression."""

RUN = re.compile(rf"([{HAN}]+)|(?:(?![{HAN}])[^\W_])+")
_CACHED = 256  # characters: so short a text may be asked for again, by another part of a search
_LAYOUT = 1  # of the cache file; another number makes it anew
_HEADER = 3  # its first numbers: layout, hash of the dictionary, crc32 of the rest


def spans(text: str) -> list[Span]:
    """The words of the text as [start, end), in order: Chinese words, Latin words, numbers.

    Punctuation and spaces belong to no word.  The text is folded for the look-up only.
    """
    return list(lattice(fold(text)).spans)


def words(text: str) -> list[str]:
    """The words of the text, folded, in order."""
    folded = fold(text)
    return [folded[start:end] for start, end in lattice(folded).spans]


def search_words(text: str) -> list[str]:
    """As `words`, each longer word after the two- and three-character words within it.

    jieba's search mode: for 职业技能 also 职业 and 技能.
    """
    folded = fold(text)
    cut = lattice(folded)
    # A word is its own last part: by the place of its end it comes after all within it.
    parts = [(end, 1, start) for start, end in cut.spans]
    parts += [(at + 2, 0, at) for at in cut.pairs.tolist()]
    parts += [(at + 3, 0, at) for at in cut.triples.tolist()]
    return [folded[start:end] for end, _, start in sorted(parts)]


def frequency(text: str) -> int:
    """How often the dictionary's makers counted the word; 0 for one that is not in it."""
    if not text:
        return 0
    return int(_dictionary().count(_hashes([fold(text)]))[0])


@lru_cache(maxsize=_CACHED)
def may_name(word: str) -> bool:
    """Whether the dictionary has a word as the name of a person, a place, a body or a make, or does
    not have it."""
    dictionary = _source().read_bytes()
    at = dictionary.find(b"\n%s " % fold(word).encode()) + 1
    kind = dictionary[at : dictionary.find(b"\n", at)].rsplit(b" ", 1)[-1]
    return not at or kind.startswith((b"nr", b"ns", b"nt", b"nz"))


def fingerprint() -> str:
    """A hash of the dictionary, 16 hex digits: words found with another one may differ."""
    return _dictionary().fingerprint


@dataclass(frozen=True, slots=True)
class Lattice:
    """The words of a folded text, and the shorter known words within its longer ones.

    spans: as of `spans`.  pairs, triples: int64, sorted, where a known word of two (three)
    characters starts within a word of more.
    """

    spans: list[Span]
    pairs: NDArray[np.int64]
    triples: NDArray[np.int64]


def lattice(folded: str) -> Lattice:
    """The words of a folded text; of many texts, joined by line breaks, faster than one by one.

    The last short ones are kept: a question and its best sentence are cut by several parts.
    """
    return _cached_lattice(folded) if len(folded) <= _CACHED else _dictionary().cut(folded)


@lru_cache(maxsize=256)
def _cached_lattice(folded: str) -> Lattice:
    return _dictionary().cut(folded)


class _Dictionary:
    """keys: (n,) uint64, sorted hashes of all words and of all beginnings of words.
    counts: (n,) uint64, 0 for what is only a beginning."""

    def __init__(self, table: NDArray[np.uint64]) -> None:
        table = np.asarray(table)  # every look into a memmap costs a microsecond more
        self.fingerprint = f"{int(table[1]):016x}"
        self.keys, self.counts = table[_HEADER:].reshape(2, -1)
        self._total = log(int(self.counts.sum()))

    def find(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The place of each hash, -1 for an unknown one."""
        places = np.minimum(self.keys.searchsorted(hashes), len(self.keys) - 1)
        return np.where(self.keys[places] == hashes, places, -1)

    def count(self, hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
        places = self.find(hashes)
        return np.where(places >= 0, self.counts[places], np.uint64(0))

    def cut(self, text: str) -> Lattice:
        points = code_points(text).astype(np.uint64)
        begin, size, count = self._edges(points)
        score = np.log(count.astype(np.float64)) - self._total
        first = begin.searchsorted(np.arange(len(text) + 1)).tolist()
        ends, scores = (begin + size).tolist(), score.tolist()
        best = [0.0] * (len(text) + 1)
        step = [0] * (len(text) + 1)
        word_spans: list[Span] = []
        for run in RUN.finditer(text):
            start, end = run.span()
            if run.group(1) is None:
                word_spans.append((start, end))
                continue
            best[end] = 0.0
            for at in range(end - 1, start - 1, -1):
                top, to = best[at + 1] - self._total, at + 1  # an unknown character
                if first[at] < first[at + 1]:
                    top = float("-inf")
                    for edge in range(first[at], first[at + 1]):
                        stop = ends[edge]
                        if stop <= end and (value := scores[edge] + best[stop]) >= top:
                            top, to = value, stop
                best[at], step[at] = top, to
            while start < end:
                word_spans.append((start, step[start]))
                start = step[start]
        cuts = np.array(word_spans, np.int64).reshape(-1, 2)
        sizes = cuts[:, 1] - cuts[:, 0]
        stops = np.zeros(len(text), np.int64)  # where the word that covers a character ends
        lengths = np.zeros(len(text), np.int64)  # and how long it is
        covered = ranges(cuts[:, 0], sizes)
        stops[covered], lengths[covered] = np.repeat(cuts[:, 1], sizes), np.repeat(sizes, sizes)
        inner = (lengths[begin] > size) & (begin + size <= stops[begin])
        return Lattice(word_spans, begin[inner & (size == 2)], begin[inner & (size == 3)])

    def _edges(
        self, points: NDArray[np.uint64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
        """All known words in the text: where each begins (sorted), its length, its count."""
        by_size = []
        at = np.arange(len(points))
        hashes = np.zeros(len(points), np.uint64)
        size = 0
        while len(at):
            hashes = _extend(hashes, points[at + size])
            size += 1
            places = self.find(hashes)
            known = places >= 0
            at, hashes, counts = at[known], hashes[known], self.counts[places[known]]
            word = counts > 0
            by_size.append((at[word], np.full(int(word.sum()), size), counts[word]))
            inside = at + size < len(points)
            at, hashes = at[inside], hashes[inside]
        if not by_size:
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint64)
        begin, sizes, counts = (np.concatenate(part) for part in zip(*by_size, strict=True))
        order = np.argsort(begin, kind="stable")  # lengths stay ascending: ties go to the longer
        return begin[order], sizes[order], counts[order]


def _extend(hashes: NDArray[np.uint64], points: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The hashes of strings, each one character longer; polynomial, modulo 2**64."""
    return (hashes + points) * np.uint64(0x9E3779B97F4A7C15)


def _hashes(texts: list[str]) -> NDArray[np.uint64]:
    """(n,) the hash of each text."""
    hashes = np.zeros(len(texts), np.uint64)
    lengths = np.array([len(text) for text in texts])
    points = code_points("".join(texts)).astype(np.uint64)
    starts = np.cumsum(lengths) - lengths
    for size in range(int(lengths.max(initial=0))):
        live = lengths > size
        hashes[live] = _extend(hashes[live], points[starts[live] + size])
    return hashes


@lru_cache(maxsize=1)
def _dictionary() -> _Dictionary:
    source = _source()
    state = source.stat()
    name = f"words-{_LAYOUT}-{state.st_size}-{state.st_mtime_ns}.bin"
    for folder in _folders():
        if (table := _load(folder / name)) is not None:
            return _Dictionary(table)
    table = _make(source.read_bytes())
    for folder in _folders():
        if _save(folder / name, table):
            break
    return _Dictionary(table)


def _source() -> Path:
    """jieba's dictionary; jieba itself is not imported (it would import pkg_resources)."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise DependencyMissing("no_jieba")
    return Path(spec.origin).parent / "dict.txt"


def _folders() -> Iterator[Path]:
    """Where the cache may lie: with the index, else in a folder of this user alone."""
    yield state_folder()
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"wenbao-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        state = folder.lstat()
    except OSError:
        return
    if os.name == "nt" or (state.st_uid == user and state.st_mode & 0o777 == 0o700):
        yield folder


def _make(dictionary: bytes) -> NDArray[np.uint64]:
    """The content of the cache file, from lines "word count kind"."""
    counts: dict[str, int] = {}
    for line in dictionary.decode("utf-8").splitlines():
        word, count, _ = line.split(" ", 2)
        word = fold(word)
        counts[word] = counts.get(word, 0) + int(count)
        for size in range(1, len(word)):
            counts.setdefault(word[:size], 0)
    keys = _hashes(list(counts))
    order = keys.argsort()
    body = np.concatenate([keys[order], np.array(list(counts.values()), np.uint64)[order]])
    if len(np.unique(keys)) != len(keys):
        raise AssertionError("two words of the dictionary have one hash: choose another multiplier")
    digest = int.from_bytes(hashlib.sha256(dictionary).digest()[:8], "big")
    head = np.array([_LAYOUT, digest, zlib.crc32(body.tobytes())], np.uint64)
    return np.concatenate([head, body])


def _load(path: Path) -> NDArray[np.uint64] | None:
    """The cache, mapped into memory; None if there is none or it is damaged."""
    try:
        table: NDArray[np.uint64] = np.memmap(path, "<u8", "r")
    except (OSError, ValueError):
        return None
    good = len(table) > _HEADER and table[0] == _LAYOUT
    return table if good and zlib.crc32(table[_HEADER:].data) == table[2] else None


def _save(path: Path, table: NDArray[np.uint64]) -> bool:
    """Written beside and renamed, so that two first users do not disturb each other."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".bin", delete=False) as file:
            file.write(table.astype("<u8").tobytes())
        Path(file.name).replace(path)
    except OSError:
        return False
    return True
