"""Reading order of a printed page: columns are found by the white space between them.

Recursive X-Y cut (Nagy, Seth, Viswanathan 1992): a gutter that runs through a whole block parts it
into columns, read from left to right; else the widest horizontal gap parts it into an upper and a
lower block, so that a headline across the columns comes before them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise
from statistics import median

from corpus.readers.vertical_text import Box, columns, edges, parted_columns, turned

GUTTER = 0.9  # of the character size: the least width of the white space between two columns
NARROW, LINES, WIDE = 0.55, 3.5, 4.0
"""Of the character size: the least width of a gutter between columns of such a height and width."""
ACROSS = 1.3  # of a column's width: text below a headline that is wider is across columns
BYLINE = 20.0  # of the character size: a byline is no longer
ABOVE = 12  # lines that stand close above columns, at most
LEADING = 1.0  # of the character size: a wider gap between two lines parts paragraphs or blocks
SAME_SIZE = 1.15  # characters larger by more than that begin another block
SUBHEAD = 1.45  # characters larger by that are a title, or a notice of its own
SMALL, LOW = 0.92, 0.6  # a footnote's characters, of the text's; where it may begin, of the page
_NOTE = re.compile(r"[①-⑳*＊※†]|[\[〔【]\d{1,2}[\]〕】]|注释?\s?[:：]")
_FOLIO = re.compile(r"[^\w\n]{0,5}(?:第\s?)?\d{1,4}(?:\s?[页頁])?[^\w\n]{0,5}")
"""A page's number: below the columns it is of none of them."""
DEEPEST = 40
_ENDS = "。！？!?…”」』）)"


Block = list[Box]


Row = tuple[str, list[Box]]
"""A line of the text, and the boxes that it is made of; a blank line has none."""


def page_rows(boxes: Sequence[Box], width: float, height: float) -> list[Row]:
    """The page's lines: a line of print, or a column of upright writing, is a line, a blank line
    stands between blocks.

    A line that stands two characters in begins a paragraph: a blank line and "　　".  Where a
    column ends within a sentence, and the next begins without an indent, no blank line parts
    them.  Boxes outside the page are not seen and left out."""
    visible = [
        box
        for box in boxes
        if box.text.strip()
        and (not width or (box.right > 0 and box.left < width))
        and (not height or (box.bottom > 0 and box.top < height))
    ]
    upright = columns(visible)
    if upright is None:
        level, blocks = parted_columns(visible)
        rows = _reading_rows(level)
        for block in blocks:
            rows += [("", []), *_upright_rows(block, width)]
        return rows
    return _upright_rows(upright, width)


def _upright_rows(upright: Sequence[Box], width: float) -> list[Row]:
    turned_boxes = [turned(old, width) for old in upright]
    flat = {id(new): old for new, old in zip(turned_boxes, upright, strict=True)}
    return [(text, [flat[id(box)] for box in row]) for text, row in _reading_rows(turned_boxes)]


def _reading_rows(boxes: Block) -> list[Row]:
    rows: list[Row] = []
    last: list[Row] = []
    printed = _parted(boxes, [(box.top, box.bottom) for box in boxes], 0.0)
    foot = printed.pop() if len(printed) > 1 and _FOLIO.fullmatch(_row_text(printed[-1])) else []
    head = printed.pop(0) if _has_running_head(printed) else []
    blocks = [head, *_reading_blocks(boxes_of(printed), 0), foot]
    for block in filter(None, blocks):
        lines = _block_rows(block)
        rows += [("", [])] if last and not _goes_on_across(last, lines) else []
        rows += lines
        last = lines
    return rows


def _has_running_head(rows: Sequence[Block]) -> bool:
    """Whether the page begins with a line that is smaller than the text and stands apart: above
    the columns it is of none of them, and its width tells nothing of theirs."""
    if len(rows) < 2:
        return False
    size = median(box.size for box in boxes_of(rows))
    bottom = max(box.bottom for box in rows[0])
    apart = min(box.top for box in rows[1]) - bottom >= LEADING * size
    return apart and max(box.size for box in rows[0]) <= SMALL * size


def _row_text(row: Block) -> str:
    return " ".join(box.text for box in row)


def _goes_on_across(above: Sequence[Row], below: Sequence[Row]) -> bool:
    """Whether a paragraph goes on from the foot of a column to the head of the next: within a
    sentence, or from one full line to another where paragraphs begin with an indent."""
    (last, end), (first, begin) = above[-1], below[0]
    sizes = begin[0].size, end[0].size
    tops = min(box.top for _, row in below for box in row)
    bottoms = max(box.bottom for _, row in above for box in row)
    if max(sizes) >= SAME_SIZE * min(sizes) or tops >= bottoms or first[0] == "　":
        return False
    indents = any(text[:1] == "　" for text, _ in (*above, *below))
    return last[-1] not in _ENDS or (indents and _is_full(above, end) and _is_full(below, begin))


def _is_full(rows: Sequence[Row], line: Block) -> bool:
    """Whether a line reaches the right edge of its column."""
    return line[-1].right > max(box.right for _, row in rows for box in row) - 1.5 * line[-1].size


def parted_footnotes(boxes: Sequence[Box], height: float) -> tuple[list[Box], list[str]]:
    """The boxes without the footnotes at the foot of the page, and these: what is smaller than the
    text and begins with a footnote's sign, and all that is smaller below it."""
    sizes: Counter[float] = Counter()
    for box in boxes:
        sizes[round(box.size, 1)] += len(box.text)
    if not sizes:
        return list(boxes), []
    body = max(sizes, key=lambda size: (sizes[size], size))
    small = [box for box in boxes if box.size <= SMALL * body and box.top > LOW * height]
    small.sort(key=lambda box: (round(box.top), box.left))
    first = next((i for i, box in enumerate(small) if _NOTE.match(box.text)), len(small))
    notes = small[first:]
    if not notes or any(box.size > SMALL * body and box.top > notes[0].bottom for box in boxes):
        return list(boxes), []
    texts: list[str] = []
    for box in notes:
        if _NOTE.match(box.text) or not texts:
            texts.append(box.text)
        else:
            texts[-1] += box.text
    note_ids = {id(box) for box in notes}
    return [box for box in boxes if id(box) not in note_ids], texts


def _reading_blocks(boxes: Block, depth: int) -> list[Block]:
    """The blocks in reading order; boxes of one block are a column without wide gaps."""
    if len(boxes) < 2 or depth > DEEPEST:
        return [boxes] if boxes else []
    size = median(box.size for box in boxes)
    columns = _columns(boxes, size)
    rows = _parted(boxes, [(box.top, box.bottom) for box in boxes], 0.0)
    parts = _headlined(rows, size, len(columns) > 1)
    if len(parts) < 2:
        parts = columns if len(columns) > 1 else _cut_at_widest_gap(rows, size)
    if len(parts) < 2:
        return _by_size(rows)
    return [block for part in parts for block in _reading_blocks(part, depth + 1)]


def _headlined(rows: Sequence[Block], size: float, in_columns: bool) -> list[Block]:
    """The rows parted at those that hold only what is set large: headlines and what stands below
    each.  in_columns: they may be columns through and through; then only a headline across columns
    of its own parts them, not one that begins where the second does, or headlines side by side
    over others than those above."""

    def is_large(row: Block) -> bool:
        first = (min(piece, key=lambda box: box.top) for piece in pieces(row, NARROW * size))
        return min(box.size for box in first) > SAME_SIZE * size

    parts: list[list[Block]] = []
    heads: list[Block] = []
    outline: Block = []  # of the last part: it may grow row by row, and is not measured anew
    for large, group in groupby(rows, key=is_large):
        group_rows = list(group)
        if large:
            heads = group_rows
            continue
        beside = bool(heads) and len(pieces(heads[-1], GUTTER * size)) > 1
        if beside:
            over = [row for row in heads if len(pieces(row, GUTTER * size)) < 2]
            if over:
                parts.append(over)
                outline = _outline(boxes_of(over), size)
            group_rows, heads = [*heads[len(over) :], *group_rows], []
        for _ in range(ABOVE):
            if not (heads and len(group_rows) > 1 and _is_alone(group_rows, size)):
                break
            heads.append(group_rows.pop(0))
        columns = _columns(boxes_of(group_rows), size)
        aligned = heads and any(
            abs(_left(boxes_of(heads)) - _left(column)) < size for column in columns[1:]
        )
        count = 1 if aligned else len(columns)
        before = _columns(outline, size) if parts else []
        across = len(before) > 1 and _width(boxes_of(group_rows)) > ACROSS * _width(before[0])
        above = len(before) if beside and parts else 1
        if count != above or not (in_columns or beside) or (across and not (aligned or beside)):
            parts += [heads, group_rows]
            outline = _outline(boxes_of(group_rows), size)
        else:
            parts = parts or [[]]
            parts[-1] += [*heads, *group_rows]
            outline = _outline([*outline, *boxes_of(heads), *boxes_of(group_rows)], size)
        heads = []
    if in_columns and parts and _is_subhead(boxes_of(heads), size):
        parts[-1] += heads  # at the foot of a column: its text is at the head of the next
        heads = []
    return [boxes_of(part) for part in (*parts, heads) if part]


def _is_subhead(heads: Block, size: float) -> bool:
    return bool(heads) and max(box.size for box in heads) < SUBHEAD * size


def _outline(boxes: Block, size: float) -> Block:
    """A box around each piece of some lines, between gutters however narrow: these part as the
    lines themselves do, also with others added."""
    return [Box("", *edges(piece), size) for piece in pieces(boxes, NARROW * size)]


def _is_alone(rows: Sequence[Block], size: float) -> bool:
    """Whether the first line stands above columns, as the byline below a headline."""
    if len(pieces(rows[0], NARROW * size)) > 1 or _width(rows[0]) > BYLINE * size:
        return False
    return len(_columns(boxes_of(rows[1:]), size)) > 1


def boxes_of(rows: Sequence[Block]) -> Block:
    return [box for row in rows for box in row]


def _cut_at_widest_gap(rows: Sequence[Block], size: float) -> list[Block]:
    """The rows in two parts, by the widest gap; in one if there is none."""
    gaps = [
        min(box.top for box in lower) - max(box.bottom for box in upper)
        for upper, lower in pairwise(rows)
    ]
    at = max(range(len(gaps)), key=lambda i: (gaps[i], -i), default=0) + 1
    if not gaps or gaps[at - 1] < LEADING * size:
        return [boxes_of(rows)]
    return [boxes_of(rows[:at]), boxes_of(rows[at:])]


def pieces(row: Block, gutter: float) -> list[Block]:
    """Parts of a line, or of several, with a gutter between them, as the headlines of two
    articles."""
    return _parted(row, [(box.left, box.right) for box in row], gutter)


def _columns(boxes: Block, size: float) -> list[Block]:
    """The columns of a block; a narrow gutter is one only between columns of several lines."""
    narrow = pieces(boxes, NARROW * size)
    if all(_is_column(piece, size, LINES) and _width(piece) > WIDE * size for piece in narrow[:-1]):
        return narrow
    columns = pieces(boxes, GUTTER * size)
    tall = sum(_is_column(column, size) for column in columns)
    return columns if tall >= max(1, len(columns) - 1) else [boxes]  # the last may hold one line


def _width(boxes: Block) -> float:
    return max(box.right for box in boxes) - _left(boxes)


def _left(boxes: Block) -> float:
    return min(box.left for box in boxes)


def _parted(boxes: Block, ranges: Sequence[tuple[float, float]], gap: float) -> list[Block]:
    """The boxes, sorted by their range, parted wherever more than `gap` is empty."""
    order = sorted(range(len(boxes)), key=lambda i: ranges[i])
    parts: list[Block] = []
    reach = 0.0
    for i in order:
        if not parts or ranges[i][0] > reach + gap:
            parts.append([])
            reach = ranges[i][1]
        parts[-1].append(boxes[i])
        reach = max(reach, ranges[i][1])
    return parts


def _is_column(boxes: Block, size: float, least: float = 1.8) -> bool:
    """Two lines or more; a line beside a gap is only a line with a gap in it."""
    return max(box.bottom for box in boxes) - min(box.top for box in boxes) > least * size


def _by_size(rows: Sequence[Block]) -> list[Block]:
    """Lines of one column, parted where the size of the characters changes."""
    blocks: list[Block] = []
    for row in rows:
        size = max(box.size for box in row)
        above = blocks[-1][-1].size if blocks else 0.0
        if not blocks or max(size, above) > SAME_SIZE * min(size, above):
            blocks.append([])
        blocks[-1] += row
    return blocks


def _block_rows(boxes: Block) -> list[Row]:
    """The lines from top to bottom, each from left to right."""
    middles = [box.middle[1] for box in boxes]
    rows = _parted(boxes, list(zip(middles, middles, strict=True)), 0.4 * boxes[0].size)
    edge = min(box.left for box in boxes)
    text_rows: list[Row] = []
    for row in rows:
        row.sort(key=lambda box: box.left)
        text = _row_text(row)
        if 1.2 * row[0].size <= row[0].left - edge <= 3 * row[0].size:
            text_rows += [("", [])] if text_rows else []
            text = "　　" + text
        text_rows.append((text, row))
    return text_rows
