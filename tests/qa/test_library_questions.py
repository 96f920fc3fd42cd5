"""Questions about the library itself, told from those that are asked of its articles."""

from __future__ import annotations

import pytest

from corpus.records import Metadata
from index.store import ArticleFacts
from qa.library_questions import library_answer, library_question


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("有多少篇文章", "count"), ("文库里现在一共有几篇文章？", "count"),
        ("How many articles are there?", "count"), ("列出所有作者", "author"),
        ("请给我列出所有的作者", "author"), ("作者有哪些", "author"), ("有几个作者", "author"),
        ("list all authors", "author"), ("最新的文章", "newest"),
        ("最近的一篇报道是哪篇", "newest"),
        ("the latest article", "newest"), ("最早的文章是哪一篇？", "oldest"),
        ("都有哪些报纸", "paper"), ("有哪些栏目", "column"), ("列出全部文章", "articles"),
    ],
)  # fmt: skip
def test_a_question_on_the_library(question: str, kind: str) -> None:
    assert library_question(question) == kind


@pytest.mark.parametrize(
    "question",
    [
        "这篇文章有多少段", "作者是谁", "《夜校》的作者是谁", "工会有多少会员",
        "最新的劳动法是哪年",
        "试用期最长多久", "报纸", "文章", "作者", "有多少篇文章谈到夜校", "严红写了几篇文章",
        "哪些作者谈到劳模", "最新的政策", "", "？", "有多少篇文章" * 20, "How old is the author?",
    ],
)  # fmt: skip
def test_a_question_on_the_articles(question: str) -> None:
    assert library_question(question) is None


def _line(name: str, author: str | None, published: str | None) -> ArticleFacts:
    metadata = Metadata(title=name, author=author, published=published)
    return ArticleFacts(id=name, path=name, metadata=metadata, notes=(), paragraphs=1)


def test_the_list_of_articles_answers() -> None:
    lines = [
        _line("一", "林一", "2023-05"), _line("二", "江二", "2024"), _line("三", "林一", None),
        _line("四", None, "2019-01-02"),
    ]  # fmt: skip
    assert library_answer("count", lines).count == 4
    assert library_answer("author", lines).names == (("林一", 2), ("江二", 1))
    newest, oldest = library_answer("newest", lines), library_answer("oldest", lines)
    assert [one.id for one in newest.articles] == ["二", "一", "四"]
    assert [one.id for one in oldest.articles] == ["四", "一", "二"]
    assert newest.count == 3, "an article without a date is neither"
    assert library_answer("paper", lines).names == ()
