"""Engines: what keeps an index, by the scheme of its address; a folder's path has none.

The functions take the address of an index: a folder, `scheme://…`, or None for the default one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from encoders.base import Encoder
from errors import StoreError
from index import default_index
from index.store import IndexDraft, Status, Store
from state import state_folder


@dataclass(frozen=True, slots=True)
class Verdict:
    """generation: the one that was checked.  paragraphs: how many rows were compared.
    wrong: what was found, in words; empty if all is well."""

    generation: str
    paragraphs: int
    wrong: tuple[str, ...]


class Engine(Protocol):
    """What keeps the index of one address."""

    @property
    def canonical(self) -> str:
        """Of all the ways to write the address the one that what belongs to its index goes by."""

    @property
    def folder(self) -> Path | None:
        """The folder that the index is; None where it is none."""

    def sources(self) -> tuple[set[str], set[str]]:
        """The paths that the current generation names, and those that any generation does (where
        that cannot be told, the current one again); empty where there is no index.

        Raises StoreError or OSError if one cannot be read.
        """

    def open(self, encoder: Encoder | None) -> Store:
        """The current generation.  encoder: what to ask with, if not what the index names."""

    def current(self) -> tuple[str, str]:
        """Name and check of the current generation, cheaply: it is asked at every question.

        Raises IndexMissing, IndexDamaged.
        """

    def begin(self, encoder: Encoder | None, *, anew: bool) -> IndexDraft:
        """Takes the lock, and starts from the current generation; with `anew`, a build, from
        nothing where there is none, it is damaged, or of another encoder, terms or format.

        Raises:
            IndexMissing, IndexDamaged, IndexMismatch: as said, if not `anew`.
            IndexBusy: another writer holds the lock.
        """

    def rollback(self, unchanged: str | None, first: Callable[[], None]) -> Status:
        """As `index.writer.rollback`, to a generation whose every byte was checked and whose terms
        are those of this program: nothing could open another.  If the current one cannot be told,
        to the newest.  first: called by the holder of the lock, just before it is done."""

    def status(self) -> Status: ...

    def verify(self) -> Verdict: ...


def _local(address: str) -> Engine:
    from index.local.engine import LocalEngine

    return LocalEngine(address)


def _milvus(address: str) -> Engine:
    from index.milvus.engine import MilvusEngine

    return MilvusEngine(address)


ENGINES: Mapping[str, Callable[[str], Engine]] = {
    "": _local,
    "milvus": _milvus,
    "milvus+tls": _milvus,
}
"""By scheme; `name://host/index` has the scheme `name`."""

_SCHEME = re.compile(r"([a-z][a-z0-9+]+):/")  # of a path that was normalised, one slash is left


def address_of(path: Path | str | None) -> str:
    """The address of an index as text.  Raises StoreError for an empty one, which as a path would
    be the working directory: a variable of a script was not set."""
    text = str(default_index() if path is None else path)
    if not text.strip():
        raise StoreError("empty_address")
    return text


def engine_of(path: Path | str | None) -> Engine:
    """The engine of an index.  Raises StoreError for an empty address, or a scheme that there is
    none for."""
    text = address_of(path)
    match = _SCHEME.match(text)
    scheme = match[1] if match else ""
    if scheme not in ENGINES:
        place = f"{match[0]}/{text[match.end() :].lstrip('/')}" if match else text
        raise StoreError("unknown_scheme", place=place, known=", ".join(filter(None, ENGINES)))
    return ENGINES[scheme](text)


def file_beside(path: Path | str | None, kind: str) -> Path:
    """A file of an index that no build replaces: beside its real folder; of one with an address, in
    the state folder.  However the address is written, it is the same."""
    engine = engine_of(path)
    if engine.folder is not None:
        folder = Path(engine.canonical)
        return folder.with_name(f"{folder.name}.{kind}.json")
    name = hashlib.sha256(engine.canonical.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return state_folder() / f"{kind}-{name}.json"


def open_index(path: Path | str | None = None, *, encoder: Encoder | None = None) -> Store:
    """Opens the current generation of an index (None: the default one) for reading.

    encoder: what to ask with, if not the encoder that the index names.

    Raises:
        IndexMissing: there is no index; the message has the build command.
        IndexDamaged: a count, size or hash is not what the manifest says.
        IndexMismatch: made by another encoder, other terms or another format.
        ModelMissing: the encoder is not on this machine.
    """
    return engine_of(path).open(encoder)


def verify(path: Path | str | None = None) -> Verdict:
    """Checks every hash, count and row of the current generation.

    Raises IndexMissing if there is none, IndexDamaged if it cannot be told which it is.
    """
    return engine_of(path).verify()
