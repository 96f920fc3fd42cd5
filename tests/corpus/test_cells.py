"""Rows of tables: which is named, which is another, which cell is asked for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from corpus.cells import (
    cell_named,
    cell_of_time,
    is_another_row,
    is_by_time,
    is_of_another_time,
    is_of_another_years_table,
    named,
    with_columns,
)
from qa.answering.confidence import read_alike
from qa.query import Question
from qa.reading.cross_encoder import Unit

RACE = ("组别 | 名次 | 姓名 | 用时（分）", "老船 1 程双 12", "老船 2 何满 14", "新船 1 尤田 11")
CATCH = ("鱼种 | 2020年产量（吨） | 2021年产量（吨）", "鲫鱼 310 298", "鲤鱼 95 120", "银鲫鱼 8 9")
MEET = (
    "项目 | 组别 | 第一名 | 成绩 | 第二名",
    "200米 男子 何满 31秒 尤田", "500米 男子 何满 90秒 程双", "200米 女子 程双 33秒 何小满",
)  # fmt: skip
YEARS = ("年份 | 乘客（人）", "2019年 5210", "2020年 3100")


BUSES = (
    "线路 | 2021年支出 | 2022年支出 | 载客人数（2022）",
    "北线 30.5 31.0 900",
    "南线 9.5 8.0 70",
)


def rows(table: tuple[str, ...], title: str | None = None) -> list[Any]:
    heading, *texts = table
    facts = {"heading": heading, "article_id": "a", "title": title}
    return [SimpleNamespace(text=text, **facts) for text in texts]


@pytest.mark.parametrize(
    ("question", "table", "left"),
    [
        ("老船组冠军是谁", RACE, [0]),
        ("老船组第二名是谁", RACE, [1]),
        ("老船组亚军用时多少", RACE, [1]),
        ("谁得了第一", RACE, [0, 2]),
        ("Who won the race?", RACE, [0, 2]),
        ("第三名是谁", RACE, [0, 1, 2]),  # nobody is: no row is named
        ("老船组第三名是谁", RACE, [0, 1]),
        ("前两名是谁", RACE, [0, 1, 2]),
        ("第一次比赛何满用时多少", RACE, [1]),  # no place
        ("比何满快的是谁", RACE, [0, 1, 2]),
        ("鲫鱼2021年产量多少", CATCH, [0]),
        ("银鲫鱼2021年产量多少", CATCH, [2]),
        ("鲫鱼和鲤鱼的产量", CATCH, [0, 1]),
        ("哪种鱼产量高", CATCH, [0, 1, 2]),
        ("2020年乘客多少", YEARS, [1]),
        ("2018年乘客多少", YEARS, [0, 1]),
        ("男子200米谁赢了", MEET, [0]),
        ("1200米谁赢了", MEET, [0, 1, 2]),
        ("程双得过什么名次", MEET, [1, 2]),
    ],
)
def test_the_rows_that_a_question_names(
    question: str, table: tuple[str, ...], left: list[int]
) -> None:
    hits = rows(table)
    named_rows = named(Question(question).named, hits)
    assert [n for n, hit in enumerate(hits) if not is_another_row(hit, named_rows)] == left


@pytest.mark.parametrize(
    ("question", "table", "row", "cell"),
    [
        ("鲫鱼2021年产量多少", CATCH, 0, "298"),
        ("何满200米的成绩是多少", MEET, 0, "31秒"),
        ("尤田200米的成绩是多少", MEET, 0, None),  # that of who won
        ("2020年鲤鱼产量多少", CATCH, 1, "95"),  # without the fish the column's name is whole
        ("鲤鱼的产量多少", CATCH, 1, None),
        ("鲤鱼的2020年产量", CATCH, 1, "95"),
        ("2020年产量多少", CATCH, 1, None),  # of no fish
        ("老船组冠军的用时", RACE, 0, "12"),
        ("老船组冠军的姓名和用时", RACE, 0, None),  # two columns
        ("2020年乘客多少", YEARS, 1, "3100"),
    ],
)
def test_the_cell_that_is_asked_for(
    question: str, table: tuple[str, ...], row: int, cell: str | None
) -> None:
    hits = rows(table)
    place = cell_named(question, hits[row], named(Question(question).named, hits))
    assert (place and hits[row].text[slice(*place)]) == cell


@pytest.mark.parametrize(
    ("question", "title", "cell"),
    [
        ("北线2022年支出多少", None, "31.0"),
        ("2022年北线载客多少人", None, "900"),  # without the measure and the year of its name
        ("2021年北线载客多少人", None, None),
        ("北线2021年花了多少公交经费", "公交经费公示", "30.5"),  # by its year, of this table
        ("北线2021年换了几辆车", "公交经费公示", None),
        ("北线2022年支出多少", "2022年公交账目", "31.0"),
    ],
)
def test_a_column_is_named_by_part_of_its_name(
    question: str, title: str | None, cell: str | None
) -> None:
    hits = rows(BUSES, title)
    place = cell_named(question, hits[0], named(Question(question).named, hits))
    assert (place and hits[0].text[slice(*place)]) == cell


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("程双在哪里翻船", "南湾"), ("程双翻船在什么地方", "南湾"), ("程双哪年翻船", "1950年"),
        ("程双什么时候翻船的", "1950年"), ("程双在哪里靠岸", None), ("程双翻船了吗", None),
        ("程双的站长是谁", "何满"), ("程双的所长是谁", "何满"), ("程双的船长是谁", None),
    ],
)  # fmt: skip
def test_a_question_word_and_a_verb_ask_for_a_column(question: str, told: str | None) -> None:
    heads = "姓名 | 家乡 | 翻船时间 | 翻船地点 | 站（所）长"
    hits = rows((heads, "程双 石桥 1950年 南湾 何满", "尤田 柳林 1951年 北湾 何满"))
    place = cell_named(question, hits[0], named(Question(question).named, hits))
    assert (hits[0].text[slice(*place)] if place else None) == told


def test_who_wrote_it_asks_for_the_column_of_authors() -> None:
    hits = rows(("题目 | 作者 | 审稿", "渡口三十年 阮青 何满", "大河 尤田 何满"))
    for question, cell in (("渡口三十年是谁写的", "阮青"), ("渡口三十年是谁审的", None)):
        place = cell_named(question, hits[0], named(Question(question).named, hits))
        assert (place and hits[0].text[slice(*place)]) == cell


PRICES = (
    "鱼种 | 2021年1月8日 | 2022年1月7日 | 2023年1月6日",
    "鲫鱼 11.0 12.0 —",
    "鲤鱼 8.5 8.0 9.0",
)
SHIFTS = ("船班 | 1月 | 2月", "早船 12 15", "夜船 9 —")


@pytest.mark.parametrize(
    ("question", "table", "row", "cell"),
    [
        ("鲫鱼2022年多少钱", PRICES, 0, "12.0"),
        ("鲫鱼2023年什么价", PRICES, 0, "—"),
        ("鲫鱼2022年1月什么价", PRICES, 0, "12.0"),
        ("鲫鱼2022年2月什么价", PRICES, 0, None),
        ("鲫鱼2020年多少钱", PRICES, 0, None),
        ("鲫鱼1月多少钱", PRICES, 0, None),  # of three years
        ("鲫鱼多少钱", PRICES, 0, None),
        ("夜船2月几班", SHIFTS, 1, "—"),
        ("夜船12月几班", SHIFTS, 1, None),
        ("鲫鱼2021年多少钱", CATCH, 0, None),  # whose columns say what they measure
    ],
)
def test_the_cell_under_the_time_that_is_asked_for(
    question: str, table: tuple[str, ...], row: int, cell: str | None
) -> None:
    hit = rows(table)[row]
    place = cell_of_time(question, hit)
    assert (place and hit.text[slice(*place)]) == cell
    assert is_by_time(hit) is (table is not CATCH)


@pytest.mark.parametrize(
    ("question", "table", "row", "part", "found"),
    [
        ("鲫鱼2023年什么价", PRICES, 0, "12.0", True),
        ("鲫鱼2022年什么价", PRICES, 0, "12.0", False),
        ("鲫鱼什么价", PRICES, 0, "12.0", False),
        ("2023年哪种鱼贵", PRICES, 0, "鲫鱼", False),
        ("夜船2月几班", SHIFTS, 1, "9", True),
        ("2021年乘客多少", YEARS, 0, "5210", False),  # the year stands in the row
    ],
)
def test_what_stands_under_another_time(
    question: str, table: tuple[str, ...], row: int, part: str, found: bool
) -> None:
    hit = rows(table)[row]
    at = hit.text.index(part)
    assert is_of_another_time(question, hit, (at, at + len(part))) is found


def test_a_table_of_another_year_has_no_cell() -> None:
    question, table = "2023年北线载客多少", ("线路 | 载客", "北线 900", "南线 70")
    for title, cell in (("2022年公交账目", None), ("2023年公交账目", "900"), ("公交账目", "900")):
        hits = rows(table, title)
        place = cell_named(question, hits[0], named(Question(question).named, hits))
        assert (place and hits[0].text[slice(*place)]) == cell
        assert is_of_another_years_table(question, hits[0]) == (cell is None)


def test_a_cell_that_is_named_answers_for_certain() -> None:
    hits = rows(CATCH)
    units = [
        Unit(hit=n, span=(0, len(hit.text)), score=-5, nothing=4, short=None, short_score=-3)
        for n, hit in enumerate(hits)
    ]
    for text, certain in (
        ("鲫鱼2021年产量多少", [True, False, False]),
        ("鲫鱼怎么养", [False] * 3),
    ):
        question = Question(text)
        read = read_alike(question, units, hits, named(question.named, hits))
        assert [unit.score > 0 > unit.nothing for unit in read] == certain


def test_a_row_that_is_named_answers_as_well_as_its_neighbours() -> None:
    hits = [*rows(RACE), *rows(("", "船赛在八月。"))]
    units = [
        Unit(hit=n, span=(0, len(hit.text)), score=float(n), nothing=-n, short=None, short_score=0)
        for n, hit in enumerate(hits)
    ]
    question = Question("老船组冠军是谁")
    read = read_alike(question, units, hits, named(question.named, hits))
    assert [unit.score for unit in read] == [2, 1, 2, 3]
    assert list(read_alike(question, units, hits, {})) == units


def test_the_names_of_columns_are_said_by_a_row() -> None:
    first, text = rows(CATCH)[0], SimpleNamespace(text="鱼", heading="码头")
    assert with_columns(first.heading, first.text) == "\n".join([*CATCH[0].split(" | "), CATCH[1]])
    assert with_columns(text.heading, "鱼") == "鱼"
