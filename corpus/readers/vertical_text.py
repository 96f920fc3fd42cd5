"""Upright writing: pages whose lines run from top to bottom, the first one at the right.

Such a page is turned: a column becomes a line, the right edge the top.  Then the order of reading
is found as on any other page; bands one below the other are its columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SLENDER = 1.5  # a box of several characters that is so much taller than wide is upright
NEAR, ASIDE = 1.0, 0.4  # of the size: the gap between two characters of a column, their shift
LATELY = 4  # columns begun last, one of which a character may go on


@dataclass(frozen=True, slots=True)
class Box:
    """A run of characters on one line, without a wide gap; points or pixels, y grows downwards.
    score: how sure its characters are, from 0 to 1."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    score: float = 1.0


def columns(boxes: Sequence[Box]) -> list[Box] | None:
    """The boxes of a page in upright writing, single characters joined into columns; None for any
    other page."""
    joined: list[list[Box]] = []
    for box in boxes:
        lately = reversed(joined[-LATELY:])
        part = next((part for part in lately if _goes_on(part[-1], box)), None)
        if part is None:
            joined.append([box])
        else:
            part.append(box)
    made = [_whole(part) for part in joined]
    total = sum(len(box.text) for box in made)
    upright = sum(len(box.text) for box in made if _is_upright(box))
    return made if 2 * upright > total else None


def turned(box: Box, width: float) -> Box:
    """The box on the page that is turned to the left: what was at the right is at the top."""
    return Box(
        box.text, box.top, width - box.right, box.bottom, width - box.left, box.size, box.score
    )


def _goes_on(above: Box, below: Box) -> bool:
    size = max(above.size, below.size)
    return (
        all(len(box.text) == 1 or _is_upright(box) for box in (above, below))
        and abs(above.left + above.right - below.left - below.right) < 2 * ASIDE * size
        and below.top > above.top
        and -ASIDE * size < below.top - above.bottom < NEAR * size
    )


def _whole(part: Sequence[Box]) -> Box:
    if len(part) == 1:
        return part[0]
    return Box(
        "".join(box.text for box in part),
        min(box.left for box in part),
        part[0].top,
        max(box.right for box in part),
        max(box.bottom for box in part),
        max(box.size for box in part),
        min(box.score for box in part),
    )


def _is_upright(box: Box) -> bool:
    return len(box.text) > 1 and box.bottom - box.top > SLENDER * (box.right - box.left)
