"""Picture of a page of a kept PDF or scan, drawn in a process of its own, for people to look at."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import limits
from corpus.formats import WHOLE, by_content
from corpus.readers import scan
from corpus.readers.base import INTERPRETER, whole
from corpus.records import Place
from errors import LimitError

WORKER = Path(__file__).with_name("picture_worker.py")
SIDE = 1600
"""Pixels of the longer side."""
SECONDS = 20
"""Until a page is given up."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a JPEG; `runs` are pieces of a PDF's text layer with their places on it."""

    width: int
    height: int
    jpeg: bytes
    runs: tuple[tuple[str, Place], ...]


def page_picture(path: Path, page: int) -> Picture | None:
    """The page (from 1) of a file; None if it is gone, no PDF or picture, or cannot be drawn."""
    try:
        with path.open("rb") as stream:
            data = whole(stream)
    except (OSError, ValueError, LimitError):
        return None
    kind = _kind(data)
    if kind is None:
        return None
    bounds = (page, SIDE, limits.OCR_PIXELS.value, limits.PDF_MEMORY.value)
    command = [*INTERPRETER, str(WORKER), kind, *map(str, bounds)]
    try:
        process = subprocess.run(
            command, input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    head, _, jpeg = process.stdout.partition(b"\n")
    facts: dict[str, Any] = json.loads(head) if head.endswith(b"}") else {"error": "crashed"}
    if "error" in facts:
        return None
    runs = tuple((text, (a, b, c, d)) for text, a, b, c, d in facts["boxes"])
    return Picture(facts["width"], facts["height"], jpeg, runs)


def _kind(data: bytes) -> str | None:
    """What the worker has to open; None for what has no pages to draw."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"BM"):
        return "image"
    return "image" if not data.startswith(WHOLE) and by_content(data) in scan.SUFFIXES else None
