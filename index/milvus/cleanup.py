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


def to_keep(manifests: Sequence[Manifest], current: int) -> list[Manifest]:
    """The generations to keep, oldest first: the current one, the one before it, and those that
    were replaced just now."""
    finished = [manifest for manifest in manifests if manifest.number <= current]
    now = datetime.now(timezone.utc)
    recent = {
        manifest.number
        for manifest, successor in pairwise(finished)
        if now - datetime.fromisoformat(successor.built) < GRACE
    }
    last = {manifest.number for manifest in finished[-2:]}
    return [manifest for manifest in finished if manifest.number in last | recent]


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
    drop_epochs(connection, name, {manifest.epoch for manifest in generations.whole()})


def clear(connection: Connection, generations: Generations, name: str, current: Manifest) -> None:
    """Forgets old generations, and takes out what those had that were forgotten before: a reader
    sees that its generation is gone before anything of it is."""
    manifests = generations.whole()
    numbers = {manifest.number for manifest in to_keep(manifests, current.number)}
    generations.forget([number for number in generations.all() if number not in numbers])
    drop_epochs(connection, name, {manifest.epoch for manifest in manifests})
    for epoch in {manifest.epoch for manifest in manifests}:
        base = base_of(name, epoch)
        oldest = min(manifest.number for manifest in manifests if manifest.epoch == epoch)
        for part in ("rows", "articles"):
            _delete(connection, base, part, f"died <= {oldest}")


def drop_epochs(connection: Connection, name: str, keep: set[int]) -> None:
    """Drops the collections of other epochs."""
    for collection in connection.names():
        match = _OF_EPOCH.fullmatch(collection)
        if match and match["name"] == name and int(match["epoch"]) not in keep:
            connection.drop(collection)


def _delete(connection: Connection, base: str, part: str, where: str) -> None:
    """Deletes records with their long texts; a source's text when no article has it any more."""
    fields = ["pk", "source"] if part == "articles" else ["pk"]
    while records := list(connection.find(f"{base}_{part}", where, fields)):
        keys = [record["pk"] for record in records]
        connection.delete(f"{base}_{part}", keys)
        owners = set(keys)
        if part == "articles":
            sources = {record["source"] for record in records}
            owners |= sources - _needed(connection, base, sources)
        _delete_texts(connection, base, sorted(owners))


def _needed(connection: Connection, base: str, sources: set[int]) -> set[int]:
    records = connection.find_in(f"{base}_articles", "source", sorted(sources), ["source"], most=50)
    return {record["source"] for record in records}


def _delete_texts(connection: Connection, base: str, owners: Sequence[int]) -> None:
    name = f"{base}_texts"
    for at in range(0, len(owners), BATCH):
        chunk = ",".join(map(str, owners[at : at + BATCH]))
        while records := connection.find(name, f"owner in [{chunk}]", ["pk"]):
            connection.delete(name, [record["pk"] for record in records])


def _revived(connection: Connection, base: str, part: str, current: Manifest) -> None:
    """What a generation took out that was not published, or undone, is there again."""
    name = f"{base}_{part}"
    where = f"died > {current.number} and died < {ALIVE}"
    fields = list(columns(part, current.dimension, 0))
    keys = [record["pk"] for record in connection.every(name, where, ["pk"], current.paragraphs)]
    for at in range(0, len(keys), BATCH):
        records = connection.find_in(name, "pk", keys[at : at + BATCH], fields)
        connection.write(name, [{**record, "died": ALIVE} for record in records])


def _terms_undone(connection: Connection, base: str, current: int) -> None:
    name = f"{base}_terms"
    fields = list(columns("terms", 0, 0))
    while terms := list(connection.find(name, f"changed > {current}", fields)):
        records, empty_keys = [], []
        for term in terms:
            history = json.loads(term["versions"])
            versions = [version for version in history if version[0] <= current]
            if versions:
                changed = versions[-1][0]
                records.append({**term, "versions": packed(versions), "changed": changed})
            else:
                empty_keys.append(term["pk"])
        connection.write(name, records)
        connection.delete(name, empty_keys)
