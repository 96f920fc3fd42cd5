"""Dates as papers write them, into ISO 8601 as exact as known; a year is never guessed."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0}
_HAN = r"[〇零○Ｏ一二三四五六七八九十]"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_PATTERNS = (
    re.compile(r"(?P<y>\d{4})\s*年\s*(?:(?P<m>\d{1,2})\s*月\s*(?:(?P<d>\d{1,2})\s*[日号號])?)?"),
    re.compile(r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?:(?P=s)(?P<d>\d{1,2}))?(?!\d)"),
    re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"),
    re.compile(r"(?P<y>(?:19|20)\d\d)(?![\d年])"),
    re.compile(
        rf"(?P<y>{_HAN}{{4}})年(?:(?P<m>{_HAN}{{1,3}})月(?:(?P<d>{_HAN}{{1,3}})[日号號])?)?"
    ),
    re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m>[A-Za-z]{3,9})\.?,?\s+(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?P<m>[A-Za-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?P<m>[A-Za-z]{3,9})\.?,?\s+(?P<y>\d{4})(?!\d)"),
)
_WITHOUT_YEAR = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*[日号號]")
_REST = re.compile(  # a time, a weekday, a bracket
    r"(?:[(（]?(?:星期|周|週)[一二三四五六日天][)）]?|T[\d:.+Z]+|[)）】\]]|\s"
    r"|\d{1,2}[:：时時]\d{2}(?:[:：分]\d{2})?[分秒]?)*"
)
_FULL = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")


def iso_date(text: str) -> str | None:
    """ "2024年11月20日" -> "2024-11-20", "2024年11月" -> "2024-11"; None without a year, or if
    there is no such day.  What follows the date (a time, a weekday) does not count."""
    found = _first(_plain(text), _PATTERNS)
    if not found:
        return None
    parts = {"m": None, "d": None, **found.groupdict()}
    return _iso(*(_number(parts[key]) for key in "ymd"))


def is_date(text: str) -> bool:
    """Whether the text is a date and nothing else, with or without a year."""
    text = _plain(text)
    found = _first(text, (*_PATTERNS, _WITHOUT_YEAR))
    return bool(found and found.end() > 4 and _REST.fullmatch(text, found.end()))


def _plain(text: str) -> str:
    return text.translate(_FULL).strip().lstrip("（(【[ ")


def _first(text: str, patterns: Iterable[re.Pattern[str]]) -> re.Match[str] | None:
    return next((found for pattern in patterns if (found := pattern.match(text))), None)


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if text.isdecimal():
        return int(text)
    if text.isascii():
        name = text[:3].lower()
        return _MONTHS.index(name) + 1 if name in _MONTHS else 0
    if "十" in text:
        tens, _, ones = text.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return int("".join(str(_DIGITS[c]) for c in text))


def _iso(year: int | None, month: int | None, day: int | None) -> str | None:
    if not year or not 1000 <= year <= 2999:
        return None
    if month is None:
        return f"{year}"
    if not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year}-{month:02}"
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return f"{year}-{month:02}-{day:02}"
