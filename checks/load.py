"""Load test: many clients query through REST while articles are added and removed.

    python -m checks.load --seconds 300 --clients 32

Starts `app.py` on an index of the bundled articles, lets the clients ask, and adds and removes
articles beside them.  Fails if a question failed, if an answer mixed two generations, or if the
server's memory grew.  The figures go to docs/research/results/load.json.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import index
from corpus import bundled
from index.store import every_article
from training.report import save

ROOT = Path(__file__).resolve().parent.parent

QUESTIONS = (
    "川维化工如何激发创新",
    "试用期最长可以约定几个月",
    "职工代表大会有什么职权",
    "工伤认定申请应当在多少日内提出",
    "加班费怎么算",
    "哪些情形用人单位不得解除劳动合同",
    "农民工工资被拖欠找谁",
    "綦江区有多少个部门承担职责",
    "变动试验里写的编号是多少",
)

MIXED = "变动试验"
"""Titles of the articles that come and go; each generation has one edition of all of them."""


@dataclass
class Tally:
    """What the clients saw."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    generations: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)


def post(url: str, body: dict[str, object]) -> tuple[dict[str, Any], str]:
    """The reply and the generation that gave it."""
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.load(reply), reply.headers["X-Wenbao-Generation"]


def client(url: str, until: float, seed: int, tally: Tally) -> None:
    """Asks until the time is over."""
    chance = random.Random(seed)
    while time.monotonic() < until:
        question = chance.choice(QUESTIONS)
        began = time.perf_counter()
        try:
            answer, generation = post(f"{url}/api/ask", {"question": question, "k": 20})
        except (OSError, urllib.error.URLError, ValueError) as error:
            with tally.lock:
                tally.errors.append(repr(error))
            continue
        seconds = time.perf_counter() - began
        # All editions are replaced in one change, so an answer that shows two of them is mixed.
        editions = {
            match[1]
            for hit in answer["hits"]
            if (match := re.search(r"第(\d+)号版本", hit["text"])) and MIXED in (hit["title"] or "")
        }
        with tally.lock:
            tally.seconds.append(seconds)
            tally.generations.add(generation)
            if len(editions) > 1:
                tally.mixed.append(f"{generation}: {sorted(editions)}")


def change(folder: Path, path: Path, until: float, done: list[float]) -> None:
    """Writes three articles anew, all of one edition, adds them in one change, then removes an
    extra one that it added before; again and again."""
    for number in itertools.count(1):
        if time.monotonic() > until:
            return
        for part in range(3):
            text = f"# {MIXED}{part}\n\n变动试验里写的编号属于第{number}号版本，第{part}部分。\n"
            (folder / f"part{part}.md").write_text(text, encoding="utf-8")
        began = time.perf_counter()
        index.add([folder], path)
        done.append(time.perf_counter() - began)
        extra = folder.parent / "extra.md"
        extra.write_text(f"# 来去之间\n\n这一篇第{number}次到来，很快又离开。\n", encoding="utf-8")
        index.add([extra], path)
        articles = every_article(index.open_index(path))
        index.remove([facts.id for facts in articles if facts.path == str(extra)], path)
        time.sleep(0.5)


def memory(pid: int) -> int:
    """The resident set of a process, in bytes (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) * 1024  # type: ignore[index]


def run(seconds: float, clients: int) -> dict[str, Any]:
    """The figures of one run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "index"
        index.build([bundled()], path)
        going = folder / "come-and-go"
        going.mkdir()
        server = subprocess.Popen(
            [sys.executable, "app.py", "--index", str(path), "--port", "0"],
            cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        try:
            assert server.stdout
            url = server.stdout.readline().split()[-1]
            tally, changes = Tally(), []  # type: ignore[var-annotated]
            until = time.monotonic() + seconds
            threads = [
                threading.Thread(target=client, args=(url, until, seed, tally))
                for seed in range(clients)
            ]
            writer = threading.Thread(target=change, args=(going, path, until, changes))
            for thread in [*threads, writer]:
                thread.start()
            sizes = []
            while any(thread.is_alive() for thread in threads):
                sizes.append(memory(server.pid))
                time.sleep(1)
            for thread in [*threads, writer]:
                thread.join()
        finally:
            server.terminate()
            server.wait(timeout=30)
    # The first third warms up caches; from then on memory must not grow.
    warm = sizes[len(sizes) // 3 :]
    half = len(warm) // 2
    milliseconds = np.array(tally.seconds) * 1000
    return {
        "clients": clients,
        "seconds": seconds,
        "questions": len(milliseconds),
        "per_second": round(len(milliseconds) / seconds, 1),
        "errors": len(tally.errors),
        "first_errors": tally.errors[:3],
        "mixed_generations": len(tally.mixed),
        "generations_seen": len(tally.generations),
        "changes": len(changes),
        "change_s_p50": round(float(np.median(changes)), 2) if changes else None,
        "ms_p50": round(float(np.quantile(milliseconds, 0.5)), 1),
        "ms_p95": round(float(np.quantile(milliseconds, 0.95)), 1),
        "ms_p99": round(float(np.quantile(milliseconds, 0.99)), 1),
        "ms_max": round(float(milliseconds.max()), 1),
        "memory_mb_second_third": round(float(np.median(warm[:half])) / 2**20),
        "memory_mb_last_third": round(float(np.median(warm[half:])) / 2**20),
        "load_average": round(os.getloadavg()[0], 1),
    }


def main() -> int:
    """Runs it, saves the figures, and fails if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m checks.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--clients", type=int, default=32)
    options = parser.parse_args()
    figures = run(options.seconds, options.clients)
    command = f"python -m checks.load --seconds {options.seconds:g} --clients {options.clients}"
    save("load", command, figures)
    grown = figures["memory_mb_last_third"] / figures["memory_mb_second_third"]
    broken = figures["errors"] or figures["mixed_generations"] or grown > 1.1
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
