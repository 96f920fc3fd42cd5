"""Engine on local files: an index is a folder."""

from __future__ import annotations

import os
from pathlib import Path

from encoders.base import Encoder
from errors import IndexMismatch, IndexMissing, StoreError
from index.engines import Verdict
from index.local import generations, manifest
from index.local.draft import LocalDraft
from index.local.lock import writing
from index.local.manifest import Manifest, status_of
from index.local.reader import LocalStore, open_folder
from index.local.verify import verify, wrong_with
from index.store import Status


class LocalWriter:
    """`Writer` (see `index/store.py`) of one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def begin(self, encoder: Encoder | None, *, anew: bool) -> LocalDraft:
        return LocalDraft(self._root, encoder, anew=anew)

    def rollback(self) -> Status:
        """If pointer or manifest are damaged, to the newest generation that checks.  Never to one
        of other terms, as a program before this one left it: nothing could open it."""
        root = self._root
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
                if _fits(made) and not any(wrong_with(folder, made)):
                    generations.point(root, made)
                    return status_of(root, made)
        raise IndexMissing("no_generation_before", path=root)


def _fits(made: Manifest) -> bool:
    try:
        manifest.agree(made, None)
    except IndexMismatch:
        return False
    return True


class LocalEngine:
    """`Engine` (see `index/engines.py`)."""

    def one_spelling(self, place: str) -> str:
        """The real folder, whatever links lead to it."""
        return os.path.realpath(place)

    def open(self, place: str, encoder: Encoder | None) -> LocalStore:
        return open_folder(Path(place), encoder)

    def current(self, place: str) -> tuple[str, str]:
        return generations.pointer(Path(place))

    def writer(self, place: str) -> LocalWriter:
        return LocalWriter(Path(place))

    def status(self, place: str) -> Status:
        root = Path(place)
        return status_of(root, manifest.read(generations.current(root)))

    def verify(self, place: str) -> Verdict:
        return verify(Path(place))
