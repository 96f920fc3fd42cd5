"""Pages in columns: from places to reading order, and through a real PDF."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from corpus.readers.pdf_layout import page_rows
from corpus.readers.vertical_text import Box

SIZE = 10.0


def set_column(lines: list[str], left: float, top: float, size: float = SIZE) -> list[Box]:
    return [
        Box(
            line,
            left,
            top + i * 1.5 * size,
            left + len(line) * size,
            top + (i * 1.5 + 1) * size,
            size,
        )
        for i, line in enumerate(lines)
    ]


def page_text(boxes: list[Box], width: float, height: float) -> str:
    return "\n".join(text for text, _ in page_rows(boxes, width, height))


def test_two_columns_below_a_title_that_spans_them() -> None:
    boxes = [
        *set_column(["乙一的文字写在右", "乙二的文字写在右"], 200, 100),
        *set_column(["老城里的新桥昨天通车行人说说"], 40, 20, 20),
        *set_column(["甲一的文字写在左", "甲二的文字写在左"], 40, 100),
    ]
    assert page_text(boxes, 400, 600).split() == [
        "老城里的新桥昨天通车行人说说",
        "甲一的文字写在左",
        "甲二的文字写在左",
        "乙一的文字写在右",
        "乙二的文字写在右",
    ]


def test_white_between_blocks_is_a_blank_line() -> None:
    boxes = [
        *set_column(["第一段的第一行字", "第一段的第二行字"], 40, 40),
        *set_column(["第二段的第一行字", "第二段的第二行字"], 40, 100),
    ]
    assert page_text(boxes, 400, 600) == (
        "第一段的第一行字\n第一段的第二行字\n\n第二段的第一行字\n第二段的第二行字"
    )


def test_an_indent_begins_a_paragraph() -> None:
    boxes = set_column(["第一段的第一行字写满这行", "第一段的第二行"], 40, 40)
    boxes += set_column(["第二段的第一行字写满"], 60, 70) + set_column(["第二段的第二行"], 40, 85)
    assert [len(block.split("\n")) for block in page_text(boxes, 400, 600).split("\n\n")] == [2, 2]


def test_no_boxes_no_text() -> None:
    assert page_text([], 400, 600) == ""
    assert page_text([Box("外面", -50, 10, -10, 20, 10)], 400, 600) == ""


def test_a_pdf_page_in_columns(tmp_path: Path) -> None:
    pdf = pytest.importorskip("corpus.readers.pdf")
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    cid = pytest.importorskip("reportlab.pdfbase.cidfonts")
    metrics = pytest.importorskip("reportlab.pdfbase.pdfmetrics")
    try:
        metrics.registerFont(cid.UnicodeCIDFont("STSong-Light"))
    except Exception as error:  # reportlab raises what it likes
        pytest.skip(f"reportlab has no Chinese font here: {error}")
    articles = [
        (
            "老城里的新桥昨天通车",
            "□本报记者 王小明",
            "新桥昨天通车，市民走上桥面，看江水从脚下流过，都说等了很多年，孩子们也跟着来了。",
        ),
        (
            "本周菜价比上周低了一成",
            "□本报记者 李红梅",
            "菜农说天气转暖，地里的番茄和黄瓜长得快，早市的摊位比上月多，运费也比上月便宜。",
        ),
    ]
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=(400, 600))
    top = 40.0
    for title, byline, text in articles:
        for line, size, step in ((title, 20, 36), (byline, 10, 26)):
            sheet.setFont("STSong-Light", size)
            sheet.drawString(40, 600 - top - size, line)
            top += step
        lines = [text[i : i + 12] for i in range(0, len(text), 12)]
        half = (len(lines) + 1) // 2
        sheet.setFont("STSong-Light", 10)
        for column in (0, 1):
            for row, line in enumerate(lines[column * half : (column + 1) * half]):
                sheet.drawString(40 + 170 * column, 600 - top - 10 - 15 * row, line)
        top += 15 * half + 40
    sheet.save()
    found = list(pdf.read(io.BytesIO(buffer.getvalue()), "page.pdf", lambda *_: None))
    assert [(a.title, a.author) for a in found] == [(t, b.split(" ")[1]) for t, b, _ in articles]
    assert ["".join(p.text for p in a.paragraphs) for a in found] == [
        text for _, _, text in articles
    ]


def words_in_order(boxes: list[Box]) -> list[str]:
    return page_text(boxes, 400, 600).split()


def test_subheads_at_one_height_part_no_columns() -> None:
    """Both columns are read to their foot, though their subheads stand side by side."""
    left, right = (
        [(f"{name}一行文字写满", 100), (f"{name}二行文字写满", 115), (f"{name}小题", 140),
         (f"{name}三行文字写满", 165), (f"{name}四行文字写满", 180)]
        for name in "甲乙"
    )  # fmt: skip
    boxes = set_column(["老城里的新桥昨天通车行人说说"], 40, 20, 20)
    for x, column in ((40, left), (125, right)):
        for text, top in column:
            boxes += set_column([text], x, top, 13 if len(text) == 3 else SIZE)
    expected = ["老城里的新桥昨天通车行人说说", *(text for text, _ in (*left, *right))]
    assert words_in_order(boxes) == expected


def test_a_byline_above_the_second_column_is_read_before_the_first() -> None:
    boxes = [
        *set_column(["老城里的新桥昨天通车"], 100, 20, 20),
        *set_column(["闵青山"], 160, 60),
        *set_column(["甲一的文字写", "甲二的文字写", "甲三的文字写"], 40, 90),
        *set_column(["乙一的文字写", "乙二的文字写", "乙三的文字写"], 130, 90),
        *set_column(["丙一的文字写", "丙二的文字写"], 220, 90),
    ]
    assert words_in_order(boxes)[:3] == ["老城里的新桥昨天通车", "闵青山", "甲一的文字写"]


def test_a_folio_below_a_column_is_read_last() -> None:
    boxes = [
        *set_column(["甲一的文字写在左", "甲二的文字写在左"], 40, 100),
        *set_column(["乙一的文字写在右", "乙二的文字写在右"], 200, 100),
        *set_column(["— 12 —"], 40, 160),
    ]
    assert words_in_order(boxes)[-4:] == ["乙二的文字写在右", "—", "12", "—"]


def columns_of_unlike_length() -> list[Box]:
    """Two columns, of which the left one goes on below the right one, with subheads."""
    left = ["甲一的文字写在左", "甲二的文字写在左", "甲三的文字写在左", "甲四的文字写在左"]
    return [
        *set_column(["第一节"], 40, 60, 13),
        *set_column(left[:2], 40, 90),
        *set_column(["第二节"], 40, 140, 13),
        *set_column(left[2:], 40, 170),
        *set_column(["乙一的文字写在右", "乙二的文字写在右"], 200, 60),
    ]


IN_ORDER = [
    *("第一节", "甲一的文字写在左", "甲二的文字写在左"),
    *("第二节", "甲三的文字写在左", "甲四的文字写在左"),
]
RIGHT = ["乙一的文字写在右", "乙二的文字写在右"]


def test_a_subhead_below_the_end_of_the_next_column_parts_no_page_with_a_running_head() -> None:
    boxes = [*columns_of_unlike_length(), *set_column(["柳溪旧影水利卷"], 132, 20, 8)]
    assert words_in_order(boxes) == ["柳溪旧影水利卷", *IN_ORDER, *RIGHT]


def test_a_headline_across_columns_is_no_running_head() -> None:
    """What stands large and alone below the columns of an article is another one's."""
    boxes = [*columns_of_unlike_length(), *set_column(["柳溪修渠记"], 100, 20, 20)]
    assert words_in_order(boxes)[:6] == ["柳溪修渠记", *IN_ORDER[:3], *RIGHT]


def test_small_print_at_the_top_of_columns_is_no_running_head() -> None:
    small = [
        *set_column(["小字写在左面的栏里", "第二行小字也在左"], 40, 60, 8),
        *set_column(["小字写在右面的栏里", "第二行小字也在右"], 200, 60, 8),
    ]
    boxes = [
        *small,
        *set_column([f"甲{n}的文字写在左" for n in "一二三四五"], 40, 84),
        *set_column([f"乙{n}的文字写在右" for n in "一二三四五"], 200, 84),
    ]
    found = words_in_order(boxes)
    assert found[:3] == ["小字写在左面的栏里", "第二行小字也在左", "甲一的文字写在左"]


def test_a_subhead_at_the_foot_of_a_column_stands_above_the_head_of_the_next() -> None:
    columns = columns_of_unlike_length()
    found = words_in_order([*columns, *set_column(["第三节"], 40, 220, 13)])
    assert found == [*IN_ORDER, "第三节", *RIGHT]
    found = words_in_order([*columns, *set_column(["铺面出租"], 40, 220, 20)])  # a notice
    assert found == [*IN_ORDER, *RIGHT, "铺面出租"]
