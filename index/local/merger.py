"""Merger: many large segments become one beside the writers and readers, in a process of its own.

It takes no writer's lock and makes no generation: it leaves the merged segment in the folder
`merging`, and the next change takes it up instead of the segments that it was made of.  So nobody
waits for a merge, no reader reopens for one, and it may die at any byte: what is not whole, or not
of segments that are still there, is removed by the next change.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from errors import IndexBusy, IndexDamaged, StoreError
from index.local import generations, manifest, merge_policy
from index.local.files import facts_of, link, read_array, sync_folder, write_array
from index.local.lock import writing
from index.local.manifest import Manifest
from index.local.segment import DEAD, Segment, SegmentFacts
from index.local.segment_writer import SegmentWriter
from index.store import Floats

PLACE = "merging"
LOCK = "merge.lock"
MERGED = "merged"
NUMBERS = "numbers.npy"
"""(articles of all sources,) int64: the number of each in the merged segment, -1 if it was dead."""

_START = "import sys; sys.path[:] = sys.argv[2:]; from index.local.merger import main; main()"

_running: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class Merge:
    """One that is done.  sources: the places of its segments among those that it was asked for;
    numbers: of the articles of each, as in `NUMBERS`."""

    sources: tuple[int, ...]
    merged: SegmentFacts
    folder: Path
    numbers: tuple[NDArray[np.int64], ...]


def start(root: Path) -> None:
    """Begins a merge in the background, unless there is one; it outlives this process."""
    _running[:] = [process for process in _running if process.poll() is None]
    if _running:
        return
    with suppress(OSError):  # without a merge an index has more segments, and is as right
        folders = [os.path.abspath(folder) for folder in sys.path]  # noqa: PTH100 (zip files too)
        _running.append(
            subprocess.Popen(
                [sys.executable, "-I", "-c", _START, str(root.absolute()), *folders],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )
        )


def main() -> None:
    """The process: all that is due, at the lowest priority."""
    if hasattr(os, "nice"):
        os.nice(10)
    with suppress(IndexBusy):
        merge(Path(sys.argv[1]))


def merge(root: Path) -> bool:
    """Merges the first group of segments that waits; whether there was one, and nothing was done
    before.

    Raises:
        IndexBusy: another process merges.
        StoreError, OSError: the index cannot be read, or `merging` cannot be written.
    """
    generations.current(root)  # an index that is gone gets no lock
    with writing(root, LOCK):
        source = generations.current(root)
        made = manifest.read(source)
        _, waiting = merge_policy.parted(made.segments)
        place = root / PLACE
        if not waiting or _fits(place, made.segments):
            return False
        if not _cleared(place):
            return False
        generations.make(place)
        try:
            _merge(source, made, [made.segments[number] for number in waiting[0]], place)
        except BaseException:
            generations.discard(place)
            raise
    return True


def _merge(source: Path, made: Manifest, segments: Sequence[SegmentFacts], place: Path) -> None:
    started = time.perf_counter()
    for one in segments:  # by links, for the generation may be cleared away
        (place / one.name).mkdir()
        for name in one.files:
            link(source / one.name / name, place / one.name / name)
    centre = manifest.read_centre(source, made)
    writer = SegmentWriter(place, MERGED, centre)
    try:
        numbers = [copied(writer, place, one, centre) for one in segments]
        merged = writer.finish()
    except BaseException:
        writer.abandon()
        raise
    for one in segments:
        shutil.rmtree(place / one.name)
    files = {NUMBERS: write_array(place / NUMBERS, np.concatenate(numbers))}
    sync_folder(place)
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    record = replace(
        made, generation=PLACE, previous=made.generation, built=now, files=files,
        seconds=round(time.perf_counter() - started, 3), segments=(*segments, merged),
    )  # fmt: skip
    manifest.write(place, record)
    sync_folder(place)


def copied(
    writer: SegmentWriter, folder: Path, facts: SegmentFacts, centre: Floats
) -> NDArray[np.int64]:
    """Copies a segment, every hash compared; as `SegmentWriter.copy`."""
    for name, expected in facts.files.items():
        found = facts_of(folder / facts.name / name)
        if found != expected:
            raise IndexDamaged(
                "bad_file", path=folder / facts.name / name, what="sha256",
                found=found.sha256, expected=expected.sha256,
            )  # fmt: skip
    segment = Segment(folder, facts, centre)
    try:
        return writer.copy(segment)
    finally:
        segment.close()


@contextmanager
def taken(root: Path, segments: Sequence[SegmentFacts]) -> Iterator[Merge | None]:
    """The merge that is done, if it is one of some of these segments.  What is there is removed
    in the end, unless that ends in an error; while a merger is at work nothing is."""
    place = root / PLACE
    with ExitStack() as stack:
        mine = os.path.lexists(place)
        if mine:
            try:
                stack.enter_context(writing(root, LOCK))
            except IndexBusy:
                mine = False
        yield _fits(place, segments) if mine else None
        if mine:
            _cleared(place)


def _cleared(place: Path) -> bool:
    """Whether nothing is there any more; what is not ours stays."""
    if os.path.lexists(place) and (generations.is_ours(place) or _begun(place)):
        generations.discard(place)
    return not os.path.lexists(place)


def _begun(place: Path) -> bool:
    """Whether a merger died before it had said that the folder is its own."""
    with suppress(OSError):
        if not place.is_symlink():
            inside = list(place.iterdir())
            return all(one.name == generations.MARK and not one.stat().st_size for one in inside)
    return False


def _fits(place: Path, segments: Sequence[SegmentFacts]) -> Merge | None:
    """A merge that is whole, of segments that are all among these; which of their articles are
    dead may have changed."""
    try:
        made = manifest.read(place)
        *sources, merged = made.segments
        known = {_same(one): number for number, one in enumerate(segments)}
        found = [known[_same(one)] for one in sources]
        if made.generation != PLACE or generations.wrong_files(place, _own(made), whole=False):
            return None
        sizes = [one.articles for one in sources]
        numbers = read_array(place / NUMBERS, made.files[NUMBERS], "i8", (sum(sizes),), whole=True)
    except (StoreError, OSError, KeyError, ValueError):
        return None
    parts = np.split(numbers, np.cumsum(sizes)[:-1])
    return Merge(tuple(found), merged, place, tuple(parts))


def _own(made: Manifest) -> Manifest:
    """What is in the folder: the sources are not."""
    return replace(made, segments=made.segments[-1:])


def _same(one: SegmentFacts) -> tuple[object, ...]:
    """What a segment keeps while its articles die."""
    return one.name, *sorted((k, v.sha256) for k, v in one.files.items() if k not in DEAD)
