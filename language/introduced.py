"""Who somebody is, as a text says in passing: by the office beside the name, or of its author."""

from __future__ import annotations

import re
from collections.abc import Sequence

from language.fold import fold
from language.lexicon import either

NAME = "\x01"
"""What stands in a text for the one named, so that the patterns are known beforehand."""
_OFFICE = f"(?:(?!代表)(?:{either('office_titles')}|记者|老师|师傅))"
"""代表罗大河 is what one does for him."""
_INTRODUCED = re.compile(
    rf"{_OFFICE}[:\s]?{NAME}"
    rf"|{NAME}(?:{_OFFICE}|[(][^()]{{0,24}}{_OFFICE}[^()]{{0,8}}[)]|,[^,;:。!?]{{0,20}}{_OFFICE}(?=[,。;]))"
)
_GOES_ON = re.compile(
    rf"{NAME}(?![\u4e00-\u9fff])|{NAME}(?=[说表在对将的是和与曾也介告认指向为把被率等])"
)
"""A name of two letters may be the beginning of one of three."""
_OF_AUTHOR = re.compile("^[(]?作者(?:系|单位|简介)|[(]作者(?:系|[是为](?!谁))")


def introduces(folded: str, name: str, authors: Sequence[str]) -> bool:
    """Whether a folded text has an office right before or behind a folded name: 馆长罗大河; or the
    article is that one's alone, and it says who wrote it: (作者系石桥小学退休教师)."""
    if [name] == [fold(author) for author in authors] and _OF_AUTHOR.search(folded):
        return True
    text = folded.replace(name, NAME)
    return bool((len(name) > 2 or _GOES_ON.search(text)) and _INTRODUCED.search(text))
