"""Engine on local files: an index is a folder."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from encoders.base import Encoder
from errors import IndexDamaged, IndexMissing, StoreError
from index.compatibility import same_terms
from index.engines import Verdict
from index.local import generations, manifest
from index.local.draft import LocalDraft
from index.local.lock import writing
from index.local.manifest import status_of
from index.local.reader import LocalStore
from index.local.segments import Segments
from index.local.verify import wrong_with
from index.store import Status

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
        named: dict[str, set[str]] = {}
        for folder in generations.finished(self.folder):
            with closing(Segments(folder)) as opened:
                found = (facts.entry for _, facts in opened.beginning("real", ""))
                named[folder.name] = {name for one in found for name in (one.path, one.real)}
        return named[current], set().union(*named.values())

    def open(self, encoder: Encoder | None) -> LocalStore:
        for attempt in range(_TRIES):
            pointer = self.current()
            try:
                return LocalStore(self.folder, generations.current(self.folder), encoder)
            except FileNotFoundError as error:
                if self.current() == pointer or attempt == _TRIES - 1:
                    raise IndexDamaged("missing_file", path=error.filename) from None
        raise IndexMissing("index_restless", path=self.folder)

    def current(self) -> tuple[str, str]:
        return generations.pointer(self.folder)

    def status(self) -> Status:
        return status_of(self.folder, manifest.read(generations.current(self.folder)))

    def verify(self) -> Verdict:
        while True:
            pointer = self.current()
            folder = generations.current(self.folder)
            try:
                made = manifest.read(folder)
                wrong = tuple(wrong_with(folder, made))
            except FileNotFoundError:
                wrong = ("a file is missing",)
            if wrong and (self.current() != pointer or not folder.exists()):
                continue  # replaced and cleared away meanwhile
            return Verdict(made.generation, made.paragraphs, wrong)

    def begin(self, encoder: Encoder | None, *, anew: bool) -> LocalDraft:
        return LocalDraft(self.folder, encoder, anew=anew)

    def rollback(self) -> Status:
        root = self.folder
        if not root.is_dir():
            raise IndexMissing("no_index_to_go_back", path=root)
        with writing(root):
            try:
                now = generations.current(root)
            except IndexMissing:
                raise
            except StoreError:
                now = None
            for folder in reversed(generations.whole(root)):
                if now is not None and folder.name >= now.name:
                    continue
                made = manifest.read(folder)
                if same_terms(made.terms, made.context) and not any(wrong_with(folder, made)):
                    generations.point(root, made)
                    return status_of(root, made)
        raise IndexMissing("no_generation_before", path=root)
