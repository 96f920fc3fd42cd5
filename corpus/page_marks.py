"""The marks of printed pages within plain text: 第1页, 2/3, — 4 —, a running head with its number.

Text that was copied from a document has them between its lines, also within a sentence.  Such a
line is one of a row that counts on through the file, or alone in an excerpt by a form that says
what it is; what merely looks so is text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from corpus.lines import Line, is_ended, is_of_contents
from corpus.mastheads import masthead

_NUMBER = r"\d{1,4}"
_MARK = re.compile(
    rf"[-—–－=*\s]{{0,10}}第\s?(?P<of>{_NUMBER})\s?[页頁](?:[\s，,/／]{{0,3}}共\s?{_NUMBER}\s?[页頁])?[-—–－=*\s]{{0,10}}"
    rf"|(?P<part>{_NUMBER})\s?[/／]\s?{_NUMBER}"
    rf"|[-–—－·•]{{1,3}}\s?(?P<set_off>{_NUMBER})\s?[-–—－·•]{{1,3}}"
    rf"|[Pp](?:age\s|\.\s?)?(?P<page>{_NUMBER})(?:\sof\s{_NUMBER})?"
    rf"|共\s?{_NUMBER}\s?[页頁][\s，,]{{0,3}}第\s?(?P<behind>{_NUMBER})\s?[页頁]"
)
_HEAD = re.compile(
    rf"(?P<before>[^\d。！？；，：:]{{2,24}}?)\s{{0,9}}(?P<number>{_NUMBER})"
    rf"|(?P<first>{_NUMBER})\s{{1,9}}(?P<behind>[^\d。！？；，：:]{{2,24}})"
)
"""A running head beside the page's number; the number alone is one without words."""
_BARE = re.compile(_NUMBER)
_LONG = 12  # characters of a line that a sentence may break off in
_LONGEST_MARK = 40
_YEARS = 1000  # from which on a number may be a year's


def page_marks(lines: Sequence[Line]) -> set[int]:
    """Which of the lines, none of them blank, are marks of pages."""
    forms: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    heads: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for i, line in enumerate(lines):
        if len(line.text) > _LONGEST_MARK:
            continue
        if mark := _MARK.fullmatch(line.text):
            form = str(mark.lastgroup)
            forms[form].append((i, int(mark[form])))
        elif _BARE.fullmatch(line.text):
            heads[""].append((i, int(line.text)))
        elif head := _HEAD.fullmatch(line.text):
            words = head["before"] or head["behind"]
            heads["".join(words.split())].append((i, int(head["number"] or head["first"])))
    marks = {i for row in forms.values() for i, _ in row if _counts_on(row) or _is_alone(lines, i)}
    for form, row in forms.items():
        marks.update(i for i, _ in row if _goes_up(form, row))
    for row in heads.values():
        if _counts_on(row) and any(_within_sentence(lines, i, i) for i, _ in row):
            marks.update(i for i, _ in row)
    return marks | _heads_beside(lines, marks)


def _is_alone(lines: Sequence[Line], i: int) -> bool:
    """Whether a mark that no other counts on from is one: it tells of how many pages, or stands,
    perhaps with the masthead, within a sentence."""
    if "共" in lines[i].text:
        return True
    low = i - 1 if i and masthead(lines[i - 1].text) else i
    high = i + 1 if i + 1 < len(lines) and masthead(lines[i + 1].text) else i
    return _within_sentence(lines, low, high)


def _heads_beside(lines: Sequence[Line], marks: set[int]) -> set[int]:
    """The lines that stand above or below marks more than once, or within a sentence with them, or
    repeat the file's title; also a running head over a number alone."""
    beside: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for i, line in enumerate(lines):
        if len(line.text) > _LONGEST_MARK or i in marks or is_ended(line.text):
            continue
        below = lines[i + 1].text if i + 1 < len(lines) else ""
        if _BARE.fullmatch(below):
            beside[line.text].append((i, i + 1))
        elif {i - 1, i + 1} & marks:
            beside[line.text].append((i, i))
    heads: set[int] = set()
    for places in beside.values():
        numbers = [(low, int(lines[high].text)) for low, high in places if high > low]
        if numbers and not (_counts_on(numbers) and _any_within(lines, places)):
            continue
        repeats = len(places) > 1 or _repeats_title(lines, places[0][0])
        if repeats or _any_within(lines, _with_marks(places, marks)):
            heads.update(i for low, high in places for i in range(low, high + 1))
    return heads


def _repeats_title(lines: Sequence[Line], i: int) -> bool:
    """Whether a line is the file's first one with more words behind it: 河湾志　第三编."""
    title = lines[0].text
    return i > 0 and lines[i].text.startswith((f"{title} ", f"{title}\u3000"))


def _with_marks(places: Sequence[tuple[int, int]], marks: set[int]) -> list[tuple[int, int]]:
    return [(low - (low - 1 in marks), high + (high + 1 in marks)) for low, high in places]


def _any_within(lines: Sequence[Line], places: Sequence[tuple[int, int]]) -> bool:
    return any(_within_sentence(lines, low, high) for low, high in places)


def goes_on(above: Line, below: Line) -> bool:
    """Whether a sentence goes on from one line to another with marks between."""
    breaks_off = len(above.text) > _LONG and not is_ended(above.text)
    return breaks_off and not below.indented and not is_of_contents(above.text)


def _within_sentence(lines: Sequence[Line], low: int, high: int) -> bool:
    """Whether a sentence goes on from above the lines `low` to `high` to below them."""
    if low < 1 or high + 1 >= len(lines):
        return False
    return goes_on(lines[low - 1], lines[high + 1])


def _goes_up(form: str, row: Sequence[tuple[int, int]]) -> bool:
    """Whether the numbers are of pages that an excerpt has, by a form that little else has: between
    signs each higher than the last, of 第88页 a single one, and no first part's or year."""
    numbers = [number for _, number in row]
    up = all(low < high for low, high in pairwise(numbers))
    counts = form == "set_off" or (form == "of" and len(row) == 1)
    return counts and up and numbers[0] > 1 and numbers[-1] < _YEARS and row[0][0] > 0


def _counts_on(row: Sequence[tuple[int, int]]) -> bool:
    """Whether the numbers go up by one from line to line, twice at least."""
    numbers = [number for _, number in row]
    return len(row) > 1 and numbers == list(range(numbers[0], numbers[0] + len(row)))
