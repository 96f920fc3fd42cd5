"""`python -m training.ranker`: fits the weights of `models/ranker.json`, and measures the fit.

A question is a list of candidates with their features, of which the gold one should come first.
The weights minimise the listwise softmax loss, -log(Σ exp(sum of gold) / Σ exp(sum of all)), plus
l2 · |w|² (Cao et al., "Learning to rank: from pairwise approach to listwise approach", ICML 2007).
Each set weighs the same.  PLAIN is fitted on the four Chinese sets, CROSSING on the English
questions; no text goes into the weights, only some forty numbers.

What is reported is not what was fitted on: a Chinese set is measured with weights fitted on the
other three, and the English questions with weights fitted on questions of other topics.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import console
from bench.figures import save
from errors import QuestionError
from index import build, open_index
from qa.evaluate import Query, read_queries
from qa.features import CROSSING, NAMES, PLAIN
from qa.fusion import normalised_sum, reciprocal_rank_fusion
from qa.metrics import ndcg, recall
from qa.ranker import WEIGHTS
from qa.retrieval import gather, rank_features
from qa.wording import checked

SETS = {
    "cmrc2018_trial": "cmrc2018_trial",
    "drcd_test": "drcd_test",
    "csl_test": "csl_test",
    "squadzh_answerable": "squadzh",
    "squadzh_english": "squadzh",
}
ENGLISH = "squadzh_english"
DEEP = 20
FOLDS = 3
L2 = 3e-4

GROUPS = {
    "BM25 of the leg": ("bm25",),
    "BM25 by kind of term": ("bm25 characters", "bm25 pairs", "bm25 words"),
    "cover by sentences": (
        *("sentence short", "sentence characters", "sentence pairs", "sentence context"),
        "two sentences",
    ),
    "cover by the paragraph": ("paragraph pairs", "paragraph words"),
    "context": ("context", "sentence context"),
    "length": ("length",),
    "dense": ("dense", "dense sentence", "dense two sentences"),
    "dense by sentences": ("dense sentence", "dense two sentences"),
    "local and telling": tuple(name for name in NAMES if name.startswith(("local", "telling"))),
    "kind of answer": ("number", "reason"),
    "soft match": tuple(name for name in NAMES if name.startswith("soft")),
}
"""Features that stand or fall together, for the ablation."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One question.  features: (n, len(NAMES)).  gold: (n,) bool.  ids: (n,) article ids.
    fused: for each simple way to fuse (and each leg) the ids it ranks, best first."""

    query: Query
    crossing: bool
    features: Floats
    gold: NDArray[np.bool_]
    ids: list[str]
    fused: dict[str, list[str]]


def collect(passages: Path, queries: Path) -> list[Example | None]:
    """An example for each query, None for one that is refused or finds nothing."""
    with tempfile.TemporaryDirectory(prefix="wenbao-ranker-") as folder:
        build([passages], folder)
        store = open_index(folder)
        ids = [row.article_id for row in store.rows(range(len(store)))]
        found: list[Example | None] = []
        for query in read_queries(queries):
            try:
                seen = gather(checked(query.question), DEEP, store, "hybrid", None)
            except QuestionError:
                found.append(None)
                continue
            dense = dict(zip(seen.dense.rows.tolist(), seen.dense.scores.tolist(), strict=True))
            lexical = dict(
                zip(seen.lexical.rows.tolist(), seen.lexical.scores.tolist(), strict=True)
            )
            fused = {
                "dense": list(dense),
                "lexical": list(lexical),
                "rrf": [row for row, _ in reciprocal_rank_fusion([list(dense), list(lexical)])],
                "sum": [row for row, _ in normalised_sum([dense, lexical])],
            }
            mine = [ids[row] for row in seen.candidates.tolist()]
            found.append(
                Example(
                    query,
                    seen.asked.crossing,
                    rank_features(seen, store).astype(np.float64),
                    np.array([one in query.gold for one in mine], bool),
                    mine,
                    {way: [ids[row] for row in rows[:DEEP]] for way, rows in fused.items()},
                )
            )
        return found


@dataclass(frozen=True, slots=True)
class Packed:
    """Examples end to end: rows (r, f), gold (r,), starts (q,) of each question."""

    rows: Floats
    gold: NDArray[np.bool_]
    starts: NDArray[np.int64]


def pack(examples: Sequence[Example | None], columns: Sequence[int]) -> Packed:
    """The examples whose gold passage is among the candidates."""
    useful = [one for one in examples if one is not None and one.gold.any()]
    sizes = np.array([len(one.gold) for one in useful])
    return Packed(
        np.concatenate([one.features[:, columns] for one in useful]),
        np.concatenate([one.gold for one in useful]),
        np.cumsum(sizes) - sizes,
    )


def fit(sets: Sequence[Packed], l2: float = L2) -> Floats:
    """The (f,) weights; the loss is convex for one gold passage a question."""
    from scipy.optimize import minimize

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = l2 * float(weights @ weights), 2 * l2 * weights
        for one in sets:
            part, gradient = _softmax_loss(one, weights)
            value += part / len(sets)
            slope = slope + gradient / len(sets)
        return value, slope

    start = np.zeros(sets[0].rows.shape[1])
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return found


def _softmax_loss(one: Packed, weights: Floats) -> tuple[float, Floats]:
    sums = one.rows @ weights
    sizes = np.diff(np.append(one.starts, len(sums)))
    sums = np.exp(sums - np.repeat(np.maximum.reduceat(sums, one.starts), sizes))
    total = np.add.reduceat(sums, one.starts)
    right = np.add.reduceat(sums * one.gold, one.starts)
    pull = sums / np.repeat(total, sizes) - sums * one.gold / np.repeat(right, sizes)
    count = len(one.starts)
    return float(np.mean(np.log(total) - np.log(right))), pull @ one.rows / count


def scale(sets: Sequence[Packed], weights: Floats, top: int = 5) -> tuple[float, float]:
    """Slope and offset of the score (Platt), on the `top` best candidates of each question."""
    from scipy.optimize import minimize

    sums, gold = [], []
    for one in sets:
        value = one.rows @ weights
        for rows in np.split(np.arange(len(value)), one.starts[1:]):
            best = rows[np.argsort(-value[rows])[:top]]
            sums.append(value[best])
            gold.append(one.gold[best])
    x, y = np.concatenate(sums), np.concatenate(gold).astype(np.float64)

    def loss(line: Floats) -> float:
        z = line[0] * x + line[1]
        return float(np.mean(np.logaddexp(0, z) - y * z))

    slope, offset = minimize(loss, np.array([1.0, -x.mean()]), method="Nelder-Mead").x
    return float(slope), float(offset)


def columns_of(names: Sequence[str]) -> list[int]:
    return [NAMES.index(name) for name in names]


Rank = Callable[[Example], "list[str]"]


def by_weights(plain: Floats, crossing: Floats | None = None) -> Rank:
    """Ranks with full-width weights; without `crossing`, `plain` is for every question."""

    def rank(one: Example) -> list[str]:
        weights = crossing if one.crossing and crossing is not None else plain
        order = np.argsort(-(one.features @ weights), kind="stable")
        return list(dict.fromkeys(one.ids[i] for i in order))

    return rank


def values(examples: Sequence[Example | None], rank: Rank | str, measure: str) -> list[float]:
    """One value a question; a refused one has 0."""
    out = []
    for one in examples:
        if one is None:
            out.append(0.0)
            continue
        ranking = one.fused[rank] if isinstance(rank, str) else rank(one)
        gold = one.query.gold
        out.append(recall(ranking, gold, 1) if measure == "recall@1" else ndcg(ranking, gold))
    return out


def full(weights: Floats, names: Sequence[str]) -> Floats:
    wide = np.zeros(len(NAMES))
    wide[columns_of(names)] = weights
    return wide


def topic(query: Query) -> int:
    """SQuAD's article, from the id of the gold passage ("squadzh-TT-PP")."""
    return int(min(query.gold).split("-")[1])


def cross_validated(
    data: dict[str, list[Example | None]], plain: Sequence[str], crossing: Sequence[str]
) -> dict[str, list[float]]:
    """Per set its values with weights that never saw it: recall@1, and nDCG@10 for English."""
    chinese = [name for name in data if name != ENGLISH]
    packed = {name: pack(data[name], columns_of(plain)) for name in chinese}
    out = {}
    for name in chinese:
        weights = full(fit([packed[other] for other in chinese if other != name]), plain)
        out[name] = values(data[name], by_weights(weights), "recall@1")
    others = full(fit([packed[name] for name in chinese]), plain)
    english = data[ENGLISH]
    fold = np.array([0 if one is None else topic(one.query) % FOLDS for one in english])
    result = np.zeros(len(english))
    for number in range(FOLDS):
        rest = [one for one, f in zip(english, fold, strict=True) if f != number]
        here = [one for one, f in zip(english, fold, strict=True) if f == number]
        known = [one for one in rest if one is not None and one.crossing]
        weights = full(fit([pack(known, columns_of(crossing))]), crossing)
        result[fold == number] = values(here, by_weights(others, weights), "ndcg@10")
    out[ENGLISH] = result.tolist()
    return out


def means(found: dict[str, list[float]]) -> dict[str, float]:
    return {name: round(float(np.mean(column)), 4) for name, column in found.items()}


def ablation(data: dict[str, list[Example | None]]) -> dict[str, dict[str, float]]:
    """The legs, simple fusions, the ranker, and the ranker without each group of features."""
    table = {}
    for way in ("dense", "lexical", "rrf", "sum"):
        table[way] = means(
            {
                name: values(column, way, "ndcg@10" if name == ENGLISH else "recall@1")
                for name, column in data.items()
            }
        )
    table["ranker"] = means(cross_validated(data, PLAIN, CROSSING))
    for group, parts in GROUPS.items():
        plain = [name for name in PLAIN if name not in parts]
        crossing = [name for name in CROSSING if name not in parts]
        table[f"without {group}"] = means(cross_validated(data, plain, crossing))
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    root = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(prog="python -m training.ranker", description=__doc__)
    parser.add_argument("--data", default=root.parent / "shared" / "data" / "eval", type=Path)
    parser.add_argument("--out", default=WEIGHTS, type=Path)
    parser.add_argument("--ablation", action="store_true", help="measure each feature's part too")
    given = parser.parse_args(arguments)
    data: dict[str, list[Example | None]] = {}
    for queries, passages in SETS.items():
        start = time.time()
        data[queries] = collect(
            given.data / f"{passages}.passages.jsonl", given.data / f"{queries}.queries.jsonl"
        )
        print(
            f"{queries}: {len(data[queries])} questions, {time.time() - start:.0f} s",
            file=sys.stderr,
        )
    weights = {"plain": _fitted(data, PLAIN, False), "crossing": _fitted(data, CROSSING, True)}
    given.out.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")
    figures: dict[str, Any] = (
        ablation(data)
        if given.ablation
        else {"ranker": means(cross_validated(data, PLAIN, CROSSING))}
    )
    if given.ablation:
        save("ranking", "python -m training.ranker --ablation", figures)
    else:
        print(json.dumps(figures, indent=1))
    return 0


def _fitted(
    data: dict[str, list[Example | None]], names: Sequence[str], english: bool
) -> dict[str, Any]:
    sets = [
        pack(
            [one for one in data[name] if one is not None and one.crossing == english],
            columns_of(names),
        )
        for name in data
        if (name == ENGLISH) == english
    ]
    weights = fit(sets)
    slope, offset = scale(sets, weights)
    return {
        "weights": {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)},
        "slope": round(slope, 4),
        "offset": round(offset, 4),
    }


if __name__ == "__main__":
    sys.exit(console.run(main))
