"""Forms in Word: a table of labels and values tells title, author and date; others do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.readers.forms import form_fields
from tests.corpus.readers.test_docx import made, read, texts

TITLE, TEXT = "河湾村重修老井", "今年春天，河湾村的三口老井重新淘了一遍，井台也换上了青石板。"
FORM = (
    ("标 题", TITLE),
    ("作者姓名：", "桂小满"),
    ("单位", "河湾小学"),
    ("日期", "2024年6月28日"),
)
TOLD = {"title": TITLE, "author": "桂小满", "office": "河湾小学", "published": "2024-06-28"}


def form(rows: Sequence[Sequence[str]], above: str = "", below: str = TEXT) -> bytes:
    def build(document: Any) -> None:
        for line in filter(None, [above]):
            document.add_paragraph(line)
        table = document.add_table(rows=len(rows), cols=2)
        for row, row_texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, row_texts, strict=True):
                cell.text = text
        for line in filter(None, [below]):
            document.add_paragraph(line)

    return made(build)


def test_a_form_above_the_text_tells_title_author_and_date() -> None:
    (one,) = read(form([*FORM, ("联系电话", "1234567")], above="投稿登记表"))
    assert (one.title, one.author, one.office, one.published) == tuple(TOLD.values())
    assert "日期 2024年6月28日" in texts(one) and "联系电话 1234567" in texts(one)
    assert any("投稿登记表" in note for note in one.notes)


def test_the_text_within_a_form_is_read_as_text() -> None:
    (one,) = read(form([*FORM, ("正文", f"{TEXT}\n井水清了。"), ("备注", "无")], below=""))
    assert (one.title, one.author) == (TITLE, "桂小满")
    assert texts(one)[-3:] == [TEXT, "井水清了。", "备注 无"]
    assert any("正文" in note for note in one.notes)


def test_a_form_below_the_text_tells_nothing_of_it() -> None:
    (one,) = read(form(FORM, above=TEXT, below=""))
    assert (one.title, one.author, one.published) == (None, None, None)


def test_only_a_form_of_an_article_is_one() -> None:
    assert form_fields(FORM) == TOLD
    assert form_fields([("标题", TITLE, "作者", "桂小满")]) == {"title": TITLE, "author": "桂小满"}
    assert form_fields([("作者", "桂小满"), ("投稿日期", "2024-06-28")])
    others = (
        [("书名", "老井"), ("作者", "桂小满"), ("出版日期", "2019年")],
        [("姓名", "桂小满"), ("性别", "女"), ("单位", "河湾小学")],
        [("标题", "作者"), ("老井", "桂小满"), ("新桥", "何田田")],
        [("标题", "老井"), ("标题", "新桥")],
        [("标题", "作者", "日期"), ("老井", "桂小满", "2024年")],
        [("标题", TITLE)],
    )
    assert not any(map(form_fields, others))
    held = [("题目", TITLE), ("时间", "2024年6月28日"), ("地点", "礼堂")]
    assert form_fields(held) == {"title": TITLE}
