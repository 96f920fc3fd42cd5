"""Cleanup: what dead writers, undone generations and old ones left in an index in Milvus."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from itertools import pairwise

from index.milvus.connection import BATCH, Connection
from index.milvus.generations import Generations, Manifest
from index.milvus.records import packed
from index.milvus.schema import ALIVE, base_of, columns

GRACE = timedelta(minutes=10)
"""How long a generation is kept after another replaced it, for whoever still reads it; a call ends
long before (`connection.SECONDS`).  The one before the current is kept for rollback."""


_OF_EPOCH = re.compile(r"(?P<name>.*)_e(?P<epoch>\d{6,})_(?:rows|articles|texts|terms)", re.S)


def kept(whole: Sequence[Manifest], current: int) -> list[Manifest]:
    """The generations to keep, oldest first: the current one, the one before it, and those that
    were replaced just now."""
    found = [one for one in whole if one.number <= current]
    now = datetime.now(timezone.utc)
    recent = {
        one.number
        for one, after in pairwise(found)
        if now - datetime.fromisoformat(after.built) < GRACE
    }
    last = {one.number for one in found[-2:]}
    return [one for one in found if one.number in last | recent]


def undo(
    connection: Connection, generations: Generations, name: str, current: Manifest | None
) -> None:
    """Takes out what was begun or undone after the current generation: its manifest first, so that
    nothing half of it is whole."""
    if current is not None:
        generations.forget([number for number in generations.all() if number > current.number])
        base = base_of(name, current.epoch)
        for part in ("rows", "articles"):
            _delete(connection, base, part, f"born > {current.number}")
            _revived(connection, base, part, current)
        _terms_undone(connection, base, current.number)
    drop_epochs(connection, name, {one.epoch for one in generations.whole()})


def clear(connection: Connection, generations: Generations, name: str, current: Manifest) -> None:
    """Forgets old generations, and takes out what those had that were forgotten before: a reader
    sees that its generation is gone before anything of it is."""
    whole = generations.whole()
    numbers = {one.number for one in kept(whole, current.number)}
    generations.forget([number for number in generations.all() if number not in numbers])
    drop_epochs(connection, name, {one.epoch for one in whole})
    for epoch in {one.epoch for one in whole}:
        base = base_of(name, epoch)
        oldest = min(one.number for one in whole if one.epoch == epoch)
        for part in ("rows", "articles"):
            _delete(connection, base, part, f"died <= {oldest}")


def drop_epochs(connection: Connection, name: str, keep: set[int]) -> None:
    """Drops the collections of other epochs."""
    for one in connection.names():
        found = _OF_EPOCH.fullmatch(one)
        if found and found["name"] == name and int(found["epoch"]) not in keep:
            connection.drop(one)


def _delete(connection: Connection, base: str, part: str, where: str) -> None:
    """Deletes records with their long texts; a source's text when no article has it any more."""
    fields = ["pk", "source"] if part == "articles" else ["pk"]
    while found := list(connection.find(f"{base}_{part}", where, fields)):
        keys = [one["pk"] for one in found]
        connection.delete(f"{base}_{part}", keys)
        owners = set(keys)
        if part == "articles":
            sources = {one["source"] for one in found}
            owners |= sources - _needed(connection, base, sources)
        _delete_texts(connection, base, sorted(owners))


def _needed(connection: Connection, base: str, sources: set[int]) -> set[int]:
    found = connection.find_in(f"{base}_articles", "source", sorted(sources), ["source"], most=50)
    return {one["source"] for one in found}


def _delete_texts(connection: Connection, base: str, owners: Sequence[int]) -> None:
    name = f"{base}_texts"
    for at in range(0, len(owners), BATCH):
        some = ",".join(map(str, owners[at : at + BATCH]))
        while found := connection.find(name, f"owner in [{some}]", ["pk"]):
            connection.delete(name, [one["pk"] for one in found])


def _revived(connection: Connection, base: str, part: str, current: Manifest) -> None:
    """What a generation took out that was not published, or undone, is there again."""
    name = f"{base}_{part}"
    where = f"died > {current.number} and died < {ALIVE}"
    fields = list(columns(part, current.dimension, 0))
    keys = [one["pk"] for one in connection.every(name, where, ["pk"], current.paragraphs)]
    for at in range(0, len(keys), BATCH):
        found = connection.find_in(name, "pk", keys[at : at + BATCH], fields)
        connection.write(name, [{**one, "died": ALIVE} for one in found])


def _terms_undone(connection: Connection, base: str, current: int) -> None:
    name = f"{base}_terms"
    fields = list(columns("terms", 0, 0))
    while found := list(connection.find(name, f"changed > {current}", fields)):
        records, gone = [], []
        for one in found:
            versions = [two for two in json.loads(one["versions"]) if two[0] <= current]
            if versions:
                changed = versions[-1][0]
                records.append({**one, "versions": packed(versions), "changed": changed})
            else:
                gone.append(one["pk"])
        connection.write(name, records)
        connection.delete(name, gone)
