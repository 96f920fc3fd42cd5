"""Retrieval quality on the open sets of ../shared, for each leg, through the served `retrieve`.

    python -m bench.retrieval [SET…]    prints figures, writes docs/research/results/retrieval.json

Of named sets alone: the figures of the others stay as they are stored, each with its own date.
Also the Spearman correlation of the encoder's cosines with STS-B-zh (dev), and on every set the
paired bootstrap of the hybrid against each leg alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np

import console
from encoders import open_encoder
from index import build, open_index
from qa.evaluate import Measured, measure, summary
from qa.metrics import difference
from qa.question_files import read_queries
from qa.request import LEGS
from training.evaluate import spearman
from training.report import RESULTS, save
from training.texts import read_rows

EVAL = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "eval"

SETS = {
    "cmrc2018_trial": "cmrc2018_trial",
    "drcd_test": "drcd_test",
    "csl_test": "csl_test",
    "squadzh_answerable": "squadzh",
    "squadzh_english": "squadzh",
    "news": "news",
}
"""Queries file and passages file of each open set."""

COMPARED = {"squadzh_english": "ndcg@10"}
"""The measure that a set is judged by, where it is not recall@1."""


def one_set(name: str, passages: str) -> dict[str, Any]:
    queries = read_queries(EVAL / f"{name}.queries.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        build([EVAL / f"{passages}.passages.jsonl"], folder)
        store = open_index(folder)
        by_leg: dict[str, Measured] = {}
        for leg in LEGS:
            print(f"{name}: {leg}", file=sys.stderr, flush=True)
            by_leg[leg] = measure(queries, store, leg=leg)
    by = COMPARED.get(name, "recall@1")
    figures: dict[str, Any] = {leg: summary(measured) for leg, measured in by_leg.items()}
    for leg in ("dense", "lexical"):
        gap = difference(by_leg["hybrid"].values[by], by_leg[leg].values[by])
        figures[f"hybrid - {leg}"] = {
            "measure": by,
            "mean": round(gap.mean, 4),
            "ci": [round(gap.low, 4), round(gap.high, 4)],
            "p": round(gap.p, 4),
        }
    return figures


def sts() -> dict[str, Any]:
    rows = list(read_rows(EVAL / "stsb_zh_dev.pairs.jsonl"))
    encoder = open_encoder("builtin")
    left = encoder.queries([row["a"] for row in rows])
    right = encoder.queries([row["b"] for row in rows])
    cosines = np.einsum("nd,nd->n", left, right)
    gold = np.array([float(row["score"]) for row in rows])
    return {"pairs": len(rows), "spearman": round(spearman(cosines, gold), 4)}


def main(arguments: list[str] | None = None) -> int:
    parser = console.Parser(prog="python -m bench.retrieval", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    named = parser.parse_args(arguments).sets
    if unknown := set(named) - set(SETS):
        parser.error(f"unknown sets: {', '.join(sorted(unknown))}")
    if not EVAL.is_dir():
        print("the open evaluation sets (../shared/data/eval) are not here", file=sys.stderr)
        return 1
    stored = json.loads((RESULTS / "retrieval.json").read_text("utf-8"))["figures"]
    today = datetime.now(timezone.utc).date().isoformat()
    figures: dict[str, Any] = {
        name: {"date": today, **one_set(name, passages)}
        if name in named or not named
        else stored[name]
        for name, passages in SETS.items()
    }
    figures["stsb_zh_dev"] = stored["stsb_zh_dev"] if named else sts()
    save("retrieval", " ".join(["python -m bench.retrieval", *named]), figures)
    return 0


if __name__ == "__main__":
    sys.exit(console.run(main))
