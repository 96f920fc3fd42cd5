"""Numeral parsing: "一万二千元" is 12000 of 元, "3.5亿" is 350,000,000."""

from __future__ import annotations

import re

from language.lexicon import either

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
# No longer than any figure is: the value of a run of thousands would not fit into a float.
_FIGURE = re.compile(
    r"(\d{1,24}(?:,\d{3})*(?:\.\d+)?)([百千万亿]{0,4})|([零〇一二两三四五六七八九十百千万亿]{1,24})"
)
# One Chinese numeral is a figure before a unit alone: 六 of 六个月, but not 十 of 十分.
_UNIT = re.compile(rf"个?(?:{either('figure_units')})")
_WORDS = frozenset(("万一", "千万", "一一"))


_YEAR = re.compile("(?<![零〇○一二三四五六七八九十百千])[一二][零〇○一二三四五六七八九]{3}(?=年)")
_IN_DIGITS = str.maketrans("零〇○一二三四五六七八九", "000123456789")


def years_in_digits(text: str) -> str:
    """The text, of the same length, with 1985年 for 一九八五年, as most people ask."""
    return _YEAR.sub(lambda match: match[0].translate(_IN_DIGITS), text)


def figures(text: str) -> list[tuple[str, tuple[float, bool]]]:
    """Each figure of a folded text as it is written, and its value with whether it is a percentage:
    ("十二", (12.0, False)); ("50", (50.0, True)) of 50%; ("五十", (50.0, True)) of 百分之五十."""
    return [(text[start:end], value) for (start, end), value in placed_figures(text)]


def placed_figures(text: str) -> list[tuple[tuple[int, int], tuple[float, bool]]]:
    """The same with the place [start, end) of each in place of its writing."""
    figures_found = []
    for match in _FIGURE.finditer(text):
        written = match.group(3) or ""
        percent = text.startswith("%", match.end()) or text.endswith("百分之", 0, match.start())
        alone = len(written) == 1 and not percent and not _UNIT.match(text, match.end())
        if not alone and written not in _WORDS:
            figures_found.append((match.span(), (_figure_value(match), percent)))
    return figures_found


def _figure_value(figure: re.Match[str]) -> float:
    digits, factors, written = figure.groups()
    if written:
        return float(value_of(written))
    value = float(digits.replace(",", ""))
    for factor in factors:
        value *= _TENS.get(factor) or _MYRIADS[factor]
    return value


def value_of(text: str) -> int:
    """The value of digits or of Chinese numerals: 一万二千 is 12000, 十五 15, 一九八七 1987."""
    if text.isdecimal():
        return int(text)
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


_RUN = re.compile(
    r"(?<![零〇一二三四五六七八九十百千万亿])[零〇一二三四五六七八九十百千万亿]{2,24}"
)
_ARTICLE = re.compile(r"第 ?(\d{1,4}|[零〇一二三四五六七八九十百千]{1,8}) ?条(?![例约])")


def normal_forms(folded: str) -> list[tuple[int, str]]:
    """The numerals of a folded text that have another writing, in digits, with their places.

    二〇二四 is 2024, 四百五十 450; 第三十六条 and 第 36 条 are both 第36条.  Two digits together
    (三四天) are no figure, nor are 千万 and 万亿.
    """
    forms = []
    for match in _RUN.finditer(folded):
        written = match.group()
        counted = any(c in _TENS or c in _MYRIADS for c in written)
        if len(written) > 2 if not counted else any(c in _DIGIT or c == "十" for c in written):
            forms.append((match.start(), str(value_of(written))))
    for match in _ARTICLE.finditer(folded):
        forms.append((match.start(), f"第{value_of(match.group(1))}条"))
    return forms
