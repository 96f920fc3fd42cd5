"""Names that differ in one character."""

from __future__ import annotations

import pytest

from language.siblings import is_sibling, labels, sibling
from language.sounds import sounds_alike


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("柳荫街有几家船行", "柳荫路有船行四家。", "柳荫路"),
        ("柳荫街有几家船行", "柳荫接有船行四家。", ""),  # no kind of place
        ("红岩村收了多少橘子", "红石村收橘子两万斤。", "红石村"),
        ("红岩村收了多少橘子", "红燕村收橘子两万斤。", ""),  # sounds alike: mistyped
        ("红岩村收了多少橘子", "红岩村收橘子两万斤。", ""),
        ("红岩村收了多少橘子", "青石村收橘子两万斤。", ""),  # two letters
        ("滨海小区有几栋楼", "滨湖小区有六栋楼。", "滨湖小区"),
        ("青云大桥长多少米", "青龙大桥长八十米。", "青龙大桥"),
        ("沿铁路的村子有几个", "将铁路移交给村子。", ""),  # of words, not of names
        ("这家医院有几张床", "那家医院有九十张床。", ""),
        ("罗大河下岛那天带了什么", "我下岛那天带了一壶水。", ""),
        ("居民区有几栋楼", "居住区有六栋楼。", ""),  # a word of the dictionary
    ],
)
def test_the_sibling_of_a_place(question: str, text: str, found: str) -> None:
    assert next(filter(None, (sibling(one, text) for one in labels(question))), "") == found


def test_names_of_one_length_differ_in_a_letter() -> None:
    assert is_sibling("罗大河", "罗大江")
    assert not is_sibling("罗大河", "罗大禾")
    assert not is_sibling("罗大河", "罗小江")
    assert not is_sibling("罗大河", "罗大河")


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("志", "致", True), ("是", "四", True), ("英", "音", True), ("孙", "逊", True),
        ("乐", "热", True),
        ("路", "街", False), ("女", "吕", False), ("略", "虐", False), ("覃", "秦", True),
    ],
)  # fmt: skip
def test_what_sounds_alike(one: str, other: str, found: bool) -> None:
    """Of 覃, a rare character, no sound is known."""
    assert sounds_alike(one, other) is found
