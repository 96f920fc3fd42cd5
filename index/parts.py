"""The arrays of a generation, and the files that they are kept in."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from errors import IndexDamaged
from index import dense, lexical, sentences
from index.files import CURE, FileFacts, read_array, read_bytes, write_array, write_bytes
from index.lexical import Postings
from index.manifest import Counts, Manifest
from index.sentences import SentenceArrays

ROWS = "rows.sqlite"
VECTORS = "vectors.faiss"
LONG_TERMS = "long_terms.txt"
NAMES = "names.json"

_POSTINGS = (
    "terms.npy",
    "term_starts.npy",
    "posting_rows.npy",
    "posting_counts.npy",
    "lengths.npy",
)
_SENTENCES = (
    "sentence_starts.npy",
    "sentence_spans.npy",
    "sentence_sizes.npy",
    "sentence_vectors.npy",
    "sentence_term_starts.npy",
    "sentence_terms.npy",
)
_THREADS = 4


@dataclass(frozen=True)
class Parts:
    """All but the SQLite file; row r of every part is the same paragraph.

    keys: (n,) int64, the paragraph's key in the SQLite file.  owners: (n,) int64, its article's.
    hashes: (n, 16) uint8, of what was embedded.  vectors: (n, dim) float32 unit rows.
    long: the letters of the terms of more than three characters, by key.
    names: those that each article, by key, proposes.
    """

    keys: NDArray[np.int64]
    owners: NDArray[np.int64]
    hashes: NDArray[np.uint8]
    vectors: NDArray[np.float32]
    postings: Postings
    sentences: SentenceArrays
    long: dict[int, str]
    names: dict[int, tuple[str, ...]]


def empty(dimension: int, sentence_dimension: int) -> Parts:
    """Of no row."""
    return Parts(
        np.zeros(0, np.int64),
        np.zeros(0, np.int64),
        np.zeros((0, 16), np.uint8),
        np.zeros((0, dimension), np.float32),
        lexical.empty(),
        sentences.empty(sentence_dimension),
        {},
        {},
    )


def save(folder: Path, parts: Parts) -> dict[str, FileFacts]:
    """Writes and syncs every file; returns what the manifest says of them."""
    arrays = _arrays(parts)
    tail = parts.postings.keys[_first_long(parts.postings.keys) :]
    long = "".join(f"{parts.long[key]}\n" for key in tail.tolist())
    names = json.dumps(parts.names, ensure_ascii=False, sort_keys=True)
    writers: dict[str, Callable[[Path], FileFacts]] = {
        VECTORS: lambda path: write_bytes(path, dense.to_bytes(parts.vectors).data),
        LONG_TERMS: lambda path: write_bytes(path, long.encode("utf-8", "surrogatepass")),
        NAMES: lambda path: write_bytes(path, names.encode("utf-8", "surrogatepass")),
        **{name: partial(write_array, array=array) for name, array in arrays.items()},
    }
    with ThreadPoolExecutor(_THREADS) as pool:  # hashing and syncing leave Python's lock
        facts = pool.map(lambda item: item[1](folder / item[0]), writers.items())
        return dict(zip(writers, facts, strict=True))


def load_array(folder: Path, manifest: Manifest, name: str, *, whole: bool = False) -> NDArray[Any]:
    """One array, checked against the manifest; `whole` as in `read_array`."""
    dtype, shape = _expected(manifest.counts)[name]
    return read_array(folder / name, manifest.files[name], dtype, shape, whole=whole)


def load_postings(folder: Path, manifest: Manifest) -> Postings:
    return Postings(*(load_array(folder, manifest, name) for name in _POSTINGS))


def load_sentences(folder: Path, manifest: Manifest) -> SentenceArrays:
    return SentenceArrays(*(load_array(folder, manifest, name) for name in _SENTENCES))


def load_index(folder: Path, manifest: Manifest) -> Any:
    """The faiss index; always checked whole, for it is read whole."""
    data = read_bytes(folder / VECTORS, manifest.files[VECTORS])
    return dense.from_bytes(data, manifest.counts.paragraphs, manifest.encoder.dimension)


def load_long(folder: Path, manifest: Manifest, postings: Postings) -> dict[int, str]:
    """The letters of the terms that are hashes."""
    data = read_bytes(folder / LONG_TERMS, manifest.files[LONG_TERMS])
    terms = data.decode("utf-8", "surrogatepass").split("\n")[:-1]
    keys = postings.keys[_first_long(postings.keys) :].tolist()
    if len(terms) != len(keys):
        raise IndexDamaged(f"found {len(terms)} long terms, expected {len(keys)}; {CURE}")
    return dict(zip(keys, terms, strict=True))


def load_names(folder: Path, manifest: Manifest) -> dict[int, tuple[str, ...]]:
    """The names that each article proposes."""
    data = json.loads(read_bytes(folder / NAMES, manifest.files[NAMES]))
    return {int(key): tuple(names) for key, names in data.items()}


def load(folder: Path, manifest: Manifest) -> Parts:
    """Everything, every hash compared: for a change, which must not pass damage on."""
    names = _expected(manifest.counts)
    with ThreadPoolExecutor(_THREADS) as pool:
        index = pool.submit(read_bytes, folder / VECTORS, manifest.files[VECTORS])
        arrays = dict(
            zip(
                names,
                pool.map(lambda name: load_array(folder, manifest, name, whole=True), names),
                strict=True,
            )
        )
        postings = Postings(*(arrays[name] for name in _POSTINGS))
        return Parts(
            arrays["keys.npy"],
            arrays["owners.npy"],
            arrays["hashes.npy"],
            dense.vectors(index.result(), manifest.counts.paragraphs, manifest.encoder.dimension),
            postings,
            SentenceArrays(*(arrays[name] for name in _SENTENCES)),
            load_long(folder, manifest, postings),
            load_names(folder, manifest),
        )


def _first_long(keys: NDArray[np.uint64]) -> int:
    return int(keys.searchsorted(np.uint64(1 << 63)))


def _arrays(parts: Parts) -> dict[str, NDArray[Any]]:
    return {
        "keys.npy": parts.keys,
        "owners.npy": parts.owners,
        "hashes.npy": parts.hashes,
        "terms.npy": parts.postings.keys,
        "term_starts.npy": parts.postings.starts,
        "posting_rows.npy": parts.postings.rows,
        "posting_counts.npy": parts.postings.counts,
        "lengths.npy": parts.postings.lengths,
        "sentence_starts.npy": parts.sentences.starts,
        "sentence_spans.npy": parts.sentences.spans,
        "sentence_sizes.npy": parts.sentences.sizes,
        "sentence_vectors.npy": parts.sentences.vectors,
        "sentence_term_starts.npy": parts.sentences.term_starts,
        "sentence_terms.npy": parts.sentences.terms,
    }


def _expected(counts: Counts) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Type and shape of each array, from the counts of the manifest."""
    rows, sentence_count = counts.paragraphs, counts.sentences
    return {
        "keys.npy": ("i8", (rows,)),
        "owners.npy": ("i8", (rows,)),
        "hashes.npy": ("u1", (rows, 16)),
        "terms.npy": ("u8", (counts.terms,)),
        "term_starts.npy": ("i8", (counts.terms + 1,)),
        "posting_rows.npy": ("i4", (counts.postings,)),
        "posting_counts.npy": ("u1", (counts.postings,)),
        "lengths.npy": ("i4", (rows,)),
        "sentence_starts.npy": ("i8", (rows + 1,)),
        "sentence_spans.npy": ("i4", (sentence_count, 2)),
        "sentence_sizes.npy": ("i4", (sentence_count,)),
        "sentence_vectors.npy": ("i1", (sentence_count, counts.sentence_dimension)),
        "sentence_term_starts.npy": ("i8", (rows + 1,)),
        "sentence_terms.npy": ("i4", (counts.sentence_terms,)),
    }
