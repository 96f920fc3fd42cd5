"""Answer quality through the served `ask`: `python -m bench.answers [SET…]`.

Prints for each set: the share of questions whose first sentence is right, whose answer as shown is
right (of a list, all of it), that are refused; how many first sentences would be right if nothing
were refused ("choice"); and how well the confidence tells what is answered from what is not.
"strangers" are archives that others wrote with their questions (`training/archives.py`), those that
nothing was fitted on.
"people" are the sittings of `training/data/questions` that nothing was fitted on, over the articles
of eight sittings; "later" are those that were written last, over their own articles.  Of the open
sets the reader has learnt from parts of CMRC 2018 trial and DRCD test
(`training/data/reader_open.json`), which are left out here, and from none of the others.

For "half" the index has every other passage: a question whose passage is not in it has no answer.
Writes docs/research/results/answers.json.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

import console
from bench import strangers
from bench.cases import Case, Result, judged
from index import build, open_index
from index.store import Store
from qa.metrics import interval
from training import people
from training.contextual import LEARNT
from training.evaluate import mean_ranks
from training.report import save
from training.texts import read_rows

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
SITTINGS = ("b01", "b02", "b03", "b04", "b06", "b07", "b15", "b21")
"""Whose articles the people's questions are asked of."""

Array = NDArray[np.float64]


def people_cases(train: Path, work: Path, later: bool = False) -> tuple[list[Case], Store]:
    sittings, tested = (people.LATER,) * 2 if later else (SITTINGS, people.TESTING)
    store = people.index(train, work / ("later" if later else "people"), "builtin", sittings)
    questions = people.judged(tested)
    return [Case(q.kind, q.text, q.gold, q.answers, q.need) for q in questions], store


def open_cases(name: str, evaluation: Path) -> list[Case]:
    learnt = set(json.loads(LEARNT.read_text("utf-8")).get(name, ()))
    cases = []
    for row in read_rows(evaluation / f"{name}.queries.jsonl"):
        answers = tuple(filter(None, row.get("answers", ())))
        if (answers or not row["gold"]) and row["id"] not in learnt:
            cases.append(Case(name, row["question"], tuple(row["gold"]), answers, "any"))
    return cases


def halved(passages: Path, folder: Path) -> Path:
    """Every other passage of the set."""
    path = folder / passages.name
    path.write_text("\n".join(passages.read_text("utf-8").splitlines()[::2]) + "\n", "utf-8")
    return path


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive scores above a negative, ties counting half (Mann-Whitney)."""
    ranks = mean_ranks(np.array([*positive, *negative], float))[: len(positive)]
    n, m = len(positive), len(negative)
    return float((ranks.sum() - n * (n + 1) / 2) / (n * m))


def calibration_error(sure: Array, true: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error: the mean of |confidence - share right| over equal parts of
    [0, 1], by how many fall into the part (Guo et al., ICML 2017)."""
    part = np.minimum((sure * bins).astype(int), bins - 1)
    return float(
        sum(
            (part == b).mean() * abs(sure[part == b].mean() - true[part == b].mean())
            for b in range(bins)
            if (part == b).any()
        )
    )


def figures(results: Sequence[Result]) -> dict[str, Any]:
    """Shares over the questions that have an answer, and over those that have none."""
    known = [result for result in results if result.case.gold]
    unknown = [result for result in results if not result.case.gold]
    shares: dict[str, Any] = {"questions": len(results)}

    def share(name: str, of: Sequence[Result], value: Callable[[Result], bool]) -> None:
        if of:
            mean = interval([float(value(result)) for result in of])
            shares[name] = [round(mean.mean, 3), round(mean.low, 3), round(mean.high, 3)]

    share("hit 1", known, lambda result: result.hit)
    share("first sentence right", known, lambda result: result.first)
    share("choice right", known, lambda result: result.choice)
    share("shown right", known, lambda result: result.shown)
    if any(result.case.short for result in results):  # else no short answer is known to be right
        share("short answers right", [r for r in results if r.marked is not None], is_marked_right)
    share("answerable refused", known, lambda result: not result.answered)
    share("unanswerable refused", unknown, lambda result: not result.answered)
    if known and unknown:
        shares["auroc"] = round(auroc([r.sure for r in known], [r.sure for r in unknown]), 3)
    answered = [result for result in results if result.answered]
    if answered:
        sure = np.array([result.sure for result in answered])
        shares["ece"] = round(calibration_error(sure, np.array([r.shown for r in answered])), 3)
    shares["ms_p50"] = round(1000 * float(np.median([result.seconds for result in results])), 1)
    return shares


def is_marked_right(result: Result) -> bool:
    return bool(result.marked)


def run(cases: Sequence[Case], store: Store, most: int, name: str) -> list[Result]:
    """So many of the cases, evenly spaced."""
    chosen = [cases[int(n)] for n in np.linspace(0, len(cases) - 1, min(most, len(cases)))]
    bar = tqdm(chosen, desc=name, file=sys.stderr)
    return [result for case in bar if (result := judged(case, store))]


def measured(sets: Sequence[str], most: int, work: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    train, evaluation = SHARED / "train", SHARED / "eval"
    for name in ("people", "later"):
        if name not in sets:
            continue
        cases, store = people_cases(train, work, name == "later")
        results = run(cases, store, len(cases), name)
        yield name, figures(results)
        for kind in dict.fromkeys(result.case.kind for result in results):
            yield f"{name}, {kind}", figures([r for r in results if r.case.kind == kind])
    if "strangers" in sets:
        for name, cases, store in strangers.asked(work):
            results = run(cases, store, len(cases), name)
            yield f"strangers, {name}", figures(results)
    for name, passages in OPEN.items():
        if name not in sets:
            continue
        with tempfile.TemporaryDirectory(prefix="wenbao-answers-") as folder:
            whole = work / passages
            if not (whole / "CURRENT").is_file():
                build([evaluation / f"{passages}.passages.jsonl"], whole)
            store = open_index(whole)
            cases = open_cases(name, evaluation)
            extra = open_cases("squadzh_unanswerable", evaluation) if name in ADVERSARIAL else []
            results = run(cases, store, most, name)
            yield name, figures(results)
            if extra:
                yield (
                    f"{name}, adversarial",
                    figures([*results, *run(extra, store, most, "adversarial")]),
                )
            half = halved(evaluation / f"{passages}.passages.jsonl", Path(folder))
            build([half], Path(folder) / "index")
            store = open_index(Path(folder) / "index")
            ids = {row["id"] for row in read_rows(half)}
            cut = [
                Case(c.kind, c.text, c.gold if ids & set(c.gold) else (), c.answers, c.need)
                for c in random.Random(7).sample(cases, min(most, len(cases)))
            ]
            yield f"{name}, half", figures(run(cut, store, most, f"{name}, half"))


OPEN = {
    "cmrc2018_trial": "cmrc2018_trial",
    "drcd_test": "drcd_test",
    "squadzh_answerable": "squadzh",
    "news": "news",
}
ADVERSARIAL = ("squadzh_answerable",)


def main(arguments: list[str] | None = None) -> int:
    parser = console.Parser(prog="python -m bench.answers", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "sets", nargs="*", default=["people", "later", "strangers", *OPEN], metavar="SET"
    )
    parser.add_argument("--most", type=int, default=300, help="questions of an open set")
    parser.add_argument("--work", type=Path, default=ROOT / "var" / "bench", help="for indexes")
    options = parser.parse_args(arguments)
    by_set = {}
    for name, values in measured(options.sets, options.most, options.work):
        by_set[name] = values
        print(name, json.dumps(values), flush=True)
    words = sys.argv[1:] if arguments is None else arguments
    shown = [w for w in words if "/" not in w and w != "--work"]  # no folder of a machine
    save("answers", " ".join(["python -m bench.answers", *shown]), by_set)
    return 0


if __name__ == "__main__":
    sys.exit(console.run(main))
