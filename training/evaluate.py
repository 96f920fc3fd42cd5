"""Evaluation of the dense leg alone on the open sets: brute-force cosine of whole passages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.static.vectors import StaticModel
from training.texts import rows

# questions -> passages, metric
SETS: tuple[tuple[str, str, str], ...] = (
    ("cmrc2018_trial", "cmrc2018_trial", "recall@1"),
    ("drcd_test", "drcd_test", "recall@1"),
    ("csl_test", "csl_test", "recall@1"),
    ("squadzh_answerable", "squadzh", "recall@1"),
    ("squadzh_english", "squadzh", "ndcg@10"),
)
PAIRS = "stsb_zh_dev.pairs.jsonl"


def measure(model: StaticModel, folder: Path) -> dict[str, float]:
    """Each set's figure; a set whose files are not in the folder is left out."""
    out: dict[str, float] = {}
    for name, passages, metric in SETS:
        asked, stored = folder / f"{name}.queries.jsonl", folder / f"{passages}.passages.jsonl"
        if asked.is_file() and stored.is_file():
            ranks = gold_ranks(model, asked, stored)
            gain = np.where(ranks < 10, 1 / np.log2(ranks + 2), 0.0)
            out[name] = float((ranks == 0).mean() if metric == "recall@1" else gain.mean())
    if (folder / PAIRS).is_file():
        pairs = list(rows(folder / PAIRS))
        one = model.encode([pair["a"] for pair in pairs])
        other = model.encode([pair["b"] for pair in pairs])
        given = np.array([float(pair["score"]) for pair in pairs])
        out["stsb_zh_dev"] = spearman((one * other).sum(axis=1), given)
    return out


def gold_ranks(model: StaticModel, queries: Path, passages: Path) -> NDArray[np.int64]:
    """For each question, how many passages lie nearer than its (one or best) gold passage."""
    stored = list(rows(passages))
    place = {row["id"]: number for number, row in enumerate(stored)}
    asked = list(rows(queries))
    scores = (
        model.encode([q["question"] for q in asked])
        @ model.encode([row["text"] for row in stored]).T
    )
    best = np.array(
        [row[[place[g] for g in q["gold"]]].max() for row, q in zip(scores, asked, strict=True)]
    )
    nearer: NDArray[np.int64] = (scores > best[:, None]).sum(axis=1)
    return nearer


def spearman(one: NDArray[np.floating], other: NDArray[np.floating]) -> float:
    """Spearman's rank correlation, ties at their mean rank."""
    return float(np.corrcoef(_mean_ranks(one), _mean_ranks(other))[0, 1])


def _mean_ranks(values: NDArray[np.floating]) -> NDArray[np.float64]:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: NDArray[np.float64] = (last - (counts - 1) / 2)[place]
    return ranks
