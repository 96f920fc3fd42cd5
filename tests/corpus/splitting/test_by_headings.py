"""Several articles in one file: no paragraph under a name that its source does not give it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from corpus.readers import docx, html, markdown, odf, rtf, text
from corpus.readers.extracted_text import Extract
from corpus.readers.text import from_text
from corpus.records import Article
from corpus.spans import verify
from errors import SourceError

WORKS = [
    (
        "码头上的修表匠",
        "作者：贾朴",
        ["修表匠老秦在码头坐了二十年。", "他一天修三块表，从不还价。"],
    ),
    ("夜班渡船", None, ["夜班渡船的船工姓沙，每晚开四趟。", "最后一趟常常只有三个人。"]),
    ("屋顶的菜园", "作者：纪明月", ["六号楼的屋顶有一块菜地。", "去年收了六百斤番茄。"]),
]
RIGHT = [(title, byline and byline[3:], texts) for title, byline, texts in WORKS]


def blocks(heading: str, below: bool = False) -> list[tuple[str, str]]:
    """(style, text) of all works; the byline above the text, or below it."""
    styled = []
    for title, byline, texts in WORKS:
        styled.append((heading, title))
        lines = [byline] if byline else []
        styled += [("p", text) for text in ([*texts, *lines] if below else [*lines, *texts])]
    return styled


def as_markdown(parts: list[tuple[str, str]], front: str = "") -> list[Article]:
    marks = {"h1": "# ", "h2": "## ", "h3": "### ", "p": ""}
    text = front + "\n\n".join(marks[style] + line for style, line in parts)
    return list(markdown.read(io.BytesIO(text.encode()), "a.md", lambda *_: None))


def as_html(parts: list[tuple[str, str]], head: str = "") -> list[Article]:
    body = "".join(f"<{style}>{line}</{style}>" for style, line in parts)
    page = f'<meta charset="utf-8">{head}<body>{body}</body>'
    return list(html.read(io.BytesIO(page.encode()), "a.html", lambda *_: None))


def as_docx(parts: list[tuple[str, str]]) -> list[Article]:
    from docx import Document

    document: Any = Document()
    for style, line in parts:
        if style == "p":
            document.add_paragraph(line)
        else:
            document.add_heading(line, int(style[1]))
    target = io.BytesIO()
    document.save(target)
    target.seek(0)
    return list(docx.read(target, "a.docx", lambda *_: None))


def as_rtf(parts: list[tuple[str, str]]) -> list[Article]:
    level = {"p": "", **{f"h{n}": f"\\outlinelevel{n - 1}" for n in (1, 2, 3)}}
    coded = "".join(
        f"\\pard{level[style]} {''.join(f'{BACK}u{ord(char)}?' for char in line)}\\par\n"
        for style, line in parts
    )
    data = f"{{\\rtf1\\ansi {coded}}}".encode()
    return list(rtf.read(io.BytesIO(data), "a.rtf", lambda *_: None))


BACK = "\\"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def as_odt(parts: list[tuple[str, str]]) -> list[Article]:
    body = "".join(
        f"<t:p>{line}</t:p>" if style == "p" else f'<t:h t:outline-level="{style[1]}">{line}</t:h>'
        for style, line in parts
    )
    names = f'xmlns:o="{OPEN}:office:1.0" xmlns:t="{OPEN}:text:1.0"'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(
            "content.xml", f"<o:d {names}><o:body><o:text>{body}</o:text></o:body></o:d>"
        )
    return list(odf.read(io.BytesIO(target.getvalue()), "a.odt", lambda *_: None))


def as_text(parts: list[tuple[str, str]]) -> list[Article]:
    return list(text.from_text("\n\n".join(line for _, line in parts), "a.txt"))


FORMATS = {"md": as_markdown, "html": as_html, "docx": as_docx, "rtf": as_rtf, "odt": as_odt}


def read_works(articles: list[Article]) -> list[tuple[str | None, str | None, list[str]]]:
    for article in articles:
        assert all(verify(article.source.text, p.text, p.spans) for p in article.paragraphs)
    return [
        (article.title, article.author, [p.text for p in article.paragraphs])
        for article in articles
    ]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("heading", ["h1", "h2"])
def test_each_heading_with_its_byline_is_an_article(form: str, heading: str) -> None:
    assert read_works(FORMATS[form](blocks(heading))) == RIGHT


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("heading", ["h1", "h2", "p"])
def test_a_byline_below_the_text_ends_an_article(form: str, heading: str) -> None:
    assert read_works(FORMATS[form](blocks(heading, below=True))) == RIGHT


@pytest.mark.parametrize("form", [*FORMATS, "txt"])
@pytest.mark.parametrize("sign", ["（作者：{}）", "（{}）", "□本报记者 {}"])
def test_bylines_below_texts_without_any_heading(form: str, sign: str) -> None:
    make = {**FORMATS, "txt": as_text}[form]
    works = [(title, byline[3:], texts) for title, byline, texts in WORKS if byline]
    parts = [
        ("p", line) for title, name, texts in works for line in (title, *texts, sign.format(name))
    ]
    assert read_works(make(parts)) == works


@pytest.mark.parametrize("form", FORMATS)
def test_without_headings_an_article_without_byline_is_under_nobodys_name(form: str) -> None:
    assert read_works(FORMATS[form](blocks("p"))) == RIGHT


@pytest.mark.parametrize("form", FORMATS)
def test_one_byline_at_the_end_of_one_article_with_subheads(form: str) -> None:
    parts = [("h1", "码头一年"), ("h2", "春天"), ("p", "春天修了船坞。"), ("h2", "夏天"),
             ("p", "夏天渡船加了班。"), ("p", "作者：贾朴")]  # fmt: skip
    (article,) = FORMATS[form](parts)
    assert article.title == "码头一年"


@pytest.mark.parametrize("form", FORMATS)
def test_a_collections_title_is_no_article_and_is_not_lost(form: str) -> None:
    articles = FORMATS[form]([("h1", "十二月稿件"), *blocks("h2")])
    assert read_works(articles) == RIGHT
    assert "left out: 十二月稿件" in articles[0].notes


@pytest.mark.parametrize("form", FORMATS)
def test_subheads_of_one_article_do_not_part_it(form: str) -> None:
    parts = [("h1", "码头一年"), ("p", "作者：贾朴"), ("h2", "春天"), ("p", "春天修了船坞。"),
             ("h2", "夏天"), ("p", "夏天渡船加了班。")]  # fmt: skip
    (article,) = FORMATS[form](parts)
    assert (article.title, article.author) == ("码头一年", "贾朴")
    assert [p.heading for p in article.paragraphs] == ["春天", "夏天"]


def test_a_name_that_the_file_gives_itself_is_not_each_articles() -> None:
    head = '<meta name="author" content="罗小满"><meta name="source" content="江口日报">'
    assert read_works(as_html(blocks("h2"), head)) == RIGHT
    assert {article.paper for article in as_html(blocks("h2"), head)} == {"江口日报"}
    assert read_works(as_markdown(blocks("h2"), "---\nauthor: 罗小满\n---\n")) == RIGHT


def test_articles_that_the_page_marks_are_articles() -> None:
    body = "".join(
        f"<article><h2>{title}</h2>{''.join(f'<p>{text}</p>' for text in texts)}</article>"
        for title, _, texts in WORKS
    )
    articles = as_html([("div", body)], '<meta name="author" content="罗小满">')
    assert read_works(articles) == [(title, None, texts) for title, _, texts in WORKS]


def test_lines_below_a_markdown_title_are_read() -> None:
    (article,) = as_markdown(
        [("h1", "船坞开闸"), ("p", "江口日报 民国113年12月30日 第三版"), ("p", "船坞今天开闸。")]
    )
    assert (article.paper, article.published, article.edition) == (
        "江口日报",
        "2024-12-30",
        "第3版",
    )
    assert [p.text for p in article.paragraphs] == ["船坞今天开闸。"]


# below the text of a single article

FIRST = "河湾镇的老码头上个月重新开了，头一天就来了两百多人。"
SECOND = "船票两元，老人和学生免费，来回一个钟头。"


@pytest.mark.parametrize(
    ("foot", "author", "office", "published", "count"),
    [
        ("（江春来）", "江春来", None, None, 2),
        ("江春来", "江春来", None, None, 2),
        ("——江春来 罗小满", "江春来 罗小满", None, None, 2),
        ("（作者：江春来，系河湾镇文化站干部）", "江春来", "河湾镇文化站干部", None, 2),
        ("（江春来 作者单位：河湾镇文化站）", "江春来", "河湾镇文化站", None, 2),
        ("江春来\n\n2024年3月5日", "江春来", None, "2024-03-05", 2),
        ("河湾镇人民政府\n\n二〇二四年三月五日", None, "河湾镇人民政府", "2024-03-05", 2),
        ("掌声响了很久。（本报记者 江春来）", "江春来", "本报记者", None, 3),
        ("（有删节）", None, None, None, 3),
        ("（任务）", None, None, None, 3),
        ("掌声响了很久。（王安石）", None, None, None, 3),
    ],
)
def test_what_stands_below_a_single_article(
    foot: str, author: str | None, office: str | None, published: str | None, count: int
) -> None:
    text = "老码头重新开了\n\n" + "\n\n".join((FIRST, SECOND, foot))
    (article,) = from_text(text, "a.txt")
    assert (article.title, article.author, article.office) == ("老码头重新开了", author, office)
    assert article.published == published
    assert len(article.paragraphs) == count


def test_a_name_above_the_text_goes_before_one_below() -> None:
    text = f"老码头重新开了\n\n作者：罗小满\n\n{FIRST}\n\n{SECOND}\n\n（江春来）"
    (article,) = from_text(text, "a.txt")
    assert article.author == "罗小满"
    assert article.paragraphs[-1].text == "（江春来）"


def test_articles_without_names_are_parted_by_their_dates() -> None:
    text = f"老码头重新开了\n2024-03-05\n\n{FIRST}\n\n* * *\n\n"
    text += f"对岸的柑橘熟了\n2024-03-06\n\n{SECOND}\n"
    first, second = from_text(text, "a.txt")
    assert (first.title, first.published) == ("老码头重新开了", "2024-03-05")
    assert (second.title, second.published) == ("对岸的柑橘熟了", "2024-03-06")
    assert [[p.text for p in article.paragraphs] for article in (first, second)] == [
        [FIRST],
        [SECOND],
    ]


# a file of clean text: an article without a byline is under nobody's name, however it is set

LONG = [
    ("河湾镇的老码头重新开了", "江春来", [FIRST, SECOND]),
    ("对岸的柑橘熟得早", None, ["今年天暖，对岸的柑橘比往年早熟了半个月，果农忙着找船。"]),
    ("水磨坊办起了夜校", "罗小满", ["夜校设在水磨坊的二楼，一共四间教室，头一个月来了六十个人。"]),
    ("两条公交线换了起点", None, ["从下个月起，去果园和砖窑的车都从汽车站发，头班车提早一刻钟。"]),
    ("茶园里装了气象站", "何田田", ["气象站隔十分钟报一回温度，茶农在手机上就能看见。",
                             "装机器的钱是合作社出的，一共三万六千元，五年内保修。"]),
]  # fmt: skip
SIGNS = ("本报记者 {}", "□ {}", "（{}）", "作者：{}", "文/{}", "{}")
SET = {
    "a blank line between all": ("\n\n", "\n\n", ""),
    "no blank line": ("\n", "\n", ""),
    "a blank line between articles": ("\n", "\n\n", ""),
    "indents": ("\n", "\n", "　　"),
    "indents and a blank line": ("\n", "\n\n", "　　"),
}


@pytest.mark.parametrize("way", SET)
@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize("sign", SIGNS)
def test_a_text_of_articles_of_which_some_have_no_byline(sign: str, below: bool, way: str) -> None:
    between, articles, indent = SET[way]
    texts = []
    for title, name, paragraphs in LONG:
        body = [indent + text for text in paragraphs]
        byline = [sign.format(name)] if name else []
        texts.append(between.join([title, *body, *byline] if below else [title, *byline, *body]))
    works = read_works(list(from_text(articles.join(texts), "a.txt")))
    assert works == LONG


def test_a_name_below_the_last_article_is_not_the_files() -> None:
    text = f"{FIRST}\n\n江春来\n\n{SECOND}\n\n罗小满"
    assert {article.author for article in from_text(text, "a.txt")} == {None}


def test_wrapped_lines_with_indents_between_titles() -> None:
    text = "".join(
        f"{title}\n本报记者 {name or '严守一'}\n" + "".join(
            f"　　{text[:20]}\n{text[20:]}\n" for text in paragraphs
        )
        for title, name, paragraphs in LONG
    )  # fmt: skip
    assert read_works(list(from_text(text, "a.txt"))) == [
        (title, name or "严守一", paragraphs) for title, name, paragraphs in LONG
    ]


NOTICES = [
    ("停渡通知", "明天风大，渡口停航一天，请大家绕行石桥。", "柳湾渡口管理站", "2021年3月4日"),
    ("招租启事", "渡口边的小店招租，月租六百元。", "柳湾供销社", "2021年5月6日"),
    ("换届公告", "渡工会本月底换届，选票已经发到各户。", "本报编辑部", "2021年7月8日"),
]
ISSUED = [
    (title, office, iso, [body])
    for (title, body, office, _), iso in zip(
        NOTICES, ("2021-03-04", "2021-05-06", "2021-07-08"), strict=True
    )
]


def issued(articles: list[Article]) -> list[tuple[str | None, str | None, str | None, list[str]]]:
    assert not any(article.author for article in articles)
    return [
        (
            article.title,
            article.office,
            article.published,
            [part.text for part in article.paragraphs],
        )
        for article in articles
    ]


@pytest.mark.parametrize("heading", ["h1", "h2", "p"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_body_and_a_date_sign_the_notice_above_them(form: str, heading: str) -> None:
    parts = [
        (heading if not number else "p", line)
        for notice in NOTICES
        for number, line in enumerate(notice)
    ]
    assert issued(FORMATS[form](parts)) == ISSUED


@pytest.mark.parametrize(("within", "between"), [("\n", "\n"), ("\n", "\n\n"), ("\n\n", "\n\n")])
@pytest.mark.parametrize("signs", ["{0}\n{1}", "{0}　{1}"])
def test_notices_of_a_text_with_and_without_blank_lines(
    signs: str, within: str, between: str
) -> None:
    notices = (within.join((*notice[:2], signs.format(*notice[2:]))) for notice in NOTICES)
    assert issued(list(from_text(between.join(notices) + "\n", "a.txt"))) == ISSUED


def test_a_signature_of_no_known_form_stays_text_and_its_date_is_not_the_next_notices() -> None:
    text = (
        "停渡\n明天风大，渡口停航。\n老街船主全体\n2021年3月4日\n\n招租\n小店招租。\n2021年5月6日\n"
    )
    assert issued(list(from_text(text, "a.txt"))) == [
        ("停渡", None, "2021-03-04", ["明天风大，渡口停航。", "老街船主全体"]),
        ("招租", None, "2021-05-06", ["小店招租。"]),
    ]


def test_an_appendix_below_a_signature_is_of_the_notice() -> None:
    appendix = "附件：绕行路线\n从石桥向南走，过了水闸就到。"
    appended = "\n\n".join(f"{chr(10).join(notice)}\n\n{appendix}" for notice in NOTICES)
    articles = list(from_text(appended, "a.txt"))
    assert not any("附件" in (article.title or "") for article in articles)
    assert any("水闸" in part.text for part in articles[0].paragraphs)


def test_dates_below_titles_that_end_as_bodies_do_are_of_what_follows() -> None:
    texts = [
        ("渡口停航一天", "2021年3月4日", "风太大", "明天渡口停航一天，请大家绕行石桥。"),
        ("县里来了马戏团", "2021年5月6日", "大象过河", "大象从石桥上走过去，孩子们跟着跑。"),
    ]
    articles = list(from_text("\n\n".join("\n\n".join(lines) for lines in texts), "a.txt"))
    assert not any(article.office for article in articles)
    assert {article.published for article in articles} <= {None, "2021-03-04"}


def test_the_last_line_of_a_poem_signs_nothing() -> None:
    (article,) = from_text(
        "渡口\n丁秋生\n\n船停在岸边\n风吹过堤坝\n梦里回到老车站\n2021年3月4日\n", "a.txt"
    )
    assert article.office is None and "梦里回到老车站" in article.paragraphs[-1].text


def under_headings(article: Article) -> list[tuple[str | None, str]]:
    assert all(verify(article.source.text, p.text, p.spans) for p in article.paragraphs)
    return [(p.heading, p.text) for p in article.paragraphs]


@pytest.mark.parametrize("form", FORMATS)
def test_headings_without_text_are_paragraphs_under_the_heading_over_them(form: str) -> None:
    """The title is kept as such; a heading over text is kept over it."""
    parts = [("h1", "船票改价"), ("h2", "三月起涨五角"), ("h2", "老人半价"), ("p", "凭证件买票。"),
             ("h3", "学生也半价"), ("h3", "军人免票"), ("p", "凭证件上船。"),
             ("h2", "电话一七三三")]  # fmt: skip
    (one,) = FORMATS[form](parts)
    assert one.title == "船票改价"
    assert under_headings(one) == [
        (None, "三月起涨五角"), ("老人半价", "凭证件买票。"), ("老人半价", "学生也半价"),
        ("军人免票", "凭证件上船。"), (None, "电话一七三三"),
    ]  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_a_chapter_right_over_its_first_section_is_named_over_all_its_sections(form: str) -> None:
    parts = [("h1", "河湾镇志"), ("h2", "第一章 渡口"), ("h3", "第一节 船工"), ("p", "有九人。"),
             ("h3", "第二节 船价"), ("p", "船价五角。"), ("p", "老人半价。"),
             ("h2", "第二章 码头"), ("p", "有三座。"), ("h3", "第一节 搬运"), ("p", "归队里。"),
             ("h2", "第三章 待编"), ("h3", "第一节 待编")]  # fmt: skip
    (one,) = FORMATS[form](parts)
    assert under_headings(one) == [
        ("第一章 渡口 第一节 船工", "有九人。"), ("第一章 渡口 第二节 船价", "船价五角。"),
        ("第一章 渡口 第二节 船价", "老人半价。"), ("第二章 码头", "有三座。"),
        ("第一节 搬运", "归队里。"), (None, "第三章 待编"), ("第三章 待编", "第一节 待编"),
    ]  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_headings_without_text_of_one_of_several_articles(form: str) -> None:
    parts = blocks("h1")
    parts[2:2] = [("h2", "码头旧事"), ("h2", "修表摊")]
    parts.append(("h2", "菜园待续"))
    found = FORMATS[form](parts)
    assert [one.title for one in found] == [title for title, _, _ in RIGHT]
    assert under_headings(found[0])[0] == (None, "码头旧事")
    assert under_headings(found[-1])[-1] == (None, "菜园待续")


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_of_headings_alone_is_read_and_one_heading_is_no_article(form: str) -> None:
    (one,) = FORMATS[form]([("h1", "船票改价"), ("h2", "三月起涨五角"), ("h2", "老人半价")])
    assert under_headings(one) == [(None, "三月起涨五角"), (None, "老人半价")]
    for style in ("h1", "h2"):
        with pytest.raises(SourceError):
            FORMATS[form]([(style, "船票改价")])


def test_a_web_pages_heading_over_comments_is_noted() -> None:
    text = "渡口的船票三月起涨五角，老人和学生凭证件半价，军人免票，夜里的船不涨价。"
    page = (
        f"<h1>船票改价</h1><p>{text}</p><p>{text[::-1]}</p><h3>船客的话</h3>"
        '<div class="comments"><p>早该改了。</p></div><h3>军人免票</h3>'
    )
    data = f'<meta charset="utf-8"><body><article>{page}</article></body>'.encode()
    (one,) = html.read(io.BytesIO(data), "a.html", lambda *_: None)
    texts = [p.text for p in one.paragraphs]
    assert "船客的话" not in texts and texts[-1] == "军人免票"
    assert "left out: 船客的话" in one.notes


@pytest.mark.parametrize("form", FORMATS)
def test_headings_over_headings_of_articles_are_their_columns(form: str) -> None:
    parts = blocks("h2")
    last = parts.index(("h2", WORKS[-1][0]))
    articles = FORMATS[form]([("h1", "人物"), *parts[:last], ("h1", "风物"), *parts[last:]])
    assert [(one.title, one.author, one.column) for one in articles] == [
        (WORKS[0][0], "贾朴", "人物"),
        (WORKS[1][0], None, "人物"),
        (WORKS[2][0], "纪明月", "风物"),
    ]


ONE_WORK = ("夜班渡船", ["夜班渡船的船工姓沙，每晚开四趟。", "最后一趟常常只有三个人。"])


@pytest.mark.parametrize("form", FORMATS)
def test_a_name_alone_below_the_only_title_is_the_authors(form: str) -> None:
    title, below = ONE_WORK
    parts = [("h1", title), ("p", "纪明月"), *(("p", text) for text in below)]
    assert read_works(FORMATS[form](parts)) == [(title, "纪明月", below)]


SECOND_HALF = "——江口渡夜航记"


STYLED = [(form, "h1") for form in FORMATS] + [(form, "p") for form in ("txt", "docx", "rtf")]


@pytest.mark.parametrize(("form", "heading"), STYLED)
@pytest.mark.parametrize("byline", ["纪明月", "文/纪明月", "本刊记者 纪明月"])
def test_a_second_half_of_the_title_stands_above_the_byline(
    form: str, heading: str, byline: str
) -> None:
    title, below = ONE_WORK
    parts = [(heading, title), ("p", SECOND_HALF), ("p", byline)]
    (one,) = {**FORMATS, "txt": as_text}[form](parts + [("p", text) for text in below])
    assert (one.title, one.author, one.column) == (title + SECOND_HALF, "纪明月", None)
    assert [paragraph.text for paragraph in one.paragraphs] == below


def test_a_second_half_may_be_moved_in() -> None:
    title, below = ONE_WORK
    head = f"{title}\n　　{SECOND_HALF}\n　　　　　　纪明月"
    (one,) = from_text("\n\n".join([head, *below]), "a.txt")
    assert (one.title, one.author) == (title + SECOND_HALF, "纪明月")
    assert [(p.heading, p.text) for p in one.paragraphs] == [(None, text) for text in below]


@pytest.mark.parametrize("form", FORMATS)
def test_titles_of_two_halves_in_a_file_of_several(form: str) -> None:
    parts: list[tuple[str, str]] = []
    for title, byline, texts in WORKS:
        lines = [SECOND_HALF, byline or "沙泉", *texts]
        parts += [("h1", title), *(("p", line) for line in lines)]
    articles = FORMATS[form](parts)
    assert [one.title for one in articles] == [title + SECOND_HALF for title, *_ in WORKS]
    assert [one.author for one in articles] == ["贾朴", "沙泉", "纪明月"]


@pytest.mark.parametrize("form", FORMATS)
def test_subheads_below_a_title_of_two_halves_begin_no_article(form: str) -> None:
    title, (first, second) = ONE_WORK
    head = [("h1", title), ("p", SECOND_HALF), ("p", "文/纪明月")]
    (one,) = FORMATS[form]([*head, ("h2", "上船"), ("p", first), ("h2", "下船"), ("p", second)])
    assert (one.title, one.author) == (title + SECOND_HALF, "纪明月")
    assert [(p.heading, p.text) for p in one.paragraphs] == [("上船", first), ("下船", second)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("石桥船厂主办　2023年第4期（总第31期）　2023年8月2日　免费交流", True),
        ("石桥船厂昨天在渡口主办了第4期培训班，来了三十个学徒，一共上了五天课。", False),
    ],
)
def test_the_head_of_a_newsletter_is_of_all_its_articles(line: str, told: bool) -> None:
    extract = Extract()
    extract.heading("渡 口 人", 1)
    extract.paragraph(line)
    for title, name in (("新船下水", "桂小满"), ("闸门换新", "何田田")):
        extract.heading(title, 1)
        extract.paragraph(name)
        extract.paragraph("昨天早上，街坊们都到岸边来看热闹，直到中午才散。")
    found = list(extract.articles("a"))
    own = [] if told else [None]
    assert [one.author for one in found] == [*own, "桂小满", "何田田"]
    heads = {(one.paper, one.published) for one in found}
    assert heads == ({("渡口人", "2023-08-02")} if told else {(None, None)})
