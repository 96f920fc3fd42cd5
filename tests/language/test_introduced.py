"""Who somebody is, by what stands beside the name."""

from __future__ import annotations

import pytest

from language.fold import fold
from language.introduced import introduces


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("码头站站长罗大河表示，船照开。", "罗大河", True),
        ("罗大河站长表示，船照开。", "罗大河", True),
        ("副站长罗大河值班。", "罗大河", True),
        ("罗大河（码头站站长）来了。", "罗大河", True),
        ("罗大河，码头站站长。", "罗大河", True),
        ("主编：罗大河", "罗大河", True),
        ("站长和罗大河都来了。", "罗大河", False),
        ("站长，罗大河来了。", "罗大河", False),
        ("罗大河，站长来了。", "罗大河", False),
        ("我代表罗大河谢谢大家。", "罗大河", False),
        ("罗大河在站长室。", "罗大河", False),
        ("罗大河告诉站长。", "罗大河", False),
        ("站长罗大河来了。", "罗大", False),  # of whom the name is but a part
        ("站长罗大说，船照开。", "罗大", True),
        ("（作者系石桥小学退休教师）", "罗大河", False),
    ],
)
def test_the_office_beside_the_name(text: str, name: str, found: bool) -> None:
    assert introduces(fold(text), name, ()) is found


@pytest.mark.parametrize(
    ("text", "authors", "found"),
    [
        ("（作者系石桥小学退休教师）", ("罗大河",), True),
        ("作者简介：石桥小学退休教师。", ("罗大河",), True),
        ("（作者系石桥小学退休教师）", ("罗大河", "韦三妹"), False),  # which of them?
        ("油印本，作者是石桥小学教师韦三妹。", ("罗大河",), False),  # of a book that he reviews
    ],
)
def test_what_an_article_says_of_its_author(
    text: str, authors: tuple[str, ...], found: bool
) -> None:
    assert introduces(fold(text), "罗大河", authors) is found
