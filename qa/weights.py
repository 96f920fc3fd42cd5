"""The fitted weights of the answers: linear models in one small file, by feature name.

`python -m training.answers` writes the file; its "fitted" entry says on what and when.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from errors import ModelMissing

PATH = Path(__file__).resolve().parent.parent / "models" / "answers.json"


@dataclass(frozen=True, slots=True)
class Linear:
    """score = features · weights + bias; weights: (f,) float32."""

    weights: NDArray[np.float32]
    bias: float

    def __call__(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, f) or (f,) features to (n,) or () scores."""
        scores: NDArray[np.float32] = features @ self.weights + np.float32(self.bias)
        return scores


@lru_cache(maxsize=8)
def linear(part: str, names: tuple[str, ...], path: Path = PATH) -> Linear:
    """The model of one part ("sentence", "short", "confidence") for the features so named.

    Raises:
        ModelMissing: there is no such file, or it was fitted for other features.
    """
    table = parameters(path).get(part)
    held = set(table["weights"]) if table else set()
    if table is None or held != set(names):
        raise ModelMissing(
            f"{path.name} has no weights for {part} with its {len(names)} features "
            f"(differing: {sorted(held ^ set(names))[:5]}); run: python -m training.answers"
        )
    weights = np.array([table["weights"][name] for name in names], np.float32)
    return Linear(weights, float(table["bias"]))


@lru_cache(maxsize=2)
def parameters(path: Path = PATH) -> dict[str, Any]:
    """All of the file.  Raises ModelMissing when it is not there or not JSON."""
    try:
        table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelMissing(
            f"the weights of the answers cannot be read from models/{path.name} ({error}); "
            "run: python -m training.answers"
        ) from error
    return table


def dump(
    parts: dict[str, tuple[Sequence[str], Sequence[float], float]],
    extra: dict[str, object],
    path: Path = PATH,
) -> None:
    """Write the file: part → (names, weights, bias), and further entries as they are."""
    table: dict[str, object] = dict(extra)
    for part, (names, weights, bias) in parts.items():
        rounded = {n: round(float(w), 5) for n, w in zip(names, weights, strict=True)}
        table[part] = {"bias": round(float(bias), 5), "weights": rounded}
    path.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
