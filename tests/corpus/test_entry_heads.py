"""The years of a chronicle and the days of a diary head what is told below, however short."""

from __future__ import annotations

import pytest

from corpus.entry_heads import entry_heads, part_heads
from corpus.readers import markdown
from corpus.readers.text import from_text, single
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


LETTERS = """何家信札

其一　致弟春生

春生吾弟：
　　渡船的底板漏了一年，修船的钱还没有凑齐，你寄来的十元已交给船工。
　　兄何田手书
　　{first}

其二　致长子小江

小江：
　　学堂的事不要急，先把算学补好，河湾的水退了就回家来看看。
　　父字
　　{last}
"""


@pytest.mark.parametrize(
    ("first", "last"),
    [("民国三年三月初八", "民国八年九月十二日"), ("一九一四年三月八日", "一九一九年九月十二日")],
)
def test_a_signature_closes_its_letter_and_the_last_date_is_not_of_all(
    first: str, last: str
) -> None:
    draft = single(LETTERS.format(first=first, last=last))
    assert (draft.title, draft.author, draft.published) == ("何家信札", None, None)
    under = {part.text: part.heading for part in draft.paragraphs}
    assert under["兄何田手书"] == under[first] == "其一　致弟春生"
    assert under["父字"] == under[last] == under["小江："] == "其二　致长子小江"


def test_the_date_below_the_last_of_several_poems_is_of_all() -> None:
    told = "渡口的船停在柳树下，船工坐着等乘客，等到了天黑。"
    draft = single(f"渡口二首\n\n其一\n\n{told}\n\n其二\n\n{told}\n\n2021年3月4日\n")
    assert draft.published == "2021-03-04"
    assert [part.heading for part in draft.paragraphs] == ["其一", "其二"]


@pytest.mark.parametrize(
    "lines",
    [
        ["其一，船底漏了。", "其二，船工少了。"],  # of an argument
        ["其一　船底", "其三　船工"],
        ["一、致谢", "二、附录"],
        ["其一　船底"],
    ],
)
def test_other_lines_that_count_head_no_letters(lines: list[str]) -> None:
    assert not part_heads([text for line in lines for text in (line, "渡口的船停了。")])
