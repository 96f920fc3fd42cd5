"""Plain text: what is title, head, subhead, paragraph; and the rules that hold for any input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.builder import Draft
from corpus.lines import blocks
from corpus.newspaper.page import looks_like_page
from corpus.readers import text as reader
from corpus.readers.text import from_text, single
from corpus.records import Article
from corpus.spans import blank, verify
from errors import SourceError, WenbaoError
from messages import message_text

LONG = "镇上的老茶馆重新开了门，木桌擦得发亮，几位老人照旧坐在靠窗的位置，谈起当年的水运码头。"
OTHER = "码头后来改成了公园，栏杆上还刻着船工的名字，孩子们放学以后在那里学骑自行车。"


def article(text: str) -> Article:
    (one,) = from_text(text, "a.txt")
    return one


def texts(one: Article) -> list[str]:
    return [paragraph.text for paragraph in one.paragraphs]


def headings(one: Article) -> list[str | None]:
    return [paragraph.heading for paragraph in one.paragraphs]


def test_title_byline_date_subheads_and_paragraphs() -> None:
    one = article(
        f"老茶馆开门了\n\n□文化站站长 罗小满\n\n2024年3月5日\n\n{LONG}\n\n码头成了公园\n\n{OTHER}\n"
    )
    assert one.title == "老茶馆开门了"
    assert (one.author, one.office) == ("罗小满", "文化站站长")
    assert one.published == "2024-03-05"
    assert texts(one) == [LONG, OTHER]
    assert headings(one) == [None, "码头成了公园"]


SENT_IN = [
    "标题：老茶馆开门了\n作者：罗小满\n投稿日期：2024-3-5\n电话：8820000\n\n",
    "题目：老茶馆开门了\n姓名：罗小满\n班级：高二（1）班\n指导老师：何田田\n收稿日期：2024.3.5\n",
    "姓名：罗小满　　班级：高二（1）班\n题目：老茶馆开门了\n日期：2024年3月5日\n正文：",
    "标题：老茶馆开门了\n作者：罗小满\n日期：2024.3.5\n字数：900\n正文：\n",
    "收稿日期：2024年3月5日\n时间：不详\n标题：老茶馆开门了　　作者：罗小满\n",
]


@pytest.mark.parametrize("head", SENT_IN)
def test_the_labels_above_a_text_that_was_sent_in_are_no_part_of_it(head: str) -> None:
    one = article(f"{head}{LONG}\n{OTHER}\n")
    assert (one.title, one.author, one.published) == ("老茶馆开门了", "罗小满", "2024-03-05")
    assert one.office == ("高二（1）班" if "班级" in head else None)
    assert texts(one) == [LONG, OTHER]
    lines = [line for line in head.split("\n") if line]
    assert all(any(line in note for note in one.notes) for line in lines)


def test_several_texts_that_were_sent_in_are_several_articles() -> None:
    parts = (
        f"标题：{title}\n姓名：{name}\n班级：高二（1）班\n{LONG}\n{OTHER}"
        for title, name in (("老茶馆开门了", "罗小满"), ("码头成了公园", "何田田"))
    )
    found = list(from_text("\n\n".join(parts), "a.txt"))
    assert [(one.title, one.author) for one in found] == [
        ("老茶馆开门了", "罗小满"), ("码头成了公园", "何田田"),
    ]  # fmt: skip


def test_labels_of_a_form_whose_title_has_none_are_text() -> None:
    one = article(f"寻找老茶客\n\n姓名：罗小满\n年龄：八十岁\n\n{LONG}\n\n{OTHER}\n")
    assert (one.title, one.author) == ("寻找老茶客", None)
    assert texts(one) == ["姓名：罗小满", "年龄：八十岁", LONG, OTHER]


@pytest.mark.parametrize(
    ("title", "shown"), [("讣　　告", "讣告"), ("会 议 纪 要", "会议纪要"), ("老 茶馆", "老 茶馆")]
)
def test_a_title_that_is_set_wide_is_closed_up(title: str, shown: str) -> None:
    assert article(f"{title}\n\n{LONG}\n\n{OTHER}\n").title == shown


def test_articles_whose_paragraphs_are_whole_are_not_put_together_anew() -> None:
    parts = (
        f"老茶馆开门了\n罗小满\n　　{LONG}",
        f"码头成了公园\n　　{OTHER}",
        f"渡口添了新船\n□ 本报记者 何田田\n　　{OTHER}{LONG}",
        f"磨坊成了展馆\n文/江心　图/何田田\n　　{LONG}{OTHER}",
    )
    found = list(from_text("\n\n".join(parts), "a.txt"))
    assert [one.author for one in found] == ["罗小满", None, "何田田", "江心"]
    assert [one.title for one in found] == [part.split("\n")[0] for part in parts]
    assert [texts(one) for one in found] == [[LONG], [OTHER], [OTHER + LONG], [LONG + OTHER]]


def test_what_a_picture_shows_is_no_subhead() -> None:
    caption = "图为：老人们在窗边。 何田田 摄"
    one = article(f"老茶馆开门了\n\n□罗小满\n\n{LONG}\n\n{caption}\n\n{OTHER}\n")
    assert texts(one) == [LONG, caption, OTHER]
    assert headings(one) == [None] * 3


def test_title_of_two_lines() -> None:
    one = article(f"老茶馆开门迎客\n旧码头改作公园\n\n作者：罗小满\n\n{LONG}\n\n{OTHER}")
    assert one.title == "老茶馆开门迎客旧码头改作公园"
    assert one.author == "罗小满"
    assert texts(one) == [LONG, OTHER]


@pytest.mark.parametrize(
    ("line", "title", "author"),
    [
        ("老茶馆开门了  本报记者 罗小满", "老茶馆开门了", "罗小满"),
        ("老茶馆 又开门了 本报记者 罗小满", "老茶馆 又开门了", "罗小满"),
        ("老茶馆开门了　　罗小满", "老茶馆开门了", "罗小满"),
        ("老茶馆开门了\t江春来 罗小满", "老茶馆开门了", "江春来 罗小满"),
        ("老茶馆开门了　□罗小满", "老茶馆开门了", "罗小满"),
        ("老茶馆开门了 罗小满", "老茶馆开门了 罗小满", None),
        ("老茶馆开门了　方法", "老茶馆开门了　方法", None),
        ("老茶馆开门　万物更新", "老茶馆开门　万物更新", None),
    ],
)
def test_a_byline_behind_the_title(line: str, title: str, author: str | None) -> None:
    one = article(f"{line}\n\n{LONG}\n\n{OTHER}")
    assert (one.title, one.author) == (" ".join(title.split()), author)
    assert texts(one) == [LONG, OTHER]


def test_bylines_behind_the_titles_of_several_articles() -> None:
    rest = f"\n\n{LONG}\n\n{OTHER}\n\n"
    found = from_text(
        f"老茶馆开门了  本报记者 罗小满{rest}旧码头改作公园　记者 江春来{rest}", "a.txt"
    )
    assert [(one.title, one.author) for one in found] == [
        ("老茶馆开门了", "罗小满"), ("旧码头改作公园", "江春来"),
    ]  # fmt: skip


EDITORS = (
    "责任编辑：何田", "本版责编：何田 美编：江春来", "■责编/何田、江春来", "[责任编辑：何田]",
    "校对　何　田",
    "执行主编：何田　版式设计：江春来　电话：0123-456789", "（编辑：何田 邮箱：a.b@c.cn）",
)  # fmt: skip


@pytest.mark.parametrize("line", [*EDITORS, "（下转第3版）", "▶下转第3版", "上接第1版"])
def test_what_a_page_says_of_itself_is_no_text(line: str) -> None:
    top = "老茶馆开门了\n\n□罗小满\n\n"
    for text in (
        f"{line}\n\n{top}{LONG}\n\n{OTHER}",
        f"{top}{line}\n\n{LONG}\n\n{OTHER}",
        f"{top}{LONG}\n\n{line}\n\n{OTHER}",
        f"{top}　　{LONG}\n　　{OTHER}\n{line}",
    ):
        one = article(text)
        assert (one.title, one.author, one.column) == ("老茶馆开门了", "罗小满", None)
        assert texts(one) == [LONG, OTHER] and headings(one) == [None, None]
        assert f"left out: {line}" in one.notes


def test_a_marker_at_the_end_of_a_sentence_is_no_text_either() -> None:
    top = "老茶馆开门了\n\n□罗小满\n\n"
    one = article(f"{top}（上接第1版）{LONG}\n\n{OTHER}（下转第3版）")
    assert texts(one) == [LONG, OTHER]
    assert {"continued from page 1", "continues on page 3"} <= set(one.notes)


@pytest.mark.parametrize(
    "line",
    [
        "主编：何田",
        "编辑：这一段怎么没有写完",
        "责任编辑由何田担任。",
        "校对 方法",
        "电话：0123-456789",
    ],
)
def test_what_may_be_text_stays(line: str) -> None:
    assert line in texts(article(f"老茶馆开门了\n\n□罗小满\n\n{LONG}\n\n{OTHER}\n\n{line}"))


def test_of_several_articles_each_has_its_own_furniture() -> None:
    rest = f"\n\n2024年3月5日\n\n{LONG}\n\n责编：何田\n\n"
    one, other = from_text(
        f"老茶馆开门了{rest}旧码头改作公园{rest.replace('何田', '江春来')}", "a.txt"
    )
    assert (one.title, other.title) == ("老茶馆开门了", "旧码头改作公园")
    assert texts(one) == texts(other) == [LONG]
    assert "left out: 责编：何田" in one.notes and "left out: 责编：江春来" in other.notes


def test_column_above_the_title() -> None:
    one = article(f"街坊故事\n\n老茶馆开门了\n\n□罗小满\n\n{LONG}\n\n{OTHER}")
    assert (one.column, one.title, one.author) == ("街坊故事", "老茶馆开门了", "罗小满")


def test_labelled_head() -> None:
    one = article(
        f"标题：老茶馆开门了\n作者：罗小满\n单位：柳溪镇文化站\n栏目：街坊故事\n"
        f"发布时间：2023-11-20 08:30\n\n{LONG}\n"
    )
    assert (one.title, one.author, one.office) == ("老茶馆开门了", "罗小满", "柳溪镇文化站")
    assert (one.column, one.published) == ("街坊故事", "2023-11-20")
    assert texts(one) == [LONG]


def test_a_date_without_a_year_is_not_guessed() -> None:
    one = article(f"老茶馆开门了\n\n□罗小满\n\n11月20日\n\n{LONG}\n\n{OTHER}")
    assert one.published is None
    assert any("11月20日" in note for note in one.notes)
    assert texts(one) == [LONG, OTHER]


def test_the_dateline_names_the_reporter_and_stays() -> None:
    line = "本报柳溪11月20日电（记者 罗小满）" + LONG
    one = article(f"老茶馆开门了\n\n{line}\n\n{OTHER}")
    assert one.author == "罗小满"
    assert texts(one)[0] == line


@pytest.mark.parametrize(
    ("above", "below", "author"),
    [
        (("新茶馆的柜台。",), "", "罗小满"),
        (("新茶馆的柜台。何田 摄",), "", "罗小满"),
        ((f"编者按：{LONG}",), "", "罗小满"),
        ((LONG,), "", None),
        (("昨天看到一则报道：",), "", None),
        (("前些天读到这样一条消息。",), "", None),
        (("柳溪昨天有两件新事。",), "本报讯（记者 何田）柳溪的新桥昨天通车。", None),
    ],
)
def test_a_dateline_below_what_stands_above_a_report(
    above: tuple[str, ...], below: str, author: str | None
) -> None:
    line = "本报讯（记者 罗小满）" + OTHER
    one = article("\n\n".join(["老茶馆开门了", *above, line, LONG, below]).rstrip())
    assert one.author == author
    assert line in texts(one)


@pytest.mark.parametrize("width", [12, 18, 30, 40])
@pytest.mark.parametrize("indented", [False, True])
def test_hard_wrapped_lines_are_made_whole(width: int, indented: bool) -> None:
    def wrapped(text: str) -> str:
        text = "　　" * indented + text
        return "\n".join(text[i : i + width] for i in range(0, len(text), width))

    gap = "\n" if indented else "\n\n"
    one = article(
        gap.join(["老茶馆开门了", "文/罗小满", *map(wrapped, (LONG + OTHER, OTHER, LONG))])
    )
    assert one.title == "老茶馆开门了"
    assert texts(one) == [LONG + OTHER, OTHER, LONG]


def test_one_line_a_paragraph_without_blank_lines() -> None:
    one = article(f"老茶馆开门了\n{LONG + OTHER}\n{OTHER + LONG}\n")
    assert one.title == "老茶馆开门了"
    assert texts(one) == [LONG + OTHER, OTHER + LONG]


def test_latin_words_at_a_line_break_are_parted_by_a_borrowed_space() -> None:
    text = "The old tea house opened its\ndoors again this spring, and the\nwhole street came."
    one = article(text)
    assert texts(one) == [text.replace("\n", " ")]
    assert verify(text, one.paragraphs[0].text, one.paragraphs[0].spans)


def test_a_single_line_is_a_paragraph() -> None:
    one = article("只有一句话")
    assert one.title is None
    assert texts(one) == ["只有一句话"]


def test_windows_and_old_mac_line_breaks() -> None:
    for line_break in ("\n", "\r\n", "\r"):
        one = article(f"老茶馆开门了\n\n{LONG}\n\n{OTHER}".replace("\n", line_break))
        assert texts(one) == [LONG, OTHER]


@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff", "\u200b\u200d", "\x00\x01"])
def test_nothing_to_see_is_refused(text: str) -> None:
    with pytest.raises(SourceError, match="no text"):
        list(from_text(text, "a.txt"))


PIECES = st.one_of(
    st.sampled_from(
        ["\n", "\n\n", "\r\n", "\r", "\u2028", "\x0b", " ", "　　", "\t", "□", "作者：", "记者 ",
         "2024年5月1日", "第一章", "一、", "（1）", "。", "，", "……", "”", "“", "word", "two words",
         "3.14", "www.a.cn", "下转第4版", "\u202e", "\x00", "\u200b", "😀", "綦", LONG, OTHER[:15]]
    ),
    st.text(max_size=12),
)  # fmt: skip
ANY_TEXT = st.lists(PIECES, max_size=40).map("".join)


def visible(text: str) -> set[str]:
    return {char for char in text if not blank(char)}


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_any_text_keeps_the_rule_of_spans_and_loses_nothing(text: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8")
    try:
        draft = single(text)
    except WenbaoError:
        return
    fields = (draft.title, draft.author, draft.office, draft.column, draft.published, draft.url)
    landed = "".join(filter(None, fields)) + "".join(draft.notes)
    for one in draft.paragraphs:
        assert verify(text, one.text, one.spans)
        assert all(0 <= start < end <= len(text) for start, end in one.spans)
        landed += one.text + (one.heading or "")
    assert visible(text) <= visible(landed)
    body = sum(not blank(char) for one in draft.paragraphs for char in one.text)
    assert body <= sum(not blank(char) for char in text)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
def test_any_text_through_the_whole_reader(text: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8")
    try:
        articles = list(from_text(text, "a.txt"))
    except SourceError:
        assert blank(text) or looks_like_page(text)
        return
    for one in articles:
        assert one.source.text == text
        assert all(verify(text, part.text, part.spans) for part in one.paragraphs)
        assert len(one.id) == 16


@pytest.mark.parametrize(
    ("line", "author", "office"),
    [
        ("作者：丁秋生 编辑：何田", "丁秋生", None),
        ("作者：丁秋生（县农科所） 责任编辑：何田 校对：温良", "丁秋生", "县农科所"),
        ("撰文 丁秋生 摄影 何田 编辑 温良", "丁秋生", None),
    ],
)
@pytest.mark.parametrize("below", [False, True])
def test_an_editor_beside_the_author_is_no_author(
    below: bool, line: str, author: str, office: str | None
) -> None:
    body = "渡口的船修好了，昨天下水试航，来回三趟都很稳。\n看的人站满了堤。"
    made = ["渡口的船", "", body, line] if below else ["渡口的船", line, "", body]
    (one,) = from_text("\n".join(made), "a.txt")
    assert (one.title, one.author, one.office) == ("渡口的船", author, office)


def test_a_byline_in_brackets_may_open_the_text() -> None:
    texts = [
        "渡口的船",
        "（通讯员 丁秋生）昨天上午，渡口修好的船下水试航。",
        "看的人站满了堤，船工说下个月就能载客。",
        "老桥的栏杆",
        "老桥的栏杆锈了，这个月全部换成铁的。",
    ]
    found = list(from_text("\n\n".join(texts), "a.txt"))
    assert [(one.title, one.author) for one in found] == [
        ("渡口的船", "丁秋生"), ("老桥的栏杆", None),
    ]  # fmt: skip
    assert found[0].paragraphs[0].text == texts[1]


@pytest.mark.parametrize(
    ("line", "author", "office"),
    [
        ("丁 秋 生", "丁秋生", None),
        ("［法］让·瓦尔", "让·瓦尔", None),
        ("丁秋生（县农科所所长）", "丁秋生", "县农科所所长"),
        ("作者系县农科所所长 丁秋生", "丁秋生", "县农科所所长"),
        ("（作者系县农科所所长）", None, "县农科所所长"),
        ("据新华社电", None, "新华社"),
    ],
)
def test_a_line_below_the_title_that_tells_who_wrote_is_no_part_of_it(
    line: str, author: str | None, office: str | None
) -> None:
    (one,) = from_text(
        f"渡口的船\n{line}\n\n渡口的船修好了，昨天下水。\n看的人站满了堤。\n", "a.txt"
    )
    assert (one.title, one.author, one.office) == ("渡口的船", author, office)


def test_a_column_over_the_masthead_and_the_date_are_of_all_articles() -> None:
    texts = ["长堤\n丁秋生\n\n水退了，堤还站着。", "渡船\n范小青\n\n船走了，岸还等着。"]
    made = "\n\n".join(["副刊·河风\n2021年3月4日 青石日报 第05版", *texts])
    found = list(from_text(made, "a.txt"))
    assert [(one.title, one.author) for one in found] == [("长堤", "丁秋生"), ("渡船", "范小青")]
    assert {(one.column, one.published, one.paper, one.edition) for one in found} == {
        ("副刊·河风", "2021-03-04", "青石日报", "第5版")
    }


@pytest.mark.parametrize(
    "masthead", ["Stonebridge Weekly\nMarch 4, 2021", "March 4, 2021\nThe Ferry Post"]
)
def test_an_english_masthead_of_two_lines_is_no_article(masthead: str) -> None:
    body = "The ferry at Stonebridge was mended last week.\nIt goes out again on Monday."
    (one,) = from_text(f"{masthead}\n\nThe Ferry Is Back\nBy Tom Low\n\n{body}\n", "a.txt")
    assert (one.title, one.author, one.published) == ("The Ferry Is Back", "Tom Low", "2021-03-04")
    assert one.paper in masthead.split("\n")


@pytest.mark.parametrize(
    "line", ["日期：2024-03-09", "青石日报 2021年3月4日 第05版" + "　今日8版" * 20]
)
def test_a_line_of_a_masthead_that_tells_nothing_new_is_noted(line: str) -> None:
    made = f"2021年3月4日 青石日报 第05版\n{line}\n\n渡船\n\n水退了，船又开了。\n岸上站满了人。\n"
    (one,) = from_text(made, "a.txt")
    assert (one.published, one.paper) == ("2021-03-04", "青石日报")
    assert texts(one)[0] == "水退了，船又开了。"
    assert message_text("head", text=line) in one.notes


def test_a_title_over_a_source_line_is_no_column() -> None:
    made = "雨·堤\n2021年3月4日 青石日报 第05版\n\n雨下了三天，堤上站满了人。\n水退了，人散了。\n"
    (one,) = from_text(made, "a.txt")
    assert (one.title, one.column, one.published) == ("雨·堤", None, "2021-03-04")


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("below", ["\n", "\n\n"])
@pytest.mark.parametrize("name", ["海若", "□海若", "——海若"])
def test_a_pen_name_between_a_title_and_a_date(between: str, below: str, name: str) -> None:
    one = article(f"老茶馆开门了{between}{name}{below}2024年3月5日\n\n{LONG}\n\n{OTHER}\n")
    assert (one.title, one.author, one.published) == ("老茶馆开门了", "海若", "2024-03-05")
    assert texts(one) == [LONG, OTHER] and headings(one) == [None, None]


@pytest.mark.parametrize("word", ["渡口", "序言", "新诗三首"])
def test_a_word_of_the_language_over_a_date_is_no_pen_name(word: str) -> None:
    one = article(f"老茶馆开门了\n\n{word}\n\n2024年3月5日\n\n{LONG}\n\n{OTHER}\n")
    assert one.author is None


def test_pen_names_over_dates_in_a_file_of_several() -> None:
    parts = (
        f"老茶馆开门了\n海若\n2024年3月5日\n　　{LONG}",
        f"码头成了公园\n2024年3月6日\n　　{OTHER}",
        f"渡口添了新船\n阿苦\n2024年3月7日\n　　{OTHER}{LONG}",
    )
    found = list(from_text("\n\n".join(parts), "a.txt"))
    assert [(one.title, one.author) for one in found] == [
        ("老茶馆开门了", "海若"), ("码头成了公园", None), ("渡口添了新船", "阿苦"),
    ]  # fmt: skip


BOAT, MILL = f"渡口添了新船\n□ 本报记者 何田田\n\n{LONG}", f"磨坊成了展馆\n文/江心\n\n{OTHER}"
SENT = f"老茶馆开门了\n□ 本报记者 罗小满\n\n{LONG}"
REST = "茶馆后院有一口井。", "井水还是甜的，夏天用来冰西瓜。"


@pytest.mark.parametrize("to", ["（下转第3版）", "\n\n下转第3版"])
@pytest.mark.parametrize(
    "folio", ["", "第3版\n\n", "第三版\n", "【第3版】\n\n", "A3版 副刊\n\n", "老茶馆开门了\n\n"]
)
@pytest.mark.parametrize("turn", ["（上接第1版）", "上接第1版\n\n"])
@pytest.mark.parametrize(
    ("between", "behind"), [([], []), ([BOAT], []), ([], [MILL]), ([BOAT], [MILL])]
)
def test_what_goes_on_on_another_page_of_the_file_is_of_the_article_that_sends_there(
    to: str, folio: str, turn: str, between: list[str], behind: list[str]
) -> None:
    first = f"{SENT}{to}"
    rest = f"{folio}{turn}{REST[0]}\n\n{REST[1]}"
    found = list(from_text("\n\n".join([first, *between, rest, *behind]), "a.txt"))
    assert [one.author for one in found] == [
        "罗小满", *(["何田田"] * len(between)), *(["江心"] * len(behind)),
    ]  # fmt: skip
    assert (found[0].title, texts(found[0])) == ("老茶馆开门了", [LONG, *REST])
    assert [texts(one) for one in found[1:]] == [[LONG]] * len(between) + [[OTHER]] * len(behind)
    assert {heading for one in found for heading in headings(one)} <= {None, found[0].title}


def test_what_may_go_on_from_two_articles_is_joined_by_its_page() -> None:
    sent = f"{SENT}（下转第3版）", f"{BOAT}（下转第4版）"
    rest = f"第4版\n\n（上接第1版）{REST[0]}", f"第3版\n\n（上接第1版）{REST[1]}"
    found = list(from_text("\n\n".join([*sent, *rest]), "a.txt"))
    assert [texts(one) for one in found] == [[LONG, REST[1]], [LONG, REST[0]]]


class Counted(tuple[Any, ...]):
    """Lines that count how many of them are taken."""

    taken = 0

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        Counted.taken += len(found) if isinstance(key, slice) else 1
        return found

    def __iter__(self) -> Iterator[Any]:
        Counted.taken += len(self)
        return super().__iter__()


@pytest.mark.parametrize("behind", ["", "\n\n岸上站满了人。\n船又开了。\n"])
def test_the_lines_below_one_are_not_all_copied(behind: str) -> None:
    """Per line of a block a few others are looked at, however many there are."""
    counts = []
    for size in (100, 800):
        body = [Counted(block) for block in blocks("渡口\n" * size + behind)]
        Counted.taken = 0
        reader._title_lines(Draft(""), body)
        counts.append(Counted.taken / size)
    assert 1 <= counts[1] < 1.2 * counts[0]


@pytest.mark.parametrize("author", ["", "桂小满\n"])
def test_from_what_the_words_above_a_text_are_quoted_is_no_heading_or_title(author: str) -> None:
    text = (
        f"河湾茶馆\n{author}\n　　“水是茶的路，火是茶的灯。”\n　　　　　　——何田田《河湾志》\n\n"
        f"　　{LONG}\n\n　　{OTHER}\n"
    )
    one = article(text)
    assert (one.title, one.author) == ("河湾茶馆", author.strip() or None)
    assert texts(one) == ["“水是茶的路，火是茶的灯。”", "——何田田《河湾志》", LONG, OTHER]
    assert set(headings(one)) == {None}


def test_the_second_half_of_a_title_may_tell_of_a_book() -> None:
    one = article(f"茶馆里的旧书\n——读何田田《河湾志》\n桂小满\n\n　　{LONG}\n\n　　{OTHER}\n")
    assert one.title == "茶馆里的旧书——读何田田《河湾志》"


@pytest.mark.parametrize("line", ["桂小满编", "光绪三年　邑人桂小满編", "河湾县文化馆编"])
def test_who_put_a_book_together_is_no_part_of_its_title_nor_who_wrote(line: str) -> None:
    one = article(f"河湾乡土志\n{line}\n\n茶馆第一\n　　{LONG}\n\n码头第二\n　　{OTHER}\n")
    assert (one.title, one.author) == ("河湾乡土志", None)
    assert line in texts(one) or one.office == line[:-1]
    assert headings(one)[-2:] == ["茶馆第一", "码头第二"]


def test_a_title_of_two_lines_may_end_with_a_word_for_a_collection() -> None:
    one = article(f"河湾县民间茶馆\n文史资料选编\n\n　　{LONG}\n\n　　{OTHER}\n")
    assert one.title == "河湾县民间茶馆文史资料选编"
