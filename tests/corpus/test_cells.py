"""Rows of tables: which is named, which is another, which cell is asked for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from corpus.cells import cell_named, is_another_row, named, with_columns
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


def rows(table: tuple[str, ...]) -> list[Any]:
    heading, *texts = table
    return [SimpleNamespace(text=text, heading=heading, article_id="a") for text in texts]


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


def test_a_row_that_is_named_answers_as_well_as_its_neighbours() -> None:
    hits = [*rows(RACE), SimpleNamespace(text="船赛在八月。", heading=None, article_id="a")]
    units = [
        Unit(hit=n, span=(0, len(hit.text)), score=float(n), nothing=-n, short=None, short_score=0)
        for n, hit in enumerate(hits)
    ]
    named_rows = named(Question("老船组冠军是谁").named, hits)
    assert [unit.score for unit in read_alike(units, hits, named_rows)] == [2, 1, 2, 3]
    assert list(read_alike(units, hits, {})) == units


def test_the_names_of_columns_are_said_by_a_row() -> None:
    first, text = rows(CATCH)[0], SimpleNamespace(text="鱼", heading="码头")
    assert with_columns(first.heading, first.text) == "\n".join([*CATCH[0].split(" | "), CATCH[1]])
    assert with_columns(text.heading, "鱼") == "鱼"
