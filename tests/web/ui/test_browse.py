"""Browsing by fields: what is typed reads back, and every choice gives as many as it says."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from corpus.metadata import Metadata
from index.store import ArticleFacts
from web.ui.browse import FIELDS, Search, browse_html, fitting, ordered
from web.ui.strings import Words

ZH, EN = Words("zh"), Words("en")


def line(number: int, paper: str | None, published: str | None, edition: str | None = None,
         author: str | None = None) -> ArticleFacts:  # fmt: skip
    metadata = Metadata(
        title=f"第{number}篇", paper=paper, published=published, edition=edition, author=author
    )
    return ArticleFacts(f"{number:016x}", f"/in/{number}.txt", metadata, (), 1)


LINES = [
    line(1, "江城日报", "2023-05-02", "第1版", "林一"),
    line(2, "江城日报", "2023-05-02", "第3版", "江 二"),
    line(3, "江城日报", "2023-05-14", None, "林一"),
    line(4, "河口晚报", "2023-11", "第1版", None),
    line(5, "河口晚报", "2024-02-29", "第2版", "林一"),
    line(6, None, None, None, "江 二"),
]


def ids(find: str) -> list[int]:
    return [int(one.id, 16) for one in fitting(LINES, find)]


def test_fields_and_words() -> None:
    assert ids("") == [1, 2, 3, 4, 5, 6]
    assert ids("报纸:江城日报 日期:2023-05-02") == [1, 2]
    assert ids("paper:江城日报|河口晚报 版次:第1版") == [1, 4]
    assert ids('作者:"江 二"') == [2, 6]
    assert ids("日期：2023 林一") == [1, 3]
    assert ids("晚报") == [4, 5]
    assert ids("2023") == [1, 2, 3, 4]
    assert ids("00000000") == [1, 2, 3, 4, 5, 6] and ids("00") == []
    assert ids("报纸:日报") == [], "a field's name is whole"


@given(st.lists(st.tuples(st.sampled_from(FIELDS), st.sampled_from(["a", "江 二", "2024-01"]))))
def test_what_is_chosen_reads_back(chosen: list[tuple[str, str]]) -> None:
    wanted = Search()
    for field, name in chosen:
        wanted = wanted.having(field, [*wanted.names(field), name])
    for words in (ZH, EN):
        assert Search.read(wanted.write(words)) == wanted


def test_every_choice_gives_what_it_counts() -> None:
    for find in ("", "报纸:江城日报", "日期:2023", "日期:2023-05", "作者:林一"):
        html = browse_html(LINES, find, ZH)
        chips = re.findall(r'data-find="([^"]*)" aria-pressed="(\w+)"><bdi>([^<]*) \((\d+)\)', html)
        assert chips, find
        for press, on, name, count in chips:
            if on == "true":
                assert ids(unescape(press)) != ids(find), "a second press takes it off"
            elif not Search.read(find).names("paper") + Search.read(find).names("author"):
                assert len(ids(unescape(press))) == int(count), (find, name)


def test_a_month_is_a_calendar() -> None:
    html = browse_html(LINES, "日期:2023-05", ZH)
    days = re.findall(r'aria-label="(2023-05-\d\d) \((\d)\)">(\d+)<', html)
    assert days == [("2023-05-02", "2", "2"), ("2023-05-14", "1", "14")]
    weeks = re.search(r"<tbody>(.*)</tbody>", html)[1].split("</tr>")  # type: ignore[index]
    assert weeks[0].count("<td></td>") == 0, "1 May 2023 was a Monday"
    assert "wb-calendar" not in browse_html(LINES, "日期:2023", ZH)
    for odd in ("日期:2023-13", "日期:0000-00", "日期:x", "日期:|", "报纸:"):
        browse_html(LINES, odd, ZH)


def test_the_order_of_the_list() -> None:
    def order(name: str) -> list[int]:
        return [int(one.id, 16) for one in ordered(LINES, name)]

    assert order("newest") == [5, 4, 3, 1, 2, 6]
    assert order("oldest") == [1, 2, 3, 4, 5, 6]
    assert order("index") == order("nonsense") == [1, 2, 3, 4, 5, 6]


def test_editions_stand_as_in_the_paper() -> None:
    some = [line(n, "江城日报", "2023-05-02", f"第{n}版") for n in (10, 2, 11, 1)]
    html = browse_html([*some, line(9, "江城日报", "2023-05-02", "第10版")], "", ZH)
    assert re.findall(r"第\d+版(?= \()", html) == ["第1版", "第2版", "第10版", "第11版"]
