"""Cost of building, changing, opening and querying: `python -m bench.index [--paragraphs 100000]`.

The paragraphs are those of ../shared/data/train where that is, else sentences of the bundled
articles in random order.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from corpus import bundled, read_articles
from encoders import open_encoder
from index import add, build, open_index, remove, verify
from index.store import Search, every_article
from qa.asking import retrieve
from qa.query import parse
from training.report import save
from training.texts import read_rows

ROOT = Path(__file__).resolve().parent.parent
TRAINING = ROOT.parent / "shared" / "data" / "train" / "zh_articles.jsonl.xz"
QUESTIONS = [
    "川维化工如何激发创新",
    "工伤保险费由谁缴纳",
    "试用期最长可以约定几个月",
    "職業學校的學生實習有什麼規定",
    "How long may a probation period last?",
    "高新技术企业税收优惠",
    "农民工工资保证金",
    "水污染防治的监督管理部门",
]


def articles() -> Iterator[dict[str, Any]]:
    """Rows of JSON Lines, as many as are asked for."""
    if TRAINING.is_file():
        for row in read_rows(TRAINING):
            heading, texts = row["heading"], row["paragraphs"]
            paragraphs = [{"heading": heading, "text": text} for text in texts]
            yield {"title": row["title"], "paragraphs": paragraphs}
        return
    texts = [part.text for article in read_articles([bundled()]) for part in article.paragraphs]
    chance = random.Random(3)
    while True:
        title, paragraphs = chance.choice(texts)[:12], chance.sample(texts, 8)
        yield {"title": title, "paragraphs": [{"text": text} for text in paragraphs]}


def write(path: Path, paragraphs: int) -> int:
    """A .jsonl file of about so many paragraphs; returns its characters."""
    count = characters = 0
    with path.open("w", encoding="utf-8") as file:
        for row in articles():
            if count >= paragraphs:
                break
            count += len(row["paragraphs"])
            characters += sum(len(paragraph["text"]) for paragraph in row["paragraphs"])
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return characters


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def both(work: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """Seconds by the clock and of the processors: on a busy machine only the second says much."""
    used = time.process_time()
    seconds, result = timed(work)
    return {"clock": round(seconds, 2), "cpu": round(time.process_time() - used, 2)}, result


def milliseconds(work: Callable[[str], Any], rounds: int = 5) -> dict[str, float]:
    """Median and 95th percentile over all questions, the first round left out."""
    times = []
    for number in range(rounds + 1):
        for question in QUESTIONS:
            seconds, _ = timed(lambda question=question: work(question))  # type: ignore[misc]
            if number:
                times.append(seconds * 1000)
    cuts = statistics.quantiles(times, n=20)
    return {"p50": round(statistics.median(times), 2), "p95": round(cuts[-1], 2)}


def measure(folder: Path, paragraphs: int, encoder_name: str) -> dict[str, Any]:
    encoder = open_encoder(encoder_name)
    root = folder / "index"
    characters = write(folder / "all.jsonl", paragraphs)
    full, report = both(lambda: build([folder / "all.jsonl"], root, encoder=encoder))
    figures: dict[str, Any] = {
        "paragraphs": report.paragraphs,
        "characters": characters,
        "encoder": f"{encoder.name}, {encoder.dimension} numbers",
        "full build, s": full,
    }
    again, _ = both(lambda: build([folder / "all.jsonl"], root, encoder=encoder))
    figures["build with nothing changed, s"] = again
    article = next(islice(sorted(bundled().glob("*.md")), 1))
    added, report = both(lambda: add([article], root, encoder=encoder))
    figures["add of one article, s"] = added
    figures["add, share of a full build"] = {
        name: f"{added[name] / full[name]:.1%}" for name in full
    }
    opened = open_index(root, encoder=encoder)
    removed = next(facts.id for facts in every_article(opened) if facts.path == str(article))
    figures["remove of one article, s"] = both(lambda: remove([removed], root))[0]
    figures["index, MB"] = round(opened.status.bytes / 1e6, 1)
    checked, verdict = timed(lambda: verify(root))
    assert not verdict.wrong, verdict.wrong
    figures["verify, s"] = round(checked, 2)
    del opened
    figures["open, s"] = round(timed(lambda: open_index(root, encoder=encoder))[0], 3)
    store = open_index(root, encoder=encoder)
    figures["encode a question, ms"] = milliseconds(lambda q: encoder.queries([q]))
    queries = {q: parse(q, store) for q in QUESTIONS}
    for name, dense, lexical in (
        ("lexical", False, True),
        ("dense", True, False),
        ("both legs", True, True),
    ):
        searches = {
            q: Search(
                query.vector if dense else None,
                query.terms.keys if lexical else query.terms.keys[:0],
                query.terms.weights if lexical else query.terms.weights[:0],
                50,
                vectors=dense and lexical,
            )
            for q, query in queries.items()
        }
        figures[f"{name}, 50 rows, ms"] = milliseconds(lambda q: store.search(searches[q]))  # noqa: B023
    figures["retrieve, ms"] = milliseconds(lambda q: retrieve(q, index=store))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures["most memory, MB"] = round(peak / (1e6 if sys.platform == "darwin" else 1e3))
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paragraphs", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--encoder", default="builtin")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        with TemporaryDirectory() as name:
            print(json.dumps(measure(Path(name), options.paragraphs[0], options.encoder)))
        return 0
    figures = {}
    for size in options.paragraphs:  # each in its own process, so that memory is its own
        command = [sys.executable, "-m", "bench.index", "--one", "--encoder", options.encoder]
        done = subprocess.run(
            [*command, "--paragraphs", str(size)], cwd=ROOT, stdout=subprocess.PIPE, check=True
        )
        figures[f"{size} paragraphs"] = json.loads(done.stdout)
    save(
        "index",
        f"python -m bench.index --paragraphs {' '.join(map(str, options.paragraphs))}",
        figures,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
