"""Numbers of spreadsheets as people see them."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from corpus.readers.number_formats import BUILT_IN, formatted_number


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("3", "General", "3"),
        ("1e26", "0.00", "1" + "0" * 26 + ".00"),
        ("1.5", "0." + "0" * 30, "1.5" + "0" * 29),
        ("0.1", "General", "0.1"),
        ("320102199001011", "General", "320102199001011"),
        ("0.125", "0%", "13%"),
        ("0.125", "0.0%", "12.5%"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("-1500", "¥#,##0", "-¥1,500"),
        ("1500", "[$¥-804]#,##0.00", "¥1,500.00"),
        ("-5", "0.00;(0.00)", "(5.00)"),
        ("0", "0;-0;无", "无"),
        ("12", "000", "012"),
        ("3", "0.##", "3"),
        ("5", '0"人"', "5人"),
        ("12345678", "0.0,,", "12.3"),
        ("12", "0.00E+00", "1.20E+01"),
        ("2.5", "# ?/?", "2.5"),
        ("1234.5", "_ * #,##0.00_ ;_ * -#,##0.00_ ", "1,234.50"),
        ("45292", "yyyy-mm-dd", "2024-01-01"),
        ("45292.75", 'yyyy"年"m"月"d"日" h:mm', "2024年1月1日 18:00"),
        ("45292", "[$-804]aaaa", "星期一"),
        ("45292", '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二四年一月一日"),
        ("0.75", "上午/下午h:mm", "下午6:00"),
        ("0.0", "h:mm AM/PM", "12:00 AM"),
        ("1.5", "[h]:mm", "36:00"),
        ("0.5", "mm:ss", "00:00"),
        ("-3", "yyyy-mm-dd", "-3"),
        ("1e9", "yyyy-mm-dd", "1000000000"),
        ("#N/A", "0", "#N/A"),
        ("1e400", "0", "1e400"),
        ("7", "[[[[", "7"),
    ],
)
def test_as_excel_shows_them(value: str, code: str, text: str) -> None:
    assert formatted_number(value, code) == text


def test_days_are_those_of_the_calendar() -> None:
    rng = random.Random(2)
    for number in (61, 2_958_464, *(rng.randrange(61, 2_958_465) for _ in range(300))):
        day = date(1899, 12, 30) + timedelta(days=number)
        assert formatted_number(str(number), BUILT_IN[14]) == f"{day.year}/{day.month}/{day.day}"
        if number < 2_950_000:  # counted from 1904 on, it is later
            later = day + timedelta(days=1462)
            assert formatted_number(str(number), "yyyy-mm-dd", mac=True) == later.isoformat()


SIGNS = '0#?.,%;[]"\\_*@EyMdhsa/- GeneralDBNum1$上午'


def test_any_code_gives_some_text() -> None:
    rng = random.Random(4)
    for _ in range(2_000):
        code = "".join(
            rng.choices('0#?.,%;[]"\\_*@EyMdhsa/- GeneralDBNum1$上午', k=rng.randrange(12))
        )
        assert isinstance(
            formatted_number(rng.choice(["0", "-1.5", "45000.7", "1e-9", "9e15"]), code), str
        )
