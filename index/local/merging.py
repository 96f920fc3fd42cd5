"""Merging: several segments of a generation become one, without what is dead in them.

A change merges small segments itself, and takes up what was merged in the background.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.local import merge_policy
from index.local.files import compare, facts_of
from index.local.segment import Segment, SegmentFacts
from index.local.segment_writer import SegmentWriter, linked
from index.store import Floats, Numbers
from language.arrays import offsets


@dataclass(frozen=True, slots=True)
class Merge:
    """One that is done.  sources: the places of its segments among those that it was asked for;
    numbers: of the articles of each in the merged segment, -1 for one that was dead."""

    sources: tuple[int, ...]
    merged: SegmentFacts
    folder: Path
    numbers: tuple[Numbers, ...]


@dataclass(frozen=True, eq=False, slots=True)
class _NewSegment:
    """A segment of the new generation.  sources: the numbers of those that it was made of;
    numbers: of the articles of each in it, -1 for one that was dead."""

    facts: SegmentFacts
    sources: Sequence[int]
    numbers: Sequence[Numbers]


@dataclass(frozen=True, eq=False, slots=True)
class Merging:
    """The merges of one change.

    folder: of the new generation.  old_segments: those of the one before.  newly_dead: the articles
    of one of them, by its number, that this change removes.  new_name: of a segment, not used yet.
    """

    folder: Path
    centre: Floats
    old_segments: Sequence[Segment]
    newly_dead: Callable[[int], Numbers]
    new_name: Callable[[], str]

    def merged(
        self, facts: list[SegmentFacts], order: Numbers, merge: Merge | None
    ) -> tuple[list[SegmentFacts], Numbers]:
        """The segments after the merges, those that are done and those that are made now, and the
        order by their new numbers."""
        groups = merge_policy.parted(facts)[0]
        if merge is not None:
            groups = [group for group in groups if not set(group) & set(merge.sources)]
        if not groups and merge is None:
            return facts, order
        merged_numbers = {number for group in groups for number in group}
        merged_numbers |= set(merge.sources if merge else ())
        new_segments: list[_NewSegment] = [
            _NewSegment(segment, (number,), (np.arange(segment.articles),))
            for number, segment in enumerate(facts)
            if number not in merged_numbers
        ]
        if merge is not None:
            new_segments.append(_NewSegment(self._adopted(merge), merge.sources, merge.numbers))
        for group in groups:
            if any(facts[number].living for number in group):
                new_segments.append(self._merge(facts, group))
        for number in merged_numbers:
            shutil.rmtree(self.folder / facts[number].name)
        return [segment.facts for segment in new_segments], _renumbered(facts, new_segments)[order]

    def _merge(self, facts: Sequence[SegmentFacts], sources: Sequence[int]) -> _NewSegment:
        """One segment of several."""
        writer = SegmentWriter(self.folder, self.new_name(), self.centre)
        numbers = [copied(writer, self.folder, facts[number], self.centre) for number in sources]
        return _NewSegment(writer.finish(), sources, numbers)

    def _adopted(self, merge: Merge) -> SegmentFacts:
        """A segment that was merged in the background, with what died since."""
        name = self.new_name()
        segment = Segment(merge.folder, merge.merged, self.centre)
        try:
            died = []
            for number, renumbered in zip(merge.sources, merge.numbers, strict=True):
                dead_before = np.flatnonzero(self.old_segments[number].dead)
                died.append(renumbered[np.concatenate([dead_before, self.newly_dead(number)])])
            newly_dead = np.unique(np.concatenate(died))
            facts = linked(segment, self.folder / name, newly_dead[newly_dead >= 0])
            return replace(facts, name=name)
        finally:
            segment.close()


def _renumbered(old_facts: Sequence[SegmentFacts], new_segments: Sequence[_NewSegment]) -> Numbers:
    """The new number of each article of the segments before."""
    bases = offsets(np.array([segment.articles for segment in old_facts], np.int64))
    renumbered = np.full(int(bases[-1]), -1, np.int64)
    base = 0
    for segment in new_segments:
        for source, numbers in zip(segment.sources, segment.numbers, strict=True):
            new = np.where(numbers < 0, -1, numbers + base)
            renumbered[bases[source] : bases[source + 1]] = new
        base += segment.facts.articles
    return renumbered


def copied(writer: SegmentWriter, folder: Path, facts: SegmentFacts, centre: Floats) -> Numbers:
    """Copies a segment, every hash compared; as `SegmentWriter.copy`."""
    for name, expected in facts.files.items():
        path = folder / facts.name / name
        compare(path, facts_of(path).sha256, expected.sha256, "sha256")
    segment = Segment(folder, facts, centre)
    try:
        return writer.copy(segment)
    finally:
        segment.close()
