"""Index writer: builds an index, adds and removes articles, each as a new generation.

One way for all of it, and for every engine: the articles that stay are left as they are, the new
ones are analysed and encoded, and the engine's draft keeps them (`index/store.py`).
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from corpus import bundled
from corpus.records import Skipped
from encoders import open_encoder
from encoders.base import Encoder
from errors import IndexMissing, SourceError
from index.change_plan import Change, Plan, Progress, planned
from index.compatibility import EncoderFacts
from index.corrections_file import CorrectionsFile
from index.engines import engine_of
from index.file_changes import FileChanges
from index.known_faults import known_faults
from index.own_files import own_file
from index.passages import Analysis
from index.store import Entry, IndexDraft, Status


@dataclass(frozen=True, slots=True)
class FileReport:
    """What came from one path."""

    path: str
    articles: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class Lacking:
    """Of the new articles, how many have no title, author or date, and how many have notes on what
    was inferred or left out: who builds an index is to know where to look."""

    titles: int = 0
    authors: int = 0
    dates: int = 0
    noted: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A finished change.  `articles` and `paragraphs` are what the index holds now; of the
    paragraphs, `reused` kept their vectors and `embedded` were encoded.  `files` are the paths that
    were read, `skipped` the files and rows that were not; `changes` says what an addition found
    new, changed, renamed or gone.  `known` are those of `skipped` that were so at the last sync.
    `lacking`: what is not known of the new articles."""

    generation: str
    articles: int
    paragraphs: int
    reused: int
    embedded: int
    seconds: float
    encoder: str
    skipped: tuple[Skipped, ...]
    files: tuple[FileReport, ...] = ()
    changes: FileChanges | None = None
    known: tuple[Skipped, ...] = ()
    lacking: Lacking = Lacking()


def build(
    paths: Iterable[Path | str] | None = None,
    index_dir: Path | str | None = None,
    *,
    encoder: str | Encoder | None = None,
    progress: Progress | None = None,
) -> Report:
    """A new generation from files and folders (None: the bundled articles).

    encoder: one, or its name; None: the default one (`encoders.default_encoder`).
    Paragraphs that were in the index before keep their vectors, if the encoder is the same.

    Raises:
        SourceError: nothing could be read; the old index stays.
        IndexBusy, StoreError: another writer, or a place that cannot be written.
        ModelMissing: there is no such encoder.
    """
    with transaction(index_dir, encoder, anew=True) as work:
        return _carry_out(work, index_dir, _build_change(paths), progress)


def build_first(
    paths: Iterable[Path | str] | None = None,
    index_dir: Path | str | None = None,
    *,
    encoder: str | Encoder | None = None,
    progress: Progress | None = None,
) -> Report | None:
    """`build` where there is no index; None if there is one, which is left as it is.

    Whether there is one is looked up by the holder of the lock: another process may have built it
    since its caller looked, and a build would take out all that it has.
    """
    with transaction(index_dir, encoder, anew=True) as work:
        with suppress(IndexMissing):
            engine_of(index_dir).current()
            return None
        return _carry_out(work, index_dir, _build_change(paths), progress)


def _build_change(paths: Iterable[Path | str] | None) -> Change:
    """Of a build: only what is read stays."""
    return Change([bundled()] if paths is None else list(paths), None)


def add(
    paths: Iterable[Path | str],
    index_dir: Path | str | None = None,
    *,
    encoder: str | Encoder | None = None,
    progress: Progress | None = None,
) -> Report:
    """A new generation with these files too; what came from one of them before is replaced.  Where
    nothing changed, no generation is made.

    Raises:
        IndexMismatch: `encoder` is not the one of the index.
        And as `build`; IndexMissing without an index.
    """
    with transaction(index_dir, encoder) as work:
        return _carry_out(work, index_dir, Change(list(paths), ()), progress)


def sync(
    folder: Path | str,
    index_dir: Path | str | None = None,
    *,
    encoder: str | Encoder | None = None,
    progress: Progress | None = None,
    moving: Collection[str] = (),
) -> Report:
    """Brings the index in step with a folder: adds what is new or changed in it, takes out what is
    gone; `Report.changes` names each.  Without an index, builds one, as `build`.

    What cannot be read stays as it was, and where nothing changed no generation is made;
    `Report.known` has what the sync before of this folder could not read either.
    moving: files under it that are being written: not read, and what came from them stays.

    Raises:
        SourceError: it is no folder, or has no article and never had one.
        And as `add`.
    """
    path = Path(folder)
    if not path.is_dir():
        _no_folder(path, index_dir)
    encoder = open_encoder(encoder) if isinstance(encoder, str) else encoder  # once for both
    change = Change([path], (), in_step=True, moving=moving)
    while True:
        try:
            with transaction(index_dir, encoder) as work:
                report = _carry_out(work, index_dir, change, progress)
        except IndexMissing:
            first = build_first([path], index_dir, encoder=encoder, progress=progress)
            if first is None:
                continue
            new = tuple(file.path for file in first.files)
            report = replace(first, changes=FileChanges(new, (), (), (), 0, ()))
        return replace(report, known=known_faults(index_dir, path, report.skipped))


def _no_folder(path: Path, index_dir: Path | str | None) -> NoReturn:
    """Raises SourceError: what to do about it differs where there is an index."""
    try:
        engine_of(index_dir).current()
    except IndexMissing:
        if path.exists():
            raise SourceError("file_no_folder", path=path) from None
        raise SourceError("no_folder", path=path) from None
    raise SourceError("not_a_folder", path=path)


def remove(
    ids: Iterable[str],
    index_dir: Path | str | None = None,
    *,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> Report:
    """A new generation without these articles.

    Raises:
        SourceError: an id that is not in the index; nothing is removed.
        And as `add`.
    """
    with transaction(index_dir, encoder, encodes=False) as work:
        return _carry_out(work, index_dir, Change([], tuple(ids)), progress)


def rollback(path: Path | str | None = None, *, unchanged: str | None = None) -> Status:
    """Makes the newest whole generation before the current one the current one.

    unchanged: only while this generation is the current one.

    Raises:
        StoreError: it is not `unchanged`; nothing was done.
        IndexMissing: there is no other whole generation to go back to.
        IndexBusy, StoreError: another writer, or a place that cannot be written.
    """
    # What a change that died made of the corrections is told by which generation is current.
    return engine_of(path).rollback(unchanged, lambda: CorrectionsFile(path).settle())


def _carry_out(
    work: Transaction, index: str | Path | None, change: Change, progress: Progress | None
) -> Report:
    """Carries a change out."""
    draft = work.draft
    plan = planned(draft, change, own_file(index), work.corrections, work.analysis, progress)
    same = not plan.new and not plan.removed and change.removed_ids is not None
    if same and draft.before:
        report = work.report(draft.before)
    else:
        if progress:
            progress(len(plan.unchanged) + len(plan.new), None, "writing")
        report = work.commit()
    skipped = tuple(plan.skipped)
    return replace(
        report, skipped=skipped, files=_by_path(plan), changes=plan.files,
        lacking=_lacking(plan.new),
    )  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True)
class Transaction:
    """A change of an index while it is made.  encoder: None if nothing new can come.  analysis:
    puts articles into the draft.  started: as `time.perf_counter` had it."""

    draft: IndexDraft
    encoder: Encoder | None
    corrections: CorrectionsFile
    analysis: Analysis
    started: float

    def commit(self) -> Report:
        """Saves the corrections, and makes the draft the current generation."""
        with self.corrections.saving(self.draft):
            return self.report(self.draft.finish())

    def report(self, current: Status) -> Report:
        """What the change came to."""
        embedded = self.analysis.paragraphs - self.analysis.reused
        return Report(
            generation=current.generation,
            articles=current.articles,
            paragraphs=current.paragraphs,
            reused=current.paragraphs - embedded,
            embedded=embedded,
            seconds=round(time.perf_counter() - self.started, 3),
            encoder=current.encoder,
            skipped=(),
        )


@contextmanager
def transaction(
    index: str | Path | None, encoder: str | Encoder | None, *, anew: bool = False,
    encodes: bool = True,
) -> Iterator[Transaction]:  # fmt: skip
    """All that a change of an index needs; what was not committed is as if it had never been.

    encoder: one, or its name; None: that of the generation before, or with `anew`, a build, the
    default one.  encodes: whether new paragraphs may come; if not, none is opened.
    """
    if isinstance(encoder, str) or (anew and encoder is None):
        encoder = open_encoder(encoder)
    started = time.perf_counter()
    draft = engine_of(index).begin(encoder, anew=anew)
    try:
        before = draft.before
        if before and encodes:
            facts = EncoderFacts(before.encoder, before.revision, before.dimension)
            encoder = facts.opened(encoder)
        dimension = encoder.dimension if encoder else before.dimension if before else 0
        analysis = Analysis(encoder, dimension, draft.vectors, draft.put)
        corrections = CorrectionsFile(index)
        corrections.settle()
        yield Transaction(draft, encoder, corrections, analysis, started)
    finally:
        draft.abandon()


def _lacking(entries: Sequence[Entry]) -> Lacking:
    return Lacking(
        titles=sum(not entry.metadata.title for entry in entries),
        authors=sum(not entry.metadata.author for entry in entries),
        dates=sum(not entry.metadata.published for entry in entries),
        noted=sum(bool(entry.notes) for entry in entries),
    )


def _by_path(plan: Plan) -> tuple[FileReport, ...]:
    by_path: dict[str, list[int]] = {}
    for entry in plan.new:
        by_path.setdefault(entry.path, []).append(entry.paragraphs)
    return tuple(FileReport(path, len(counts), sum(counts)) for path, counts in by_path.items())
