"""Pages drawn at random: each paragraph is whole, and under its own author's name or nobody's."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence

import pytest
from printed_pages import KINDS, Truth, printed

from corpus.readers import pdf
from corpus.readers.pdf_layout import page_rows
from corpus.readers.scan import given_page
from corpus.readers.vertical_text import Box
from corpus.readers.word_boxes import word
from corpus.records import Article
from corpus.spans import verify
from corpus.splitting.by_print import from_print, sizes_of
from messages import message_text

SEEDS = range(400, 404)
PARTS = [[kind] for kind in KINDS] + [["beside", "stacked"], ["grid", "beside"]]
HEAD = "柳溪旧影秋季号"
PAGES = [(kinds, "") for kinds in PARTS] + [(kinds, HEAD) for kinds in (["flow"], ["beside"])]


def under_other_names(found: Sequence[Article], truths: Sequence[Truth]) -> list[str]:
    """Paragraphs under a name that the page does not give them."""
    names = {text: one.author for one in truths for text in one.paragraphs}
    return [
        part.text
        for one in found
        for part in one.paragraphs
        if one.author is not None and names.get(part.text, one.author) != one.author
    ]


@pytest.mark.parametrize(("kinds", "head"), PAGES)
def test_articles_of_a_page_are_parted_as_they_are_printed(kinds: Sequence[str], head: str) -> None:
    count: Counter[str] = Counter()
    for seed in SEEDS:
        data, truths = printed(kinds, seed, head)
        found = list(pdf.read(io.BytesIO(data), "a.pdf", lambda *_: None))
        assert under_other_names(found, truths) == []
        assert all(
            verify(one.source.text, part.text, part.spans)
            for one in found
            for part in one.paragraphs
        )
        got = {one.title: one for one in found}
        for truth in truths:
            one = got.get(truth.title)
            texts = tuple(part.text for part in one.paragraphs) if one else ()
            count["right"] += one is not None and (one.author, texts) == (
                truth.author,
                truth.paragraphs,
            )
            count["all"] += 1
    assert count["right"] >= 0.95 * count["all"]


def level(text: str, left: float, top: float, size: float = 10.0) -> Box:
    return word(text, left, top, left + size * len(text), top + size, 0.96)


def upright(text: str, left: float, top: float, size: float = 10.0) -> list[Box]:
    return [level(char, left, top + i * size, size) for i, char in enumerate(text)]


PROSE = [
    "江水漫过老码头的那一年，镇上把渡船卖了，船工们各自上岸，有的开了茶馆，有的去修桥。",
    "修桥的人每天清早点名，傍晚收工，账目贴在桥头的木板上，谁都可以看，也可以问上一问。",
]
POEM = ["船在对岸", "橹声先过来", "月亮落进水桶"]


def test_a_poem_in_upright_columns_is_read_apart_from_the_prose_beside_it() -> None:
    boxes = [level("老码头修桥记", 50, 40, 24), level("本报记者 桂长青", 50, 80)]
    lines = [line[i : i + 22] for line in PROSE for i in range(0, len(line), 22)]
    boxes += [level(line, 50, 110 + 15 * i) for i, line in enumerate(lines)]
    boxes += upright("渡口", 380, 60, 16) + upright("闵青山", 358, 60)
    for i, line in enumerate(POEM):
        boxes += upright(line, 340 - 16 * i, 70)
    page = given_page(1, boxes, 420, 400)
    text = "\n".join(page.lines)
    assert [line for line in page.lines if line][-5:] == ["渡口", "闵青山", *POEM]
    assert all(line in text for line in lines)


def test_a_line_is_large_beside_the_text_of_its_page() -> None:
    body = [(line, [level(line, 50, 100)]) for line in PROSE]
    title, letter = ("修桥记", [level("修桥记", 50, 40, 20)]), ("江", [level("江", 50, 80, 30)])
    assert list(sizes_of([[title, *body], [letter, *body]]).lines) == ["修桥记"]
    assert not sizes_of([[title]]).lines and not sizes_of([[]]).lines


def test_an_article_whose_lines_may_be_those_of_several_columns_has_no_author() -> None:
    """Lines that begin at another place each time are columns to nobody."""
    boxes = [level("老码头修桥记", 50, 40, 24), level("本报记者 桂长青", 50, 80)]
    for i in range(6):
        left = (PROSE[0] * 2)[7 * i : 7 * i + 12 + 2 * (i % 3)]
        boxes += [
            level(left, 50, 110 + 15 * i),
            level(PROSE[1][:12], 64 + 10 * len(left), 110 + 15 * i),
        ]
        boxes += [level(PROSE[0][i : i + 12], 50, 300 + 15 * i)]
    rows = page_rows(boxes, 500, 500)
    (one,) = from_print(sizes_of([rows]), "\n".join(text for text, _ in rows), "a.pdf")
    assert (one.title, one.author) == ("老码头修桥记", None)
    assert message_text("layout_unclear") in one.notes
