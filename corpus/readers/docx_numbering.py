"""The numbers that Word computes: 第三条, 一、, (2), as they stand before a paragraph on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from corpus.readers.wordml import W, below, is_on, val
from language.digits import integer

LEVELS = 9
_PLACE = re.compile("%([1-9])")
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST = 99_999  # a larger number is written in figures, whatever its form
_NO_SPACE = "、）)】］．"


@dataclass(frozen=True, slots=True)
class Level:
    """How the paragraphs of a level are numbered.  restart: the level, from 1, after which it
    begins anew (None: after any above it, 0: never); style: the style that means this level."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    suffix: str = "tab"
    legal: bool = False
    style: str = ""


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, dict[int, Level]] = {}
        self._list_of: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._own: dict[str, dict[int, Level]] = {}
        self._counts: dict[str, list[int | None]] = {}
        if root is not None:
            self._read_lists(root)

    def _read_lists(self, root: Element) -> None:
        links: dict[str, str] = {}
        styles: dict[str, str] = {}
        for abstract in root.findall(f"{W}abstractNum"):
            ident = abstract.get(f"{W}abstractNumId", "")
            self._lists[ident] = _levels(abstract)
            styles[val(abstract, "styleLink")] = ident
            links[ident] = val(abstract, "numStyleLink")
        for num in root.findall(f"{W}num"):
            ident, kind = num.get(f"{W}numId", ""), val(num, "abstractNumId")
            self._list_of[ident] = styles.get(links.get(kind) or "-", kind)
            for override in num.findall(f"{W}lvlOverride"):
                level = integer(override.get(f"{W}ilvl"), 0)
                if below(override, "startOverride") is not None:
                    self._starts[ident, level] = integer(val(override, "startOverride"), 1)
                self._own.setdefault(ident, {}).update(_levels(override))

    def level_of(self, number: str, style: str) -> int:
        """The level of a list that is meant by a paragraph's style."""
        levels = self._lists.get(self._list_of.get(number, ""), {})
        return next((i for i, level in levels.items() if level.style == style), 0)

    def next(self, number: str, level: int) -> str:
        """The number of the next paragraph of a list at this level (from 0), with the space that
        follows it; "" if it has none."""
        kind = self._list_of.get(number, "")
        levels = {**self._lists.get(kind, {}), **self._own.get(number, {})}
        if level not in levels:
            return ""
        counts = self._counts.setdefault(kind, [None] * LEVELS)
        start = self._starts.pop((number, level), None)
        before = counts[level]
        counts[level] = start or (levels[level].start if before is None else before + 1)
        for deeper in range(level + 1, LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or 0 < level + 1 <= restart:
                counts[deeper] = None
        return _number_text(levels, counts, level)


def _number_text(levels: dict[int, Level], counts: list[int | None], level: int) -> str:
    numbered_level = levels[level]
    if numbered_level.form == "bullet":
        return ""

    def place(match: re.Match[str]) -> str:
        i = int(match[1]) - 1
        if i not in levels or levels[i].form == "none":
            return ""
        value = counts[i]
        form = "decimal" if numbered_level.legal else levels[i].form
        return form_of(levels[i].start if value is None else value, form)

    text = _PLACE.sub(place, numbered_level.text)
    if not text.strip():
        return ""
    return text if numbered_level.suffix == "nothing" or text[-1] in _NO_SPACE else f"{text} "


def _levels(parent: Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for node in parent.findall(f"{W}lvl"):
        levels[integer(node.get(f"{W}ilvl"), 0)] = Level(
            start=integer(val(node, "start"), 1),
            form=val(node, "numFmt") or "decimal",
            text=val(node, "lvlText"),
            restart=integer(val(node, "lvlRestart", "0"), None),
            suffix=val(node, "suff") or "tab",
            legal=is_on(node, "isLgl"),
            style=val(node, "pStyle"),
        )
    return {depth: level for depth, level in levels.items() if 0 <= depth < LEVELS}


def form_of(number: int, form: str) -> str:
    """A number in one of Word's forms; in figures where the form has no such number."""
    write = _FORMS.get(form)
    return (write(number) if write and 0 < number <= _MOST else "") or str(number)


def chinese(number: int, digits: str = "零一二三四五六七八九", units: str = "十百千万") -> str:
    """一百零五 for 105, up to 99,999."""
    text = str(number)
    parts: list[str] = []
    for i, digit in enumerate(map(int, text)):
        place = len(text) - i - 1
        if digit:
            parts.append(digits[digit] + (units[place - 1] if place else ""))
        elif parts and parts[-1] != digits[0]:
            parts.append(digits[0])
    written = "".join(parts).rstrip(digits[0])
    return written[1:] if 10 <= number < 20 and digits[1] == "一" else written


def _nth(signs: str) -> Callable[[int], str]:
    """The signs in a row: 甲 for 1; nothing beyond the last one."""
    return lambda number: signs[number - 1] if number <= len(signs) else ""


def _letters(number: int) -> str:
    times, at = divmod(number - 1, len(_LATIN))
    return _LATIN[at] * (times + 1) if times < 10 else ""


def _roman(number: int) -> str:
    if number >= 4000:
        return ""
    text = ""
    for value, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        text += sign * (number // value)
        number %= value
    return text


def _signs(first: str, count: int) -> str:
    return "".join(chr(ord(first) + i) for i in range(count))


_FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
         "taiwaneseCountingThousand", "koreanCounting"), chinese),
    **dict.fromkeys(
        ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand", "koreanDigital2"),
        lambda n: str(n).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))),
    "chineseLegalSimplified": lambda n: chinese(n, "零壹贰叁肆伍陆柒捌玖", "拾佰仟万"),
    "ideographLegalTraditional": lambda n: chinese(n, "零壹貳參肆伍陸柒捌玖", "拾佰仟萬"),
    "ideographTraditional": _nth("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _nth("子丑寅卯辰巳午未申酉戌亥"),
    **dict.fromkeys(
        ("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _nth(_signs("①", 20))),
    "ideographEnclosedCircle": _nth(_signs("㊀", 10)),
    "decimalEnclosedParen": _nth(_signs("⑴", 20)),
    "decimalEnclosedFullstop": _nth(_signs("⒈", 20)),
    **dict.fromkeys(
        ("decimalFullWidth", "decimalFullWidth2"),
        lambda n: str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９"))),
    "decimalZero": lambda n: f"{n:02}",
    "upperLetter": _letters, "lowerLetter": lambda n: _letters(n).lower(),
    "upperRoman": _roman, "lowerRoman": lambda n: _roman(n).lower(),
}  # fmt: skip
"""Word's names of forms (ECMA-376, 17.18.59), and how each writes a number."""
