"""Date parsing: newspaper dates to ISO 8601, as exact as written; no year is guessed, but the
century of one of two digits that a sheet writes (18-Apr-23), or a line with its day (24年6月28日),
where no word before it says that it counts another era's years."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from language.lexicon import either
from language.numerals import value_of

_HAN = r"[〇零○Ｏ一二三四五六七八九十廿卅]"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_PATTERNS = (
    re.compile(r"(?P<y>\d{4})\s*年\s*(?:(?P<m>\d{1,2})\s*月\s*(?:(?P<d>\d{1,2})\s*[日号號])?)?"),
    re.compile(r"['’]?(?P<y>[0-2]\d)\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?[日号號]"),
    re.compile(r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?:(?P=s)(?P<d>\d{1,2}))?(?!\d)"),
    re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"),
    re.compile(r"(?P<y>\d{4})[-/. ](?P<m>[A-Za-z]{3,9})[-/. ](?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?P<y>(?:19|20)\d\d)(?![\d年])"),
    re.compile(
        rf"(?P<y>{_HAN}{{4}})年(?:(?P<m>{_HAN}{{1,3}})月(?:(?P<d>{_HAN}{{1,3}})[日号號])?)?"
    ),
    re.compile(
        rf"(?:中[华華])?民[国國]\s*(?P<roc>\d{{1,3}}|元|[{_HAN[1:-1]}百]{{1,5}})\s*年\s*"
        rf"(?:(?P<m>\d{{1,2}}|{_HAN}{{1,3}})\s*月\s*(?:(?P<d>\d{{1,2}}|{_HAN}{{1,3}})\s*[日号號])?)?"
    ),
    re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m>[A-Za-z]{3,9})\.?,?\s+(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?P<m>[A-Za-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?P<m>[A-Za-z]{3,9})\.?,?\s+(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?P<d>\d{1,2})(?P<s>[-/.])(?P<m>[A-Za-z]{3,9})(?P=s)(?P<y>\d{4}|\d\d)(?!\d)"),
    re.compile(  # as Java and some sites write it: Apr 18 10:20:00 +0800 2023
        r"(?P<m>[A-Za-z]{3}) +(?P<d>\d{1,2}) \d\d:\d\d:\d\d (?:[A-Z+-][A-Z\d]{2,5} )?"
        r"(?P<y>\d{4})(?!\d)"
    ),
)
_SHORT_YEARS = "30"  # two digits from here on are of the last century, as sheets take them
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")  # seconds or milliseconds since 1970, from 2001 on
_CHINA = timezone(timedelta(hours=8))
_DAY = re.compile(r"^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},?\s")
_WITHOUT_YEAR = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*[日号號]")
# A time, a weekday, a bracket.  No two of them may begin or end alike: ")" as a part of a weekday
# too would double the time with each weekday.
_REST = re.compile(
    r"(?:[(（]?(?:星期|周|週)[一二三四五六日天]|T[\d:.+Z]+(?![\d:.+Z])|[)）】\]]|\s"
    r"|\d{1,2}[:：时時]\d{2}(?:[:：分]\d{2})?[分秒]?)*"
)
_WRITTEN = str.maketrans({"○": "〇", "Ｏ": "〇", "廿": "二十", "卅": "三十", "元": "一"})
_BEGIN = re.compile(
    rf"(?<!\d)(?:\d{{4}}\s{{0,3}}年\s{{0,3}}\d{{1,2}}\s{{0,3}}月|\d{{4}}([-/.])\d{{1,2}}\1\d{{1,2}}|(?:19|20)\d\d[01]\d[0-3]\d(?!\d)"
    r"|(?<![^\s于於:：|｜,，(（、'’])[0-2]\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?[日号號]"
    rf"|{_HAN}{{4}}年{_HAN}{{1,3}}月|(?:中[华華])?民[国國].{{1,5}}年\s?.{{1,3}}月"
    rf"|(?<![A-Za-z])(?:\d{{1,2}} )?(?:{either('english_months')}|sept|{'|'.join(_MONTHS)})\.? "
    r"(?:\d{1,2},? )?\d{4}(?!\d))",
    re.I,
)
_LONGEST, _LONGEST_LINE = 40, 120  # characters of a date, and of one with its time and weekday
_FULL = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")
_WIDE = re.compile("[０-９－／．]")


def iso_date(text: str) -> str | None:
    """ "2024年11月20日" -> "2024-11-20", "2024年11月" -> "2024-11"; None without a year, or if
    there is no such day.  What follows the date (a time, a weekday) does not count."""
    text = _undecorated(text)
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), _CHINA).date().isoformat()
    match = _first_match(text, _PATTERNS)
    return _iso_of_match(match) if match else None


class FoundDate(NamedTuple):
    """A date at [start, end) of a text, its time and weekday with it; iso: None for no such day."""

    start: int
    end: int
    iso: str | None


def find_date(text: str) -> FoundDate | None:
    """The first date with year and month in the text."""
    plain = _half_width(text)
    for candidate in _BEGIN.finditer(plain):
        at = candidate.start()
        match = _first_match(plain[at : at + _LONGEST], _PATTERNS)
        if match and match.end() > 4:
            rest = _REST.match(plain, at + match.end())
            end = rest.end() if rest else at + match.end()
            return FoundDate(at, end, _iso_of_match(match))
    return None


def _iso_of_match(match: re.Match[str]) -> str | None:
    parts = {"y": None, "m": None, "d": None, "roc": None, **match.groupdict()}
    if parts["y"] and len(parts["y"]) == 2:
        parts["y"] = ("20" if parts["y"] < _SHORT_YEARS else "19") + parts["y"]
    if parts["roc"]:
        return _iso(1911 + (_number(parts["roc"]) or 0), _number(parts["m"]), _number(parts["d"]))
    return _iso(*(_number(parts[key]) for key in "ymd"))


@lru_cache(maxsize=256)  # the steps of a reader ask of the same line again and again
def is_date(text: str) -> bool:
    """Whether the text is a date and nothing else, with or without a year."""
    if len(text) > _LONGEST_LINE:
        return False
    text = _undecorated(text)
    match = _first_match(text, (*_PATTERNS, _WITHOUT_YEAR))
    return bool(match and match.end() > 4 and _REST.fullmatch(text, match.end()))


def _undecorated(text: str) -> str:
    return _DAY.sub("", _half_width(text).strip().lstrip("（(【[ "))


def _half_width(text: str) -> str:
    return text.translate(_FULL) if _WIDE.search(text) else text  # to look is quicker


def _first_match(text: str, patterns: Iterable[re.Pattern[str]]) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.match(text))), None)


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if text.isdecimal():
        return int(text)
    if text.isascii():
        name = text[:3].lower()
        return _MONTHS.index(name) + 1 if name in _MONTHS else 0
    return value_of(text.translate(_WRITTEN))


def _iso(year: int | None, month: int | None, day: int | None) -> str | None:
    if not year or not 1000 <= year <= 2999:
        return None
    if month is None:
        return f"{year}"
    if not 1 <= month <= 12 or day == 0 or (day or 1) > calendar.monthrange(year, month)[1]:
        return None
    return f"{year}-{month:02}" + (f"-{day:02}" if day else "")
