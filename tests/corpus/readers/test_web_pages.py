# ruff: noqa: E501  (pages are written as pages)
"""Saved web pages as sites lay them out: the article alone, and what the page says of it."""

from __future__ import annotations

import io

import pytest

from corpus.readers import html
from corpus.readers.web_page import SHOWN, WHOLE
from corpus.records import Article
from corpus.spans import verify
from errors import SourceError
from messages import message_text

TEXT = [
    "石桥镇的老船坞昨天重新开闸放水，十二条木船依次下河，岸上站满了来看热闹的街坊。",
    "船坞建于七十年前，停用了九年。镇里去年筹到四百六十万元，先修闸门，再清淤泥，一共用了十四个月。",
    "“闸门换成了钢的，开一次只要六分钟。”负责修闸的孟广田说，从前两个人要摇半个钟头。",
    "第一批下河的船归渡口合作社，每天早晚各开八班，票价两元，老人和学生不收钱。",
    "合作社还留了三条船教孩子划桨，周末上午开课，一次最多收二十个人，报名的已经排到下个月。",
]
TITLE = "老船坞重新开闸，十二条木船下河"
NAV = "".join(
    f'<li><a href="/{n}">{n}频道</a></li>' for n in ("时政", "财经", "体育", "汽车", "房产")
)
RANKING = "".join(
    f'<li><a href="/r{n}">{n}号台风过后，城东的菜价一天里降了{n}成，摊主说还会再降</a></li>'
    for n in range(1, 9)
)
COMMENTS = "".join(
    f"<li><span>河边人{n}</span><p>小时候我也坐过这条船，那时候票价才五分钱，真想再去坐一回。</p></li>"
    for n in range(7)
)


def paragraphs(tag: str = "p") -> str:
    return "".join(f"<{tag}>　　{text}</{tag}>" for text in TEXT)


def read(page: str | bytes, name: str = "a.html") -> Article:
    data = page.encode() if isinstance(page, str) else page
    (one,) = html.read(io.BytesIO(data), name, lambda path, reason: None)
    for paragraph in one.paragraphs:
        assert verify(one.source.text, paragraph.text, paragraph.spans)
    return one


def texts(one: Article) -> list[str]:
    return [paragraph.text for paragraph in one.paragraphs]


PORTAL = f"""<html><head><meta charset="utf-8"><title>{TITLE}_石桥新闻_石桥在线</title>
<meta name="author" content="石桥在线"></head><body>
<div class="top"><h1 class="logo">石桥新闻中心</h1><ul class="menu">{NAV}</ul></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/n">新闻</a> &gt; 正文</div>
<div class="main"><div class="left"><h1>{TITLE}</h1>
<div class="info"><span>2024-12-25 09:12</span> <span>来源：石桥晚报</span> <span>作者：桂小满</span>
<span>责编：何田</span> <a href="#">字号大</a> <a href="#">评论(7)</a></div>
<div class="article">{paragraphs()}<p>（责任编辑：何田）</p></div>
<div class="share">分享到：<a>微信</a><a>微博</a></div>
<div><h3>相关阅读</h3><ul><li><a href="/1">渡口合作社添了三条新船，船票今年不涨价</a></li>
<li><a href="/2">老船坞的闸门换成钢的以后，开闸只要六分钟</a></li></ul></div>
<div class="comment-list"><h3>网友评论</h3><ul>{COMMENTS}</ul></div></div>
<div class="right"><h3>新闻排行</h3><ol>{RANKING}</ol></div></div>
<div class="bottom"><p>版权所有 石桥在线 未经授权不得转载 举报电话：000-000000</p></div></body></html>"""

MODERN = f"""<html><head><meta charset="utf-8"><title>{TITLE} | 石桥在线</title>
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"WebSite",
"name":"石桥在线"}},{{"@type":["NewsArticle"],"headline":"{TITLE}","datePublished":
"2024-12-25T09:12:00+08:00","author":[{{"@type":"Person","name":"桂小满"}}],
"publisher":{{"@type":"Organization","name":"石桥晚报"}}}}]}}</script></head><body>
<header role="banner"><nav>{NAV}</nav></header><main><article><header><h1>{TITLE}</h1></header>
<section>{paragraphs()}</section></article>
<section class="recommend-list"><h2>猜你喜欢</h2>{RANKING}</section></main>
<aside><p>{TEXT[0]}这段是旁边的广告，不是正文。</p></aside><footer>版权所有</footer></body></html>"""

OLD = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>石桥在线--{TITLE}</title></head><body><table><tr><td><a href="/">首页</a>|<a href="/2">社会</a>|<a
href="/3">副刊</a></td></tr></table><table><tr><td width="600"><div align="center"><h2>{TITLE}</h2></div>
<div align="center">日期：2024年12月25日　　来源：石桥晚报　　作者：桂小满　　点击：1024</div>
<font>{"".join(f"　　{text}<br><br>" for text in TEXT)}</font></td>
<td width="200"><table>{"".join(f"<tr><td><a href='/{n}'>旧闻第{n}条，讲城东的菜场</a></td></tr>" for n in range(9))}
</table></td></tr></table><center>Copyright 石桥在线 All Rights Reserved</center></body></html>"""

HIDDEN = f"""<html><head><meta charset="utf-8"><meta property="og:title" content="{TITLE}">
<meta name="author" content="桂小满"><title></title></head><body>
<h1>{TITLE}</h1><div><span>桂小满</span> <a>石桥晚报</a> <em>2024年12月25日 08:00</em></div>
<div id="js_content" style="visibility: hidden; opacity: 0;">{paragraphs("section")}</div>
<div style="display:none"><p>扫一扫关注我们的公众号，每天都有新的消息。</p></div></body></html>"""

FORM = f"""<html><head><meta charset="utf-8"><title>{TITLE}</title></head><body><form id="aspnetForm">
<div class="nav">{NAV}</div><h1>{TITLE}</h1><p>石桥晚报 2024年12月25日 星期三 第03版 要闻</p>
<p>本报记者 桂小满</p><div id="ozoom">{paragraphs()}</div><input value="搜索"></form></body></html>"""

SITES = {"portal": PORTAL, "modern": MODERN, "old": OLD, "hidden": HIDDEN, "form": FORM}
CREDITS = {"（责任编辑：何田）"}


@pytest.mark.parametrize("site", SITES)
def test_the_article_and_nothing_else(site: str) -> None:
    one = read(SITES[site])
    assert [text for text in texts(one) if text not in CREDITS] == TEXT
    assert one.title == TITLE
    assert one.published == "2024-12-25"
    assert one.paper == "石桥晚报"
    assert one.author == "桂小满"
    assert WHOLE not in one.notes


def test_a_page_of_a_paper_tells_its_page() -> None:
    one = read(FORM)
    assert (one.edition, one.column) == ("第3版", "要闻")


def test_text_that_a_script_would_show_is_read_and_said() -> None:
    one = read(HIDDEN.replace("js_content", "content"))
    assert SHOWN in one.notes
    assert "公众号" not in one.source.text


def test_what_is_left_out_is_counted() -> None:
    assert any("left out around the article" in note for note in read(PORTAL).notes)


@pytest.mark.parametrize("name", ["石桥网", "编辑部", "admin", "name, email@example.com", "104363",
                                  "www.example.org", "石桥晚报记者", "系统管理员", "参考消息"])  # fmt: skip
def test_a_name_that_is_nobodys_is_no_author(name: str) -> None:
    page = (
        f'<meta charset="utf-8"><meta name="author" content="{name}"><h1>{TITLE}</h1>{paragraphs()}'
    )
    assert read(page).author is None


@pytest.mark.parametrize(
    ("name", "author"),
    [("桂小满", "桂小满"), ("本报记者 桂小满 通讯员 何田", "桂小满 何田"), ("欧阳文清", "欧阳文清"),
     ("Anna Bell", "Anna Bell"), ("桂小满,石桥网", "桂小满"), ("阿依古丽·买买提", "阿依古丽·买买提")],
)  # fmt: skip
def test_a_persons_name_is_the_author(name: str, author: str) -> None:
    page = (
        f'<meta charset="utf-8"><meta name="author" content="{name}"><h1>{TITLE}</h1>{paragraphs()}'
    )
    assert read(page).author == author


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("1-10月石桥镇接待游客八万人次-石桥在线", "1-10月石桥镇接待游客八万人次"),
        (f"{TITLE}--社会--石桥在线", TITLE),
        (f"{TITLE}|木船|石桥_社会新闻_石桥在线", TITLE),
    ],
)
def test_the_windows_title_without_the_site(said: str, title: str) -> None:
    page = f'<meta charset="utf-8"><title>{said}</title><div class="t">{title}</div>{paragraphs()}'
    assert read(page).title == title


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("石桥船厂：新船下水_厂里新闻_石桥船厂", "新船下水"),
        ("江边船厂：新船下水_厂里新闻_石桥在线", "江边船厂：新船下水_厂里新闻"),
    ],
)
def test_a_heading_is_the_title_where_the_window_says_whose_page_it_is(
    said: str, title: str
) -> None:
    page = f'<meta charset="utf-8"><title>{said}</title><h3>新船下水</h3>{paragraphs()}'
    assert read(page).title == title


def test_the_heading_goes_before_the_windows_title() -> None:
    page = f'<meta charset="utf-8"><title>石桥晚报数字报</title><h1>{TITLE}</h1>{paragraphs()}'
    assert read(page).title == TITLE


@pytest.mark.parametrize(
    ("charset", "head"),
    [
        ("gb18030", '<meta charset="gb2312">'),
        ("big5", '<meta http-equiv="Content-Type" content="text/html; charset=big5">'),
        ("utf-8", '<meta charset="gb2312">'),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("gb18030", '<?xml version="1.0" encoding="gb2312"?>'),
    ],
)
def test_the_bytes_decide_the_encoding(charset: str, head: str) -> None:
    text = "今天上午十點，石橋的老船又下河了，岸上站滿了人。" if charset == "big5" else TEXT[0]
    one = read(f"{head}<html><body><p>{text}</p></body></html>".encode(charset))
    assert texts(one) == [text]


def test_a_page_with_a_few_damaged_bytes_is_read_and_says_so() -> None:
    data = f'<meta charset="gbk"><p>{"。".join(TEXT * 20)}</p>'.encode("gbk").replace(
        "石桥镇".encode("gbk"), b"\xca\xaf\xff\xc7\xc5\xd5\xf2", 1
    )
    one = read(data)
    assert "渡口合作社" in one.source.text
    assert any("lost before" in note for note in one.notes)


MHTML = """From: <Saved by a browser>
Snapshot-Content-Location: https://example.org/2024/1225/1.html
Subject: page
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="--edge"

----edge
Content-Type: text/html; charset={charset}
Content-Transfer-Encoding: base64
Content-Location: https://example.org/2024/1225/1.html

{body}
----edge
Content-Type: image/png
Content-Transfer-Encoding: base64

AAAA
----edge--
"""


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_page_saved_in_one_file(charset: str) -> None:
    import base64

    page = f"<title>{TITLE}</title><h1>{TITLE}</h1>{paragraphs()}"
    body = base64.encodebytes(page.encode(charset)).decode()
    one = read(MHTML.format(charset=charset, body=body), "a.mhtml")
    assert texts(one) == TEXT
    assert (one.title, one.url) == (TITLE, "https://example.org/2024/1225/1.html")
    assert one.published == "2024-12-25"
    assert "date inferred from the page's address" in one.notes


def test_a_saved_page_without_a_page_is_refused() -> None:
    with pytest.raises(SourceError, match="MHTML"):
        read("MIME-Version: 1.0\nContent-Type: image/png\n\nAAAA\n", "a.mhtml")


def test_a_mail_that_is_named_as_a_saved_page_is_refused() -> None:
    head = "From: a@b.cn\nSubject: test\nMIME-Version: 1.0\n"
    with pytest.raises(SourceError, match="a mail, and no saved page"):
        read(f"{head}Content-Type: text/plain; charset=utf-8\n\n{TEXT[0]}\n", "a.mhtml")


def test_a_page_of_short_parts_is_read_whole_and_says_so() -> None:
    parts = [f"第{n}户的菜地有{n}分。" for n in range(1, 9)]
    page = "".join(f"<div><div><div>{part}</div></div></div>" for part in parts)
    one = read(f'<meta charset="utf-8">{page}')
    assert texts(one) == parts


def test_a_page_of_links_alone_is_read() -> None:
    one = read(f'<meta charset="utf-8"><ul>{RANKING}</ul>')
    assert len(one.paragraphs) == 8


def test_broken_linked_data_is_passed_over() -> None:
    bad = '<script type="application/ld+json">' + "[" * 5000 + "</script>"
    assert read(f'<meta charset="utf-8">{bad}<h1>{TITLE}</h1>{paragraphs()}').title == TITLE


def test_credits_below_the_text_are_no_text_and_tell_what_the_page_does_not() -> None:
    body = paragraphs() + "<p>来源：河湾发布</p><p>记者：江春来</p><p>编辑丨何田 审核：桂长青</p>"
    one = read(f"<title>{TITLE}</title><h1>{TITLE}</h1>{body}")
    assert texts(one) == TEXT
    assert (one.paper, one.author) == ("河湾发布", "江春来")
    assert "left out: 编辑丨何田 审核：桂长青" in one.notes


def test_the_account_of_a_wechat_page_is_its_paper() -> None:
    name = '<a id="js_name"> 河湾发布 </a>'
    one = read(f"<h1>{TITLE}</h1>{name}<div id='js_content'>{paragraphs()}</div>")
    assert one.paper == "河湾发布"


@pytest.mark.parametrize(
    ("author", "shown", "told"),
    [
        ("小满", "小满", "小满"),
        ("何  田", "何田", "何田"),
        ("小满", "今天", None),
        ("河湾发布", "河湾发布", None),
        ("编辑部", "编辑部", None),
    ],
)
def test_a_pen_name_that_an_accounts_page_says_twice(
    author: str, shown: str, told: str | None
) -> None:
    byline = f'<span class="rich_media_meta rich_media_meta_text"> {shown} </span>'
    head = f'<h1>{TITLE}</h1><div>{byline} <a id="js_name">河湾发布</a></div>'
    meta = f'<meta charset="utf-8"><meta name="author" content="{author}">'
    assert read(f"{meta}{head}<div id='js_content'>{paragraphs()}</div>").author == told


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ("小满", "小满"),
        ("桂长青", "桂长青"),
        ("今天", None),
        ("编辑部", None),
        ("河湾发布", None),
        ("2024年3月5日", None),
    ],
)
def test_the_mark_of_who_wrote_on_an_accounts_page(shown: str, told: str | None) -> None:
    marks = (
        '<span id="copyright_logo">原创</span>'
        f'<span class="rich_media_meta rich_media_meta_text">{shown}</span>'
        '<span class="rich_media_meta_nickname"><a id="js_name">河湾发布</a></span>'
        '<em id="publish_time" class="rich_media_meta_text">2024年3月5日 19:20</em>'
        '<em id="js_ip_wording" class="rich_media_meta_text">云南</em>'
    )
    head = f"<h1>{TITLE}</h1><div>{marks}</div>"
    one = read(f"<meta charset=utf-8>{head}<div id='js_content'>{paragraphs()}</div>")
    assert (one.author, one.paper, one.published) == (told, "河湾发布", "2024-03-05")


@pytest.mark.parametrize(
    "caption",
    [
        "▲ 第一条下河的木船（摄影：老沈）",
        "△孟广田在摇闸｜摄影：桂长青",
        "▲ 孟广田（桂长青 摄）",
    ],
)
def test_a_caption_between_paragraphs_is_text_and_names_nobody_who_wrote(caption: str) -> None:
    parts = [TEXT[0], caption, *TEXT[1:]]
    body = "".join(f"<p>{text}</p>" for text in parts)
    one = read(f"<meta charset=utf-8><title>{TITLE}</title><h1>{TITLE}</h1>{body}")
    assert (one.author, texts(one)) == (None, parts)


def test_a_headline_with_a_wide_space_is_not_read_again() -> None:
    wide = TITLE.replace("，", "\u3000")
    body = f"<div><p><b>{wide}</b></p><p>2024年12月25日</p>{paragraphs()}</div>"
    one = read(f"<meta charset=utf-8><title>{wide} - 石桥快报</title>{body}")
    assert (one.title, one.published) == (wide.replace("\u3000", " "), "2024-12-25")
    assert texts(one) == TEXT


def test_a_dateline_below_a_caption_and_a_click_names_who_wrote() -> None:
    parts = [
        "开闸的那一刻。老沈 摄",
        "点击此处看更多图片",
        f"本报讯（记者 桂小满）{TEXT[0]}",
        *TEXT[1:],
    ]
    body = "".join(f"<p>{text}</p>" for text in parts)
    one = read(f"<meta charset=utf-8><title>{TITLE}</title><h1>{TITLE}</h1>{body}")
    assert one.author == "桂小满"


def test_credits_above_a_call_to_readers_are_noted() -> None:
    below = ["文字 | 小满　图片 | 老沈　编辑 | 何田", "喜欢的话，请点亮在看↓↓"]
    body = paragraphs() + "".join(f"<p>{line}</p>" for line in below)
    one = read(f"<meta charset=utf-8><title>{TITLE}</title><h1>{TITLE}</h1>{body}")
    assert (one.author, texts(one)) == ("小满", TEXT)
    assert all(any(line in note for note in one.notes) for line in below)
    line = "他说，难点在看病"
    one = read(f"<meta charset=utf-8><h1>{TITLE}</h1>{paragraphs()}<p>{line}</p>")
    assert texts(one)[-1] == line


def test_an_address_that_is_not_ascii_in_a_saved_page() -> None:
    head = "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Location: http://例"
    one = read(f"{head}\n\n<h1>{TITLE}</h1>{paragraphs()}", "a.mhtml")
    assert texts(one) == TEXT


def test_a_page_with_a_headline_outside_the_text_is_one_article() -> None:
    """Below it, short lines such as a picture's words and a name part no articles."""
    body = (
        "<p>停了十一年的渡口大钟上周重新走动，钟楼下站了半条街的人，有人特地从下游坐船赶来。</p>"
        "<p>修钟的是两位退休的船机工，他们把锈死的摆轮拆下来，在煤油里泡了九天，又校了一遍。</p>"
        "<p>徒弟上楼擦油</p><p>桂小满</p>"
        "<p>从这个月起，大钟每天早晚各敲一遍，夜里不响，免得吵了临江的住户，这是街坊商量的。</p>"
        "<p>两位老人还教会了一个徒弟，往后每年入冬以前，由他上楼擦一次油，工钱由码头出。</p>"
    )
    title = "渡口的大钟又走起来了"
    head = f"<head><title>{title}_江口网</title></head>"
    top = f"<h1>{title}</h1><div>关注</div>"  # what a button beside a name says is no name
    one = read(f"<html>{head}<body>{top}<div class='content'>{body}</div></body></html>")
    assert (one.title, one.author, len(one.paragraphs)) == (title, None, 6)


def wechat(below: str, style: str = "") -> Article:
    body = f"<h1>{TITLE}</h1><div id='js_content' style='{style}'>{paragraphs()}{below}</div>"
    return read(f"<meta charset='utf-8'><title>{TITLE}</title><body>{body}</body>")


@pytest.mark.parametrize("label", ["往期推荐", "往期回顾", "推荐阅读"])
def test_links_below_a_label_that_is_a_paragraph_are_no_text(label: str) -> None:
    links = "".join(f"<p><a href='/{n}'>石桥镇的渡船今年添了{n}条</a></p>" for n in range(2, 4))
    one = wechat(f"<p>编辑丨何田</p><p>{label}</p>{links}")
    assert texts(one) == TEXT and "left out: 编辑丨何田" in one.notes


def test_a_paragraph_below_such_a_label_is_text() -> None:
    assert texts(wechat("<p>往期回顾</p><p>去年也开过一次闸，来了三百人。</p>"))[-1][:2] == "去年"


@pytest.mark.parametrize(
    "line",
    ["排版丨小何", "图片丨网络", "本文来源丨石桥发布", "喜欢就分享、点赞、在看", "商务合作：139-0000-0000",
     "点击下方卡片，下单立减五十元", "广告", "【广告】江边新房首付十万起，请到渡口看房"],
)  # fmt: skip
def test_lines_of_credits_and_for_readers_below_the_text_are_noted(line: str) -> None:
    one = wechat(f"<p>{line}</p>")
    assert texts(one) == TEXT and f"left out: {line}" in one.notes


def test_a_text_that_is_hidden_until_the_page_has_loaded_is_no_folded_part() -> None:
    one = wechat("", "visibility: hidden;")
    assert texts(one) == TEXT and message_text("hidden_part") not in one.notes
