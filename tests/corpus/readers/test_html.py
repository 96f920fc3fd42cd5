"""HTML: the article without the page around it."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import within

from corpus.readers import html
from corpus.records import Article
from corpus.spans import verify
from errors import LimitError, SourceError

PAGE = """<!DOCTYPE html><html><head><title>夜市里的豆花摊 - 柳溪网</title>
<meta name="author" content="罗小满"><meta property="article:published_time"
 content="2024-05-01T08:00:00+08:00"><meta property="article:section" content="街坊故事">
<link rel="canonical" href="https://example.org/1"><style>p{color:red}</style>
<script>var a = "不是正文";</script></head><body>
<nav><a href="/">首页</a><a href="/n">新闻</a></nav>
<article><h1>夜市里的豆花摊</h1>
<p>摊主姓江，<b>每天</b>傍晚
六点出摊。</p>
<h2>手艺</h2>
<p>豆花要点得嫩，&ldquo;火候&rdquo;最要紧。<br>English words<br>go on.</p>
<ul><li>甜的</li><li>咸的</li></ul>
<table><tr><th>口味</th><th>价钱</th></tr><tr><td>甜</td><td>5元</td></tr></table>
<div hidden>看不见</div><div style="display: none">也看不见</div><!-- 注释 -->
</article><footer>版权所有</footer></body></html>"""


def parse(page: str) -> Article:
    one = next(html.articles(page, "a.html"))
    for paragraph in one.paragraphs:
        assert verify(one.source.text, paragraph.text, paragraph.spans)
    return one


def texts(one: Article) -> list[str]:
    return [paragraph.text for paragraph in one.paragraphs]


def test_a_page_with_everything() -> None:
    one = parse(PAGE)
    assert (one.title, one.author, one.column) == ("夜市里的豆花摊", "罗小满", "街坊故事")
    assert (one.published, one.url) == ("2024-05-01", "https://example.org/1")
    assert texts(one) == [
        "摊主姓江，每天傍晚六点出摊。",
        "豆花要点得嫩，“火候”最要紧。",
        "English words go on.",
        "甜的",
        "咸的",
        "甜 5元",
    ]
    assert [p.heading for p in one.paragraphs] == [None] + ["手艺"] * 4 + ["手艺 · 口味 | 价钱"]
    for word in ("不是正文", "首页", "看不见", "注释", "版权", "color"):
        assert word not in one.source.text


def test_title_and_byline_without_metadata() -> None:
    one = parse(
        "<title>夜市里的豆花摊_柳溪网</title><p>作者：罗小满</p><p>2024年5月1日</p><p>正文在这里。</p>"
    )
    assert (one.title, one.author, one.published) == ("夜市里的豆花摊", "罗小满", "2024-05-01")
    assert texts(one) == ["正文在这里。"]


def test_paragraphs_made_of_line_breaks() -> None:
    one = parse("<div>　　第一段没有标签。<br><br>　　第二段也没有。<br>　　第三段还是没有。</div>")
    assert texts(one) == ["第一段没有标签。", "第二段也没有。", "第三段还是没有。"]


def test_declared_and_real_encodings(tmp_path) -> None:  # type: ignore[no-untyped-def]
    page = "<meta charset=gb2312><title>旧页</title><p>老网页用的是国标编码，正文读得出来。</p>"
    for name in ("gb18030", "utf-8"):
        path = tmp_path / f"{name}.html"
        path.write_bytes(page.encode(name))
        with path.open("rb") as stream:
            (one,) = html.read(stream, str(path), lambda path, reason: None)
        assert texts(one) == ["老网页用的是国标编码，正文读得出来。"]


@pytest.mark.parametrize("page", ["", "<p></p>", "<script>x</script>", "<!-- 空 -->", "\ufeff"])
def test_a_page_without_text_is_refused(page: str) -> None:
    with pytest.raises(SourceError, match="no text"):
        parse(page)


@pytest.mark.parametrize("levels", [1_500, 10_000, 150_000])
def test_deep_nesting_is_refused_in_bounded_time(levels: int) -> None:
    with within(10), pytest.raises(LimitError, match="nesting"):
        parse("<div>" * levels + "深处" + "</div>" * levels + "<p>后面</p>")


def test_nesting_below_the_limit_is_read() -> None:
    assert texts(parse("<div>" * 900 + "深处有字" + "</div>" * 900)) == ["深处有字"]


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["<p>", "</p>", "<div>", "</div>", "<br>", "<h1>", "</h1>", "<h2>", "<td>", "<tr>",
                 "<table>", "</table>", "<li>", "<script>", "</script>", "<!--", "-->", "&#0;",
                 "&#xD800;", "&amp;", "<article>", "<b", ">", "<pre>", "字", " word ", "\u2028",
                 "<title>", "</title>", "<svg>", "<?pi ", "\x00", "<meta name=author content=甲>"]
            ),
            st.text(max_size=6),
        ),
        max_size=40,
    ).map("".join)
)  # fmt: skip
def test_any_markup_keeps_the_rule_of_spans(page: str) -> None:
    with contextlib.suppress(SourceError):
        parse(page)


MANY = {
    "attributes": "<p " + " ".join(f"a{n}='<b>'" for n in range(60_000)) + ">字</p>",
    "paragraphs in paragraphs": "<p><object>" * 450 + "字<!-- -->" * 100_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("what", MANY)
def test_work_does_not_grow_with_the_square(what: str) -> None:
    with within(6), contextlib.suppress(SourceError):
        parse(MANY[what])


def test_the_article_is_where_most_paragraphs_are() -> None:
    text = "摊主每天傍晚六点出摊，卖到夜里十一点。"
    page = f"<p>外面</p><article><p>{text}<b>{text}</b></p></article><p>也在外面</p>"
    assert texts(parse(page)) == [text + text]
    outside = text + text + text  # more than in the article: all is read
    assert texts(parse(page + f"<p>{outside}</p>")) == ["外面", text + text, "也在外面", outside]
