"""Engine on local files: an index is a folder."""

from __future__ import annotations

import os
from pathlib import Path

from encoders.base import Encoder
from errors import IndexMissing, StoreError
from index.compatibility import same_terms
from index.engines import Verdict
from index.local import generations, manifest
from index.local.draft import LocalDraft
from index.local.lock import writing
from index.local.manifest import status_of
from index.local.reader import LocalStore, open_folder
from index.local.verify import sources, verify, wrong_with
from index.store import Status


class LocalEngine:
    """`Engine` (see `index/engines.py`)."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.folder = Path(address)

    @property
    def canonical(self) -> str:
        """The real folder, whatever links lead to it."""
        return os.path.realpath(self.address)

    def sources(self) -> tuple[set[str], set[str]]:
        return sources(self.folder)

    def open(self, encoder: Encoder | None) -> LocalStore:
        return open_folder(self.folder, encoder)

    def current(self) -> tuple[str, str]:
        return generations.pointer(self.folder)

    def status(self) -> Status:
        return status_of(self.folder, manifest.read(generations.current(self.folder)))

    def verify(self) -> Verdict:
        return verify(self.folder)

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
