"""Chinese people whom an English question names by sound (Shen Weisong), and who sounds so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from language.lexicon import words
from language.sounds import sound, syllables

Sounds = tuple[str, ...]
"""A syllable each, alike for those that are mistaken for each other."""
_PINYIN = re.compile(r"\b(?=([A-Z][a-z]{1,5}) ([A-Z][a-z]{1,11})\b(?!-))")
_OPENS = re.compile(rf"[{''.join(words('surnames'))}][\u4e00-\u9fff]{{1,2}}[,(、]")
_PLACES = frozenset({"hong kong", "san juan"})
"""What is written like a name, and sounds otherwise in Chinese."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as an English text has it, in small letters, and how it may sound in Chinese."""

    written: str
    sounds: frozenset[Sounds]


def named_by_sound(question: str) -> tuple[Name, ...]:
    """Each name of a family name of one syllable and a given name of one or two, in either order;
    none of who is written in another way (Lai Ching-te)."""
    named = [
        Name(f"{a} {b}".lower(), frozenset([*_ways(a, b), *_ways(b, a)]))
        for a, b in _PINYIN.findall(question)
    ]
    return tuple(name for name in named if name.sounds and name.written not in _PLACES)


def tells_of(name: Name, text: str) -> bool:
    """Whether a folded text has the name, or Chinese characters that sound like it."""
    if name.written in text:
        return True
    heard = [sound(char) if "\u4e00" <= char <= "\u9fff" else "-" for char in text]
    return any(
        all(has in ("", wanted) for has, wanted in zip(heard[at : at + len(way)], way, strict=True))
        for way in name.sounds
        for at in range(len(heard) - len(way) + 1)
    )


def opens_with_a_name(text: str) -> bool:
    """Whether a folded text begins as what is told of somebody does: 顾若兰, 女…"""
    return bool(_OPENS.match(text))


def _ways(family: str, given: str) -> Iterator[Sounds]:
    for one in _divided(family, 1):
        if one[0] in _families():
            yield from ((*one, *rest) for rest in _divided(given, 2))


def _divided(letters: str, most: int) -> Iterator[Sounds]:
    """Letters as syllables, so many at most."""
    letters = letters.lower()
    if letters in syllables():
        yield (syllables()[letters],)
    if most > 1:
        for cut in range(1, len(letters)):
            first, second = letters[:cut], letters[cut:]
            if first in syllables() and second in syllables():
                yield (syllables()[first], syllables()[second])


@cache
def _families() -> frozenset[str]:
    return frozenset(sound(name) for name in "".join(words("surnames"))) - {""}
