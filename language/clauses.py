"""Which part of a sentence tells of what: 甲有热水，60元；乙没有热水，140元 tells of two things."""

from __future__ import annotations

import re

from language.sentences import Span

LEAST = 3
"""Letters with which a part must begin as a question names it."""
MOST = 24
_PART = re.compile(r"[^;。!?]+")
_CLAUSE = re.compile(r"[^,、;:。!?]+")
_PAIRS = tuple(
    (re.compile(own), re.compile(other))
    for own, other in (("末班", "[首头]班"), ("批发", "零售"), ("进价", "售价"), ("出发", "到达"))
)
"""What a clause tells of one of alone."""
_LEADING = " \u3000,、\"'“”‘’《》()"


def of_another_part(question: str, text: str, place: Span) -> bool:
    """Whether a place of a folded text lies in a part of its sentence beside the one that begins
    with what a folded question names."""
    parts = [match.span() for match in _PART.finditer(text)]
    own = next((span for span in parts if span[0] <= place[0] < span[1]), None)
    if own is None or len(parts) < 2 or _opening(question, text[slice(*own)]):
        return False
    openings = [_opening(question, text[slice(*span)]) for span in parts if span != own]
    return any(opening and opening not in text[slice(*own)] for opening in openings)


def of_the_other(question: str, text: str, place: Span) -> bool:
    """Whether a question asks for one of two (末班车), and the clause of a place tells of the other
    alone (头班车)."""
    clauses = (match.span() for match in _CLAUSE.finditer(text))
    own = next((text[slice(*span)] for span in clauses if span[0] <= place[0] < span[1]), "")
    return any(
        asked.search(question)
        and not other.search(question)
        and other.search(own)
        and not asked.search(own)
        for pair in _PAIRS
        for asked, other in (pair, pair[::-1])
    )


def _opening(question: str, part: str) -> str:
    """The longest beginning of a part, or of what stands behind its colon, that a question has;
    nothing if it is too short."""
    for opening in (part, part.partition(":")[2]):
        begin = opening.lstrip(_LEADING)
        for end in range(min(len(begin), MOST), LEAST - 1, -1):
            if begin[:end] in question:
                return begin[:end]
    return ""
