"""Newspaper page restoration on generated pages: a table of all metrics.

    python -m bench.pages [--pages 50] [--seed 1] [--difficulty whole easy real hard] [--types]
                          [--bylines all third foot] [--articles FILE] [--half 0|1] [--json]

Pages are made and scored by the generator in ../shared/tools (its docstring defines damage and
metrics).  `--types` makes pages with one damage type at a time.  `--half` takes only the articles
whose id is even (0) or odd (1): the reader's constants were chosen on the even ones.

`whole` pages are not torn.  `--bylines third` takes the byline of a third of the articles away,
`foot` puts all below the text.  Of the true characters, `misnamed` stand under a name that their
article does not have; of those whose article has a name, `named` stand under it.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from corpus.readers.text import from_text
from training.report import save
from training.texts import read_rows

SHARED = Path(__file__).resolve().parents[2] / "shared"
METRICS = {
    "author_accuracy": "author",
    "attribution": "attribution",
    "attribution_precision": "precision",
    "displaced_attribution": "displaced",
    "text_kept": "kept",
    "invented": "invented",
    "order": "order",
    "joins": "joins",
    "heading_accuracy": "headings",
    "misnamed": "misnamed",
    "named": "named",
}
ALONE = [
    "half_width",
    "wrapped_title",
    "wrapped_heading",
    "narrow_column",
    "column_edge",
    "lost_start",
    "lost_middle",
    "lost_end",
    "displaced",
    "rotated",
    "decoy_byline",
]
TOGETHER = {
    "displaced mid_word": ["displaced", "mid_word"],
    "rotated mid_word": ["rotated", "mid_word"],
    "displaced lost_middle": ["displaced", "lost_middle"],
    "displaced marker": ["displaced", "marker"],
}


def generator() -> ModuleType:
    """The shared tool as a module."""
    if "newspaper_pages" in sys.modules:
        return sys.modules["newspaper_pages"]
    path = SHARED / "tools" / "newspaper_pages.py"
    spec = importlib.util.spec_from_file_location("newspaper_pages", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise SystemExit(f"no {path}: the generator of pages is needed")
    module = importlib.util.module_from_spec(spec)
    sys.modules["newspaper_pages"] = module
    spec.loader.exec_module(module)
    return module


def read_folder(folder: Path) -> list[dict[str, Any]]:
    """The rows that the scorer wants, for all pages of a folder."""
    rows = []
    for path in sorted(folder.glob("page_*.txt")):
        text = path.read_bytes().decode("utf-8")
        rows += [
            {
                "path": path.name,
                "title": article.title,
                "author": article.author,
                "paragraphs": [{"heading": p.heading, "text": p.text} for p in article.paragraphs],
            }
            for article in from_text(text, path.name)
        ]
    return rows


def set_bylines(folder: Path, how: str, seed: int) -> None:
    """Take the byline of a third of the articles away, or put all below the text."""
    truth = folder / "truth.jsonl"
    rows = list(read_rows(truth))
    for row in rows:
        path = folder / row["file"]
        blocks = path.read_text("utf-8").split("\n\n")
        dice = random.Random(f"{seed}:{row['file']}")
        bylines = {f"□{a['office']} {a['author']}": a for a in row["articles"]}
        half = generator().HALF_WIDTH
        bylines |= {line.translate(half): article for line, article in bylines.items()}
        shown: list[str] = []
        byline = ""
        for number, block in enumerate(blocks):
            following = blocks[number + 1] if number + 1 < len(blocks) else ""
            if block in bylines and how == "third":
                if dice.random() < 1 / 3:
                    bylines[block]["author"] = None
                else:
                    shown.append(block)
                continue
            if block in bylines:
                byline = block
                continue
            if byline and following in bylines:  # the next article's title
                shown.append(byline)
                byline = ""
            shown.append(block.rstrip("\n"))
        if byline:
            shown.append(byline)
        path.write_text("\n\n".join(shown) + "\n", "utf-8")
    generator().write_jsonl(truth, rows)


def names(truth: Path, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """How many characters stand under another's name, and how many under their own."""
    tool = generator()
    misnamed = total = named = with_name = 0
    for row in tool.read_jsonl(truth):
        articles = [article for article in rows if article["path"] == row["file"]]
        a, b = tool.Stream(row["articles"], "\0"), tool.Stream(articles, "\1")
        for at, pair in enumerate(tool.pair_characters(a.text, b.text)):
            if pair < 0 or a.article[at] < 0:
                continue
            true = row["articles"][a.article[at]]["author"]
            shown = articles[b.article[pair]]["author"]
            total += 1
            misnamed += shown is not None and shown != true
            with_name += true is not None
            named += true is not None and shown == true
    return {
        "misnamed": {"value": round(misnamed / total, 4) if total else None},
        "named": {"value": round(named / with_name, 4) if with_name else None},
    }


def kind_of(difficulty: str) -> Any:
    """The generator's difficulty; `whole` pages are as long as real ones, and not torn."""
    tool = generator()
    if difficulty != "whole":
        return tool.DIFFICULTIES[difficulty]
    chances = {"wrapped_title": 0.5, "half_width": 0.5}
    return tool.replace(tool.DIFFICULTIES["real"], chances=chances)


def measure(
    articles: Path,
    pages: int,
    seed: int,
    difficulty: str,
    only: list[str] | None,
    half: int | None,
    bylines: str = "all",
) -> dict[str, Any]:
    """Make pages, read them, score them; with the seconds a page."""
    tool = generator()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        chosen = tool.read_jsonl(articles)
        if half is not None:
            chosen = [row for row in chosen if int(row["id"], 16) % 2 == half]
        kind = kind_of(difficulty)
        if only:
            kind = tool.replace(kind, chances=dict.fromkeys(only, 1.0))
        tool.make_pages(chosen, kind, pages, seed, folder / "pages")
        if bylines != "all":
            set_bylines(folder / "pages", bylines, seed)
        start = time.perf_counter()
        rows = read_folder(folder / "pages")
        seconds = time.perf_counter() - start
        tool.write_jsonl(folder / "read.jsonl", rows)
        truth = folder / "pages" / "truth.jsonl"
        report: dict[str, Any] = tool.score(truth, folder / "read.jsonl") | names(truth, rows)
    return {**report, "seconds_a_page": round(seconds / pages, 3)}


def line(name: str, report: dict[str, Any]) -> str:
    """A row of the Markdown table."""
    values = [report[metric]["value"] for metric in METRICS]
    cells = ["–" if value is None else f"{value:.3f}" for value in values]
    return f"| {name} | {report['pages']} | {' | '.join(cells)} | {report['seconds_a_page']:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--difficulty", nargs="+", default=["easy", "real", "hard"])
    parser.add_argument("--bylines", nargs="+", default=["all"], choices=("all", "third", "foot"))
    parser.add_argument("--types", action="store_true", help="one damage type at a time, too")
    parser.add_argument("--articles", type=Path, default=SHARED / "data/pages/articles.jsonl")
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    runs: dict[str, tuple[str, list[str] | None, str]] = {
        d if by == "all" else f"{d}, bylines {by}": (d, None, by)
        for by in options.bylines
        for d in options.difficulty
    }
    if options.types:
        runs.update({kind: ("real", [kind], "all") for kind in ALONE})
        runs.update({name: ("real", kinds, "all") for name, kinds in TOGETHER.items()})
    if not options.json:
        print(f"| pages | n | {' | '.join(METRICS.values())} | s/page |")
        print("|---" * (len(METRICS) + 3) + "|")
    reports = {}
    for name, (difficulty, only, bylines) in runs.items():
        reports[name] = measure(
            options.articles, options.pages, options.seed, difficulty, only, options.half, bylines
        )
        if not options.json:
            print(line(name, reports[name]), flush=True)
    if options.json:
        print(json.dumps(reports, ensure_ascii=False))
        return
    command = "python -m bench.pages " + " ".join(sys.argv[1:])
    save(
        "pages",
        command.strip(),
        {
            name: {
                "pages": report["pages"],
                **{label: report[metric]["value"] for metric, label in METRICS.items()},
                "seconds a page": report["seconds_a_page"],
            }
            for name, report in reports.items()
        },
    )


if __name__ == "__main__":
    main()
