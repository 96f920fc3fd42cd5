"""A life under its person's name: the name is what is told of, not who wrote."""

from __future__ import annotations

import pytest

from corpus.lives import is_told, is_years
from corpus.readers.text import from_text
from corpus.spans import verify

ONE = "桂谷雨，字小满，石桥镇人。早年在渡口撑船，四十岁以后办义学，学生遍布三个乡。"
TWO = "何田田，女，江口人。十六岁进织坊，带着姐妹们改了三次织机，坊里的布从此不断头。"
YEARS = [
    ("（1878—1941）", "（1880—1952）"), ("1878-1941", "1880-1952"),
    ("（公元一八七八年—一九四一年）", "（约1880年—？）"), ("（1878～1941，教师）", "（1930— ）"),
]  # fmt: skip


@pytest.mark.parametrize("years", YEARS)
@pytest.mark.parametrize("names", [("桂谷雨", "何田田"), ("桂　谷　雨", "何　田　田")])
@pytest.mark.parametrize("gap", ["\n\n", "\n　　"])
def test_a_name_over_the_years_of_a_life_is_a_heading(
    gap: str, names: tuple[str, str], years: tuple[str, str]
) -> None:
    text = "第九编　人物\n\n第一章　人物传\n\n"
    lives = [f"{n}\n{y}{gap}{t}" for n, y, t in zip(names, years, (ONE, TWO), strict=True)]
    text += "\n\n".join(lives) + "\n"
    (article,) = from_text(text, "a.txt")
    assert (article.title, article.author, article.published) == ("第九编 人物", None, None)
    heads = [f"第一章　人物传 {names[0]}{years[0]}", names[1] + years[1]]
    assert [part.heading for part in article.paragraphs] == heads
    assert all(verify(text, part.text, part.spans) for part in article.paragraphs)


@pytest.mark.parametrize("names", [("桂谷雨", "何田田"), ("桂　谷　雨", "何　田　田")])
def test_so_is_a_name_alone_with_which_the_text_below_begins(names: tuple[str, str]) -> None:
    text = f"第一章　人物传\n\n{names[0]}\n\n{ONE}\n\n{names[1]}\n\n{TWO}\n"
    articles = list(from_text(text, "a.txt"))
    assert [one.author for one in articles] == [None] * len(articles)


@pytest.mark.parametrize("below", ["\n", "\n（1995—1998）\n"])
def test_a_name_over_another_text_is_who_wrote_it(below: str) -> None:
    text = (
        f"渡口的灯\n桂小满{below}\n那盏灯亮了四十年，守灯的人换了三个，江水还是往东流。\n\n{TWO}\n"
    )
    (article,) = from_text(text, "a.txt")
    assert article.author == "桂小满"


def test_what_are_years_of_a_life_and_what_tells_one() -> None:
    assert not any(
        map(is_years, ["（1992年）", "1992", "（上接第1版）", "2024-11", "13-15", "（1998—"])
    )
    assert is_told("桂谷雨", "桂谷雨（1878—1941），石桥人。")
    assert not is_told("桂谷雨", "桂谷雨来信说，渡口的灯又亮了。")
