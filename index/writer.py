"""Building and changing an index: articles in, a new generation out.

One way for all of it: the articles that stay keep their rows, the new ones are taken apart, and
both are merged in the order of the index (by path, then by place in the file).  So a chain of
changes and one full build end in the same rows, postings and vectors.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import bundled
from corpus.records import Skipped
from errors import IndexMissing, StoreError
from index import context, generations, manifest, parts
from index.agreement import agree, fingerprint
from index.encoder import Encoder
from index.files import copy, facts_of, sync_file
from index.fresh import Fresh, Pair
from index.lock import writing
from index.manifest import Counts, EncoderFacts, Manifest
from index.merge import TextsOf, merged_parts
from index.parts import Parts
from index.place import default_index
from index.plan import Plan, Progress, name_articles, planned
from index.rows import Facts, RowFile, RowWriter


@dataclass(frozen=True, slots=True)
class FileReport:
    """What came from one path."""

    path: str
    articles: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class Report:
    """A finished change.  `articles` and `paragraphs` are what the index holds now; of the
    paragraphs, `reused` kept their vectors and `embedded` were encoded.  `files` are the paths that
    were read, `skipped` the files and rows that were not."""

    generation: str
    articles: int
    paragraphs: int
    reused: int
    embedded: int
    seconds: float
    encoder: str
    skipped: tuple[Skipped, ...]
    files: tuple[FileReport, ...] = ()


def build(
    paths: Iterable[Path | str] | None = None,
    index_dir: Path | str | None = None,
    *,
    encoder: str | Encoder = "builtin",
    progress: Progress | None = None,
) -> Report:
    """A new generation from files and folders (None: the bundled articles).

    Paragraphs that were in the index before keep their vectors, if the encoder is the same.

    Raises:
        SourceError: nothing could be read; the old index stays.
        IndexBusy, StoreError: another writer, or a place that cannot be written.
        ModelMissing: there is no such encoder.
    """
    found = [bundled()] if paths is None else list(paths)
    return _write(_root(index_dir), found, None, _encoder(encoder), progress)


def add(
    paths: Iterable[Path | str],
    index_dir: Path | str | None = None,
    *,
    encoder: str | Encoder | None = None,
    progress: Progress | None = None,
) -> Report:
    """A new generation with these files too; what came from one of them before is replaced.

    Raises:
        IndexMismatch: `encoder` is not the one of the index.
        And as `build`; IndexMissing without an index.
    """
    given = _encoder(encoder) if encoder is not None else None
    return _write(_root(index_dir), list(paths), (), given, progress)


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
    return _write(_root(index_dir), [], tuple(ids), encoder, progress)


@dataclass(frozen=True)
class _Old:
    """The generation that is changed."""

    folder: Path
    manifest: Manifest
    parts: Parts
    facts: list[Facts]


def _write(
    root: Path,
    paths: Sequence[Path | str],
    gone: tuple[str, ...] | None,
    encoder: Encoder | None,
    progress: Progress | None,
) -> Report:
    """`gone` None: only what is read stays; else all stays but these ids and what is replaced."""
    started = time.perf_counter()
    if gone is not None:
        generations.pointer(root)  # raises IndexMissing before anything is made
    with writing(root):
        folder = generations.begin(root)
        try:
            old, previous = _open_old(root, folder, encoder, anew=gone is None)
            if old and paths and encoder is None:
                encoder = _encoder(old.manifest.encoder.name)
                agree(old.manifest, encoder)
            report, made = _fill(folder, old, paths, gone, encoder, progress, started, previous)
            generations.publish(root, made)
        except BaseException as error:
            if not generations.is_current(root, folder):
                shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError):
                raise StoreError(
                    f"{folder} cannot be written: {error.strerror or error}; the old index stays"
                ) from error
            raise
        generations.clear(root, {made.generation, made.previous or ""})
    return report


def _open_old(
    root: Path, into: Path, encoder: Encoder | None, *, anew: bool
) -> tuple[_Old | None, str | None]:
    """The generation to start from, every hash compared and its rows copied, and the name of the
    one before.

    What is damaged must not get into a new generation under a new hash.  A build starts from
    nothing where it cannot start from the old; a change cannot.
    """
    previous: str | None = None
    try:
        folder = generations.current(root)
        found = manifest.read(folder)
        previous = found.generation
        agree(found, encoder)
        held = parts.load(folder, found)
        copy(folder / parts.ROWS, into / parts.ROWS, found.files[parts.ROWS])
        rows = RowFile(into / parts.ROWS)
        try:
            return _Old(folder, found, held, rows.all_facts()), previous
        finally:
            rows.close()
    except (StoreError, OSError):
        if not anew:
            raise
        (into / parts.ROWS).unlink(missing_ok=True)
        whole = generations.whole(root)
        return None, previous or (whole[-1].name if whole else None)


def _fill(
    folder: Path,
    old: _Old | None,
    paths: Sequence[Path | str],
    gone: tuple[str, ...] | None,
    encoder: Encoder | None,
    progress: Progress | None,
    started: float,
    previous: str | None,
) -> tuple[Report, Manifest]:
    facts_of_encoder = _encoder_facts(old, encoder)
    keep_sentences = old.manifest.counts.sentence_dimension > 0 if old else _cheap(encoder)
    base = (
        old.parts
        if old
        else parts.empty(
            facts_of_encoder.dimension, facts_of_encoder.dimension if keep_sentences else 0
        )
    )
    rows = RowWriter(folder / parts.ROWS)
    try:
        fresh = Fresh(encoder, facts_of_encoder.dimension, _known(old), keep_sentences)
        before = old.facts if old else []
        plan = planned(before, paths, gone, rows, fresh, progress)
        articles = plan.articles()
        name_articles(articles, rows)
        keys, owners = rows.order([one.key for one in articles])
    finally:
        rows.close()
    made = fresh.finish()
    merged = merged_parts(base, made, keys, owners, _texts_of(old))
    if progress:
        progress(len(articles), len(articles), "writing")
    files = parts.save(folder, merged)
    sync_file(folder / parts.ROWS)
    files[parts.ROWS] = facts_of(folder / parts.ROWS)
    seconds = round(time.perf_counter() - started, 3)
    new = Manifest(
        format=manifest.FORMAT,
        generation=folder.name,
        previous=previous,
        built=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        seconds=seconds,
        encoder=facts_of_encoder,
        terms=fingerprint(),
        context=context.VERSION,
        counts=Counts(
            sources=rows.sources,
            articles=len(articles),
            paragraphs=len(keys),
            sentences=len(merged.sentences.sizes),
            sentence_dimension=merged.sentences.vectors.shape[1],
            sentence_terms=len(merged.sentences.terms),
            terms=len(merged.postings.keys),
            postings=len(merged.postings.rows),
        ),
        files=files,
    )
    embedded = len(made.owners) - made.reused
    report = Report(
        generation=folder.name,
        articles=len(articles),
        paragraphs=len(keys),
        reused=len(keys) - embedded,
        embedded=embedded,
        seconds=seconds,
        encoder=facts_of_encoder.name,
        skipped=tuple(plan.skipped),
        files=_by_path(plan),
    )
    return report, new


def _texts_of(old: _Old | None) -> TextsOf:
    """Reads the text and context of rows of the old generation."""

    def texts(numbers: NDArray[np.int64]) -> list[str]:
        if old is None or not len(numbers):
            return []
        facts = {one.key: one for one in old.facts}
        rows = RowFile(old.folder / parts.ROWS)
        try:
            found = rows.paragraphs(old.parts.keys[numbers].tolist())
        finally:
            rows.close()
        return [f"{one.text}\n{context.lexical(facts[one.article], one)}" for one in found]

    return texts


def _known(old: _Old | None) -> Callable[[bytes], Pair | None]:
    """Finds the vectors that the old generation has for a hash."""
    if old is None:
        return lambda digest: None
    held = old.parts
    rows: dict[bytes, int] = {}

    def find(digest: bytes) -> Pair | None:
        if not rows:  # made when first needed: to remove an article, it is not
            rows.update((digest.tobytes(), row) for row, digest in enumerate(held.hashes))
        row = rows.get(digest)
        if row is None:
            return None
        start, stop = held.sentences.starts[row : row + 2]
        return held.vectors[row], held.sentences.vectors[start:stop]

    return find


def _by_path(plan: Plan) -> tuple[FileReport, ...]:
    found: dict[str, list[int]] = {}
    for facts in plan.new:
        found.setdefault(facts.path, []).append(facts.paragraphs)
    return tuple(FileReport(path, len(sizes), sum(sizes)) for path, sizes in found.items())


def _encoder_facts(old: _Old | None, encoder: Encoder | None) -> EncoderFacts:
    if encoder is not None:
        return EncoderFacts(encoder.name, encoder.revision, encoder.dimension)
    if old is None:
        raise IndexMissing("there is no index to change; build one: python -m index build")
    return old.manifest.encoder


def _cheap(encoder: Encoder | None) -> bool:
    """Whether sentences are encoded too: for an encoder that says it costs next to nothing."""
    return bool(getattr(encoder, "cheap", getattr(encoder, "name", "") == "builtin"))


def _encoder(encoder: str | Encoder) -> Encoder:
    if not isinstance(encoder, str):
        return encoder
    from index.encoder import open_encoder

    return open_encoder(encoder)


def _root(index_dir: Path | str | None) -> Path:
    return default_index() if index_dir is None else Path(index_dir)
