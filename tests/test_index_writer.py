"""Building and changing: any chain of changes ends in the index that one full build gives."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from conftest import ToyEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import IndexMismatch, IndexMissing, SourceError, StoreError
from index import add, build, manifest, open_index, parts, remove, verify
from index.local import LocalStore
from index.parts import Parts

TEXTS = [
    "车间里新添了一台数控机床,师傅们先学图纸再上手。",
    "工会为夜班职工准备了热饭,也备了一间休息室。",
    "技能竞赛的奖金发到班组,班组再评出带头人。",
    "The workshop keeps a log of every shift. 交接班要签字。",
    "工会为夜班职工准备了热饭。",
    "“归燕计划”头一年招了三十人,个个是回乡的。",
    "归燕计划的学员都拿到了证书,下期计划也定了。",
]

QUESTIONS = ["夜班职工吃什么", "奖金发给谁", "who signs the log", "数控机床", "热饭", "归燕计划"]


class Cheap(ToyEncoder):
    cheap = True


class Other(ToyEncoder):
    revision = "toy-2"


ENCODER = Cheap()


def write(folder: Path, name: str, *texts: str, title: str = "题目", **facts: str) -> Path:
    """A JSON Lines file of one article."""
    folder.mkdir(parents=True, exist_ok=True)
    row = {"title": title, "text": "\n\n".join(texts), **facts}
    (folder / name).write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    return folder / name


def contents(store: LocalStore) -> dict[str, Any]:
    """All that an asker can get."""
    numbers = list(range(len(store)))
    terms = np.arange(len(store.idf(np.zeros(0, np.int32))), dtype=np.int32)
    found: dict[str, Any] = {
        "rows": store.rows(numbers),
        "articles": store.articles(),
        "terms": terms.tolist(),
        "sources": [store.article(one.id) for one in store.articles()],
        "vectors": store.vectors(numbers).tolist(),
        "sentences": [
            (one.spans, one.vectors, [store.term_text(part) for part in one.terms])
            for one in store.sentences(numbers)
        ],
    }
    for question in QUESTIONS:
        lexical = store.lexical(question, 4)
        dense = store.dense(store.encoder.queries([question])[0], 4)
        found[question] = [
            lexical.rows.tolist(),
            lexical.scores.tolist(),
            dense.rows.tolist(),
            dense.scores.tolist(),
            store.idf(store.terms(question)).tolist(),
        ]
    return found


def arrays(root: Path) -> dict[str, bytes]:
    """Every file that does not number rows of the SQLite file."""
    with_numbers = {parts.ROWS, parts.NAMES, "keys.npy", "owners.npy", manifest.NAME}
    folder = Path(open_index(root, encoder=ENCODER)._folder)
    return {
        path.name: path.read_bytes() for path in folder.iterdir() if path.name not in with_numbers
    }


def equal(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return bool(np.array_equal(one, other))
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    return bool(one == other)


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("add"),
            st.integers(0, 4),
            st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3),
        ),
        st.tuples(st.just("remove"), st.integers(0, 4), st.just([])),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, deadline=None)
@given(STEPS)
def test_a_chain_of_changes_is_one_full_build(steps: list[tuple[str, int, list[str]]]) -> None:
    with TemporaryDirectory() as name:
        folder, root = Path(name) / "in", Path(name) / "chain"
        present = {"0.jsonl": write(folder, "0.jsonl", TEXTS[0])}
        build([folder], root, encoder=ENCODER)
        for what, number, texts in steps:
            file = f"{number}.jsonl"
            if what == "add":
                present[file] = write(folder, file, *texts)
                add([present[file]], root, encoder=ENCODER)
            elif file in present:
                path = present.pop(file)
                store = open_index(root, encoder=ENCODER)
                gone = [one.id for one in store.articles() if one.path == str(path)]
                assert len(gone) == 1
                remove(gone, root)
                path.unlink()
        if not present:
            assert len(open_index(root, encoder=ENCODER)) == 0
            return
        build(sorted(present.values()), Path(name) / "full", encoder=ENCODER)
        chain, full = (Path(name) / part for part in ("chain", "full"))
        assert arrays(chain) == arrays(full)
        one, other = (contents(open_index(path, encoder=ENCODER)) for path in (chain, full))
        assert equal(one, other)
        assert not verify(chain).wrong


@pytest.fixture
def three(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A folder of three articles, two of them with the same text, and its index."""
    folder, root = tmp_path / "文章", tmp_path / "索引 ü"
    write(folder, "a.jsonl", TEXTS[0], TEXTS[1], title="机床")
    write(folder, "b.jsonl", TEXTS[2], title="竞赛")
    write(folder, "c.jsonl", TEXTS[0], TEXTS[1], title="机床")
    build([folder], root, encoder=ENCODER)
    yield folder, root


def test_a_second_source_of_the_same_text_keeps_its_rows(three: tuple[Path, Path]) -> None:
    folder, root = three
    store = open_index(root, encoder=ENCODER)
    rows = store.rows(store.lexical("夜班职工的热饭", 9).rows.tolist())
    hits = [row for row in rows if row.text == TEXTS[1]]
    assert [row.path for row in hits] == [str(folder / "a.jsonl"), str(folder / "c.jsonl")]
    first, second = hits
    assert second.article_id.startswith(f"{first.article_id}-")
    assert len(store.ids()) == len(store) == 5
    assert {row.id for row in store.rows(range(5))} == store.ids()


def test_every_row_leads_to_its_own_source(three: tuple[Path, Path]) -> None:
    _, root = three
    store = open_index(root, encoder=ENCODER)
    for row in store.rows(range(len(store))):
        article = store.article(row.article_id)
        assert article is not None
        assert article.path == row.path
        assert "".join(article.source.text[a:b] for a, b in row.spans) == row.text
        assert article.paragraphs[row.paragraph - 1].text == row.text
        assert store.lexical(row.text, 1).rows.tolist() == [
            min(n for n, one in enumerate(store.rows(range(5))) if one.text == row.text)
        ]


def test_a_skipped_row_shifts_no_source(tmp_path: Path) -> None:
    good = [{"title": f"第{n}篇", "text": text} for n, text in enumerate(TEXTS[:5])]
    lines = [json.dumps(row, ensure_ascii=False) for row in good]
    lines[1:1] = ["{broken", '{"title": "no text"}', "", '{"text": 5}']
    (tmp_path / "rows.jsonl").write_text("\n".join(lines), "utf-8")
    report = build([tmp_path / "rows.jsonl"], tmp_path / "index", encoder=ENCODER)
    assert (report.articles, report.paragraphs, len(report.skipped)) == (5, 5, 3)
    assert all(one.path.startswith(str(tmp_path / "rows.jsonl")) for one in report.skipped)
    store = open_index(tmp_path / "index", encoder=ENCODER)
    for number, text in enumerate(TEXTS[:5]):
        (row,) = store.rows(store.lexical(text, 1).rows.tolist())
        assert (row.title, row.text) == (f"第{number}篇", text)
        (row,) = store.rows(store.dense(ENCODER.passages([f"第{number}篇\n{text}"])[0], 1).rows)
        assert (row.title, row.text) == (f"第{number}篇", text)


def test_vectors_are_reused(three: tuple[Path, Path]) -> None:
    folder, root = three
    again = build([folder], root, encoder=ENCODER)
    assert (again.reused, again.embedded) == (5, 0)
    write(folder, "b.jsonl", TEXTS[2], TEXTS[3], title="竞赛")
    changed = add([folder / "b.jsonl"], root, encoder=ENCODER)
    assert (changed.articles, changed.paragraphs, changed.embedded) == (3, 6, 1)
    other = build([folder], root, encoder=Other())
    assert other.reused == 2  # within this build: the second source of two paragraphs
    assert other.embedded == 4


def test_an_add_with_another_encoder_is_refused(three: tuple[Path, Path]) -> None:
    folder, root = three
    with pytest.raises(IndexMismatch, match=r"toy-1.*toy-2.*build"):
        add([folder / "a.jsonl"], root, encoder=Other())
    with pytest.raises(IndexMismatch, match=r"toy-1.*toy-2.*build"):
        open_index(root, encoder=Other())


def test_nothing_readable_leaves_the_index(three: tuple[Path, Path], tmp_path: Path) -> None:
    _, root = three
    before = open_index(root, encoder=ENCODER).generation
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.txt").write_text("", "utf-8")
    for path in (tmp_path / "empty", tmp_path / "empty.txt", tmp_path / "nowhere"):
        for change in (build, add):
            with pytest.raises(SourceError, match="no article"):
                change([path], root, encoder=ENCODER)
    assert open_index(root, encoder=ENCODER).generation == before
    assert not verify(root).wrong


def test_remove_of_an_unknown_id_removes_nothing(three: tuple[Path, Path]) -> None:
    _, root = three
    known = open_index(root, encoder=ENCODER).articles()[0].id
    with pytest.raises(SourceError, match="nobody"):
        remove([known, "nobody"], root)
    assert len(open_index(root, encoder=ENCODER)) == 5
    with pytest.raises(IndexMissing, match="build"):
        remove([known], root.parent / "no index")


def test_ids_last_through_a_rebuild(three: tuple[Path, Path], tmp_path: Path) -> None:
    folder, root = three
    before = open_index(root, encoder=ENCODER).ids()
    write(folder, "0.jsonl", TEXTS[4], title="前面")
    build([folder], root, encoder=ENCODER)
    assert before < open_index(root, encoder=ENCODER).ids()
    build([folder], tmp_path / "elsewhere", encoder=ENCODER)
    assert (
        open_index(tmp_path / "elsewhere", encoder=ENCODER).ids()
        == open_index(root, encoder=ENCODER).ids()
    )


def test_an_encoder_that_breaks_its_promise_breaks_no_index(three: tuple[Path, Path]) -> None:
    folder, root = three

    class Short(Cheap):
        def passages(self, texts: Any) -> Any:
            return super().passages(texts)[:-1]

    class Dying(Cheap):
        def passages(self, texts: Any) -> Any:
            raise KeyboardInterrupt

    write(folder, "d.jsonl", "一段从未见过的话。")
    with pytest.raises(StoreError, match="shape"):
        build([folder], root, encoder=Short())
    with pytest.raises(KeyboardInterrupt):
        add([folder / "d.jsonl"], root, encoder=Dying())
    assert len(open_index(root, encoder=ENCODER)) == 5
    assert sorted(path.name for path in root.iterdir()) == ["CURRENT", "gen-000001", "lock"]


def test_what_is_damaged_is_not_passed_on(three: tuple[Path, Path]) -> None:
    folder, root = three
    file = root / "gen-000001" / "sentence_vectors.npy"
    data = bytearray(file.read_bytes())
    data[-1] ^= 8
    file.write_bytes(data)
    with pytest.raises(StoreError, match="sentence_vectors"):
        add([folder / "a.jsonl"], root, encoder=ENCODER)
    report = build([folder], root, encoder=ENCODER)
    assert report.embedded == 3
    assert not verify(root).wrong
    shutil.rmtree(root / "gen-000001", ignore_errors=True)
    assert len(open_index(root, encoder=ENCODER)) == 5


def test_a_name_comes_and_goes_with_its_article(tmp_path: Path) -> None:
    write(tmp_path / "in", "1.jsonl", TEXTS[6])
    write(tmp_path / "in", "2.jsonl", "计划归档以后,燕子也飞回来了。")
    build([tmp_path / "in"], tmp_path / "index", encoder=ENCODER)

    def score() -> float:
        store = open_index(tmp_path / "index", encoder=ENCODER)
        found = store.lexical("归燕计划", 9)
        assert store.rows(found.rows[:1].tolist())[0].text == TEXTS[6]
        return float(found.scores[0])

    before = score()
    add([write(tmp_path / "in", "3.jsonl", TEXTS[5])], tmp_path / "index", encoder=ENCODER)
    store = open_index(tmp_path / "index", encoder=ENCODER)
    assert {row.text for row in store.rows(store.lexical("归燕计划", 2).rows.tolist())} == set(
        TEXTS[5:7]
    )
    (gone,) = [one.id for one in store.articles() if one.path.endswith("3.jsonl")]
    remove([gone], tmp_path / "index")
    assert score() == before


def test_parts_are_what_they_were(three: tuple[Path, Path]) -> None:
    _, root = three
    folder = root / "gen-000001"
    found = parts.load(folder, manifest.read(folder))
    assert isinstance(found, Parts)
    assert len(found.keys) == len(found.vectors) == len(found.postings.lengths) == 5
    assert np.array_equal(found.vectors[0], found.vectors[3])
