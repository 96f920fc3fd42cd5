"""Latency: a cold `python -m qa`, a warm `retrieve` and `ask`, and the encoder.

    python -m bench.speed        prints the figures, writes docs/research/results/speed.json

The cold command is run as a user runs it, a new process each time, on the bundled corpus; where its
time goes is told by marks that a child process prints.  Warm figures are medians over the bundled
questions (bench/questions.jsonl).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from training.report import save
from training.texts import read_rows

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "川维化工如何激发创新"
PARAGRAPHS = 20_000
HEAVY = ("torch", "gradio", "sentence_transformers", "transformers", "jieba", "pandas")

STAGES = """
import sys, time
start = time.perf_counter()
def mark(name, since):
    now = time.perf_counter()
    print(name, round((now - since) * 1000), file=sys.stderr)
    return now
from qa import ask
from index import open_index
at = mark("imports", start)
store = open_index(sys.argv[1])
at = mark("open the index", at)
ask(sys.argv[2], index=store)
mark("first question", at)
print(*sorted(name for name in sys.argv[3].split(",") if name in sys.modules))
"""


def timed(run: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each of the runs."""
    milliseconds = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        milliseconds.append((time.perf_counter() - start) * 1000)
    return milliseconds


def cold(index: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "qa", QUESTION, "--index", index, "--json"]
    times = timed(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True), 7)
    arguments = [sys.executable, "-c", STAGES, index, QUESTION, ",".join(HEAVY)]
    child = subprocess.run(arguments, cwd=ROOT, check=True, capture_output=True, text=True)
    stages = [line.rsplit(" ", 1) for line in child.stderr.splitlines()]
    return {
        "ms_median": round(median(times)),
        "ms_worst": round(max(times)),
        "stages_ms": {name: int(ms) for name, ms in stages},
        "heavy_libraries_imported": child.stdout.split(),
    }


def warm(index: str) -> dict[str, Any]:
    from index import open_index
    from qa import ask, retrieve

    questions = [row["question"] for row in read_rows(ROOT / "bench" / "questions.jsonl")]
    store = open_index(index)
    for question in questions[:5]:
        ask(question, index=store)
    figures: dict[str, Any] = {"questions": len(questions), "paragraphs": len(store)}
    for name, call in (("retrieve", retrieve), ("ask", ask)):
        times = sorted(t for q in questions for t in timed(partial(call, q, index=store), 3))
        figures[f"{name}_ms_p50"] = round(median(times), 2)
        figures[f"{name}_ms_p95"] = round(times[int(len(times) * 0.95)], 2)
    return figures


def encoder() -> dict[str, Any]:
    """Paragraphs a second of each encoder, of the bundled corpus's own paragraphs repeated with a
    running number (so that nothing can be remembered), and the time that loading takes."""
    from encoders.contextual import FOLDER as CONTEXTUAL
    from encoders.static import FOLDER as STATIC
    from models.builtin.contextual_model import PROMPTS, ContextualModel
    from models.static.vectors import StaticModel

    static, contextual = StaticModel.load(STATIC), ContextualModel(CONTEXTUAL)
    return {
        "builtin": measured(
            CONTEXTUAL,
            lambda: ContextualModel(CONTEXTUAL).dimension,
            lambda texts: contextual.encode(texts, PROMPTS["passage"]),
            PARAGRAPHS // 50,
        ),
        "static": measured(STATIC, lambda: StaticModel.load(STATIC), static.encode, PARAGRAPHS),
    }


def measured(
    folder: Path, load: Callable[[], Any], encode: Callable[[list[str]], Any], count: int
) -> dict[str, Any]:
    """The figures of an encoder, on so many paragraphs."""
    from corpus import bundled, read_articles

    paragraphs = [p.text for article in read_articles([bundled()]) for p in article.paragraphs]
    texts = [f"{paragraphs[i % len(paragraphs)]}{i}" for i in range(count)]
    best = min(timed(lambda: encode(texts), 3))
    return {
        "load_ms": round(min(timed(load, 5))),
        "paragraphs_per_second": round(count / best * 1000),
        "characters_per_paragraph": round(sum(map(len, texts)) / count),
        "model_mb": round(sum(f.stat().st_size for f in folder.iterdir()) / 1e6, 1),
    }


def main() -> int:
    argparse.ArgumentParser(prog="python -m bench.speed", description=__doc__).parse_args()
    from index import build

    with tempfile.TemporaryDirectory() as folder:
        build(index_dir=folder)
        figures = {"cold command": cold(folder), "warm": warm(folder), "encoder": encoder()}
    save("speed", "python -m bench.speed", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
