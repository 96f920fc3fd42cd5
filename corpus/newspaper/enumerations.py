"""Ordinals of enumerations: 一是 … 二是 … 三是, 第一 … 第二, （一）… （二）, 1. … 2."""

from __future__ import annotations

import re

from language.numerals import value_of

_FORMS = {
    "是": r"([一二三四五六七八九十])是",
    "要": r"([一二三四五六七八九十])要",
    "第": r"第([一二三四五六七八九十])[,，、是]",
    "其": r"其([一二三四五六七八九十])[,，]",
    "、": r"([一二三四五六七八九十])、",
    "（": r"[（(]([一二三四五六七八九十])[）)]",
    ".": r"([1-9])[.．、](?![0-9])",
}
_ANY = re.compile(rf"(?:^|(?<=[。；;！!？?：:]))(?:{'|'.join(_FORMS.values())})")
_NAMES = tuple(_FORMS)

Ordinal = tuple[str, int]
"""The form and the value: 二是 is ("是", 2)."""


def ordinals(text: str) -> list[Ordinal]:
    """The ordinals that stand at the start of the text or of one of its sentences."""
    pairs = []
    for match in _ANY.finditer(text):
        group = match.lastindex or 1  # each form has one, for its digit
        digit = match[group]
        pairs.append((_NAMES[group - 1], int(digit) if digit.isdigit() else value_of(digit)))
    return pairs
