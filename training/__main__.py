"""`python -m training`: from the training data to models/static; an interrupted run is resumed."""

from __future__ import annotations

import os

# Two threads that wait without spinning: three times faster where others share the cores.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import argparse
import ctypes
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from training.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
SMOKE: dict[str, Any] = {
    "chinese_words": 12_000, "latin_words": 1_000, "buckets": 64, "meaning": 64, "signature": 64,
    "save_every": 20, "warm": 5, "groups": 8, "titles": 16, "translations": 32, "dictionary": 48,
    "phases": tuple(replace(p, steps=n) for p, n in zip(Settings().phases, (40, 20), strict=True)),
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0; 1 with a message where data is missing or overlaps."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "train", help="training data folder")
    parser.add_argument("--evaluation", type=Path, default=SHARED / "eval", help="open test sets")
    parser.add_argument("--work", type=Path, default=ROOT / "var" / "training")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "static")
    parser.add_argument("--smoke", action="store_true", help="a model of toy size")
    parser.add_argument("--measure", action="store_true", help="only measure the model in --out")
    options = parser.parse_args(arguments)
    settings = Settings(**SMOKE) if options.smoke else Settings()
    if not options.measure:
        _keep_memory()
        from training.run import Places, run

        try:
            run(Places(options.data, options.evaluation, options.work, options.out), settings)
        except (FileNotFoundError, ValueError) as error:
            print(f"training: {error}", file=sys.stderr)
            return 1
    from models.static.vectors import StaticModel
    from training.evaluate import measure

    figures = measure(StaticModel.load(options.out), options.evaluation)
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}))
    return 0


def _keep_memory() -> None:
    """Ask glibc to keep large freed blocks: a step frees and takes the same 500 MB again."""
    try:
        library = ctypes.CDLL(None)
        library.mallopt(-4, 0)  # M_MMAP_MAX
        library.mallopt(-1, 2_000_000_000)  # M_TRIM_THRESHOLD
    except (OSError, AttributeError, TypeError):
        return  # another C library: only slower


if __name__ == "__main__":
    sys.exit(main())
