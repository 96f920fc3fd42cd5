"""A word below a title that may be a name: the first subhead, or who wrote the text."""

from __future__ import annotations

import pytest

from corpus.readers.html import articles as of_page
from corpus.readers.text import from_text

ONE = "柏树里的水箱建于三十年前，一到夏天，六楼以上的住户只能半夜接水，周阿姨也接了三十年。"
TWO = "方案先后议了九次，争得最凶的是机房的位置，最后大家同意把废弃的车棚让出来。"
LATER = "机房里"
SUBHEADS = ["水箱", "周阿姨", "高峰期", "江边", "白菜", "马灯", "祝福", "黄昏", "石桥"]


def authors(text: str) -> list[str | None]:
    return [one.author for one in from_text(text, "a.txt")]


@pytest.mark.parametrize("subhead", SUBHEADS)
@pytest.mark.parametrize(("gap", "indent"), [("\n", "　　"), ("\n\n", "")])
def test_the_first_subhead_is_no_author_and_tears_nothing(
    subhead: str, gap: str, indent: str
) -> None:
    one_text, two_text = indent + ONE, indent + TWO
    parts = ["老小区的水怎样上楼", subhead, one_text, two_text, LATER, two_text, one_text]
    (one,) = from_text(gap.join(parts), "a.txt")
    assert (one.title, one.author) == ("老小区的水怎样上楼", None)
    assert [paragraph.heading for paragraph in one.paragraphs] == [subhead] * 2 + [LATER] * 2


@pytest.mark.parametrize("subhead", ["水箱", "周阿姨", "高峰期", "白菜", "马灯"])
def test_nor_on_a_web_page(subhead: str) -> None:
    body = f"<h2>{subhead}</h2><p>{ONE}</p><p>{TWO}</p><h2>{LATER}</h2><p>{TWO}</p><p>{ONE}</p>"
    page = f"<html><body><article><h1>老小区的水怎样上楼</h1>{body}</article></body></html>"
    (one,) = of_page(page, "a.html")
    assert one.author is None


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("name", ["桂小满", "温良玉", "何田田", "秦朗", "欧阳青"])
def test_a_name_over_a_text_with_subheads_is_the_author(name: str, gap: str) -> None:
    text = gap.join(["老小区的水怎样上楼", name, ONE, TWO, LATER, TWO, ONE])
    assert authors(text) == [name]


@pytest.mark.parametrize("name", ["桂小满", "高原", "文静"])
def test_a_name_over_a_text_without_subheads_is_the_author(name: str) -> None:
    assert authors(f"老小区的水怎样上楼\n{name}\n\n{ONE}\n\n{TWO}\n") == [name]
    assert authors(f"老小区的水怎样上楼\n{name}\n\n{ONE}\n\n{TWO}（作者{name}系居民）\n") == [name]


def test_of_several_articles_a_name_below_each_title_stays() -> None:
    names = ["桂小满", "文静", "何田田"]
    parts = [f"{name}家的水怎样上楼\n{name}\n{ONE}\n{TWO}\n" for name in names]
    assert authors("\n".join(parts)) == names
