"""The cover of a thesis, above the first heading: title, author and date; what is none stays."""

from __future__ import annotations

import pytest

from corpus.readers.extracted_text import Extract
from corpus.records import Article, notes_of
from corpus.spans import verify

TITLE = "青沙河渡船票价研究（1951—1983）"
SAID = "渡船的票价三十年里涨过四次，每一次都由船工和乘客一起议定，账簿里写得很清楚。"


def read(lines: list[str], first: str = "摘　要", chapters: int = 2) -> Article:
    extract = Extract()
    for line in lines:
        extract.paragraph(line)
    for heading in (first, "第一章　渡口", "第二章　船票")[:chapters]:
        extract.heading(heading, 1)
        extract.paragraph(SAID)
    (one,) = extract.articles("a.docx")
    assert all(verify(one.source.text, p.text, p.spans) for p in one.paragraphs)
    seen = " ".join([*(p.text for p in one.paragraphs), *notes_of(one)])
    assert all(line in f"{one.title} {seen}" for line in lines)
    return one


def told(one: Article) -> tuple[str | None, str | None, str | None]:
    return one.title, one.author, one.published


@pytest.mark.parametrize(
    ("lines", "published"),
    [
        (["硕士学位论文", TITLE, "作者姓名：桂小满", "指导教师：何田 教授"], None),
        (["密级：公开", TITLE, "研 究 生：桂小满", "答辩日期：2014年5月26日"], "2014-05-26"),
        ([TITLE, "桂小满"], None),
        ([TITLE, "作者：桂小满", "2014年5月"], "2014-05"),
        ([f"题　　目：{TITLE}", "学生姓名：桂小满", "学　　号：20110301"], None),
        (["江城大学", TITLE, "桂小满"], None),
    ],
)  # fmt: skip
def test_the_lines_above_the_first_heading_are_a_cover(
    lines: list[str], published: str | None
) -> None:
    one = read(lines)
    assert told(one) == (TITLE, "桂小满", published)
    assert one.paragraphs[-1].heading == "第一章　渡口".replace("　", " ")


def test_a_title_of_two_halves() -> None:
    one = read(["江城大学毕业论文", "渡船的票价", "——以青沙河为例", "学生姓名：桂小满"])
    assert told(one) == ("渡船的票价——以青沙河为例", "桂小满", None)


@pytest.mark.parametrize(
    "lines",
    [
        [SAID, "作者姓名：桂小满"],  # a text
        ["青沙河水文站", "地点：渡口仓库", "主持人：桂小满"],  # of a meeting
        ["船票改价", "老人半价"],
    ],
)
def test_other_lines_above_the_first_heading_are_no_cover(lines: list[str]) -> None:
    assert read(lines, first="一、船价").title is None


def test_lines_of_which_any_may_be_the_title_name_none() -> None:
    one = read(["渡口丛书", TITLE, "作者姓名：桂小满"])
    assert told(one) == (None, "桂小满", None)


def test_over_the_only_heading_which_may_be_the_title_no_line_is_it() -> None:
    one = read(["内部资料", "河湾通讯", "作者：桂小满"], first="渡船的票价", chapters=1)
    assert one.title is None and one.author == "桂小满"
