"""The lexical leg against BM25 written out, over one segment and over several with dead rows."""

from __future__ import annotations

from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import IndexDamaged
from index import bm25
from index.analyzer import MOST_ASKED, occurrences, question_terms
from index.local import bm25_search
from index.local.bm25_search import Dead, Postings

TEXTS = st.lists(st.text("工会职业技能创新企业ab 。", max_size=12), min_size=1, max_size=8)


def postings_of(texts: list[str], dead: set[int] | None = None) -> Postings:
    """The postings of some rows, by counting in dicts."""
    rows: dict[int, dict[int, int]] = {}
    gone: Counter[int] = Counter()
    lengths = []
    for number, text in enumerate(texts):
        counted = Counter(occurrences([text]).keys.tolist())
        lengths.append(sum(counted.values()))
        for key, times in counted.items():
            rows.setdefault(key, {})[number] = times
        if number in (dead or ()):
            gone.update(counted.keys())
    keys = sorted(rows)
    starts = np.cumsum([0, *(len(rows[key]) for key in keys)])
    return Postings(
        np.array(keys, np.uint64),
        starts.astype(np.int64),
        np.array([row for key in keys for row in rows[key]], np.int32),
        np.array([times for key in keys for times in rows[key].values()], np.uint8),
        np.array(lengths, np.int32),
        Dead(
            np.array(sorted(gone), np.uint64),
            np.array([gone[key] for key in sorted(gone)], np.int32),
        ),
    )


def written_out(texts: list[str], question: str) -> list[float]:
    """BM25 by the book, a row at a time."""
    rows = [Counter(occurrences([text]).keys.tolist()) for text in texts]
    lengths = [sum(row.values()) for row in rows]
    mean = sum(lengths) / len(lengths) or 1
    scores = []
    for row, length in zip(rows, lengths, strict=True):
        score = 0.0
        for term, times in Counter(occurrences([question]).keys.tolist()).items():
            frequency = sum(term in row_terms for row_terms in rows)
            idf = log(1 + (len(rows) - frequency + 0.5) / (frequency + 0.5))
            norm = 1.2 * (1 - 0.75 + 0.75 * length / mean)
            score += min(times, 2) * idf * row[term] * 2.2 / (row[term] + norm)
        scores.append(score)
    return scores


@pytest.mark.slow
@given(TEXTS, TEXTS, st.sets(st.integers(0, 7)), st.text("工会职业技能创新企业ab", max_size=8))
def test_scores_are_bm25_of_the_living_rows(
    one: list[str], other: list[str], dead: set[int], question: str
) -> None:
    alive = [text for number, text in enumerate(one) if number not in dead] + other
    segments = [postings_of(one, dead), postings_of(other)]
    asked = question_terms(question)
    held = bm25_search.document_frequency(segments, asked.keys)
    weights = bm25.idf(held, len(alive)) * np.minimum(asked.times, MOST_ASKED)
    known = held > 0
    mean = sum(len(occurrences([text]).keys) for text in alive) / len(alive)
    scores = [
        bm25_search.scores(
            part,
            asked.keys[known],
            weights[known],
            bm25.length_norm(part.lengths, mean),
        ).tolist()
        for part in segments
    ]
    found = [score for number, score in enumerate(scores[0]) if number not in dead] + scores[1]
    assert found == pytest.approx(written_out(alive, question))


def test_a_term_of_no_row_scores_nothing() -> None:
    postings = postings_of(["工会", "企业"])
    keys = question_terms("hello 世界").keys
    assert bm25_search.document_frequency([postings], keys).tolist() == [0] * len(keys)
    assert not bm25_search.scores(postings, keys, np.ones(len(keys)), np.ones(2)).any()


def test_a_row_that_is_not_there_is_damage() -> None:
    postings = postings_of(["工会", "企业"])
    postings.rows[0] = 77
    with pytest.raises(IndexDamaged, match="77"):
        bm25_search.scores(postings, question_terms("工会企业").keys, np.ones(7), np.ones(2))


SUMS = st.lists(st.integers(0, 6), min_size=1, max_size=400)


@given(SUMS, st.integers(1, 40))
def test_of_many_rows_the_best_and_all_that_equal_the_last_of_them_are_looked_at(
    sums: list[int], depth: int
) -> None:
    scores = np.array(sums, np.float64)
    rows = set(bm25_search.top_candidates(scores, depth).tolist())
    wanted = sorted((score for score in sums if score), reverse=True)[:depth]
    assert {row for row, score in enumerate(sums) if wanted and score >= wanted[-1]} <= rows
    assert all(sums[row] for row in rows)


@given(TEXTS, st.text("工会职业技能创新企业ab", max_size=8), st.data())
def test_some_rows_score_as_all_do(texts: list[str], question: str, data: st.DataObject) -> None:
    postings = postings_of(texts)
    keys = question_terms(question).keys
    weights, norms = np.linspace(1, 2, len(keys)), np.linspace(0.5, 2, len(texts))
    rows = np.array(data.draw(st.lists(st.integers(0, len(texts) - 1), unique=True)), np.int64)
    some = bm25_search.scores_of(postings, keys, weights, norms, rows)
    every = bm25_search.scores(postings, keys, weights, norms)
    assert some == pytest.approx(every[rows])


@given(st.lists(st.integers(0, 50), min_size=1, max_size=9), st.integers(1, 120))
def test_the_rarest_terms_choose_as_long_as_their_postings_are_few(
    held: list[int], few: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bm25_search, "POSTINGS_READ", few)
        first, rest = bm25_search.rarest_first(np.array(held))
    assert sorted([*first.tolist(), *rest.tolist()]) == list(range(len(held)))
    read = [held[place] for place in first.tolist()]
    assert sum(read) <= few or len(read) == 1
    assert all(held[place] >= max(read) for place in rest.tolist())
    if len(rest):
        assert sum(read) + held[int(rest[0])] > few
