"""Character n-gram model of continuity: how well text on one side of a cut continues the other.

`models/seams/counts.npz` holds how often runs of one to five characters stand in Chinese text, at
the start of its paragraphs, and on both sides of a cut inside a paragraph.  The page's own runs
count for more: what a page's articles talk about, they say more than once.

The probability of a character after others is the count model of orders one to five, each
smoothed with the one below by a Dirichlet prior (MacKay and Peto, 1995).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from errors import ModelMissing
from language.fold import fold

MODEL = Path(__file__).resolve().parents[2] / "models" / "seams" / "counts.npz"

ORDER = 5  # characters of the longest run that is counted, and of a start; an end has one less
REACH = 8  # characters of an end that the linear judges read
PLACES = 1 << 17  # weights of a linear judge

_BITS = 12
_UNKNOWN = 1
_PRIOR = 5.0  # of a run's own counts against the shorter run's
_PAGE_PRIOR = 3.0  # of the page's counts against the model's
_ANCHOR_PRIOR = 4.0  # of the counts at a start or cut against those of any place

# Log odds that two ends belong together, from their fit with and without the page's own counts;
# fitted by logistic regression to pairs on made pages.
_WITH_PAGE, _WITHOUT_PAGE, _BIAS = 0.64, 0.17, 1.4

# The same for a text's begin: from the counts at starts and cuts, and from the linear judge.
_OPEN_COUNTED, _OPEN_WEIGHED, _OPEN_BIAS = 0.5, 1.1, -0.7

_ORDINAL = re.compile(
    r"[一二三四五六七八九十]{1,2}[是要、]|第[一二三四五六七八九十]{1,2}[,，、是]"
    r"|[（(][一二三四五六七八九十\d]{1,2}[）)]|其[一二三四五],|[0-9]{1,2}[.、．]"
)

Codes = NDArray[np.int64]
Scores = NDArray[np.float64]


class Counts:
    """How often runs of codes occur: a hash table for each length."""

    def __init__(self, tables: Sequence[tuple[NDArray[np.uint32], NDArray[np.float64]]]) -> None:
        self._tables = tables

    @classmethod
    def of(cls, texts: Sequence[Codes], order: int) -> Counts:
        """The runs of up to `order` codes in some texts."""
        tables = []
        for size in range(1, order + 1):
            windows = [
                np.lib.stride_tricks.sliding_window_view(text, size)
                for text in texts
                if len(text) >= size
            ]
            rows = np.concatenate(windows) if windows else np.zeros((0, size), np.int64)
            keys, counts = np.unique(_hash(rows), return_counts=True)
            tables.append((keys, counts.astype(np.float64)))
        return cls(tables)

    def __call__(self, runs: Codes) -> Scores:
        """(..., size) codes to (...) counts; 0 for a run that is not known."""
        keys, counts = self._tables[runs.shape[-1] - 1]
        if not len(keys):
            return np.zeros(runs.shape[:-1])
        hashes = _hash(runs)
        places = np.minimum(keys.searchsorted(hashes), len(keys) - 1)
        return np.where(keys[places] == hashes, counts[places], 0.0)


@dataclass(frozen=True)
class Weights:
    """A linear judge of how a text begins (or, read backwards, ends): a weight for each run of one
    to four characters at each place, found by its hash."""

    weights: NDArray[np.int8]
    scale: float
    bias: float

    def __call__(self, texts: Sequence[str]) -> Scores:
        """(n,) log odds for folded texts of up to REACH characters."""
        sums = [self.weights[_features(text)].sum(dtype=np.int64) for text in texts]
        return np.array(sums, np.float64) * self.scale + self.bias


def _features(text: str) -> list[int]:
    return [
        _place(f"{i}{text[i : i + size]}")
        for i in range(len(text))
        for size in (1, 2, 3, 4)
        if i + size <= len(text) and (i < 4 or size < 4)
    ]


@lru_cache(maxsize=1 << 16)
def _place(feature: str) -> int:
    hashed = 0
    for character in feature:
        hashed = ((hashed + ord(character) + 1) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    return (hashed >> 40) % PLACES


@dataclass(frozen=True)
class Model:
    """The counts in a file; `anchored` are those at starts and cuts, with their number."""

    codes: dict[str, int]
    text: Counts
    total: float
    anchored: dict[str, tuple[Counts, float]]
    opens: Weights
    broken: Weights

    def encode(self, text: str) -> Codes:
        return np.array([self.codes.get(c, _UNKNOWN) for c in fold(text)], np.int64)

    def probability(self, runs: Codes, page: Counts | None = None) -> Scores:
        """(..., n): the probability of each run's last code after the ones before it."""
        size = runs.shape[-1]
        chance = (self.text(runs[..., -1:]) + 1) / (self.total + len(self.codes))
        for n in range(2, size + 1):
            before = self.text(runs[..., size - n : -1])
            run_counts = np.minimum(self.text(runs[..., size - n :]), before)
            chance = (run_counts + _PRIOR * chance) / (before + _PRIOR)
        if page is not None:
            for n in range(2, min(size, ORDER - 1) + 1):
                before = page(runs[..., size - n : -1])
                run_counts = page(runs[..., size - n :])
                chance = (run_counts + _PAGE_PRIOR * chance) / (before + _PAGE_PRIOR)
        return chance

    def anchor(self, kind: str, runs: Codes) -> Scores:
        """(..., n): the log probability of runs at a place of this kind."""
        counts, total = self.anchored[kind]
        score = np.zeros(runs.shape[:-1])
        before: Scores = np.full(runs.shape[:-1], total)
        for n in range(1, runs.shape[-1] + 1):
            run_counts = np.minimum(counts(runs[..., :n]), before)
            chance = self.probability(runs[..., :n])
            score += np.log((run_counts + _ANCHOR_PRIOR * chance) / (before + _ANCHOR_PRIOR))
            before = run_counts
        return score


def _arrays(path: Path) -> dict[str, NDArray[Any]]:
    with np.load(path, allow_pickle=False) as data:
        return {name: data[name] for name in data.files}


@lru_cache(maxsize=1)
def model() -> Model:
    """The shipped model.  Raises ModelMissing if it is not there."""
    if not MODEL.is_file():
        raise ModelMissing("no_seams", name=MODEL.name, path=MODEL.parent, program="training.seams")
    tables, ends = _arrays(MODEL), _arrays(MODEL.with_name("ends.npz"))

    def counts(name: str) -> Counts:
        keys = (np.cumsum(tables[f"{name}{n}"], dtype=np.uint32) for n in range(1, ORDER + 1))
        counted = (np.exp2(tables[f"{name}{n}_counts"] / 8.0) for n in range(1, ORDER + 1))
        return Counts(list(zip(keys, counted, strict=True)))

    return Model(
        {chr(point): code for code, point in enumerate(tables["characters"].tolist(), 3)},
        counts("text"),
        float(tables["total"][0]),
        {kind: (counts(kind), float(tables[f"{kind}_total"][0])) for kind in ("start", "cut")},
        *(
            Weights(ends[name], float(ends[f"{name}_scale"][0]), float(ends[f"{name}_bias"][0]))
            for name in ("opens", "broken")
        ),
    )


class Seams:
    """The seams of one page."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._model = model()
        self._page = Counts.of([self._model.encode(text) for text in texts], ORDER - 1)

    def fits(self, lefts: Sequence[str], rights: Sequence[str]) -> Scores:
        """(lefts, rights): log odds that the right text goes on where the left one breaks off,
        against any two ends; about -8 to 8."""
        if not lefts or not rights:
            return np.zeros((len(lefts), len(rights)))
        tails = [self._model.encode(text[-8:])[1 - ORDER :] for text in lefts]
        before, heads = _filled(tails, ORDER - 1, ends=True), self._heads(rights)
        rows = np.repeat(before[:, None], len(rights), axis=1)
        runs = np.concatenate([rows, np.repeat(heads[None], len(lefts), axis=0)], axis=-1)
        with_page, without = (self._gain(runs, heads, page) for page in (self._page, None))
        return _WITH_PAGE * with_page + _WITHOUT_PAGE * without + _BIAS

    def _heads(self, texts: Sequence[str]) -> Codes:
        return _filled([self._model.encode(text[:8])[:ORDER] for text in texts], ORDER)

    def _gain(self, runs: Codes, heads: Codes, page: Counts | None) -> Scores:
        """How much likelier the heads are after the tails than after nothing; natural log."""
        gain = np.zeros(runs.shape[:-1])
        for i in range(ORDER):
            end = ORDER + i
            gain += np.log(self._model.probability(runs[..., end - ORDER : end], page))
            head_chance = self._model.probability(heads[..., max(0, i - ORDER + 1) : i + 1], page)
            gain -= np.log(head_chance)[None]
        return gain

    def openness(self, texts: Sequence[str]) -> Scores:
        """(n,): log odds that a text begins inside a paragraph, not at its start; -9 to 9."""
        if not texts:
            return np.zeros(0)
        heads = self._heads(texts)
        counted = self._model.anchor("cut", heads) - self._model.anchor("start", heads)
        weighed = self._model.opens([fold(text[:REACH]) for text in texts])
        odds = _OPEN_COUNTED * np.clip(counted, -8, 8) + _OPEN_WEIGHED * weighed + _OPEN_BIAS
        mark = np.array([bool(text) and text[0] in "，,、；;。：:！!？?）)”’》" for text in texts])
        first = np.array([bool(_ORDINAL.match(text)) for text in texts])
        return np.where(mark, 9.0, np.where(first, -9.0, np.clip(odds, -9.0, 9.0)))

    def brokenness(self, texts: Sequence[str]) -> Scores:
        """(n,): log odds that a text without a full stop breaks off, and is not complete."""
        return self._model.broken([fold(text[-REACH:])[::-1] for text in texts])


def _hash(runs: Codes) -> NDArray[np.uint32]:
    keys = np.zeros(runs.shape[:-1], np.uint64)
    for i in range(runs.shape[-1]):
        keys = (keys << np.uint64(_BITS)) | runs[..., i].astype(np.uint64)
    mixed = keys * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(32)
    return mixed.astype(np.uint32)


def _filled(texts: Sequence[Codes], size: int, ends: bool = False) -> Codes:
    """Codes side by side, filled up with the unknown one: at the end, or before `ends`."""
    rows = np.full((len(texts), size), _UNKNOWN, np.int64)
    for row, text in zip(rows, texts, strict=True):
        at = size - len(text) if ends else 0
        row[at : at + len(text)] = text
    return rows
