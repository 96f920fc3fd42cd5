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
from index.local.verify import verify, wrong_with
from index.store import Status


class LocalEngine:
    """`Engine` (see `index/engines.py`)."""

    def one_spelling(self, place: str) -> str:
        """The real folder, whatever links lead to it."""
        return os.path.realpath(place)

    def open(self, place: str, encoder: Encoder | None) -> LocalStore:
        return open_folder(Path(place), encoder)

    def current(self, place: str) -> tuple[str, str]:
        return generations.pointer(Path(place))

    def status(self, place: str) -> Status:
        root = Path(place)
        return status_of(root, manifest.read(generations.current(root)))

    def verify(self, place: str) -> Verdict:
        return verify(Path(place))

    def begin(self, place: str, encoder: Encoder | None, *, anew: bool) -> LocalDraft:
        return LocalDraft(Path(place), encoder, anew=anew)

    def rollback(self, place: str) -> Status:
        root = Path(place)
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
