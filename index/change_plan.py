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
from corpus.records import METADATA, Article, Skipped, Source
from errors import SourceError
from index.corrections_file import CorrectionsFile
from index.file_changes import FileChanges, compared, folders, is_there
from index.led_elsewhere import led_elsewhere
from index.own_files import OwnFile
from index.partial_reads import PartialReads, real_path
from index.passages import Analysis
from index.store import Entry, IndexDraft, Renamed
from messages import message_text, values

Progress = Callable[[int, "int | None", str], None]
"""progress(done, total or None, of what): called now and then."""

_SUFFIXED = re.compile(r"(.+)-[0-9a-f]{8}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked of an index.

    paths: what is read.  gone: None if only what is read stays; else the ids of articles to remove,
    and all others stay but those that are replaced.  in_step: whether articles go whose files are
    gone from the folders among the paths.  moving: files that are being written: they are not read,
    and what came from them stays.
    """

    paths: Sequence[Path | str]
    gone: Sequence[str] | None
    in_step: bool = False
    moving: Collection[str] = ()


@dataclass(slots=True)
class Plan:
    """What was read: articles that the index had, and new ones; and what is to go.  By id."""

    kept: dict[str, Entry] = field(default_factory=dict)
    new: list[Entry] = field(default_factory=list)
    removed: dict[str, Entry] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    files: FileChanges | None = None


def planned(
    draft: IndexDraft, change: Change, own: OwnFile, corrections: CorrectionsFile,
    analysis: Analysis, progress: Progress | None,
) -> Plan:  # fmt: skip
    """Reads the paths, puts what is new into the draft and takes out what goes.

    own: which files are the index's own, and no articles.  corrections: they are laid over
    what is read.

    Raises:
        SourceError: nothing was read and nothing is to go, or an id is unknown.
    """
    plan, paths = Plan(), change.paths
    partial = PartialReads(own, change.moving)
    _read(draft, paths, analysis, plan, progress, corrections, partial)
    there = {one.id: one for root in folders(paths) for one in draft.beginning("real", root)}
    if paths and not plan.kept and not plan.new and not (change.in_step and there):
        reasons = "; ".join(f"{one.path}: {one.reason}" for one in plan.skipped[:5])
        raise SourceError(
            "nothing_found", skipped=plan.skipped, paths=", ".join(map(str, paths)),
            reasons=reasons or "nothing there",
        )  # fmt: skip
    if change.gone is None:
        plan.removed = {
            one.id: one for one in draft.beginning("real", "") if one.id not in plan.kept
        }
    else:
        _compare(draft, change, plan, there, partial)
    draft.remove(plan.removed)
    draft.rename(list(_named_anew(draft, plan)))
    return plan


def _compare(
    draft: IndexDraft, change: Change, plan: Plan, there: dict[str, Entry], partial: PartialReads
) -> None:
    """Finds what goes, by its id or because its file says something else now or is gone, and what
    became of each file.  there: the articles that the index has of the folders."""
    read = [*plan.kept.values(), *plan.new]
    going = _replaced(draft, read, change.paths)
    came = there | going
    if change.in_step:
        came |= _led_elsewhere(draft, change.paths, there, read)
        reals = {one.real for one in read}
        going |= {
            id: one
            for id, one in came.items()
            if one.real in reals or not is_there(one.real, reals)
        }
    came = {id: one for id, one in came.items() if not partial.is_moving(one.real)}
    stay = partial.not_read_again(came.values(), read, plan.kept)
    removed = _named(draft, change.gone or ()) | {
        id: one for id, one in going.items() if id in came and id not in stay
    }
    plan.removed = {id: one for id, one in removed.items() if id not in plan.kept}
    plan.files = compared(came.values(), read, plan.removed)


def _read(
    draft: IndexDraft,
    paths: Sequence[Path | str],
    analysis: Analysis,
    plan: Plan,
    progress: Progress | None,
    corrections: CorrectionsFile,
    partial: PartialReads,
) -> None:
    places: dict[str, int] = {}
    reals: dict[tuple[str, str], str] = {}
    ids: set[str] = set()
    digests = _Digests()

    def on_skip(one: Skipped) -> None:
        plan.skipped.append(one)
        partial.skip(one)

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
        known = [
            one
            for one in draft.entries("digest", [digest])
            if one.real == entry.real and one.id not in plan.kept
        ]
        if known:
            plan.kept[known[0].id] = known[0]
        else:
            entry = replace(entry, id=_free(draft, entry, ids))
            ids.add(entry.id)
            plan.new.append(entry)
            analysis.add(entry, article)
        if progress:
            progress(len(plan.kept) + len(plan.new), None, "articles")
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


def _free(draft: IndexDraft, entry: Entry, ids: set[str]) -> str:
    """An id that no other article has while the draft is written; the one that is the article's is
    known once all are read (`_named_anew`).  Only then it is known, too, what goes: also what came
    from the same file may stay."""
    again = 0
    name = entry.own_id
    while name in ids or draft.entries("id", [name]):
        again += 1
        name = _suffixed(entry, again)
    return name


def _replaced(
    draft: IndexDraft, read: Sequence[Entry], paths: Sequence[Path | str]
) -> dict[str, Entry]:
    """The old articles of files that were read anew, or of archives of which something was."""
    reals = {one.real for one in read}
    found = draft.entries("real", reals)
    for path in paths:
        if Path(path).is_file():
            archive = os.path.realpath(path) + os.sep
            if any(real.startswith(archive) for real in reals):
                found += draft.beginning("real", archive)
    return {one.id: one for one in found}


def _led_elsewhere(
    draft: IndexDraft, paths: Sequence[Path | str], there: dict[str, Entry], read: Sequence[Entry]
) -> dict[str, Entry]:
    """The old articles of folders whose paths led elsewhere when these were read.  There is none
    to look for where all the index has is in the folders: then this costs nothing."""
    if draft.before is None or len(there) >= draft.before.articles:
        return {}
    known = {(one.path, one.digest) for one in read}
    return {
        one.id: one
        for path in paths
        if Path(path).is_dir()
        for one in led_elsewhere(path, draft.beginning("real", ""), known)
        if one.id not in there
    }


def _named(draft: IndexDraft, ids: Sequence[str]) -> dict[str, Entry]:
    """The articles with these ids."""
    found = {one.id: one for one in draft.entries("id", ids)}
    unknown = [name for name in ids if name not in found]
    if unknown:
        raise SourceError("unknown_ids", ids=", ".join(unknown))
    return found


def _named_anew(draft: IndexDraft, plan: Plan) -> Iterator[Renamed]:
    """The articles that get another id or other notes by the change: of those that are new or
    gone, and of those that their ids can touch."""
    new: dict[str, list[Entry]] = {}
    suffixed: dict[str, set[str]] = {}
    for one in plan.new:
        new.setdefault(one.own_id, []).append(one)
        if base := _SUFFIXED.fullmatch(one.own_id):
            suffixed.setdefault(base[1], set()).add(one.own_id)
    waiting = {*new, *(one.own_id for one in plan.removed.values())}
    some: list[Entry] = []
    seen: set[str] = set()
    while waiting:
        names, waiting = waiting, set()
        seen |= names
        some += (one for one in draft.entries("own_id", names) if one.id not in plan.removed)
        for name in names:
            some += new.get(name, ())
            if base := _SUFFIXED.fullmatch(name):
                waiting.add(base[1])
            waiting |= suffixed.get(name, set())
            waiting.update(
                one.own_id
                for one in draft.beginning("own_id", f"{name}-")
                if one.id not in plan.removed and _SUFFIXED.fullmatch(one.own_id)
            )
        waiting -= seen
    held = {one.id: one for one in draft.entries("id", seen)}
    yield from name_articles(sorted(some, key=lambda one: (one.order, one.real)), held)


def name_articles(articles: Sequence[Entry], held: dict[str, Entry]) -> Iterator[Renamed]:
    """The articles whose id or notes are not theirs.  An article's id is its own, or, where that is
    another article's, the same with a suffix from its path.  Hash to save work, never to lose a
    source.

    An id that is computed from content wins over one that a row declares, wherever it stands.  Of
    several that declare one id, the article that had it in the generation before keeps it; else
    the first in the index has it.

    articles: in the order of the index.  held: who had an id in the generation before.
    """
    claims: dict[str, list[Entry]] = {}
    for one in articles:
        claims.setdefault(one.own_id, []).append(one)
    owners = {name: _owner(claimants, held.get(name)) for name, claimants in claims.items()}
    suffixed = {(one.own_id, one.path) for one in articles if owners[one.own_id] is not one}
    for name, owner in list(owners.items()):
        old = held.get(name)
        if owner.declared and old and old.own_id != name and (old.own_id, old.path) in suffixed:
            del owners[name]  # what is declared here is the suffixed id of another article
    taken = set(owners)
    for one in articles:
        name, again = one.own_id, 0
        while owners.get(name) is not one and (not again or name in taken):
            again += 1
            name = _suffixed(one, again)
        taken.add(name)
        notes = tuple(note for note in one.notes if values("suffixed_id", note) is None)
        if one.declared and name != one.own_id:
            notes = (*notes, message_text("suffixed_id", id=one.own_id))
        if (name, notes) != (one.id, one.notes):
            yield one, name, notes


def _suffixed(one: Entry, again: int) -> str:
    mark = hashlib.sha256(f"{one.path}\n{again}".encode("utf-8", "surrogatepass"))
    return f"{one.own_id}-{mark.hexdigest()[:8]}"


def _owner(claimants: list[Entry], old: Entry | None) -> Entry:
    """Whose id it is; `old` had it before."""
    computed = next((one for one in claimants if not one.declared), None)
    if computed or old is None:
        return computed or claimants[0]
    return max(claimants, key=lambda one: (one.real == old.real, one.content == old.content))


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
            [one.heading, one.text, one.spans, one.notes, one.page]
            + ([one.boxes] if one.boxes else [])
            for one in article.paragraphs
        ]
        facts = [_RULES, place, self._hash, *(getattr(article, name) for name in names), body]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def digest_of(article: Article, place: int) -> str:
    """The digest of one article (`index.store.Entry`)."""
    return _Digests()(article, place)
