"""Upright writing: pages whose lines run from top to bottom, the first one at the right.

Such a page is turned: a column becomes a line, the right edge the top.  Then the order of reading
is found as on any other page; bands one below the other are its columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SLENDER = 1.5  # a box of several characters that is so much taller than wide is upright
NEAR, ASIDE = 1.0, 0.4  # of the size: the gap between two characters of a column, their shift
APART, LEAST, MOST = 2.5, 4, 50
"""Of the size, between the columns of a block on a page written level; its characters; blocks of a
page."""


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

    @property
    def middle(self) -> tuple[float, float]:
        """Across and down."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def edges(boxes: Sequence[Box]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all boxes."""
    return (
        min(box.left for box in boxes), min(box.top for box in boxes),
        max(box.right for box in boxes), max(box.bottom for box in boxes),
    )  # fmt: skip


def columns(boxes: Sequence[Box]) -> list[Box] | None:
    """The boxes of a page in upright writing, single characters joined into columns; None for any
    other page."""
    joined_boxes = _whole_columns(boxes)
    total = sum(len(box.text) for box in joined_boxes)
    upright = sum(len(box.text) for box in joined_boxes if _is_upright(box))
    return joined_boxes if 2 * upright > total else None


def parted_columns(boxes: Sequence[Box]) -> tuple[list[Box], list[list[Box]]]:
    """What is written level on a page, and its blocks of upright columns, as a poem in a frame or
    a headline beside its text; what lies between the columns of a block is of it."""
    joined_boxes = _whole_columns(boxes)
    blocks: list[list[Box]] = []
    for box in sorted(filter(_is_upright, joined_boxes), key=lambda box: -box.right):
        block = next((block for block in blocks if _is_beside(block[-1], box)), None)
        if block is None:
            blocks.append([box])
        else:
            block.append(box)
        if len(blocks) > MOST:
            return list(boxes), []
    blocks = [block for block in blocks if sum(len(box.text) for box in block) >= LEAST]
    taken_ids = {id(box) for block in blocks for box in block}
    if not taken_ids:
        return list(boxes), []
    frames = [_joined_box(block) for block in blocks]
    rest: list[Box] = []
    for box in joined_boxes:
        if id(box) not in taken_ids:
            pairs = zip(blocks, frames, strict=True)
            next((block for block, frame in pairs if _is_within(frame, box)), rest).append(box)
    return rest, blocks


def _is_beside(box: Box, right_box: Box) -> bool:
    close = box.left - right_box.right < APART * max(box.size, right_box.size)
    return close and min(box.bottom, right_box.bottom) > max(box.top, right_box.top)


def _is_within(frame: Box, box: Box) -> bool:
    x, y = box.middle
    above, below = frame.top - box.size, frame.bottom + box.size
    return frame.left < x < frame.right and above < y < below


def _whole_columns(boxes: Sequence[Box]) -> list[Box]:
    """The boxes with single characters that stand below each other joined."""
    strips: list[list[tuple[int, Box]]] = []
    order = sorted(enumerate(boxes), key=lambda pair: pair[1].left + pair[1].right)
    for number, box in order:
        first = strips[-1][0][1] if strips else box
        if strips and box.left + box.right - first.left - first.right < 2 * ASIDE * first.size:
            strips[-1].append((number, box))
        else:
            strips.append([(number, box)])
    joined: list[list[Box]] = []
    for column in strips:
        for i, (_, box) in enumerate(sorted(column, key=lambda pair: pair[0])):
            if i and _goes_on(joined[-1][-2:], box):
                joined[-1].append(box)
            else:
                joined.append([box])
    return [_joined_box(part) for part in joined]


def turned(box: Box, width: float) -> Box:
    """The box on the page that is turned to the left: what was at the right is at the top."""
    return Box(
        box.text, box.top, width - box.right, box.bottom, width - box.left, box.size, box.score
    )


def _goes_on(above: Sequence[Box], below: Box) -> bool:
    """Whether a character stands below these in a column: a mark may be placed high above them."""
    size = max(below.size, *(box.size for box in above))
    wide = max(box.right - box.left for box in (*above, below))
    gap = below.top - max(box.bottom for box in above)
    return wide < SLENDER * size and -SLENDER * size < gap < NEAR * size


def _joined_box(part: Sequence[Box]) -> Box:
    if len(part) == 1:
        return part[0]
    size, score = max(box.size for box in part), min(box.score for box in part)
    return Box("".join(box.text for box in part), *edges(part), size, score)


def _is_upright(box: Box) -> bool:
    return len(box.text) > 1 and box.bottom - box.top > SLENDER * (box.right - box.left)
