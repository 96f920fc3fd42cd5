"""Judge of titles without a byline: decision trees over what is known of a short line.

`models/seams/titles.json` holds the names of the signs, and trees that were boosted on made pages
(`python -m training.titles`).  Each node is [sign, threshold, number of the node for values up to
it, number of the other one]; a leaf is a number, and the leaves that a line comes to add up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from errors import ModelMissing

MODEL = Path(__file__).resolve().parents[2] / "models" / "seams" / "titles.json"

Node = tuple[int, float, int, int]


@dataclass(frozen=True)
class Judge:
    """signs: their names in the order of the trees' numbers; bias: the sum of no tree."""

    signs: tuple[str, ...]
    bias: float
    trees: tuple[tuple[Node | float, ...], ...]

    def __call__(self, signs: Mapping[str, float]) -> float:
        """Log odds by which a line with these signs is likelier among titles than among subheads:
        how many there are of each is not in it."""
        values = [float(signs[name]) for name in self.signs]
        return self.bias + sum(_leaf(tree, values) for tree in self.trees)


def _leaf(tree: Sequence[Node | float], values: Sequence[float]) -> float:
    node = tree[0]
    while not isinstance(node, float):
        sign, threshold, low, high = node
        node = tree[low if values[sign] <= threshold else high]
    return node


@lru_cache(maxsize=1)
def judge() -> Judge:
    """The shipped judge.  Raises ModelMissing if it is not there."""
    if not MODEL.is_file():
        program = "training.titles"
        raise ModelMissing("no_seams", name=MODEL.name, path=MODEL.parent, program=program)
    data = json.loads(MODEL.read_text("utf-8"))
    trees = tuple(
        tuple(tuple(node) if isinstance(node, list) else float(node) for node in tree)
        for tree in data["trees"]
    )
    return Judge(tuple(data["signs"]), float(data["bias"]), trees)
