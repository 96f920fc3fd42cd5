"""Marks of printed pages within plain text: they are no text, and what merely looks so is."""

from __future__ import annotations

import pytest

from corpus.readers.text import from_text
from corpus.records import notes_of

FIRST = "造纸厂关了八年，沉淀池里长满芦苇和香蒲，如今成了白鹭的食堂。"
SECOND = "工程师取了四百多个底泥样品，最深的一处挖到三米二，第二年水就清了。"
THIRD = "老工人自发组成护鸟队，每天沿着旧铁轨走一圈，队长说现在替河站岗。"
FORMS = ["第{}页", "第 {} 页", "{}/3", "- {} -", "— {} —", "第{}页 共3页", "Page {} of 3", "P{}"]


def read(lines: list[str]) -> tuple[str | None, list[str], list[str | None], str]:
    (one,) = from_text("\n".join(["河边的湿地", "桂小满", *lines]), "a.txt")
    texts = [paragraph.text for paragraph in one.paragraphs]
    headings = [paragraph.heading for paragraph in one.paragraphs]
    return one.author, texts, headings, " ".join(notes_of(one))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("blank", [[], [""]])
def test_a_page_mark_tears_no_article(form: str, blank: list[str]) -> None:
    marks = [[*blank, form.format(n), *blank] for n in (1, 2, 3)]
    lines = [f"　　{FIRST}", *marks[0], f"　　{SECOND}", *marks[1], f"　　{THIRD}", *marks[2]]
    author, texts, headings, notes = read(lines)
    assert (author, texts, headings) == ("桂小满", [FIRST, SECOND, THIRD], [None] * 3)
    assert all(form.format(n) in notes for n in (1, 2, 3))


@pytest.mark.parametrize(
    "form", [*FORMS, "{}", "青沙文艺 {}", "青沙文艺\n{}", "{}  青沙文艺", "第{}页\n青沙文艺"]
)
@pytest.mark.parametrize("blank", [[], [""]])
def test_a_sentence_over_a_page_mark_is_whole(form: str, blank: list[str]) -> None:
    lines = [
        f"　　{FIRST}", f"　　{SECOND[:20]}", *blank, form.format(1), *blank, SECOND[20:],
        f"　　{THIRD}", *blank, form.format(2), *blank, f"　　{FIRST}",
    ]  # fmt: skip
    _, texts, headings, _ = read(lines)
    assert (texts, headings) == ([FIRST, SECOND, THIRD, FIRST], [None] * 4)


@pytest.mark.parametrize(
    ("above", "below"),
    [("第一章", "第二章"), ("1", "2"), ("（1）", "（2）"), ("1/2", "1/4")],
)
def test_numbers_over_the_parts_of_a_text_stay(above: str, below: str) -> None:
    _, texts, headings, _ = read([f"　　{FIRST}", above, f"　　{SECOND}", below, f"　　{THIRD}"])
    seen = [*texts, *filter(None, headings)]
    assert all(word in seen for word in (FIRST, SECOND, THIRD, above, below))


def test_the_only_page_says_how_many_there_are() -> None:
    _, texts, _, notes = read([f"　　{FIRST}", f"　　{SECOND}", "第 1 页，共 1 页"])
    assert texts == [FIRST, SECOND] and "第 1 页，共 1 页" in notes


@pytest.mark.parametrize(
    "mark", ["· 88 ·", "- 88 -", "— 88 —", "第88页", "· 88 ·\n河边的湿地　第三编"]
)
def test_the_only_page_mark_of_an_excerpt_is_no_heading(mark: str) -> None:
    lines = ["", "第一章 池", "", f"　　{FIRST}", "", mark, "", f"　　{SECOND}"]
    _, texts, headings, notes = read(lines)
    assert (texts, headings) == ([FIRST, SECOND], ["第一章 池"] * 2)
    assert all(line in notes for line in mark.splitlines())


def test_page_marks_of_an_excerpt_go_up() -> None:
    lines = [f"　　{FIRST}", "", "· 88 ·", "", f"　　{SECOND}", "", "· 97 ·", "", f"　　{THIRD}"]
    assert read(lines)[1:3] == ([FIRST, SECOND, THIRD], [None] * 3)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("第12页", "第45页"),  # notes on a book
        ("— 1998 —", "— 2003 —"),
        ("— 1 —", "— 3 —"),
        ("- 5 -", "- 4 -"),
        ("88", "97"),
    ],
)
def test_numbers_that_may_be_headings_stay(above: str, below: str) -> None:
    lines = [f"　　{FIRST}", "", above, "", f"　　{SECOND}", "", below, "", f"　　{THIRD}"]
    _, texts, headings, _ = read(lines)
    seen = [*texts, *filter(None, headings)]
    assert all(word in seen for word in (FIRST, SECOND, THIRD, above, below))


def test_a_heading_beside_the_only_page_mark_stays() -> None:
    lines = [f"　　{FIRST}", "", "- 88 -", "", "一、河边的人", "", f"　　{SECOND}"]
    assert read(lines)[2] == [None, "一、河边的人"]
