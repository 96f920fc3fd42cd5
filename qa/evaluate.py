"""Evaluation on questions with known passages, through `retrieve`: `python -m qa.evaluate`.

    --passages P.jsonl --queries Q.jsonl    an index is built for the occasion, and removed
    --index DIR --queries Q.jsonl           an index that is there; `var/feedback.jsonl` works too

Passages: {"id", "title", "text"} a row.  Queries: {"question", "gold": [ids]} a row, where an id is
an article's or a hit's; or feedback: {"question", "hit", "judgement"}, of which what was judged 1
is gold.

Exit status 1 where a passage was not read: the figures are then those of the rest.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

import console

if __name__ == "__main__":
    console.interruptible()

from corpus.records import Skipped
from errors import QuestionError, SourceError, StoreError
from index.store import Store, every_article
from qa.asking import retrieve
from qa.metrics import interval, ndcg, recall, reciprocal_rank
from qa.question_files import JudgedQuestion, read_queries
from qa.records import Hit
from qa.request import LEGS, Request

DEEPEST = 20
NAMED = 20
"""Unknown ids, at most, that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Per question, in the order of the queries that have gold: each measure, and milliseconds.

    left_out: queries without gold.  refused: questions that `retrieve` refused (empty, too long);
    they count as not found.  unknown: gold ids that the index has not, which nothing can find.
    skipped: passages that could not be read.
    """

    values: dict[str, tuple[float, ...]]
    milliseconds: tuple[float, ...]
    left_out: int
    refused: int
    unknown: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()


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
    queries = list(queries)
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
    unknown = _unknown([name for query in queries for name in query.gold], store)
    return Measured(frozen, tuple(milliseconds), left_out, refused, unknown)


def _unknown(gold: Iterable[str], store: Store) -> tuple[str, ...]:
    """The ids that no article and no passage has."""
    articles = {article.id for article in every_article(store)}

    def has(name: str) -> bool:
        try:
            return name in articles or bool(store.paragraphs([name]))
        except StoreError:
            return False

    return tuple(sorted(name for name in set(gold) if not has(name)))


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
        "unknown_gold": len(measured.unknown),
        "skipped": len(measured.skipped),
        "ci": {name: [round(mean.low, 4), round(mean.high, 4)] for name, mean in means.items()},
    }


def evaluate(
    passages: Path | str, queries: Path | str, *, leg: str = "hybrid", encoder: str | None = None
) -> Measured:
    """Measures on an index of the passages, built in a temporary folder by `index.build`."""
    from index import build, open_index

    judged = read_queries(Path(queries))
    with tempfile.TemporaryDirectory(prefix="wenbao-evaluate-") as folder:
        report = build([passages], folder, encoder=encoder)
        return replace(measure(judged, open_index(folder), leg=leg), skipped=report.skipped)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = console.Parser(
        prog="python -m qa.evaluate", description="Measures retrieval on questions with known ids."
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--passages", metavar="P.jsonl", help="an index of these is built")
    source.add_argument("--index", metavar="DIR", help="an index that is there")
    parser.add_argument("--queries", metavar="Q.jsonl", required=True)
    parser.add_argument("--leg", default="hybrid", help=f"what searches: {', '.join(LEGS)}")
    parser.add_argument("--encoder", help="with --passages; default: $WENBAO_ENCODER, else builtin")
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    args = parser.parse_args(arguments)
    Request("?", leg=args.leg).checked()  # before an index is built or opened
    if args.passages is not None:
        measured = evaluate(args.passages, args.queries, leg=args.leg, encoder=args.encoder)
    else:
        from index import open_index

        measured = measure(read_queries(Path(args.queries)), open_index(args.index), leg=args.leg)
    for skipped in measured.skipped:
        reason = console.told(skipped.reason)
        console.warn(console.text("skipped_line", path=skipped.path, reason=reason))
    if measured.unknown:
        ids = ", ".join(measured.unknown[:NAMED])
        count = len(measured.unknown)
        console.warn(console.text("gold_unknown", count=count, ids=ids))
    figures = summary(measured)
    print(console.to_json(figures) if args.json else _table(figures))
    return 1 if measured.skipped else 0


def _table(figures: dict[str, Any]) -> str:
    lines = []
    for name, value in figures.items():
        if name != "ci":
            low, high = figures["ci"].get(name, (None, None))
            lines.append(f"{name:10} {value}" + (f"  [{low}, {high}]" if low is not None else ""))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(console.run(main))
