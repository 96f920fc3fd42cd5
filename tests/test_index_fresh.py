from __future__ import annotations

import numpy as np
import pytest
from conftest import ToyEncoder

from corpus.records import Article, Paragraph, Source
from index import fresh
from index.fresh import Fresh, Made


def articles() -> list[Article]:
    found = []
    for number in range(4):
        texts = [f"第{n}天,璟泰化工开工。“灯塔课堂”也开讲{n}次!" for n in range(number * 3)]
        paragraphs = tuple(Paragraph(None, text, ()) for text in texts)
        source = Source(f"{number}.txt", "\n".join(texts))
        facts = (f"题目{number}", "林小满", None, None, None, None)
        found.append(Article(str(number), source, *facts, paragraphs))
    return found


def made() -> Made:
    rows = Fresh(ToyEncoder(), 64, lambda digest: None, keep_sentences=True)
    for key, article in enumerate(articles(), 1):
        rows.add(article, key)
    return rows.finish()


def test_batches_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = made()
    assert whole.names[4] == ("林小满", "灯塔课堂", "璟泰化工开工")
    assert whole.owners.tolist() == [2] * 3 + [3] * 6 + [4] * 9
    for size in (1, 50, 200):
        monkeypatch.setattr(fresh, "_BATCH", size)
        parts = made()
        assert parts.names == whole.names
        assert parts.long == whole.long
        assert parts.texts == whole.texts
        for name in ("owners", "hashes", "vectors"):
            assert np.array_equal(getattr(parts, name), getattr(whole, name))
        for name in ("starts", "spans", "sizes", "vectors", "term_starts", "terms"):
            one, other = getattr(parts.sentences, name), getattr(whole.sentences, name)
            assert np.array_equal(one, other)
        for name in ("rows", "keys", "counts"):
            one, other = getattr(parts.counts, name), getattr(whole.counts, name)
            assert np.array_equal(one, other)
