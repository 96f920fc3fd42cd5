"""Change plan: which articles stay, which are new, and which are removed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus import read_articles
from corpus.builder import content_of
from corpus.metadata import METADATA
from corpus.records import Article, Skipped, Source
from errors import SourceError
from index.article_ids import free_id, renamed
from index.corrections_file import CorrectionsFile
from index.file_changes import FileChanges, compared, folders, is_there
from index.led_elsewhere import led_elsewhere
from index.own_files import OwnFile
from index.partial_reads import PartialReads, real_path
from index.passages import Analysis
from index.store import Entry, IndexDraft
from messages import Reasons, message_text

Progress = Callable[[int, "int | None", str], None]
"""progress(done, total or None, of what): called now and then."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked of an index.

    paths: what is read.  removed_ids: None if only what is read stays; else the articles to remove,
    and all others stay but those that are replaced.  in_step: whether articles go whose files are
    gone from the folders among the paths.  moving: files that are being written: they are not read,
    and what came from them stays.
    """

    paths: Sequence[Path | str]
    removed_ids: Sequence[str] | None
    in_step: bool = False
    moving: Collection[str] = ()


@dataclass(slots=True)
class Plan:
    """What was read: articles that the index had, and new ones; and what is to go.  By id."""

    unchanged: dict[str, Entry] = field(default_factory=dict)
    new: list[Entry] = field(default_factory=list)
    removed: dict[str, Entry] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    files: FileChanges | None = None


def planned(
    draft: IndexDraft, change: Change, is_own: OwnFile, corrections: CorrectionsFile,
    analysis: Analysis, progress: Progress | None,
) -> Plan:  # fmt: skip
    """Reads the paths, puts what is new into the draft and takes out what goes.

    is_own: which files are the index's own, and no articles.  corrections: they are laid over
    what is read.

    Raises:
        SourceError: nothing was read and nothing is to go, or an id is unknown.
    """
    plan, paths = Plan(), change.paths
    partial = PartialReads(is_own, change.moving)
    _read(draft, paths, analysis, plan, progress, corrections, partial)
    folder_articles = {
        entry.id: entry for root in folders(paths) for entry in draft.beginning("real", root)
    }
    reads = bool(paths) or change.removed_ids is None
    if reads and not plan.unchanged and not plan.new and not (change.in_step and folder_articles):
        reasons = Reasons([(skip.path, skip.reason) for skip in plan.skipped[:5]])
        raise SourceError(
            "nothing_found", skipped=plan.skipped, paths=", ".join(map(str, paths)) or "[]",
            reasons=reasons if plan.skipped else message_text("nothing_there"),
        )  # fmt: skip
    if change.removed_ids is None:
        entries = draft.beginning("real", "")
        plan.removed = {entry.id: entry for entry in entries if entry.id not in plan.unchanged}
    else:
        _compare(draft, change, plan, folder_articles, partial)
    draft.remove(plan.removed)
    draft.rename(list(renamed(draft, plan.new, plan.removed)))
    return plan


def _compare(
    draft: IndexDraft, change: Change, plan: Plan, folder_articles: dict[str, Entry],
    partial: PartialReads,
) -> None:  # fmt: skip
    """Finds what goes, by its id or because its file says something else now or is gone, and what
    became of each file.  folder_articles: those that the index has of the folders."""
    read_entries = [*plan.unchanged.values(), *plan.new]
    outdated = _replaced(draft, read_entries, change.paths)
    old_articles = folder_articles | outdated
    if change.in_step:
        old_articles |= _led_elsewhere(draft, change.paths, folder_articles, read_entries)
        reals = {entry.real for entry in read_entries}
        outdated |= {
            id: entry
            for id, entry in old_articles.items()
            if entry.real in reals or not is_there(entry.real, reals)
        }
    old_articles = {
        id: entry for id, entry in old_articles.items() if not partial.is_moving(entry.real)
    }
    unread_ids = partial.not_read_again(old_articles.values(), read_entries, plan.unchanged)
    removed = _articles_with_ids(draft, change.removed_ids or ()) | {
        id: entry for id, entry in outdated.items() if id in old_articles and id not in unread_ids
    }
    plan.removed = {id: entry for id, entry in removed.items() if id not in plan.unchanged}
    plan.files = compared(old_articles.values(), read_entries, plan.removed)


def _read(
    draft: IndexDraft, paths: Sequence[Path | str], analysis: Analysis, plan: Plan,
    progress: Progress | None, corrections: CorrectionsFile, partial: PartialReads,
) -> None:  # fmt: skip
    places: dict[str, int] = {}
    reals: dict[tuple[str, str], str] = {}
    ids: set[str] = set()
    digests = _Digests()

    def on_skip(skipped: Skipped) -> None:
        plan.skipped.append(skipped)
        partial.skip(skipped)

    for as_read in read_articles(
        paths, on_skip=on_skip, on_file=partial.begin, leave_out=partial.leave_out
    ):
        place = places[as_read.path] = places.get(as_read.path, 0) + 1
        article = corrections.apply(as_read)
        digest = digests(article, place)
        if article is not as_read:
            corrections.remember(digest, as_read)
        file = as_read.source.file, as_read.path
        real = reals[file] = reals.get(file) or real_path(as_read)
        entry = entry_of(as_read, article, place, digest, real)
        stored = [
            old
            for old in draft.entries("digest", [digest])
            if old.real == entry.real and old.id not in plan.unchanged
        ]
        if stored:
            plan.unchanged[stored[0].id] = stored[0]
        else:
            entry = replace(entry, id=free_id(draft, entry, ids))
            ids.add(entry.id)
            plan.new.append(entry)
            analysis.add(entry, article)
        if progress:
            progress(len(plan.unchanged) + len(plan.new), None, "articles")
    analysis.finish()


def entry_of(as_read: Article, article: Article, place: int, digest: str, real: str) -> Entry:
    """What is kept of an article.  Who it is goes by how it was read, what it says by `article`,
    which has a reader's corrections."""
    return Entry(
        id=as_read.id,
        own_id=as_read.id,
        content=content_of(as_read),
        digest=digest,
        path=article.path,
        real=real,
        place=place,
        metadata=article.metadata,
        notes=article.notes,
        paragraphs=len(article.paragraphs),
    )


def _replaced(
    draft: IndexDraft, read_entries: Sequence[Entry], paths: Sequence[Path | str]
) -> dict[str, Entry]:
    """The old articles of files that were read anew, or of archives of which something was."""
    reals = {entry.real for entry in read_entries}
    replaced = draft.entries("real", reals)
    for path in paths:
        if Path(path).is_file():
            archive = os.path.realpath(path) + os.sep
            if any(real.startswith(archive) for real in reals):
                replaced += draft.beginning("real", archive)
    return {entry.id: entry for entry in replaced}


def _led_elsewhere(
    draft: IndexDraft, paths: Sequence[Path | str], known: dict[str, Entry],
    read_entries: Sequence[Entry],
) -> dict[str, Entry]:  # fmt: skip
    """The old articles of folders whose paths led elsewhere when these were read.  There is none
    to look for where all the index has is known to be in them: then this costs nothing."""
    if draft.before is None or len(known) >= draft.before.articles:
        return {}
    read_digests = {(entry.path, entry.digest) for entry in read_entries}
    return {
        entry.id: entry
        for path in paths
        if Path(path).is_dir()
        for entry in led_elsewhere(path, draft.beginning("real", ""), read_digests)
        if entry.id not in known
    }


def _articles_with_ids(draft: IndexDraft, ids: Sequence[str]) -> dict[str, Entry]:
    """The articles with these ids."""
    entries = {entry.id: entry for entry in draft.entries("id", ids)}
    unknown = [name for name in ids if name not in entries]
    if unknown:
        raise SourceError("unknown_ids", ids=", ".join(unknown))
    return entries


_RULES = 2  # of what is kept of an article: with others, it is read again


class _Digests:
    """A hash of all that was read of an article: if it is equal, so are all its rows."""

    def __init__(self) -> None:
        self._source: Source | None = None
        self._hash = ""

    def __call__(self, article: Article, place: int) -> str:
        source = article.source
        if source is not self._source:  # articles of one file share it
            self._source = source
            self._hash = hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()
        names = ("id", "path", *METADATA, "notes")
        body = [
            [paragraph.heading, paragraph.text, paragraph.spans, paragraph.notes, paragraph.page]
            + ([paragraph.boxes] if paragraph.boxes else [])
            for paragraph in article.paragraphs
        ]
        facts = [_RULES, place, self._hash, *(getattr(article, name) for name in names), body]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def digest_of(article: Article, place: int) -> str:
    """The digest of one article (`index.store.Entry`)."""
    return _Digests()(article, place)
