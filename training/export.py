"""Export of trained rows as a model folder: 4-bit codes, and the code that runs them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoders.static import FOLDER
from models.static.matcher import Floats
from models.static.vectors import pack
from training.settings import Settings
from training.weights import Weights

GAUSSIAN_STEP = (
    0.335  # the best step of a uniform 16-level quantiser, in standard deviations (Max 1960)
)
ROUNDS = 4
MODULES = (
    ("0", "", "static_words.StaticWords"),
    ("1", "1_Normalize", "sentence_transformers.models.Normalize"),
)
LOADER = ("matcher.py", "static_words.py", "vectors.py")
"""What each model folder gets of the shipped one, so that it works wherever it is copied."""


def quantise(rows: Floats) -> tuple[NDArray[np.uint8], Floats]:
    """(n, width) float32 to codes 0..15 and (n,) scales: a row is nearly (code - 7.5) * scale.

    Codes and scale are refined in turn, each the best in least squares for the other.
    """
    scale = np.sqrt((rows * rows).mean(axis=1, keepdims=True)) * GAUSSIAN_STEP
    codes = np.zeros(rows.shape, dtype=np.uint8)
    for _ in range(ROUNDS):
        codes = np.clip(np.floor(rows / np.maximum(scale, 1e-12)) + 8, 0, 15).astype(np.uint8)
        level = codes.astype(np.float32) - 7.5
        scale = (level * rows).sum(1, keepdims=True) / (level * level).sum(1, keepdims=True)
    return codes, scale.ravel().astype(np.float32)


def add_characters(words: Sequence[str], rows: Floats, share: float) -> Floats:
    """Each Chinese word of several characters gets that share of the sum of their rows."""
    number = {word: i for i, word in enumerate(words)}
    out = rows.copy()
    for i, word in enumerate(words):
        if len(word) > 1 and not word[0].isascii():
            out[i] += share * rows[[number[c] for c in word if c in number]].sum(axis=0)
    return out


def write(
    folder: Path,
    words: Sequence[str],
    rows: Floats,
    weights: Weights,
    folding: NDArray[np.uint16],
    settings: Settings,
) -> None:
    """Write a model folder that StaticModel.load and SentenceTransformer read.

    rows (n, meaning): trained rows with parts and idf in.  README.md is left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    whole = add_characters(words, rows, settings.characters) * weights.common[:, None]
    codes, scale = quantise(whole)
    strength = settings.strength * weights.signature * weights.common_signature
    strength /= np.sqrt(settings.signature)
    np.save(folder / "vectors.npy", pack(codes))
    np.save(folder / "scales.npy", np.stack((scale, strength), axis=1).astype(np.float32))
    np.save(folder / "folding.npy", folding)
    (folder / "words.txt").write_text("".join(f"{word}\n" for word in words), "utf-8", newline="\n")
    config = {
        "dimension": settings.meaning + settings.signature,
        "meaning": settings.meaning,
        "exponent": settings.exponent,
    }
    _json(folder / "config.json", config)
    _json(folder / "recipe.json", asdict(settings))
    _json(
        folder / "modules.json",
        [
            {"idx": i, "name": name, "path": path, "type": kind}
            for i, (name, path, kind) in enumerate(MODULES)
        ],
    )
    for name in LOADER:
        (folder / name).write_bytes((FOLDER / name).read_bytes())


def _json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
