"""Contextual model: the network that reads texts in their context, run by onnxruntime.

Beside this file lie `tokenizer.json`, the shared lower half `trunk.onnx`, and an upper half for
each use: `encoder.onnx` makes vectors, `reader.onnx` finds answers.  It needs only numpy,
onnxruntime and tokenizers, nothing of the project, so that sentence-transformers can load a copy of
the folder.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

PROMPTS = {"query": "query: ", "passage": "passage: "}
"""What the base model was trained to see before a text of either side."""

FIRST, PAD, LAST = 0, 1, 2
MOST_TOKENS = 512
"""How many tokens the network has positions for, the marks at both ends included."""
WINDOW = 384
"""How many tokens of a longer text are read at once."""
OVERLAP = 32
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
AT_ONCE = 4 * CORES
"""How many sequences of one call are given to the workers before others get their turn."""


class ContextualModel:
    """The tokenizer and the halves of the network; safe to use from many threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tokenizer = self.opened("tokenizer.json")
        self._trunk = self.opened("trunk.onnx")

    def opened(self, name: str) -> Any:
        """A file of the folder: the tokenizer, or a part of the network."""
        path = self.folder / name
        return _tokenizer(path) if path.suffix == ".json" else _session(path)

    @cached_property
    def _encoder(self) -> Any:
        return self.opened("encoder.onnx")

    @cached_property
    def _reader(self) -> Any:
        return self.opened("reader.onnx")

    @cached_property
    def revision(self) -> str:
        """16 hex digits over the files that decide a vector."""
        digest = hashlib.sha256()
        for name in ("tokenizer.json", "trunk.onnx", "encoder.onnx"):
            digest.update((self.folder / name).read_bytes())
        return digest.hexdigest()[:16]

    @cached_property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._encoder.get_outputs()[0].shape[1])

    def encode(self, texts: Sequence[str], prompt: str) -> Floats:
        """(n, dimension) float32 unit rows; a text of white space alone gives a row of zeros.

        prompt: stands before each text, and before each window of a long one; see `PROMPTS`.
        A text of more than `WINDOW` tokens is read in windows that overlap, and its vector is the
        mean of theirs by their lengths, so that nothing of a long text is left out.
        """
        prompt_ids = self.tokenizer.encode(prompt.rstrip(), add_special_tokens=False).ids
        encodings = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        windows = [_windows(encoding.ids) for encoding in encodings]
        owners = [row for row, parts in enumerate(windows) for _ in parts]
        flat = [part for parts in windows for part in parts]
        outputs = self._run(self._encoder, [[FIRST, *prompt_ids, *part, LAST] for part in flat])
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, part, (vector,) in zip(owners, flat, outputs, strict=True):
            vectors[row] += vector / max(float(np.linalg.norm(vector)), 1e-12) * len(part)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        scaled: Floats = vectors / np.maximum(norms, 1e-12)
        return scaled

    def read(self, sequences: Sequence[Sequence[int]]) -> list[Floats]:
        """For each sequence of at most MOST_TOKENS tokens the reader's scores, (t, 4) float32."""
        return [scores[0] for scores in self._run(self._reader, sequences)]

    def _run(self, upper: Any, sequences: Sequence[Sequence[int]]) -> list[Any]:
        """Each sequence through both halves, several side by side on as many cores.

        Never several in one array: the networks scale their integers by all that they are given,
        so that a text's vector would depend on its neighbours.  And a few at a time, since the
        workers take what comes first: a question that is asked while thousands of paragraphs are
        encoded waits for those few only.
        """

        def run(tokens: Sequence[int]) -> Any:
            ids = np.array([tokens], np.int64)
            mask = np.ones_like(ids)
            hidden = self._trunk.run(None, {"input_ids": ids, "attention_mask": mask})[0]
            return upper.run(None, {"hidden": hidden, "attention_mask": mask})[0]

        if len(sequences) < 2:
            return [run(tokens) for tokens in sequences]
        return [
            scores
            for at in range(0, len(sequences), AT_ONCE)
            for scores in _workers().map(run, sequences[at : at + AT_ONCE])
        ]


@lru_cache(maxsize=1)
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(CORES, thread_name_prefix="contextual")


def _windows(tokens: Sequence[int]) -> list[Sequence[int]]:
    if not tokens:
        return []
    step = WINDOW - OVERLAP
    starts = range(0, max(len(tokens) - OVERLAP, 1), step)
    return [tokens[start : start + WINDOW] for start in starts]


def _tokenizer(path: Path) -> Any:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # a warning at each fork otherwise
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(path))


def _session(path: Path) -> Any:
    # From 1.32 on it makes a number of this device in the home folder as it is imported, and sends
    # it home with the program's path; to call disable_telemetry_events() afterwards is too late.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the texts are what is spread over the cores
    options.log_severity_level = 3
    # From bytes: onnxruntime cannot open a path with Chinese letters on every system.
    return onnxruntime.InferenceSession(
        path.read_bytes(), options, providers=["CPUExecutionProvider"]
    )
