"""Ids of articles: whose an id is that several have, and the suffix of the others.

An article's id is its own, or, where that is another article's, the same with a suffix from its
content; of equal ones the second in the index, the third … have other suffixes.  No path is in it:
the same articles have the same ids in every folder and on every machine, and an id with a suffix
never comes to mean another text.  Hash to save work, never to lose a source.

An id that is computed from content wins over one that a row declares, wherever it stands.  Of
several that declare one id, the article that had it in the generation before keeps it; else the
one has it whose content's hash is the least, wherever its file lies.  Suffixes of before, from
paths, stay until an article of the same id comes or goes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count

from index.store import Entry, IndexDraft, Renamed
from messages import message_text, values

_SUFFIXED = re.compile(r"(.+)-[0-9a-f]{8}", re.DOTALL)


def free_id(draft: IndexDraft, entry: Entry, ids: Collection[str]) -> str:
    """An id that no other article has while the draft is written; the one that is the article's is
    known once all are read (`renamed`).  Only then it is known, too, what goes: also what came
    from the same file may stay.  ids: those given since the draft was begun."""
    names = chain([entry.own_id], _suffixed(entry))
    return next(name for name in names if name not in ids and not draft.entries("id", [name]))


def renamed(
    draft: IndexDraft, new: Iterable[Entry], removed: Mapping[str, Entry]
) -> Iterator[Renamed]:
    """The articles that get another id or other notes by the change: of those that are new or
    removed, and of those that their ids can touch.  removed: by id."""
    new_of: dict[str, list[Entry]] = {}
    suffixed: dict[str, set[str]] = {}
    for entry in new:
        new_of.setdefault(entry.own_id, []).append(entry)
        if match := _SUFFIXED.fullmatch(entry.own_id):
            suffixed.setdefault(match[1], set()).add(entry.own_id)
    pending = {*new_of, *(entry.own_id for entry in removed.values())}
    affected: list[Entry] = []
    seen: set[str] = set()
    while pending:
        names, pending = pending, set()
        seen |= names
        entries = draft.entries("own_id", names)
        affected += (entry for entry in entries if entry.id not in removed)
        for name in names:
            affected += new_of.get(name, ())
            if match := _SUFFIXED.fullmatch(name):
                pending.add(match[1])
            pending |= suffixed.get(name, set())
            pending.update(
                entry.own_id
                for entry in draft.beginning("own_id", f"{name}-")
                if entry.id not in removed and _SUFFIXED.fullmatch(entry.own_id)
            )
        pending -= seen
    holders = {entry.id: entry for entry in draft.entries("id", seen)}
    yield from _named(sorted(affected, key=lambda entry: (entry.order, entry.real)), holders)


def _named(articles: Sequence[Entry], holders: dict[str, Entry]) -> Iterator[Renamed]:
    """The articles whose id or notes are not theirs.

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
        name = entry.own_id
        if owners.get(name) is not entry:
            name = next(other for other in _suffixed(entry) if other not in taken)
            taken.add(name)
        notes = tuple(note for note in entry.notes if values("suffixed_id", note) is None)
        if entry.declared and name != entry.own_id:
            notes = (*notes, message_text("suffixed_id", id=entry.own_id))
        if (name, notes) != (entry.id, entry.notes):
            yield entry, name, notes


def _suffixed(entry: Entry) -> Iterator[str]:
    """The ids that an article may have whose own id is another's, the first that is free."""
    for attempt in count(1):
        digest = hashlib.sha256(f"{entry.content}\n{attempt}".encode())
        yield f"{entry.own_id}-{digest.hexdigest()[:8]}"


def _owner(claimants: list[Entry], old: Entry | None) -> Entry:
    """Whose id it is; `old` had it before."""
    computed = next((entry for entry in claimants if not entry.declared), None)
    if computed or old is None:
        return computed or min(claimants, key=lambda entry: entry.content)

    def strangeness(entry: Entry) -> tuple[bool, bool, bool, str]:
        elsewhere = entry.real != old.real
        moved = elsewhere or entry.place != old.place
        return elsewhere, entry.content != old.content, moved, entry.content

    return min(claimants, key=strangeness)
