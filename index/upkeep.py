"""Looking after an index: checking all of it, and going back to the generation before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from errors import IndexMissing, StoreError
from index import generations, manifest, names, parts
from index.files import CURE
from index.lock import writing
from index.manifest import Manifest, status_of
from index.parts import Parts
from index.place import default_index
from index.rows import RowFile
from index.store import Status
from language.sentences import sentences


@dataclass(frozen=True, slots=True)
class Verdict:
    """generation: the one that was checked.  paragraphs: how many rows were compared.
    wrong: what was found, in words; empty if all is well."""

    generation: str
    paragraphs: int
    wrong: tuple[str, ...]


def verify(path: Path | str | None = None) -> Verdict:
    """Checks every hash, count and row of the current generation.

    Raises IndexMissing if there is none, IndexDamaged if pointer or manifest cannot be read.
    """
    root = default_index() if path is None else Path(path)
    while True:
        folder = generations.current(root)
        try:
            made = manifest.read(folder)
            wrong = tuple(_wrong(folder, made))
        except FileNotFoundError:
            wrong = ("a file is missing",)
        if wrong and (generations.current(root) != folder or not folder.exists()):
            continue  # replaced and cleared away meanwhile
        return Verdict(made.generation, made.counts.paragraphs, wrong)


def status(path: Path | str | None = None) -> Status:
    """What is in the current generation, from its manifest alone.  Raises as `verify`."""
    root = default_index() if path is None else Path(path)
    return status_of(root, manifest.read(generations.current(root)))


def rollback(path: Path | str | None = None) -> Manifest:
    """Makes the newest whole generation before the current one the current one.

    If pointer or manifest are damaged, that is the newest that checks.

    Raises:
        IndexMissing: there is no other whole generation to go back to.
        IndexBusy: another process is writing.
    """
    root = default_index() if path is None else Path(path)
    if not root.is_dir():
        raise IndexMissing(f"there is no index in {root}; {manifest.REBUILD}")
    with writing(root):
        try:
            now = generations.current(root)
        except IndexMissing:
            raise
        except StoreError:
            now = None
        for folder in reversed(generations.whole(root)):
            if now is not None and folder.name >= now.name:
                continue
            made = manifest.read(folder)
            if not any(_wrong(folder, made)):
                generations.point(root, made)
                return made
    raise IndexMissing(f"{root} has no older whole generation to go back to; {manifest.REBUILD}")


def _wrong(folder: Path, made: Manifest) -> Iterator[str]:
    """What is wrong with a generation, in words."""
    hashes = generations.wrong_files(folder, made)
    yield from hashes
    if hashes:
        return
    rows = RowFile(folder / parts.ROWS)
    try:
        yield from rows.verify()
        held = parts.load(folder, made)
        yield from _disagreements(held, rows, made)
    except StoreError as error:
        yield str(error)
    finally:
        rows.close()


def _disagreements(held: Parts, rows: RowFile, made: Manifest) -> Iterator[str]:
    """Row by row: the parts against each other and against the texts."""
    counts = (made.counts.sources, made.counts.articles, made.counts.paragraphs)
    if rows.counts() != counts:
        yield f"sources, articles, paragraphs: found {rows.counts()}, expected {counts}; {CURE}"
        return
    order = {facts.key: number for number, facts in enumerate(rows.all_facts())}
    expected = sorted(rows.keys(), key=lambda pair: order.get(pair[0], -1))
    if list(zip(held.owners.tolist(), held.keys.tolist(), strict=True)) != expected:
        yield f"the rows are not in the order of the articles; {CURE}"
    known = names.gathered(held.names.values())
    if set(held.names) != set(order):
        yield f"the names are not those of the articles; {CURE}"
    postings, size = held.postings, len(held.keys)
    plain = np.repeat(~np.isin(postings.keys, names.keys(sorted(known))), postings.held)
    summed = np.bincount(postings.rows[plain], postings.counts[plain], size).astype(np.int64)
    if (summed != postings.lengths).any():
        yield f"the lengths of the lexical rows are not the sums of their terms; {CURE}"
    starts, spans = held.sentences.starts.tolist(), held.sentences.spans
    for number, one in enumerate(rows.paragraphs(held.keys.tolist())):
        found = spans[starts[number] : starts[number + 1]].tolist()
        if list(map(tuple, found)) != sentences(one.text):
            yield f"row {number}: its sentences are not those of its text; {CURE}"
    norms = np.linalg.norm(held.vectors, axis=1)
    if not ((np.abs(norms - 1) < 1e-3) | (norms == 0)).all():
        yield f"a vector is not of length 1; {CURE}"
