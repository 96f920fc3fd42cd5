"""Evaluation of the dense leg alone on the open sets: brute-force cosine of whole passages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.static.vectors import StaticModel
from training.texts import read_rows

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
    figures: dict[str, float] = {}
    for name, passages, metric in SETS:
        files = folder / f"{name}.queries.jsonl", folder / f"{passages}.passages.jsonl"
        if all(file.is_file() for file in files):
            ranks = gold_ranks(model, *files)
            gain = np.where(ranks < 10, 1 / np.log2(ranks + 2), 0.0)
            figures[name] = float((ranks == 0).mean() if metric == "recall@1" else gain.mean())
    if (folder / PAIRS).is_file():
        pairs = list(read_rows(folder / PAIRS))
        first = model.encode([pair["a"] for pair in pairs])
        second = model.encode([pair["b"] for pair in pairs])
        gold_scores = np.array([float(pair["score"]) for pair in pairs])
        figures["stsb_zh_dev"] = spearman((first * second).sum(axis=1), gold_scores)
    return figures


def gold_ranks(model: StaticModel, queries: Path, passages: Path) -> NDArray[np.int64]:
    """For each question, how many passages lie nearer than its (one or best) gold passage."""
    rows = list(read_rows(passages))
    place = {row["id"]: number for number, row in enumerate(rows)}
    questions = list(read_rows(queries))
    scores = (
        model.encode([question["question"] for question in questions])
        @ model.encode([row["text"] for row in rows]).T
    )
    best = np.array(
        [row[[place[g] for g in q["gold"]]].max() for row, q in zip(scores, questions, strict=True)]
    )
    nearer: NDArray[np.int64] = (scores > best[:, None]).sum(axis=1)
    return nearer


def spearman(first: NDArray[np.floating], second: NDArray[np.floating]) -> float:
    """Spearman's rank correlation, ties at their mean rank."""
    return float(np.corrcoef(mean_ranks(first), mean_ranks(second))[0, 1])


def mean_ranks(values: NDArray[np.floating]) -> NDArray[np.float64]:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: NDArray[np.float64] = (last - (counts - 1) / 2)[place]
    return ranks
