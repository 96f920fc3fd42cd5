"""Draft of a generation: a new segment, what died in the old ones, and the order of all articles.

The new generation has the files of the segments that it shares with the one before by links, so a
change costs what it changes.  Links keep the hash that the manifest had for a file: damage stays
what `verify` finds, and no new hash is made over it; a segment that is merged is compared first.
"""

from __future__ import annotations

import shutil
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article
from encoders.base import Encoder
from errors import IndexMissing, StoreError
from index import analyzer, fields
from index.centroid import centre
from index.compatibility import check_terms, maker_of
from index.local import generations, manifest, merge_policy, merger
from index.local.files import FileFacts, sync_folder, write_array, writing_to
from index.local.lock import writing
from index.local.manifest import Manifest, status_of
from index.local.merger import Merge
from index.local.segment import CENTRE, Segment, SegmentFacts
from index.local.segment_writer import SegmentWriter, linked
from index.local.segments import ORDER, Segments
from index.passages import terms_of
from index.store import Entry, Floats, Numbers, Passages, Renamed, Status
from language.arrays import offsets

_PUT_ONE_BY_ONE = 200
"""New articles that are put into the order one by one; of more, all are sorted."""


class LocalDraft:
    """`IndexDraft` (see `index/store.py`) in a folder beside the current generation."""

    def __init__(self, root: Path, encoder: Encoder | None, *, anew: bool) -> None:
        self._started = time.perf_counter()
        self._root = root
        self._open = True
        self._published = False
        with ExitStack() as stack:
            if not anew:
                generations.pointer(root)  # raises IndexMissing before anything is made
            self._holds = stack.enter_context(writing(root))
            self._folder = generations.begin(root)
            stack.callback(self._discard)
            self._old, self._previous = self._open_old(encoder, anew=anew)
            self._encoder = maker_of(encoder, self._old.manifest.encoder if self._old else None)
            self._given = encoder
            self._writer: SegmentWriter | None = None
            self._written: SegmentFacts | None = None
            self._dead: dict[int, set[int]] = {}
            self._added: list[tuple[str, int]] = []
            self._made = 0
            self._held = stack.pop_all()  # the lock, and the folder while it is not published

    def _open_old(
        self, encoder: Encoder | None, *, anew: bool
    ) -> tuple[Segments | None, str | None]:
        """The generation to start from, and the name of the one before.  A build starts from
        nothing where it cannot start from the old; a change cannot."""
        previous: str | None = None
        try:
            folder = generations.current(self._root)
            found = manifest.read(folder)
            previous = found.generation
            if encoder is not None:
                found.encoder.check(encoder)
            check_terms(found.terms, found.context)
            wrong = generations.wrong_files(folder, found, whole=False)
            if wrong:
                raise StoreError("damaged_before", wrong=wrong[0])
            return Segments(folder), previous
        except (StoreError, OSError):
            if not anew:
                raise
            whole = generations.whole(self._root)
            return None, previous or (whole[-1].name if whole else None)

    @property
    def before(self) -> Status | None:
        return status_of(self._root, self._old.manifest) if self._old else None

    def entries(
        self, by: Literal["id", "own_id", "digest", "real"], values: Iterable[str]
    ) -> list[Entry]:
        if self._old is None:
            return []
        return [facts.entry for _, facts in self._old.find(by, list(values))]

    def beginning(self, by: Literal["own_id", "real"], start: str) -> Iterator[Entry]:
        if self._old is not None:
            for _, facts in self._old.beginning(by, start):
                yield facts.entry

    def vectors(self, hashes: Sequence[bytes]) -> dict[bytes, Floats]:
        found: dict[bytes, Floats] = {}
        if self._old is None or not hashes:
            return found
        wanted = np.frombuffer(b"".join(hashes), "<u8").reshape(-1, 2)[:, 0]
        order = np.argsort(wanted)
        for segment in self._old.segments:
            heads = np.ascontiguousarray(segment.hashes[:, :8]).view("<u8")[:, 0]
            at = np.minimum(wanted[order].searchsorted(heads), len(wanted) - 1)
            for row in np.flatnonzero(wanted[order][at] == heads).tolist():
                digest = segment.hashes[row].tobytes()
                if digest not in found:
                    found[digest] = np.array(segment.vectors[row])
        return {digest: found[digest] for digest in hashes if digest in found}

    def put(self, articles: Sequence[tuple[Entry, Article]], passages: Passages) -> None:
        self._check_folder()
        with writing_to(self._folder, "cannot_write_index"):
            if self._writer is None:
                self._writer = self._new_segment()
            self._writer.put(articles, passages)
        self._added += (entry.order for entry, _ in articles)

    def remove(self, ids: Iterable[str]) -> None:
        if self._old is not None:
            for number, facts in self._old.find("id", list(ids)):
                self._dead.setdefault(number, set()).add(facts.key - 1)

    def rename(self, renamed: Sequence[Renamed]) -> None:
        """One of an old segment, which does not change, dies there and is put anew."""
        mine: list[Renamed] = []
        old: list[Renamed] = []
        for one in renamed:
            written = self._writer is not None and self._writer.rows.has(one[0])
            (mine if written else old).append(one)
        if mine and self._writer:
            self._writer.rows.rename(mine)
        for entry, name, notes in old:
            assert self._old is not None
            ((number, facts),) = self._old.find("id", [entry.id])
            article = self._old.article(number, facts)
            passages = _passages(self._old.segments[number], facts.key - 1, article)
            self.remove([entry.id])
            self.put([(replace(entry, id=name, notes=notes), article)], passages)

    def finish(self) -> Status:
        with writing_to(self._folder, "cannot_write_index"):
            made = self._publish()
        with suppress(OSError):  # what is not cleared away now is by the next change
            generations.clear(self._root, {made.generation, made.previous})
        self._let_go()
        with suppress(OSError):
            if merge_policy.parted(made.segments)[1]:
                merger.start(self._root)
        return status_of(self._root, made)

    def abandon(self) -> None:
        if self._open:
            self._let_go()

    def _let_go(self) -> None:
        self._open = False
        with self._held, ExitStack() as steps:  # the lock goes, whatever goes wrong before
            if self._old is not None:
                steps.callback(self._old.close)
            if self._writer is not None and self._written is None:
                steps.callback(self._writer.abandon)

    def _discard(self) -> None:
        if self._holds() and not self.published:
            generations.discard(self._folder)

    @property
    def published(self) -> bool:
        return self._published or generations.is_current(self._root, self._folder)

    # ------------------------------------------------------------------ what finish does

    def _check_folder(self) -> None:
        """Before anything is written into it: what lies there now may be another writer's."""
        if not self._holds():
            raise IndexMissing("index_gone", path=self._root)

    def _publish(self) -> Manifest:
        self._check_folder()
        olds = [one.facts for one in self._old.segments] if self._old else []
        with merger.taken(self._root, olds) as done:
            made = self._finish(done if done and self._holds_all(done) else None)
            self._check_folder()
            generations.publish(self._root, made)
            self._published = True
        return made

    def _holds_all(self, done: Merge) -> bool:
        """Whether what a merge left out is dead: after a rollback it may live again."""
        assert self._old is not None
        return all(
            self._old.segments[number].dead[renumbered < 0].all()
            for number, renumbered in zip(done.sources, done.numbers, strict=True)
        )

    def _finish(self, done: Merge | None) -> Manifest:
        olds = self._old.segments if self._old else []
        if self._writer is not None:
            self._written = self._writer.finish()
        facts = [
            linked(segment, self._folder / segment.facts.name, self._died(number))
            for number, segment in enumerate(olds)
        ]
        if self._written is not None:
            facts.append(self._written)
        order = self._order([one.articles for one in facts])
        facts, order = self._merged(facts, order, done)
        arrays: dict[str, NDArray[Any]] = {ORDER: order, CENTRE: self._centre}
        files: dict[str, FileFacts] = {
            name: write_array(self._folder / name, array) for name, array in arrays.items()
        }
        for one in facts:
            sync_folder(self._folder / one.name)
        return Manifest(
            format=manifest.FORMAT,
            generation=self._folder.name,
            previous=self._previous,
            built=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            seconds=round(time.perf_counter() - self._started, 3),
            encoder=self._encoder,
            terms=analyzer.fingerprint(),
            context=fields.VERSION,
            segments=tuple(facts),
            files=files,
        )

    @cached_property
    def _centre(self) -> Floats:
        if self._old is not None:
            return self._old.centre
        assert self._given is not None
        return centre(self._given)

    def _new_segment(self) -> SegmentWriter:
        return SegmentWriter(self._folder, self._new_name(), self._centre)

    def _new_name(self) -> str:
        """That no segment of the generation before has."""
        taken = [int(one.facts.name[4:]) for one in self._old.segments] if self._old else []
        self._made += 1
        return f"seg-{max(taken, default=0) + self._made:06d}"

    def _died(self, number: int) -> Numbers:
        """The articles of an old segment that died now."""
        return np.array(sorted(self._dead.get(number, ())), np.int64)

    def _order(self, sizes: Sequence[int]) -> Numbers:
        """The living articles in the order of the index, by their numbers before a merge."""
        old = self._old.order if self._old else np.zeros(0, np.int64)
        first = sum(sizes) - len(self._added)
        if self._dead and self._old is not None:
            gone = np.zeros(first, bool)
            for number, some in self._dead.items():
                gone[np.array(sorted(some)) + self._old.bases[number]] = True
            old = old[~gone[old]]
        new = sorted(range(len(self._added)), key=self._added.__getitem__)
        fresh = np.array(new, np.int64) + first
        if not len(old):
            return fresh
        if len(new) <= _PUT_ONE_BY_ONE:
            at = [bisect_left(old, self._added[one], key=self._place) for one in new]
            return np.insert(old, at, fresh)
        assert self._old is not None
        places: list[tuple[str, int]] = []
        for segment in self._old.segments:
            places += (facts.entry.order for facts in segment.documents.all_facts())
        places += self._added
        every = [*old.tolist(), *fresh.tolist()]
        return np.array(sorted(every, key=places.__getitem__), np.int64)

    def _place(self, article: int) -> tuple[str, int]:
        assert self._old is not None
        return self._old.facts(np.array([article]))[0].entry.order

    def _merged(
        self, facts: list[SegmentFacts], order: Numbers, done: Merge | None
    ) -> tuple[list[SegmentFacts], Numbers]:
        """The segments after the merges, those that are done and those that are made now, and the
        order by their new numbers."""
        groups = merge_policy.parted(facts)[0]
        if done is not None:
            groups = [some for some in groups if not set(some) & set(done.sources)]
        if not groups and done is None:
            return facts, order
        gone = {number for some in groups for number in some} | set(done.sources if done else ())
        made: list[_Made] = [
            _Made(one, (number,), (np.arange(one.articles),))
            for number, one in enumerate(facts)
            if number not in gone
        ]
        if done is not None:
            made.append(_Made(self._taken_up(done), done.sources, done.numbers))
        for some in groups:
            if any(facts[number].living for number in some):
                made.append(self._merge(facts, some))
        for number in gone:
            shutil.rmtree(self._folder / facts[number].name)
        return [one.facts for one in made], _renumbered(facts, made)[order]

    def _merge(self, facts: Sequence[SegmentFacts], some: Sequence[int]) -> _Made:
        """One segment of several."""
        writer = self._new_segment()
        numbers = [
            merger.copied(writer, self._folder, facts[number], self._centre) for number in some
        ]
        return _Made(writer.finish(), some, numbers)

    def _taken_up(self, done: Merge) -> SegmentFacts:
        """A segment that was merged in the background, with what died since."""
        assert self._old is not None
        name = self._new_name()
        segment = Segment(done.folder, done.merged, self._centre)
        try:
            died = []
            for number, renumbered in zip(done.sources, done.numbers, strict=True):
                before = np.flatnonzero(self._old.segments[number].dead)
                died.append(renumbered[np.concatenate([before, self._died(number)])])
            since = np.unique(np.concatenate(died))
            return replace(linked(segment, self._folder / name, since[since >= 0]), name=name)
        finally:
            segment.close()


@dataclass(frozen=True, eq=False, slots=True)
class _Made:
    """A segment of the new generation.  sources: the numbers of those that it was made of;
    numbers: of the articles of each in it, -1 for one that was dead."""

    facts: SegmentFacts
    sources: Sequence[int]
    numbers: Sequence[Numbers]


def _renumbered(before: Sequence[SegmentFacts], made: Sequence[_Made]) -> Numbers:
    """The new number of each article of the segments before."""
    bases = offsets(np.array([one.articles for one in before], np.int64))
    found = np.full(int(bases[-1]), -1, np.int64)
    base = 0
    for one in made:
        for source, numbers in zip(one.sources, one.numbers, strict=True):
            new = np.where(numbers < 0, -1, numbers + base)
            found[bases[source] : bases[source + 1]] = new
        base += one.facts.articles
    return found


def _passages(segment: Segment, number: int, article: Article) -> Passages:
    """Those of an article of a segment, encoded as they are."""
    own = slice(*segment.starts[number : number + 2].tolist())
    hashes, vectors = np.asarray(segment.hashes[own]), np.asarray(segment.vectors[own])
    return Passages(hashes, vectors, *terms_of([article]))
