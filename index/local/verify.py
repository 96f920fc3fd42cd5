"""Integrity check of a generation: every hash, every row, and all parts against each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import numpy as np

from errors import StoreError
from index.local import generations
from index.local.document_store import RowFile
from index.local.files import reading
from index.local.manifest import Manifest
from index.local.segment import ROWS, Segment
from index.local.segments import Segments
from language.sentences import sentences
from messages import message_text

_BLOCK = 8192
"""Rows whose vectors are looked at together."""


def wrong_with(folder: Path, manifest: Manifest) -> Iterator[str]:
    """What is wrong with a generation, in words."""
    hashes = generations.wrong_files(folder, manifest)
    yield from hashes
    if hashes:
        return
    try:
        with reading(folder), closing(Segments(folder)) as segments:
            for segment in segments.segments:
                with closing(RowFile(segment.folder / ROWS)) as rows:
                    yield from rows.verify()
                    yield from _disagreements(segment)
            yield from _disorder(segments)
    except StoreError as error:
        yield str(error)


def _disorder(segments: Segments) -> Iterator[str]:
    """Whether the articles stand in their order, each once, and have their own ids."""
    alive = [~segment.dead for segment in segments.segments]
    numbers = np.flatnonzero(np.concatenate([np.zeros(0, bool), *alive]))
    if not np.array_equal(np.sort(segments.order), numbers):
        yield message_text("wrong_order")
        return
    entries = [facts.entry for facts in segments.facts(segments.order)]
    if any(a.order > b.order for a, b in pairwise(entries)):
        yield message_text("not_in_order")
    if len({entry.id for entry in entries}) != len(entries):
        yield message_text("one_id")


def _disagreements(segment: Segment) -> Iterator[str]:
    """The parts of a segment against each other and against the texts."""
    name, facts, postings = segment.facts.name, segment.facts, segment.postings
    starts = segment.starts
    sums = np.zeros(facts.rows, np.int64)
    np.add.at(sums, postings.rows, postings.counts)
    if (sums != postings.lengths).any():
        yield message_text("wrong_lengths", name=name)
    dead = segment.dead_rows
    alive = postings.lengths if dead is None else postings.lengths[~dead]
    if int(alive.sum()) != facts.length:
        yield message_text("wrong_length", name=name)
    if dead is not None:
        keys = np.repeat(postings.keys, np.diff(postings.starts))[dead[postings.rows]]
        unique, times = np.unique(keys, return_counts=True)
        counted = postings.dead
        if not (
            np.array_equal(unique, counted.keys)
            and np.array_equal(times, counted.document_frequency)
        ):
            yield message_text("wrong_dead_terms", name=name)
    places = [
        (article + 1, place + 1)
        for article, size in enumerate(np.diff(starts).tolist())
        for place in range(size)
    ]
    for row, stored in enumerate(segment.documents.all_paragraphs()):
        if (stored.article, stored.number) != places[row]:
            yield message_text("not_of_article", name=name, row=str(row))
            return
        if len(segment.sizes(row)) != len(sentences(stored.paragraph.text)):
            yield message_text("wrong_sentences", name=name, row=str(row))
    for at in range(0, facts.rows, _BLOCK):
        norms = np.linalg.norm(segment.vectors[at : at + _BLOCK], axis=1)
        if not ((np.abs(norms - 1) < 1e-3) | (norms == 0)).all():
            yield message_text("wrong_norm", name=name)
            return
