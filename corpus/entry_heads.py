"""The lines that head the entries of a chronicle or a diary: 民国21年（1932）, 九月一日　小雨; and
the letters of a collection: 其二　致弟.

An event is told below each, however short; under a head that is lost it would be of another day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.lines import is_ended
from language.numerals import value_of

_HAN = "[〇零○一二三四五六七八九十廿]"
_BESIDE = r"(?:\s?[(（][^()（）。]{2,16}[)）]|\s{1,4}[\u4e00-\u9fff]{2}年?)?"
_YEAR = (
    rf"(?:公元\s?)?(?:\d{{4}}|{_HAN}{{4}})年"
    rf"|[清明]?[\u4e00-\u9fff]{{2}}\s?(?:元|\d{{1,3}}|{_HAN}{{1,3}})年"
)
_WEATHER = (
    r"[(（]?(?:星期|[周週])[一二三四五六日天][)）]?"
    r"|[^\s。，；：]{0,5}[晴阴陰雨雪风風云雲雾霜热冷霾][^\s。，；：]{0,5}"
)
_OF_YEARS = re.compile(rf"(?:{_YEAR}){_BESIDE}")
_OF_DAYS = re.compile(
    rf"(?:(?:{_YEAR})\s?)?(?:\d{{1,2}}|{_HAN}{{1,3}}|[正冬腊臘])月"
    rf"(?:\d{{1,2}}|{_HAN}{{1,3}}|初{_HAN})[日号號]?(?:[\s，,]{{1,4}}(?:{_WEATHER})){{0,3}}"
)
_NUMBER = "(?P<{}>[一二三四五六七八九十]{{1,3}})"
_OF_PARTS = re.compile(
    rf"其{_NUMBER.format('part')}(?:[\s、：:]{{1,3}}[^。！？；]{{1,36}})?"
    rf"|{_NUMBER.format('letter')}、[致寄复復答与與][^。！？；]{{1,36}}"
)
_SIGNED_ON = re.compile(r"[^，。；：\s]{2,6}年[^，。；：]{0,12}")
_LONG = 40  # characters that no title has
_TOLD = re.compile(r"[。；;…][”’」』)）\s]{0,3}$")
_LEAST = 2


def is_of_year(text: str) -> bool:
    """Whether a line is a year and nothing else, by any calendar."""
    return _OF_YEARS.fullmatch(text) is not None


def entry_heads(texts: Sequence[str]) -> set[int]:
    """Which of the lines are the heads of entries: two or more, each over what is told and not
    below a title, whose date it would be; dates that end texts, as the last line shows, are not."""
    forms = [
        0 if len(text) > _LONG else 1 if is_of_year(text) else 2 * bool(_OF_DAYS.fullmatch(text))
        for text in texts
    ]
    if not forms or forms[-1]:
        return set()
    first = next((i for i, form in enumerate(forms) if form), 0)  # a title may stand above
    heads = {
        i
        for i, form in enumerate(forms)
        if form
        and (i == first or forms[i - 1] == 1 or _tells(texts[i - 1]))
        and (is_ended(texts[i + 1]) or _tells(texts[i + 1]) or form < forms[i + 1])
    }
    return heads if len(heads) >= _LEAST else set()


def part_heads(texts: Sequence[str]) -> set[int]:
    """Which of the lines head the letters or the poems of one text, counted from one: 其一　致弟,
    二、致长子.  Whatever stands above one belongs to the part above."""
    found = [(i, match) for i, text in enumerate(texts) if (match := _OF_PARTS.fullmatch(text))]
    numbers = [value_of(match["part"] or match["letter"]) for _, match in found]
    places = {i for i, _ in found}
    over_text = not any(i + 1 in places or i + 1 == len(texts) for i in places)
    counted = len(found) >= _LEAST and numbers == list(range(1, len(found) + 1))
    return places if counted and over_text else set()


def is_part(text: str) -> bool:
    """Whether a line is by its form the head of a letter or a poem."""
    return _OF_PARTS.fullmatch(text) is not None


def is_dated_end(text: str) -> bool:
    """Whether a short line can be the date of a letter, by any calendar: 民国八年九月十二."""
    return _SIGNED_ON.fullmatch(text) is not None


def _tells(text: str) -> bool:
    """Whether a line is text and no title, which may ask or exclaim."""
    return bool(_TOLD.search(text)) or len(text) > _LONG
