"""Training data: reads the data folder once, into plain rows."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ASIDE = re.compile(r"\([^)]*\)")
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_SHORT = 4  # characters: a shorter piece belongs to the sentence before it


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of an article under one heading."""

    source: str
    title: str
    heading: str
    paragraphs: list[str]


@dataclass(frozen=True, slots=True)
class Data:
    """All of the training data."""

    sections: list[Section]
    translations: list[tuple[str, str, str]]  # source, English, Chinese
    glosses: list[tuple[str, str]]  # Chinese word, English gloss
    synonyms: list[list[str]]  # sets of Chinese words


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSON Lines file, compressed with xz or not at all."""
    opening = lzma.open if path.suffix == ".xz" else open
    with opening(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def read(folder: Path) -> Data:
    """The four files of a data folder, with or without the ending .xz.

    Raises FileNotFoundError with the name of a file that is not there.
    """
    return Data(
        sections=[
            Section(row["source"], row["title"], row["heading"], row["paragraphs"])
            for row in read_rows(_find(folder, "zh_articles.jsonl"))
        ],
        translations=[
            (row["source"], row["en"], row["zh"])
            for row in read_rows(_find(folder, "en_zh_pairs.jsonl"))
        ],
        glosses=[
            (row["zh_simplified"], clean_gloss(gloss))
            for row in read_rows(_find(folder, "cedict.jsonl"))
            for gloss in row["en"]
        ],
        synonyms=[row["zh"] for row in read_rows(_find(folder, "zh_synonyms.jsonl"))],
    )


def _find(folder: Path, name: str) -> Path:
    for path in (folder / f"{name}.xz", folder / name):
        if path.is_file():
            return path
    raise FileNotFoundError(
        f"no {name}(.xz) in {folder}: the recipe needs the training data there; "
        "give its folder with --data"
    )


def simplification(folder: Path) -> dict[int, str]:
    """The table of a data folder from traditional to simplified characters."""
    return str.maketrans(json.loads((folder / "t2s_chars.json").read_text("utf-8")))


def clean_gloss(gloss: str) -> str:
    """A gloss without asides in brackets and without the "to " of a verb."""
    plain = _ASIDE.sub(" ", gloss).strip()
    plain = re.sub(r"^to ", "", plain)
    return plain if re.search("[a-zA-Z0-9]", plain) else gloss


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph; joined they are the paragraph (but for what holds no text)."""
    joined: list[str] = []
    for sentence in _SENTENCE.findall(paragraph):
        if joined and len(sentence) < _SHORT:
            joined[-1] += sentence
        else:
            joined.append(sentence)
    return joined
