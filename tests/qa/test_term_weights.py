"""What each term of a question counts, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from index import build, open_index
from index.store import Store
from qa.term_weights import term_weights

TEXT = "守夜人点亮灯塔。\n\n灯塔高二十米。\n\n渡口没有船。\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    place = tmp_path_factory.mktemp("weights")
    (place / "灯塔.md").write_text(TEXT, "utf-8")
    build([place], place / "index", encoder="static")
    return open_index(place / "index")


def idf(held: int) -> float:
    """Of a term that so many of the three paragraphs hold."""
    return float(np.log1p((3 - held + 0.5) / (held + 0.5)))


def test_a_term_counts_by_its_rarity_and_a_short_word_twice(store: Store) -> None:
    terms = term_weights("灯塔 渡", store)  # each word is also a pair, or a character
    assert dict(zip(terms.letters, terms.weights.tolist(), strict=True)) == pytest.approx(
        {"灯塔": 2 * idf(2), "灯": idf(2), "塔": idf(2), "渡": 2 * idf(1)}
    )
    assert terms.keys.tolist() == sorted(terms.keys.tolist())
    thrice = term_weights("渡 渡 渡", store)
    assert thrice.weights.tolist() == pytest.approx([2 * idf(1)]), "twice at most"


def test_a_numeral_counts_in_both_forms(store: Store) -> None:
    assert {"二十", "20"} <= set(term_weights("二十米", store).letters)


def test_known_is_the_share_of_the_weight_that_the_index_knows(store: Store) -> None:
    assert term_weights("灯塔", store).known == 1
    assert term_weights("zebra", store).known == term_weights("", store).known == 0
    half = term_weights("灯塔 zebra", store)
    held = float(half.weights.sum())
    assert half.known == pytest.approx(held / (held + idf(0)))
