"""Draft: the next generation of an index in Milvus while it is written.

What is put is kept in files until all is read: the weight of a term in a row needs the mean length
of all rows.  `finish` writes it, reads it back, and moves the pointer.
"""

from __future__ import annotations

import pickle
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal

import numpy as np

from corpus.records import Article
from encoders.base import Encoder
from errors import StoreError, StoreTimeout, StoreUnavailable
from index import analyzer, search_text
from index.compatibility import check_terms, maker_of
from index.local.files import writing_to
from index.milvus import cleanup
from index.milvus.commit import Commit, Totals, weighted
from index.milvus.connection import Connection
from index.milvus.generations import FORMAT, Generations, Manifest
from index.milvus.records import StoredArticle, dense_of, hash_key
from index.milvus.schema import PARTS, base_of, columns
from index.milvus.snapshot import Snapshot
from index.passages import terms_of
from index.store import Entry, Floats, Passages, Renamed, Status

_DRIFT = 0.1
"""By how much of the mean length of its beginning an epoch may move; then a build begins anew."""

_MOST_LOOKUPS = 500
"""Look-ups of articles by one value, after which all are read and kept."""

Values = Literal["id", "own_id", "digest", "real"]


class MilvusDraft:
    """`IndexDraft` (see `index/store.py`)."""

    def __init__(
        self, connection: Connection, generations: Generations, name: str, place: str,
        encoder: Encoder | None, *, anew: bool,
    ) -> None:  # fmt: skip
        self._started = time.perf_counter()
        self._name, self._place = name, place
        if not anew:
            generations.current()  # raises IndexMissing before anything is made
        generations.make()
        self._published = False
        with ExitStack() as stack:
            stack.callback(generations.forget_pointer)
            self._lease = generations.lease()
            stack.callback(self._lease.release)
            # whoever was taken over meanwhile, as a machine that slept, changes nothing any more
            connection = self._connection = connection.guarded(self._lease.renew)
            generations = self._generations = Generations(connection, name, place)
            self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wenbao-")))
            current = self._current(encoder, anew=anew)
            cleanup.undo(connection, generations, name, current)
            numbers = [0, *generations.all()]
            self._previous = max(numbers) or None
            self._number = max(numbers) + 1
            self._reusable: Snapshot | None = None
            if current is not None:
                self._reusable = Snapshot(connection, name, current).loaded()
            self._snapshot = self._reusable
            if self._snapshot and anew and _drifted(self._snapshot.manifest):
                self._snapshot = None
            maker = self._snapshot.manifest.maker if self._snapshot else None
            self._encoder = maker_of(encoder, maker)
            self._resources = stack.pop_all()  # the lease, and the files
        self._totals = Totals()
        self._removed: dict[str, StoredArticle] = {}
        self._names: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
        self._put_marks: set[tuple[str, str]] = set()
        self._files = 0
        self._lookups = 0
        self._by_value: dict[str, list[StoredArticle]] | None = None

    def _current(self, encoder: Encoder | None, *, anew: bool) -> Manifest | None:
        """The generation to start from.  A build starts from nothing where it cannot start from
        that; a change cannot."""
        try:
            manifest = self._generations.manifest()
            if encoder is not None:
                manifest.maker.check(encoder)
            check_terms(manifest.terms, manifest.context)
            base = base_of(self._name, manifest.epoch)
            if not all(self._connection.has(f"{base}_{part}") for part in PARTS):
                raise StoreError("milvus_gone", uri=self._place)
        except (StoreUnavailable, StoreTimeout):
            raise
        except StoreError:
            if not anew:
                raise
            return None
        return manifest

    # ------------------------------------------------------------------ what is changed

    @property
    def before(self) -> Status | None:
        return self._snapshot.manifest.status(self._place) if self._snapshot else None

    def entries(self, by: Values, values: Iterable[str]) -> list[Entry]:
        return [stored.entry for stored in self._stored(by, values)]

    def _stored(self, by: Values, values: Iterable[str]) -> list[StoredArticle]:
        if self._snapshot is None:
            return []
        if self._by_value is None:
            self._lookups += 1
            if self._lookups < _MOST_LOOKUPS:
                return self._snapshot.entries(by, values)
            self._by_value = {}
            for stored in self._snapshot.articles():
                for name in ("id", "own_id", "digest", "real"):
                    key = f"{name}\0{getattr(stored.entry, name)}"
                    self._by_value.setdefault(key, []).append(stored)
        return [
            stored for value in set(values) for stored in self._by_value.get(f"{by}\0{value}", ())
        ]

    def beginning(self, by: Literal["own_id", "real"], start: str) -> Iterator[Entry]:
        if self._snapshot is not None:
            yield from (stored.entry for stored in self._snapshot.beginning(by, start))

    def vectors(self, hashes: Sequence[bytes]) -> dict[bytes, Floats]:
        if self._reusable is None or not hashes:
            return {}
        by_hex = {digest.hex(): digest for digest in hashes}
        records = self._connection.find_in(
            self._reusable.collection("rows"), "hash_key", [hash_key(digest) for digest in hashes],
            ["hash", "dense"], most=50,
        )  # fmt: skip
        return {by_hex[row["hash"]]: dense_of(row) for row in records if row["hash"] in by_hex}

    # ------------------------------------------------------------------ the change

    def put(self, articles: Sequence[tuple[Entry, Article]], passages: Passages) -> None:
        self._put_marks |= {_mark(entry) for entry, _ in articles}
        self._spill(articles, passages, named=False)

    def _spill(
        self, articles: Sequence[tuple[Entry, Article]], passages: Passages, *, named: bool
    ) -> None:
        """named: whether their ids are those that they keep."""
        totals = self._totals
        totals.articles += len(articles)
        totals.paragraphs += len(passages.vectors)
        totals.length += int(passages.counts.sum())
        totals.terms(passages.keys, 1)
        spilled = self._folder / f"{self._files:08d}"
        with writing_to(self._folder, "cannot_write_index"), spilled.open("wb") as file:
            pickle.dump((articles, passages, named), file, pickle.HIGHEST_PROTOCOL)
        self._files += 1
        self._lease.renew()

    def remove(self, ids: Iterable[str]) -> None:
        for stored in self._stored("id", list(ids)):
            self._removed[stored.entry.id] = stored

    def rename(self, renamed: Sequence[Renamed]) -> None:
        """An old article, whose records do not change, is taken out and put anew."""
        old = [renaming for renaming in renamed if _mark(renaming[0]) not in self._put_marks]
        self._names |= {_mark(entry): (name, notes) for entry, name, notes in renamed
                        if _mark(entry) in self._put_marks}  # fmt: skip
        for entry, name, notes in old:
            assert self._snapshot is not None
            (stored,) = self._stored("id", [entry.id])
            article = self._snapshot.article(stored)
            keys = list(stored.keys())
            records = self._snapshot.records(keys, ["pk", "hash", "dense"])
            hashes = np.array([list(bytes.fromhex(record["hash"])) for record in records], np.uint8)
            vectors = np.array([record["dense"] for record in records], np.float32)
            passages = Passages(hashes, vectors, *terms_of([article]))
            self._removed[entry.id] = stored
            self._spill([(replace(entry, id=name, notes=notes), article)], passages, named=True)

    def finish(self) -> Status:
        self._lease.check()
        old_manifest = self._snapshot.manifest if self._snapshot else None
        epoch = old_manifest.epoch if old_manifest else self._number
        totals = self._totals
        mean = old_manifest.mean if old_manifest else totals.length / max(totals.paragraphs, 1)
        base = base_of(self._name, epoch)
        if old_manifest is None:
            for part in PARTS:
                made_columns = columns(part, self._encoder.dimension, totals.paragraphs)
                self._connection.create(f"{base}_{part}", made_columns)
        commit = Commit(self._connection, base, self._number, mean, totals)
        for articles, passages in self._spilled():
            commit.put(articles, passages)
        if self._snapshot:
            commit.take_out(self._snapshot, list(self._removed.values()))
        manifests = self._generations.whole()
        numbers = [manifest.number for manifest in manifests if manifest.epoch == epoch]
        commit.count_terms(self._snapshot, min(numbers, default=0))
        new_manifest = self._manifest(old_manifest, epoch, mean)
        commit.read_back((new_manifest.articles, new_manifest.paragraphs))
        self._lease.check()
        self._generations.write(new_manifest)
        self._published = True  # a time-out does not say whether the step was taken
        self._generations.point(new_manifest)
        with suppress(StoreError):  # what is left over goes next time
            self._lease.check()
            cleanup.clear(self._connection, self._generations, self._name, new_manifest)
        self._resources.close()
        return new_manifest.status(self._place)

    @property
    def published(self) -> bool:
        return self._published

    def _spilled(self) -> Iterator[tuple[list[tuple[Entry, Article]], Passages]]:
        """What was put, with the ids that it got."""
        for file in sorted(self._folder.iterdir()):
            articles, passages, named = pickle.loads(file.read_bytes())
            if not named:
                articles = [(self._with_new_name(entry), article) for entry, article in articles]
            yield articles, passages

    def _with_new_name(self, entry: Entry) -> Entry:
        name, notes = self._names.get(_mark(entry), (entry.id, entry.notes))
        return replace(entry, id=name, notes=notes)

    def _manifest(self, old_manifest: Manifest | None, epoch: int, mean: float) -> Manifest:
        totals = self._totals
        keys, rows = totals.changes()

        def total(name: str, change: int) -> int:
            return change + (getattr(old_manifest, name) if old_manifest else 0)

        return Manifest(
            format=FORMAT,
            number=self._number,
            previous=self._previous,
            epoch=epoch,
            built=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            seconds=round(time.perf_counter() - self._started, 3),
            encoder=self._encoder.name,
            revision=self._encoder.revision,
            dimension=self._encoder.dimension,
            terms=analyzer.fingerprint(),
            context=search_text.VERSION,
            articles=total("articles", totals.articles),
            paragraphs=total("paragraphs", totals.paragraphs),
            mean=mean,
            length=total("length", totals.length),
            postings=total("postings", int(rows.sum())),
            terms_sum=total("terms_sum", weighted(keys, rows)) % (1 << 64),
            rows_sum=total("rows_sum", totals.rows_sum) % (1 << 64),
            bytes=total("bytes", totals.bytes),
        )

    def abandon(self) -> None:
        """What was written stays unseen, and goes when the next draft begins."""
        self._resources.close()


def _mark(entry: Entry) -> tuple[str, str]:
    """Tells what was put from an article of the generation before, which may have the same id."""
    return entry.id, entry.digest


def _drifted(manifest: Manifest) -> bool:
    mean = manifest.length / max(manifest.paragraphs, 1)
    return abs(mean - manifest.mean) > _DRIFT * manifest.mean
