"""What is told of two things of a kind side by side: of the one that is asked for, or the other."""

from __future__ import annotations

import re
from itertools import takewhile

from language.sentences import Span
from language.words import spans

_CLAUSE = re.compile(r"(?:[而但另]|其中)?(?P<told>[^,;:。!?\n]+)")
_ENDS = frozenset("。!?\n")
_NO_NAME = re.compile(
    "[的了是有在被把由系和与为不这那哪该此其它他她各每全本某两几一二三四五六七八九十首第另]"
)
_VALUE = re.compile("[0-9一二三四五六七八九十百千万两] ?([^\\W\\d_一二三四五六七八九十百千万两])")
_HOLIDAYS = tuple(
    re.compile(names)
    for names in (
        "春节|除夕", "元旦", "元宵", "清明", "五一(?!路)|劳动节", "端午", "中秋", "国庆|十一长假",
        "重阳", "儿童节|六一", "寒假", "暑假",
    )
)  # fmt: skip
"""Days and weeks off: what is told of one says nothing of another."""
LEAST = 3
"""Letters of a name."""
_NO_BEGINNING = re.compile("[将已也都就应可须需请并]")
"""With what a clause begins that tells of what stands before it, and not with a name."""


def holidays(folded: str) -> frozenset[int]:
    """Those of which a folded text tells, by their places in the table."""
    return frozenset(at for at, names in enumerate(_HOLIDAYS) if names.search(folded))


def is_other_holiday(one: str, other: str) -> bool:
    """Whether both of two folded words are holidays, and not the same."""
    rows = [[names for names in _HOLIDAYS if names.fullmatch(word)] for word in (one, other)]
    return all(rows) and rows[0] != rows[1]


def is_of_another(question: str, text: str, place: Span) -> bool:
    """Whether a place in a folded text is told of another thing than a folded question asks for:
    its clause, or the nearest of the sentence before that names either, begins with a name (新柳桥)
    that is as long and ends alike as one of the question's with which another clause begins
    (永济桥)."""
    clauses = [match.span("told") for match in _CLAUSE.finditer(text)]
    asked = [text[a:b] for a, b in clauses if _held(question, text[a:b])]
    for start, end in reversed([span for span in clauses if asked and span[0] <= place[0]]):
        clause = text[start:end]
        if _held(question, clause):
            return False
        behind = place[0] - start
        if any(_is_beside(own, clause[:behind], _held(question, own)) for own in asked):
            return True
        if text[start - 1 : start] in _ENDS:
            return False
    return False


def tells_alike(question: str, text: str, place: Span) -> bool:
    """Whether a clause of a folded text that begins with what a folded question asks for has a
    figure of the unit of the one in a place: 永济桥长九米，新柳桥长八米 tells both."""
    units = set(_VALUE.findall(text[slice(*place)]))
    clauses = (match["told"] for match in _CLAUSE.finditer(text))
    return any(units & set(_VALUE.findall(one)) for one in clauses if _held(question, one))


def _held(question: str, clause: str) -> int:
    """How many letters of a clause's beginning stand in the question; 0 for fewer than LEAST."""
    sizes = takewhile(lambda size: clause[:size] in question, range(1, len(clause) + 1))
    longest = max(sizes, default=0)
    return longest if longest >= LEAST else 0


def _is_beside(own: str, clause: str, held: int) -> bool:
    """Whether a clause begins with a name like one of the `held` letters of another clause: both
    end at the end of a word, and it is no other word for the same (永济桥是石拱桥)."""
    if _NO_BEGINNING.match(clause):
        return False
    for size in range(LEAST, min(held, len(clause)) + 1):
        name, other = own[:size], clause[:size]
        if name[-1] == other[-1] and (name + other).isalpha() and other not in own:
            ends = all(any(end == size for _, end in spans(one)) for one in (own, clause))
            if ends and not _NO_NAME.search(name + other):
                return True
    return False
