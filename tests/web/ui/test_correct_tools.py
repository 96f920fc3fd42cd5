"""Tools at a paragraph: a place to split it at for each piece, folded where there are many."""

from __future__ import annotations

from corpus.metadata import Metadata
from corpus.records import Article, Paragraph, Source
from web.ui.html_correct import SPLITS_SHOWN, tools_html
from web.ui.strings import Words

ZH = Words("zh")
LINES = "渡船每天\n来回六趟，\n末班在\n傍晚七点开。"


def article(pieces: int) -> Article:
    lines, at, spans = LINES.split("\n")[:pieces], 0, []
    for one in lines:
        spans.append((at, at + len(one)))
        at += len(one) + 1
    paragraph = Paragraph(None, "".join(lines), tuple(spans))
    return Article("a", Source("a.txt", LINES), Metadata(), (paragraph, paragraph))


def test_few_places_stand_open_and_many_behind_a_press() -> None:
    few, many = (
        tools_html(article(SPLITS_SHOWN + 1), 1, ZH),
        tools_html(article(SPLITS_SHOWN + 2), 1, ZH),
    )
    assert few.count("处分开") == SPLITS_SHOWN and "<details>" not in few
    assert many.count("处分开") == SPLITS_SHOWN + 1
    assert "处分开" not in many[: many.index("<details>")], "what is done often stands before"
    assert "分开这一段" in many and "下移" in many[: many.index("<details>")]
