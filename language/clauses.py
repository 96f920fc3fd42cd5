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
_FIGURE = re.compile(r"[-−±¥$]?[\d零〇一二三四五六七八九十百千万亿两半]")
_BOUND_BEFORE = re.compile(
    "(?:不(?:超过|高于|低于|少于|多于|足|到|满)|至[少多]|最[少多]|[高低多少大小]于|超过|超|逾|约|近|大约)$"
)
_BOUND_BEHIND = re.compile("以[上下内]|左右|上下(?!文)|以里")
_PAGE = re.compile(r"第?[\d一二三四五六七八九十]{1,3}版")
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


def bounded(text: str, place: Span) -> Span:
    """The place of a figure, grown by what bounds it: 不超过18个月, 八百人以上."""
    start, end = place
    before = _BOUND_BEFORE.search(text, max(0, start - 4), start)
    after = _BOUND_BEHIND.match(text, end)
    if not _FIGURE.match(text, start):
        return place
    return (before.start() if before else start, after.end() if after else end)


def of_the_paper(text: str, place: Span) -> bool:
    """Whether a date of a folded text is that of a page (本报5月3日第2版)."""
    return bool(_PAGE.match(text, place[1])) or text.endswith(("本报", "本刊"), 0, place[0])
