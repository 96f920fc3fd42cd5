"""Numbers of lines, schools and days, and months."""

from __future__ import annotations

import pytest

from language.series import asked_months, months, numbers, rounds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("56路单程", {"路": {"56"}}),
        ("兵分3路人马,五路来人", {}),
        ("五路车", {"路": {"5"}}),
        ("3号码头和3号楼", {"号码头": {"3"}, "号楼": {"3"}}),
        ("第四小学、第二医院、第7轮", {"小": {"4"}, "医": {"2"}, "轮": {"7"}}),
        ("四个小学,二医院", {}),
        ("三组收了,分两组数据", {"组": {"3"}}),
        ("渡口一桥,一桥梁厂", {"桥": {"1"}}),
    ],
)
def test_numbers_of_things(text: str, found: dict[str, set[str]]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("星期天和周二", {"周": {"日", "二"}}),
        ("周一至周三开船", {"周": {"一", "二", "三"}}),
        ("今夏", {"季": {"夏"}}),
        ("春季和秋收", {"季": {"春"}}),
        ("高铁南站", {"站": {"南"}}),
        ("安南区", {}),
    ],
)
def test_days_seasons_and_sides(text: str, found: dict[str, set[str]]) -> None:
    assert rounds(text) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("四月份卖了几条船", {4}), ("十一月降雨多少", {11}), ("2月稿费多少", {2}),
        ("11月那场招工会要几人", set()), ("哪一月雨最多", set()), ("一人一月领多少", set()),
        ("3月5日卖了几条船", set()), ("1至7月卖了几条船", set()), ("五个月卖了几条船", set()),
    ],
)  # fmt: skip
def test_a_month_is_asked_of(question: str, found: set[int]) -> None:
    assert asked_months(question) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("十月降雨", {10}), ("6月底至8月底", {6, 7, 8}), ("2025-03-14", {3}), ("1-3月", {1, 2, 3}),
        ("三个月", set()), ("3月5日,五月", {3, 5}),
    ],
)  # fmt: skip
def test_months_of_a_text(text: str, found: set[int]) -> None:
    assert months(text) == found
