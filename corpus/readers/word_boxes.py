"""Words with their places, as OCR programs write them, made lines: the boxes that a page is read
by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from corpus.readers.vertical_text import Box, edges

APART, SPACE = 1.5, 0.15  # of the size: a wider gap begins another box, is a space between words
FULL = 0.95  # of a box's height: the size of its characters
ALIKE = 0.6, 1.3  # of the usual size in a block: a line without tall characters is still of it


def word(
    text: str, left: float, top: float, right: float, bottom: float, score: float = 1.0
) -> Box:
    """A word or line of print; its size is that of its place."""
    tall = bottom - top
    thick = min(tall, right - left) if len(text) > 1 else tall
    return Box(text, left, top, right, bottom, FULL * max(thick, 1e-3), score)


def line_boxes(words: Sequence[Box]) -> list[Box]:
    """The words of a line, one after another, as boxes without wide gaps."""
    parts: list[list[Box]] = []
    for word in words:
        if parts and _gap(parts[-1][-1], word) < APART * max(word.size, parts[-1][-1].size):
            parts[-1].append(word)
        else:
            parts.append([word])
    return [_joined(part) for part in parts]


def evened(lines: Sequence[Box]) -> list[Box]:
    """The lines of a block with one size: that of a line depends on which characters it has."""
    if not lines:
        return []
    usual = median(line.size for line in lines)
    low, high = (usual * share for share in ALIKE)
    return [replace(line, size=usual) if low < line.size < high else line for line in lines]


def spaced(pieces: Iterable[str]) -> str:
    """Pieces of text without places as one, with a space between Latin words only."""
    text = ""
    for piece in pieces:
        piece = " ".join(piece.split())
        text += " " * bool(text and piece and _is_latin(text, piece)) + piece
    return text


def mean_score(words: Iterable[Box]) -> float:
    """How sure their characters are, all in all."""
    sizes = [(len(box.text), box.score) for box in words]
    return sum(n * score for n, score in sizes) / max(1, sum(n for n, _ in sizes))


def _gap(before: Box, after: Box) -> float:
    """The space between two words of a line, level or upright."""
    return max(after.left - before.right, after.top - before.bottom)


def _is_latin(before: str, after: str) -> bool:
    return max(before[-1], after[0]) < "\u0300"


def _joined(words: Sequence[Box]) -> Box:
    text = words[0].text
    for before, after in pairwise(words):
        apart = _gap(before, after) > SPACE * max(before.size, after.size)
        text += " " * (apart and _is_latin(before.text, after.text)) + after.text
    return word(text, *edges(words), mean_score(words))
