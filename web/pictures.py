"""Pictures of pages: drawn when they are looked at, one at a time, the last few kept in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from corpus.readers.picture import Picture, page_picture

KEPT = 16
PATIENCE = 25.0
"""Seconds that a reader waits while another's page is drawn."""
LINE = 8
"""Readers that draw or wait at a time; each holds one of the threads that all routes share."""

_Key = tuple[str, int, int, int]


class Pictures:
    """Safe to use from many threads."""

    def __init__(self) -> None:
        self._drawing = threading.Lock()
        self._line = threading.BoundedSemaphore(LINE)
        self._kept: OrderedDict[_Key, Picture | None] = OrderedDict()

    def of(self, path: str, page: int) -> Picture | None:
        """A page (from 1) of the file that an article came from; None if there is none to see."""
        try:
            file = Path(path)
            facts = file.stat()
        except (OSError, ValueError):
            return None
        key = (path, facts.st_mtime_ns, facts.st_size, page)
        if not self._line.acquire(blocking=False):
            return None
        try:
            return self._drawn(key, file, page)
        finally:
            self._line.release()

    def _drawn(self, key: _Key, file: Path, page: int) -> Picture | None:
        if not self._drawing.acquire(timeout=PATIENCE):
            return None
        try:
            if key not in self._kept:
                self._kept[key] = page_picture(file, page)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]
        finally:
            self._drawing.release()
