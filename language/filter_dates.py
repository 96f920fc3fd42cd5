"""Relative dates: what days, months and years are called on another day (昨天, 上周, 三个月前)."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from language.fold import fold
from language.numerals import value_of

_DAYS = {
    "今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2, "大前天": 3,
}  # fmt: skip
_MONTHS = {
    "本月": 0, "这个月": 0, "this month": 0, "上月": 1, "上个月": 1, "last month": 1, "上上个月": 2,
}  # fmt: skip
_YEARS = {
    "今年": 0, "本年": 0, "this year": 0, "去年": 1, "last year": 1, "前年": 2, "大前年": 3,
}  # fmt: skip
_WEEKS = {"本": 0, "这": 0, "this ": 0, "上": 1, "last ": 1, "上上": 2}
_WEEK = re.compile(r"(本|这|上|上上)个?(?:周|星期|礼拜)([一二三四五六日天])?|(this |last )week")
_WEEKDAYS = {**{name: number for number, name in enumerate("一二三四五六日")}, "天": 6}
_AGO = re.compile(
    r"(?P<lead>最近|近|过去|last |past )?"
    r"(?P<number>\d{1,3}|[一二两三四五六七八九十百]{1,4}|半(?=年))"
    r"(?P<unit>天|日|周|个?星期|个?礼拜|个月|年| days?| weeks?| months?| years?)"
    r"(?P<tail>(?:以|之)?[前内来]| ago)?"
)
_UNITS = {
    "天": (1, 0), "日": (1, 0), "day": (1, 0), "周": (7, 0), "星期": (7, 0), "礼拜": (7, 0),
    "week": (7, 0), "月": (0, 1), "month": (0, 1), "年": (0, 12), "year": (0, 12),
}  # fmt: skip
"""The days and the months of each."""


def relative_date(text: str, today: date, *, late: bool = False) -> str | None:
    """What a text means on a day, in ISO 8601, as exact as it says: a day, a month or a year; of a
    week its Monday, or with `late` its Sunday; of 最近三天 and 三天前 the day that lies so far
    back.  None for a text that is none of these, or means a day before our era."""
    text = fold(text.strip())
    try:
        if text in _DAYS:
            return (today - timedelta(_DAYS[text])).isoformat()
        if text in _MONTHS:
            return _months_before(today.replace(day=1), _MONTHS[text]).isoformat()[:7]
        if text in _YEARS:
            return f"{today.year - _YEARS[text]}"
        if week := _WEEK.fullmatch(text):
            weekday = _WEEKDAYS.get(week[2], 6 if late else 0)
            back = 7 * _WEEKS[week[1] or week[3]] + today.weekday() - weekday
            return (today - timedelta(back)).isoformat()
        if (ago := _AGO.fullmatch(text)) and (ago["lead"] or ago["tail"]):
            days, months = _UNITS[ago["unit"].strip(" s").removeprefix("个")]
            number = value_of(ago["number"].replace("半", "一"))
            if ago["number"] == "半":
                months = 6
            return (_months_before(today, number * months) - timedelta(number * days)).isoformat()
    except (ValueError, OverflowError):  # there is no such day in the calendar
        pass
    return None


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last.  Raises ValueError before the year 1."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    if year < 1:
        raise ValueError(year)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
