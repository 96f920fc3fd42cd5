"""Merge policy: which segments become one, so that there are few and the dead take little room.

Segments of about one size (a factor of `WIDTH`) are a tier; once a tier has `WIDTH` segments, they
become one of the next.  So each row is written again only as often as there are tiers, and there
are at most `WIDTH` times as many segments as tiers (the log-structured merge of Lucene).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from index.local.segment import SegmentFacts

WIDTH = 8
SMALL = 2048
"""Rows: all smaller segments are one tier, and what has dead rows is written anew at each change,
so that what is removed from a small index is gone from its bytes."""

AT_ONCE = 2048
"""Rows: a merge of more waits for a process of its own (`index/local/background_merge.py`)."""

DEAD = 1 / 4
"""The share of dead rows from which on a segment is written anew."""


def to_merge(segments: Sequence[SegmentFacts]) -> list[list[int]]:
    """The numbers of the segments that become one, for each that is to be made; those of which
    nothing lives make none."""
    tiers: dict[int, list[int]] = {}
    for number, segment in enumerate(segments):
        tiers.setdefault(_tier(segment.living), []).append(number)
    groups = [group for group in tiers.values() if len(group) >= WIDTH]
    merged = {number for group in groups for number in group}
    alone = [
        [number]
        for number, segment in enumerate(segments)
        if number not in merged
        and segment.dead_rows
        and (segment.rows <= SMALL or segment.dead_rows >= DEAD * segment.rows)
    ]
    return sorted(groups + alone)


def parted(segments: Sequence[SegmentFacts]) -> tuple[list[list[int]], list[list[int]]]:
    """The groups of `to_merge`: those that a change merges itself, for they are small or nothing
    lives in them, and those that wait.  Small segments with dead rows do not wait for the others of
    their group."""
    now, later = [], []
    for group in to_merge(segments):
        if sum(segments[number].living for number in group) <= AT_ONCE:
            now.append(group)
            continue
        later.append(group)
        now += [
            [number]
            for number in group
            if segments[number].dead_rows and segments[number].rows <= min(SMALL, AT_ONCE)
        ]
    return now, later


def _tier(rows: int) -> int:
    return int(log(max(rows, SMALL) / SMALL, WIDTH))
