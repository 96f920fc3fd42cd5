"""Evaluation on questions with known passages, through `retrieve`: `python -m qa.evaluate`.

    --passages P.jsonl --queries Q.jsonl    an index is built for the occasion, and removed
    --index DIR --queries Q.jsonl           an index that is there; `var/feedback.jsonl` works too

Passages: {"id", "title", "text"} a row.  Queries: {"question", "gold": [ids]} a row, where an id is
an article's or a hit's; or feedback: {"question", "hit", "judgement"}, of which what was judged 1
is gold.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import console

if __name__ == "__main__":
    console.interruptible()

from errors import QuestionError, SourceError
from index.store import Store
from qa.asking import retrieve
from qa.metrics import interval, ndcg, recall, reciprocal_rank
from qa.question_files import JudgedQuestion, read_queries
from qa.records import Hit
from qa.request import LEGS

DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Measured:
    """Per question, in the order of the queries that have gold: each measure, and milliseconds.

    left_out: queries without gold.  refused: questions that `retrieve` refused (empty, too long);
    they count as not found.
    """

    values: dict[str, tuple[float, ...]]
    milliseconds: tuple[float, ...]
    left_out: int
    refused: int


MEASURES: dict[str, Callable[[Sequence[str], frozenset[str]], float]] = {
    "recall@1": lambda ranking, gold: recall(ranking, gold, 1),
    "recall@5": lambda ranking, gold: recall(ranking, gold, 5),
    "recall@20": lambda ranking, gold: recall(ranking, gold, 20),
    "mrr@10": lambda ranking, gold: reciprocal_rank(ranking, gold, 10),
    "ndcg@10": lambda ranking, gold: ndcg(ranking, gold, 10),
}


def measure(queries: Iterable[JudgedQuestion], store: Store, *, leg: str = "hybrid") -> Measured:
    """Asks every query that has gold, one after the other."""
    values: dict[str, list[float]] = {name: [] for name in MEASURES}
    milliseconds: list[float] = []
    left_out = refused = 0
    for query in queries:
        if not query.gold:
            left_out += 1
            continue
        start = time.perf_counter()
        try:
            hits = retrieve(query.question, DEEPEST, store, leg=leg)
            milliseconds.append((time.perf_counter() - start) * 1000)
        except QuestionError:
            hits = []
            refused += 1
        ranking = ranked_ids(hits, query.gold)
        for name, value in MEASURES.items():
            values[name].append(value(ranking, query.gold))
    frozen = {name: tuple(column) for name, column in values.items()}
    return Measured(frozen, tuple(milliseconds), left_out, refused)


def ranked_ids(hits: Sequence[Hit], gold: frozenset[str]) -> list[str]:
    """The ids of the hits, each once: a hit's own if gold names it, else its article's."""
    return list(dict.fromkeys(hit.id if hit.id in gold else hit.article_id for hit in hits))


def summary(measured: Measured) -> dict[str, Any]:
    """The figures that are printed: means, latency, and "ci", the 95 % bootstrap intervals."""
    if not measured.values["recall@1"]:
        raise SourceError("nothing_to_measure")
    means = {name: interval(values) for name, values in measured.values.items()}
    times = measured.milliseconds or (0.0,)
    return {
        "queries": len(measured.values["recall@1"]),
        **{name: round(mean.mean, 4) for name, mean in means.items()},
        "ms_p50": round(float(np.percentile(times, 50)), 2),
        "ms_p95": round(float(np.percentile(times, 95)), 2),
        "left_out": measured.left_out,
        "refused": measured.refused,
        "ci": {name: [round(mean.low, 4), round(mean.high, 4)] for name, mean in means.items()},
    }


def evaluate(
    passages: Path | str, queries: Path | str, *, leg: str = "hybrid", encoder: str | None = None
) -> Measured:
    """Measures on an index of the passages, built in a temporary folder by `index.build`."""
    from index import build, open_index

    judged = read_queries(Path(queries))
    with tempfile.TemporaryDirectory(prefix="wenbao-evaluate-") as folder:
        build([passages], folder, encoder=encoder)
        return measure(judged, open_index(folder), leg=leg)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = console.Parser(
        prog="python -m qa.evaluate", description="Measures retrieval on questions with known ids."
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--passages", metavar="P.jsonl", help="an index of these is built")
    source.add_argument("--index", metavar="DIR", help="an index that is there")
    parser.add_argument("--queries", metavar="Q.jsonl", required=True)
    parser.add_argument("--leg", choices=LEGS, default="hybrid")
    parser.add_argument("--encoder", help="with --passages; default: $WENBAO_ENCODER, else builtin")
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    args = parser.parse_args(arguments)
    if args.passages is not None:
        measured = evaluate(args.passages, args.queries, leg=args.leg, encoder=args.encoder)
    else:
        from index import open_index

        measured = measure(read_queries(Path(args.queries)), open_index(args.index), leg=args.leg)
    figures = summary(measured)
    print(console.to_json(figures) if args.json else _table(figures))
    return 0


def _table(figures: dict[str, Any]) -> str:
    lines = []
    for name, value in figures.items():
        if name != "ci":
            low, high = figures["ci"].get(name, (None, None))
            lines.append(f"{name:10} {value}" + (f"  [{low}, {high}]" if low is not None else ""))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(console.run(main))
