"""Training of the continuity model, models/seams/, for `corpus.newspaper.continuity`.

    python -m training.seams [--shared ../shared] [--out models/seams]

counts.npz   how often runs of one to five characters occur in a sample of the training text, at
             the start of its paragraphs, and behind a cut inside a paragraph; rare ones left out
ends.npz     two linear judges, trained by logistic regression on the same text: whether a text
             begins inside a paragraph, and whether its end breaks off

Text that shares 14 letters with the articles of the open newspaper pages is left out, so that
figures on those pages are not made better by having seen them.  Takes some minutes, 3 GB.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.newspaper.continuity import ORDER, PLACES, REACH, _features, _hash
from language.arrays import code_points
from language.fold import fold
from training.texts import read_rows

SAMPLE = {
    "LawRefBook/Laws": 0.5,
    "kong0107/mojLawSplitJSON": 0.12,
    "kong0107/ey-gazette-data": 0.2,
    "LCTT/TranslateProject": 0.6,
    "MicrosoftDocs/Dynamics-365-Operations.zh-cn": 0.3,
}
"""The share of a source's sections that is read; all of the others."""

REPORTS = "aldohemsn/chinese-political-corpora"
BALANCE = {
    "kiang/www.tainan.gov.tw": 0.4,
    "LawRefBook/Laws": 0.5,
    "kong0107/mojLawSplitJSON": 0.4,
    "kong0107/ey-gazette-data": 0.3,
}
"""The share of a source's paragraphs that the judges are trained on."""

AT_LEAST = {2: 5, 3: 14, 4: 24, 5: 40}
"""Runs of so many characters that occur less often are left out."""

VOCABULARY = 4093  # characters; 4,096 codes less the start, the unknown one and one to spare
OVERLAP = 14
_ARTICLE_NUMBER = re.compile(r"^第[0-9一二三四五六七八九十百千之]+条 ?")
_HAN_PAIR = re.compile("[一-鿿]{2}")

Row = tuple[str, list[str]]
"""A source's name and the folded paragraphs of a section."""


def sections(shared: Path) -> Iterator[Row]:
    """The sampled sections without what the open pages have."""
    letters = re.compile(r"[^0-9a-z一-鿿]")
    held_out: set[str] = set()
    for article in read_rows(shared / "data/pages/articles.jsonl"):
        for section in article["sections"]:
            for text in section["paragraphs"]:
                bare = letters.sub("", fold(text))
                held_out.update(bare[i : i + OVERLAP] for i in range(len(bare) - OVERLAP + 1))
    rng = random.Random(1)
    for row in read_rows(shared / "data/train/zh_articles.jsonl.xz"):
        if rng.random() > SAMPLE.get(row["source"], 1):
            continue
        paragraphs = []
        for text in row["paragraphs"]:
            folded = fold(text).replace("「", "“").replace("」", "”").replace("\n", "")
            bare = letters.sub("", folded)
            if not any(bare[i : i + OVERLAP] in held_out for i in range(0, len(bare), 5)):
                paragraphs.append(_ARTICLE_NUMBER.sub("", folded))
        if paragraphs:
            yield row["source"], paragraphs


def cuts(text: str, tries: int, rng: random.Random) -> Iterator[int]:
    """Places between two Chinese characters, mostly such that stand together elsewhere too."""
    for _ in range(tries):
        at = rng.randint(12, len(text) - 12)
        pair = text[at - 1 : at + 1]
        if _HAN_PAIR.fullmatch(pair) and (text.count(pair) > 1 or rng.random() < 0.25):
            yield at


def counts(rows: Sequence[Row]) -> dict[str, NDArray[Any]]:
    """The content of counts.npz."""
    frequent = Counter(character for _, texts in rows for text in texts for character in text)
    vocabulary = [character for character, _ in frequent.most_common(VOCABULARY)]
    table = np.ones(0x110000, np.int64)
    table[[ord(character) for character in vocabulary]] = np.arange(3, 3 + len(vocabulary))
    table[0] = 0
    joined = "\0".join(text.replace("\0", "") for _, texts in rows for text in texts)
    points = code_points(joined)
    codes = table[points]
    arrays: dict[str, NDArray[Any]] = {
        "characters": np.array([ord(character) for character in vocabulary], np.uint32),
        "total": np.array([len(codes)]),
    }
    for size in range(1, ORDER + 1):
        runs = np.lib.stride_tricks.sliding_window_view(codes, size)
        keys = _hash(runs[(runs != 0).all(axis=1)])
        arrays.update(
            _table(f"text{size}", *np.unique(keys, return_counts=True), AT_LEAST.get(size, 1))
        )
    rng = random.Random(2)
    starts: list[str] = []
    behind: list[str] = []
    for _, texts in rows:
        for text in (text for text in texts if len(text) >= 30):
            starts.append(text[:ORDER])
            behind += [text[at : at + ORDER] for at in cuts(text, 2, rng)]
    for name, heads, least in (("start", starts, 4), ("cut", behind, 3)):
        arrays[f"{name}_total"] = np.array([len(heads)])
        heads = [head for head in heads if len(head) == ORDER and "\0" not in head]
        grid = table[np.array([[ord(c) for c in head] for head in heads])]
        for size in range(1, ORDER + 1):
            keys, numbers = np.unique(_hash(grid[:, :size]), return_counts=True)
            arrays.update(_table(f"{name}{size}", keys, numbers, least))
    return arrays


def _table(
    name: str, keys: NDArray[np.uint32], numbers: NDArray[np.int64], least: int
) -> dict[str, NDArray[Any]]:
    """Keys as differences, which pack well, and counts as eighths of their binary logarithm."""
    keys, numbers = keys[numbers >= least], numbers[numbers >= least]
    logs = np.minimum(255, np.round(np.log2(numbers) * 8)).astype(np.uint8)
    return {name: np.diff(keys, prepend=np.uint32(0)), f"{name}_counts": logs}


def judges(rows: Sequence[Row]) -> dict[str, NDArray[Any]]:
    """The content of ends.npz."""
    rng = random.Random(4)
    starts: list[str] = []
    behind: list[str] = []
    ends: list[str] = []
    before: list[str] = []
    for source, texts in rows:
        share, report = BALANCE.get(source, 1.0), source == REPORTS
        for text in (text for text in texts if len(text) >= 30):
            if rng.random() < share:
                starts.append(text[:REACH])
            sentences = [m.end() for m in re.finditer("。", text) if m.end() < len(text) - 12]
            for _ in range(4 if report else 1):
                if sentences and rng.random() < 0.7 * share:
                    at = rng.choice(sentences)
                    starts.append(text[at : at + REACH])
            clauses = [m.start() for m in re.finditer("[,。;]", text) if m.start() >= REACH]
            tries = sum(rng.random() < share for _ in range(12 if report else 4))
            for at in cuts(text, tries, rng):
                behind.append(text[at : at + REACH])
                before.append(text[at - REACH : at][::-1])
                if clauses:
                    stop = rng.choice(clauses)
                    ends.append(text[stop - REACH : stop][::-1])
    arrays = {}
    for name, no, yes, penalty in (("opens", starts, behind, 4e-5), ("broken", ends, before, 1e-5)):
        weights, bias = _logistic(no, yes, penalty)
        scale = min(0.03, float(np.abs(weights).max()) / 127)
        arrays[name] = np.clip(np.round(weights / scale), -127, 127).astype(np.int8)
        arrays[f"{name}_scale"], arrays[f"{name}_bias"] = np.array([scale]), np.array([bias])
    return arrays


def _logistic(
    no: Sequence[str], yes: Sequence[str], penalty: float
) -> tuple[NDArray[np.float64], float]:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import SGDClassifier

    features = [_features(text) for text in (*no, *yes)]
    columns = np.fromiter((f for row in features for f in row), np.int32)
    edges = np.cumsum([0, *map(len, features)])
    grid = csr_matrix((np.ones(len(columns), np.float32), columns, edges), (len(features), PLACES))
    truth = np.repeat([0, 1], [len(no), len(yes)])
    judge = SGDClassifier(
        loss="log_loss",
        alpha=penalty,
        max_iter=4,
        tol=None,
        average=True,
        random_state=0,
        class_weight="balanced",
    ).fit(grid, truth)
    return judge.coef_[0].astype(np.float64), float(judge.intercept_[0])


def main() -> None:
    root = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--shared", type=Path, default=root.parent / "shared")
    parser.add_argument("--out", type=Path, default=root / "models" / "seams")
    options = parser.parse_args()
    rows = list(sections(options.shared))
    print(f"{len(rows):,} sections, {sum(len(t) for _, ts in rows for t in ts):,} characters")
    options.out.mkdir(parents=True, exist_ok=True)
    for name, arrays in (("counts", counts(rows)), ("ends", judges(rows))):
        np.savez_compressed(options.out / f"{name}.npz", **arrays)  # type: ignore[arg-type]
        print(f"{name}.npz: {(options.out / f'{name}.npz').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
