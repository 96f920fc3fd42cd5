"""Measures: the figures of a text with the unit of a time or an order, compared by what they mean.

十二个月 is 一年, but neither 12年 nor 第十二条.  Other units (人, 元, 米) have too many names for
one thing to be held against anybody: there a figure counts by its value alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from language.numerals import placed_figures

MONTHS, MINUTES, OF_THE_YEAR, ORDINAL, PERCENT = "months", "minutes", "month", "ordinal", "%"
PLAIN, ANY = "", "any"
"""Dimensions; PLAIN is that of a figure whose unit tells nothing, ANY stands for all of them."""

_DAY, _WEEK = 24 * 60, 7 * 24 * 60
_UNITS = {
    "年": (MONTHS, 12), "个月": (MONTHS, 1), "月": (OF_THE_YEAR, 1), "周": (MINUTES, _WEEK),
    "星期": (MINUTES, _WEEK), "天": (MINUTES, _DAY), "日": (MINUTES, _DAY),
    "小时": (MINUTES, 60), "分钟": (MINUTES, 1),
}  # fmt: skip
_UNIT = re.compile(rf"[ -]?个?({'|'.join(sorted(_UNITS, key=len, reverse=True))})")
_SEVERAL_MONTHS = re.compile(r"[ -]?个月")
_HALF = re.compile(r"(?<![上下前后大小多个\d一二两三四五六七八九十百千万])半(年|个月)")


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure.  text: as it is written; value: the figure itself; scaled: in the unit of its
    dimension."""

    text: str
    value: float
    dimension: str
    scaled: float


Known = frozenset[tuple[str, float]]
"""Dimension and scaled value of the figures of passages, and ANY with each bare value."""


def says(known: Known, measure: Measure) -> bool:
    """Whether the figure is among them: in its dimension, or as a figure of none."""
    if measure.dimension == PLAIN:  # 50% may be called 50, but not 50 50%
        return (ANY, measure.value) in known
    plain = measure.dimension != PERCENT and (PLAIN, measure.value) in known
    return plain or (measure.dimension, measure.scaled) in known


def measures(folded: str) -> list[Measure]:
    """The figures of a folded text, and half a year or month."""
    figures = []
    for (start, end), (value, percent) in placed_figures(folded):
        text, dimension, factor = folded[start:end], PLAIN, 1
        unit = _UNIT.match(folded, end)
        if percent:
            text, dimension = f"{text}%", PERCENT
        elif folded.endswith("第", 0, start):
            dimension = ORDINAL
        elif unit:
            dimension, factor = _UNITS["个月" if _SEVERAL_MONTHS.match(folded, end) else unit[1]]
        figures.append(Measure(text, value, dimension, value * factor))
    for half in _HALF.finditer(folded):
        dimension, factor = _UNITS[half[1]]
        figures.append(Measure(half.group(), 0.5, dimension, factor / 2))
    return figures


def known(folded: str, years: Iterable[float] = ()) -> Known:
    """What passages say.  years: those of their dates."""
    figures = measures(folded)
    figures += [Measure("", year, MONTHS, 12 * year) for year in years]
    keys = (((ANY, figure.value), (figure.dimension, figure.scaled)) for figure in figures)
    return frozenset(key for pair in keys for key in pair)
