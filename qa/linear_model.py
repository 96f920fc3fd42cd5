"""Linear models of the ranker and of the answers: weights by feature name, in two small files.

`python -m training.ranker` and `python -m training.answers` write them; of the answers, the
"fitted" entry says on what and when.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from errors import ModelMissing

_MODELS = Path(__file__).resolve().parent.parent / "models"
PATH = _MODELS / "answers.json"
RANKER = _MODELS / "ranker.json"


@dataclass(frozen=True, slots=True)
class Linear:
    """score = slope · (features · weights) + bias; weights: (f,) float32."""

    weights: NDArray[np.float32]
    bias: float
    slope: float = 1.0

    def __call__(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, f) or (f,) features to (n,) or () scores."""
        sums = np.float32(self.slope) * (features @ self.weights)
        scores: NDArray[np.float32] = sums + np.float32(self.bias)
        return scores


@lru_cache(maxsize=8)
def linear(part: str, names: tuple[str, ...], path: Path = PATH) -> Linear:
    """The model of one part ("plain", "cascade", "sure") for the features so named.

    Raises:
        ModelMissing: there is no such file, or it was fitted for other features.
    """
    table = parameters(path).get(part)
    fitted = list(table["weights"]) if table else []
    if table is None or sorted(fitted) != sorted(names):
        raise ModelMissing(
            "no_weights", name=path.name, part=part, count=len(names),
            differing=sorted(set(fitted) ^ set(names))[:5], program=f"training.{path.stem}",
        )  # fmt: skip
    weights = np.array([table["weights"][name] for name in names], np.float32)
    return Linear(weights, float(table["bias"]), float(table.get("slope", 1)))


@lru_cache(maxsize=2)
def parameters(path: Path = PATH) -> dict[str, Any]:
    """All of the file.  Raises ModelMissing when it is not there or not JSON."""
    try:
        table: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelMissing(
            "unread_weights", name=path.name, error=error, program=f"training.{path.stem}"
        ) from error
    return table
