"""Structured logging: one JSON object a line on standard error, without the text of questions."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from typing import Any

log = logging.getLogger("wenbao.web")


_RAW = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What some readers take for the end of a line or a command, and what UTF-8 cannot write."""


def _code_escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


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
        return _RAW.sub(_code_escape, json.dumps(line, ensure_ascii=False, default=str))


_logged: dict[str, bool] = {"questions": False}


def set_up(level: str = "warning", *, questions: bool = False) -> None:
    """Logs of this package and the index at `level` and above to standard error; `questions`: with
    their text."""
    _logged["questions"] = questions
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for logger in (log, logging.getLogger("wenbao.index")):
        logger.handlers[:] = [handler]
        logger.setLevel(level.upper())
        logger.propagate = False
    # What the libraries say, by the same plain handler: one that imports or opens files while it
    # logs fails when descriptors have run out, and takes the event loop with it.
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.WARNING, log.level))


def event(name: str, level: int = logging.INFO, **fields: Any) -> None:
    """One event with its fields."""
    log.log(level, name, extra={"fields": fields})


def asked(door: str, question: str, seconds: float, **fields: Any) -> None:
    """A question was worked on; its text is there only if that was asked for at the start."""
    if _logged["questions"]:
        fields["question"] = question
    event("asked", door=door, ms=round(1000 * seconds, 1), **fields)
