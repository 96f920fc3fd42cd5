from __future__ import annotations

import pytest

from language.laws import law_articles, names_article


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("第三十六条规定了什么", (36, 0, 0, 0)),
        ("渡口法第36条", (36, 0, 0, 0)),
        ("渡口法第 36 條", (36, 0, 0, 0)),
        ("第一百二十条之一第二款", (120, 1, 2, 0)),
        ("第15-1条", (15, 1, 0, 0)),
        ("第十条第三款第（四）项", (10, 0, 3, 4)),
        ("第１０条第四项", (10, 0, 0, 4)),
    ],
)
def test_an_article_of_a_law(text: str, article: tuple[int, ...]) -> None:
    assert law_articles(text) == {article}


@pytest.mark.parametrize("text", ["三十六条船", "第三条例", "第36页", "第三十六"])
def test_no_article(text: str) -> None:
    assert law_articles(text) == set()


def test_what_the_question_leaves_open_may_differ() -> None:
    assert names_article(law_articles("第36条"), "第三十六条第二款：……")
    assert not names_article(law_articles("第36条第1款"), "第三十六条第二款：……")
    assert not names_article(law_articles("第36条"), "第三百六十条：……")
    assert not names_article(law_articles("渡口法"), "第三十六条：……")
