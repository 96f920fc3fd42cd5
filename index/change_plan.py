"""Change plan: which articles stay, which are new, which are removed, and their ids."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus import read_articles
from corpus.builder import content_of
from corpus.metadata import METADATA
from corpus.records import Article, Skipped, Source
from errors import SourceError
from index.corrections_file import CorrectionsFile
from index.file_changes import FileChanges, compared, folders, is_there
from index.led_elsewhere import led_elsewhere
from index.own_files import OwnFile
from index.partial_reads import PartialReads, real_path
from index.passages import Analysis
from index.store import Entry, IndexDraft, Renamed
from messages import Reasons, message_text, values

Progress = Callable[[int, "int | None", str], None]
"""progress(done, total or None, of what): called now and then."""

_SUFFIXED = re.compile(r"(.+)-[0-9a-f]{8}", re.DOTALL)


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
    if paths and not plan.unchanged and not plan.new and not (change.in_step and folder_articles):
        reasons = Reasons([(skip.path, skip.reason) for skip in plan.skipped[:5]])
        raise SourceError(
            "nothing_found", skipped=plan.skipped, paths=", ".join(map(str, paths)),
            reasons=reasons if plan.skipped else message_text("nothing_there"),
        )  # fmt: skip
    if change.removed_ids is None:
        entries = draft.beginning("real", "")
        plan.removed = {entry.id: entry for entry in entries if entry.id not in plan.unchanged}
    else:
        _compare(draft, change, plan, folder_articles, partial)
    draft.remove(plan.removed)
    draft.rename(list(_renamed(draft, plan)))
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
            entry = replace(entry, id=_free_id(draft, entry, ids))
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


def _free_id(draft: IndexDraft, entry: Entry, ids: set[str]) -> str:
    """An id that no other article has while the draft is written; the one that is the article's is
    known once all are read (`_renamed`).  Only then it is known, too, what goes: also what came
    from the same file may stay."""
    attempt = 0
    name = entry.own_id
    while name in ids or draft.entries("id", [name]):
        attempt += 1
        name = _suffixed(entry, attempt)
    return name


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


def _renamed(draft: IndexDraft, plan: Plan) -> Iterator[Renamed]:
    """The articles that get another id or other notes by the change: of those that are new or
    gone, and of those that their ids can touch."""
    new: dict[str, list[Entry]] = {}
    suffixed: dict[str, set[str]] = {}
    for entry in plan.new:
        new.setdefault(entry.own_id, []).append(entry)
        if match := _SUFFIXED.fullmatch(entry.own_id):
            suffixed.setdefault(match[1], set()).add(entry.own_id)
    pending = {*new, *(entry.own_id for entry in plan.removed.values())}
    affected: list[Entry] = []
    seen: set[str] = set()
    while pending:
        names, pending = pending, set()
        seen |= names
        entries = draft.entries("own_id", names)
        affected += (entry for entry in entries if entry.id not in plan.removed)
        for name in names:
            affected += new.get(name, ())
            if match := _SUFFIXED.fullmatch(name):
                pending.add(match[1])
            pending |= suffixed.get(name, set())
            pending.update(
                entry.own_id
                for entry in draft.beginning("own_id", f"{name}-")
                if entry.id not in plan.removed and _SUFFIXED.fullmatch(entry.own_id)
            )
        pending -= seen
    holders = {entry.id: entry for entry in draft.entries("id", seen)}
    yield from name_articles(sorted(affected, key=lambda entry: (entry.order, entry.real)), holders)


def name_articles(articles: Sequence[Entry], holders: dict[str, Entry]) -> Iterator[Renamed]:
    """The articles whose id or notes are not theirs.  An article's id is its own, or, where that is
    another article's, the same with a suffix from its path.  Hash to save work, never to lose a
    source.

    An id that is computed from content wins over one that a row declares, wherever it stands.  Of
    several that declare one id, the article that had it in the generation before keeps it; else
    the first in the index has it.

    articles: in the order of the index.  holders: who had an id in the generation before.
    """
    claims: dict[str, list[Entry]] = {}
    for entry in articles:
        claims.setdefault(entry.own_id, []).append(entry)
    owners = {name: _owner(claimants, holders.get(name)) for name, claimants in claims.items()}
    suffixed = {
        (entry.own_id, entry.path) for entry in articles if owners[entry.own_id] is not entry
    }
    for name, owner in list(owners.items()):
        old = holders.get(name)
        if owner.declared and old and old.own_id != name and (old.own_id, old.path) in suffixed:
            del owners[name]  # what is declared here is the suffixed id of another article
    taken = set(owners)
    for entry in articles:
        name, attempt = entry.own_id, 0
        while owners.get(name) is not entry and (not attempt or name in taken):
            attempt += 1
            name = _suffixed(entry, attempt)
        taken.add(name)
        notes = tuple(note for note in entry.notes if values("suffixed_id", note) is None)
        if entry.declared and name != entry.own_id:
            notes = (*notes, message_text("suffixed_id", id=entry.own_id))
        if (name, notes) != (entry.id, entry.notes):
            yield entry, name, notes


def _suffixed(entry: Entry, attempt: int) -> str:
    digest = hashlib.sha256(f"{entry.path}\n{attempt}".encode("utf-8", "surrogatepass"))
    return f"{entry.own_id}-{digest.hexdigest()[:8]}"


def _owner(claimants: list[Entry], old: Entry | None) -> Entry:
    """Whose id it is; `old` had it before."""
    computed = next((entry for entry in claimants if not entry.declared), None)
    if computed or old is None:
        return computed or claimants[0]
    return max(claimants, key=lambda entry: (entry.real == old.real, entry.content == old.content))


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
