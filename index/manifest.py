"""The manifest of a generation: what is in it, who made it, and the hash of every file.

It is written last, so a folder with a manifest is whole; `check` is the hash of the manifest
itself, which the pointer `CURRENT` repeats.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from errors import IndexDamaged, IndexMismatch
from index.files import CURE, FileFacts, write_bytes
from index.store import Status

NAME = "manifest.json"

FORMAT = 1
"""Of the files: see docs/INDEX.md."""

REBUILD = "build it anew: python -m index build"


@dataclass(frozen=True, slots=True)
class EncoderFacts:
    """revision: a hash of the weights."""

    name: str
    revision: str
    dimension: int


@dataclass(frozen=True, slots=True)
class Counts:
    """sentence_dimension: 0 if no vectors of sentences are kept."""

    sources: int
    articles: int
    paragraphs: int
    sentences: int
    sentence_dimension: int
    sentence_terms: int
    terms: int
    postings: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """generation: "gen-000001", counting up.  previous: the one before it, or None.
    built: UTC, ISO 8601.  seconds: what the build took.  terms: the fingerprint of the
    terms.  context: the version of `index/context.py`.  files: by name."""

    format: int
    generation: str
    previous: str | None
    built: str
    seconds: float
    encoder: EncoderFacts
    terms: str
    context: int
    counts: Counts
    files: dict[str, FileFacts]

    @property
    def check(self) -> str:
        return hashlib.sha256(_text(asdict(self)).encode()).hexdigest()


def write(folder: Path, manifest: Manifest) -> None:
    data = {**asdict(manifest), "check": manifest.check}
    write_bytes(folder / NAME, (_text(data) + "\n").encode())


def read(folder: Path) -> Manifest:
    """Raises FileNotFoundError without one, IndexDamaged for one that does not check,
    IndexMismatch for one of another format."""
    path = folder / NAME
    try:
        data = json.loads(path.read_bytes())
        check = data.pop("check")
        if hashlib.sha256(_text(data).encode()).hexdigest() != check:
            raise ValueError("its hash is another")
        if data["format"] != FORMAT:
            raise IndexMismatch(
                f"{folder} has format {data['format']}, this program reads {FORMAT}; {REBUILD}"
            )
        return _manifest(data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexDamaged(f"{path} is damaged ({error}); {CURE}") from None


def status_of(root: Path, made: Manifest) -> Status:
    """What the manifest says, for people."""
    return Status(
        index=str(root),
        generation=made.generation,
        articles=made.counts.articles,
        paragraphs=made.counts.paragraphs,
        encoder=made.encoder.name,
        revision=made.encoder.revision,
        dimension=made.encoder.dimension,
        built=made.built,
        bytes=sum(facts.bytes for facts in made.files.values()),
    )


def _manifest(data: dict[str, Any]) -> Manifest:
    data["encoder"] = EncoderFacts(**data["encoder"])
    data["counts"] = Counts(**data["counts"])
    data["files"] = {name: FileFacts(**facts) for name, facts in data["files"].items()}
    return Manifest(**data)


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
