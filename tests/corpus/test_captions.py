"""Lines over a table that name it: which they are, and that each row says what they say."""

from __future__ import annotations

import pytest

from corpus.captions import is_caption, is_unit
from corpus.readers import markdown
from corpus.readers.extracted_text import Extract
from corpus.spans import verify
from corpus.tables import Cell

ROWS = [["村", "水田"], ["东湾", "320"], ["西岭", "198"]]


@pytest.mark.parametrize(
    "text",
    [
        "表1-2　1957年各村水田",
        "附表3：历年雨量",
        "续表二",
        "部分年份水田统计表",
        "各村水田一览表（1957—1965）",
        "Table 2. Paddy fields by village",
    ],
)
def test_a_line_that_names_a_table(text: str) -> None:
    assert is_caption(text)


@pytest.mark.parametrize(
    "text",
    [
        "表2显示东湾的水田最多",
        "表1 各村水田如下：",
        "各村水田见下表。",
        "出席会议的代表",
        "各村水田的多少，可看下表",
        "表示同意的村",
        "表" * 61,
    ],
)
def test_a_line_that_names_no_table(text: str) -> None:
    assert not is_caption(text)


def test_a_unit_is_no_workplace() -> None:
    assert is_unit("单位：亩") and is_unit("（单位：万元、人）")
    assert not is_unit("单位：青桐镇政府，电话另告。")


def read(above: str) -> list[tuple[str | None, str]]:
    table = "\n".join(f"| {' | '.join(row)} |" for row in [ROWS[0], ["---", "---"], *ROWS[1:]])
    text = f"# 柳坪镇\n\n## 一、耕地\n\n{above}\n\n{table}\n\n东湾的水田最多。\n"
    (draft,) = markdown.parse(text)
    for paragraph in draft.paragraphs:
        assert verify(text, paragraph.text, paragraph.spans)
    return [(paragraph.heading, paragraph.text) for paragraph in draft.paragraphs]


def test_the_rows_of_a_table_in_markdown_tell_what_stands_over_it() -> None:
    first, *_, last = read("表1-1　1957年各村水田\n\n单位：亩")
    assert first == ("一、耕地 · 表1-1　1957年各村水田 · 单位：亩 · 村 | 水田", "东湾 320")
    assert last == ("一、耕地", "东湾的水田最多。")


def test_a_sentence_over_a_table_stays_a_paragraph() -> None:
    sentence, first, *_ = read("各村的水田不多，历年都有水患。")
    assert sentence == ("一、耕地", "各村的水田不多，历年都有水患。")
    assert first == ("一、耕地 · 村 | 水田", "东湾 320")


def test_the_rows_of_a_table_in_a_document_tell_what_stands_over_it() -> None:
    extract = Extract()
    extract.paragraph("柳坪镇耕地")
    extract.paragraph("旧时的耕地没有册子，1957年才丈量。")
    extract.paragraph("表1-1　1957年各村水田")
    extract.table([[Cell(text) for text in row] for row in ROWS])
    (article,) = extract.articles("a.docx")
    assert article.title == "柳坪镇耕地"
    assert [(one.heading, one.text) for one in article.paragraphs] == [
        (None, "旧时的耕地没有册子，1957年才丈量。"),
        ("表1-1　1957年各村水田 · 村 | 水田", "东湾 320"),
        ("表1-1　1957年各村水田 · 村 | 水田", "西岭 198"),
    ]


def test_the_first_line_of_a_document_is_its_title() -> None:
    extract = Extract()
    extract.paragraph("1957年各村水田统计表")
    extract.table([[Cell(text) for text in row] for row in ROWS])
    (article,) = extract.articles("a.docx")
    assert article.title == "1957年各村水田统计表"
    assert article.paragraphs[0].heading == "村 | 水田"
