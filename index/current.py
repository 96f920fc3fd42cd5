"""Handles of index folders, each reopened when a new generation is published; one a process."""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import console
from errors import IndexBusy, IndexMissing, StoreError
from index.engines import address_of, engine_of, open_index
from index.store import Store

if TYPE_CHECKING:
    from index.change_plan import Progress
    from index.writer import Report

Index = Store | str | os.PathLike[str]
"""An opened index, or the folder of one."""

PAUSE = 5.0
"""Seconds until a generation that could not be opened is tried again."""

BUSY = 1.0
"""Seconds until an index that another process is building is looked for again."""

log = logging.getLogger("wenbao.index")


class CurrentIndex:
    """The current generation of one folder, for many threads while any process changes it.

    A generation is known by the check of its manifest, not by its name: an index that was deleted
    and built anew begins with gen-000001 again.  One that was opened answers until another is
    open: also while the folder is gone, its pointer damaged, or the new one cannot be opened; that
    is logged once, not at every question.
    """

    def __init__(self, root: Path | str) -> None:
        self.root = root
        self._opened: Store | None = None
        self._opening = threading.Lock()
        self._building = threading.Lock()
        self._logged_reason = ""
        self._failed: tuple[tuple[str, str], float] | None = None

    def is_open(self) -> bool:
        """Whether questions can be answered, whatever becomes of the folder."""
        return self._opened is not None

    def prepare(self, progress: Progress | None = None) -> Report | None:
        """Opens the index; where there is none, builds that of the bundled articles first, and says
        so.  One that another process is building is waited for."""
        with self._building:
            with suppress(IndexMissing):
                self.store()
                return None
            from index.writer import build_first  # it loads the readers of files

            console.warn(console.text("building_bundled", path=self.root))
            waiting = False
            while True:
                try:
                    report = build_first(None, self.root, progress=progress)
                    self.store()
                    return report
                except IndexBusy:
                    if not waiting:
                        console.warn(console.text("waiting_for_build"))
                    waiting = True
                    time.sleep(BUSY)

    def store(self, *, wait: bool = False) -> Store:
        """The current generation, opened.  While one thread opens a new one, the others still get
        the old one, unless they `wait`.

        Raises as `index.open_index`, but only as long as none was ever opened.
        """
        store = self._opened
        try:
            generation = engine_of(self.root).current()
        except StoreError as error:
            if store is None:
                raise
            return self._old_store(store, error)
        if store is not None and (
            self._is_generation(store, generation) or self._failed_just_now(generation)
        ):
            return store
        if not self._opening.acquire(blocking=wait or store is None):
            assert store is not None
            return store
        try:
            store = self._opened
            if store is None or not self._is_generation(store, generation):
                store = self._opened = open_index(self.root)
                self._failed, self._logged_reason = None, ""
                facts = {"generation": store.generation, "paragraphs": len(store)}
                log.info("opened", extra={"fields": facts})
            return store
        except Exception as error:  # whatever it is: an index that answers goes on answering
            if store is None:
                raise
            self._failed = generation, time.monotonic() + PAUSE
            return self._old_store(store, error)
        finally:
            self._opening.release()

    def _is_generation(self, store: Store, generation: tuple[str, str]) -> bool:
        return (store.generation, store.check) == generation

    def _failed_just_now(self, generation: tuple[str, str]) -> bool:
        failed = self._failed
        return failed is not None and failed[0] == generation and time.monotonic() < failed[1]

    def _old_store(self, store: Store, error: Exception) -> Store:
        """The store that goes on answering; why is logged if that is new."""
        reason = f"{type(error).__name__}: {error}"
        if reason != self._logged_reason:
            self._logged_reason = reason
            log.error(
                "the index cannot be opened; the generation before answers on: %s",
                reason,
                extra={"fields": {"generation": store.generation}},
            )
        return store


_indexes: dict[Path, CurrentIndex] = {}


def current_store(index: Index | None = None) -> Store:
    """An opened index as it is, or the current generation of a folder (None: the default one).

    A folder is kept open and kept current, while whoever still holds an old generation may go on
    reading it.  The default index is built from the bundled articles if there is none.

    Raises:
        IndexMissing: there is no index at the named path.
        IndexDamaged, IndexMismatch, ModelMissing: as `index.open_index`.
    """
    if index is not None and not isinstance(index, (str, os.PathLike)):
        if not hasattr(index, "search"):
            raise StoreError("no_index_given", kind=type(index).__name__)
        return index
    root = Path(address_of(None if index is None else os.fspath(index)))
    current_index = _indexes.setdefault(root, CurrentIndex(root))
    try:
        return current_index.store()
    except IndexMissing:
        if index is not None:
            raise
    current_index.prepare()
    return current_index.store()
