# ruff: noqa: E501  (pages are written as pages)
"""What of a web page is the article's own: short texts above comments, folded parts, boxes."""

from __future__ import annotations

import io

import pytest

from corpus.readers import html
from corpus.readers.web_page import SHOWN
from corpus.records import Article
from errors import SourceError

SHORT = "明早八点停水。"
TEXT = [
    "青云渡的船工梁守田在河上撑了三十一年，昨天把最后一班船交给了徒弟。",
    "他的木船长七米，一次能坐十四个人，遇到赶集要来回跑二十多趟。",
    "徒弟叫邓小川，今年二十六岁，先在岸上学了两年结绳，才准他摸篙。",
]
BODY = "".join(f"<p>{text}</p>" for text in TEXT)
SAID = ("从小坐他的船上学，一晃三十年过去了，真舍不得。", "希望把船修一修，去年漏水漏得厉害。")
ITEMS = "".join(f'<div class="item"><b>街坊{i}</b><p>{SAID[i % 2]}</p></div>' for i in range(9))
BOXES = {
    "class": f'<div class="hot-comments">{ITEMS}</div>',
    "cmt": f'<div id="cmtArea">{ITEMS}</div>',
    "pinyin": f'<section class="pinglun">{ITEMS}</section>',
    "label": f'<div class="x"><p>网友评论 9 条</p>{ITEMS}</div>',
    "counted": f'<div class="x"><div><span>共 9 条评论</span></div>{ITEMS}</div>',
    "heading": f"<h3>最新跟帖</h3>{ITEMS}",
    "english": f"<section><h2>Comments (9)</h2>{ITEMS}</section>",
}
BOX = "青云渡建于一九三二年，原名观音渡，曾停航六年。"
FOLDED = [
    "凡年满六十周岁的居民都可以申请乘船卡。",
    "先到渡口登记，三天后领取。",
    "工本费三元，补办五元。",
]


SAYERS = [("山里人", "2小时前"), ("阿柳", "昨天 21:30"), ("小船", "03-02"), ("晴天", "03-03 08:15")]
UNNAMED = {
    "divs": "<div class='item'><b>{who}</b><p>{said}</p><span>{when}</span><span>赞 3</span><span>回复</span></div>",
    "links": "<li><b>{who}</b><em>{when}</em><p>{said}</p><a>赞(3)</a> <a>回复</a></li>",
    "blocks": "<div><div>{who}</div><div>{when}</div><div>{said}</div><div>3赞 回复</div></div>",
    "lines": "<p>{who}：{said} {when} 赞3 回复</p>",
    "clock": "<div><i>{who}</i><span>18:42</span><p>{said}</p><a>赞(3)</a></div>",
    "places": "<div class='r'><div>{who}</div><div>{said}</div><div>{when} · 青云</div></div>",
}
PAIRED = {
    "paragraphs": "<p>{who} {when}</p><p>{said}</p>",
    "parts": "<p><b>{who}</b> <span>{when}</span></p><p>{said}</p>",
    "list": "<dt>{who} {when}</dt><dd>{said}</dd>",
    "clicks": "<p>{who} {when} 回复</p><p>{said}</p><p>赞 3</p>",
}
NO_COMMENTS = {
    "chronicle": [
        f"<li><b>渡口</b><span>2024-03-0{n}</span><p>{SAID[n % 2]}</p></li>" for n in range(1, 6)
    ],
    "live": [
        f"<li><b>{('主持人', '梁守田')[n % 2]}</b><i>2024-03-01 10:0{n}</i><p>{SAID[n % 2]}</p></li>"
        for n in range(1, 6)
    ],
    "donors": [
        f"<li><b>{who}</b><i>2024-03-01 10:05</i><span>捐款三百元</span></li>" for who, _ in SAYERS
    ],
    "speakers": [f"<li><b>{who}</b><p>{SAID[0]}</p></li>" for who, _ in SAYERS],
    "clicked live": [
        f"<li><span>1{n}:05</span><p>{SAID[n % 2]}</p><a>赞({n})</a> <a>分享</a></li>"
        for n in range(1, 6)
    ],
    "clicked news": [
        f"<li><span>03-01 1{n}:05</span><b>渡口的第{n}条消息</b><p>{SAID[n % 2]}</p><i>赞({n})</i></li>"
        for n in range(1, 6)
    ],
    "clicked reporters": [
        f"<li><b>记者 {who}</b><span>10:05</span><p>{SAID[0]}</p><a>赞(3)</a></li>"
        for who, _ in SAYERS
    ],
}
LETTER = "我家门前的路灯坏了两个月，老人出门很不方便。请问什么时候能修好？"
ANSWER = "该处电缆因施工受损，我局已安排维修，六月二十日前恢复照明。感谢您的监督。"
OFFICE = "青云市城市管理局"
LETTERS = {
    "reply": f'<p>来信人：周**</p><div>{LETTER * 8}</div></div><div class="reply"><dl><dt>回复</dt><dd>{ANSWER}</dd><dd>{OFFICE}</dd></dl>',
    "list": f'<p>来信人：周**</p><p>{LETTER}</p></div><div class="replyList"><h3>回复内容</h3><p>答复单位：{OFFICE}</p><p>{ANSWER}</p>',
    "comment": f'<p>来信内容</p><p>{LETTER}</p></div><div class="comment"><p>答复单位：{OFFICE}</p><p>{ANSWER}</p>',
    "messages": f'<h3>网友留言</h3><p>{LETTER}</p></div><div class="comment-reply"><h3>官方回复</h3><p>{ANSWER}</p><p>{OFFICE}</p>',
    "table": f"<table><tr><th>来信内容</th><td>{LETTER}</td></tr><tr><th>答复单位</th><td>{OFFICE}</td></tr><tr><th>回复内容</th><td>{ANSWER}</td></tr></table>",
    "cells": f"<table><tr><td>来信内容</td><td>{LETTER * 4}</td></tr><tr><td>答复单位</td><td>{OFFICE}</td></tr><tr><td>回复内容</td><td>{ANSWER}</td></tr></table>",
    "wide": f'<p>来 信 内 容：</p><p>{LETTER * 4}</p></div><div class="reply"><p>答 复 单 位：{OFFICE}</p><p>{ANSWER}</p>',
    "asked": f'<table><tr><td>咨询内容</td><td>{LETTER}</td></tr><tr><td>处理单位</td><td>{OFFICE}</td></tr></table></div><div class="feedback"><p>处理结果：{ANSWER}</p>',
}


def page(main: str, below: str = "", title: str = "停水通知") -> str:
    return f'<html><head><meta charset="utf-8"><title>{title}_青云网</title></head><body><div><a href="/">首页</a><a href="/2">社会</a></div>{main}{below}</body></html>'


def read(markup: str) -> Article:
    (article,) = html.read(io.BytesIO(markup.encode()), "a.html", lambda path, reason: None)
    return article


def texts(markup: str) -> str:
    article = read(markup)
    return "\n".join(f"{part.heading or ''} {part.text}" for part in article.paragraphs)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize(
    "body",
    [
        f"<p>{SHORT}</p>",
        BODY,
        "<table><tr><td>梁守田</td><td>船工</td></tr><tr><td>邓小川</td><td>学徒</td></tr></table>",
        "<ul><li>梁守田　500元</li><li>邓小川　300元</li><li>何田　200元</li></ul>",
    ],
)
def test_comments_below_a_text_are_not_the_text(box: str, body: str) -> None:
    main = f'<div class="a"><h1>停水通知</h1><p>2024-03-01 来源：青云渡居委会</p><div>{body}</div></div>'
    read_text = texts(page(main, BOXES[box]))
    assert not any(comment in read_text for comment in SAID)
    assert any(sign in read_text for sign in (SHORT, TEXT[2], "邓小川"))
    assert read(page(main, BOXES[box])).author is None


def test_a_page_of_opinions_is_no_comment() -> None:
    main = f'<h1>慢一点</h1><p>2024-03-01 来源：青云报</p><div class="comment">{BODY}</div>'
    read_text = texts(page(main, f'<div class="comment-list">{ITEMS}</div>', "慢一点"))
    assert all(text in read_text for text in TEXT)
    assert not any(comment in read_text for comment in SAID)


@pytest.mark.parametrize(
    "parts",
    [
        f'<div class="tab">{FOLDED[0]}</div><div class="tab" style="display:none">{FOLDED[1]}</div><div class="tab" hidden>{FOLDED[2]}</div>',
        "".join(
            f'<div class="p"><button>问题</button><div class="b" style="display:none"><p>{t}</p></div></div>'
            for t in FOLDED
        ),
        "".join(f"<h3>问题</h3><div hidden><p>{text}</p></div>" for text in FOLDED),
        f'<p>{FOLDED[0]}</p><div id="restBox" style="display:none"><p>{FOLDED[1]}</p><p>{FOLDED[2]}</p></div><a>展开全文</a>',
        f'<div class="s"><p>{FOLDED[0]}</p></div><div class="s" aria-hidden="true"><p>{FOLDED[1]}</p><p>{FOLDED[2]}</p></div>',
    ],
    ids=["tabs", "accordion", "headings", "rest", "slides"],
)
def test_what_a_click_shows_is_read_and_said(parts: str) -> None:
    markup = page(f"<main><h1>乘船卡</h1><p>2024-03-01</p>{parts}</main>", BOXES["class"], "乘船卡")
    assert all(text in texts(markup) for text in FOLDED)
    assert SHOWN in read(markup).notes


@pytest.mark.parametrize(
    "part",
    [
        '<div style="display:none"><p>您还没有登录，请先登录后再操作。</p></div>',
        '<div class="popup" style="display:none"><p>感谢您的支持。</p><p>赞赏已经送出。</p></div>',
        f'<div class="mobile-content" style="display:none">{BODY}</div>',
    ],
    ids=["message", "dialog", "copy"],
)
def test_what_a_page_hides_besides_is_not_read(part: str) -> None:
    article = read(page(f"<article><h1>停水通知</h1>{BODY}{part}</article>"))
    assert [paragraph.text for paragraph in article.paragraphs] == TEXT


@pytest.mark.parametrize(
    "box",
    [
        "<aside>%s</aside>",
        '<div role="complementary">%s</div>',
        '<div class="sidebar"><h4>新闻链接</h4>%s</div>',
        '<div class="related_info">%s</div>',
        '<section class="editor-comment"><b>编后</b>%s</section>',
        "<footer>%s</footer>",
    ],
)
def test_a_box_within_the_text_is_read(box: str) -> None:
    part = box % f"<p>{BOX}</p>"
    for article in (f"{BODY}{part}", f"{BODY}{part}<p>{FOLDED[0]}</p>"):
        assert BOX in texts(page(f"<article><h1>停水通知</h1>{article}</article>"))


@pytest.mark.parametrize(
    "markup",
    [
        "<h1>停水通知</h1><div>%s</div><div>{}</div>",
        "<div><h1>停水通知</h1><p>%s</p><div>{}</div></div>",
        "<div><h1>停水通知</h1><blockquote>%s</blockquote><div>{}</div></div>",
        '<div><h1>停水通知</h1><div class="summary"><b>编者按</b>　%s</div><div>{}</div></div>',
        '<div><div class="top"><h1>停水通知</h1><p>2024-03-01</p></div><div><span>摘要</span><p>%s</p></div><div>{}</div></div>',
    ],
)
@pytest.mark.parametrize("body", [BODY, BODY * 2])
def test_the_lead_between_the_headline_and_the_text_is_text(markup: str, body: str) -> None:
    article = read(page((markup % BOX).format(body)))
    lines = [part.text for part in article.paragraphs]
    assert lines.index(TEXT[0]) == next(i for i, line in enumerate(lines) if BOX in line) + 1
    assert article.title == "停水通知"


@pytest.mark.parametrize(
    "part",
    [
        "<div>2024-03-01　来源：青云报</div>",
        '<div class="share"><p>把这篇文章发给您的朋友们看看吧！</p></div>',
        '<div><a href="1">镇上开了第二家书店，全场八折。</a><a href="2">渡口的新码头下周开工。</a></div>',
        '<form><p>订阅我们的周报，每周五寄到您的邮箱。</p><input name="mail"></form>',
        '<div class="browser-tips"><p>您使用的程序版本太低，请升级以后再看。</p></div>',
        f"<div>摘要：{TEXT[0]}他的木船长七米，一次能坐……</div>",
        "<div>听全文！</div>",
    ],
    ids=["fields", "share", "links", "form", "message", "copy", "control"],
)
def test_what_else_stands_below_the_headline_is_no_lead(part: str) -> None:
    main = f"<p>{BOX}</p><h1>停水通知</h1>{part}<div>{BODY}</div>"
    assert [paragraph.text for paragraph in read(page(main)).paragraphs] == TEXT


def test_what_stands_below_the_name_of_the_site_is_no_lead() -> None:
    main = f"<h1>青云新闻网</h1><p>{BOX}</p><h2>停水通知</h2><div>{BODY}</div>"
    for title in ("停水通知", "青云新闻网_停水通知"):
        assert [paragraph.text for paragraph in read(page(main, "", title)).paragraphs] == TEXT


CONTROLS = [
    "点击此处查看更多图片",
    "（点击图片进入下一页）",
    "請繼續往下閱讀...",
    "首页 上一页 1 2 下一页 末页 共42页",
    "共3页 1 2 3",
    "第1页/共3页",
    "赞(3)",
]


@pytest.mark.parametrize("line", CONTROLS)
@pytest.mark.parametrize("form", ["<p>{}</p>", "<div><a href='1'>{}</a></div>", "{}"])
def test_what_a_click_does_is_no_text_and_is_noted(line: str, form: str) -> None:
    part = f"<div>{form.format(line)}</div>"
    article = read(page(f"<article><h1>停水通知</h1>{BODY}{part}<p>{BOX}</p></article>"))
    assert [paragraph.text for paragraph in article.paragraphs] == [*TEXT, BOX]
    assert f"left out: {line}" in article.notes


@pytest.mark.parametrize(
    "part",
    [
        "<p>点击率涨了一倍</p>",
        "<p>点击这里的每一块砖，都能听到一段故事。</p>",
        "<h3>点击图片背后的人</h3><p>他姓梁。</p>",
        "<p>继续往下看河</p>",
        "<p>第3页</p>",
        "<p>1 2 3 4 5</p>",
        "<p>回复</p>",
        "<p>第1页写的是渡口</p>",
    ],
)
def test_words_that_only_look_like_a_click_stay(part: str) -> None:
    said = "".join(part.replace("h3>", "p>").split("<p>")).replace("</p>", "")
    article = read(page(f"<article><h1>停水通知</h1>{BODY}{part}<p>{BOX}</p></article>"))
    lines = (line for x in article.paragraphs for line in (x.heading or "", x.text))
    assert said in "".join(dict.fromkeys(lines))


def test_a_list_of_other_articles_is_none() -> None:
    links = "".join(
        f'<li><a href="{n}">渡口的第{n}条消息</a><i>03-0{n}</i></li>' for n in range(1, 5)
    )
    pages = '<div class="page">首页 上一页 <b>1</b> <a href="2">2</a> 下一页 共2页</div>'
    with pytest.raises(SourceError):
        read(page(f"<h2>渡口消息</h2><ul>{links}</ul>{pages}", title="渡口消息"))


def test_a_lead_above_parts_is_theirs_and_no_article_above_articles() -> None:
    entries = [f"<article>%s<p>{text}</p><p>{BOX}</p></article>" for text in TEXT]
    head = f"<h1>停水通知</h1><div>{FOLDED[0]}</div>"
    article = read(page(head + "".join(entries).replace("%s", "")))
    assert (article.title, article.paragraphs[0].text) == ("停水通知", FOLDED[0])
    markup = page(head + "".join(entries).replace("%s", "<h2>渡口的消息</h2>"))
    articles = html.read(io.BytesIO(markup.encode()), "a.html", lambda path, reason: None)
    assert [article.title for article in articles] == ["渡口的消息"] * 3


def test_what_is_left_out_of_the_text_is_noted() -> None:
    part = '<div class="ad"><p>镇上开了第二家书店，全场八折。</p></div>'
    article = read(page(f"<article><h1>停水通知</h1>{BODY}{part}<p>{BOX}</p></article>"))
    assert "left out: 镇上开了第二家书店，全场八折。" in article.notes


def test_a_list_of_links_that_the_text_leads_to_is_read() -> None:
    links = '<ul><li><a href="1">乘船卡申请表</a></li><li><a href="2">渡口班次表</a></li></ul>'
    body = f"{BODY}<p>名单如下：</p>{links}"
    assert "渡口班次表" in texts(page(f"<article><h1>停水通知</h1>{body}</article>"))
    related = f"{BODY}<p>相关阅读：</p>{links}"
    assert "渡口班次表" not in texts(page(f"<article><h1>停水通知</h1>{related}</article>"))


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("桂小满 · 2024-03-01", "桂小满"),
        ("2024年3月1日 桂小满", "桂小满"),
        ("桂小满、何田 2024-03-01", "桂小满 何田"),
        ("<span>桂小满</span><span>2024-03-01</span>", "桂小满"),
        ("桂小满 发布于 2024-03-01", "桂小满"),
        ("青云网 2024-03-01", None),
        ("社会 2024-03-01", None),
        ("桂小满 2024-03-01 阅读 300", "桂小满"),
        ("2024-03-01 10:20 桂小满 浏览：1.2万", "桂小满"),
        ("作者 桂小满 | 2024-03-01 | 阅读量 300", "桂小满"),
        ("程小站 · 2024-03-01", "程小站"),
        ("程小站、方小村 2024-03-01", "程小站 方小村"),
        ("作者：陈理 2024-03-01", "陈理"),
        ("来源：青云报 作者：程小站 2024-03-01", "程小站"),
        ("江口站 2024-03-01", None),
        ("来源：青云报 作者：江口站 2024-03-01", None),
        ("党小组 2024-03-01", None),
    ],
)
def test_a_name_beside_a_date(line: str, author: str | None) -> None:
    main = f'<div class="m"><h1>停水通知</h1><div class="i">{line}</div>{BODY}</div>'
    assert (read(page(main)).author, read(page(main)).published) == (author, "2024-03-01")


def test_a_heading_over_a_text_is_no_author() -> None:
    main = f"<div><h1>停水通知</h1><h3>周阿姨</h3><p>{TEXT[0]}</p><h3>高处的泵房</h3><p>{TEXT[1]}</p></div>"
    assert read(page(main)).author is None


@pytest.mark.parametrize("parts", LETTERS)
def test_a_letter_and_its_answer_are_both_the_text(parts: str) -> None:
    main = f'<div class="m"><h1>路灯何时修好</h1><div class="letter">{LETTERS[parts]}</div></div>'
    side = (
        '<div class="side"><h3>最新来信</h3><ul><li><a href="1">公交车何时改道</a></li></ul></div>'
    )
    foot = '<div class="footer"><p>主办：青云市人民政府。</p></div>'
    read_text = texts(page(main, side + foot, "路灯何时修好"))
    assert all(part in read_text for part in (LETTER, ANSWER, OFFICE))
    assert not any(part in read_text for part in ("公交车", "主办"))


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ("<tr><td>信件标题</td><td>路灯坏了两个月</td></tr>%s", "路灯坏了两个月"),
        ("<tr><td>留言标题：路灯坏了两个月</td></tr>%s", "路灯坏了两个月"),
        ("<tr><td>问题标题怎么写才好</td></tr>%s", "局长信箱"),
        (
            "<tr><td>信件标题</td><td>路灯坏了</td></tr><tr><td>信件标题</td><td>井盖坏了</td></tr>%s",
            "局长信箱",
        ),
    ],
)
def test_a_letters_own_title_goes_before_the_name_of_its_page(rows: str, title: str) -> None:
    said = f"<tr><td>来信内容</td><td>{LETTER}</td></tr><tr><td>回复内容</td><td>{ANSWER}</td></tr>"
    assert (
        read(page(f"<h1>局长信箱</h1><table>{rows % said}</table>", title="局长信箱")).title
        == title
    )
    text = f"<tr><td>{LETTER}</td><td>{ANSWER}</td></tr>"
    assert (
        read(page(f"<h1>局长信箱</h1><table>{rows % text}</table>", title="局长信箱")).title
        == "局长信箱"
    )


@pytest.mark.parametrize("form", UNNAMED)
@pytest.mark.parametrize(
    "box", ["%s", '<div class="wall">%s</div>', "<ul><h3>大家怎么说</h3>%s</ul>"]
)
@pytest.mark.parametrize("inside", [True, False])
def test_comments_without_a_name_are_not_the_text(form: str, box: str, inside: bool) -> None:
    items = (
        UNNAMED[form].format(who=who, when=when, said=SAID[n % 2])
        for n, (who, when) in enumerate(SAYERS)
    )
    below = box % "".join(items)
    head = "<h1>停水通知</h1><p>2024-03-01 来源：青云报 作者：桂小满</p>"
    main = f'<div class="c">{head}{BODY}%s</div>'
    article = read(page(main % below if inside else main % "" + below))
    assert [paragraph.text for paragraph in article.paragraphs] == TEXT
    assert article.author == "桂小满"


@pytest.mark.parametrize("around", ["{}", "<div>{}</div>", "<h3>评论</h3>{}<p>查看更多</p>"])
@pytest.mark.parametrize("form", PAIRED)
def test_comments_of_two_parts_each_are_not_the_text(form: str, around: str) -> None:
    days = ("2小时前", "昨天 21:30", "03-02 09:10", "2024-03-03 08:15")
    pairs = "".join(
        PAIRED[form].format(who=who, when=day, said=SAID[n % 2])
        for n, ((who, _), day) in enumerate(zip(SAYERS, days, strict=True))
    )
    above = "<p>桂小满 2024-03-01 10:20</p>"
    article = read(page(f"<div><h1>停水通知</h1>{above}{BODY}{around.format(pairs)}</div>"))
    assert [part.text for part in article.paragraphs] == TEXT
    assert (article.author, article.published) == ("桂小满", "2024-03-01")


@pytest.mark.parametrize(
    "lines",
    [
        [("主持人", "梁守田")[n % 2] for n in range(4)],
        ["记者 桂小满", "记者 何田", "记者 邓小川", "通讯员 江春来"],
    ],
    ids=["live", "reporters"],
)
def test_a_report_in_parts_with_a_time_each_is_no_comment(lines: list[str]) -> None:
    parts = "".join(
        f"<p>{who} 2024-03-01 10:0{n}</p><p>{SAID[n % 2]}</p>" for n, who in enumerate(lines)
    )
    assert texts(page(f"<div><h1>停水通知</h1>{BODY}{parts}</div>")).count(SAID[0]) == 2


def test_messages_that_the_text_goes_on_behind_are_its_own() -> None:
    parts = "".join(f"<p>{who} 2024-03-01 10:05</p><p>{SAID[0]}</p>" for who, _ in SAYERS)
    read_text = texts(page(f"<div><h1>停水通知</h1>{TEXT[0]}{parts}<p>{TEXT[1]}</p></div>"))
    assert read_text.count(SAID[0]) == len(SAYERS)


@pytest.mark.parametrize("kind", NO_COMMENTS)
def test_a_list_in_the_text_is_no_comment(kind: str) -> None:
    below = f"<ul>{''.join(NO_COMMENTS[kind])}</ul>"
    read_text = texts(page(f'<div class="c"><h1>停水通知</h1>{BODY}{below}</div>'))
    assert SAID[0] in read_text or "捐款三百元" in read_text


@pytest.mark.parametrize("said", ["官方回复：", "留言内容", "回复内容"])
def test_a_word_of_letters_among_comments_makes_no_letter(said: str) -> None:
    comment = (
        f'<div class="comment-list"><p>{said}</p><div class="reply"><p>{SAID[0]}</p></div></div>'
    )
    letters = f'<div class="a"><h1>停水通知</h1><p>来信内容</p>{BODY}</div><div class="comments"><p>{SAID[0]}</p></div>'
    for markup in (f'<div class="a"><h1>停水通知</h1>{BODY}</div>{comment}', letters):
        assert SAID[0] not in texts(page(markup))


def test_a_place_in_the_site_above_the_heading_is_no_article() -> None:
    place = '您所在的位置： <a href="/">首页</a> &gt; <a href="/k">快讯</a> &gt; 社会'
    main = f'<div class="m"><div>{place}</div><h2>停水通知</h2><div>2024-03-01 12:11来源：青云网作者：桂小满</div>{BODY}</div>'
    article = read(page(main))
    assert [paragraph.text for paragraph in article.paragraphs] == TEXT
    assert (article.title, article.author) == ("停水通知", "桂小满")
