"""The cascade: when the reader is asked, what it changes, and that nothing is read twice."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from encoders.contextual import model
from index import build, open_index
from qa import ask
from qa.ranking import rerank
from qa.ranking.rerank import MARGIN, PARTS, RERANKED, cascade, ranker
from qa.request import Request
from qa.retrieval import search

Floats = NDArray[np.float32]


class Cascade:
    """The cascade with a linear ranker and a reader whose scores a test gives."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, first: list[float]) -> None:
        """first: what the linear ranker says of each candidate, in log-odds."""
        self.first = 1 / (1 + np.exp(-np.array(first, np.float32)))
        self.reads: list[list[str]] = []
        self.reader: dict[str, float] = {}
        monkeypatch.setattr(rerank, "ranker", lambda: lambda query, candidates: self.first.copy())
        monkeypatch.setattr(rerank, "passage_scores", self.read)

    def read(self, query: Any, passages: list[str]) -> Floats:
        self.reads.append(passages)
        return np.array([self.reader[one] for one in passages], np.float32)

    def scores(self, *, asks_nothing: bool = False) -> Floats:
        rows = tuple("abcdef"[: len(self.first)])
        query: Any = SimpleNamespace(question=SimpleNamespace(asks_nothing=asks_nothing))
        candidates: Any = SimpleNamespace(rows=rows)
        return cascade(query, candidates)


@pytest.fixture
def weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both models weigh the same."""
    both = SimpleNamespace(weights=np.ones(2, np.float32))
    monkeypatch.setattr(rerank, "linear", lambda part, names: lambda rows: rows @ both.weights)


def test_the_first_few_change_places_and_keep_the_scores_of_the_places(
    monkeypatch: pytest.MonkeyPatch, weights: None
) -> None:
    made = Cascade(monkeypatch, [0.2, 1.0, -3.0, 0.9, 0.1])
    made.reader = {"b": -1.0, "d": 2.0, "a": 0.5}
    found = made.scores()
    assert made.reads == [["b", "d", "a"]]  # the best three, best first
    # Sums: b 0.0, d 2.9, a 0.7; so d, a, b, with the scores of the places before.
    assert np.argsort(-found).tolist() == [3, 0, 1, 4, 2]
    assert sorted(found.tolist()) == sorted(made.first.tolist())
    assert found[[3, 0, 1]].tolist() == made.first[[1, 3, 0]].tolist()


@pytest.mark.parametrize("gap, read", [(MARGIN - 0.05, True), (MARGIN + 0.05, False)])
def test_the_reader_is_asked_only_where_the_ranker_is_of_two_minds(
    monkeypatch: pytest.MonkeyPatch, weights: None, gap: float, read: bool
) -> None:
    made = Cascade(monkeypatch, [0.0, gap, -0.1, -0.2])
    made.reader = {"a": 9.0, "b": -9.0, "c": -9.0}
    found = made.scores()
    assert bool(made.reads) is read
    assert int(np.argmax(found)) == (0 if read else 1)


def test_what_asks_nothing_and_a_single_passage_are_not_read(
    monkeypatch: pytest.MonkeyPatch, weights: None
) -> None:
    for first, nothing in (([0.5, 0.4], True), ([0.5], False), ([], False)):
        made = Cascade(monkeypatch, first)
        assert made.scores(asks_nothing=nothing).tolist() == made.first.tolist()
        assert not made.reads


def test_the_shipped_weights_let_the_reader_count(monkeypatch: pytest.MonkeyPatch) -> None:
    sums, read = np.array([0.5, 0.3], np.float32), np.array([-4.0, 4.0], np.float32)
    assert PARTS == ("passage", "reader")
    better = rerank.reordered(sums, read)
    assert better[1] > better[0]
    assert rerank.reordered(sums, np.zeros(2, np.float32))[0] > 0
    empty = rerank.reordered(sums, np.array([-np.inf, -5.0], np.float32))
    assert np.isfinite(empty).all() and empty[1] > empty[0]


def test_what_ranking_has_read_the_answer_does_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ferry"
    folder.mkdir()
    for place, last in (("甲", "九点"), ("乙", "十点"), ("丙", "八点")):
        text = f"# {place}渡口\n\n{place}渡口末班船晚上{last}开，节日加开一班。\n"
        (folder / f"{place}.md").write_text(text, "utf-8")
    build([folder], tmp_path / "index")
    store = open_index(tmp_path / "index")
    question = "渡口末班船几点开"
    plain = search(Request(question, 3), store, ranker())
    monkeypatch.setattr(rerank, "MARGIN", np.inf)
    read: list[tuple[int, ...]] = []
    network, whole = model(), model().read

    def counted(sequences: Any) -> Any:
        read.extend(map(tuple, sequences))
        return whole(sequences)

    monkeypatch.setattr(network, "read", counted)
    found = search(Request(question, 3), store)
    assert len(read) == RERANKED
    assert {hit.id for hit in found.hits} == {hit.id for hit in plain.hits}
    assert sorted(hit.score for hit in found.hits) == sorted(hit.score for hit in plain.hits)
    read.clear()
    assert ask(question, index=store).hits == found.hits
    assert len(read) == len(set(read)) == RERANKED
