"""Lines over a table that say what it is of: 表2-1　1957年各乡耕地, 单位：亩.

Its rows tell no year and no measure of their own, so these lines stand over each of them, as the
names of the columns do.
"""

from __future__ import annotations

import re

from corpus.lines import is_ended
from corpus.records import Paragraph
from corpus.splitting.by_lines import Item
from corpus.tables import headed

_LONGEST = 60  # characters of such a line
_LINES = 2  # the table's name and its unit
_COUNT = r"(?:[A-Za-z]?[0-9]{1,3}|[〇一二三四五六七八九十]{1,3})"
_NUMBERED = re.compile(
    rf"[附续續]?表\s{{0,2}}{_COUNT}(?:[-–—－.．·]{_COUNT}){{0,3}}(?:[\s:：、]|[）)]?$)"
    r"|[Tt]able\s[0-9]{1,3}(?:[-.][0-9]{1,3}){0,2}[\s:.]"
)
_NAMED = re.compile(
    r"[^，。；：！？,;:!?]{3,58}(?<![代发發外手钟鐘仪儀电電水为為])表\s{0,3}(?:[（(][^()（）]{1,30}[)）])?$"
)
"""A name that ends with the word for a table, which ends other words as well (代表)."""
_UNIT = re.compile(r"[（(]?[计計]?量?[单單]位\s{0,3}[:：]\s{0,3}[^\s，。；：][^，。；：]{0,15}$")
_GOES_ON = re.compile(r"[,，、;；:：]$")


def is_caption(text: str) -> bool:
    """Whether a line right above a table names it: it has a number, or says that it is a table."""
    if len(text) > _LONGEST or is_ended(text) or _GOES_ON.search(text):
        return False
    return bool(_NUMBERED.match(text) or _NAMED.match(text))


def is_unit(text: str) -> bool:
    """Whether a line says what a table's figures count: 单位：吨"""
    return bool(_UNIT.match(text))


def take_captions(items: list[Item], paragraphs: list[Paragraph]) -> tuple[str, list[Paragraph]]:
    """What the last lines say of the table below them, and these, which are taken out of the items
    and the paragraphs: they stand over the rows.  The first line of all is a title."""
    context = ""
    taken: list[Paragraph] = []
    while len(items) > 1 and len(taken) < _LINES and items[-1].is_text and paragraphs:
        last = items[-1].text
        names = is_caption(last)
        if paragraphs[-1].notes or (not names and (taken or not is_unit(last))):
            break
        context = headed(last, context) or ""
        taken.insert(0, paragraphs.pop())
        items.pop()
        if names:
            break
    return context, taken
