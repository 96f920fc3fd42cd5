"""Feedback log: thumbs up and down, as judgements that `python -m qa.evaluate --queries` reads."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Sequence
from pathlib import Path

MOST_BYTES = 64 << 20
"""The file is not written beyond this; somebody would be filling the disk."""


class Feedback:
    """A JSON Lines file to which judgements are appended, one whole line at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def add(
        self, question: str, hit: str | None, article_id: str | None, judgement: int,
        answer: Sequence[str] = (),
    ) -> bool:  # fmt: skip
        """Whether it was kept; judgement is 1 or -1, `hit` a hit's id.

        answer: instead of a hit, those that the judged answer cites.  Of a right answer they are
        the gold of its question; what the right ones of a wrong answer would be is not known.
        """
        row: dict[str, object] = {
            "id": hashlib.sha256(question.encode()).hexdigest()[:16],
            "question": question,
        }
        if answer:
            right = judgement == 1
            row |= {"gold": list(answer) if right else [], "answer": list(answer), "right": right}
        else:
            row |= {"hit": hit, "article_id": article_id, "judgement": judgement}
        row["at"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = json.dumps(row, ensure_ascii=False) + "\n"
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.exists() and self.path.stat().st_size > MOST_BYTES:
                return False
            with self.path.open("a", encoding="utf-8") as file:
                file.write(line)
        return True
