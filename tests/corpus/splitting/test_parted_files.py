"""Several articles in a text file that rules, blank lines, ——names or labels part."""

from __future__ import annotations

import pytest

from corpus.readers.text import from_text
from corpus.records import Article
from corpus.spans import verify

TITLES = ["最后一个摆渡人", "皮影戏班进校园", "果园合作社的账本"]
NAMES = ["桂小满", "何田田", "温良玉"]
DATES = ["2023-04-18", "2022-06-01", "2024-01-15"]
BODY = [
    "河水涨到第三级台阶的那天早上，乔老四把缆绳又往上挪了一截，谁也没有说话。",
    "村里的孩子上学全靠这条六米长的木船，船比他的儿子还大三岁，每年上两遍桐油。",
    "桥通车以后船怎么办，他没有回答，他只是把船底刮得干干净净。",
]


def read(text: str) -> list[Article]:
    articles = list(from_text(text, "a.txt"))
    for article in articles:
        for paragraph in article.paragraphs:
            assert verify(text, paragraph.text, paragraph.spans)
    return articles


def texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]


@pytest.mark.parametrize(
    "between",
    ["\n\n--------\n\n", "\n========\n", "\n\n\n\n\n", "\n\n**********\n\n", "\n——————\n\n"],
)
@pytest.mark.parametrize(("gap", "indent"), [("\n\n", ""), ("\n", "　　")])
def test_titles_below_long_rules_or_wide_gaps_begin_articles(
    between: str, gap: str, indent: str
) -> None:
    paragraphs = [indent + paragraph for paragraph in BODY]
    articles = read(between.join(gap.join([title, *paragraphs]) for title in TITLES))
    assert [(one.title, one.author) for one in articles] == [(title, None) for title in TITLES]
    assert all(texts(one) == BODY for one in articles)


@pytest.mark.parametrize(
    "parts",
    [
        ["", "", ""],  # no titles
        ["", "船上", "岸边"],  # a text begins without one
        ["摆渡人", "", "岸边"],
        ["摆渡人", "一、船上", "二、岸边"],
        ["摆渡人", "第二章 船上", "附件：岸边"],
    ],
)
@pytest.mark.parametrize("rule", ["--------", "\n\n"])
def test_parts_of_one_article_stay_together(parts: list[str], rule: str) -> None:
    pieces = ["\n\n".join(filter(None, [title, *BODY])) for title in parts]
    (one,) = read(f"\n\n{rule}\n\n".join(pieces))
    assert not any("----" in text for text in texts(one))
    assert sum(text in BODY for text in texts(one)) == 9


def test_stars_between_the_scenes_of_a_text_part_no_articles() -> None:
    (one,) = read("摆渡人\n\n" + "\n\n* * *\n\n".join("\n\n".join(BODY) for _ in TITLES))
    assert one.title == "摆渡人"


@pytest.mark.parametrize("form", ["{}\n——{}", "《{}》\n——{}", "{}\n— {}"])
def test_a_name_behind_dashes_below_a_title_is_the_author(form: str) -> None:
    heads = [form.format(*pair) for pair in zip(TITLES, NAMES, strict=True)]
    articles = read("\n\n".join("\n　　".join([head, *BODY]) for head in heads))
    assert [one.author for one in articles] == NAMES
    assert all(texts(one) == BODY for one in articles)


@pytest.mark.parametrize("subtitle", ["——石桥", "——记一条船", "——马灯", "——摆渡人乔老四的六十年"])
def test_a_subtitle_behind_dashes_is_no_author(subtitle: str) -> None:
    (one,) = read("\n　　".join([f"最后一条船\n{subtitle}", *BODY]))
    assert one.author is None


@pytest.mark.parametrize(
    "quoted",
    [
        "“灯下有影，影里有人。”\n——陈小溪",
        "灯下有影\n——陈小溪",
        "灯下有影，影里有人。\n　　　　　　　　——陈小溪",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_who_is_quoted_above_a_text_is_no_author(quoted: str, gap: str) -> None:
    (one,) = read(gap.join([f"最后一条船{gap}{quoted}", *(f"　　{text}" for text in BODY)]))
    assert one.author is None


LABELS = [
    "标题：{title}\n作者：{name}\n日期：{date}\n正文：{body}",
    "标题：{title}\n作者：{name}\n日期：{date}\n正文：\n　　{body}",
    "题目: {title}\n日期: {date}\n作者: {name}\n\n{body}",
    "【标题】{title}\n【作者】{name}\n【时间】{date}\n【正文】{body}",
    "[标题]{title}\n[作者]{name}\n[日期]{date}\n[内容]\n{body}",
    "标题：{title} 作者：{name} 日期：{date}\n{body}",
    "日期：{date}\n标题：{title}\n作者：{name}\n正文：\n{body}",
]


@pytest.mark.parametrize("form", LABELS)
@pytest.mark.parametrize("between", ["\n\n", "\n----------\n", "\n\n\n\n"])
@pytest.mark.parametrize("lead", ["", "青溪晚报稿件导出\n\n"])
def test_each_article_of_a_labelled_export_has_its_own_fields(
    form: str, between: str, lead: str
) -> None:
    rows = zip(TITLES, NAMES, DATES, strict=True)
    body = "\n　　".join(BODY)
    parts = [form.format(title=t, name=n, date=d, body=body) for t, n, d in rows]
    articles = read(lead + between.join(parts))
    told = [(one.title, one.author, one.published) for one in articles]
    assert told == list(zip(TITLES, NAMES, DATES, strict=True))
    assert all(texts(one) == BODY for one in articles)
    assert not lead or lead.strip() in " ".join(articles[0].notes)


@pytest.mark.parametrize(
    "text",
    [
        "怎样写消息\n\n标题：要短，要有动词。\n\n{0}\n\n标题：不要用问句。\n\n{1}",
        "怎样投稿\n\n{0}\n\n标题：三号黑体\n作者：五号楷体\n\n{1}\n\n{2}",
    ],
)
def test_an_article_that_speaks_of_labels_stays_one(text: str) -> None:
    (one,) = read(text.format(*BODY))
    assert all(any(body in paragraph for paragraph in texts(one)) for body in BODY[:2])


@pytest.mark.parametrize("pen_name", ["海若", "青衫客", "央金", "阿蛮", "一只猫"])
@pytest.mark.parametrize("date", [[], ["2020年2月14日"]])
def test_a_pen_name_in_the_place_of_the_others_names_is_one(pen_name: str, date: list[str]) -> None:
    names = [NAMES[0], pen_name, NAMES[2]]
    heads = ["\n".join([title, name, *date]) for title, name in zip(TITLES, names, strict=True)]
    articles = read("\n\n\n".join("\n　　".join([head, *BODY]) for head in heads))
    assert [(one.title, one.author) for one in articles] == list(zip(TITLES, names, strict=True))
    assert all(texts(one) == BODY for one in articles)
    assert {one.published for one in articles} == {"2020-02-14" if date else None}


@pytest.mark.parametrize("line", ["老茶馆", "大检查", "侧记", "组诗", "诗三首", "渡口边", "上篇"])
def test_a_short_second_line_of_a_title_is_no_author(line: str) -> None:
    heads = [f"{TITLES[0]}\n{NAMES[0]}", f"石桥镇里走一走\n{line}", f"{TITLES[2]}\n{NAMES[2]}"]
    articles = read("\n\n\n".join("\n　　".join([head, *BODY]) for head in heads))
    assert [one.author for one in articles] == [NAMES[0], None, NAMES[2]]


def test_a_word_below_the_only_title_is_no_author() -> None:
    assert [one.author for one in read("\n　　".join(["皮影戏班进校园\n青衫客", *BODY]))] == [None]
