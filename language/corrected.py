"""What a correction quotes as wrong, or takes out: “三十九块”应为“九十三块”, 删去“有效期五年”."""

from __future__ import annotations

import re

from language.sentences import Span

WRONG = re.compile(  # what was wrong, where it is quoted before what is right
    r"[“\"]([^“”\"]{1,60})[”\"](?:一?[处词句]?)?(?:应为|应是|应作|更正为|改为|修改为)[“\"][^“”\"]{1,60}[”\"]"
)
_DELETED = re.compile(r"删[去除][^。；“”]{0,24}“([^“”]{1,60})”")


def withdrawn(text: str) -> list[Span]:
    """Where a correction quotes what no longer holds: [start, end) each."""
    found = [match for pattern in (WRONG, _DELETED) for match in pattern.finditer(text)]
    return [match.span(1) for match in found]
