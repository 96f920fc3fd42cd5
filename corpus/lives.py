"""A life told under its person's name: 桂小满 / （1901—1950） / 桂小满，字谷雨，石桥镇人。

The name is what the text is about, and nobody's who wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.lines import Block, Line, glue
from corpus.person_names import closed_up, has_name_form

_YEAR = r"(?:约|公元){0,2}\s?(?:\d{3,4}|[〇零○一二三四五六七八九]{3,4}|[?？])\s?年?"
_YEARS = re.compile(
    rf"(?P<open>[(（]\s?)?{_YEAR}\s?[—–－~～至-]{{1,2}}\s?(?:{_YEAR}|(?(open)|.^))"
    r"(?(open)(?:[，,；;]\s?[^()（）。]{1,16})?\s?[)）])"
)
"""（1901—1950）, （1901—1950，教育家）, （1901— ）, 1901-1950."""
_OF_LIVES = "字|号|號|原名|又名|本名|乳名|学名|生于|[，,]|[(（]"
_OPENS = re.compile(r"(?:字|号|號|原名|又名|本名|乳名|学名)[\u4e00-\u9fff]|[男女][，,]")
"""What a life begins with that leaves out the name."""


def is_years(text: str) -> bool:
    """Whether a line is the years of a life and nothing else."""
    return _YEARS.fullmatch(text.strip()) is not None


def is_told(name: str, text: str) -> bool:
    """Whether a text tells the life of the person on the line above: it begins with that name, as
    no text begins with who wrote it."""
    word = closed_up(name.strip())
    if not has_name_form(word) or not text.startswith(word):
        return False
    return re.match(_OF_LIVES, text[len(word) :].lstrip()) is not None


def with_years(text_blocks: Sequence[Block]) -> list[Block]:
    """The blocks with each name over the years of a life as one line, a block of its own, where
    that life is told below; else the name would be who wrote, the years the title."""
    lines = [line for block in text_blocks for line in block]
    heads = {
        id(name): replace(name, run=glue([name.run, years.run]))
        for name, years, text in zip(lines, lines[1:], lines[2:], strict=False)
        if is_years(years.text) and has_name_form(closed_up(name.text))
        and (is_told(name.text, text.text) or _OPENS.match(text.text))
    }  # fmt: skip
    below = {id(years) for name, years in pairwise(lines) if id(name) in heads}
    blocks: list[Block] = []
    for block in text_blocks:
        parts: list[list[Line]] = [[]]
        for line in block:
            if id(line) in heads:
                parts += [[heads[id(line)]], []]
            elif id(line) not in below:
                parts[-1].append(line)
        blocks += [tuple(part) for part in parts if part]
    return blocks
