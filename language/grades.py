"""Grades, classes, prizes and what is called by its number: 一级古树, 二等奖, 甲类, 三车间. What is
told of one is not of another."""

from __future__ import annotations

import re
from collections.abc import Mapping

from language.numerals import value_of
from language.sentences import Span

_ONE = "(?:特|[一二三四五六七八九十]{1,3}|[1-9][0-9]?|[甲乙丙丁a-e])"
_GRADE = re.compile(
    "(?<![.〇零一二三四五六七八九十百0-9])"
    "(?!(?<=[上下每同各这那分共降升加晋高低大])[^等档类]{1,2}级)"
    f"({_ONE}[级等类]?[、,和及或与至到~-])?({_ONE})"
    "(级(?![跳台以])|等(?=[奖功品级舱座:])|档(?!案)|(?<=[甲乙丙丁a-e])类"
    "|号?(?:车间|厂房|年级|班组|食堂|[大中小支分]队|标段|单元|[校院]区))"
)
"""With the one before it, of 一、二级.  Not 三类, which may be three kinds."""
_COUNTED = re.compile("[省市县乡镇村区国家][、,]?[市县乡镇村区组][、,]?$")
_FINE, _COARSE = re.compile("[^、,;:。!?]+"), re.compile("[^,;:。!?]+")
_END = re.compile("[,、;。!?]")
ANY = "*"
"""Of several in a row."""
BESIDE = 4
"""Characters before and behind a value that stand beside that of another grade too."""


def grades(folded: str) -> Mapping[str, set[str]]:
    """The grades that a folded text tells of, by what they are called: 级, 等, 档, 类.  No count
    of them (省市县三级)."""
    found: dict[str, set[str]] = {}
    for match in _GRADE.finditer(folded):
        if not _COUNTED.search(folded, max(0, match.start() - 12), match.start()):
            values = found.setdefault(match[3], set())
            values.update((ANY,) if match[1] else (_value(match[2]),))
    return found


def is_another_grade(question: str, text: str) -> bool:
    """Whether a folded question names a grade, and a folded text tells of other ones alone."""
    wanted = grades(question)
    told = grades(text) if wanted else {}
    return any(
        kind in told and ANY not in values | told[kind] and not values & told[kind]
        for kind, values in wanted.items()
    )


def of_the_grade(question: str, text: str, place: Span) -> Span:
    """A place in a folded text, or if that is told of another grade than the question names, the
    place that stands so for the grade asked for (一级罚五元;二级罚二元); empty if none does."""
    wanted = grades(question)
    if not wanted or not is_another_grade(question, _of_place(text, place)):
        return place
    of_kind = [grade for grade in _GRADE.finditer(text) if grade[3] in wanted]
    told = [grade for grade in of_kind if grade.end() <= place[0]]
    if not told or not _is_other(question, text, told[-1]):  # the grade stands behind the place
        return place[0], place[0]
    own = told[-1].end()
    before = _END.split(text[max(own, place[0] - BESIDE) : place[0]])[-1]
    behind = _END.split(text[place[1] : place[1] + BESIDE])[0]
    for grade, following in zip(of_kind, [*of_kind[1:], None], strict=True):
        stop = following.start() if following else len(text)
        at = text.find(before, grade.end(), stop)
        start = at + len(before)
        mark = _END.search(text, start, stop)
        end = text.find(behind, start, stop) if behind else mark.start() if mark else -1
        if min(at, end) >= 0 and not _is_other(question, text, grade):
            return start, end
    return place[0], place[0]


def _is_other(question: str, text: str, grade: re.Match[str]) -> bool:
    """Whether a grade in a text is another one than a question names."""
    return is_another_grade(question, text[grade.start() : grade.end() + 1])


def _of_place(text: str, place: Span) -> str:
    """The part of a text that says of which grade a place is told: its own clause, or the nearest
    one before that tells of any."""
    for part in (_FINE, _COARSE):
        own = [text[slice(*m.span())] for m in part.finditer(text) if m.end() > place[0]]
        if own and grades(own[0]):
            return own[0]
    before = [m.group() for m in _COARSE.finditer(text, 0, place[0]) if grades(m.group())]
    return before[-1] if before else ""


def _value(written: str) -> str:
    return written if written.isalpha() and written in "特甲乙丙丁abcde" else str(value_of(written))
