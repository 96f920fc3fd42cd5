"""Export of trained rows as a model folder: 4-bit codes, and a sentence-transformers adapter.

`python -m training.export` writes the Python files of the shipped folder again, after a change of
the project's own, of which they are copies.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoders import contextual_model, static_model, static_vocabulary
from encoders.static import FOLDER
from encoders.static_vocabulary import Floats
from training.settings import Settings
from training.weights import Weights

GAUSSIAN_STEP = (
    0.335  # the best step of a uniform 16-level quantiser, in standard deviations (Max 1960)
)
ROUNDS = 4
STAND_IN = '''

class ModelMissing(Exception):
    """A file of the model folder is not there, or cannot be used."""

    def __init__(self, key: str, **fields: object) -> None:
        told = ", ".join(f"{name}: {value}" for name, value in fields.items())
        super().__init__(f"{key} ({told}); restore the folder from where it came")

'''
NORMALISED = "sentence_transformers.models.Normalize"
MODULES = (
    ("0", "", "static_words.StaticWords"),
    ("1", "1_Normalize", NORMALISED),
)


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
    np.save(folder / "vectors.npy", static_model.pack(codes))
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
    write_loader(folder, loader_files())


def write_loader(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8", newline="\n")


def loader_files() -> dict[str, str]:
    """The Python files of a model folder, which must load without the project beside it."""
    loader = Path(static_model.__file__).read_text("utf-8")
    loader = loader.replace("from errors import ModelMissing\n", "")
    lines = loader.splitlines(keepends=True)
    place = next(
        i for i, line in enumerate(lines) if line.startswith("from encoders.static_vocabulary")
    )
    lines[place] = (
        lines[place].replace("from encoders.static_vocabulary", "from .matcher") + STAND_IN
    )
    loader = "".join(lines)
    return {
        "vectors.py": loader,
        "matcher.py": Path(static_vocabulary.__file__).read_text("utf-8"),
        "static_words.py": (Path(__file__).parent / "static_words.py").read_text("utf-8"),
    }


def contextual_files() -> dict[str, str]:
    """The files beside the networks with which sentence-transformers loads models/builtin."""
    loader = Path(contextual_model.__file__).read_text("utf-8")
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "contextual_words.ContextualWords"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": NORMALISED},
    ]
    prompts = {"prompts": contextual_model.PROMPTS, "default_prompt_name": None}
    return {
        "contextual_model.py": loader.replace(
            "\nfrom errors import ModelMissing\n\n", f"{STAND_IN}\n"
        ),
        "contextual_words.py": (Path(__file__).parent / "contextual_words.py").read_text("utf-8"),
        "modules.json": json.dumps(modules, indent=1) + "\n",
        "config_sentence_transformers.json": json.dumps(prompts, indent=1) + "\n",
    }


def _json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    write_loader(FOLDER, loader_files())
    write_loader(FOLDER.parent / "builtin", contextual_files())
