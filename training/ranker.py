"""Fits the ranker, `models/ranker.json`, and measures the fit: `python -m training.ranker`.

A question is a list of candidates with their features, of which the gold one should come first.
The weights minimise the listwise softmax loss, -log(Σ exp(sum of gold) / Σ exp(sum of all)), plus
l2 · |w|² (Cao et al., "Learning to rank: from pairwise approach to listwise approach", ICML 2007).
Each set weighs the same.  All questions are such as the encoder was not trained on, for of those it
was, its vectors know too much: PLAIN is fitted on people's questions kept for calibration
(`training/people.py`) and on three open sets, CROSSING on English ones, most of them the same asked
in English (`training/data/questions`); no text goes into the weights, only some thirty numbers.

What is reported is not what was fitted on: a set is measured with weights fitted on the others.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

import console
from errors import QuestionError
from index import build, open_index
from index.store import Filters, Store
from qa.linear_model import RANKER
from qa.metrics import ndcg, recall
from qa.query import parse
from qa.question_files import JudgedQuestion
from qa.ranking.features import CROSSING, NAMES, PLAIN
from qa.request import Request
from qa.retrieval import gather
from training import people
from training.contextual import LEARNT
from training.fusion import normalised_sum, reciprocal_rank_fusion
from training.questions import read_english
from training.report import save
from training.texts import read_rows

SETS = ("cmrc2018_trial", "drcd_test", "csl_test")
PEOPLE, ENGLISH = "people", "english"
SITTINGS = ("b01", "b02", "b03", "b04", "b06", "b07", *people.CALIBRATION)
"""Sittings whose articles are searched."""
DEEP = 20
L2 = 1e-3

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
    "dense": ("dense", "cosine"),
    "local and telling": tuple(name for name in NAMES if name.startswith(("local", "telling"))),
    "soft cover": tuple(name for name in NAMES if name.startswith("soft")),
}
"""Features that stand or fall together, for the ablation."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One question.  features: (n, len(NAMES)).  gold: (n,) bool.  ids: (n,) article ids.
    fused: for each simple way to fuse (and each leg) the ids it ranks, best first."""

    query: JudgedQuestion
    crossing: bool
    features: Floats
    gold: NDArray[np.bool_]
    ids: list[str]
    fused: dict[str, list[str]]


def collect(store: Store, queries: Sequence[JudgedQuestion]) -> list[Example | None]:
    """An example for each query, None for one that is refused."""
    examples: list[Example | None] = []
    for query in tqdm(queries, file=sys.stderr):
        try:
            text = Request(query.question).checked().question
        except QuestionError:
            examples.append(None)
            continue
        parsed = parse(text, store)
        candidates = gather(parsed, DEEP, store, "hybrid", Filters())
        dense, lexical = (
            {place: float(leg.scores[place]) for place in leg.places().tolist()}
            for leg in (candidates.dense, candidates.lexical)
        )
        fused = {
            "dense": list(dense),
            "lexical": list(lexical),
            "rrf": [row for row, _ in reciprocal_rank_fusion([list(dense), list(lexical)])],
            "sum": [row for row, _ in normalised_sum([dense, lexical])],
        }
        ids = [row.article_id for row in candidates.rows]
        examples.append(
            Example(
                query,
                parsed.crossing,
                candidates.features.astype(np.float64),
                np.array([article_id in query.gold for article_id in ids], bool),
                ids,
                {way: [ids[row] for row in rows[:DEEP]] for way, rows in fused.items()},
            )
        )
    return examples


def gathered(shared: Path, work: Path) -> dict[str, list[Example | None]]:
    """The examples of all sets, by name; indexes are kept in the work folder."""
    english = read_english()
    data: dict[str, list[Example | None]] = {PEOPLE: [], ENGLISH: []}

    def add(name: str, store: Store, questions: dict[str, JudgedQuestion]) -> None:
        data[name] = [*data.get(name, []), *collect(store, list(questions.values()))]
        in_english = [
            replace(question, question=english[key])
            for key, question in questions.items()
            if key in english
        ]
        data[ENGLISH] += collect(store, in_english)

    store = people.index(shared / "train", work / "people", "builtin", SITTINGS)
    for name in (PEOPLE, ENGLISH):
        questions = {
            q.id: JudgedQuestion(q.text, frozenset(q.gold))
            for q in people.judged(people.CALIBRATION)
            if q.gold and (q.kind == "english") == (name == ENGLISH)
        }
        add(name, store, questions)
    for name in SETS:
        store = indexed(shared / "eval" / f"{name}.passages.jsonl", work / name)
        add(name, store, unlearnt(name, shared / "eval"))
    return data


def unlearnt(name: str, evaluation: Path) -> dict[str, JudgedQuestion]:
    """The questions of an open set, by id, that the encoder was not trained on."""
    learnt = set(json.loads(LEARNT.read_text("utf-8")).get(name, ()))
    questions = {}
    for row in read_rows(evaluation / f"{name}.queries.jsonl"):
        if row["id"] not in learnt:
            questions[row["id"]] = JudgedQuestion(row["question"], frozenset(row["gold"]))
    return questions


def indexed(passages: Path, folder: Path) -> Store:
    """An index of the passages, built if it is not there."""
    if not (folder / "CURRENT").is_file():
        build([passages], folder)
    return open_index(folder)


@dataclass(frozen=True, slots=True)
class Packed:
    """Examples end to end: rows (r, f), gold (r,), starts (q,) of each question."""

    rows: Floats
    gold: NDArray[np.bool_]
    starts: NDArray[np.int64]


def pack(examples: Sequence[Example | None], columns: Sequence[int]) -> Packed:
    """The examples whose gold passage is among the candidates."""
    useful = [example for example in examples if example is not None and example.gold.any()]
    sizes = np.array([len(example.gold) for example in useful])
    return Packed(
        np.concatenate([example.features[:, columns] for example in useful]),
        np.concatenate([example.gold for example in useful]),
        np.cumsum(sizes) - sizes,
    )


def fit(sets: Sequence[Packed], l2: float = L2) -> Floats:
    """The (f,) weights; the loss is convex for one gold passage a question."""
    from scipy.optimize import minimize

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = l2 * float(weights @ weights), 2 * l2 * weights
        for packed in sets:
            part, gradient = _softmax_loss(packed, weights)
            value += part / len(sets)
            slope = slope + gradient / len(sets)
        return value, slope

    start = np.zeros(sets[0].rows.shape[1])
    weights: Floats = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return weights


def _softmax_loss(packed: Packed, weights: Floats) -> tuple[float, Floats]:
    sums = packed.rows @ weights
    sizes = np.diff(np.append(packed.starts, len(sums)))
    sums = np.exp(sums - np.repeat(np.maximum.reduceat(sums, packed.starts), sizes))
    total = np.add.reduceat(sums, packed.starts)
    right = np.add.reduceat(sums * packed.gold, packed.starts)
    pull = sums / np.repeat(total, sizes) - sums * packed.gold / np.repeat(right, sizes)
    count = len(packed.starts)
    return float(np.mean(np.log(total) - np.log(right))), pull @ packed.rows / count


def scale(sets: Sequence[Packed], weights: Floats) -> tuple[float, float]:
    """Slope and bias of the score (Platt), on the five best candidates of each question."""
    from scipy.optimize import minimize

    sums, gold = [], []
    for packed in sets:
        value = packed.rows @ weights
        for rows in np.split(np.arange(len(value)), packed.starts[1:]):
            best = rows[np.argsort(-value[rows])[:5]]
            sums.append(value[best])
            gold.append(packed.gold[best])
    x, y = np.concatenate(sums), np.concatenate(gold).astype(np.float64)

    def loss(line: Floats) -> float:
        z = line[0] * x + line[1]
        return float(np.mean(np.logaddexp(0, z) - y * z))

    slope, bias = minimize(loss, np.array([1.0, -x.mean()]), method="Nelder-Mead").x
    return float(slope), float(bias)


def columns_of(names: Sequence[str]) -> list[int]:
    return [NAMES.index(name) for name in names]


Rank = Callable[[Example], "list[str]"]


def by_weights(weights: Floats) -> Rank:
    """Ranks with full-width weights."""

    def rank(example: Example) -> list[str]:
        order = np.argsort(-(example.features @ weights), kind="stable")
        return list(dict.fromkeys(example.ids[i] for i in order))

    return rank


def values(examples: Sequence[Example | None], rank: Rank | str, measure: str) -> list[float]:
    """One value a question; a refused one has 0."""
    figures = []
    for example in examples:
        if example is None:
            figures.append(0.0)
            continue
        ranking = example.fused[rank] if isinstance(rank, str) else rank(example)
        gold = example.query.gold
        figures.append(recall(ranking, gold, 1) if measure == "recall@1" else ndcg(ranking, gold))
    return figures


def full(weights: Floats, names: Sequence[str]) -> Floats:
    wide = np.zeros(len(NAMES))
    wide[columns_of(names)] = weights
    return wide


def cross_validated(
    data: dict[str, list[Example | None]], plain: Sequence[str], crossing: Sequence[str]
) -> dict[str, list[float]]:
    """Per set its values with weights that never saw it: recall@1, and nDCG@10 for English."""
    chinese = [name for name in data if name != ENGLISH]
    packed = {name: pack(data[name], columns_of(plain)) for name in chinese}
    by_set = {}
    for name in chinese:
        weights = full(fit([packed[fitted] for fitted in chinese if fitted != name]), plain)
        by_set[name] = values(data[name], by_weights(weights), "recall@1")
    english = [example for example in data[ENGLISH] if example is not None and example.crossing]
    english_values: list[float] = []
    for half in (0, 1):  # fitted on one half, measured on the other
        weights = full(fit([pack(english[half::2], columns_of(crossing))]), crossing)
        english_values += values(english[1 - half :: 2], by_weights(weights), "ndcg@10")
    by_set[ENGLISH] = english_values
    return by_set


def means(columns: dict[str, list[float]]) -> dict[str, float]:
    return {name: round(float(np.mean(column)), 4) for name, column in columns.items()}


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
    parser.add_argument("--data", default=root.parent / "shared" / "data", type=Path)
    parser.add_argument("--work", default=root / "var" / "ranker", type=Path, help="for indexes")
    parser.add_argument("--out", default=RANKER, type=Path)
    parser.add_argument("--ablation", action="store_true", help="measure each feature's part too")
    options = parser.parse_args(arguments)
    data = gathered(options.data, options.work)
    weights = {"plain": _fitted(data, PLAIN, False), "crossing": _fitted(data, CROSSING, True)}
    options.out.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")
    figures: dict[str, Any] = (
        ablation(data)
        if options.ablation
        else {"ranker": means(cross_validated(data, PLAIN, CROSSING))}
    )
    if options.ablation:
        save("ranking", "python -m training.ranker --ablation", figures)
    else:
        print(json.dumps(figures, indent=1))
    return 0


def _fitted(
    data: dict[str, list[Example | None]], names: Sequence[str], english: bool
) -> dict[str, Any]:
    sets = [
        pack(
            [e for e in data[name] if e is not None and e.crossing == english],
            columns_of(names),
        )
        for name in data
        if (name == ENGLISH) == english
    ]
    weights = fit(sets)
    slope, bias = scale(sets, weights)
    return {
        "weights": {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)},
        "slope": round(slope, 4),
        "bias": round(bias, 4),
    }


if __name__ == "__main__":
    sys.exit(console.run(main))
