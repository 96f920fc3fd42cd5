"""Cards of sources: what was corrected is said once, and what looks alike is told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from corpus.corrections import correction_of
from corpus.metadata import Metadata
from messages import message_text
from qa.records import Hit
from web.ui.html_article import notes_html
from web.ui.html_sources import sources_html
from web.ui.strings import Words

ZH, EN = Words("zh"), Words("en")
TITLE = str(message_text("corrected", field="title", was="旧题", id="0a1b2c3d"))
NOTES = (
    TITLE,
    str(message_text("corrected_unknown", field="author", id="0a1b2c3d")),
    *(str(message_text(key, number="3", id="0a1b2c3d"))
      for key in ("split_by", "joined_by", "moved_by")),
)  # fmt: skip


def hit(
    rank: int, article: str, text: str, path: str, notes: Sequence[str] = (), title: str = "夜校"
) -> Hit:
    about = Metadata(title=title, published="2024-05-01")
    spans = ((0, len(text)),)
    return Hit(
        rank, 1.0, f"{article}#{rank}", article, about, path, None, rank, text, spans, 1, 1, (),
        notes=tuple(notes),
    )  # fmt: skip


def cards(hits: Sequence[Hit], words: Words = ZH) -> list[str]:
    html = sources_html(hits, {one.rank: [] for one in hits}, words)
    return html.split('<li class="wb-source">')[1:]


@pytest.mark.parametrize("note", NOTES)
def test_a_note_of_a_correction_is_told_without_its_id(note: str) -> None:
    assert correction_of(note) == "0a1b2c3d"
    for words in (ZH, EN):
        html = notes_html([note, note], words)
        assert html.count("<li>") == 1 and "0a1b2c3d" not in html
        assert not re.search("改正 |correction", html)


def test_a_corrected_field_is_said_once_an_article_and_a_split_at_its_passage() -> None:
    split = NOTES[2]
    [card] = cards([
        hit(1, "a", "夜校开门了。", "a.txt", [TITLE]),
        hit(2, "a", "夜校教什么。", "a.txt", [split, TITLE]),
    ])  # fmt: skip
    assert card.count("原为：旧题") == 1
    assert card.index("原为：旧题") < card.index('id="hit-1"')
    assert card.index("由读者分开") > card.index('id="hit-2"')


def test_cards_that_look_alike_have_their_file_and_the_hit_of_the_same_text() -> None:
    first, second, third = cards([
        hit(1, "a", "夜校开门了。", "in/甲.txt"), hit(2, "b", "夜校开门了。", "in/乙.txt"),
        hit(3, "c", "别的文章。", "in/丙.txt", title="另一篇"),
        hit(4, "b", "夜校散学了。", "in/乙.txt"),
    ])  # fmt: skip
    assert "甲.txt" in first.split('class="wb-hits"')[0] and "文字同" not in first
    assert "乙.txt" in second.split('class="wb-hits"')[0] and second.count("文字同 [1]") == 1
    assert "丙.txt" not in third.split('class="wb-hits"')[0], "nothing looks like it"
    [one] = cards([hit(1, "a", "夜校开门了。", "in/甲.txt")])
    assert "甲.txt" not in one.split('class="wb-hits"')[0]
