"""The rule of spans itself, and splitting by brute force."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.builder import Draft, content_id, finish
from corpus.lines import glue, lines
from corpus.records import Paragraph
from corpus.spans import blank, slice_spans, split, verify
from errors import IndexDamaged

BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def test_the_rule() -> None:
    source = "一二\r\n三四 五"
    assert verify(source, "一二三四 五", [(0, len(source))])
    assert verify(source, "一二三四", [(0, 2), (4, 6)])
    assert not verify(source, "一二 三四", [(0, 2), (4, 6)])
    for char in BREAKS:
        assert len(("a" + char + "b").splitlines()) == 2
        assert verify(f"甲{char}乙", "甲乙", [(0, 3)])


def test_blank() -> None:
    assert blank("")
    assert blank(" \u3000\t\n\u200b\ufeff\u202e\x00")
    assert not blank("\u200b字")


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6)), max_size=8), st.data())
def test_split_agrees_with_characters_one_by_one(
    gaps: list[tuple[int, int]], data: st.DataObject
) -> None:
    spans, at = [], 0
    for gap, size in gaps:
        spans.append((at + gap, at + gap + size))
        at += gap + size
    places = [i for low, high in spans for i in range(low, high)]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(places)), max_size=6)))
    parts = list(zip(cuts[::2], cuts[1::2], strict=False))
    for (start, end), slices in zip(parts, split(spans, parts), strict=True):
        assert [i for low, high in slices for i in range(low, high)] == places[start:end]


@given(st.text(alphabet="ab 字，.\n\r\u2028　1", max_size=60))
def test_glued_lines_keep_the_rule(source: str) -> None:
    run = glue(line.run for line in lines(source) if line.text)
    assert verify(source, run.text, run.spans)
    assert "".join(run.text.split()) == "".join(source.split())


@pytest.mark.slow
@given(st.text(alphabet="字。，a b", min_size=1, max_size=30), st.integers(1, 900))
def test_long_paragraphs_are_split_and_nothing_is_lost(unit: str, times: int) -> None:
    text = unit * times
    draft = Draft(text, [Paragraph("题", text, ((0, len(text)),))])
    if blank(text):
        return
    article = finish(draft, "a.txt")
    assert all(verify(text, part.text, part.spans) for part in article.paragraphs)
    joined = "".join(part.text for part in article.paragraphs)
    assert "".join(joined.split()) == "".join(text.split())
    assert all(len(part.text) <= 4_000 and part.heading == "题" for part in article.paragraphs)


def test_the_id_is_the_same_everywhere() -> None:
    """Pinned: it must not change between machines, versions and days."""
    assert content_id("题", None, ["一段。", "二段。"]) == content_id(
        "题", None, iter(["一段。", "二段。"])
    )
    assert content_id("题", "人", ["一段。"]) == "d92cdb29754aa410"


@pytest.mark.slow
@given(st.data())
def test_slice_spans_agree_with_a_map_of_every_character(data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=5))
    starts = [data.draw(st.integers(0, 60)) for _ in sizes]
    spans = [(start, start + size) for start, size in zip(starts, sizes, strict=True)]
    places = [place for start, end in spans for place in range(start, end)]
    text = "字" * len(places)
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, len(text)))
    found = slice_spans(text, spans, first, last)
    assert [place for start, end in found for place in range(start, end)] == places[first:last]


def test_spans_that_do_not_fit_the_text_are_not_guessed() -> None:
    with pytest.raises(IndexDamaged, match="3"):
        slice_spans("四个字呢", ((0, 3),), 0, 2)
