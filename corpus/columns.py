"""The reading order of a page that is set in columns, from the places of its text.

Boxes are put together to lines, lines to blocks, and the page is cut again and again where a
strip of white runs through all of it: across first where the strip is wide for its kind, else down
between columns (recursive X-Y cut; Nagy and Seth, 1984).  A title or heading that spans columns
ends the cut above it and begins the one below, so the columns under it are read under it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Box:
    """Text on one line without a wide gap.  Points; `top` < `bottom`; `size` of its letters."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


GUTTER = 0.9
"""White between two columns is at least so many letters wide."""

ROW = 0.55
"""White between two blocks is at least so many letters high; between lines it is less or even."""

LARGER = 1.15
"""Letters that are so much larger or smaller begin another block."""

INDENT = 1.4
"""A line that starts so many letters to the right of its column begins a paragraph."""

Blocks = list[list[Box]]


def page_text(boxes: Sequence[Box], width: float, height: float) -> str:
    """The page as plain text: lines in reading order, blank lines between blocks.

    `width` and `height` are the page's; boxes wholly outside it are left out, as they are not seen.
    """
    seen = [
        box
        for box in boxes
        if box.text.strip()
        and (not width or (box.right > 0 and box.left < width))
        and (not height or (box.bottom > 0 and box.top < height))
    ]
    found = [block for part in _cut(seen) for block in _blocks(part)]
    return "\n\n".join("\n".join(line for line in block) for block in found)


def _cut(boxes: list[Box]) -> Blocks:
    """The parts of the page that hold one column of text each, in reading order."""
    if len(boxes) < 2:
        return [boxes] if boxes else []
    size = median(box.size for box in boxes)
    columns = _split(boxes, [(box.left, box.right) for box in boxes], GUTTER * size)
    if len(columns) > 1:
        return [part for column in columns for part in _cut(column)]
    spanning = _spanning(boxes)
    if spanning:
        return [part for band in _bands(boxes, spanning) for part in _cut(band)]
    return [boxes]


def _split(
    boxes: Sequence[Box], edges: Sequence[tuple[float, float]], white: float
) -> list[list[Box]]:
    """The boxes on both sides of each strip of white that no box crosses, in order."""
    order = sorted(range(len(boxes)), key=lambda i: edges[i])
    groups: list[list[Box]] = []
    end = float("-inf")
    for i in order:
        low, high = edges[i]
        if not groups or low - end >= white:
            groups.append([])
        groups[-1].append(boxes[i])
        end = max(end, high)
    return groups


def _spanning(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that stand across what would be columns without them; [] if there are no columns."""
    size = median(box.size for box in boxes)
    by_width = sorted(boxes, key=lambda box: box.right - box.left, reverse=True)
    narrowest = median(box.right - box.left for box in boxes)
    for count in range(1, len(by_width)):
        if by_width[count - 1].right - by_width[count - 1].left < 0.5 * narrowest:
            break
        rest = by_width[count:]
        columns = _split(rest, [(box.left, box.right) for box in rest], GUTTER * size)
        if len(columns) > 1 and min(len(column) for column in columns) > 1:
            return _with_neighbours(by_width[:count], rest, columns, size)
    return []


def _with_neighbours(
    spanning: list[Box], rest: list[Box], columns: Blocks, size: float
) -> list[Box]:
    """The spanning boxes and those beside them on their lines (a byline right of a title)."""
    gaps = [
        (max(box.right for box in a), min(box.left for box in b))
        for a, b in itertools.pairwise(columns)
    ]
    crossing = [
        box for box in spanning if any(box.left < low and box.right > high for low, high in gaps)
    ]
    return crossing + [
        box
        for box in [*rest, *(one for one in spanning if one not in crossing)]
        if any(abs(box.top - one.top) < 0.3 * size for one in crossing)
    ]


def _bands(boxes: Sequence[Box], spanning: Sequence[Box]) -> Blocks:
    """The page cut above and below each spanning line: bands of spanning text and of columns."""
    across = {id(box) for box in spanning}
    bands: Blocks = []
    last: bool | None = None
    for box in sorted(boxes, key=lambda box: ((box.top + box.bottom) / 2, box.left)):
        kind = id(box) in across
        if kind is not last:
            bands.append([])
        bands[-1].append(box)
        last = kind
    return bands


def _blocks(boxes: Sequence[Box]) -> list[list[str]]:
    """The lines of one column, set off where white, letter size or an indent parts them."""
    rows = _rows(boxes)
    if not rows:
        return []
    left = min(row[0].left for row in rows)
    gaps = [b[0].top - a[0].bottom for a, b in itertools.pairwise(rows)]
    usual = median(gaps) if gaps else 0.0
    found: list[list[str]] = []
    for i, row in enumerate(rows):
        size = row[0].size
        above = rows[i - 1] if i else None
        if (
            above is None
            or gaps[i - 1] > usual + ROW * size
            or not 1 / LARGER < above[0].size / size < LARGER
            or (row[0].left - left > INDENT * size and above[0].left - left < 0.5 * size)
        ):
            found.append([])
        found[-1].append(_line(row))
    return found


def _rows(boxes: Sequence[Box]) -> Blocks:
    """Boxes on one line together, lines from top to bottom."""
    rows: Blocks = []
    for box in sorted(boxes, key=lambda box: (box.top + box.bottom) / 2):
        middle = (box.top + box.bottom) / 2
        if rows and rows[-1][0].top < middle < rows[-1][0].bottom:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda box: box.left) for row in rows]


def _line(row: Sequence[Box]) -> str:
    """The text of a line; a gap between its boxes is a space."""
    return " ".join(box.text.strip() for box in row)
