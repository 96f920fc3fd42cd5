"""Tables: each row with the names of its columns, merged cells in all their rows, spans true."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from corpus import limits
from corpus.spans import verify
from corpus.tables import Cell, Row, column_names, grid, named_cells, rows_of
from errors import LimitError


def placed(rows: list[list[Cell]]) -> tuple[list[list[Cell]], str]:
    """The cells with their spans, and the source: a line a row, a space between cells."""
    placed_rows: list[list[Cell]] = []
    source = ""
    for row in rows:
        placed_rows.append([])
        for cell in row:
            spans = ((len(source), len(source) + len(cell.text)),) if cell.text else ()
            placed_rows[-1].append(replace(cell, spans=spans))
            source += cell.text + " " * bool(cell.text)
        source = source.rstrip(" ") + "\n"
    return placed_rows, source


def read(rows: list[list[Cell | str]], names: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    cell_rows = [[Cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    cells, source = placed(cell_rows)
    table: list[Row] = rows_of(cells, source, names=names)
    for row in table:
        assert verify(source, row.text, row.spans)
    return [(row.context, row.text) for row in table]


def test_a_merged_cell_counts_in_every_row_and_points_at_one_place() -> None:
    rows = [
        [Cell("工种"), Cell("名次"), Cell("选手")],
        [Cell("电焊", rows=2), Cell("头名"), Cell("向春")],
        [Cell("次名"), Cell("邹敏")],
    ]
    cells, source = placed(rows)
    first, second = rows_of(cells, source)
    assert [first.text, second.text] == ["电焊 头名 向春", "电焊 次名 邹敏"]
    assert first.context == second.context == "工种 | 名次 | 选手"
    at = source.index("电焊")
    assert second.spans[0] == (at, at + 3) and first.spans[0][0] == at


def test_a_row_of_the_columns_own_names_is_a_row() -> None:
    rows: list[list[Cell | str]] = [
        [Cell(name, head=True) for name in ("甲队", "乙队", "胜者")],
        ["甲队", "乙队", "甲队"],
        ["丙队", "丁队", "丁队"],
        [Cell(name) for name in ("甲队", "乙队", "胜者")],  # the head once more
        ["戊队", "己队", "己队"],
    ]
    assert [text for _, text in read(rows)] == [
        "甲队 乙队 甲队", "丙队 丁队 丁队", "戊队 己队 己队",
    ]  # fmt: skip


def test_titles_in_succession_all_stand_over_the_rows_below() -> None:
    rows: list[list[Cell | str]] = [
        [Cell("姓名", head=True), Cell("名次", head=True)],
        [Cell("男子组", columns=2)],
        [Cell("李大明等三人因病缺席", columns=2)],
        ["向春", "1"],
        [Cell("女子组", columns=2)],
        ["邹敏", "1"],
    ]
    first, second = read(rows)
    assert "男子组" in first[0] and "李大明等三人因病缺席" in first[0]
    assert "女子组" in second[0] and "男子组" not in second[0]


def test_a_head_of_two_rows_names_each_column_by_both() -> None:
    rows: list[list[Cell | str]] = [
        [Cell("学校", rows=2), Cell("学生", columns=2), Cell("教师", rows=2)],
        ["男生", "女生"],
        ["南坡小学", "81", "77", "12"],
        ["北坡小学", "64", "70", "11"],
    ]
    names = "学校 | 学生/男生 | 学生/女生 | 教师"
    assert read(rows) == [(names, "南坡小学 81 77 12"), (names, "北坡小学 64 70 11")]


def test_not_any_number_of_rows_is_the_head() -> None:
    """A thousand rows that are called so would stand over each of a thousand others."""
    heads: list[list[Cell | str]] = [
        [Cell(f"甲{n}", head=True), Cell(f"乙{n}", head=True)] for n in range(40)
    ]
    table = read([*heads, ["南坡", "81"], ["北坡", "64"]])
    assert [text for _, text in table] == [
        *(f"甲{n} 乙{n}" for n in range(10, 40)), "南坡 81", "北坡 64",
    ]  # fmt: skip
    assert {context.count("/") for context, _ in table} == {18}


def test_a_name_does_not_part_names() -> None:
    """Else the second cell would be read under the third name."""
    rows: list[list[Cell | str]] = [
        ["渡口", "计划 · 今年", "实际 | 去年", "说明"],
        ["南渡", "100", "90", "少"],
        ["北渡", "80", "85", "多"],
    ]
    heading, text = read(rows)[0]
    assert heading == "渡口 | 计划/今年 | 实际/去年 | 说明"
    assert [text[slice(*place)] for _, place in named_cells(heading, text)] == [
        "南渡", "100", "90", "少",
    ]  # fmt: skip


def test_titles_and_groups_over_all_columns_stand_over_the_rows_below() -> None:
    rows: list[list[Cell | str]] = [
        [Cell("二〇二三年各村收成", columns=3)],
        ["村名", "稻谷（吨）", "油菜（吨）"],
        [Cell("一、河东", columns=3)],
        ["柳湾", "120", "8"],
        [Cell("二、河西", columns=3)],
        ["石桥", "95", "11"],
        [Cell("注：未计自留地。", columns=3)],
    ]
    names = "村名 | 稻谷（吨） | 油菜（吨）"
    assert read(rows) == [
        (f"二〇二三年各村收成 · 一、河东 · {names}", "柳湾 120 8"),
        (f"二〇二三年各村收成 · 二、河西 · {names}", "石桥 95 11"),
        ("二〇二三年各村收成 · 二、河西", "注：未计自留地。"),
    ]


def test_an_empty_cell_takes_its_name_along() -> None:
    rows: list[list[Cell | str]] = [
        ["姓名", "电话", "住址"], ["阮青", "", "渡口巷二号"], ["葛林", "4471", ""],
    ]  # fmt: skip
    assert read(rows) == [("姓名 | 住址", "阮青 渡口巷二号"), ("姓名 | 电话", "葛林 4471")]


CONTENT = {
    "a form": ("姓名 阮青 性别 女", "年龄 41 职业 船工", "住址 渡口 电话 无"),
    "names": ("阮青 葛林 向春", "邹敏 贝宁 褚良", "石松 鲁江 卞勤"),
    "figures": ("柳湾 120 8", "石桥 95 11", "塘口 70 9"),
    "sentences": ("报名从三月一日开始。 四月截止。", "费用两元。 老人免费。", "地点不变。 都来。"),
}


@pytest.mark.parametrize("content", CONTENT)
def test_what_may_be_content_is_no_head(content: str) -> None:
    lines = CONTENT[content]
    assert read([list(line.split()) for line in lines]) == [("", line) for line in lines]


def test_the_first_row_of_a_form_that_tells_a_time_is_a_row() -> None:
    rows: list[list[Cell | str]] = [
        ["时间", "2024年1月15日（星期一）"], ["地点", "渡口二楼"], ["主持", "向春"],
    ]  # fmt: skip
    assert [context for context, _ in read(rows)] == [""] * 3
    prices: list[list[Cell | str]] = [["品名", "2024年1月15日"], ["鲤鱼", "12"], ["草鱼", "9"]]
    assert read(prices)[0] == ("品名 | 2024年1月15日", "鲤鱼 12")


def test_years_name_columns_of_figures() -> None:
    rows: list[list[Cell | str]] = [
        ["", "2021年", "2022年"], ["货物（吨）", "310", "402"], ["旅客（人次）", "9000", "8100"],
    ]  # fmt: skip
    assert read(rows)[0] == ("2021年 | 2022年", "货物（吨） 310 402")


def test_the_head_said_once_more_is_no_row_and_can_be_handed_on() -> None:
    head: list[Cell | str] = ["站名", "首班", "末班"]
    rows = [head, ["东门", "6:00", "21:30"], ["码头", "6:10", "21:40"]]
    names = column_names([[Cell(str(name)) for name in row] for row in rows])
    assert names == ["站名", "首班", "末班"]
    assert read([head, ["西门", "6:20", "21:50"]], names=tuple(names)) == [
        ("站名 | 首班 | 末班", "西门 6:20 21:50")
    ]


def test_a_very_wide_table_comes_in_parts_with_its_first_column() -> None:
    months = [f"第{i}个月的进港船只数" for i in range(1, 61)]
    values = [str(1000 + i) for i in range(60)]
    parts = read([["码头名称", *months], ["东码头", *values], ["西码头", *values]])
    east = [(context, text) for context, text in parts if text.startswith("东码头")]
    assert 2 < len(east) < 20 and len(parts) == 2 * len(east)
    figures: dict[str, str] = {}
    for context, text in east:
        (key, *names), (first, *numbers) = context.split(" | "), text.split(" ")
        assert (key, first) == ("码头名称", "东码头") and len(context) < 250
        figures |= dict(zip(names, numbers, strict=True))
    assert figures == dict(zip(months, values, strict=True))


def test_cells_are_placed_as_browsers_place_them() -> None:
    """Against a second way: a set of taken places, filled one by one."""
    rng = random.Random(5)
    for _ in range(200):
        rows = [
            [
                Cell(f"{y}.{i}", rng.choice((1, 1, 1, 2, 3)), rng.choice((1, 1, 2)))
                for i in range(rng.randrange(4))
            ]
            for y in range(rng.randrange(1, 6))
        ]
        places: dict[tuple[int, int], str] = {}
        for y, row in enumerate(rows):
            x = 0
            for cell in row:
                while (y, x) in places:
                    x += 1
                for down in range(min(cell.rows, len(rows) - y)):
                    for right in range(cell.columns):
                        places[y + down, x + right] = cell.text
                x += cell.columns
        placed_cells = {
            (y, x): cell.text
            for y, line in enumerate(grid(rows))
            for x, cell in enumerate(line)
            if cell is not None
        }
        assert placed_cells == places


def test_cells_that_span_far_too_much_are_refused_at_once() -> None:
    bomb = [[Cell("甲", rows=60_000, columns=900)], *([] for _ in range(60_000))]
    with pytest.raises(LimitError, match="cells"):
        grid(bomb)
    assert limits.TABLE_CELLS.value < 60_000 * 900
