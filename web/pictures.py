"""Pictures of pages: drawn when they are looked at, one at a time, the last few kept in memory."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path

from corpus.readers.picture import Picture, page_picture

KEPT = 16
PATIENCE = 25.0
"""Seconds that a reader waits while another's page is drawn."""
LINE = 8
"""Readers that draw or wait at a time; each holds one of the threads that all routes share."""


class Pictures:
    """Safe to use from many threads."""

    def __init__(self) -> None:
        self._drawing = threading.Lock()
        self._line = threading.BoundedSemaphore(LINE)
        self._picture = lru_cache(KEPT)(_picture)

    def of(self, path: str, page: int) -> Picture | None:
        """A page (from 1) of the file that an article came from; None if there is none to see."""
        try:
            file = Path(path)
            facts = file.stat()
        except (OSError, ValueError):
            return None
        if not self._line.acquire(blocking=False):
            return None
        try:
            if not self._drawing.acquire(timeout=PATIENCE):
                return None
            try:
                return self._picture(file, page, facts.st_mtime_ns, facts.st_size)
            finally:
                self._drawing.release()
        finally:
            self._line.release()


def _picture(file: Path, page: int, modified: int, size: int) -> Picture | None:
    """modified, size: of the file; one that was changed is drawn anew."""
    return page_picture(file, page)
