"""Where rules hold: those of one city say nothing of another's."""

from __future__ import annotations

import re

from language.lexicon import words

_LINES = [line.split() for line in words("cities")]
_PROVINCE = {place: line[0] for line in _LINES for place in line}
_ANY = "|".join(sorted(_PROVINCE, key=len, reverse=True))
_PLACE = re.compile(f"({_ANY})(?![东西南北中]?[路街道桥站]|大学|大道|晚报|日报|时间|人)")
_RULES = re.compile(
    f"({_ANY})[省市县区].{{0,40}}(?:条例|办法|规定|规则|细则|决定|决议|规范)(?:\\W.{{0,20}})?$"
)


def hold_elsewhere(question: str, title: str, text: str) -> bool:
    """Whether a folded question is of a place, and a folded title that of the rules of another
    one, neither of its province nor its cities; nor does the text name the place."""
    rules = _RULES.match(title)
    if not rules:
        return False
    asked = {place for place in _PLACE.findall(question) if place not in text}
    if not asked or rules[1] in question or _PROVINCE[rules[1]] in question:
        return False
    return all(_PROVINCE[place] != rules[1] for place in asked)
