"""Markdown: front matter, headings, and markup that is left out of the text but not the source."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import within

from corpus.builder import Draft
from corpus.readers import markdown, markdown_inline
from corpus.spans import verify
from errors import WenbaoError
from messages import message_text


def parse(text: str) -> Draft:
    """The only article, or the first."""
    return markdown.parse(text)[0]


def texts(draft: Draft) -> list[str]:
    for one in draft.paragraphs:
        assert verify(draft.text, one.text, one.spans)
    return [one.text for one in draft.paragraphs]


def headings(draft: Draft) -> list[str | None]:
    return [one.heading for one in draft.paragraphs]


FRONT = """---
title: "修自行车的人"
author: 罗小满   # 街坊
office: '柳溪镇文化站'
column: 街坊故事
published: 2024年3月5日
url: https://example.org/a?b=c
tags: [车, 人]
list:
  - title: 不是标题
---

# 修自行车的人

开头一段。

## 铺子

铺子不大。

### 工具

工具不少。
"""


def test_front_matter_and_headings() -> None:
    draft = parse(FRONT)
    assert draft.title == "修自行车的人"
    assert (draft.author, draft.office, draft.column) == ("罗小满", "柳溪镇文化站", "街坊故事")
    assert (draft.published, draft.url) == ("2024-03-05", "https://example.org/a?b=c")
    assert texts(draft) == ["开头一段。", "铺子不大。", "工具不少。"]
    assert headings(draft) == [None, "铺子", "工具"]


UNREAD = [
    ("title: 船坞\ntags: [船, 坞]\n摘要：修好了", "tags, 摘要"),
    ("作者: 甲\nauthor: 乙", "作者"),  # the usual key counts
    ("created: 2023-04-20\npubdate: 2023-04-18", "created"),
    ("tags:\n  - 船\nseo:\n  title: 船\nlayout: post", "tags, seo, layout"),
    ("description: |\n  修好了：\n  三月", "description"),
    ('"draft": false', "draft"),
    ("title: 船坞\ntags:\n# remark: 不是键\nempty: ''\nnone: null\nlist: []", ""),
    ("".join(f"k{n}: 1\n" for n in range(9)) + "k: 1", "k0, k1, k2, k3, k4, k5, k6, k7, …"),
]


@pytest.mark.parametrize(("front", "keys"), UNREAD)
def test_keys_that_are_not_read_are_noted_as_of_a_row(front: str, keys: str) -> None:
    notes = parse(f"---\n{front}\n---\n\n船坞修好了。\n").notes
    assert notes == ([message_text("keys_not_read", keys=keys)] if keys else [])


@pytest.mark.parametrize(
    "between",
    [
        "船坞修好了。",
        "\n# 船坞\n\n海边的船坞修好了。\n",
        "老杨说：船坞修好了。\n大家都去看。",
        "- 船\n- 坞",
        "　　船坞里有人喊：开船！\n　　天就亮了。",
        "title: 船坞\n\n船坞修好了。\n\n大家都去看。\n",
        "见http://example.org 一文。",
    ],
)
def test_text_between_two_rules_at_the_head_is_text(between: str) -> None:
    """Front matter has keys: what has none was lost without a word."""
    draft = parse(f"---\n{between}\n---\n\n后来下雨了，谁也没有走。\n")
    all_text = "".join([draft.title or "", *texts(draft), *filter(None, headings(draft))])
    words = [word.strip("#- 　") for word in between.splitlines()]
    assert all(word in all_text for word in words if word) and texts(draft)[-1][:2] == "后来"


def test_a_line_of_front_matter_without_a_key_is_noted() -> None:
    draft = parse("---\ntitle: 船坞\nauthor: 罗小满\n修好了的船坞\n---\n\n船坞修好了。\n")
    assert (draft.title, texts(draft)) == ("船坞", ["船坞修好了。"])
    assert message_text("left_out", text="修好了的船坞") in draft.notes


KEYS = "title: 船坞\nauthor: 罗小满\ndate: 2024-03-05\n"


@pytest.mark.parametrize(
    "front",
    [f"---\n{KEYS}\n", f"---\n{KEYS}tags:\n  - 船\n\n", f"{KEYS}---\n", f"---\r\n{KEYS}\r\n"],
)
@pytest.mark.parametrize("between", ["", "\n---\n", "\n## 坞\n\n", "\n---\n\n天晴了。\n\n---\n"])
def test_front_matter_without_one_of_its_rules(front: str, between: str) -> None:
    """Up to the first blank line, where nothing but keys stands above it."""
    draft = parse(f"{front}{BODY}\n{between}\n{BODY}\n")
    assert (draft.title, draft.author, draft.published) == ("船坞", "罗小满", "2024-03-05")
    assert texts(draft) == [BODY, *(["天晴了。"] if "晴" in between else []), BODY]


@pytest.mark.parametrize(
    "head", ["地点: 河口村\n时间: 昨天", "title: 船坞", "title: 船坞\nauthor: 罗小满\n船坞修好了。"]
)
@pytest.mark.parametrize("begin", ["---\n", ""])
def test_what_may_be_text_below_a_rule_stays(begin: str, head: str) -> None:
    draft = parse(f"{begin}{head}\n\n{BODY}\n")
    said = "".join(filter(None, [draft.title, *texts(draft)]))
    assert all(line in said for line in head.splitlines())


def test_of_several_articles_the_first_has_the_note() -> None:
    parts = "".join(f"# 第{n}篇\n\n作者：甲乙{n}\n\n船坞修好了。\n\n" for n in "一二三")
    first, *others = markdown.parse(f"---\ntags: 船\n---\n\n{parts}")
    note = message_text("keys_not_read", keys="tags")
    assert len(others) == 2 and note in first.notes
    assert not any(note in draft.notes for draft in others)


def test_the_first_heading_is_the_title_without_front_matter() -> None:
    draft = parse("# 甲 *乙* `丙` #\n\n一。\n\n丁\n==\n\n二。\n\n戊\n---\n三。\n")
    assert draft.title == "甲 乙 丙"
    assert texts(draft) == ["一。", "二。", "三。"]
    assert headings(draft) == [None, "丁", "戊"]


def test_a_first_heading_of_a_lower_level_is_the_title_where_no_other_has_its_level() -> None:
    one = parse("## 老船票\n\n□ 桂小满\n\n我在箱底找到它。\n\n### 渡口\n\n船还在。\n")
    assert (one.title, one.author) == ("老船票", "桂小满")
    assert headings(one) == [None, "渡口"]
    for text in (
        "## 老船票\n\n我在箱底找到它。\n\n## 渡口\n\n船还在。\n",
        "开头。\n\n## 渡口\n\n船还在。\n",
    ):
        assert parse(text).title is None
        assert headings(parse(text))[-1] == "渡口"


def test_a_date_without_a_year_stays_unknown() -> None:
    draft = parse("---\npublished: 3月5日\n---\n正文。\n")
    assert draft.published is None
    assert any("3月5日" in note for note in draft.notes)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("一**粗**二__体__三", ["一粗二体三"]),
        ("*斜* 和 _斜_ 和 snake_case_name 和 2*3*4", ["斜 和 斜 和 snake_case_name 和 2*3*4"]),
        ("见[链接](https://a.cn/b_c_d)和![图](x.png)。", ["见链接和图。"]),
        ('见[*深*链](u "题")，[引用][r]。', ["见深链，引用。"]),
        ("代码 `a*b*c` 与 ``x`y`` 完", ["代码 a*b*c 与 x`y 完"]),
        ("转义 \\*星\\* 完", ["转义 *星* 完"]),
        ("~~删~~留<b>粗</b><!-- 注 -->完", ["删留粗完"]),
        ("<https://a.cn>与正文[^1]", ["https://a.cn与正文"]),
        ("- 一\n- [x] 二\n* 三\n  接着", ["一", "[x] 二", "三接着"]),
        ("- [ ] 一\n- [x](u) 二", ["[ ] 一", "x 二"]),
        ("1. 一\n2. 二", ["1. 一", "2. 二"]),
        ("> 引一，\n> 引二。\n\n后", ["引一，引二。", "后"]),
        ("| 名 | 数 |\n|---|:-:|\n| 甲 | 12 |\n|乙|7|\n后", ["甲 12", "乙 7", "后"]),
        ("```py\na = 1\nb = 2\n```\n后", ["a = 1 b = 2", "后"]),
        ("前\n***\n后", ["前", "后"]),
        ("[r]: https://a.cn '题'\n正文", ["正文"]),
        ("前<!-- 一\n\n二 -->\n\n后", ["前", "后"]),
        ("硬换行  \n接着 word\nword", ["硬换行接着 word word"]),
        ("未闭合 **粗 和 [链接 和 `码", ["未闭合 **粗 和 [链接 和 `码"]),
    ],
)
def test_markup_is_left_out(source: str, expected: list[str]) -> None:
    assert texts(parse(source)) == expected


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["---\n", "# ", "## ", "\n", "\n\n", "\r\n", "- ", "> ", "```", "`", "**", "*", "_",
                 "[", "](", ")", "<", ">", "<!--", "-->", "|", "|---|\n", "\\", "!", "title: 甲\n",
                 "1. ", "===\n", "字", "word ", "\u2028", " ", "[^1]"]
            ),
            st.text(max_size=6),
        ),
        max_size=40,
    ).map("".join)
)  # fmt: skip
def test_any_markdown_keeps_the_rule_of_spans(text: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8")
    try:
        draft = parse(text)
    except WenbaoError:
        return
    texts(draft)


@pytest.mark.parametrize(
    "unit", ["[", "*", "`", "**a", "_a ", "<a", "![](", "> ", "- ", "|", "\\", "<!--"]
)
def test_markup_that_never_closes_takes_bounded_time(unit: str) -> None:
    with within(5):
        texts(parse(unit * 20_000))


@given(st.text(alphabet="*_~`ab <!->\\", max_size=40))
def test_code_comments_and_strong_text_end_at_the_first_place_that_may(text: str) -> None:
    """The ends are looked up in lists; the reference looks for each anew, as a pattern."""
    closings = markdown_inline._Closings(text)
    for opening, body in {
        "`": r"(.{1,1000}?)(?<!`)`(?!`)",
        "```": r"(.{1,1000}?)(?<!`)```(?!`)",
        "<!--": r"(.{0,2000}?)-->",
        "**": r"(.{1,1000}?)(?<=\S)\*\*",
        "~~": r"(.{1,1000}?)(?<=\S)~~",
    }.items():
        for start in range(len(text) + 1):
            for end in (len(text), len(text) // 2):
                if text[end : end + 1] in "`*~->":
                    continue  # no end cuts a mark in two
                found = re.compile(body, re.S).match(text, start, end)
                wanted = (found.end(1), found.end()) if found else None
                assert closings.first(opening, start, end) == wanted


@given(st.text(alphabet="# \ta", max_size=30))
def test_a_heading_ends_before_its_closing_signs(text: str) -> None:
    closing = re.search(r"[ \t]+#+$", text)
    assert markdown._heading_end(text) == (closing.start() if closing else len(text))


def test_rows_stand_under_the_names_of_their_columns() -> None:
    source = "# 船期\n\n| 站名 | **首班** | 备\\|注 |\n|---|---|\n"
    draft = parse(source + "| 东门 | 6:00 | 无 |\n|码头||停航\n后文。")
    assert headings(draft) == ["站名 | 首班 | 备|注", "站名 | 备|注", None]
    assert texts(draft) == ["东门 6:00 无", "码头 停航", "后文。"]
    draft = parse("| 罗小满 | 江春来 |\n| 向春 | 邹敏 |\n\n正文。")
    assert texts(draft) == ["罗小满 江春来", "向春 邹敏", "正文。"] and draft.author is None


@pytest.mark.parametrize(
    ("sign", "line", "is_heading"),
    [("---", "船坞修好了。", False), ("---", "“船坞修好了！”", False), ("---", "修好的船坞", True),
     ("===", "船坞修好了。", False), ("===", "船坞修好了吗？", True)],
)  # fmt: skip
def test_a_sentence_over_a_rule_is_no_heading(sign: str, line: str, is_heading: bool) -> None:
    draft = parse(f"# 船坞\n\n开头一段。\n\n{line}\n{sign}\n后来的事。\n")
    assert texts(draft) == ["开头一段。", *([] if is_heading else [line]), "后来的事。"]
    assert headings(draft)[-1] == (line if is_heading else None)


def test_entries_over_a_rule_are_no_heading() -> None:
    draft = parse("# 船坞\n\n**开工**：三月\n**完工**：九月\n---\n后来的事。\n")
    assert texts(draft) == ["开工：三月", "完工：九月", "后来的事。"]


def test_a_footnote_is_text_and_the_address_of_a_link_is_none() -> None:
    draft = parse("# 船坞\n\n船坞修了[^1]三年，见[账目][2]。\n\n[^1]: 中间停过工。\n[2]: /a\n")
    assert texts(draft) == ["船坞修了三年，见账目。", "中间停过工。"]


@pytest.mark.parametrize(
    ("front", "author"),
    [
        ("author:\n  - 罗小满\n  - '贾朴'  \ncolumn: 河讯", "罗小满 贾朴"),
        ("authors: [罗小满, 贾朴]\ncolumn: 河讯", "罗小满 贾朴"),
        ("作者：\n- name: 罗小满\ncolumn: 河讯", "罗小满"),
        ("author: [Ada Lo, 贾朴]\ncolumn: 河讯", "Ada Lo、贾朴"),
        ("author:\ncolumn: 河讯", None),
    ],
)
def test_authors_in_a_list(front: str, author: str | None) -> None:
    draft = parse(f"---\n{front}\n---\n\n船坞修好了。\n")
    assert (draft.author, draft.column) == (author, "河讯")


BODY = "船坞修好了，昨天下水试航。"


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: 船坞\nauthor:\n  name: 罗小满\n  email: a@b.cn\npubDate: 2019-10-20\n---",
        "---\ntitle: 船坞\nauthor: {name: 罗小满, u: b}\npublishDate: 2019-10-20T08:00:00Z\n---",
        "---\n标题：船坞\n作者：罗小满\n发布日期：2019年10月20日\n---",
        "---\ntitle: >-\n  船坞\nbyline: 文/罗小满\ndate: Oct 20, 2019\n---",
        "---\ntitle: 船坞\nauthors: [\n  罗小满,\n]\ndate_published: 2019/10/20\n---",
        "---\r\ntitle: 船坞\r\nauthor:\r\n  - name: 罗小满\r\ndate: 2019-10-20\r\n---",
        '+++\ntitle = "船坞"\nauthors = ["罗小满"]\ndate = 2019-10-20T10:00:00+08:00\n+++',
        '+++\ntitle = "船坞"\ndate = "2019-10-20"\n[author]\nname = "罗小满"\n+++',
        '+++\ntitle = "船坞"\nauthor = {name = "罗小满"}\npubDate = 2019-10-20\n+++',
        '+++\ntitle = "船坞"\ndate = 2019-10-20 # 初稿\n[extra]\nauthors = [\n"罗小满",\n]\n+++',
    ],
)
def test_front_matter_as_others_write_it(front: str) -> None:
    draft = parse(f"{front}\n\n{BODY}\n")
    assert (draft.title, draft.author, draft.published) == ("船坞", "罗小满", "2019-10-20")
    assert texts(draft) == [BODY]
    assert not any("not read" in note for note in draft.notes)


@pytest.mark.parametrize(
    ("front", "keys"),
    [
        ("title: 船坞\ntags: [船, 河]\nlayout: post\ndraft:\n", "tags, layout"),
        ("title: 船坞\nauthor:\n  email: a@b.cn\nseo:\n  title: 别的\n", "author, seo"),
        ("title: 船坞\nheadline: 修船\npublished: true\n", "headline, published"),
        ("tags:\n  - 船\nimage: a.png\n", "tags, image"),
    ],
)
def test_keys_of_front_matter_that_are_not_read_are_noted(front: str, keys: str) -> None:
    draft = parse(f"---\n{front}---\n\n{BODY}\n")
    assert draft.notes == [f"not read: the keys {keys}"]
    assert texts(draft) == [BODY]


@pytest.mark.parametrize(
    "between", [BODY, f"# 船坞\n\n{BODY}", f"他说：“{BODY}”\n", "甲：来。\n乙：好。"]
)
def test_what_stands_between_two_rules_and_has_no_keys_is_text(between: str) -> None:
    draft = parse(f"---\n\n{between}\n\n---\n\n明天开船。\n")
    said = "".join(filter(None, [draft.title, *texts(draft)]))
    assert said == "".join(between.replace("# ", "").split()) + "明天开船。"


@pytest.mark.parametrize("unit", ["a: [\n", "- a\n", "a:\n", "a = [", "[a]\n", "a: {name\n"])
def test_front_matter_takes_bounded_time(unit: str) -> None:
    for fence in ("---", "+++"):
        with within(5):
            parse(f"{fence}\n{unit * 20_000}\n{fence}\n{BODY}\n")


@pytest.mark.parametrize(
    "head", ["海若\n\n2024年3月5日", "*海若*\n\n2024-03-05", "海若\n2024年3月5日"]
)
def test_a_pen_name_over_a_date(head: str) -> None:
    draft = parse(f"# 船坞\n\n{head}\n\n{BODY}\n\n{BODY}\n")
    assert (draft.author, draft.published, texts(draft)) == ("海若", "2024-03-05", [BODY] * 2)
