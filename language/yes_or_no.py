"""Whether a short answer may stand for a yes or no, or for one of two, or only says the question's
own words again."""

from __future__ import annotations

import re

_EITHER = re.compile("还是(?!会|要|不|没)")
_WHETHER = re.compile(
    r"[吗么]\W*$|是不是|能不能|可不可以|会不会|要不要|有没有|是否|能否|可否|(\w)[不没]\1"
    r"|^(?:is|are|was|were|do|does|did|can|could|may|must|will|should|has|have|had)\b"
)
_OFFERS = re.compile(r"[和与跟及或比、,]|还是|但|\b(?:and|or|than|but)\b")
"""What a question may have between those that it asks to choose from."""


def echoes(question: str, mark: str) -> bool:
    """Whether a folded short answer stands in the question itself (1985 in 1985年票价多少), and is
    not offered there for choice."""
    at = question.find(mark)
    goes_on = mark[:1].isdecimal() and question[at - 1 : at].isdecimal()  # 5 in 1985
    return at >= 0 and not goes_on and not _OFFERS.search(question)


def chooses(question: str, mark: str) -> bool:
    """Whether a folded short answer may stand for a yes or no, or for one of two: never for the
    first, and only by its own name for the second."""
    if _EITHER.search(question):
        return mark in question
    return not _WHETHER.search(question)
