"""How characters sound: who mistypes a name writes one that sounds alike (致 for 志), and who names
another thing does not (街 for 路)."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache

from language.lexicon import words

_COMMON = range(0xB0, 0xD8)
"""First bytes of GB 2312's common characters; the rare ones stand by their radicals."""
_ALIKE = tuple(
    (re.compile(pattern), alike)
    for pattern, alike in (("^([zcs])h", r"\1"), ("^x", "s"), ("ng$", "n"), ("^[lr]", "l"))
)
"""Sounds that are mistaken for each other: zhi and zi, ying and yin, xun and sun (亚马逊)."""


def sounds_alike(one: str, other: str) -> bool:
    """Whether two folded Chinese characters sound alike, as far as is known."""
    first, second = sound(one), sound(other)
    return not first or not second or first == second


@lru_cache(maxsize=8192)
def sound(char: str) -> str:
    """The syllable of a folded Chinese character, without its tone and alike for those that are
    mistaken for each other; "" for a rare character, of which none is known."""
    code = char.encode("gb2312", "ignore")
    if len(code) != 2 or code[0] not in _COMMON:
        return ""
    codes, sounds = _syllables()
    return sounds[bisect_right(codes, code) - 1]


@cache
def syllables() -> dict[str, str]:
    """Each syllable as it is written, and its sound."""
    return {
        syllable: _alike(syllable) for syllable in (line.split()[1] for line in words("syllables"))
    }


def _alike(syllable: str) -> str:
    for pattern, alike in _ALIKE:
        syllable = pattern.sub(alike, syllable)
    return syllable


@cache
def _syllables() -> tuple[list[bytes], list[str]]:
    """The code of each syllable's first character, in order, and the syllables."""
    firsts = [line.split() for line in words("syllables")]
    return [char.encode("gb2312") for char, _ in firsts], [_alike(each) for _, each in firsts]
