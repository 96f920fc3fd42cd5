"""Things of a kind that come one after another, each a thing of its own: bus lines, schools, days
of the week, the east and the west wing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from language.numerals import value_of
from language.words import lattice

Numbers = Mapping[str, set[str]]
"""Of each thing that comes one after another the numbers told of it."""

_COUNTED = re.compile(
    r"(?<![\d〇零一二三四五六七八九十百上下每同近这那])(第)?(?:(?<![a-z])([a-z])(?=\d))?"
    r"(\d{1,4}|[〇零一二三四五六七八九十百]{1,4})"
    "(期(?![间限待货])"  # 二期, no 三期间
    # with its letter or in digits, or where a bus is meant, as in a row
    r"|(?(2)路|(?:路(?=公交|[车首末早夜 ])|(?<=\d)路(?![人纵大军兵并数])))"
    r"|(?(1)(?:届[\u4e00-\u9fff]{2}|轮|小学|(?:人民)?医院)|(?!))"  # behind 第 alone; what is held
    "|号(?:[线楼馆桥井炉机船门厅]|码头)|桥(?!梁)|组(?![数人队照团对件成合])"
    "|中(?:学|(?!全会|[院国间心央共型级等小]|.?法院)))"  # 二中, 第二中学
)
"""What comes one after another, each a thing of its own: its number (N1路), and what is counted."""
_CODE = re.compile(r"(?<![a-z0-9])(?!q\d)([a-z]{1,4})-?(\d{1,5})(?![a-z0-9])")
"""The number of a train, a model, a road: C6307, K2."""
_SIDE = re.compile("([东西南北])(馆|站|区|门|楼|院|校区|广场|湖|口|线|塔|岸|座|苑|园)")
_SEASON = re.compile("([今去前入初深隆年])?([春夏秋冬])(?(1)|[季天])")
_WEEK = "一二三四五六日"
_NAMED_DAY = "(?:周|星期|礼拜)"
_DAY = re.compile(rf"{_NAMED_DAY}([{_WEEK}])(?:[至到~—-]+{_NAMED_DAY}?([{_WEEK}]))?")
_N = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_MONTH = re.compile(
    rf"(?<![\d.十个])(?:({_N})(?:月[初中底末]?)?[至到~—、和-]+)?({_N})月|(?<!\d)\d{{4}}[-/.]({_N})(?!\d)"
)
_ASKED_MONTH = re.compile(
    rf"(?<![\d.十个哪每与比和至到~—、-])(?!一月[^份])({_N})月(?:份|(?![\d一二三四五六七八九十那的之以前后底初中上下召宣启定]))"
)
"""A month of which something is asked, not a day, nor when something was that is asked of."""


def numbers(folded: str) -> Numbers:
    """The numbers that a text has of each thing counted, by its first letter; of what is held, or
    has 号, by all of it; of a code (C6307) by its letters."""
    found = defaultdict[str, set[str]](set)
    for _, letter, number, counted in _COUNTED.findall(folded):
        key = counted if counted[0] in "届号" else counted[0]
        found[key].add(f"{letter}{value_of(number)}")
    for letters, number in _CODE.findall(folded):
        found[letters].add(number)
    return found


def rounds(folded: str) -> Numbers:
    """The days of the week, with those between two, and the seasons of a text; of what has a side
    (南站) which."""
    found = defaultdict[str, set[str]](set)
    for first, last in _DAY.findall(folded.replace("天", "日")):
        begin, end = _WEEK.index(first), _WEEK.index(last or first)
        found["周"].update(_WEEK[begin : end + 1], first, last)
    for _, season in _SEASON.findall(folded):
        found["季"].add(season)
    sides = list(_SIDE.finditer(folded))
    begins = {start for start, _ in lattice(folded).spans} if sides else set()
    for side in sides:
        if side.start() in begins:  # of 安南区 no 南区
            found[side[2]].add(side[1])
    return found


def asked_months(question: str) -> set[int]:
    """The months of which a folded question asks (四月份卖了多少)."""
    return set(map(value_of, _ASKED_MONTH.findall(question)))


def months(folded: str) -> set[int]:
    """The months that a folded text tells of, with those between two."""
    found = set[int]()
    for first, last, month in _MONTH.findall(folded):
        end = value_of(last or month)
        found.update(range(value_of(first) if first else end, end + 1) or [end])
    return found
