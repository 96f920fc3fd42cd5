"""Saved web pages: how much of what is read is the article's, and how much of it is read.

    python -m bench.web [--pages ../shared/data/web_pages] [--texts]

PAGES holds saved pages and `gold.jsonl`, rows of {"file", "text"}: the article's text without white
space.  Precision and recall are those of the 8-character shingles of all paragraphs, joined without
white space.  `--texts` names what was read but is not the article's (+), and the reverse (-).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

from corpus.readers import html
from corpus.records import Article
from training.report import save
from training.texts import read_rows

PAGES = Path(__file__).resolve().parents[2] / "shared" / "data" / "web_pages"
SIZE = 8
GOOD = 0.9
FIELDS = ("title", "published", "paper", "author", "column")


def shingles(text: str) -> set[str]:
    """All runs of SIZE characters; a shorter text is one."""
    return {text[at : at + SIZE] for at in range(max(1, len(text) - SIZE + 1))}


def scores(text: str, gold: str) -> dict[str, float]:
    """Precision, recall and F1 of a text against the right one, both without white space."""
    ours, right = shingles(text), shingles(gold)
    shared = len(ours & right)
    precision, recall = shared / len(ours), shared / len(right)
    f1 = 2 * precision * recall / (precision + recall) if shared else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def text_of(articles: Sequence[Article]) -> str:
    """All paragraphs without white space."""
    return "".join("".join(p.text.split()) for article in articles for p in article.paragraphs)


def differences(articles: Sequence[Article], gold: str) -> Iterator[str]:
    """The paragraphs that are not the article's, and the stretches of it that are lost."""
    right = shingles(gold)
    for article in articles:
        for paragraph in article.paragraphs:
            text = "".join(paragraph.text.split())
            if len(shingles(text) & right) * 2 < len(shingles(text)) and text not in gold:
                yield f"+ {paragraph.text[:100]}"
    ours = shingles(text_of(articles))
    lost = [at for at in range(len(gold) - SIZE + 1) if gold[at : at + SIZE] not in ours]
    start = last = None
    for at in [*lost, None]:
        if last is None or at != last + 1:
            if start is not None and last is not None:
                yield f"- {gold[start : last + SIZE][:100]}"
            start = at
        last = at


def measure(pages: Path, texts: bool = False) -> dict[str, Any]:
    """The scores and fields of each page, and their means."""
    rows: dict[str, Any] = {}
    begin = time.perf_counter()
    for gold in read_rows(pages / "gold.jsonl"):
        with (pages / gold["file"]).open("rb") as stream:
            articles = list(html.read(stream, gold["file"], lambda path, reason: None))
        rows[gold["file"]] = scores(text_of(articles), gold["text"]) | {
            field: getattr(articles[0], field) for field in FIELDS
        }
        if texts:
            print("\n".join([gold["file"], *differences(articles, gold["text"])]), file=sys.stderr)
    totals: dict[str, Any] = {"pages": len(rows)}
    for name in ("precision", "recall", "f1"):
        values = [row[name] for row in rows.values()]
        totals |= {f"{name} mean": round(mean(values), 4), f"{name} median": median(values)}
    totals[f"f1 from {GOOD}"] = sum(row["f1"] >= GOOD for row in rows.values())
    for field in FIELDS:
        totals[f"with {field}"] = sum(row[field] is not None for row in rows.values())
    totals["seconds"] = round(time.perf_counter() - begin, 2)
    return {"all": totals, "pages": rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--pages", type=Path, default=PAGES)
    parser.add_argument("--texts", action="store_true", help="name what differs")
    options = parser.parse_args()
    figures = measure(options.pages, options.texts)
    for name, row in figures["pages"].items():
        print(name, *row.values(), sep=" | ", file=sys.stderr)
    save("web", "python -m bench.web", figures["all"])  # no text of the pages goes into the results


if __name__ == "__main__":
    main()
