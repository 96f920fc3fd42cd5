"""Dates into ISO 8601, never more exact than the source, never a guessed year."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import find_date, is_date, iso_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024年11月20日", "2024-11-20"),
        ("2024 年 11 月 20 日 星期三", "2024-11-20"),
        ("2024年11月", "2024-11"),
        ("2024年", "2024"),
        ("2024-11-20", "2024-11-20"),
        ("2024-11-20T08:30:00+08:00", "2024-11-20"),
        ("2024/1/2", "2024-01-02"),
        ("2024.01.02 08:30", "2024-01-02"),
        ("20241120", "2024-11-20"),
        ("18-Apr-23", "2023-04-18"),
        ("18/Apr/2023", "2023-04-18"),
        ("18-Apr-99", "1999-04-18"),
        ("2023-Apr-18", "2023-04-18"),
        ("Tue Apr 18 10:20:00 CST 2023", "2023-04-18"),
        ("Tue Apr 18 10:20:00 +0800 2023", "2023-04-18"),
        ("２０２４年１１月２０日", "2024-11-20"),
        ("二〇二四年十一月二十日", "2024-11-20"),
        ("二○二四年三月三十一日", "2024-03-31"),
        ("Nov 20, 2024", "2024-11-20"),
        ("20 November 2024", "2024-11-20"),
        ("November 2024", "2024-11"),
        ("11月20日", None),
        ("昨天", None),
        ("", None),
        ("2024年13月1日", None),
        ("2023年2月29日", None),
        ("2024年2月29日", "2024-02-29"),
        ("24年6月28日", "2024-06-28"),
        ("24年6月", None),
        ("34年6月28日", None),
        ("24年2月30日", None),
    ],
)
def test_iso_date(text: str, iso: str | None) -> None:
    assert iso_date(text) == iso


@given(st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)))
def test_every_day_in_every_form(day: datetime.date) -> None:
    y, m, d = day.year, day.month, day.day
    for text in (f"{y}年{m}月{d}日", f"{y}-{m:02}-{d:02}", f"{y}/{m}/{d}", f"{day:%d %B} {y}"):
        assert iso_date(text) == day.isoformat()


@pytest.mark.slow
@given(st.text(max_size=30))
def test_any_text_is_a_date_or_none(text: str) -> None:
    iso = iso_date(text)
    assert iso is None or iso_date(iso) == iso
    is_date(text)


def test_is_date_wants_nothing_else() -> None:
    assert is_date("2024年11月20日 08:30")
    assert is_date("11月20日")
    assert is_date("（2024年11月）")
    assert not is_date("2024年11月20日，镇里开了会")
    assert not is_date("2024年我们")


def test_a_year_of_two_digits_is_none_behind_an_era_or_where_it_is_a_time() -> None:
    assert (date := find_date("桂小满 24年6月28日")) and date.iso == "2024-06-28"
    assert (date := find_date("民国24年6月28日")) and date.iso == "1935-06-28"
    for text in ("光绪24年6月28日", "住了24年6个月", "从24年6月28日起", "第24年6月28日"):
        assert find_date(text) is None
