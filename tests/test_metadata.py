"""Every field of the metadata reaches every face: a field is added in one record."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ToyEncoder

from corpus import article_json
from corpus.metadata import METADATA, Metadata
from corpus.records import Article, Paragraph, Source
from errors import QuestionError
from index import build, change_plan, open_index
from index.local import document_store
from index.local.reader import LocalStore
from index.store import Entry
from qa import retrieve
from qa.records import HIT_KEYS, Hit, hit_json
from web.api.export import COLUMNS

TEXT = "渡船改用了电动机。"
FULL = Metadata(**{name: f"值{name}" for name in METADATA})
ARTICLE = Article(
    id="ferry",
    source=Source("ferry.txt", TEXT),
    metadata=FULL,
    paragraphs=(Paragraph(None, TEXT, ((0, len(TEXT)),), page=3),),
)


def values(record: Any) -> dict[str, str]:
    return {name: record[name] for name in METADATA}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalStore:
    monkeypatch.setattr(change_plan, "read_articles", lambda paths, **_: iter([ARTICLE]))
    build([tmp_path], tmp_path / "index", encoder=ToyEncoder())
    return open_index(tmp_path / "index", encoder=ToyEncoder())


@pytest.mark.parametrize("name", METADATA)
def test_each_field_is_an_attribute_and_part_of_the_digest(name: str) -> None:
    assert getattr(ARTICLE, name) == f"值{name}"
    with pytest.raises((AttributeError, TypeError)):  # TypeError: CPython, frozen with slots
        setattr(ARTICLE, name, "other")
    other = replace(ARTICLE, metadata=replace(FULL, **{name: "other"}))
    digest = change_plan._Digests()
    assert digest(ARTICLE, 1) == digest(ARTICLE, 1) != digest(other, 1)


def test_each_field_comes_back_from_the_index_in_articles_and_hits(store: LocalStore) -> None:
    expected = {name: f"值{name}" for name in METADATA}
    article = store.article("ferry")
    assert article == ARTICLE
    assert values(article_json(article)) == expected
    assert [one.metadata for one in store.articles()] == [FULL]
    (hit,) = retrieve("电动机", index=store)
    assert values(hit_json(hit)) == expected
    assert hit_json(hit)["page"] == article_json(article)["paragraphs"][0]["page"] == 3
    assert set(METADATA) <= set(COLUMNS)


def test_a_newspaper_narrows(store: LocalStore) -> None:
    assert [hit.id for hit in retrieve("电动机", index=store, paper="值")] == ["ferry#1"]
    with pytest.raises(QuestionError, match=r"no article has the paper .*值paper"):
        retrieve("电动机", index=store, paper="别的报")


def test_a_page_is_part_of_the_digest() -> None:
    moved = replace(ARTICLE, paragraphs=(replace(ARTICLE.paragraphs[0], page=4),))
    assert change_plan._Digests()(ARTICLE, 1) != change_plan._Digests()(moved, 1)


def test_the_keys_of_a_hit_are_its_fields() -> None:
    own = {field.name for field in fields(Hit)} - {"metadata"}
    assert sorted(HIT_KEYS) == sorted([*own, *METADATA])


def test_rows_of_an_index_without_a_field_are_read() -> None:
    """Stored before `paper`, `edition` and `page` were known."""
    entry = Entry(
        id="ferry", own_id="ferry", content="c", digest="d", path="ferry.txt", real="/ferry.txt",
        place=1, metadata=Metadata(title="渡船"), notes=(), paragraphs=1,
    )  # fmt: skip
    facts = document_store.StoredArticle(1, 1, entry)
    *columns, data, _ = document_store._article_row(facts)
    known = json.loads(data)
    old = json.dumps({key: known[key] for key in known if key not in ("paper", "edition")}).encode()
    row = (*columns, old, document_store._crc(*columns, old))
    assert document_store._stored_article(row) == facts
    text, more = TEXT.encode(), json.dumps([None, [[0, 9]], []]).encode()
    crc = document_store._crc(1, 1, 1, text, more)
    stored = document_store._stored_paragraph((1, 1, 1, text, more, crc)).paragraph
    assert (stored.text, stored.spans, stored.page) == (TEXT, ((0, 9),), None)
