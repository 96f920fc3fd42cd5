"""Engine on local files: an index is a folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from encoders.base import Encoder
from errors import IndexDamaged, IndexMissing, StoreError
from index.compatibility import same_terms
from index.engines import Verdict
from index.local import generations
from index.local import manifest as manifest_file
from index.local.draft import LocalDraft
from index.local.files import reading, writing_to
from index.local.lock import writing
from index.local.manifest import status_of
from index.local.reader import LocalStore
from index.local.segments import Segments
from index.local.verify import wrong_with
from index.store import Status
from messages import message_text

_TRIES = 5  # generations that may be replaced and cleared away while one is being opened


class LocalEngine:
    """`Engine` (see `index/engines.py`)."""

    def __init__(self, address: str) -> None:
        self.folder = Path(address)

    @property
    def canonical(self) -> str:
        """The real folder, whatever links lead to it."""
        return os.path.realpath(self.folder)

    def sources(self) -> tuple[set[str], set[str]]:
        try:
            current = generations.current(self.folder).name
        except IndexMissing:
            return set(), set()
        paths_of: dict[str, set[str]] = {}
        for folder in generations.finished(self.folder):
            with closing(Segments(folder)) as segments:
                entries = [facts.entry for _, facts in segments.beginning("real", "")]
                paths = {entry.path for entry in entries} | {entry.real for entry in entries}
                paths_of[folder.name] = paths
        return paths_of[current], set().union(*paths_of.values())

    def open(self, encoder: Encoder | None) -> LocalStore:
        for attempt in range(_TRIES):
            pointer = self.current()
            try:
                with reading(self.folder):
                    return LocalStore(self.folder, generations.current(self.folder), encoder)
            except FileNotFoundError as error:
                if self.current() == pointer or attempt == _TRIES - 1:
                    raise IndexDamaged("missing_file", path=error.filename) from None
        raise IndexMissing("index_restless", path=self.folder)

    def current(self) -> tuple[str, str]:
        return generations.pointer(self.folder)

    def status(self) -> Status:
        return status_of(self.folder, manifest_file.read(generations.current(self.folder)))

    def verify(self) -> Verdict:
        while True:
            pointer = self.current()
            folder = generations.current(self.folder)
            try:
                with reading(folder):
                    manifest = manifest_file.read(folder)
                    wrong = tuple(wrong_with(folder, manifest))
            except FileNotFoundError:
                wrong = (message_text("file_missing"),)
            if wrong and (self.current() != pointer or not folder.exists()):
                continue  # replaced and cleared away meanwhile
            return Verdict(manifest.generation, manifest.paragraphs, wrong)

    def begin(self, encoder: Encoder | None, *, anew: bool) -> LocalDraft:
        with reading(self.folder):
            return LocalDraft(self.folder, encoder, anew=anew)

    def rollback(self, unchanged: str | None, first: Callable[[], None]) -> Status:
        root = self.folder
        with reading(root):
            if not root.is_dir():
                raise IndexMissing("no_index_to_go_back", path=root)
        with reading(root), writing(root, kept=generations.any_of_ours):
            try:
                current = generations.current(root)
            except IndexMissing:
                raise
            except StoreError:
                current = None
            if unchanged not in (None, current and current.name):
                raise StoreError("changed_since")
            number_of = generations.number_of
            for folder in reversed(generations.whole(root)):
                if current is not None and number_of(folder) >= number_of(current):
                    continue
                manifest = manifest_file.read(folder)
                readable = same_terms(manifest.terms, manifest.context)
                if readable and not any(wrong_with(folder, manifest)):
                    first()
                    with writing_to(root, "cannot_write_index"):
                        generations.point(root, manifest)
                    return status_of(root, manifest)
        raise IndexMissing("no_generation_before", path=root)
