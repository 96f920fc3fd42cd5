# ruff: noqa: E501  (pages are written as pages)
"""Text that a page holds only in its data for machines, and pages that say they hold a part."""

from __future__ import annotations

import io
import json
import re

import pytest

from corpus.readers import html
from corpus.records import Article
from corpus.spans import verify
from messages import message_text

TITLE = "老磨坊又转起来了"
TEXT = [
    "青溪村的老磨坊上月修好了水轮，磨出了停工二十年来的第一袋面。",
    "修水轮的木匠宋有根今年七十一岁，图纸是他凭记忆画的，前后改了五遍。",
    "磨坊每周开三天，村民自带麦子，一斤收两毛钱。游客可以看，也可以动手推一把。",
    "村里打算明年再修一座，放在下游的石桥边。",
]
LINKED = message_text("linked_text")
INCOMPLETE = message_text("incomplete_page")
BODY = "".join(f"<p>{text}</p>" for text in TEXT)
PAYWALL = "<div class='wall'><p>订阅后阅读全文</p></div>"


def read(main: str, body: object = None, **more: object) -> Article:
    data = {"@type": "NewsArticle", "headline": TITLE, "articleBody": body, **more}
    script = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    page = f'<html><head><meta charset="utf-8"><title>{TITLE}_青溪网</title>{script}</head><body><div><a href="/">首页</a><a href="/2">社会</a></div>{main}</body></html>'
    (article,) = html.read(io.BytesIO(page.encode()), "a.html", lambda path, reason: None)
    for paragraph in article.paragraphs:
        assert verify(article.source.text, paragraph.text, paragraph.spans)
    return article


def texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]


@pytest.mark.parametrize("body", ["\n".join(TEXT), BODY, "&nbsp;\r\n\r\n".join(TEXT)])
@pytest.mark.parametrize(
    "main",
    [
        '<div id="app"></div>',
        '<div id="app">请启用 JavaScript。</div>',
        f"<h1>{TITLE}</h1><div><p>{TEXT[0]}</p>{PAYWALL}</div>",
        f"<h1>{TITLE}</h1><div><p>{TEXT[0][:20]}……</p></div>",
    ],
    ids=["empty", "script", "subscription", "cut"],
)
def test_text_in_the_data_alone_is_read_and_said(main: str, body: str) -> None:
    article = read(main, body, author={"@type": "Person", "name": "桂小满"})
    assert (texts(article), article.title, article.author) == (TEXT, TITLE, "桂小满")
    assert LINKED in article.notes
    assert INCOMPLETE not in article.notes


@pytest.mark.parametrize("body", ["".join(TEXT), TEXT[0], "", None, 7, ["x"], TEXT[0] + "另一篇。"])
def test_the_pages_own_text_goes_before_its_data(body: object) -> None:
    table = "<table><tr><th>项目</th><th>元</th></tr><tr><td>水轮</td><td>900</td></tr></table>"
    article = read(f"<h1>{TITLE}</h1><div>{BODY}{table}</div>", body)
    assert texts(article)[:4] == TEXT
    assert len(texts(article)) == 5
    assert not {LINKED, INCOMPLETE} & set(article.notes)


def test_what_the_page_says_besides_its_data_is_noted() -> None:
    article = read(f"<h1>{TITLE}</h1><div><p>{TEXT[0]}</p><p>开放日见村口告示。</p></div>", BODY)
    assert "left out: 开放日见村口告示。" in article.notes


def test_the_pages_own_tables_go_below_the_text_of_its_data() -> None:
    cells = "<tr><th>项目</th><th>元</th></tr><tr><td>水轮</td><td>900</td></tr>"
    table = f"<table><caption>修磨坊的花费</caption>{cells}</table>"
    article = read(f"<h1>{TITLE}</h1><div><p>{TEXT[0]}</p>{table}</div>", f"<h2>尾声</h2>{BODY}")
    assert texts(article) == [*TEXT, "水轮 900"]
    assert article.paragraphs[-1].heading == "修磨坊的花费 · 项目 | 元"
    assert "水轮 900" not in "".join(article.notes)


def test_a_cut_text_is_read_from_the_data_though_a_table_makes_the_page_longer() -> None:
    rows = "".join(
        f"<tr><td>第{n}天来的客人和他们带来的麦子</td><td>{n}</td></tr>" for n in range(30)
    )
    article = read(f"<h1>{TITLE}</h1><div><p>{TEXT[0]}</p><table>{rows}</table></div>", BODY)
    assert texts(article)[:4] == TEXT
    assert len(texts(article)) == 4 + 30
    assert LINKED in article.notes


def test_a_table_that_the_data_have_is_read_once() -> None:
    table = "<table><tr><th>项目</th><th>元</th></tr><tr><td>水轮</td><td>900</td></tr></table>"
    row = "项目 元 水轮 900"
    article = read(f"<h1>{TITLE}</h1><div><p>{TEXT[0]}</p>{table}</div>", "\n".join([*TEXT, row]))
    assert texts(article) == [*TEXT, row]


@pytest.mark.parametrize(
    "main",
    [
        "<ul><li>麦子一斤收两毛</li><li>玉米一斤收三毛</li></ul>",
        "<figure><img src='a.png'><figcaption>宋有根在量水轮</figcaption></figure>",
        "<h3>磨坊的价目</h3>",
    ],
    ids=["list", "caption", "heading"],
)
def test_short_lines_of_the_page_that_its_data_lack_are_noted(main: str) -> None:
    article = read(f"<h1>{TITLE}</h1><div><p>{TEXT[0]}</p>{main}</div>", BODY)
    assert texts(article) == TEXT
    lines = [note for note in article.notes if note.startswith("left out: ")]
    assert [line.removeprefix("left out: ") for line in lines] == [
        line for line in re.sub("<[^>]*>", "\n", main).split("\n") if line
    ]


def test_of_many_lines_that_are_left_out_the_first_are_noted() -> None:
    items = "".join(f"<li>第{number}袋面卖给了村民</li>" for number in "甲乙丙丁戊己庚辛壬")
    article = read(f"<h1>{TITLE}</h1><div><ul>{items}</ul></div>", BODY * 2)
    assert [note for note in article.notes if "left out" in note][-1] == "left out: …"


@pytest.mark.parametrize(
    "line",
    ["订阅后阅读全文", "剩余内容需登录后查看。", "还有 62% 未读", "Subscribe to continue reading"],
)
def test_a_page_that_asks_for_a_sign_in_may_be_incomplete(line: str) -> None:
    article = read(f"<h1>{TITLE}</h1><div><p>{TEXT[0]}</p><p>{TEXT[1]}</p><p>{line}</p></div>")
    assert INCOMPLETE in article.notes
    assert texts(article) == TEXT[:2]


def test_a_page_that_a_script_fills_may_be_incomplete() -> None:
    script = "<noscript>You need to enable JavaScript to run this app.</noscript>"
    assert INCOMPLETE in read(f"{script}<div id='app'>正在加载</div>").notes
    assert INCOMPLETE not in read(f"{script}<h1>{TITLE}</h1><div>{BODY}</div>").notes


def test_a_page_whose_data_call_it_not_free_may_be_incomplete() -> None:
    main = f"<h1>{TITLE}</h1><div>{BODY}</div>"
    assert INCOMPLETE in read(main, isAccessibleForFree=False).notes
    assert INCOMPLETE not in read(main, "\n".join(TEXT), isAccessibleForFree=False).notes


@pytest.mark.parametrize("line", ["剩余30%的货款月底付清。", "登录青溪网查看班次。"])
def test_a_text_that_tells_of_the_like_is_complete(line: str) -> None:
    article = read(f"<h1>{TITLE}</h1><div>{BODY}<p>{line}</p></div>")
    assert INCOMPLETE not in article.notes
    assert texts(article) == [*TEXT, line]
