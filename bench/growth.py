"""How an index grows: `python -m bench.growth [--paragraphs 10000 100000 300000 1000000]`.

For each size: time, memory and disk of a full build, of adding one article, of opening, and of a
question.  Each step runs in a process of its own, so that its memory is its own; times are the
processor's, for the clock of a busy machine says little.  The figures go to
docs/research/results/growth.json, the table and the plot to docs/research/GROWTH.md and growth.svg.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.paragraphs import QUESTIONS, TRAINING, write
from bench.peer_engines import peak_megabytes, processor_seconds
from corpus import bundled
from encoders import open_encoder
from index import add, build, open_index
from qa.asking import retrieve
from training.report import save

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "research" / "GROWTH.md"
PLOT = ROOT / "docs" / "research" / "growth.svg"
MARKS = ("<!-- growth: begin -->", "<!-- growth: end -->")
ROUNDS = 5

COLUMNS = {
    "paragraphs": "paragraphs",
    "build, CPU s": "build, CPU s",
    "build, peak MB": "peak MB",
    "disk, MB": "disk MB",
    "add one, CPU s": "add one, CPU s",
    "add one, peak MB": "peak MB ",
    "open, CPU s": "open, CPU s",
    "ask, CPU ms": "retrieve, CPU ms",
    "encode, CPU ms": "of that encoding",
    "ask, own MB": "serving, own MB",
    "ask, peak MB": "with mapped files",
}
"""Figures and their headings."""


def _cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the processor, those of the processes that read files too."""
    used = processor_seconds()
    result = work()
    return processor_seconds() - used, result


def _build(folder: Path, encoder_name: str) -> dict[str, float]:
    encoder = open_encoder(encoder_name)
    seconds, report = _cpu(lambda: build([folder / "all.jsonl"], folder / "index", encoder=encoder))
    index = folder / "index" / report.generation
    disk = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    return {
        "paragraphs": report.paragraphs,
        "build, CPU s": round(seconds, 1),
        "disk, MB": round(disk / 1e6, 1),
    }


def _add(folder: Path, encoder_name: str) -> dict[str, float]:
    encoder = open_encoder(encoder_name)
    encoder.queries(["先热身"])
    article = sorted(bundled().glob("*.md"))[0]
    seconds, _ = _cpu(lambda: add([article], folder / "index", encoder=encoder))
    return {"add one, CPU s": round(seconds, 3)}


def _ask(folder: Path, encoder_name: str) -> dict[str, float]:
    encoder = open_encoder(encoder_name)
    encoder.queries(["先热身"])
    opening, store = _cpu(lambda: open_index(folder / "index", encoder=encoder))
    for question in QUESTIONS:
        retrieve(question, index=store)
    count = ROUNDS * len(QUESTIONS)
    asking, _ = _cpu(lambda: [retrieve(q, index=store) for _ in range(ROUNDS) for q in QUESTIONS])
    encoding, _ = _cpu(lambda: [encoder.queries([q]) for _ in range(ROUNDS) for q in QUESTIONS])
    return {
        "open, CPU s": round(opening, 3),
        "ask, CPU ms": round(asking / count * 1000, 2),
        "encode, CPU ms": round(encoding / count * 1000, 2),
        "ask, own MB": _own(),
    }


def _own() -> float:
    """Megabytes of this process without the pages of mapped files, which the system takes back
    when it needs them (Linux; elsewhere the most of all that it ever had)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
    kilobytes = re.search(r"RssAnon:\s+(\d+)", status.read_text())
    return round(int(kilobytes[1]) / 1e3) if kilobytes else 0


STEPS = {"build": _build, "add": _add, "ask": _ask}


def measured(paragraphs: int, encoder: str) -> dict[str, float]:
    """All figures of one size; each step in a process of its own."""
    figures: dict[str, float] = {}
    with TemporaryDirectory(prefix="wenbao-growth-") as name:
        write(Path(name) / "all.jsonl", paragraphs)
        for step in STEPS:
            command = [sys.executable, "-m", "bench.growth", "--step", step, "--folder", name]
            done = subprocess.run(
                [*command, "--encoder", encoder], cwd=ROOT, stdout=subprocess.PIPE, check=True,
                env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )  # fmt: skip
            figures |= json.loads(done.stdout)
            print(f"{paragraphs}: {figures}", file=sys.stderr)
    return figures


def written(rows: Sequence[dict[str, float]]) -> None:
    """The table and the plot."""
    head = " | ".join(name.strip() for name in COLUMNS.values())
    lines = [f"| {head} |", "|" + "---|" * len(COLUMNS)]
    lines += ["| " + " | ".join(f"{row[key]:,}" for key in COLUMNS) + " |" for row in rows]
    if len(rows) > 1:
        plotted(rows)
        lines += ["", "![Growth](growth.svg)"]
    text = PAGE.read_text("utf-8")
    begin, end = (text.index(mark) for mark in MARKS)
    text = text[: begin + len(MARKS[0])] + "\n" + "\n".join(lines) + "\n" + text[end:]
    PAGE.write_text(text, "utf-8")


def plotted(rows: Sequence[dict[str, float]]) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "wenbao"
    import matplotlib.pyplot as plt

    parts = {
        "CPU seconds": ("build, CPU s", "add one, CPU s", "open, CPU s"),
        "memory, MB": ("build, peak MB", "add one, peak MB", "ask, peak MB", "ask, own MB"),
        "disk, MB": ("disk, MB",),
        "CPU ms of a question": ("ask, CPU ms", "encode, CPU ms"),
    }
    figure, axes = plt.subplots(1, len(parts), figsize=(13, 3.4))
    sizes = [row["paragraphs"] for row in rows]
    for axis, (title, keys) in zip(axes, parts.items(), strict=True):
        for key in keys:
            axis.plot(sizes, [row[key] for row in rows], marker="o", label=key)
        axis.set(title=title, xscale="log", xlabel="paragraphs")
        axis.set_yscale("log")
        axis.legend(fontsize=7)
        axis.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(PLOT, metadata={"Date": None})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--paragraphs", type=int, nargs="+", default=[10_000, 100_000, 300_000, 1_000_000]
    )
    parser.add_argument("--encoder", default="static")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        figures = STEPS[options.step](options.folder, options.encoder)
        figures[{"add": "add one"}.get(options.step, options.step) + ", peak MB"] = peak_megabytes()
        print(json.dumps(figures))
        return 0
    if not TRAINING.is_file():
        print("without ../shared: sentences of the bundled articles, again and again")
    rows = [measured(size, options.encoder) for size in options.paragraphs]
    sizes = " ".join(map(str, options.paragraphs))
    command = f"python -m bench.growth --paragraphs {sizes} --encoder {options.encoder}"
    save("growth", command, {str(row["paragraphs"]): row for row in rows})
    written(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
