"""Lines to paragraphs, with the proof of every character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.lines import Run, blocks, glue, is_ended, paragraphs


def paragraph_texts(text: str) -> list[str]:
    return [run.text for block in blocks(text) for run in paragraphs(block)]


def test_narrow_lines_are_one_paragraph() -> None:
    assert paragraph_texts(
        "新桥昨天通车，市民走上\n桥面，看江水从脚下流过，\n都说等了很多年。"
    ) == ["新桥昨天通车，市民走上桥面，看江水从脚下流过，都说等了很多年。"]


def test_lines_that_end_are_paragraphs() -> None:
    long = "新桥昨天通车，市民走上桥面，看江水从脚下流过，都说等了很多年，孩子们也来了。"
    assert paragraph_texts(f"{long}\n短的一段。\n{long}") == [long, "短的一段。", long]


def test_lines_that_all_end_are_paragraphs_however_long() -> None:
    short = ["新桥昨天通车，市民走上桥面，看江水流过。", "孩子们也来了，站在栏杆边上。"]
    assert paragraph_texts("\n".join(short)) == short


def test_indents_begin_paragraphs() -> None:
    assert paragraph_texts("　　新桥昨天通车，\n市民走上桥面。\n　　桥长两公里。") == [
        "新桥昨天通车，市民走上桥面。",
        "桥长两公里。",
    ]


def test_latin_words_keep_a_space_from_the_source() -> None:
    text = "the new bridge\nopened yesterday"
    (run,) = [run for block in blocks(text) for run in paragraphs(block)]
    assert run.text == "the new bridge opened yesterday"
    assert "".join(text[a:b] for a, b in run.spans) == run.text


def test_ends() -> None:
    assert [is_ended(t) for t in ("好。", "好！”", "好，", "好", "good.")] == [
        True,
        True,
        False,
        False,
        True,
    ]


@pytest.mark.slow
@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_cuts_keep_their_places(text: str, start: int, end: int) -> None:
    run = Run(text[:20], ((0, len(text[:20])),) if text[:20] else ())
    run += Run(text[30:], ((30, len(text)),) if text[30:] else ())
    start, end = sorted((min(start, len(run.text)), min(end, len(run.text))))
    part = run.cut(start, end)
    assert part.text == run.text[start:end]
    assert "".join(text[a:b] for a, b in part.spans) == part.text


@given(st.text(alphabet="桥面ab 。，\n　\r\u2028", max_size=60))
def test_spans_prove_paragraphs(text: str) -> None:
    for block in blocks(text):
        assert glue(line.run for line in block).text
        for run in paragraphs(block):
            assert "".join(text[a:b] for a, b in run.spans) == run.text
