"""Whether a short answer may stand for a yes or no, or for one of two."""

from __future__ import annotations

import re

_EITHER = re.compile("还是(?!会|要|不|没)")
_WHETHER = re.compile(
    r"[吗么]\W*$|是不是|能不能|可不可以|会不会|要不要|有没有|是否|能否|可否|(\w)[不没]\1"
    r"|^(?:is|are|was|were|do|does|did|can|could|may|must|will|should|has|have|had)\b"
)


def chooses(question: str, mark: str) -> bool:
    """Whether a folded short answer may stand for a yes or no, or for one of two: never for the
    first, and only by its own name for the second."""
    if _EITHER.search(question):
        return mark in question
    return not _WHETHER.search(question)
