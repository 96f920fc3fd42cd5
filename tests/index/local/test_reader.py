from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from asking import dense, lexical, rows, weighed
from conftest import ROOT, ToyEncoder

from errors import IndexDamaged, IndexMismatch, StoreError
from index import build, open_index, search_text
from index.analyzer import question_terms
from index.local import bm25_search, files, reader, segment, vector_index
from index.local.files import RowReader, write_array
from index.local.generations import MARK
from index.local.reader import LocalStore
from index.store import Filters, Search, every_article
from language.sentences import sentences

ENCODER = ToyEncoder()

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


@pytest.mark.parametrize(
    ("narrow", "expected"),
    [
        (Filters(column="班组"), ["焊工班添", "考核分两", "這一篇沒"]),
        (Filters(column="班組", author="林小满"), ["焊工班添", "考核分两"]),
        (Filters(author="周一鸣"), ["焊工班添", "考核分两", "食堂改了"]),
        (Filters(since="2024"), ["食堂改了"]),
        (Filters(since="2024-11-05"), ["食堂改了"]),
        (Filters(since="2024-12"), []),
        (Filters(until="2023-05-04"), ["焊工班添", "考核分两"]),
        (Filters(until="2023-05-03"), []),
        (Filters(since="2023", until="2024"), ["焊工班添", "考核分两", "食堂改了"]),
        (Filters(author="无此人"), []),
    ],
)
def test_filters(store: LocalStore, narrow: Filters, expected: list[str]) -> None:
    listed = dense(store, "焊机和素菜", 9, narrow)
    assert [row.text[:4] for row in rows(store) if row in dict(listed)] == expected
    assert {row.text[:4] for row, _ in lexical(store, "两", 9, narrow)} <= set(expected)


def test_context_leads_to_a_paragraph_that_does_not_say_it(store: LocalStore) -> None:
    for question in ("焊工班", "林小满", "班组"):
        assert "考核分两" in [row.text[:4] for row, _ in lexical(store, question, 9)]
    (heading,) = [row for row in rows(store) if row.heading == "考核"]
    assert "第一次在六月" in heading.text


def test_both_legs_come_in_one_call_in_the_order_of_the_index(store: LocalStore) -> None:
    keys, weights = weighed("焊机两台", store)
    vector = ENCODER.queries(["焊机两台"])[0]
    matches = store.search(Search(vector, keys, weights, 2, vectors=True))
    order = [row.id for row in rows(store)]
    assert [order.index(row.id) for row in matches.rows] == sorted(
        order.index(row.id) for row in matches.rows
    )
    for leg, alone in (
        (matches.lexical, lexical(store, "焊机两台", 2)),
        (matches.dense, dense(store, "焊机两台", 2)),
    ):
        places = leg.places().tolist()
        assert [(matches.rows[at], float(leg.scores[at])) for at in places] == alone
        assert sorted(leg.ranks[places]) == [1, 2]
        assert np.isnan(leg.scores[leg.ranks == 0]).all()
    assert matches.vectors is not None
    listed = np.flatnonzero(matches.dense.ranks)
    assert matches.vectors[listed] @ vector == pytest.approx(matches.dense.scores[listed], abs=1e-6)


def test_sizes_are_of_the_sentences_of_the_text(store: LocalStore) -> None:
    for row in rows(store):
        parts = [row.text[start:end] for start, end in sentences(row.text)]
        assert list(row.sizes) == [len(question_terms(part).keys) for part in parts]


def test_vectors_are_the_encoders(store: LocalStore) -> None:
    sample = store.sample(9)
    article = store.article(sample.rows[1].article_id)
    assert article is not None
    text = search_text.embedded(article, article.paragraphs[1])
    assert np.array_equal(sample.vectors[[1]], ENCODER.passages([text]))


def test_a_sample_is_spread_evenly(store: LocalStore) -> None:
    everything = rows(store)
    assert list(store.sample(2).rows) == everything[::2]
    assert list(store.sample(3).rows) == everything[::2]
    assert list(store.sample(1).rows) == everything[:1]


def test_statistics(store: LocalStore) -> None:
    terms = question_terms("焊機 whatever")
    statistics = store.statistics(terms.keys)
    assert statistics.rows == 4
    assert dict(zip(terms.letters, statistics.document_frequency.tolist(), strict=True)) == {
        "焊": 2, "机": 1, "焊机": 1, "whatever": 0,
    }  # fmt: skip
    assert store.statistics(terms.keys[:0]).document_frequency.tolist() == []


def test_paragraphs_and_articles_by_their_ids(store: LocalStore) -> None:
    everything = rows(store)
    wanted = [everything[3].id, everything[0].id]
    assert store.paragraphs(wanted) == [everything[3], everything[0]]
    assert store.paragraphs([]) == store.paragraphs_after([]) == []
    places = [place for place, row in enumerate(everything) for _ in range(2)][::-1]
    after = [*everything[1:], None]
    ends = [row and row.article_id for row in after]
    assert store.paragraphs_after([everything[place].id for place in places]) == [
        after[place] if ends[place] == everything[place].article_id else None for place in places
    ]
    known = everything[0].article_id
    for name in ("nobody#1", f"{known}#0", f"{known}#99", "x"):
        with pytest.raises(StoreError, match=re.escape(name)):
            store.paragraphs([name])
        with pytest.raises(StoreError, match=re.escape(name)):
            store.paragraphs_after([name])
    assert store.article("nobody") is None


def test_articles_come_in_pages(store: LocalStore) -> None:
    whole = store.articles()
    assert [article.title for article in whole] == ["焊工班", "食堂", "無題"]
    assert store.articles_after(None, 2) == whole[:2]
    assert store.articles_after(whole[0].id, 1) == whole[1:2]
    assert store.articles_after(whole[2].id, 9) == []
    assert list(every_article(store)) == whole
    with pytest.raises(StoreError, match="nobody"):
        store.articles_after("nobody", 9)


def test_another_encoder_or_other_terms_are_refused(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = store.status.index

    class Wide(ToyEncoder):
        dimension = 65

    with pytest.raises(IndexMismatch, match=r"64 numbers.*65 numbers.*python -m index build"):
        open_index(root, encoder=Wide())
    monkeypatch.setattr("index.analyzer.VERSION", 99)
    with pytest.raises(IndexMismatch, match="python -m index build"):
        open_index(root, encoder=ENCODER)


def test_importing_the_index_is_light() -> None:
    code = (
        "import sys, index, index.local.reader\n"
        "heavy = {'torch', 'jieba', 'faiss', 'gradio', 'sentence_transformers', 'pkg_resources'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_rows_are_read_once_and_not_all_kept(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (row.id for row in rows(store)[:2])
    again = store.paragraphs([second, first, second])
    assert again[0] is again[2] is store.paragraphs([second])[0]
    monkeypatch.setattr(reader, "_ROWS_CACHED", 2)
    assert len(rows(store)) == 4
    assert store.paragraphs([first])[0] == again[1]
    assert len(store._row_cache) <= 2


def test_codes_lead_to_the_same_rows(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """So few rows are all compared, whether their codes are asked first or not."""
    for narrow in (Filters(), Filters(author="周一鸣"), Filters(author="无此人")):
        exact = dense(store, "焊机和素菜", 3, narrow)
        with monkeypatch.context() as patch:
            patch.setattr(vector_index, "ALL_COMPARED", 0)
            assert dense(store, "焊机和素菜", 3, narrow) == exact


def test_rare_terms_lead_to_the_same_rows(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows that hold the rare terms come as they do when all terms are searched at once; those
    that hold common ones alone are what is given up."""
    for narrow in (Filters(), Filters(author="周一鸣")):
        for question in ("焊机和素菜", "食堂的菜单", "考核在六月"):
            exact = lexical(store, question, 3, narrow)
            for few in (8, 20, 40):
                with monkeypatch.context() as patch:
                    patch.setattr(bm25_search, "POSTINGS_READ", few)
                    listed = lexical(store, question, 3, narrow)
                assert listed and listed == exact[: len(listed)]


def test_status(store: LocalStore) -> None:
    status = store.status
    assert (status.articles, status.paragraphs, status.encoder) == (3, 4, "toy")
    folder = Path(status.index) / status.generation
    sizes = {path.name: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    assert status.bytes == sum(sizes.values()) - sizes["manifest.json"] - sizes[MARK]


def test_rows_of_a_large_array_are_read_alone(tmp_path: Path) -> None:
    numbers = np.random.default_rng(4)
    array = numbers.standard_normal((5_000, 64)).astype(np.float32)
    write_array(tmp_path / "a.npy", array)
    reading = RowReader(tmp_path / "a.npy", 64)
    (tmp_path / "a.npy").rename(tmp_path / "gone.npy")  # as a generation that is cleared away
    for chosen in ([], [4_999], [0, 17, 4_999, 17]):
        rows = reading.rows(np.array(chosen, np.int64))
        assert rows.shape == (len(chosen), 64) and (rows == array[chosen]).all()
    with pytest.raises(IndexDamaged, match="too short"):
        reading.rows(np.array([5_000]))
    reading.close()


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan, 30.0, -30.0])
def test_a_vector_that_cannot_be_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: float
) -> None:
    """A large file is not hashed when it is opened; one wrong byte may make a number vast."""
    for name, text in ARTICLES.items():
        (tmp_path / name).write_text(text, "utf-8")
    build([tmp_path / name for name in ARTICLES], tmp_path / "i", encoder=ENCODER)
    monkeypatch.setattr(files, "READ_WHOLE", 0)
    (path,) = (tmp_path / "i").glob("gen-*/seg-*/vectors.npy")
    vectors = np.lib.format.open_memmap(path, mode="r+")
    vectors[1] = value
    vectors.flush()
    with pytest.raises(IndexDamaged, match="longer than 1"):
        dense(open_index(tmp_path / "i", encoder=ENCODER), "焊机和素菜", 9)


def test_a_large_index_reads_the_vectors_that_it_compares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in ARTICLES.items():
        (tmp_path / name).write_text(text, "utf-8")
    build([tmp_path / name for name in ARTICLES], tmp_path / "i", encoder=ENCODER)
    mapped = open_index(tmp_path / "i", encoder=ENCODER)
    monkeypatch.setattr(segment, "READ_WHOLE", 0)
    read = open_index(tmp_path / "i", encoder=ENCODER)
    assert all(segment._rows is not None for segment in read._files.segments)
    for narrow in (Filters(), Filters(author="周一鸣")):
        assert dense(read, "焊机和素菜", 3, narrow) == dense(mapped, "焊机和素菜", 3, narrow)
    assert (read.sample(4).vectors == mapped.sample(4).vectors).all()
