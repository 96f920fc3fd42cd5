"""The lexical leg against BM25 written out, and merged postings against postings made at once."""

from __future__ import annotations

from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import IndexDamaged
from index import lexical
from index.lexical import Counts, Postings
from index.terms import letters, occurrences

TEXTS = st.lists(st.text("工会职业技能创新企业ab 。", max_size=12), max_size=8)


def made(texts: list[str]) -> Postings:
    """The postings of some rows, by counting in dicts."""
    rows: dict[int, dict[int, int]] = {}
    lengths = []
    for number, text in enumerate(texts):
        counted = Counter(occurrences([text]).keys.tolist())
        lengths.append(sum(counted.values()))
        for key, times in counted.items():
            rows.setdefault(key, {})[number] = times
    keys = sorted(rows)
    starts = np.cumsum([0, *(len(rows[key]) for key in keys)])
    return Postings(
        np.array(keys, np.uint64),
        starts.astype(np.int64),
        np.array([row for key in keys for row in rows[key]], np.int32),
        np.array([times for key in keys for times in rows[key].values()], np.uint8),
        np.array(lengths, np.int32),
    )


def same(one: Postings, other: Postings) -> bool:
    names = ("keys", "starts", "rows", "counts", "lengths")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def fresh(texts: list[str], numbers: list[int]) -> Counts:
    if not texts:
        return Counts(np.zeros(0, np.int64), np.zeros(0, np.uint64), np.zeros(0, np.uint8))
    found = occurrences(texts)
    return lexical.count(np.array(numbers, np.int64)[found.texts], found.keys)


@given(TEXTS, TEXTS, st.randoms(use_true_random=False))
def test_a_merge_is_as_made_at_once(old: list[str], new: list[str], chance: object) -> None:
    drop = {n for n in range(len(old)) if chance.random() < 0.3}  # type: ignore[attr-defined]
    order = [("old", n) for n in range(len(old)) if n not in drop]
    order += [("new", n) for n in range(len(new))]
    chance.shuffle(order)  # type: ignore[attr-defined]
    texts = [old[n] if which == "old" else new[n] for which, n in order]
    place = {pair: number for number, pair in enumerate(order)}
    numbers = np.array([place.get(("old", n), -1) for n in range(len(old))], np.int64)
    added = fresh(new, [place["new", n] for n in range(len(new))])
    whole = made(texts)
    assert same(lexical.merge(made(old), numbers, added, whole.lengths), whole)


def written_out(texts: list[str], question: str) -> list[float]:
    """BM25 by the book, a row at a time."""
    rows = [Counter(occurrences([text]).keys.tolist()) for text in texts]
    lengths = [sum(row.values()) for row in rows]
    mean = sum(lengths) / len(lengths) or 1
    scores = []
    for row, length in zip(rows, lengths, strict=True):
        score = 0.0
        for term, asked in Counter(occurrences([question]).keys.tolist()).items():
            held = sum(term in other for other in rows)
            idf = log(1 + (len(rows) - held + 0.5) / (held + 0.5))
            norm = 1.2 * (1 - 0.75 + 0.75 * length / mean)
            score += min(asked, 2) * idf * row[term] * 2.2 / (row[term] + norm)
        scores.append(score)
    return scores


@given(TEXTS.filter(bool), st.text("工会职业技能创新企业ab", max_size=8), st.integers(1, 9))
def test_search_is_bm25(texts: list[str], question: str, k: int) -> None:
    expected = written_out(texts, question)
    found = lexical.search(made(texts), lexical.keys_of(question), k)
    positive = [n for n, score in enumerate(expected) if score > 0]
    assert len(found.rows) == min(k, len(positive))
    assert set(found.rows.tolist()) <= set(positive)
    assert found.scores.tolist() == pytest.approx([expected[n] for n in found.rows.tolist()])
    assert found.scores.tolist() == pytest.approx(sorted(expected, reverse=True)[: len(found.rows)])


def test_equal_rows_stand_in_row_order_and_filters_hold() -> None:
    postings = made(["工会", "企业", "工会", "工会"])
    keys = lexical.keys_of("工会")
    assert lexical.search(postings, keys, 2).rows.tolist() == [0, 2]
    assert lexical.search(postings, keys, 9, np.array([1, 2, 3])).rows.tolist() == [2, 3]


def test_a_leg_with_nothing_to_say_is_silent() -> None:
    postings = made(["工会", "企业"])
    assert len(lexical.search(postings, lexical.keys_of("hello 世界"), 5).rows) == 0
    assert len(lexical.search(lexical.empty(), lexical.keys_of("工会"), 5).rows) == 0


def test_a_row_that_is_not_there_is_damage() -> None:
    postings = made(["工会", "企业"])
    postings.rows[0] = 77
    with pytest.raises(IndexDamaged, match="77"):
        lexical.search(postings, lexical.keys_of("工会企业"), 5)


def test_terms_are_spelled() -> None:
    texts = ["职业技能 hello"]
    postings, long = made(texts), occurrences(texts).long
    terms = np.arange(len(postings.keys), dtype=np.int32)
    found = lexical.spelled(postings, long, terms)
    assert set(found) >= {"职", "职业", "职业技能", "hello"}
    assert [letters(int(key)) or long[int(key)] for key in postings.keys] == found


def test_a_term_counts_at_most_255_times() -> None:
    counted = lexical.count(np.zeros(1000, np.int64), np.full(1000, 7, np.uint64))
    assert counted.counts.tolist() == [255]
