from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.fold import fold, in_simplified, is_traditional, simplified, without_radicals
from language.lexicon import words


def test_known_characters() -> None:
    pairs = {
        "乾燥": "干燥",
        "著作": "著作",
        "體育館": "体育馆",
        "發展": "发展",
        "ＡＢＣ　１２％": "abc 12%",
        "Ｗorld": "world",
        "綦江产改": "綦江产改",
        "於": "于",
        "ⅷ": "ⅷ",  # its NFKC form has four characters
        "ß…㎡": "ß…㎡",
    }
    assert {text: fold(text) for text in pairs} == pairs


@given(st.text())
def test_one_character_to_one_and_done_once(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
    assert folded == "".join(map(fold, text))


@pytest.mark.slow
def test_all_of_unicode_keeps_its_length() -> None:
    every = "".join(map(chr, range(0x110000)))
    folded = fold(every)
    assert len(folded) == len(every)
    assert fold(folded) == folded


def test_ascii_way_is_the_table_way() -> None:
    ascii_text = "".join(map(chr, range(128)))
    assert fold(ascii_text) == fold(ascii_text + "国")[:-1]


def test_a_wide_and_a_narrow_form_are_one() -> None:
    for narrow in map(chr, range(0x21, 0x7F)):
        wide = chr(ord(narrow) + 0xFEE0)
        assert unicodedata.normalize("NFKC", wide) == narrow
        assert fold(wide) == fold(narrow)


def test_the_table_does_not_chain() -> None:
    table = simplified()
    assert len(table) > 3500
    assert table["乾"] == "干"
    assert "著" not in table


def test_radicals_are_the_characters_that_they_stand_for() -> None:
    assert fold("⻓江⻔票、⻜⻢⻋间、⻝㇐堂、⻧⻨⻩⻥") == "长江门票、飞马车间、食一堂、卤麦黄鱼"
    assert fold("⻑⻱⽉") == fold("長龜月")  # by way of the simplified ones
    assert without_radicals("⻓沙ＡB長⽉…") == "长沙ＡB長⽉…"  # all else is the tokenizer's to fold
    assert fold("⺀㇀㇄") == without_radicals("⺀㇀㇄") == "⺀㇀㇄"  # of no character at all


def test_no_radical_of_a_character_is_left() -> None:
    """Those of which Unicode names a character; what NFKC folds is not in the list again."""
    radicals = [chr(point) for point in (*range(0x2E80, 0x2E9A), *range(0x2E9B, 0x2EF4))]
    left = [radical for radical in radicals if fold(radical) == radical]
    assert left == ["⺀"]
    for pair in " ".join(words("radicals")).split():
        assert unicodedata.normalize("NFKC", pair) == pair
        assert unicodedata.name(pair[0]).startswith(("CJK RADICAL", "CJK STROKE"))
        assert unicodedata.name(pair[1]).startswith("CJK UNIFIED IDEOGRAPH")


def test_traditional_text_is_told_and_simplified() -> None:
    """Its width and case stay; a name in old characters makes no text traditional."""
    assert in_simplified("體育館 ＡＢ 發展") == "体育馆 ＡＢ 发展"
    assert is_traditional("夜班的調度員要記三本賬")
    assert not is_traditional(
        "夜班的调度员要记三本账，最老的一本是陳師傅记的，字写得很小，用铅笔。"
    )
    assert not is_traditional("Night shift, 3 books") and not is_traditional("")
