"""Measure the answers on the open sets: `python -m bench.answers`.

Nothing is measured with weights that saw it.  Three ways: "5-fold", fitted on four fifths of the
passages of all sets and measured on the questions about the last fifth; "topics", the same with
fifths that lie together, so that (nearly) no topic is on both sides; and "other sets", fitted on
the other two sets.  The shipped weights are fitted on all of them (`training/answers.py`).  The
confidence is measured on indexes without an eighth and without half of the passages, the sentences
on the whole index.
Draws the reliability plot and the risk-coverage curve into docs/, and writes the tables between the
marks in docs/ANSWERS.md.
"""

from __future__ import annotations

import argparse
import json
import lzma
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.figures import save
from language.fold import fold
from qa import short
from training.answers import (
    SETS,
    SHARED,
    Sample,
    f1,
    fit_confidence,
    fit_sentence,
    fit_short,
    fit_words,
    kept,
    measured,
    ranked,
    rows,
    threshold,
)

Array = NDArray[np.float64]
DOCS = Path(__file__).resolve().parent.parent / "docs"
FITTED = ("in", "out", "adversarial")
"""The kinds of questions that the confidence is fitted on; others are measured only."""
FOLDS = 5
PART = 0.95


def auroc(positive: Array, negative: Array) -> float:
    """The chance that a positive scores above a negative, ties counting half (Mann-Whitney)."""
    both = np.concatenate([positive, negative])
    _, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2
    ranks = middle[inverse][: len(positive)]
    n, m = len(positive), len(negative)
    return float((ranks.sum() - n * (n + 1) / 2) / (n * m))


def refused(positive: Array, negative: Array, share: float = PART) -> float:
    """The share of the negatives under the score that keeps that share of the positives."""
    return float(np.mean(negative < np.quantile(positive, 1 - share)))


def calibration_error(positive: Array, negative: Array, bins: int = 10) -> float:
    """Expected calibration error at even odds, over `bins` equal parts of [0, 1]: the mean of
    |confidence - share of positives| of a part, by its weight.  Guo et al., ICML 2017."""
    error = 0.0
    for _, mean, share, weight in reliability(positive, negative, bins):
        error += weight * abs(mean - share)
    return error


def reliability(
    positive: Array, negative: Array, bins: int = 10
) -> list[tuple[int, float, float, float]]:
    """(part, mean confidence, share of positives, weight) of each part that is not empty."""
    score = np.concatenate([positive, negative])
    true = np.concatenate([np.ones(len(positive)), np.zeros(len(negative))])
    weight = np.concatenate([np.full(len(s), 0.5 / len(s)) for s in (positive, negative)])
    part = np.minimum((score * bins).astype(int), bins - 1)
    found = []
    for b in range(bins):
        inside = part == b
        if total := float(weight[inside].sum()):
            mean = float((weight * score)[inside].sum()) / total
            share = float((weight * true)[inside].sum()) / total
            found.append((b, mean, share, total))
    return found


def risk_coverage(right: NDArray[np.bool_], sure: Array) -> tuple[Array, Array]:
    """For each number of answers given, the surest first: the share answered, the share wrong."""
    order = np.argsort(-sure, kind="stable")
    given = np.arange(1, len(order) + 1)
    return given / len(order), np.cumsum(~right[order]) / given


Split = Callable[[Sample], int]


def out_of_fold(samples: Sequence[Sample], split: Split) -> tuple[NDArray[np.bool_], Array, Array]:
    """For every sample, by models fitted without its part: whether its first sentence is right, its
    confidence, and the F1 of its short answer (of its sentence, if no short one is asked for)."""
    part = np.array([split(s) for s in samples])
    right = np.zeros(len(samples), bool)
    sure = np.zeros(len(samples))
    gains = np.zeros(len(samples))
    for number in np.unique(part):
        inside = np.flatnonzero(part == number)
        rest = [samples[i] for i in np.flatnonzero(part != number).tolist()]
        own = [samples[i] for i in inside.tolist()]
        ranker, marker = fit_sentence(rest), fit_short(rest)
        mover = fit_words(rest, ranker)
        ours = [s for s in rest if s.kind in FITTED]
        judge = fit_confidence(ours, *measured(ours, ranker, mover))
        sure[inside] = judge(*measured(own, ranker, mover))
        for i, s in zip(inside.tolist(), own, strict=True):
            if not s.texts:
                continue
            best = ranked(s, ranker, mover).best
            right[i] = s.right[best] and s.kind in ("in", "whole")
            if s.kind == "whole":
                gains[i] = _gain(s, s.texts[best], marker)
    return right, sure, gains


def _gain(s: Sample, text: str, marker: Any) -> float:
    said = text
    if s.question.kind in short.MARKED:
        runs = short.runs(s.question, text, fold(text))
        if runs:
            start, end = runs[int(np.argmax(marker(short.features(s.question, text, runs))))]
            said = text[start:end]
    return max(f1(said, gold) for gold in s.answers)


def figures(samples: Sequence[Sample], right: NDArray[np.bool_], sure: Array) -> dict[str, Any]:
    """The measures of each set; "served" with the threshold that the fit would ship."""
    table: dict[str, Any] = {}
    fitted = [i for i, s in enumerate(samples) if s.kind in FITTED]
    cut = threshold([samples[i] for i in fitted], sure[fitted])
    for name in SETS:
        of = {
            kind: np.array([i for i, s in enumerate(samples) if s.set == name and s.kind == kind])
            for kind in (*FITTED, "whole", "half in", "half out")
        }
        yes, no, whole = sure[of["in"]], sure[of["out"]], of["whole"]
        half = sure[of["half in"]], sure[of["half out"]]
        table[name] = {
            "answerable": len(yes),
            "sentence_accuracy": round(float(right[whole].mean()), 4),
            "served_accuracy": round(float((right & (sure >= cut))[whole].mean()), 4),
            "served_answerable_kept": round(float((sure >= cut)[whole].mean()), 4),
            "served_taken_out_refused": round(float((no < cut).mean()), 4),
            "auroc_taken_out": round(auroc(yes, no), 4),
            "refused_at_95_kept": round(refused(yes, no), 4),
            "ece": round(calibration_error(yes, no), 4),
            "auroc_half_taken_out": round(auroc(*half), 4),
            "refused_at_95_kept_half": round(refused(*half), 4),
            "ece_half": round(calibration_error(*half), 4),
        }
        if len(of["adversarial"]):
            table[name]["auroc_adversarial"] = round(auroc(yes, sure[of["adversarial"]]), 4)
    yes = np.array([c for s, c in zip(samples, sure, strict=True) if s.kind == "in"])
    no = np.array([c for s, c in zip(samples, sure, strict=True) if s.kind == "out"])
    table["all"] = {"ece": round(calibration_error(yes, no), 4), "auroc": round(auroc(yes, no), 4)}
    return table


def draw(samples: Sequence[Sample], right: NDArray[np.bool_], sure: Array) -> None:
    """docs/reliability.svg and docs/risk-coverage.svg."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "wenbao"
    from matplotlib import pyplot

    plot, axes = pyplot.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, label="perfect")
    for name in SETS:
        yes, no = (
            np.array(
                [c for s, c in zip(samples, sure, strict=True) if (s.set, s.kind) == (name, kind)]
            )
            for kind in ("in", "out")
        )
        parts = reliability(yes, no)
        label = f"{name} (ECE {calibration_error(yes, no):.3f})"
        axes.plot([p[1] for p in parts], [p[2] for p in parts], marker="o", label=label)
    axes.set(xlabel="confidence", ylabel="share that the index answers", xlim=(0, 1), ylim=(0, 1))
    axes.set_title("Reliability: passage there or taken out, even odds")
    axes.legend()
    plot.savefig(DOCS / "reliability.svg", metadata={"Date": None}, bbox_inches="tight")
    plot, axes = pyplot.subplots(figsize=(6, 4))
    for name in SETS:
        own = [i for i, s in enumerate(samples) if s.set == name and s.kind in ("in", "out")]
        share, risk = risk_coverage(right[own], sure[own])
        axes.plot(share, risk, label=name)
    axes.set(xlabel="share of questions answered, surest first", ylabel="share of answers wrong")
    axes.set(xlim=(0, 1), ylim=(0, 1), title="Half of the questions have no answer")
    axes.legend()
    plot.savefig(DOCS / "risk-coverage.svg", metadata={"Date": None}, bbox_inches="tight")


def speed(data: Path, paragraphs: int = 10_000, questions: int = 100) -> dict[str, float]:
    """Median milliseconds of `retrieve` and `ask`, warm, on the sets' passages filled up to so many
    paragraphs with the training text, and the median of what `ask` costs more."""
    from index import build, open_index
    from qa import ask, retrieve

    rows_: list[dict[str, Any]] = [
        {"id": row["id"], "title": row["title"], "text": row["text"]}
        for name in SETS
        for row in rows(data / f"{name}.passages.jsonl")
    ]
    with lzma.open(data.parent / "train" / "zh_articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if len(rows_) >= paragraphs:
                break
            row = json.loads(line)
            text = max(row["paragraphs"], key=len)
            rows_.append({"id": f"fill-{number}", "title": row["title"], "text": text})
    asked = [row["question"] for row in rows(data / "drcd_test.queries.jsonl")[:questions]]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "rows.jsonl"
        source.write_text("".join(json.dumps(row) + "\n" for row in rows_), "utf-8")
        build([source], Path(folder) / "index")
        store = open_index(Path(folder) / "index")
        times = []
        for question in asked[:10] + asked:
            begun = time.perf_counter()
            retrieve(question, 5, store)
            middle = time.perf_counter()
            ask(question, 5, store)
            times.append((middle - begun, time.perf_counter() - middle))
    table = 1000 * np.array(times[10:])
    return {
        "paragraphs": len(rows_),
        "retrieve_ms_p50": round(float(np.median(table[:, 0])), 2),
        "ask_ms_p50": round(float(np.median(table[:, 1])), 2),
        "more_ms_p50": round(float(np.median(table[:, 1] - table[:, 0])), 2),
    }


TARGETS = {
    "cmrc2018_trial": (0.72, 0.98, 0.90),
    "drcd_test": (0.85, 0.95, 0.75),
    "squadzh": (0.68, 0.85, 0.45),
}
"""First sentence right, AUROC with the passage taken out, refused with 95 % kept."""


def tables(found: dict[str, Any]) -> str:
    """The figures as the tables of docs/ANSWERS.md."""
    ways = [found[way] for way in ("5-fold", "topics", "other sets")]

    def three(name: str, key: str, digits: int = 3) -> str:
        return " / ".join(f"{way[name][key]:.{digits}f}" for way in ways)

    lines = [
        "| set (answerable questions) | AUROC, passage taken out (target) | refused with 95 % kept "
        "(target) | ECE (target 0.05) | short answer F1 |",
        "|---|---|---|---|---|",
    ]
    for name, (_, area, refusals) in TARGETS.items():
        lines.append(
            f"| {name} ({ways[0][name]['answerable']}) "
            f"| {three(name, 'auroc_taken_out')} ({area}) "
            f"| {three(name, 'refused_at_95_kept', 2)} ({refusals}) "
            f"| {three(name, 'ece')} | {ways[0][name]['short_f1']:.2f} |"
        )
    lines += [
        "",
        "Adversarial questions of squadzh (the right passage is there, the answer is not): AUROC "
        f"{three('squadzh', 'auroc_adversarial')} (target 0.65).",
        f"All sets together: ECE {three('all', 'ece')}, AUROC {three('all', 'auroc')}.",
        "",
        "The same confidence, asked of indexes without every other passage:",
        "",
        "| set | AUROC, passage taken out | refused with 95 % kept | ECE |",
        "|---|---|---|---|",
    ]
    for name in TARGETS:
        lines.append(
            f"| {name} | {three(name, 'auroc_half_taken_out')} "
            f"| {three(name, 'refused_at_95_kept_half', 2)} | {three(name, 'ece_half')} |"
        )
    lines += [
        "",
        "First sentence right in the whole index, whatever the confidence, and as served with the "
        "threshold, where a refused question counts as wrong:",
        "",
        "| set | first sentence right | served (target) | answerable kept | taken out refused |",
        "|---|---|---|---|---|",
    ]
    for name, (right, *_) in TARGETS.items():
        lines.append(
            f"| {name} | {three(name, 'sentence_accuracy')} "
            f"| {three(name, 'served_accuracy')} ({right}) "
            f"| {three(name, 'served_answerable_kept', 2)} "
            f"| {three(name, 'served_taken_out_refused', 2)} |"
        )
    speed_ = found["speed"]
    lines += [
        "",
        f"On {speed_['paragraphs']:,} paragraphs `ask` takes {speed_['ask_ms_p50']} ms where "
        f"`retrieve` takes {speed_['retrieve_ms_p50']} ms (medians): {speed_['more_ms_p50']} ms "
        "more (target 15).",
    ]
    return "\n".join(lines)


def write_tables(found: dict[str, Any], path: Path = DOCS / "ANSWERS.md") -> None:
    """Puts the tables between the two marks in the document."""
    text = path.read_text("utf-8")
    start, end = "<!-- figures -->\n", "<!-- end of figures -->"
    if not 0 <= text.find(start) < text.find(end):
        raise ValueError(f"{path.name} has no tables to replace, between {start.strip()} and {end}")
    before, rest = text.split(start, 1)
    after = rest.split(end, 1)[1]
    path.write_text(f"{before}{start}{tables(found)}\n{end}{after}", "utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.answers", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "eval")
    parser.add_argument("--every", type=int, help="only every Nth question (a quick trial)")
    parser.add_argument("--samples", type=Path, help="keep the asked questions in this file")
    options = parser.parse_args(arguments)
    took = speed(options.data)  # first: among so many samples each collection of garbage is slow
    begun = time.perf_counter()
    samples = kept(options.samples, options.data, options.every, also=True)
    print(f"{len(samples):,} questions asked in {time.perf_counter() - begun:.0f} s", flush=True)
    ours = [s for s in samples if not s.kind.startswith("foreign")]
    right, sure, gains = out_of_fold(ours, lambda s: s.group % FOLDS)
    inside = figures(ours, right, sure)
    for name in SETS:
        own = [i for i, s in enumerate(ours) if s.set == name and s.kind == "whole"]
        inside[name]["short_f1"] = round(float(gains[own].mean()), 4)
    draw(ours, right, sure)
    size = {name: 1 + max(s.group for s in ours if s.set == name) for name in SETS}
    right, sure, _ = out_of_fold(ours, lambda s: s.group * FOLDS // size[s.set])
    topics = figures(ours, right, sure)
    names = list(SETS)
    right, sure, _ = out_of_fold(ours, lambda s: names.index(s.set))
    found = {
        "questions": len(samples),
        "5-fold": inside,
        "topics": topics,
        "other sets": figures(ours, right, sure),
        "speed": took,
    }
    command = "python -m bench.answers" + (f" --every {options.every}" if options.every else "")
    save("answers", command, found)
    write_tables(found)


if __name__ == "__main__":
    main()
