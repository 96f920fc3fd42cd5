"""Engines: what keeps an index, by the scheme of its place; a folder's path has none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from encoders.base import Encoder
from errors import StoreError
from index import default_index
from index.store import Draft, Status, Store

Place = str | Path | None
"""Where an index is: a folder, an address with a scheme, or None for the default one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """generation: the one that was checked.  paragraphs: how many rows were compared.
    wrong: what was found, in words; empty if all is well."""

    generation: str
    paragraphs: int
    wrong: tuple[str, ...]


class Engine(Protocol):
    """What keeps indexes of one scheme; `place` is the whole address."""

    def one_spelling(self, place: str) -> str:
        """Of all the ways to write a place the one that what belongs to its index goes by."""

    def open(self, place: str, encoder: Encoder | None) -> Store:
        """The current generation.  encoder: what to ask with, if not what the index names."""

    def current(self, place: str) -> tuple[str, str]:
        """Name and check of the current generation, cheaply: it is asked at every question."""

    def begin(self, place: str, encoder: Encoder | None, *, anew: bool) -> Draft:
        """Takes the lock, and starts from the current generation; with `anew`, a build, from
        nothing where there is none, it is damaged, or of another encoder, terms or format.

        Raises:
            IndexMissing, IndexDamaged, IndexMismatch: as said, if not `anew`.
            IndexBusy: another writer holds the lock.
        """

    def rollback(self, place: str) -> Status:
        """As `rollback` below, to a generation whose every byte was checked and whose terms are
        those of this program: nothing could open another.  If the current one cannot be told, to
        the newest."""

    def status(self, place: str) -> Status: ...

    def verify(self, place: str) -> Verdict: ...


def _local() -> Engine:
    from index.local.engine import LocalEngine

    return LocalEngine()


def _milvus() -> Engine:
    from index.milvus.engine import MilvusEngine

    return MilvusEngine()


ENGINES: Mapping[str, Callable[[], Engine]] = {"": _local, "milvus": _milvus, "milvus+tls": _milvus}
"""By scheme; `name://host/index` has the scheme `name`."""

_SCHEME = re.compile(r"([a-z][a-z0-9+]+):/")  # of a path that was normalised, one slash is left


def located(place: Place) -> tuple[Engine, str]:
    """The engine of an index.  Raises StoreError for a scheme that there is none for."""
    text = str(default_index() if place is None else place)
    found = _SCHEME.match(text)
    scheme = found[1] if found else ""
    if scheme not in ENGINES:
        raise StoreError("unknown_scheme", place=text, known=", ".join(filter(None, ENGINES)))
    return ENGINES[scheme](), text


def open_index(path: Place = None, *, encoder: Encoder | None = None) -> Store:
    """Opens the current generation of an index (None: the default one) for reading.

    encoder: what to ask with, if not the encoder that the index names.

    Raises:
        IndexMissing: there is no index; the message has the build command.
        IndexDamaged: a count, size or hash is not what the manifest says.
        IndexMismatch: made by another encoder, other terms or another format.
        ModelMissing: the encoder is not on this machine.
    """
    engine, place = located(path)
    return engine.open(place, encoder)


def current(path: Place = None) -> tuple[str, str]:
    """Name and check of the current generation.  Raises IndexMissing, IndexDamaged."""
    engine, place = located(path)
    return engine.current(place)


def current_name(path: Place = None) -> str:
    """The name of the current generation.  Raises IndexMissing, IndexDamaged."""
    return current(path)[0]


def begin(path: Place, encoder: Encoder | None, *, anew: bool) -> Draft:
    """The next generation of an index; as `Engine.begin`."""
    engine, place = located(path)
    return engine.begin(place, encoder, anew=anew)


def status(path: Place = None) -> Status:
    """What is in the current generation, without opening it.  Raises as `verify`."""
    engine, place = located(path)
    return engine.status(place)


def verify(path: Place = None) -> Verdict:
    """Checks every hash, count and row of the current generation.

    Raises IndexMissing if there is none, IndexDamaged if it cannot be told which it is.
    """
    engine, place = located(path)
    return engine.verify(place)


def rollback(path: Place = None) -> Status:
    """Makes the newest whole generation before the current one the current one.

    Raises:
        IndexMissing: there is no other whole generation to go back to.
        IndexBusy: another process is writing.
    """
    engine, place = located(path)
    return engine.rollback(place)
