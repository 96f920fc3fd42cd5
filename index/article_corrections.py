"""Corrections of articles: made and undone by a reader, each as a change of the index.

An article is corrected where it stands, without its file: what it was is known from
`index/corrections_file.py`, whose corrections are laid over whatever is read later.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from itertools import chain
from pathlib import Path
from typing import Literal

from corpus.corrections import (
    Correction,
    Wanted,
    checked_fields,
    corrected,
    correction_of,
    is_corrected,
    made_of,
)
from corpus.records import Article
from encoders.base import Encoder
from errors import QuestionError, StoreError
from index.change_plan import Progress, digest_of, entry_of
from index.corrections_file import CorrectionsFile
from index.engines import engine_of, open_index
from index.store import Entry, Store
from index.writer import Report, Transaction, transaction
from messages import values

State = Literal["applied", "replaced", "not_applied"]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction, and what has become of it.  state: it stands in the index (applied); a later
    one of the same field does (replaced); or none does, because the article was removed, reads
    otherwise now, or lacks what was corrected (not_applied).  Such a one is kept, and applies again
    once the article is as it was."""

    correction: Correction
    state: State


def correct(
    article_id: str,
    index_dir: Path | str | None = None,
    *,
    split: tuple[int, int] | None = None,
    join: int | None = None,
    move: tuple[int, int | None] | None = None,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
    **fields: str | None,
) -> Report:
    """Corrects an article, for this index and for every later one at its place.

    The words of an article and their places in its source never change.

    Args:
        fields: title, author, office, column, published, paper, edition, url; None: not known
            (a title there must be).
        split: a paragraph (from 1), and its piece that begins a new one (from 2).  A paragraph has
            as many pieces as spans.
        join: the paragraph that goes on the one before it.
        move: a paragraph, and the one that it goes before (None: to the end).

    Raises:
        QuestionError: there is no such article, field, paragraph, piece or date, the title would
            be empty, the url is none of http or https, or it is so already.
        IndexBusy, IndexMissing, StoreError: as `index.add`.
    """
    wanted = [Wanted("field", field=name, value=value) for name, value in fields.items()]
    if split:
        wanted.append(Wanted("split", paragraph=split[0], piece=split[1]))
    if join:
        wanted.append(Wanted("join", paragraph=join))
    if move:
        wanted.append(Wanted("move", paragraph=move[0], before=move[1]))
    return correct_as(article_id, wanted, index_dir, encoder=encoder, progress=progress)


def correct_as(
    article_id: str,
    wanted: Sequence[Wanted],
    index_dir: Path | str | None = None,
    *,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> Report:
    """As `correct`, by records of what is wanted: all of it, or nothing."""
    wanted = checked_fields(wanted)
    with transaction(index_dir, encoder) as change:
        store = open_index(index_dir, encoder=change.encoder)
        entries = change.draft.entries("id", [article_id])
        if not entries:
            raise QuestionError("no_article_here", id=repr(article_id)[:80])
        entry = entries[0]
        article = _as_read(store, change.corrections, entry)
        old_corrections = change.corrections.for_article(entry.own_id, entry.content)
        new_corrections: list[Correction] = []
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        for edit in wanted:
            base = Correction(
                secrets.token_hex(4), article_id, entry.own_id, entry.content, None, now, edit.kind
            )
            if correction := made_of(edit, base, article, [*old_corrections, *new_corrections]):
                new_corrections.append(correction)
        # After a rollback those that are known stand in no article: asked for again, they do.
        standing = digest_of(corrected(article, old_corrections), entry.place) == entry.digest
        if not new_corrections and standing:
            raise QuestionError("nothing_to_correct")
        change.corrections.add(new_corrections)
        return _put_anew(change, store, [*new_corrections, *old_corrections][0], progress)


def undo(
    correction_id: str,
    index_dir: Path | str | None = None,
    *,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> Report:
    """Takes a correction back; the others of its article stay, as far as they fit without it.

    Raises:
        QuestionError: there is none of this id.
        And as `correct`.
    """
    with transaction(index_dir, encoder) as change:
        correction = change.corrections.pop(correction_id)
        if correction is None:
            shown, listing = repr(correction_id)[:80], "python -m index corrections"
            raise QuestionError("no_such_correction", id=shown, list=listing)
        store = open_index(index_dir, encoder=change.encoder)
        return _put_anew(change, store, correction, progress)


def corrections(
    index_dir: Path | str | None = None,
    *,
    store: Store | None = None,
    article_id: str | None = None,
) -> list[Corrected]:
    """The corrections of an index, or of one article of it, in the order in which they were made.

    store: the index, where it is open.  Raises StoreError if they, or the index, cannot be read.
    """
    if store is None:
        # Raises IndexMissing: that nothing was corrected would be no answer.
        engine_of(index_dir).current()
    file = CorrectionsFile(index_dir)
    if not file.corrections:
        return []
    store = open_index(index_dir) if store is None else store
    standing: dict[str, set[str]] = {}
    with_states = []
    for correction in file.corrections:
        if article_id not in (None, correction.article, correction.own_id):
            continue
        if correction.article not in standing:
            article = store.article(correction.article) or store.article(correction.own_id)
            standing[correction.article] = _correction_ids(article) if article else set()
        state = _state(correction, standing[correction.article], file)
        with_states.append(Corrected(correction, state))
    return with_states


def _correction_ids(article: Article) -> set[str]:
    """The ids of the corrections that stand in an article."""
    notes = chain(article.notes, *(paragraph.notes for paragraph in article.paragraphs))
    return {name for note in notes if (name := correction_of(note))}


def _state(correction: Correction, standing: set[str], file: CorrectionsFile) -> State:
    if correction.id in standing:
        return "applied"
    of_article = file.for_article(correction.own_id, correction.content)
    of_field = [later.id for later in of_article if later.field == correction.field]
    return "replaced" if correction.field and of_field[-1] in standing else "not_applied"


def _as_read(store: Store, file: CorrectionsFile, entry: Entry) -> Article:
    """An article of the index as it was read, without the corrections that stand in it."""
    article = store.article(entry.id)
    if article is None:
        raise StoreError("no_article", id=entry.id)
    original = file.as_read(entry.digest, article)
    if original is None and is_corrected(article):
        raise StoreError("corrections_lost", id=entry.id, path=entry.path)
    notes = tuple(note for note in article.notes if values("suffixed_id", note) is None)
    return original or replace(article, id=entry.own_id, notes=notes)


def _put_anew(
    change: Transaction, store: Store, correction: Correction, progress: Progress | None
) -> Report:
    """Puts the articles that a correction speaks of as they are corrected now.  Where that changes
    none, there is no new generation, and only the corrections are saved."""
    draft, file = change.draft, change.corrections
    replaced_ids = []
    for entry in draft.entries("own_id", [correction.own_id]):
        if entry.content != correction.content:
            continue
        article = _as_read(store, file, entry)
        revised = corrected(article, file.for_article(entry.own_id, entry.content))
        digest = digest_of(revised, entry.place)
        if revised != article:
            file.remember(digest, article)
        if digest == entry.digest:
            continue
        suffix = tuple(note for note in entry.notes if values("suffixed_id", note) is not None)
        new_entry = entry_of(article, revised, entry.place, digest, entry.real)
        new_entry = replace(new_entry, id=entry.id, notes=(*new_entry.notes, *suffix))
        replaced_ids.append(entry.id)
        change.analysis.add(new_entry, revised)
    change.analysis.finish()
    draft.remove(replaced_ids)
    if progress:
        progress(len(replaced_ids), len(replaced_ids), "writing")
    if replaced_ids:
        return change.commit()
    assert draft.before is not None  # a change of what is there
    file.save(draft)
    return change.report(draft.before)
