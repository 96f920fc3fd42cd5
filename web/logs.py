"""Structured logs: one JSON object a line on standard error, without the text of questions."""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any

log = logging.getLogger("wenbao.web")


class JsonLines(logging.Formatter):
    """A record as one line of JSON; what is passed as `extra={"fields": {…}}` joins it."""

    def format(self, record: logging.LogRecord) -> str:
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line: dict[str, Any] = {
            "at": f"{at}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


_told: dict[str, bool] = {"questions": False}


def set_up(level: str = "warning", *, questions: bool = False) -> None:
    """Logs of this package at `level` and above to standard error; `questions`: with their text."""
    _told["questions"] = questions
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    log.handlers[:] = [handler]
    log.setLevel(level.upper())
    log.propagate = False


def event(name: str, level: int = logging.INFO, **fields: Any) -> None:
    """One event with its fields."""
    log.log(level, name, extra={"fields": fields})


def asked(door: str, question: str, seconds: float, **fields: Any) -> None:
    """A question was worked on; its text is there only if that was asked for at the start."""
    if _told["questions"]:
        fields["question"] = question
    event("asked", door=door, ms=round(1000 * seconds, 1), **fields)
