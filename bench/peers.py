"""Wenbao beside its peers in one run: `make bench-peers`, or `python -m bench.peers [--python P]`.

Each engine gets the same paragraphs, vectors and questions, and runs in a process of its own, with
one thread a library where it can be told so; peers by the Python of their environment (P), Wenbao
by ours.  A peer that is not installed, or fails, is named with the reason.  The figures go to
docs/research/results/peers.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from bench.paragraphs import QUESTIONS, TRAINING, articles
from bench.peer_engines import PEERS
from encoders import open_encoder
from training.report import save

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ROOT / "bench" / "peer_engines.py"
# Isolated, so that no file beside it is imported for a library of the same name.
_RUN = "import runpy, sys; del sys.argv[0]; runpy.run_path(sys.argv[0], run_name='__main__')"
ISOLATED = ("-I", "-c", _RUN, str(ENGINES))
LIMIT = 1800
"""Seconds that an engine may take."""


def write_inputs(folder: Path, paragraphs: int) -> None:
    """The paragraphs, each once, one more to add, the questions, and the vectors of all."""
    texts = (paragraph["text"] for row in articles() for paragraph in row["paragraphs"])
    lines = (text.replace("\n", " ").strip() for text in texts)
    chosen = list(islice(_different(lines), paragraphs + 1))
    encoder = open_encoder("static")
    (folder / "texts.json").write_text(json.dumps(chosen), "utf-8")
    (folder / "questions.json").write_text(json.dumps(QUESTIONS), "utf-8")
    np.save(folder / "vectors.npy", encoder.passages(chosen))
    np.save(folder / "asked.npy", encoder.queries(QUESTIONS))


def _different(texts: Any) -> Any:
    passed: set[str] = set()
    for text in texts:
        if text and text not in passed:
            passed.add(text)
            yield text


def figures_of(name: str, python: str, data: Path) -> dict[str, Any]:
    """Of one engine, in a process of its own."""
    with TemporaryDirectory(prefix="wenbao-peer-") as folder:
        environment = {
            **os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
            "HF_HUB_OFFLINE": "1",
        }  # fmt: skip
        how = ("-m", "bench.peer_engines") if name == "wenbao" else ISOLATED
        try:
            done = subprocess.run(
                [python, *how, name, folder, str(data)],
                cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LIMIT,
                check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return {"skipped": f"took more than {LIMIT} s"}
    if done.returncode:
        return {"skipped": (done.stderr.strip().splitlines() or ["it died"])[-1][:200]}
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=10_000)
    parser.add_argument("--python", default=str(ROOT / ".venv-peers" / "bin" / "python"))
    options = parser.parse_args()
    if not TRAINING.is_file():
        print("the paragraphs (../shared/data/train) are not here", file=sys.stderr)
        return 1
    by_engine = {}
    with TemporaryDirectory(prefix="wenbao-peers-") as folder:
        write_inputs(Path(folder), options.paragraphs)
        for name in PEERS:
            python = sys.executable if name == "wenbao" else options.python
            by_engine[name] = figures_of(name, python, Path(folder))
            print(f"{name}: {by_engine[name]}", file=sys.stderr)
    save("peers", f"python -m bench.peers --paragraphs {options.paragraphs}", by_engine)
    return 0


if __name__ == "__main__":
    sys.exit(main())
