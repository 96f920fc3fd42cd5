from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, ToyEncoder

from errors import IndexMismatch, StoreError
from index import build, context, open_index
from index.local import LocalStore
from index.store import Narrow
from language.sentences import sentences


class Cheap(ToyEncoder):
    cheap = True


ENCODER = Cheap()

ARTICLES = {
    "a.md": "---\ntitle: 焊工班\n"
    "author: 林小满、周一鸣\ncolumn: 班组\npublished: 2023-05-04\n---\n\n"
    "焊工班添了两台新焊机。师傅说,先练平焊!\n\n## 考核\n\n考核分两次,第一次在六月。\n",
    "b.md": "---\ntitle: 食堂\nauthor: 周一鸣\ncolumn: 生活\npublished: 2024-11\n---\n\n"
    "食堂改了菜单,多了两样素菜。\n",
    "c.md": "---\ntitle: 無題\ncolumn: 班組\n---\n\n這一篇沒有日期,也沒有作者。\n",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    folder = tmp_path_factory.mktemp("local")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    build([folder], folder / "index", encoder=ENCODER)
    return open_index(folder / "index", encoder=ENCODER)


def texts(store: LocalStore, rows: np.ndarray) -> list[str]:
    return [row.text[:4] for row in store.rows(rows.tolist())]


@pytest.mark.parametrize(
    ("narrow", "expected"),
    [
        (Narrow(column="班组"), ["焊工班添", "考核分两", "這一篇沒"]),
        (Narrow(column="班組", author="林小满"), ["焊工班添", "考核分两"]),
        (Narrow(author="周一鸣"), ["焊工班添", "考核分两", "食堂改了"]),
        (Narrow(since="2024"), ["食堂改了"]),
        (Narrow(since="2024-11-05"), ["食堂改了"]),
        (Narrow(since="2024-12"), []),
        (Narrow(until="2023-05-04"), ["焊工班添", "考核分两"]),
        (Narrow(until="2023-05-03"), []),
        (Narrow(since="2023", until="2024"), ["焊工班添", "考核分两", "食堂改了"]),
        (Narrow(author="无此人"), []),
    ],
)
def test_filters(store: LocalStore, narrow: Narrow, expected: list[str]) -> None:
    within = store.within(narrow)
    assert within is not None
    assert texts(store, within) == expected
    found = store.dense(ENCODER.queries(["焊机和素菜"])[0], 9, within)
    assert sorted(found.rows.tolist()) == within.tolist()
    assert set(store.lexical("两", 9, within).rows.tolist()) <= set(within.tolist())


def test_no_filter_is_none(store: LocalStore) -> None:
    assert store.within(Narrow()) is None


def test_context_leads_to_a_paragraph_that_does_not_say_it(store: LocalStore) -> None:
    for question in ("焊工班", "林小满", "班组"):
        found = store.lexical(question, 9).rows.tolist()
        assert "考核分两" in [row.text[:4] for row in store.rows(found)]
    (heading,) = [row for row in store.rows(range(4)) if row.heading == "考核"]
    assert "第一次在六月" in heading.text


def test_sentences_are_those_of_the_text(store: LocalStore) -> None:
    numbers = [3, 0, 1]
    for row, found in zip(store.rows(numbers), store.sentences(numbers), strict=True):
        assert list(found.spans) == sentences(row.text)
        parts = [row.text[start:end] for start, end in found.spans]
        assert found.vectors is not None
        cosines = (found.vectors * ENCODER.passages(parts)).sum(axis=1)
        assert cosines == pytest.approx(np.ones(len(parts)), abs=1e-3)
        for part, terms in zip(parts, found.terms, strict=True):
            assert terms.tolist() == store.terms(part).tolist()
    assert store.sentences([]) == []


def test_vectors_are_the_encoders(store: LocalStore) -> None:
    article = store.article(store.rows([1])[0].article_id)
    assert article is not None
    text = context.embedded(article, article.paragraphs[1])
    assert np.array_equal(store.vectors([1]), ENCODER.passages([text]))


def test_terms_and_idf(store: LocalStore) -> None:
    terms = store.terms("焊機 whatever")
    assert set(store.term_text(terms)) == {"焊", "机", "焊机"}
    assert (store.idf(terms) > 0).all()


def test_a_row_that_is_not_there(store: LocalStore) -> None:
    for number in (-1, len(store)):
        with pytest.raises(StoreError, match="0 to 3 are there"):
            store.rows([number])
    assert store.rows([]) == []
    assert store.article("nobody") is None


def test_another_encoder_or_other_terms_are_refused(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = store.status.index

    class Wide(Cheap):
        dimension = 65

    with pytest.raises(IndexMismatch, match=r"64 numbers.*65 numbers.*python -m index build"):
        open_index(root, encoder=Wide())
    monkeypatch.setattr("index.terms.VERSION", 99)
    with pytest.raises(IndexMismatch, match="python -m index build"):
        open_index(root, encoder=ENCODER)


def test_importing_the_index_is_light() -> None:
    code = (
        "import sys, index, index.local\n"
        "heavy = {'torch', 'jieba', 'faiss', 'gradio', 'sentence_transformers', 'pkg_resources'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_status(store: LocalStore) -> None:
    status = store.status
    assert (status.articles, status.paragraphs, status.encoder) == (3, 4, "toy")
    folder = Path(status.index) / status.generation
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    assert status.bytes == sum(sizes.values()) - sizes["manifest.json"]
