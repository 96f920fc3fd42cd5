"""The years of a chronicle and the days of a diary head what is told below, however short."""

from __future__ import annotations

import pytest

from corpus.entry_heads import entry_heads
from corpus.readers import markdown
from corpus.readers.text import from_text
from corpus.spans import verify

EVENTS = ["渡口重修竣工，船户捐银元一百二十元。", "船户抗捐。", "秋，大水。"]
HEADS = [
    ("民国21年（1932）", "民国23年（1934）", "民国24年（1935）"),
    ("1932年", "1934年", "1935年"),
    ("一九三二年", "一九三四年", "一九三五年"),
    ("光绪二年", "光绪三年", "宣统元年"),
    ("八月十九日　晴", "九月一日　小雨", "腊月初八　阴"),
    ("1938年8月19日 星期五 晴转多云", "1938年9月1日 星期四 小雨", "1938年10月28日"),
]


@pytest.mark.parametrize("heads", HEADS)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("indent", ["", "　　"])
def test_each_event_stands_under_its_year_or_day(
    indent: str, between: str, heads: tuple[str, ...]
) -> None:
    entries = [f"{head}\n{indent}{told}" for head, told in zip(heads, EVENTS, strict=True)]
    text = "渡口纪事\n\n" + between.join(entries) + "\n"
    (article,) = from_text(text, "a.txt")
    assert (article.title, article.author, article.published) == ("渡口纪事", None, None)
    told = [(part.heading, part.text) for part in article.paragraphs]
    assert told == list(zip(heads, EVENTS, strict=True))
    assert all(verify(text, part.text, part.spans) for part in article.paragraphs)


def test_a_day_stands_under_its_year() -> None:
    text = (
        "渡口纪事\n\n1932年\n3月5日\n渡口开渡。\n4月7日\n第一条船下水。\n1934年\n5月1日\n大水。\n"
    )
    (article,) = from_text(text, "a.txt")
    heads = [part.heading for part in article.paragraphs]
    assert heads == ["1932年 3月5日", "1932年 4月7日", "1934年 5月1日"]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("point", ["- ", ""])
def test_years_in_bold_are_headings_of_markdown(point: str, between: str) -> None:
    text = (
        f"# 渡口纪事\n\n**1991年**{between}{point}渡口开渡。\n\n**1993年**{between}{point}大水。\n"
    )
    (draft,) = markdown.parse(text)
    assert (draft.title, draft.published) == ("渡口纪事", None)
    assert [(part.heading, part.text) for part in draft.paragraphs] == [
        ("1991年", "渡口开渡。"), ("1993年", "大水。"),
    ]  # fmt: skip


def test_a_date_in_bold_below_a_title_is_when_it_appeared() -> None:
    (draft,) = markdown.parse("# 渡口的灯\n\n**2021年3月4日**\n\n灯亮了四十年。\n\n后来灭了。\n")
    assert draft.published == "2021-03-04"


def test_dates_below_titles_are_of_their_articles() -> None:
    texts = ["那盏灯亮了四十年，守灯的人换了三个。", "江水往东流，灯灭了，渡口也就没有人了。"]
    titles = ["渡口的灯", "谁来守灯？"]
    days = ["2021年3月4日", "2021年4月4日"]
    parts = zip(titles, days, texts, strict=True)
    articles = list(from_text("\n\n".join("\n".join(part) for part in parts), "a.txt"))
    assert [(one.title, one.published) for one in articles] == [
        ("渡口的灯", "2021-03-04"), ("谁来守灯？", "2021-04-04"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        ["灯亮了四十年。", "2021年3月4日", "船换了三条。", "2021年4月4日"],  # they end the texts
        ["渡口的灯", "1932年", "灯亮了四十年。", "后来灭了。"],  # one alone
        ["兄手书", "民国三年三月初八", "吾弟如晤：", "兄字", "民国三年四月初八", "吾弟如晤："],
        ["年份", "1932年", "3355", "1934年", "4455"],  # cells
        ["灯亮了四十年。", "那一年", "船换了三条。", "第三年", "大水。"],
    ],
)
def test_other_dates_head_no_entries(lines: list[str]) -> None:
    assert entry_heads(lines) == set()
