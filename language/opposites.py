"""Things that are like another but for one word: the first bus and the last, father and mother."""

from __future__ import annotations

import re
from collections.abc import Sequence

from language.lexicon import either
from language.sentences import Span, clause_of

Pair = tuple[re.Pattern[str], re.Pattern[str]]

_PAIRS: tuple[Pair, ...] = tuple(
    (re.compile(own), re.compile(other))
    for own, other in (
        ("[首头]班", "末班"), ("父亲", "母亲"), ("左", "右"), ("停水", "停电"),
        ("男[子单双]", "女[子单双]"), ("半程", "全程"), ("上半年", "下半年"), ("一审", "二审|终审"),
        ("出口[了额量]", "进口[了额量]"), ("单打", "双打"), ("预赛|初赛", "决赛"),
        ("批发", "零售"), ("进价", "售价"), ("出发", "到达"),
        ("出生|生于|诞生", "去世|逝世|病逝|过世"), ("成立|创办|创立|创建", "倒闭|解散|停业|破产"),
    )
)  # fmt: skip
_OFFICE = either("office_titles")
_DEPUTY = (re.compile(rf"副(?:{_OFFICE})"), re.compile(rf"(?<!副)(?:{_OFFICE})"))
"""Not of a clause: 由原副站长罗大河接任 tells who the new 站长 is."""


def tells_the_opposite(question: str, text: str) -> bool:
    """Whether a folded question asks for one of two (末班车), and a folded text tells of the other
    alone (头班车)."""
    return _tells_the_other(question, text, (*_PAIRS, _DEPUTY))


def in_clause_of_the_opposite(question: str, text: str, place: Span) -> bool:
    """Whether the clause of a text in which a place lies tells of the other alone."""
    return _tells_the_other(question, clause_of(text, place), _PAIRS)


def _tells_the_other(question: str, text: str, pairs: Sequence[Pair]) -> bool:
    return any(
        asked.search(question)
        and other.search(text)
        and not other.search(question)
        and not asked.search(text)
        for pair in pairs
        for asked, other in (pair, pair[::-1])
    )
