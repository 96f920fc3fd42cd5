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
from index import analyzer, fields
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

_ASKED = 500
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
        self._open = True
        self._published = False
        with ExitStack() as stack:
            self._lease = generations.lease()
            stack.callback(self._lease.release)
            # whoever was taken over meanwhile, as a machine that slept, changes nothing any more
            connection = self._connection = connection.guarded(self._lease.renew)
            generations = self._generations = Generations(connection, name, place)
            self._spill = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wenbao-")))
            current = self._current(encoder, anew=anew)
            cleanup.undo(connection, generations, name, current)
            numbers = [0, *generations.all()]
            self._previous = max(numbers) or None
            self._number = max(numbers) + 1
            self._reusable: Snapshot | None = None
            if current is not None:
                self._reusable = Snapshot(connection, name, current).loaded()
            self._old = self._reusable
            if self._old and anew and _drifted(self._old.manifest):
                self._old = None
            self._encoder = maker_of(encoder, self._old.manifest.maker if self._old else None)
            self._held = stack.pop_all()  # the lease, and the files
        self._totals = Totals()
        self._removed: dict[str, StoredArticle] = {}
        self._names: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
        self._put: set[tuple[str, str]] = set()
        self._files = 0
        self._asked = 0
        self._all: dict[str, list[StoredArticle]] | None = None

    def _current(self, encoder: Encoder | None, *, anew: bool) -> Manifest | None:
        """The generation to start from.  A build starts from nothing where it cannot start from
        that; a change cannot."""
        try:
            found = self._generations.manifest()
            if encoder is not None:
                found.maker.check(encoder)
            check_terms(found.terms, found.context)
            base = base_of(self._name, found.epoch)
            if not all(self._connection.has(f"{base}_{part}") for part in PARTS):
                raise StoreError("milvus_gone", uri=self._place)
        except (StoreUnavailable, StoreTimeout):
            raise
        except StoreError:
            if not anew:
                raise
            return None
        return found

    # ------------------------------------------------------------------ what is changed

    @property
    def before(self) -> Status | None:
        return self._old.manifest.status(self._place) if self._old else None

    def entries(self, by: Values, values: Iterable[str]) -> list[Entry]:
        return [one.entry for one in self._found(by, values)]

    def _found(self, by: Values, values: Iterable[str]) -> list[StoredArticle]:
        if self._old is None:
            return []
        if self._all is None:
            self._asked += 1
            if self._asked < _ASKED:
                return self._old.entries(by, values)
            self._all = {}
            for one in self._old.articles():
                for name in ("id", "own_id", "digest", "real"):
                    self._all.setdefault(f"{name}\0{getattr(one.entry, name)}", []).append(one)
        return [one for value in set(values) for one in self._all.get(f"{by}\0{value}", ())]

    def beginning(self, by: Literal["own_id", "real"], start: str) -> Iterator[Entry]:
        if self._old is not None:
            yield from (one.entry for one in self._old.beginning(by, start))

    def vectors(self, hashes: Sequence[bytes]) -> dict[bytes, Floats]:
        if self._reusable is None or not hashes:
            return {}
        wanted = {one.hex(): one for one in hashes}
        found = self._connection.find_in(
            self._reusable.collection("rows"), "hash_key", [hash_key(one) for one in hashes],
            ["hash", "dense"], most=50,
        )  # fmt: skip
        return {wanted[one["hash"]]: dense_of(one) for one in found if one["hash"] in wanted}

    # ------------------------------------------------------------------ the change

    def put(self, articles: Sequence[tuple[Entry, Article]], passages: Passages) -> None:
        self._put |= {_mark(entry) for entry, _ in articles}
        self._keep(articles, passages, named=False)

    def _keep(
        self, articles: Sequence[tuple[Entry, Article]], passages: Passages, *, named: bool
    ) -> None:
        """named: whether their ids are those that they keep."""
        totals = self._totals
        totals.articles += len(articles)
        totals.paragraphs += len(passages.vectors)
        totals.length += int(passages.counts.sum())
        totals.terms(passages.keys, 1)
        spilled = self._spill / f"{self._files:08d}"
        with writing_to(self._spill, "cannot_write_index"), spilled.open("wb") as file:
            pickle.dump((articles, passages, named), file, pickle.HIGHEST_PROTOCOL)
        self._files += 1
        self._lease.renew()

    def remove(self, ids: Iterable[str]) -> None:
        for one in self._found("id", list(ids)):
            self._removed[one.entry.id] = one

    def rename(self, renamed: Sequence[Renamed]) -> None:
        """An old article, whose records do not change, is taken out and put anew."""
        old = [one for one in renamed if _mark(one[0]) not in self._put]
        self._names |= {_mark(entry): (name, notes) for entry, name, notes in renamed
                        if _mark(entry) in self._put}  # fmt: skip
        for entry, name, notes in old:
            assert self._old is not None
            (kept,) = self._found("id", [entry.id])
            article = self._old.article(kept)
            keys = list(kept.keys())
            records = self._old.records(keys, ["pk", "hash", "dense"])
            hashes = np.array([list(bytes.fromhex(one["hash"])) for one in records], np.uint8)
            vectors = np.array([one["dense"] for one in records], np.float32)
            passages = Passages(hashes, vectors, *terms_of([article]))
            self._removed[entry.id] = kept
            self._keep([(replace(entry, id=name, notes=notes), article)], passages, named=True)

    def finish(self) -> Status:
        self._lease.check()
        old = self._old.manifest if self._old else None
        epoch = old.epoch if old else self._number
        totals = self._totals
        mean = old.mean if old else totals.length / max(totals.paragraphs, 1)
        base = base_of(self._name, epoch)
        if old is None:
            for part in PARTS:
                made_columns = columns(part, self._encoder.dimension, totals.paragraphs)
                self._connection.create(f"{base}_{part}", made_columns)
        commit = Commit(self._connection, base, self._number, mean, totals)
        for articles, passages in self._kept():
            commit.put(articles, passages)
        if self._old:
            commit.take_out(self._old, list(self._removed.values()))
        stand = [one.number for one in self._generations.whole() if one.epoch == epoch]
        commit.count_terms(self._old, min(stand, default=0))
        made = self._manifest(old, epoch, mean)
        commit.read_back((made.articles, made.paragraphs))
        self._lease.check()
        self._generations.write(made)
        self._published = True  # a time-out does not say whether the step was taken
        self._generations.point(made)
        with suppress(StoreError):  # what is left over goes next time
            self._lease.check()
            cleanup.clear(self._connection, self._generations, self._name, made)
        self._let_go()
        return made.status(self._place)

    @property
    def published(self) -> bool:
        return self._published

    def _kept(self) -> Iterator[tuple[list[tuple[Entry, Article]], Passages]]:
        """What was put, with the ids that it got."""
        for file in sorted(self._spill.iterdir()):
            articles, passages, named = pickle.loads(file.read_bytes())
            if not named:
                articles = [(self._named(entry), article) for entry, article in articles]
            yield articles, passages

    def _named(self, entry: Entry) -> Entry:
        name, notes = self._names.get(_mark(entry), (entry.id, entry.notes))
        return replace(entry, id=name, notes=notes)

    def _manifest(self, old: Manifest | None, epoch: int, mean: float) -> Manifest:
        totals = self._totals
        keys, rows = totals.changes()

        def total(name: str, change: int) -> int:
            return change + (getattr(old, name) if old else 0)

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
            context=fields.VERSION,
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
        if self._open:
            self._let_go()

    def _let_go(self) -> None:
        self._open = False
        self._held.close()


def _mark(entry: Entry) -> tuple[str, str]:
    """Tells what was put from an article of the generation before, which may have the same id."""
    return entry.id, entry.digest


def _drifted(made: Manifest) -> bool:
    now = made.length / max(made.paragraphs, 1)
    return abs(now - made.mean) > _DRIFT * made.mean
