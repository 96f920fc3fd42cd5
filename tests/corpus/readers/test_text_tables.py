"""Tables in plain text: the rows tell the names of their columns and what stands over them."""

from __future__ import annotations

import io

import pytest
from timing import within

from corpus.readers import text as text_reader
from corpus.readers.text_tables import tables_of
from corpus.records import Article
from corpus.spans import verify

ROWS = [("村", "水田", "旱地"), ("东湾", "320", "41"), ("西岭", "198", "207")]


def read(text: str) -> list[Article]:
    stream = io.BytesIO(text.encode())
    articles = list(text_reader.read(stream, "a.txt", lambda path, reason: None))
    for article in articles:
        for paragraph in article.paragraphs:
            assert verify(article.source.text, paragraph.text, paragraph.spans)
    return articles


@pytest.mark.parametrize("gap", ["\t", "　", "　　", "   ", " "])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_the_rows_of_a_table_tell_its_columns_and_its_year(gap: str, between: str) -> None:
    table = "\n".join(gap.join(row) for row in ROWS)
    over = f"表1-2　1957年各村耕地{between}单位：亩{between}"
    (article,) = read(f"柳坪镇耕地\n\n一、面积\n\n{over}{table}\n\n　　注：东湾的数是后来补的。\n")
    heading = "一、面积 · 表1-2　1957年各村耕地 · 单位：亩 · 村 | 水田 | 旱地"
    rows = [(one.heading, " ".join(one.text.split())) for one in article.paragraphs]
    assert article.title == "柳坪镇耕地"
    assert rows == [
        (heading, "东湾 320 41"),
        (heading, "西岭 198 207"),
        ("一、面积", "注：东湾的数是后来补的。"),
    ]


def test_each_of_two_tables_has_its_own_year() -> None:
    table = "\n".join("\t".join(row) for row in ROWS)
    parts = (f"表1-{i}　{year}年各村耕地\n{table}" for i, year in ((1, 1953), (2, 1957)))
    (article,) = read("柳坪镇耕地\n\n" + "\n\n".join(parts) + "\n")
    years = [(one.heading or "")[5:9] for one in article.paragraphs]
    assert years == ["1953", "1953", "1957", "1957"]


def test_the_first_line_of_a_text_is_its_title() -> None:
    table = "\n".join("\t".join(row) for row in ROWS)
    (article,) = read(f"1957年各村耕地统计表\n\n{table}\n")
    assert article.title == "1957年各村耕地统计表"
    assert article.paragraphs[0].heading == "村 | 水田 | 旱地"


@pytest.mark.parametrize(
    "text",
    [
        "渡口 老树 归鸦\n石桥 流水 人家\n西风 古道 瘦马\n",  # no line names columns
        "东湾 西岭 南坪\n去了 三人 到过\n北坡 没有 人去\n",
        "他数了数 一共 三个\n又数了数 还是 三个\n1957 年 冬\n",
        "水田　三亩\n旱地　五亩\n",
        "我们走了一天。\t路上没有人。\n后来下雨。\t雨停了。\n再往后走。\t到了。\n",
        "the river ran by\nthe old stone mill\nand no one came\n",
    ],
)
def test_lines_with_gaps_that_are_no_table(text: str) -> None:
    assert not tables_of("山里\n\n" + text)


def test_lines_of_many_cells_take_no_longer_each_the_more_there_are() -> None:
    text = "甲 乙 丙\n" * 5_000
    with within(2.5):
        assert not tables_of(text)
