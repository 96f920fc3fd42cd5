"""Thumbs up and down, kept as judgements that `python -m qa.evaluate --queries` can read."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from pathlib import Path

MOST_BYTES = 64 << 20
"""The file is not written beyond this; somebody would be filling the disk."""


class Feedback:
    """A JSON Lines file to which judgements are appended, one whole line at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def add(self, question: str, hit: str, article_id: str, judgement: int) -> bool:
        """Whether it was kept; judgement is 1 or -1, `hit` a hit's id."""
        row = {
            "id": hashlib.sha256(question.encode()).hexdigest()[:16],
            "question": question,
            "hit": hit,
            "article_id": article_id,
            "judgement": judgement,
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        line = json.dumps(row, ensure_ascii=False) + "\n"
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.exists() and self.path.stat().st_size > MOST_BYTES:
                return False
            with self.path.open("a", encoding="utf-8") as file:
                file.write(line)
        return True
