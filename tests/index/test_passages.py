from __future__ import annotations

import numpy as np
import pytest
from conftest import ToyEncoder

from corpus.metadata import Metadata
from corpus.records import Article, Paragraph, Source
from index import passages
from index.analyzer import question_terms
from index.passages import Analysis, count
from index.store import Entry, Passages
from language.sentences import sentences


def articles() -> list[tuple[Entry, Article]]:
    articles = []
    for number in range(4):
        texts = [f"第{n}天,璟泰化工开工。“灯塔课堂”也开讲{n}次!" for n in range(number * 3)]
        paragraphs = tuple(Paragraph(None, text, ()) for text in texts)
        source = Source(f"{number}.txt", "\n".join(texts))
        facts = Metadata(title=f"题目{number}", author="林小满")
        name = str(number)
        article = Article(id=name, source=source, metadata=facts, paragraphs=paragraphs)
        entry = Entry(name, name, name, name, source.path, source.path, 1, facts, (), len(texts))
        articles.append((entry, article))
    return articles


def ids_and_rows() -> tuple[list[str], list[object]]:
    """The ids in the order they came, and each paragraph's hash, vector, sizes and terms."""
    batches: list[tuple[list[tuple[Entry, Article]], Passages]] = []
    analysis = Analysis(
        ToyEncoder(),
        64,
        lambda hashes: {},
        lambda articles, passages: batches.append((articles, passages)),
    )
    for pair in articles():
        analysis.add(*pair)
    analysis.finish()
    ids = [entry.id for articles, _ in batches for entry, _ in articles]
    rows: list[object] = []
    for _, batch in batches:
        for row, sizes in enumerate(batch.sizes):
            in_row = batch.rows == row
            terms = dict(
                zip(batch.keys[in_row].tolist(), batch.counts[in_row].tolist(), strict=True)
            )
            rows.append((batch.hashes[row].tolist(), batch.vectors[row].tolist(), sizes, terms))
    return ids, rows


def test_batches_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    ids, rows = ids_and_rows()
    assert ids == ["0", "1", "2", "3"] and len(rows) == 18
    for size in (1, 50, 200):
        monkeypatch.setattr(passages, "_BATCH", size)
        assert ids_and_rows() == (ids, rows)


def test_sizes_and_terms_are_those_of_the_texts() -> None:
    _, rows = ids_and_rows()
    texts = [part.text for _, article in articles() for part in article.paragraphs]
    for text, row in zip(texts, rows, strict=True):
        _, _, sizes, terms = row  # type: ignore[misc]
        parts = [question_terms(text[start:end]).keys for start, end in sentences(text)]
        assert list(sizes) == [len(part) for part in parts]
        assert {key for part in parts for key in part.tolist()} <= terms.keys()
        (title,) = question_terms("题目").keys[-1:].tolist()
        assert terms[title] >= 1  # the context counts too


def test_what_is_known_is_not_encoded_again() -> None:
    class Counting(ToyEncoder):
        texts = 0

        def passages(self, texts):  # type: ignore[no-untyped-def]
            self.texts += len(texts)
            return super().passages(texts)

    encoder = Counting()
    vector = np.ones(64, np.float32)
    put: list[Passages] = []
    analysis = Analysis(
        encoder, 64, lambda hashes: {hashes[0]: vector}, lambda _, passages: put.append(passages)
    )
    _, article = articles()[1]
    twice = Article("t", article.source, article.metadata, article.paragraphs * 2)
    entry = articles()[1][0]
    analysis.add(entry, twice)
    analysis.finish()
    (passages,) = put
    assert encoder.texts == 2 and (analysis.paragraphs, analysis.reused) == (6, 4)
    assert (passages.vectors[[0, 3]] == vector).all()
    assert np.array_equal(passages.vectors[1], passages.vectors[4])


def test_a_term_counts_at_most_255_times() -> None:
    rows, keys, counts = count(np.zeros(1000, np.int64), np.full(1000, 7, np.uint64))
    assert (rows.tolist(), keys.tolist(), counts.tolist()) == ([0], [7], [255])
