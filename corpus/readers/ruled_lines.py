"""Frames of drawn lines: the cells that upright and level lines make where they meet."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Line = tuple[float, float, float, float]

_NEAR = 3.0  # points: lines that are nearer are one, and meet
_OPEN = 12.0  # points that a line reaches over the last one across it: there is a column outside
_MOST_PAIRS = 1_000_000  # of lines that may meet; a page with more is no page of tables
_MOST_CELLS = 100_000


@dataclass(frozen=True, slots=True)
class Frame:
    """The edges of columns and rows; of each place the first row and column of the cell that covers
    it, and of each cell how many rows and columns it spans."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: dict[tuple[int, int], tuple[int, int]]
    extents: dict[tuple[int, int], tuple[int, int]]


@dataclass(slots=True)
class _Rule:
    """A line along one axis: where it stands on the other one, and from where to where it goes."""

    at: float
    start: float
    end: float


def frames(lines: Sequence[Line]) -> Iterator[Frame]:
    """The frames of at least two columns and two rows."""
    level = _joined_rules(_Rule((y + v) / 2, x, u) for x, y, u, v in lines if v - y < u - x)
    upright = _joined_rules(_Rule((x + u) / 2, y, v) for x, y, u, v in lines if v - y >= u - x)
    if not level or not upright or len(level) * len(upright) > _MOST_PAIRS:
        return
    for rows, columns in _meeting_rules(level, upright):
        frame = _frame(rows, columns)
        if frame is not None:
            yield frame


def _joined_rules(rules: Iterator[_Rule]) -> list[_Rule]:
    """Lines that go on from each other, or lie on each other, as one."""
    lines: list[_Rule] = []
    for at in _by_place(rules):
        place = sum(rule.at for rule in at) / len(at)
        first = len(lines)
        for rule in sorted(at, key=lambda rule: rule.start):
            if len(lines) > first and rule.start <= lines[-1].end + _NEAR:
                lines[-1].end = max(lines[-1].end, rule.end)
            else:
                lines.append(_Rule(place, rule.start, rule.end))
    return lines


def _by_place(rules: Iterable[_Rule]) -> Iterator[list[_Rule]]:
    """The lines that stand at one place, place by place."""
    part: list[_Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if part and rule.at > part[0].at + _NEAR:
            yield part
            part = []
        part.append(rule)
    if part:
        yield part


def _meeting_rules(
    level: Sequence[_Rule], upright: Sequence[_Rule]
) -> Iterator[tuple[list[_Rule], list[_Rule]]]:
    """The lines that meet each other, directly or through others."""
    rules, count = [*level, *upright], len(level)
    meets: list[list[int]] = [[] for _ in rules]
    for i, row in enumerate(level):
        for j, column in enumerate(upright, count):
            if (
                row.start - _NEAR <= column.at <= row.end + _NEAR
                and column.start - _NEAR <= row.at <= column.end + _NEAR
            ):
                meets[i].append(j)
                meets[j].append(i)
    seen: set[int] = set()
    for first in range(count):
        part = [first] if first not in seen else []
        seen.add(first)
        for i in part:  # which grows
            new = [j for j in meets[i] if j not in seen]
            seen.update(new)
            part += new
        if part:
            yield [rules[i] for i in part if i < count], [rules[i] for i in part if i >= count]


def _frame(level: Sequence[_Rule], upright: Sequence[_Rule]) -> Frame | None:
    """The cells between the lines; None for fewer than two columns or rows."""
    if len(level) < 2 or not upright:
        return None
    xs = _wall_places(upright, min(r.start for r in level), max(r.end for r in level))
    ys = _wall_places(level, min(r.start for r in upright), max(r.end for r in upright))
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 2 or columns < 2 or rows * columns > _MOST_CELLS:
        return None
    walls = _crossings(upright, xs, ys)  # (x, y): a line left of column x in row y
    floors = _crossings(level, ys, xs)  # (y, x): a line above row y in column x
    cells: dict[tuple[int, int], tuple[int, int]] = {}
    extents: dict[tuple[int, int], tuple[int, int]] = {}
    for y in range(rows):
        for x in range(columns):
            if (y, x) in cells:
                continue
            right = x + 1
            while right < columns and (right, y) not in walls and (y, right) not in cells:
                right += 1
            bottom = y + 1
            while bottom < rows and not (
                any((bottom, i) in floors or (bottom, i) in cells for i in range(x, right))
                or any((i, bottom) in walls for i in range(x + 1, right))
            ):
                bottom += 1
            extents[y, x] = (bottom - y, right - x)
            for v in range(y, bottom):
                cells |= {(v, u): (y, x) for u in range(x, right)}
    return Frame(tuple(xs), tuple(ys), cells, extents)


def _wall_places(rules: Sequence[_Rule], first: float, last: float) -> list[float]:
    """Where the lines stand, and where those across them end if they reach beyond."""
    places = [part[0].at for part in _by_place(rules)]
    places = [first] * (first < places[0] - _OPEN) + places
    return places + [last] * (last > places[-1] + _OPEN)


def _crossings(
    rules: Sequence[_Rule], places: Sequence[float], across: Sequence[float]
) -> set[tuple[int, int]]:
    """(i, j) for each stretch j between two of `across` along which a line stands at place i."""
    middles = [(a + b) / 2 for a, b in pairwise(across)]
    crossings: set[tuple[int, int]] = set()
    for rule in rules:
        i = bisect_left(places, rule.at - _NEAR - 0.01)
        stretch = range(bisect_left(middles, rule.start), bisect_left(middles, rule.end))
        crossings.update((i, j) for j in stretch)
    return crossings
