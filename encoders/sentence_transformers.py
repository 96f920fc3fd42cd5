"""Sentence-transformers encoder: any model of that library; the only file that imports it.

Offline: a model is a folder, or a name whose files an earlier download left in the local cache.
A model's own prompts are used: e5, for instance, wants "query: " and "passage: " before a text.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from errors import DependencyMissing, ModelMissing

MARKER = "modules.json"  # every sentence-transformers folder has it
WEIGHTS = (".safetensors", ".bin", ".npy")
# The first name of a row that a model's config defines is its prompt for that side.
QUERY_NAMES = ("query", "question", "search_query")
PASSAGE_NAMES = ("passage", "document", "search_document", "corpus")
E5 = {"query": "query: ", "passage": "passage: "}


class TransformerEncoder:
    """A sentence-transformers model by name or folder.

    Raises ModelMissing or DependencyMissing when it cannot be opened here.
    """

    bag_of_words = False

    def __init__(self, name: str) -> None:
        if find_spec("sentence_transformers") is None:
            raise DependencyMissing(
                "no_sentence_transformers", name=repr(name), python=sys.executable
            )
        folder = find_model(name)
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(
                str(folder), local_files_only=True, device=_device()
            )
        except Exception as error:  # the library and its parts raise kinds of their own
            raise ModelMissing("encoder_not_loaded", path=folder, error=error) from error
        self.name = name
        self.revision = weights_hash(folder)
        self._query, self._passage = choose_prompts(name, self._model.prompts or {})

    @property
    def dimension(self) -> int:
        """The length of a vector, asked of the model once it is loaded."""
        return int(self._model.encode(["a"], show_progress_bar=False).shape[1])

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dimension) float32 unit rows, the query prompt before each text."""
        return self._encode(texts, self._query)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dimension) float32 unit rows, the passage prompt before each text."""
        return self._encode(texts, self._passage)

    def _encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(
            list(texts),
            prompt=prompt,
            batch_size=32,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def choose_prompts(name: str, prompts: Mapping[str, str]) -> tuple[str, str]:
    """(query prompt, passage prompt) of a model: its own, e5's for a nameless e5, or none."""
    query = next((prompts[key] for key in QUERY_NAMES if prompts.get(key)), "")
    passage = next((prompts[key] for key in PASSAGE_NAMES if prompts.get(key)), "")
    if not query and not passage and "e5" in Path(name).name.lower().split("-"):
        return E5["query"], E5["passage"]
    return query, passage


def find_model(name: str) -> Path:
    """The folder of a model given by folder or by name.

    Raises ModelMissing: says what was looked for, where, and how to get it.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not (folder / MARKER).is_file():
            raise ModelMissing("no_encoder_in", path=folder, name=MARKER)
        return folder
    caches = _caches()
    for owner in ("", "sentence-transformers/"):
        for cache in caches:
            snapshots = cache / ("models--" + (owner + name).replace("/", "--")) / "snapshots"
            folders = sorted(path.parent for path in snapshots.glob(f"*/{MARKER}"))
            if folders:
                return _current(snapshots, folders)
    searched = ", ".join(str(cache) for cache in caches)
    raise ModelMissing("no_encoder", name=repr(name), folders=searched, id=name)


def _caches() -> list[Path]:
    home = Path(os.environ.get("HF_HOME", Path.home() / ".cache" / "huggingface"))
    folders = [os.environ.get("SENTENCE_TRANSFORMERS_HOME"), os.environ.get("HF_HUB_CACHE")]
    return [Path(folder) for folder in folders if folder] + [home / "hub"]


def _current(snapshots: Path, folders: list[Path]) -> Path:
    main = snapshots.parent / "refs" / "main"
    current = snapshots / main.read_text("utf-8").strip() if main.is_file() else folders[-1]
    return current if current in folders else folders[-1]


def weights_hash(folder: Path) -> str:
    """16 hex digits over the weight and configuration files, by relative path."""
    digest = hashlib.sha256()
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        if path.suffix in WEIGHTS or path.suffix == ".json":
            digest.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
    return digest.hexdigest()[:16]


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"
