"""Covers read from texts, against the terms that the analyzer finds in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.metadata import Metadata
from errors import IndexDamaged
from index.analyzer import letters, occurrences, question_terms
from index.store import Row
from language.sentences import sentences
from qa.ranking.term_coverage import covers


def terms_of(sentence: str, text: str, span: tuple[int, int]) -> set[str]:
    """The terms that begin in a sentence, by the analyzer's reading of the whole text."""
    found = occurrences([text])
    return {
        letters(key) or found.long[key]
        for key, place in zip(found.keys.tolist(), found.places.tolist(), strict=True)
        if span[0] <= place < span[1]
    }


def row(text: str) -> Row:
    spans = sentences(text)
    sizes = tuple(len(terms_of(text[a:b], text, (a, b))) for a, b in spans)
    return Row("a#1", "a", "a", Metadata(), None, 1, text, (), (), None, sizes)


PIECES = st.sampled_from(
    [
        "职业技能", "技能竞赛", "中华人民共和国", "book", "OK", "ok2", "T恤", "二〇二四年",
        "2024", "第三十六条", "第 36 条", "四百五十", "。", "，", " ", "\n", "工會", "机", "3.5",
        "人民", "竞赛规则", "!", "研究生命", "_", "归燕计划", "十五",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=8).map("".join)


@given(st.lists(TEXTS, min_size=1, max_size=3), TEXTS)
def test_covers_are_the_analyzers_terms(texts: list[str], question: str) -> None:
    terms = question_terms(question).letters
    rows = [row(text) for text in texts]
    seen = covers(terms, rows)
    expected, owners = [], []
    for number, text in enumerate(texts):
        for start, end in sentences(text) or [(0, 0)]:
            held = terms_of(text[start:end], text, (start, end))
            expected.append([float(term in held) for term in terms])
            owners.append(number)
    assert seen.holds.tolist() == expected
    assert seen.owner.tolist() == owners
    assert seen.starts.tolist() == [owners.index(number) for number in range(len(texts))]
    assert seen.sizes.tolist() == [size for one in rows for size in one.sizes or (0,)]


def test_other_sentences_than_were_indexed_are_damage() -> None:
    with pytest.raises(IndexDamaged, match="a#1"):
        covers(("灯",), [Row("a#1", "a", "a", Metadata(), None, 1, "灯亮。", (), (), None, (1, 2))])
