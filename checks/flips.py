"""Flips bits of an index at random places: `python -m checks.flips [--flips 500]`.

Every flip must be found on opening, or while answering, or by `verify`, or leave the answers as
they were; never a traceback, and never a passage whose text or source is not the true one.

Three ways, in turn: a small index, whose files are checked on opening; the same as if it were too
large for that; and an index that is already open when the bit flips.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from checks.crash import QUESTIONS
from corpus import bundled
from encoders import open_encoder
from encoders.base import Encoder
from errors import WenbaoError
from index import build, open_index, verify
from index.local import files
from index.store import Filters, Store, every_article
from qa.query import parse
from qa.retrieval import gather
from training.report import save

WAYS = ("small", "large", "already open")


def answers(store: Store) -> list[Any]:
    """What an asker sees: passages of both legs with their scores and features, whole articles."""
    contents: list[Any] = []
    for question in QUESTIONS:
        query = parse(question, store)
        hits = gather(query, 10, store, "hybrid", Filters())
        legs = [(leg.ranks.tolist(), leg.scores.tolist()) for leg in (hits.dense, hits.lexical)]
        weights, features = query.terms.weights.tolist(), hits.features.tolist()
        contents.append([list(hits.rows), str(legs), weights, features])
    contents.append([store.article(facts.id) for facts in every_article(store)])
    return contents


def sources(store: Store) -> dict[str, Any]:
    """Every passage with its source, by id."""
    rows = store.sample(len(store)).rows
    return {row.id: (row.path, row.title, row.author, row.text, row.spans) for row in rows}


def wrong_sources(contents: list[Any], true: dict[str, Any]) -> int:
    """How many passages of some answers are not what stands in the true source."""
    count = 0
    for part in contents:
        rows = part[0] if part and isinstance(part[0], list) else []
        for row in rows:
            facts = (row.path, row.title, row.author, row.text, row.spans)
            count += true.get(row.id) != facts
    return count


def flip(path: Path, chance: random.Random) -> None:
    """One bit of a file, in place, as a disk would: the file stays the one that is open."""
    with path.open("r+b") as file:
        place = chance.randrange(path.stat().st_size)
        file.seek(place)
        value = file.read(1)[0] ^ 1 << chance.randrange(8)
        file.seek(place)
        file.write(bytes([value]))


def run(flips: int, encoder: Encoder, chance: random.Random, folder: Path) -> dict[str, Any]:
    """Counts what became of the flips, by way."""
    good, bad = folder / "good", folder / "bad"
    build([bundled()], good, encoder=encoder)
    build([bundled()], good, encoder=encoder)
    store = open_index(good, encoder=encoder)
    true, expected = sources(store), answers(store)
    outcomes = {way: Counter[str]() for way in WAYS}
    limit = files.READ_WHOLE
    for number in range(flips):
        way = WAYS[number % len(WAYS)]
        shutil.rmtree(bad, ignore_errors=True)
        shutil.copytree(good, bad)
        current = bad / store.generation
        parts = [bad / "CURRENT", *(path for path in current.rglob("*") if path.is_file())]
        sizes = [path.stat().st_size for path in parts]
        # every second by size, so that large files get their share; the others by file
        path = chance.choices(parts, sizes if number % 2 else None)[0]
        files.READ_WHOLE = limit if way == "small" else 0
        try:
            outcomes[way][_outcome(way, bad, path, encoder, expected, true, chance)] += 1
        finally:
            files.READ_WHOLE = limit
    return {way: dict(counted) for way, counted in outcomes.items()}


def _outcome(
    way: str,
    root: Path,
    path: Path,
    encoder: Encoder,
    expected: list[Any],
    true: dict[str, Any],
    chance: random.Random,
) -> str:
    """What became of one flip.  Raises AssertionError for what must not be."""
    opened = open_index(root, encoder=encoder) if way == "already open" else None
    flip(path, chance)
    what = f"flip in {path.name} ({way})"
    try:
        verified = verify(root).wrong
    except WenbaoError as error:
        verified = (str(error),)
    try:
        store = opened or open_index(root, encoder=encoder)
    except WenbaoError:
        assert verified, f"{what}: opening found what verify did not"
        return "found on opening"
    try:
        contents = answers(store)
    except WenbaoError:
        assert verified, f"{what}: answering found what verify did not"
        return "found while answering"
    assert not wrong_sources(contents, true), f"{what}: a wrong source"
    if contents == expected:
        return "answers unchanged, found by verify" if verified else "answers unchanged"
    assert verified, f"{what}: other answers, and verify is content"
    return "other ranking, sources true, found by verify"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=500)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    started = time.perf_counter()
    with TemporaryDirectory() as name:
        encoder, chance = open_encoder("static"), random.Random(options.seed)
        figures = run(options.flips, encoder, chance, Path(name))
    figures["tracebacks"] = figures["wrong sources"] = figures["not found by verify"] = (
        0  # or it had stopped
    )
    figures["seconds"] = round(time.perf_counter() - started)
    save("flips", f"python -m checks.flips --flips {options.flips}", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
