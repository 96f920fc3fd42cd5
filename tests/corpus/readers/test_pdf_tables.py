"""Tables on printed pages, as boxes and lines and as drawn PDFs; columns of text are none."""

from __future__ import annotations

import io
import random
from itertools import pairwise
from typing import Any

import pytest

from corpus.readers import pdf
from corpus.readers.pdf_tables import PdfTable, goes_on, parted_tables
from corpus.readers.ruled_lines import frames
from corpus.readers.vertical_text import Box
from corpus.spans import verify

SIZE = 10.0
Line = tuple[float, float, float, float]
TEXT = "渡口的船每小时一班风大时停开老人和孩子免费上船先让下船的人走船工在岸上喝茶等人来"


def box(text: str, x: float, y: float) -> Box:
    return Box(text, x, y, x + SIZE * len(text), y + SIZE, SIZE)


def ruled(columns: list[float], rows: list[float]) -> list[Line]:
    """All lines of a grid, each in pieces as programs draw them."""
    level = [(a, y, b, y) for y in rows for a, b in pairwise(columns)]
    upright = [(x, a, x, b) for x in columns for a, b in pairwise(rows)]
    return [*level, *upright]


def told(table: PdfTable) -> list[list[tuple[str, int, int]]]:
    return [[(cell.text, cell.rows, cell.columns) for cell in row] for row in table.rows]


def test_cells_between_lines() -> None:
    boxes = [
        box("船名", 52, 52), box("吨位", 152, 52), box("载重", 252, 52),
        box("江风号", 52, 72), box("120", 152, 72), box("九十", 252, 72),
        box("吨", 252, 84), box("下文接着讲。", 52, 130),
    ]  # fmt: skip
    rest, (table,) = parted_tables(boxes, ruled([50, 150, 250, 350], [50, 70, 100]))
    assert [one.text for one in rest] == ["下文接着讲。"]
    assert told(table) == [
        [("船名", 1, 1), ("吨位", 1, 1), ("载重", 1, 1)],
        [("江风号", 1, 1), ("120", 1, 1), ("九十吨", 1, 1)],
    ]


def test_cells_that_span_rows_and_columns() -> None:
    lines = ruled([50, 150, 250, 350], [50, 70, 90, 110])
    without = {(50, 90, 150, 90), (250, 50, 250, 70)}  # below 东岸, between the two of 学生
    boxes = [
        box("学校", 52, 55), box("学生", 200, 55), box("东岸", 52, 85), box("甲校", 152, 75),
        box("81", 252, 75), box("乙校", 152, 95), box("77", 252, 95),
    ]  # fmt: skip
    _, (table,) = parted_tables(boxes, [line for line in lines if line not in without])
    assert told(table) == [
        [("学校", 1, 1), ("学生", 1, 2)],
        [("东岸", 2, 1), ("甲校", 1, 1), ("81", 1, 1)],
        [("乙校", 1, 1), ("77", 1, 1)],
    ]


def test_every_place_of_a_frame_is_of_one_cell() -> None:
    """Frames with lines left out at random: the cells cover all places, none twice."""
    rng = random.Random(3)
    for _ in range(60):
        columns = [50.0 + 40 * i for i in range(rng.randrange(3, 7))]
        rows = [50.0 + 20 * i for i in range(rng.randrange(3, 7))]
        lines = [line for line in ruled(columns, rows) if rng.random() < 0.9]
        for frame in frames(lines):
            places = {
                (v, u): (y, x)
                for (y, x), (high, wide) in frame.extents.items()
                for v in range(y, y + high)
                for u in range(x, x + wide)
            }
            covered = sum(high * wide for high, wide in frame.extents.values())
            assert places == frame.cells
            assert covered == len(places) == (len(frame.xs) - 1) * (len(frame.ys) - 1)


def column(x: float, width: int, count: int) -> list[Box]:
    return [
        box((TEXT * 2)[i % 7 : i % 7 + width - (3 if i % 6 == 5 else 0)], x, 60 + 15 * i)
        for i in range(count)
    ]


@pytest.mark.parametrize("width", [6, 9, 14])
@pytest.mark.parametrize("columns", [2, 3, 5])
def test_columns_of_a_newspaper_are_no_table(columns: int, width: int) -> None:
    step = SIZE * (width + 2)
    boxes = [one for i in range(columns) for one in column(50 + i * step, width, 40)]
    rest, tables = parted_tables(boxes, [])
    assert len(rest) == len(boxes) and not tables
    edges = [48 + i * step for i in range(columns + 1)]
    rest, tables = parted_tables(boxes, ruled(edges, [50, 370, 700]))  # each in a frame
    assert len(rest) == len(boxes) and not tables


def test_figures_in_rows_without_lines_are_a_table() -> None:
    rows = [("品名", "产量", "比上年"), ("稻谷", "1200", "+3.5%"), ("油菜", "85", "-2%"),
            ("花生", "40", "持平")]  # fmt: skip
    boxes = [
        box(text, 50 + 120 * x, 60 + 15 * y)
        for y, row in enumerate(rows)
        for x, text in enumerate(row)
    ]
    above = box("今年收成好于去年，县里昨天公布。", 50, 30)
    rest, (table,) = parted_tables([above, *boxes], [])
    assert rest == [above]
    assert [tuple(cell.text for cell in row) for row in table.rows] == rows


def test_a_table_goes_on_over_pages_without_its_head() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    target = io.BytesIO()
    page: Any = canvas.Canvas(target, pageCompression=0)
    rows = [("线路", "首班", "末班")]
    rows += [(f"{i}路", f"{5 + i}:00", f"{15 + i}:30") for i in range(1, 9)]
    for part in (rows[:5], rows[5:]):
        page.setFont("STSong-Light", 11)
        page.drawString(90, 780, "班车时刻，下月一日起改用新表。" if part[0] == rows[0] else "")
        top = 750
        for i, row in enumerate(part):
            for x, text in zip((100, 200, 300), row, strict=True):
                page.drawString(x, top - 20 * i - 15, text)
        for i in range(len(part) + 1):
            page.line(95, top - 20 * i, 395, top - 20 * i)
        for x in (95, 195, 295, 395):
            page.line(x, top, x, top - 20 * len(part))
        page.showPage()
    page.save()
    (one,) = pdf.read(io.BytesIO(target.getvalue()), "a.pdf", lambda path, reason: None)
    found = [part for part in one.paragraphs if part.heading]
    assert all(verify(one.source.text, part.text, part.spans) for part in one.paragraphs)
    assert [part.text for part in found] == [" ".join(row) for row in rows[1:]]
    assert {part.heading for part in found} == {"线路 | 首班 | 末班"}
    assert [part.page for part in found] == [1] * 4 + [2] * 4


def test_a_table_without_lines_goes_on_whatever_the_width_of_its_last_texts() -> None:
    def table(right: float, left: float = 300) -> PdfTable:
        return PdfTable(Box("", 100, 0, right, 90, 10), (), (100, 200, left, right))

    assert goes_on(table(385), table(349))
    assert not goes_on(table(385), table(385, left=260))
