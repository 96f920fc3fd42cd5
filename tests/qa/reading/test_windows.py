"""Windows of the reader: all of a text, each token in one unit, places that can be cited."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encoders.contextual import model
from models.builtin.contextual_model import FIRST, LAST, MOST_TOKENS
from qa.reading.windows import CLAUSE, LONG, Window, context, units, windows

SHIFT = (
    "夜班的调度员要记三本账：一本记车次，一本记司机，还有一本记路上的事；哪一本都不能等到天亮再补，"
    "因为早班的人六点就来接手，看不懂的地方只能打电话去问，电话一响，刚睡下的人又要起来说明，"
    "所以老调度员说，账记得清楚是给别人留觉睡。"
)
ALPHABET = st.sampled_from("夜班车次一二3,，。；！？“”《》 \nab.é\u3000")


def hit(text: str, **known: Any) -> Any:
    fields: dict[str, Any] = {"id": "a#0", "article_id": "a", "paragraph": 0}
    fields |= dict.fromkeys(("title", "heading", "author", "office", "column", "published"))
    return SimpleNamespace(text=text, **{**fields, **known})


def read(text: str, size: int = 192) -> list[Window]:
    return windows(model().tokenizer, "账记几本？", [hit(text)], size)


@given(st.text(ALPHABET, max_size=300))
def test_units_cover_all_of_a_text_but_white_space(text: str) -> None:
    found = units(text)
    assert all(a < b for a, b in found)
    assert all(b <= c for (_, b), (c, _) in pairwise(found))
    inside = {i for a, b in found for i in range(a, b)}
    assert all(text[i].isspace() for i in set(range(len(text))) - inside)


def test_a_long_sentence_is_cut_at_its_clauses_and_a_short_one_is_not() -> None:
    assert len(SHIFT) > LONG
    pieces = [SHIFT[a:b] for a, b in units(SHIFT)]
    assert len(pieces) > 2
    assert "".join(pieces) == SHIFT
    assert all(len(piece) >= CLAUSE for piece in pieces[:-1])
    assert all(piece[-1] in "；，" for piece in pieces[:-1])
    assert units("三本账。" * 3) == [(0, 4), (4, 8), (8, 12)]


def test_the_comma_of_a_number_parts_nothing() -> None:
    text = "调度室" * 12 + "一共发出了1,234,567张路单，" + "调度室" * 30 + "。"
    assert not any(SHIFT.endswith("1,") for a, b in units(text) if text[a:b].endswith(("1,", "4,")))


@settings(max_examples=30)
@given(st.text(ALPHABET, max_size=400), st.sampled_from([16, 64, 192]))
def test_every_token_of_a_window_is_in_one_unit_and_in_its_place(text: str, size: int) -> None:
    for window in read(text, size):
        assert len(window.ids) <= MOST_TOKENS
        assert window.ids[0] == FIRST and window.ids[-1] == LAST
        assert window.tokens[0][0] == window.begin
        assert window.tokens[-1][1] == len(window.ids) - 1
        assert len(window.places) == len(window.ids) - 1 - window.begin <= size
        for (_, b), (c, _) in pairwise(window.tokens):
            assert b == c  # one after the other, without a gap
        for (start, end), (first, last) in zip(window.units, window.tokens, strict=True):
            assert first < last
            for _, b in window.places[first - window.begin : last - window.begin]:
                assert b <= end and b >= start


def test_the_windows_of_a_long_text_have_all_of_its_units() -> None:
    text = "".join(f"第{n}班记了{n * 3}次车，路上没有事。" for n in range(200))
    found = read(text)
    assert len(found) > 5
    assert [unit for window in found for unit in window.units] == units(text)


def test_question_and_passage_are_read_in_the_same_characters() -> None:
    """As they are where both are traditional, else simplified; the places are those of the text."""
    simplified = "船票三块钱，学生和老人半价，周末和节日不涨价。"
    traditional = "船票三塊錢，學生和老人半價，週末和節日不漲價。"

    def seen(question: str, text: str) -> Window:
        (window,) = windows(model().tokenizer, question, [hit(text)])
        return window

    for question in ("船票多少钱", "船票多少錢"):
        assert seen(question, simplified) == seen("船票多少钱", simplified)
    assert seen("船票多少钱", traditional) == seen("船票多少钱", simplified.replace("周", "週"))
    assert seen("船票多少錢", traditional).ids != seen("船票多少钱", traditional).ids
    assert seen("船票多少錢", traditional).places[-1] == (len(traditional) - 1, len(traditional))


def test_a_year_that_is_asked_in_digits_is_read_in_digits() -> None:
    def seen(question: str, text: str) -> Window:
        (window,) = windows(model().tokenizer, question, [hit(text)])
        return window

    written, digits = "一九八五年有船十条。", "1985年有船十条。"
    assert seen("1985年有几条船", written).ids == seen("1985年有几条船", digits).ids
    assert seen("那年有几条船", written).ids != seen("那年有几条船", digits).ids


def test_what_stands_over_a_passage_is_read_before_it() -> None:
    one = hit("七点开课。", title="夜校", heading="时间", author="阮青", published="2024-03")
    assert context(one, "时间") == "夜校 · 时间 · 阮青 · 2024-03"
    (window,) = windows(model().tokenizer, "几点？", [one])
    pieces = map(model().tokenizer.id_to_token, window.ids[1 : window.begin])
    text = "".join(pieces).replace("▁", "")
    assert "阮青" in text and "夜校" in text and text.startswith("几点")


def test_what_stands_under_a_title_is_read_with_it() -> None:
    title = hit("《渡口三十年》", id="a#1", article_id="a", paragraph=1)
    under = hit("油印本，作者是阮青。", id="a#2", article_id="a", paragraph=2)
    found = windows(model().tokenizer, "谁写的？", [under, title])
    heads = [model().tokenizer.decode(window.ids[: window.begin]) for window in found]
    assert ["三" in head for head in heads] == [True, False]


def test_a_reply_is_read_with_its_question_before_it() -> None:
    asked = hit("记者：夜校几点开课？", id="a#1", article_id="a", paragraph=1)
    reply = hit("阮青：七点。", id="a#2", article_id="a", paragraph=2)
    other = hit("阮青：七点。", id="b#2", article_id="b", paragraph=2)
    found = windows(model().tokenizer, "几点？", [reply, asked, other])
    heads = [model().tokenizer.decode(window.ids[: window.begin]) for window in found]
    assert ["记者" in head for head in heads] == [True, False, False]


@pytest.mark.parametrize("text", ["", " \n　"])
def test_a_hit_without_text_gives_no_window(text: str) -> None:
    assert read(text) == []
