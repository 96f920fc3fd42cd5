"""A line beside a title that says who wrote and when, whatever its form; text with a date stays."""

from __future__ import annotations

import io
import random

import pytest

from corpus.builder import Draft
from corpus.dated_heads import dated_head, ends_with_date, writers
from corpus.readers import markdown
from corpus.readers.html import read as read_html
from corpus.readers.text import from_text, single
from corpus.records import Article

TITLE = "渡口换了新船"
BODY = (
    "渡口的木船去年冬天换了新的，船身长九米，能坐二十个人，每半小时开一班，雾天停开。",
    "船工说，坐船的人比前年多了三成，多半是去对岸赶集的，也有人专门来看日出。",
)
DAY = "2022-10-16"

FORMS = [
    ("纪明月 2022年10月16日", "纪明月", None),
    ("2022年10月16日 纪明月", "纪明月", None),
    ("——纪明月，2022年10月16日", "纪明月", None),
    ("（纪明月，2022年10月16日）", "纪明月", None),
    ("*记者 纪明月 · 2022-10-16*", "纪明月", "记者"),
    ("> 记者 纪明月 2022年10月16日", "纪明月", "记者"),
    ("校报记者 纪明月、闵青山 2022年10月16日", "纪明月 闵青山", "校报记者"),
    ("记者 纪明月 2022年10月16日 石桥报道", "纪明月", "记者"),
    ("本报记者 纪明月 发自石桥 2022-10-16", "纪明月", "本报记者"),
    ("记者 纪明月 报道 2022-10-16", "纪明月", "记者"),
    ("记者 纪明月 摄影报道 2022-10-16", "纪明月", "记者"),
    ("记者 纪明月 文 闵青山 摄 2022-10-16", "纪明月", "记者"),
    ("读者 纪明月 2022年10月16日", "纪明月", "读者"),
    ("专栏作者 长河 2022年10月16日", "长河", "专栏作者"),
    ("老船工 纪明月 2022年10月16日", "纪明月", "老船工"),
    ("渡口管理站站长纪明月 2022年10月16日", "纪明月", "渡口管理站站长"),
    ("渡口管理站 安全科 纪明月 2022年10月16日", "纪明月", "渡口管理站 安全科"),
    ("青溪船务 安全部 纪明月 2022年10月16日", "纪明月", "青溪船务 安全部"),
    ("纪明月 渡口管理站 2022年10月16日", "纪明月", "渡口管理站"),
    ("高二（3）班 纪明月 2022年10月16日", "纪明月", "高二（3）班"),
    ("纪明月（渡口管理站站长） 2022年10月16日", "纪明月", "渡口管理站站长"),
    ("纪明月写于2022年10月16日", "纪明月", None),
    ("纪明月　2022年10月16日　于石桥", "纪明月", None),
    ("采访：纪明月 2022年10月16日", "纪明月", None),
    ("2022-10-16 纪明月 评论(3)", "纪明月", None),
    ("2022-10-16 纪明月 阅读(120) 评论 3 条", "纪明月", None),
    ("纪明月 2022-10-16 10:20 浏览量：130", "纪明月", None),
    ("2022-10-16 | 纪明月 | 3条评论 | 1.2万次阅读", "纪明月", None),
    ("2022.10.16 纪明月 点赞 12 收藏", "纪明月", None),
    ("记者 纪明月 2022年10月16日 评论（3） 120人浏览", "纪明月", "记者"),
    ("October 16, 2022 | Tom Low | 3 Comments", "Tom Low", None),
    ("纪明月 发表于石桥 2022年10月16日", "纪明月", None),
    ("纪明月 2022年10月16日发表于石桥", "纪明月", None),
    ("纪明月 | 发布于石桥 | 2022年10月16日", "纪明月", None),
    ("2022年10月16日 来自石桥 纪明月", "纪明月", None),
    ("纪明月 刊于石桥日报 2022年10月16日", "纪明月", None),
    ("罗小满口述 纪明月整理 2022年10月16日", "罗小满 纪明月", None),
    ("讲述/罗小满 记录/纪明月 2022年10月16日", "罗小满 纪明月", None),
    ("审稿 闵青山 撰稿 纪明月 2022年10月16日", "纪明月", None),
    ("文：纪明月 图：闵青山 2022年10月16日", "纪明月", None),
    ("作者 安娜·别洛娃 译者 闵青山 2022年10月16日", "安娜·别洛娃", None),
    ("整理：财务部 纪明月 2022年10月16日", "纪明月", "财务部"),
    ("石桥中学教务处整理 2022年10月16日", None, "石桥中学教务处"),
    ("县水利局、县财政局 2022年10月16日印发", None, "县水利局、县财政局"),
    ("县水利局 2022年10月16日发布，11月1日起执行", None, "县水利局"),
    ("Tom Low | October 16, 2022", "Tom Low", None),
    ("Tom Low, October 16, 2022", "Tom Low", None),
    ("Tom Low · October 16, 2022", "Tom Low", None),
    ("October 16, 2022, Tom Low", "Tom Low", None),
    ("Tom Low and Ann Reed, 2022-10-16", "Tom Low Ann Reed", None),
    ("Tom Low, Staff Writer, 16 October 2022", "Tom Low", "Staff Writer"),
    ("Lin Mei, October 16, 2022", "Lin Mei", None),
    ("J. K. Low, October 16, 2022", "J. K. Low", None),
    ("Posted by Tom Low on October 16, 2022", "Tom Low", None),
    ("By Tom Low, ferry volunteer, 16 October 2022", "Tom Low", "ferry volunteer"),
    ("By Lin Mei, the Harbour Desk, 16 October 2022", "Lin Mei", "Harbour Desk"),
]

TEXTS = [
    "时间：2022年10月16日 地点：石桥",
    "截至2022年10月16日",
    "Low Ferry, October 16, 2022",
    "New York, October 16, 2022",
    "By Low Ferry, closed, October 16, 2022",
    "Tom Low, closed, October 16, 2022",
    "Press Release | October 16, 2022",
    "Spring Fair — October 16, 2022",
    "自2022年10月16日起施行",
    "2022年10月16日—2022年12月1日",
    "纪明月 2022年10月—12月",
    "北京 2008年8月8日",
    "石桥镇 2022年10月16日",
    "2022年10月16日，渡口开航",
    "渡口开航仪式 2022年10月16日举行",
    "第三届茶博会 2022年10月16日",
    "纪明月于2022年10月16日去世",
    "纪明月 1950年3月2日生",
    "冠军 纪明月 2022年10月16日",
    "行政部 纪明月 2022年10月16日起施行",
    "他们约在2022年10月16日见面",
    "渡口换船前后 2022年10月16日",
    "渡口评论 2022年10月16日",
]


def _markdown(line: str) -> Draft | Article:
    (draft,) = markdown.parse("\n\n".join([f"# {TITLE}", line, *BODY]))
    return draft


def _plain(line: str) -> Draft | Article:
    return single("\n".join([TITLE, line, *BODY]))


def _html(line: str) -> Draft | Article:
    paragraphs = "".join(f"<p>{text}</p>" for text in (line, *BODY))
    page = f"<html><body><h1>{TITLE}</h1>{paragraphs}</body></html>".encode()
    (article,) = read_html(io.BytesIO(page), "page.html", lambda *_: None)
    return article


READERS = {"md": _markdown, "txt": _plain, "html": _html}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("line", "author", "office"), FORMS)
def test_a_line_below_a_title_is_its_head(
    line: str, author: str | None, office: str | None, reader: str
) -> None:
    article = READERS[reader](line)
    assert article.title == TITLE
    assert (article.author, article.office, article.published) == (author, office, DAY)
    assert [paragraph.text for paragraph in article.paragraphs] == list(BODY)


def test_a_paper_in_which_a_text_appeared_is_its_paper_without_the_verb() -> None:
    for line in ("纪明月 刊于石桥日报 2022年10月16日", "2022年10月16日 发表在石桥日报 纪明月"):
        assert (dated_head(line) or {})["paper"] == "石桥日报"
        assert _html(line).paper == "石桥日报"


@pytest.mark.parametrize("line", ["□本报记者 纪明月 摄 2022-10-16", "纪明月 摄 2022年10月16日"])
@pytest.mark.parametrize("reader", READERS)
def test_who_took_the_picture_beside_a_date_is_no_author(line: str, reader: str) -> None:
    article = READERS[reader](line)
    assert (article.title, article.author, article.office) == (TITLE, None, None)
    assert dated_head(line) is None


@pytest.mark.parametrize("line", ["作者：纪明月 写于石桥", "作者：纪明月　发表于石桥论坛"])
@pytest.mark.parametrize("reader", READERS)
def test_a_place_behind_an_author_is_no_second_one(line: str, reader: str) -> None:
    assert READERS[reader](line).author == "纪明月"


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("line", TEXTS)
def test_text_with_a_date_below_a_title_stays(line: str, reader: str) -> None:
    article = READERS[reader](line)
    shown = [text for part in article.paragraphs for text in (part.heading, part.text)]
    assert article.author is None
    if reader != "html":  # a page's lines with a date may date it
        assert article.published is None
        assert line in shown
    assert article.title == TITLE


ROLES = (
    "",
    "记者 ",
    "《枫窗》小记者 ",
    "特约撰稿人 ",
    "执笔：",
    "采写/",
    "本刊记者 ",
    "社区网格员 ",
)
UNITS = ("", "渡口管理站 ", "县水利局 水文科 ", "石桥镇中学 ", "青溪地方史学会 ")
NAMES = ("纪明月", "欧阳若水", "闵青山、何田田", "江春来")
DATES = ("2022年10月16日", "2022-10-16", "2022.10.16", "2022/10/16", "二〇二二年十月十六日")
SHAPES = ("{0} {1}", "{0}　{1}", "{0} | {1}", "{0}，{1}", "（{0} {1}）", "——{0} {1}", "{1} {0}")


def test_heads_of_all_shapes_are_read() -> None:
    rng = random.Random(5)
    for _ in range(400):
        role, unit = rng.choice(ROLES), rng.choice(UNITS)
        name, date, shape = rng.choice(NAMES), rng.choice(DATES), rng.choice(SHAPES)
        who = f"{unit}{role}{name}" if rng.random() < 0.5 else f"{role}{unit}{name}"
        line = shape.format(who, date)
        fields = dated_head(line)
        assert fields is not None, line
        assert fields["author"] == name.replace("、", " "), line
        assert fields["published"] == DAY, line


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize("form", ["{} 阅读 12", "{} 评论(3)", "评论 3 {}", "3条评论 {}", "阅读 {}"])
def test_counts_beside_a_date_leave_the_date(form: str, date: str) -> None:
    assert _html(f"{form.format(date)} 纪明月").published == DAY


SENTENCES = (
    "{0}纪明月第一次坐上新船。",
    "新船{0}才开，在这之前大家走桥",
    "渡口的老船工说，{0}的雾最大",
    "从{0}到今年春天",
    "石桥的集市改在{0}",
    "方戏于 {0}",
    "{0}石桥的集市",
    "纪明月出生于{0}",
    "北门渡口 {0} 停航",
)


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("date", DATES)
def test_text_that_contains_a_date_is_no_head(sentence: str, date: str) -> None:
    assert dated_head(sentence.format(date)) is None


@pytest.mark.parametrize(
    ("line", "author", "office"),
    [
        ("渡口管理站 纪明月", "纪明月", "渡口管理站"),
        ("县水利局、县财政局", None, "县水利局、县财政局"),
        ("渡口换了新船", None, None),
        ("审判员 纪明月", None, None),
    ],
)
def test_who_signs_above_a_date(line: str, author: str | None, office: str | None) -> None:
    fields = writers(line) or {}
    assert (fields.get("author"), fields.get("office")) == (author, office)


@pytest.mark.parametrize(
    ("foot", "author"),
    [
        ("渡口管理站 纪明月 2022年10月16日", "纪明月"),
        ("（渡口管理站 纪明月）\n2022年10月16日", "纪明月"),
        ("2022年10月16日 纪明月", "纪明月"),
        ("纪明月写于2022年10月16日", "纪明月"),
        ("写于2022年10月16日", None),
        ("2022年10月16日于石桥", None),
        ("县水利局、县财政局\n2022年10月16日", None),
    ],
)
def test_a_line_below_a_text_signs_it(foot: str, author: str | None) -> None:
    draft = single("\n\n".join([TITLE, *BODY]) + f"\n\n{foot}\n")
    assert (draft.author, draft.published) == (author, DAY)
    assert [paragraph.text for paragraph in draft.paragraphs] == list(BODY)


def test_a_line_in_brackets_below_the_head_stays_text() -> None:
    about = "（罗小满，1926年生，渡口船工）"
    (draft,) = markdown.parse(
        "\n\n".join([f"# {TITLE}", f"访问：纪明月　2022年10月16日\n{about}", *BODY])
    )
    assert (draft.author, draft.published) == ("纪明月", DAY)
    assert [paragraph.text for paragraph in draft.paragraphs] == [about, *BODY]


def test_a_line_that_is_not_understood_gives_its_day_and_stays_in_the_notes() -> None:
    line = "采访 石桥渡口的人们 2022年10月16日"
    (draft,) = markdown.parse("\n\n".join([f"# {TITLE}", line, *BODY]))
    assert (draft.author, draft.published) == (None, DAY)
    assert any(line in note for note in draft.notes)


@pytest.mark.parametrize("form", ["{} 2022年10月16日", "渡口管理站 {} 2022年10月16日"])
def test_dated_heads_part_the_articles_of_a_text(form: str) -> None:
    names, titles = ("纪明月", "闵青山", "何田田"), (TITLE, "老粮站开了图书馆", "果园的第三个春天")
    parts = (
        "\n".join([title, form.format(name), *BODY])
        for title, name in zip(titles, names, strict=True)
    )
    articles = list(from_text("\n\n".join(parts), "a.txt"))
    assert [article.title for article in articles] == list(titles)
    assert [article.author for article in articles] == list(names)
    assert {article.published for article in articles} == {DAY}


def test_a_name_alone_below_a_title_of_markdown_is_the_author() -> None:
    (draft,) = markdown.parse("\n\n".join([f"# {TITLE}", "纪明月", *BODY]))
    assert draft.author == "纪明月"


def test_a_word_alone_below_a_title_of_markdown_is_text() -> None:
    (draft,) = markdown.parse("\n\n".join([f"# {TITLE}", "安全", *BODY]))
    assert draft.author is None
    assert len(draft.paragraphs) == 3


@pytest.mark.parametrize("below", [(), BODY[:1]])
def test_the_first_name_of_a_list_is_no_author(below: tuple[str, ...]) -> None:
    (draft,) = markdown.parse("\n\n".join(["# 名单", "罗小满", "何田", "江春来", *below]))
    assert draft.author is None
    assert [paragraph.text for paragraph in draft.paragraphs[:1]] == ["罗小满"]


def test_front_matter_and_a_head_that_agree_are_both_read() -> None:
    front = f"---\ntitle: {TITLE}\ndate: 2022-10-16\n---\n\n"
    (draft,) = markdown.parse(front + "\n\n".join(["渡口管理站 纪明月 2022年10月16日", *BODY]))
    assert (draft.author, draft.office, draft.published) == ("纪明月", "渡口管理站", DAY)
    assert [paragraph.text for paragraph in draft.paragraphs] == list(BODY)


@pytest.mark.parametrize(
    ("line", "ends"),
    [("编辑部 2016年4月5日、2019年7月2日", True), ("2016年4月5日的雾", False), ("渡口", False)],
)
def test_a_line_that_ends_with_a_date_is_no_title(line: str, ends: bool) -> None:
    assert ends_with_date(line) == ends
    draft = single("\n".join([TITLE, line, *BODY]))
    assert not ends or draft.title == TITLE


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("foot", ["苇子", "（苇子）", "作者：苇子", "苇子\n\n2022年10月16日"])
@pytest.mark.parametrize("line", ["苇子", "——苇子"])
def test_a_pen_name_that_signs_below_too_is_the_author(line: str, foot: str, reader: str) -> None:
    lines = (line, *BODY, *foot.split("\n\n"))
    if reader == "html":
        paragraphs = "".join(f"<p>{text}</p>" for text in lines)
        page = f"<html><body><h1>{TITLE}</h1>{paragraphs}</body></html>".encode()
        (article,) = read_html(io.BytesIO(page), "page.html", lambda *_: None)
        shown: Draft | Article = article
    elif reader == "md":
        (shown,) = markdown.parse("\n\n".join([f"# {TITLE}", *lines]))
    else:
        shown = single("\n".join([TITLE, *lines]))
    assert (shown.title, shown.author) == (TITLE, "苇子")
    assert "".join(paragraph.text for paragraph in shown.paragraphs) == "".join(BODY)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("word", ["苇子", "春天"])
def test_a_word_below_a_title_that_nobody_signs_with_is_no_author(word: str, reader: str) -> None:
    assert READERS[reader](word).author is None


def test_a_page_with_its_column_is_no_name_beside_a_date() -> None:
    assert not (dated_head("2012年3月2日 副刊·河风") or {}).get("author")
    assert (dated_head("2012年3月2日 阿·卡尔") or {})["author"] == "阿·卡尔"
