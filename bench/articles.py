"""Reading by format: how fast, and how much of what was written is read.

    python -m bench.articles [--count 200] [--scans 5]

Prints the figures and writes docs/research/results/articles.json.  Articles of our own words
(bench/article_files.py) are written in each format and read as an index reads them, in the process
of the readers, whose start counts; seconds are those of the clock, so other work on the machine
slows them, `cpu_ms_an_article` those of the processor.  Precision and recall are those of the runs
of 8 characters of the paragraphs; title, author and date count if they are right.  Pages have one
to five columns, web pages links around the text; scans are drawn with a Chinese font of this
machine and read only where the extra `ocr` is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

from bench.article_files import FORMATS, ON_PAGES, File, Gold, png, written
from bench.peer_engines import processor_seconds
from corpus import Article, read_articles
from training.report import save

RUN = 8
FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
)


def runs(texts: Iterable[str]) -> Counter[str]:
    """The runs of RUN characters of each text."""
    return Counter(text[i : i + RUN] for text in texts for i in range(len(text) - RUN + 1))


def measured(files: Sequence[File], golds: Sequence[Gold], times: int = 3) -> dict[str, Any]:
    """The figures of one format; the times are those of the best of so many."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, data in files:
            (folder / file).write_bytes(data)
        seconds, cpu, articles = min((timed(folder) for _ in range(times)), key=itemgetter(1))
    written_runs = runs(text for gold in golds for text in gold.paragraphs)
    read_runs = runs(part.text for article in articles for part in article.paragraphs)
    both = (written_runs & read_runs).total()
    by_title = {article.title: article for article in articles}
    hits = [(gold, by_title[gold.title]) for gold in golds if gold.title in by_title]
    return {
        "files": len(files),
        "articles": len(articles),
        "articles_a_second": round(len(golds) / seconds, 1),
        "cpu_ms_an_article": round(1000 * cpu / len(golds), 1),
        "precision": round(both / max(1, read_runs.total()), 4),
        "recall": round(both / max(1, written_runs.total()), 4),
        "title_right": round(len(hits) / len(golds), 3),
        "author_right": round(sum(a.author == g.author for g, a in hits) / len(golds), 3),
        "date_right": round(sum(a.published == g.published for g, a in hits) / len(golds), 3),
        "kilobytes": sum(len(data) for _, data in files) >> 10,
    }


def timed(folder: Path) -> tuple[float, float, list[Article]]:
    """Seconds on the clock, and those of the processor, here and in the processes of readers."""
    begin, used = time.perf_counter(), processor_seconds()
    articles = list(read_articles([folder]))
    return time.perf_counter() - begin, processor_seconds() - used, articles


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=200, help="articles a format (default 200)")
    parser.add_argument("--scans", type=int, default=5, help="scanned pages (default 5)")
    options = parser.parse_args(arguments)
    golds = written(options.count)
    figures = {name: measured(make(golds), golds) for name, make in FORMATS.items()}
    font = next((name for name in FONTS if Path(name).is_file()), None)
    if options.scans and font and importlib.util.find_spec("rapidocr"):
        few = golds[: options.scans]
        make = partial(png, font=font)
        figures["scan"] = measured(make(few), few, times=1)
    for name, row in figures.items():
        if name in ON_PAGES:
            row["pages_a_second"] = row["articles_a_second"]
    save("articles", f"python -m bench.articles --count {options.count}", figures)


if __name__ == "__main__":
    main()
