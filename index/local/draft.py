"""Draft of a generation: a new segment, what died in the old ones, and the order of all articles.

The new generation has the files of the segments that it shares with the one before by links, so a
change costs what it changes.  Links keep the hash that the manifest had for a file: damage stays
what `verify` finds, and no new hash is made over it; a segment that is merged is compared first.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article
from encoders.base import Encoder
from errors import IndexMissing, StoreError
from index import analyzer, search_text
from index.centroid import centre
from index.compatibility import check_terms, maker_of
from index.local import background_merge, generations, merge_policy
from index.local import manifest as manifest_file
from index.local.files import FileFacts, sync_folder, write_array, writing_to
from index.local.lock import writing
from index.local.manifest import Manifest, status_of
from index.local.merging import Merge, Merging
from index.local.segment import CENTRE, Segment
from index.local.segment_writer import SegmentWriter, linked
from index.local.segments import ORDER, Segments
from index.passages import terms_of
from index.store import Entry, Floats, Numbers, Passages, Renamed, Status

_PUT_ONE_BY_ONE = 200
"""New articles that are put into the order one by one; of more, all are sorted."""


class LocalDraft:
    """`IndexDraft` (see `index/store.py`) in a folder beside the current generation."""

    def __init__(self, root: Path, encoder: Encoder | None, *, anew: bool) -> None:
        self._started = time.perf_counter()
        self._root = root
        self._published = False
        with ExitStack() as stack:
            if not anew:
                generations.pointer(root)  # raises IndexMissing before anything is made
            self._has_lock = stack.enter_context(writing(root, kept=generations.any_of_ours))
            self._folder = generations.begin(root)
            stack.callback(self._discard)
            self._segments, self._previous = self._open_old(encoder, anew=anew)
            if self._segments is not None:
                stack.callback(self._segments.close)
            self._old_segments = self._segments.segments if self._segments else []
            maker = self._segments.manifest.encoder if self._segments else None
            self._encoder = maker_of(encoder, maker)
            self._given_encoder = encoder
            self._writer: SegmentWriter | None = None
            self._removed: dict[int, set[int]] = {}
            self._added_orders: list[tuple[str, int]] = []
            self._new_names = 0
            # The lock, the folder while it is not published, and the files that are open.
            self._resources = stack.pop_all()

    def _open_old(
        self, encoder: Encoder | None, *, anew: bool
    ) -> tuple[Segments | None, str | None]:
        """The generation to start from, and the name of the one before.  A build starts from
        nothing where it cannot start from the old; a change cannot."""
        previous: str | None = None
        try:
            folder = generations.current(self._root)
            manifest = manifest_file.read(folder)
            previous = manifest.generation
            if encoder is not None:
                manifest.encoder.check(encoder)
            check_terms(manifest.terms, manifest.context)
            wrong = generations.wrong_files(folder, manifest, whole=False)
            if wrong:
                raise StoreError("damaged_before", wrong=wrong[0])
            return Segments(folder), previous
        except (StoreError, OSError):
            if not anew:
                raise
            folders = generations.whole(self._root)
            return None, previous or (folders[-1].name if folders else None)

    @property
    def before(self) -> Status | None:
        return status_of(self._root, self._segments.manifest) if self._segments else None

    def entries(
        self, by: Literal["id", "own_id", "digest", "real"], values: Iterable[str]
    ) -> list[Entry]:
        if self._segments is None:
            return []
        return [facts.entry for _, facts in self._segments.find(by, list(values))]

    def beginning(self, by: Literal["own_id", "real"], start: str) -> Iterator[Entry]:
        if self._segments is not None:
            for _, facts in self._segments.beginning(by, start):
                yield facts.entry

    def vectors(self, hashes: Sequence[bytes]) -> dict[bytes, Floats]:
        vectors: dict[bytes, Floats] = {}
        if not hashes:
            return vectors
        wanted_heads = np.frombuffer(b"".join(hashes), "<u8").reshape(-1, 2)[:, 0]
        order = np.argsort(wanted_heads)
        for segment in self._old_segments:
            heads = np.ascontiguousarray(segment.hashes[:, :8]).view("<u8")[:, 0]
            places = np.minimum(wanted_heads[order].searchsorted(heads), len(wanted_heads) - 1)
            for row in np.flatnonzero(wanted_heads[order][places] == heads).tolist():
                digest = segment.hashes[row].tobytes()
                if digest not in vectors:
                    vectors[digest] = np.array(segment.vectors[row])
        return {digest: vectors[digest] for digest in hashes if digest in vectors}

    def put(self, articles: Sequence[tuple[Entry, Article]], passages: Passages) -> None:
        self._check_folder()
        with writing_to(self._folder, "cannot_write_index"):
            if self._writer is None:
                self._writer = SegmentWriter(self._folder, self._new_name(), self._centre)
                self._resources.callback(self._writer.abandon)
            self._writer.put(articles, passages)
        self._added_orders += (entry.order for entry, _ in articles)

    def remove(self, ids: Iterable[str]) -> None:
        if self._segments is not None:
            for number, facts in self._segments.find("id", list(ids)):
                self._removed.setdefault(number, set()).add(facts.key - 1)

    def rename(self, renamed: Sequence[Renamed]) -> None:
        """One of an old segment, which does not change, dies there and is put anew."""
        new: list[Renamed] = []
        old: list[Renamed] = []
        for renaming in renamed:
            is_new = self._writer is not None and self._writer.rows.has(renaming[0])
            (new if is_new else old).append(renaming)
        if new and self._writer:
            self._writer.rows.rename(new)
        for entry, name, notes in old:
            assert self._segments is not None
            ((number, facts),) = self._segments.find("id", [entry.id])
            article = self._old_segments[number].article(facts)
            passages = _passages(self._old_segments[number], facts.key - 1, article)
            self.remove([entry.id])
            self.put([(replace(entry, id=name, notes=notes), article)], passages)

    def finish(self) -> Status:
        with writing_to(self._folder, "cannot_write_index"):
            manifest = self._publish()
        with suppress(OSError):  # what is not cleared away now is by the next change
            generations.clear(self._root, {manifest.generation, manifest.previous})
        self._resources.close()
        with suppress(OSError):
            if merge_policy.parted(manifest.segments)[1]:
                background_merge.start(self._root)
        return status_of(self._root, manifest)

    def abandon(self) -> None:
        self._resources.close()  # to the last, the lock, whatever goes wrong before

    def _discard(self) -> None:
        if self._has_lock() and not self.published:
            generations.discard(self._folder)

    @property
    def published(self) -> bool:
        return self._published or generations.is_current(self._root, self._folder)

    # ------------------------------------------------------------------ what finish does

    def _check_folder(self) -> None:
        """Before anything is written into it: what lies there now may be another writer's."""
        if not self._has_lock():
            raise IndexMissing("index_gone", path=self._root)

    def _publish(self) -> Manifest:
        self._check_folder()
        old_facts = [segment.facts for segment in self._old_segments]
        with background_merge.taken(self._root, old_facts) as merge:
            manifest = self._finish(merge if merge and self._left_out_only_dead(merge) else None)
            self._check_folder()
            generations.publish(self._root, manifest)
            self._published = True
        return manifest

    def _left_out_only_dead(self, merge: Merge) -> bool:
        """Whether what a merge left out is dead: after a rollback it may live again."""
        return all(
            self._old_segments[number].dead[renumbered < 0].all()
            for number, renumbered in zip(merge.sources, merge.numbers, strict=True)
        )

    def _finish(self, merge: Merge | None) -> Manifest:
        facts = [
            linked(segment, self._folder / segment.facts.name, self._newly_dead(number))
            for number, segment in enumerate(self._old_segments)
        ]
        if self._writer is not None:
            facts.append(self._writer.finish())
        order = self._order([segment.articles for segment in facts])
        merging = Merging(
            self._folder, self._centre, self._old_segments, self._newly_dead, self._new_name
        )
        facts, order = merging.merged(facts, order, merge)
        arrays: dict[str, NDArray[Any]] = {ORDER: order, CENTRE: self._centre}
        files: dict[str, FileFacts] = {
            name: write_array(self._folder / name, array) for name, array in arrays.items()
        }
        for segment in facts:
            sync_folder(self._folder / segment.name)
        return Manifest(
            format=manifest_file.FORMAT,
            generation=self._folder.name,
            previous=self._previous,
            built=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            seconds=round(time.perf_counter() - self._started, 3),
            encoder=self._encoder,
            terms=analyzer.fingerprint(),
            context=search_text.VERSION,
            segments=tuple(facts),
            files=files,
        )

    @cached_property
    def _centre(self) -> Floats:
        if self._segments is not None:
            return self._segments.centre
        assert self._given_encoder is not None
        return centre(self._given_encoder)

    def _new_name(self) -> str:
        """That no segment of the generation before has."""
        numbers = [int(segment.facts.name[4:]) for segment in self._old_segments]
        self._new_names += 1
        return f"seg-{max(numbers, default=0) + self._new_names:06d}"

    def _newly_dead(self, number: int) -> Numbers:
        """The articles of an old segment that died now."""
        return np.array(sorted(self._removed.get(number, ())), np.int64)

    def _order(self, sizes: Sequence[int]) -> Numbers:
        """The living articles in the order of the index, by their numbers before a merge."""
        old_order = self._segments.order if self._segments else np.zeros(0, np.int64)
        first = sum(sizes) - len(self._added_orders)
        if self._removed and self._segments is not None:
            is_removed = np.zeros(first, bool)
            for number, articles in self._removed.items():
                is_removed[np.array(sorted(articles)) + self._segments.bases[number]] = True
            old_order = old_order[~is_removed[old_order]]
        added = sorted(range(len(self._added_orders)), key=self._added_orders.__getitem__)
        added_numbers = np.array(added, np.int64) + first
        if not len(old_order):
            return added_numbers
        if len(added) <= _PUT_ONE_BY_ONE:
            positions = [
                bisect_left(old_order, self._added_orders[index], key=self._order_of)
                for index in added
            ]
            return np.insert(old_order, positions, added_numbers)
        places: list[tuple[str, int]] = []
        for segment in self._old_segments:
            places += (facts.entry.order for facts in segment.documents.all_facts())
        places += self._added_orders
        numbers = [*old_order.tolist(), *added_numbers.tolist()]
        return np.array(sorted(numbers, key=places.__getitem__), np.int64)

    def _order_of(self, article: int) -> tuple[str, int]:
        assert self._segments is not None
        return self._segments.facts(np.array([article]))[0].entry.order


def _passages(segment: Segment, number: int, article: Article) -> Passages:
    """Those of an article of a segment, encoded as they are."""
    rows = slice(*segment.starts[number : number + 2].tolist())
    hashes, vectors = np.asarray(segment.hashes[rows]), np.asarray(segment.vectors[rows])
    return Passages(hashes, vectors, *terms_of([article]))
