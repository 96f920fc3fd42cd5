"""Dates as people write them, filters that nothing has, and what a filter may cost."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from asking import lexical
from timing import within

from errors import QuestionError
from index import build, open_index
from index.store import Filters
from messages.translate import in_chinese
from qa import ask, retrieve
from qa.__main__ import main
from qa.records import answer_json
from qa.request import LONGEST, LONGEST_FILTER, Request, read_date, refuse_unknown
from web.api.public_json import retrieved_form
from web.ui.html_answer import Asked, answer_html
from web.ui.strings import Words

TODAY = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024", "2024"), ("２０２４", "2024"), ("2024年", "2024"), (" 2024年12月 ", "2024-12"),
        ("2026/11/01", "2026-11-01"), ("2026／11／1", "2026-11-01"), ("2024.11", "2024-11"),
        ("2024-1-5", "2024-01-05"), ("20241120", "2024-11-20"), ("2024年2月29日", "2024-02-29"),
        ("二〇二四年十二月", "2024-12"), ("20 Nov 2024", "2024-11-20"),
        ("今天", "2024-03-01"), ("昨天", "2024-02-29"), ("前天", "2024-02-28"),
        ("大前天", "2024-02-27"),
        ("Yesterday", "2024-02-29"), ("本月", "2024-03"), ("上个月", "2024-02"),
        ("今年", "2024"), ("去年", "2023"), ("前年", "2022"), ("大前年", "2021"),
        ("上周", "2024-02-19"), ("这个星期", "2024-02-26"), ("上上周", "2024-02-12"),
        ("上周五", "2024-02-23"), ("上个礼拜天", "2024-02-25"), ("Last Week", "2024-02-19"),
        ("三天前", "2024-02-27"), ("最近３天", "2024-02-27"), ("近两周", "2024-02-16"),
        ("3 days ago", "2024-02-27"), ("last 2 months", "2024-01-01"), ("半年内", "2023-09-01"),
        ("十年以前", "2014-03-01"), ("last month", "2024-02"), ("last year", "2023"),
        ("三天", None), ("三月前", None), ("5日", None), ("周五", None), ("上周八", None),
        ("九九九九年前", None), ("999天前", "2021-06-06"), ("明年", None), ("days ago", None),
        ("2026-13-45", None), ("2023-02-29", None), ("2024-00", None), ("0000", None),
        ("9999", None), ("24", None), ("2024-", None), ("2024-11-20x", None), ("202411", None),
        ("2024-1-1-1", None), ("11/20/2024", None), ("开春", None), ("", None),
        ("2024-11" + " " * 60 + "x", None),
    ],
)  # fmt: skip
def test_a_date_is_read_or_not(text: str, iso: str | None) -> None:
    assert read_date(text, TODAY) == iso


def test_the_month_before_january() -> None:
    assert read_date("上个月", date(2024, 1, 31)) == "2023-12"
    assert read_date("两个月前", date(2024, 4, 30)) == "2024-02-29", "its last day"


def test_a_week_begins_with_its_monday_and_ends_with_its_sunday() -> None:
    for day in range(26, 30):  # whatever day it is asked on
        assert read_date("上周", date(2024, 2, day)) == "2024-02-19"
        assert read_date("上周", date(2024, 2, day), late=True) == "2024-02-25"
    week = Request("渡口", narrow=Filters(since="上周", until="上周")).checked().narrow
    first, last = (date.fromisoformat(str(day)) for day in (week.since, week.until))
    assert (last - first).days == 6


def test_a_time_that_is_none_says_what_is_taken() -> None:
    with pytest.raises(QuestionError, match="2024-11-20, or yesterday, last week") as refused:
        Request("渡口", narrow=Filters(since="开春")).checked()
    assert refused.value.code == "bad_date"
    assert "或者昨天、上周、上个月、去年" in in_chinese(refused.value)


def made(folder: Path, rows: list[dict[str, str]]) -> Path:
    source = folder / "rows.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    build([source], folder / "index")
    return folder / "index"


ROWS = [
    {"title": "渡口", "author": "祝小满", "text": "渡口每天开船六班。", "published": "2024-05-02"},
    {"title": "渡船", "author": "祝大年", "text": "渡船能载四十人。"},
]


def test_an_index_is_named_by_its_folder_and_filters_by_their_names(tmp_path: Path) -> None:
    folder = made(tmp_path, ROWS)
    for index in (folder, str(folder), open_index(folder)):
        [hit] = retrieve("渡口开船", index=index, author="祝小满")
        assert hit.title == "渡口"
        assert [h.title for h in ask("渡口开船", index=index, since="2024年5月").hits] == ["渡口"]
    both = retrieve("渡", index=folder, narrow=Filters(author="祝"))
    assert {hit.author for hit in both} == {"祝小满", "祝大年"}
    both = Filters(author="祝大年", since="2024")
    assert [hit.author for hit in retrieve("渡", index=folder, narrow=both, author="小满")] == [
        "祝小满"
    ]
    one = retrieve("渡", index=folder, narrow=Filters(author="祝"), until="2024-05")
    assert [hit.author for hit in one] == ["祝小满"]


def test_how_many_articles_a_time_left_out_for_want_of_a_date_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = made(tmp_path, ROWS)
    store = open_index(folder)
    for narrow, count in (
        (Filters(since="2024"), 1), (Filters(until="2030年"), 1), (Filters(), 0),
        (Filters(author="祝小满", since="2024"), 0), (Filters(author="祝大年", since="2024"), 1),
    ):  # fmt: skip
        for question in ("渡口开船", "有多少篇文章"):
            answer = ask(question, index=store, narrow=narrow)
            assert (answer.undated, answer_json(answer).get("undated", 0)) == (count, count)
            shown = answer_html(answer, Words("zh"), Asked(narrow=narrow))
            assert ("另有 1 篇文章没有日期" in shown) == bool(count)
            request = Request(question, narrow=narrow).checked()
            form = retrieved_form(request, answer.hits, store)
            assert form.get("undated", 0) == count
    at = ["--index", str(folder)]
    assert main(["渡口开船", "--since", "2024", *at]) == 0
    assert capsys.readouterr().out.startswith("(1 article without a date left out)\n")
    assert main(["渡口开船", *at]) == 0
    assert "without a date" not in capsys.readouterr().out


def test_a_question_that_is_made_whole_is_no_longer_than_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made(tmp_path, ROWS)
    whole = Request("渡" * (LONGEST + 1), follow="渡口")
    monkeypatch.setattr("qa.conversation.follow_up", lambda *_: whole)
    for face in (ask, retrieve):
        with pytest.raises(QuestionError, match="the limit is 2,000"):
            face("几班", index=folder, follow="渡口")
        with pytest.raises(TypeError, match="authors"):
            face("几班", index=folder, authors="祝小满")  # type: ignore[call-arg]


def test_what_no_article_has_is_said(tmp_path: Path) -> None:
    folder = made(tmp_path, ROWS)
    for filters, told in (
        ({"author": "祝晓满"}, 'author "祝晓满"; did you mean "祝小满"'),
        ({"author": "欧阳"}, 'author "欧阳"; there are 2, such as "祝大年", "祝小满"'),
        ({"column": "水运"}, 'column "水运"; no article of this index has one'),
        ({"path": str(tmp_path / "raws.jsonl")}, 'file "raws.jsonl"; did you mean "rows.jsonl"'),
    ):
        with pytest.raises(QuestionError, match="no article has the") as refused:
            retrieve("渡口", index=folder, **filters)  # type: ignore[arg-type]
        assert told in str(refused.value) and str(tmp_path) not in str(refused.value)
        assert refused.value.code == f"unknown_{next(iter(filters))}"
    # Known names that no article has together are not unknown: there is nothing, and no error.
    assert retrieve("渡口", index=folder, author="祝大年", since="2024") == []


def test_a_long_filter_costs_nothing(tmp_path: Path) -> None:
    rows = [
        {"title": f"第{n}篇", "author": f"作者{n}", "text": f"第{n}天有雨。"} for n in range(900)
    ]
    store = open_index(made(tmp_path, rows))
    with pytest.raises(QuestionError, match="the limit is 200"):
        retrieve("雨", index=store, author="长" * (LONGEST_FILTER + 1))
    lexical(store, "雨", 5, Filters(author="作者1"))
    begun = time.process_time()
    lexical(store, "雨", 5, Filters(author="作者1"))
    short = time.process_time() - begun
    begun = time.process_time()
    lexical(store, "雨", 5, Filters(author="作者" * 5000))
    assert time.process_time() - begun < 10 * short + 0.2


@pytest.mark.parametrize("length", [30, 480])
def test_an_unknown_name_is_compared_in_little_time(length: int) -> None:
    """The names it is compared with come from files that anybody may have written."""
    lines = [
        SimpleNamespace(author="甲" * (length - 4) + f"{n:04}", column=None, path="一.md")
        for n in range(2000)
    ]
    store: Any = SimpleNamespace(articles=lambda: lines)
    with within(2), pytest.raises(QuestionError, match="no article has the author"):
        refuse_unknown(Filters(author="甲" * 198 + "y"), store)
