"""What all tests share: the data beside the checkout (or a skip), and a toy encoder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from numpy.typing import NDArray

# The machines that test are busy; time limits stand in the tests that are about time.
settings.register_profile("wenbao", deadline=None)
# CI repeats the same examples, so that a red run tells of the change; everywhere else (and in
# bench/fuzz.py) each run tries new ones.
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "wenbao")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared with training text and open evaluation sets."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("needs ../shared (training text and open evaluation sets), which is not here")
    return folder


class ToyEncoder:
    """Character bigrams hashed into 64 places: deterministic, and two texts are as near as the
    bigrams that they share, so that a reader can predict a ranking."""

    name = "toy"
    revision = "toy-1"
    dimension = 64

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.passages(texts)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for i in range(len(text) - 1):
                digest = hashlib.blake2b(text[i : i + 2].encode(), digest_size=2).digest()
                row[int.from_bytes(digest, "big") % self.dimension] += 1
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (rows / np.where(norms == 0, 1, norms)).astype(np.float32)
        return unit


@pytest.fixture
def toy_encoder() -> ToyEncoder:
    return ToyEncoder()
