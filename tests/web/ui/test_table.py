"""The rows of a table are shown as one, their text as it stands in the source."""

from __future__ import annotations

import re
from html import unescape

from corpus.metadata import Metadata
from corpus.records import Article, Paragraph, Source
from web.ui.addresses import Passage
from web.ui.html_article import article_html, note_texts
from web.ui.html_source_view import origin_html
from web.ui.html_table import tables
from web.ui.strings import Words

ZH = Words("zh")
NAMES = "站名 | 首班 | 票价"


def article(*rows: tuple[str | None, str], notes: tuple[str, ...] = ()) -> Article:
    source = "\n".join(text for _, text in rows)
    at, paragraphs = 0, []
    for heading, text in rows:
        paragraphs.append(Paragraph(heading, text, ((at, at + len(text)),)))
        at += len(text) + 1
    metadata = Metadata(title="班次")
    return Article("a", Source("班次.csv", source), metadata, tuple(paragraphs), notes)


def texts(html: str, tag: str) -> list[str]:
    found = re.findall(rf"<{tag}[ >].*?</{tag}>", html)
    return [unescape(re.sub("<[^>]*>", "", one)) for one in found]


def test_rows_stand_under_the_names_of_their_columns() -> None:
    one = article(
        (None, "下面是班次。"), (NAMES, "东门 6:00 2"), ("站名 | 票价", "北桥 3"),
        (NAMES, "西 街 口 6:35 3"), ("乘车须知", "先下后上。"),
    )  # fmt: skip
    html = article_html(Passage(one, 2, [(3, 7)]), ZH)
    assert html.count("<table") == 1 and texts(html, "th") == ["站名", "首班", "票价"]
    assert texts(html, "td") == [
        "", "2", "东门", "6:00", "2", "3", "北桥", "", "3", "4", "西 街 口 6:35 3",
    ]  # fmt: skip
    assert '<td colspan="3">' in html, "what cannot be told apart stays whole"
    assert '<tr id="p2" class="wb-found" aria-current="true">' in html
    assert '<mark class="wb-cited">6:00</mark>' in html
    assert texts(html, "h3") == ["乘车须知"] and 'id="p1" class="wb-par"' in html


def test_headings_over_tables_and_tables_that_differ() -> None:
    one = article(
        (f"夏季 · {NAMES}", "东门 6:00 2"), (f"冬季 · {NAMES}", "东门 7:00 2"),
        ("村名 | 收成", "柳湾 1200"), ("村名 | 收成", "石桥 950"),
    )  # fmt: skip
    assert [(t.heading, len(t.columns), t.last - t.first) for t in tables(one.paragraphs)] == [
        ("夏季", 3, 1), ("冬季", 3, 1), ("", 2, 2),
    ]  # fmt: skip
    assert texts(article_html(Passage(one), ZH), "h3") == ["夏季", "冬季"]


def test_a_heading_with_a_bar_makes_no_table_of_sentences() -> None:
    one = article(("人物 | 江一", "江一是渡口的船工。"), ("人物 | 江一", "他撑了三十年船。"))
    assert list(tables(one.paragraphs)) == []
    assert "<table" not in article_html(Passage(one), ZH)


def test_the_source_of_a_table_tells_its_rows() -> None:
    one = article((NAMES, "东门 6:00 2"), (NAMES, "北桥 6:20 3"))
    assert "<p>这份原文：1 张表、2 行。</p>" in origin_html(Passage(one), [one], ZH)
    assert "<p>This source: 1 table, 2 rows.</p>" in origin_html(Passage(one), [one], Words("en"))
    two = article((None, "村口修了桥。"))
    assert "<p>This source: 1 article, 1 paragraph.</p>" in origin_html(
        Passage(two), [two], Words("en")
    )


def test_notes_that_say_the_same_of_several_lines_are_one() -> None:
    notes = ["head: 江口日报", "head: 第3版", "left out: 责编：周平", "head: 江口日报", "别的"]
    assert note_texts(notes, ZH) == [
        "报头：江口日报 · 第3版",
        ZH.message("left out: 责编：周平"),
        "别的",
    ]
    one = article((None, "村口修了桥。"), notes=tuple(notes))
    html = article_html(Passage(one), ZH)
    assert html.count("报头") == 1
