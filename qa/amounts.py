"""How much a figure in a text is: "一万二千元" is 12000 of 元, "3.5亿" is 350,000,000."""

from __future__ import annotations

import re

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_FIGURE = re.compile(
    r"(\d+(?:,\d{3})*(?:\.\d+)?)([百千万亿]*)|([零〇一二两三四五六七八九十百千万亿]+)"
)


def amount(text: str) -> tuple[float, str] | None:
    """The first figure of a folded text, and what follows it (its unit); None if there is none."""
    found = _FIGURE.search(text)
    if not found:
        return None
    digits, factors, written = found.groups()
    unit = text[found.end() :].strip()
    if written:
        return float(_written(written)), unit
    value = float(digits.replace(",", ""))
    for factor in factors:
        value *= _TENS.get(factor) or _MYRIADS[factor]
    return value, unit


def _written(text: str) -> int:
    """The value of Chinese numerals: 一万二千 is 12000, 十五 15, 一九八七 (digits only) 1987."""
    if not any(c in _TENS or c in _MYRIADS for c in text):
        return int("".join(str(_DIGIT[c]) for c in text))
    total = part = last = 0
    for c in text:
        if c in _DIGIT:
            last = _DIGIT[c]
        elif c in _TENS:
            part += (last or 1) * _TENS[c]
            last = 0
        elif c == "万":
            total += (part + last or 1) * _MYRIADS[c]
            part = last = 0
        else:  # 亿 multiplies all before it, 万 only what follows an 亿
            total = (total + part + last or 1) * _MYRIADS[c]
            part = last = 0
    return total + part + last
