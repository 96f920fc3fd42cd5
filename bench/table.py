"""`make eval`: measures what needs measuring, then writes docs/research/RESULTS.md.

The tables are made from docs/research/results/*.json.

    python -m bench.table              measures retrieval, answers, pages and speed, then renders
    python -m bench.table --render     only renders what was measured before

The slow ones (crash, flips, load, fuzz, growth) have commands of their own; their last figures
stand in the table with their date.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.retrieval import EVAL
from training.report import RESULTS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "research" / "RESULTS.md"

MEASURED: dict[str, list[str]] = {
    "retrieval": [],
    "answers": [],
    "pages": ["--half", "1", "--seed", "77", "--pages", "40", "--types"],
    "web": [],
    "articles": [],
    "speed": [],
}
"""What `make eval` runs anew: module (and its results) and its arguments.  The pages are made from
the half of the articles that the reader was not tuned on, with a seed used for nothing else."""

TITLES = {
    "retrieval": "Retrieval on the open sets, leg by leg",
    "answers": "Answers and abstention",
    "pages": "Torn newspaper pages",
    "web": "Saved web pages",
    "articles": "Reading by format",
    "speed": "Speed on the bundled corpus",
    "crash": "Kills and full disks",
    "flips": "Flipped bytes",
    "load": "Many readers while articles come and go",
    "fuzz": "Fuzzed readers",
    "growth": "Growth of an index",
    "peers": "Beside other programs",
    "ranking": "What each feature of the ranker is worth",
}

OLDER = {
    "fuzz": (
        "2026-11-23",
        "readers of 2026-11-23, before Excel, OpenDocument, RTF, EPUB and scans",
    ),
    "ranking": (
        "2026-11-23",
        "static encoder and its features, 2026-11-23; see [RANKING.md](RANKING.md)",
    ),
}
"""The day on which figures of an older program were taken, and of which; said under their title as
long as they are of that day."""

INTRODUCTION = """# Results

Every figure on this page was printed by the command that stands above it and copied here by
`python -m bench.table`; edit nothing by hand. Intervals are 95 % bootstrap intervals. The open sets
are those of `../shared/data/eval`. What was tuned on them is said in [RANKING.md](RANKING.md),
[ANSWERS.md](ANSWERS.md), [MODEL.md](MODEL.md) and [PAGES.md](PAGES.md), with the cross-validated
figures; what follows is the shipped program on the whole sets, but for the parts whose title is
followed by the older program that they are of.
"""


def retrieval_rows(figures: dict[str, Any]) -> list[str]:
    """A row for each set and leg, and one for each comparison."""
    lines = [
        "| set | leg | questions | recall@1 | recall@5 | mrr@10 | ndcg@10 | ms p50 | day |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    compared = ["| set | measure | difference | mean | 95 % | p |", "|---|---|---|---|---|---|"]
    for name, legs in figures.items():
        for leg, row in legs.items() if "spearman" not in legs else ():
            if leg == "date":
                continue
            if " - " in leg:
                low, high = row["ci"]
                compared.append(
                    f"| {name} | {row['measure']} | {leg} | {row['mean']:+.4f} "
                    f"| [{low:+.4f}, {high:+.4f}] | {row['p']} |"
                )
                continue
            cells = [with_interval(row, key) for key in ("recall@1", "recall@5", "mrr@10")]
            cells += [with_interval(row, "ndcg@10"), f"{row['ms_p50']}", legs["date"]]
            lines.append(f"| {name} | {leg} | {row['queries']} | " + " | ".join(cells) + " |")
    spearman = figures["stsb_zh_dev"]
    tail = f"STS-B-zh dev ({spearman['pairs']} pairs), Spearman: **{spearman['spearman']}**."
    return [*lines, "", *compared, "", tail]


def with_interval(row: dict[str, Any], key: str) -> str:
    low, high = row["ci"][key]
    return f"**{row[key]:.3f}** [{low:.3f}, {high:.3f}]"


def plain_rows(figures: dict[str, Any]) -> list[str]:
    """Any figures: one table for objects that hold plain values, else a table for each."""
    lines: list[str] = []
    scalars = {key: value for key, value in figures.items() if not isinstance(value, dict)}
    groups = {key: value for key, value in figures.items() if isinstance(value, dict)}
    if scalars:
        lines += ["| | |", "|---|---|"]
        lines += [f"| {key} | {cell(value)} |" for key, value in scalars.items()]
    flat = all(not isinstance(v, dict) for value in groups.values() for v in value.values())
    columns = list(dict.fromkeys(name for value in groups.values() for name in value))
    if len(groups) > 1 and flat:
        lines += ["", "| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
        for key, value in groups.items():
            cells = (cell(value[name]) if name in value else "" for name in columns)
            lines.append(f"| {key} | " + " | ".join(cells) + " |")
        return lines
    for key, value in groups.items():
        lines += ["", f"**{key}**", "", *plain_rows(value)]
    return lines


def cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(cell(part) for part in value)
    if isinstance(value, dict):
        return "; ".join(f"{key} {cell(part)}" for key, part in value.items())
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value).replace("|", "\\|")


def render() -> str:
    """The page, from all result files that are there."""
    parts = [INTRODUCTION]
    known = [name for name in TITLES if (RESULTS / f"{name}.json").is_file()]
    others = sorted(path.stem for path in RESULTS.glob("*.json") if path.stem not in TITLES)
    for name in known + others:
        facts = json.loads((RESULTS / f"{name}.json").read_text("utf-8"))
        parts.append(heading(name, facts))
        rows = retrieval_rows if name == "retrieval" else plain_rows
        parts.append("\n".join(rows(facts["figures"])).strip() + "\n")
    return "\n".join(parts)


def heading(name: str, facts: dict[str, Any]) -> str:
    """The title of some figures, what is to be said of their age, and the command with its day."""
    machine, taken = facts["machine"], facts["date"][:10]
    day, program = OLDER.get(name, ("", ""))
    older = f"**Of an older program: {program}.**\n\n" if taken == day else ""
    return (
        f"## {TITLES.get(name, name)}\n\n{older}`{facts['command']}`, {taken}, "
        f"{machine['cores']} cores, Python {machine['python']}\n"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--render", action="store_true", help="measure nothing, only render")
    options = parser.parse_args(arguments)
    if not options.render and not EVAL.is_dir():
        print(
            f"nothing was measured: the open sets are not in {EVAL} (README.md, “Working on it”, "
            "says which they are); --render renders the figures of before",
            file=sys.stderr,
        )
        return 1
    failed = []
    for name, arguments_ in ({} if options.render else MEASURED).items():
        print(f"measuring {name}", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", f"bench.{name}", *arguments_]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        failed += [name] if done.returncode else []
    PAGE.write_text(render(), encoding="utf-8")
    print(PAGE.read_text("utf-8"))
    if failed:
        print(f"could not measure: {', '.join(failed)}; old figures stand", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
