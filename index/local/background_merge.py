"""Background merge: many large segments become one beside writers and readers, in a process.

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
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import numpy as np

from errors import IndexBusy, StoreError
from index.local import generations, merge_policy
from index.local import manifest as manifest_file
from index.local.files import link, read_array, sync_folder, write_array
from index.local.lock import writing
from index.local.manifest import Manifest
from index.local.merging import Merge, copied
from index.local.segment import DEAD, SegmentFacts
from index.local.segment_writer import SegmentWriter

PLACE = "merging"
LOCK = "merge.lock"
MERGED = "merged"
NUMBERS = "numbers.npy"
"""(articles of all sources,) int64: the number of each in the merged segment, -1 if it was dead."""

_START = (
    "import sys; sys.path[:] = sys.argv[2:]; from index.local.background_merge import main; main()"
)

_running: list[subprocess.Popen[bytes]] = []


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
        manifest = manifest_file.read(source)
        _, groups = merge_policy.parted(manifest.segments)
        place = root / PLACE
        if not groups or _fits(place, manifest.segments) or not _cleared(place):
            return False
        generations.make(place)
        try:
            _merge(source, manifest, [manifest.segments[number] for number in groups[0]], place)
        except BaseException:
            generations.discard(place)
            raise
    return True


def _merge(source: Path, manifest: Manifest, segments: Sequence[SegmentFacts], place: Path) -> None:
    started = time.perf_counter()
    for segment in segments:  # by links, for the generation may be cleared away
        (place / segment.name).mkdir()
        for name in segment.files:
            link(source / segment.name / name, place / segment.name / name)
    centre = manifest_file.read_centre(source, manifest)
    writer = SegmentWriter(place, MERGED, centre)
    try:
        numbers = [copied(writer, place, segment, centre) for segment in segments]
        merged = writer.finish()
    except BaseException:
        writer.abandon()
        raise
    for segment in segments:
        shutil.rmtree(place / segment.name)
    files = {NUMBERS: write_array(place / NUMBERS, np.concatenate(numbers))}
    sync_folder(place)
    built = datetime.now(timezone.utc).isoformat(timespec="seconds")
    record = replace(
        manifest, generation=PLACE, previous=manifest.generation, built=built, files=files,
        seconds=round(time.perf_counter() - started, 3), segments=(*segments, merged),
    )  # fmt: skip
    manifest_file.write(place, record)
    sync_folder(place)


@contextmanager
def taken(root: Path, segments: Sequence[SegmentFacts]) -> Iterator[Merge | None]:
    """The merge that is done, if it is one of some of these segments.  What is there is removed
    in the end, unless that ends in an error; while a merger is at work nothing is."""
    place = root / PLACE
    with ExitStack() as stack:
        usable = os.path.lexists(place)
        if usable:
            try:
                stack.enter_context(writing(root, LOCK))
            except IndexBusy:
                usable = False
        yield _fits(place, segments) if usable else None
        if usable:
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
            paths = list(place.iterdir())
            return all(path.name == generations.MARK and not path.stat().st_size for path in paths)
    return False


def _fits(place: Path, segments: Sequence[SegmentFacts]) -> Merge | None:
    """A merge that is whole, of segments that are all among these; which of their articles are
    dead may have changed."""
    try:
        manifest = manifest_file.read(place)
        *sources, merged = manifest.segments
        number_of = {_identity(segment): number for number, segment in enumerate(segments)}
        source_numbers = [number_of[_identity(segment)] for segment in sources]
        in_folder = replace(manifest, segments=(merged,))  # the sources are not
        if manifest.generation != PLACE or generations.wrong_files(place, in_folder, whole=False):
            return None
        sizes = [segment.articles for segment in sources]
        facts = manifest.files[NUMBERS]
        numbers = read_array(place / NUMBERS, facts, "i8", (sum(sizes),), whole=True)
    except (StoreError, OSError, KeyError, ValueError):
        return None
    parts = np.split(numbers, np.cumsum(sizes)[:-1])
    return Merge(tuple(source_numbers), merged, place, tuple(parts))


def _identity(segment: SegmentFacts) -> tuple[object, ...]:
    """What a segment keeps while its articles die."""
    hashes = {name: facts.sha256 for name, facts in segment.files.items() if name not in DEAD}
    return segment.name, *sorted(hashes.items())
