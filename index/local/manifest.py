"""Manifest of a generation: encoder, segments, and the hash of every file.

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
from index.compatibility import EncoderFacts
from index.local.files import FileFacts, read_array, reading, write_bytes
from index.local.segment import CENTRE, SegmentFacts
from index.store import Floats, Status

NAME = "manifest.json"

FORMAT = 4
"""Of the files: see docs/INDEX.md.  An index of another format is to be built anew."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """generation: "gen-000001", counting up.  previous: the one before it, or None.
    built: UTC, ISO 8601.  seconds: what the change took.  terms: the fingerprint of the
    terms.  context: the version of `index/search_text.py`.  segments: in the order in which
    articles are numbered.  files: those of the generation itself, by name."""

    format: int
    generation: str
    previous: str | None
    built: str
    seconds: float
    encoder: EncoderFacts
    terms: str
    context: int
    segments: tuple[SegmentFacts, ...]
    files: dict[str, FileFacts]

    @property
    def articles(self) -> int:
        """That are not dead."""
        return sum(segment.articles - segment.dead_articles for segment in self.segments)

    @property
    def paragraphs(self) -> int:
        """That are not dead."""
        return sum(segment.living for segment in self.segments)

    @property
    def every_file(self) -> dict[str, FileFacts]:
        """Of the generation and its segments, by the path in its folder."""
        files = dict(self.files)
        for segment in self.segments:
            files |= {f"{segment.name}/{name}": facts for name, facts in segment.files.items()}
        return files

    @property
    def check(self) -> str:
        return hashlib.sha256(_json_text(asdict(self)).encode()).hexdigest()


def write(folder: Path, manifest: Manifest) -> None:
    data = {**asdict(manifest), "check": manifest.check}
    write_bytes(folder / NAME, (_json_text(data) + "\n").encode())


def read(folder: Path) -> Manifest:
    """Raises FileNotFoundError without one, IndexDamaged for one that does not check,
    or cannot be read, IndexMismatch for one of another format."""
    try:
        with reading(folder):
            data = _checked(folder)
        if data["format"] != FORMAT:
            raise IndexMismatch("other_format", path=folder, format=data["format"], expected=FORMAT)
        return _manifest(data)
    except _DAMAGE as error:
        raise IndexDamaged("bad_manifest", path=folder / NAME, error=error) from None


def generation_of(folder: Path) -> str | None:
    """The generation that a manifest of any format belongs to; None without a good one."""
    try:
        return str(_checked(folder)["generation"])
    except (OSError, *_DAMAGE):
        return None


def read_centre(folder: Path, manifest: Manifest) -> Floats:
    """What the codes of the segments are made around."""
    shape = (manifest.encoder.dimension,)
    return read_array(folder / CENTRE, manifest.files[CENTRE], "f4", shape, whole=True)


def status_of(root: Path, manifest: Manifest) -> Status:
    """What the manifest says, for people."""
    return Status(
        index=str(root),
        generation=manifest.generation,
        articles=manifest.articles,
        paragraphs=manifest.paragraphs,
        encoder=manifest.encoder.name,
        revision=manifest.encoder.revision,
        dimension=manifest.encoder.dimension,
        built=manifest.built,
        bytes=sum(facts.bytes for facts in manifest.every_file.values()),
    )


_DAMAGE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading a damaged manifest raises."""


def _checked(folder: Path) -> dict[str, Any]:
    """The fields of a manifest.  Raises one of `_DAMAGE` if its hash is another."""
    data: dict[str, Any] = json.loads((folder / NAME).read_bytes())
    check = data.pop("check")
    if hashlib.sha256(_json_text(data).encode()).hexdigest() != check:
        raise ValueError("its hash is another")
    return data


def _manifest(data: dict[str, Any]) -> Manifest:
    data["encoder"] = EncoderFacts(**data["encoder"])
    data["segments"] = tuple(
        SegmentFacts(**{**segment, "files": _files(segment["files"])})
        for segment in data["segments"]
    )
    return Manifest(**{**data, "files": _files(data["files"])})


def _files(data: dict[str, Any]) -> dict[str, FileFacts]:
    return {name: FileFacts(**facts) for name, facts in data.items()}


def _json_text(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
