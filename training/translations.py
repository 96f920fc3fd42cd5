"""English questions of Chinese passages, made of the translation pairs of the training data.

An English sentence asks for the passage that holds its translation: the Chinese sentences around
it, where the pairs stand in the order of a text, or it alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from training.examples import Pair
from training.texts import read_rows

SOURCES: tuple[tuple[str, int, bool], ...] = (
    ("NTREX", 1, True),
    ("opensource.guide", 1, True),
    ("IoT-For-Beginners", 1, True),
    ("mojLawSplitJSON", 8, True),
    ("ey-gazette-data", 6, False),
    ("manythings", 3, False),
)
"""Part of a source's name, every how many of its rows are taken, and whether they are a text."""

WINDOW = 5
"""A passage has up to so many sentences."""
LAW_RUN = 40
"""Of a long source, runs of so many rows are taken, so that they still follow each other."""


def read(train: Path) -> dict[str, list[tuple[str, str]]]:
    """(English, Chinese) of each source, in order, thinned."""
    by_source: dict[str, list[tuple[str, str]]] = {name: [] for name, _, _ in SOURCES}
    for row in read_rows(train / "en_zh_pairs.jsonl.xz"):
        for name, _, _ in SOURCES:
            if name in row["source"]:
                by_source[name].append((row["en"], row["zh"]))
    return {name: list(_thinned(by_source[name], every)) for name, every, _ in SOURCES}


def _thinned(rows: list[tuple[str, str]], every: int) -> Iterator[tuple[str, str]]:
    for first in range(0, len(rows), LAW_RUN * every):
        yield from islice(rows, first, first + LAW_RUN)


def pairs(
    train: Path, table: dict[int, str], chance: random.Random
) -> tuple[list[Pair], dict[str, str]]:
    """The questions, and their passages by key; half of the passages in simplified script."""
    questions: list[Pair] = []
    texts: dict[str, str] = {}
    for name, rows in read(train).items():
        in_order = next(order for part, _, order in SOURCES if part == name)
        at = 0
        while at < len(rows):
            size = chance.randint(1, WINDOW) if in_order else 1
            sentences = rows[at : at + size]
            key = f"{name}-{at}"
            text = ("" if name == "NTREX" else " ").join(chinese for _, chinese in sentences)
            texts[key] = text.translate(table) if chance.random() < 0.5 else text
            chosen = chance.sample(sentences, min(len(sentences), 2))
            questions += [
                Pair("english-pair", english, key) for english, _ in chosen if len(english) > 12
            ]
            at += size
    return questions, texts
