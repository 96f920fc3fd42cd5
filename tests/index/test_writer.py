"""Building and changing: any chain of changes ends in the index that one full build gives."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from asking import dense, ids, lexical, rows
from conftest import Places, ToyEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import read_articles
from errors import IndexMismatch, IndexMissing, SourceError, StoreError
from index import (
    add,
    article_ids,
    build,
    change_plan,
    open_index,
    remove,
    rollback,
    sync,
    verify,
)
from index.analyzer import question_terms
from index.engines import engine_of
from index.local import background_merge, merge_policy
from index.store import Store, every_article

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


class Other(ToyEncoder):
    revision = "toy-2"


ENCODER = ToyEncoder()


@pytest.fixture(autouse=True, scope="module")
def _here() -> Iterator[None]:
    """Hundreds of changes: reads in this process, without a new one for each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(change_plan, "read_articles", partial(read_articles, apart=False))
        yield


def write(folder: Path, name: str, *texts: str, title: str = "题目", **facts: str) -> Path:
    """A JSON Lines file of one article."""
    folder.mkdir(parents=True, exist_ok=True)
    row = {"title": title, "text": "\n\n".join(texts), **facts}
    (folder / name).write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    return folder / name


def contents(store: Store) -> dict[str, Any]:
    """All that an asker can get."""
    everything = store.sample(max(len(store), 1))
    contents: dict[str, Any] = {
        "rows": everything.rows,
        "articles": list(every_article(store)),
        "sources": [store.article(article.id) for article in every_article(store)],
        "vectors": everything.vectors.tolist(),
    }
    for question in QUESTIONS:
        frequencies = store.statistics(question_terms(question).keys).document_frequency.tolist()
        contents[question] = [lexical(store, question, 4), dense(store, question, 4), frequencies]
    return contents


def equal(left: Any, right: Any) -> bool:
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return bool(np.array_equal(left, right))
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    return bool(left == right)


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


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(
    steps=STEPS,
    policy=st.sampled_from([(8, 2048, 99), (2, 2, 99), (8, 1, 99), (2, 2, 0), (2, 2048, 0)]),
)
def test_a_chain_of_changes_is_one_full_build(
    place: Places, steps: list[tuple[str, int, list[str]]], policy: tuple[int, int, int]
) -> None:
    """Whatever the merges: segments that are merged soon, late, in the background, or have dead
    rows for long."""
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(merge_policy, "WIDTH", policy[0])
        patch.setattr(merge_policy, "SMALL", policy[1])
        patch.setattr(merge_policy, "AT_ONCE", policy[2])
        patch.setattr(background_merge, "start", background_merge.merge)
        patch.setattr(merge_policy, "DEAD", 0.5)
        folder, root = Path(name) / "in", place(Path(name) / "chain")
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
                removed = [
                    article.id
                    for article in list(every_article(store))
                    if article.path == str(path)
                ]
                assert len(removed) == 1
                remove(removed, root)
                path.unlink()
        if not present:
            assert len(open_index(root, encoder=ENCODER)) == 0
            return
        full = Path(name) / "full"
        build(sorted(present.values()), full, encoder=ENCODER)
        left, right = (contents(open_index(path, encoder=ENCODER)) for path in (root, full))
        assert equal(left, right)
        assert not verify(root).wrong


Three = tuple[Path, "Path | str"]


@pytest.fixture
def three(tmp_path: Path, place: Places) -> Iterator[Three]:
    """A folder of three articles, two of them with the same text, and its index."""
    folder, root = tmp_path / "文章", place(tmp_path / "索引 ü")
    write(folder, "a.jsonl", TEXTS[0], TEXTS[1], title="机床")
    write(folder, "b.jsonl", TEXTS[2], title="竞赛")
    write(folder, "c.jsonl", TEXTS[0], TEXTS[1], title="机床")
    build([folder], root, encoder=ENCODER)
    yield folder, root


def test_a_second_source_of_the_same_text_keeps_its_rows(three: Three) -> None:
    folder, root = three
    store = open_index(root, encoder=ENCODER)
    hits = [row for row, _ in lexical(store, "夜班职工的热饭", 9) if row.text == TEXTS[1]]
    assert [row.path for row in hits] == [str(folder / "a.jsonl"), str(folder / "c.jsonl")]
    first, second = hits
    assert second.article_id.startswith(f"{first.article_id}-")
    assert len(ids(store)) == len(store) == 5
    assert {row.id for row in rows(store)} == ids(store)


def test_every_row_leads_to_its_own_source(three: Three) -> None:
    _, root = three
    store = open_index(root, encoder=ENCODER)
    for row in rows(store):
        article = store.article(row.article_id)
        assert article is not None
        assert article.path == row.path
        assert "".join(article.source.text[a:b] for a, b in row.spans) == row.text
        assert article.paragraphs[row.paragraph - 1].text == row.text
        first = next(earlier for earlier in rows(store) if earlier.text == row.text)
        assert [listed for listed, _ in lexical(store, row.text, 1)] == [first]


def test_a_skipped_row_shifts_no_source(tmp_path: Path, place: Places) -> None:
    good = [{"title": f"第{n}篇", "text": text} for n, text in enumerate(TEXTS[:5])]
    lines = [json.dumps(row, ensure_ascii=False) for row in good]
    lines[1:1] = ["{broken", '{"title": "no text"}', "", '{"text": 5}']
    (tmp_path / "rows.jsonl").write_text("\n".join(lines), "utf-8")
    root = place(tmp_path / "index")
    report = build([tmp_path / "rows.jsonl"], root, encoder=ENCODER)
    assert (report.articles, report.paragraphs, len(report.skipped)) == (5, 5, 3)
    assert all(skipped.path.startswith(str(tmp_path / "rows.jsonl")) for skipped in report.skipped)
    store = open_index(root, encoder=ENCODER)
    for number, text in enumerate(TEXTS[:5]):
        ((row, _),) = lexical(store, text, 1)
        assert (row.title, row.text) == (f"第{number}篇", text)
        ((row, _),) = dense(store, ENCODER.passages([f"第{number}篇\n{text}"])[0], 1)
        assert (row.title, row.text) == (f"第{number}篇", text)


def test_vectors_are_reused(three: Three) -> None:
    folder, root = three
    again = build([folder], root, encoder=ENCODER)
    assert (again.reused, again.embedded) == (5, 0)
    write(folder, "b.jsonl", TEXTS[2], TEXTS[3], title="竞赛")
    changed = add([folder / "b.jsonl"], root, encoder=ENCODER)
    assert (changed.articles, changed.paragraphs, changed.embedded) == (3, 6, 1)
    other = build([folder], root, encoder=Other())
    assert other.reused == 2  # within this build: the second source of two paragraphs
    assert other.embedded == 4


def test_an_add_of_what_is_there_makes_no_generation(three: Three) -> None:
    """Else the way back would lead to the same again."""
    folder, root = three
    before = open_index(root, encoder=ENCODER).generation
    again = add([folder / "a.jsonl", folder / "c.jsonl"], root, encoder=ENCODER)
    assert (again.generation, again.articles, again.embedded) == (before, 3, 0)
    write(folder, "d.jsonl", TEXTS[3])
    more = add([folder / "a.jsonl", folder / "d.jsonl"], root, encoder=ENCODER)
    assert more.generation != before and more.articles == 4
    assert build([folder], root, encoder=ENCODER).generation > more.generation, "a build does"


def test_an_add_with_another_encoder_is_refused(three: Three) -> None:
    folder, root = three
    with pytest.raises(IndexMismatch, match=r"toy-1.*toy-2.*build"):
        add([folder / "a.jsonl"], root, encoder=Other())
    with pytest.raises(IndexMismatch, match=r"toy-1.*toy-2.*build"):
        open_index(root, encoder=Other())


def test_nothing_readable_leaves_the_index(three: Three, tmp_path: Path) -> None:
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


def test_a_build_of_nothing_does_not_empty_the_index(three: Three) -> None:
    _, root = three
    with pytest.raises(SourceError, match="no article"):
        build([], root, encoder=ENCODER)
    assert len(open_index(root, encoder=ENCODER)) == 5


def test_what_changes_nothing_makes_no_generation(three: Three, tmp_path: Path) -> None:
    """Else the one to roll back to would be gone."""
    folder, root = three
    add([write(tmp_path, "d.jsonl", TEXTS[4], title="后来")], root, encoder=ENCODER)
    current = engine_of(root).current()
    for report in (
        add([], root, encoder=ENCODER),
        add([folder / "a.jsonl"], root, encoder=ENCODER),
        add([folder], root, encoder=ENCODER),
        remove([], root),
    ):
        assert (report.generation, report.embedded, engine_of(root).current()) == (
            current[0], 0, current,
        )  # fmt: skip
    write(folder, "a.jsonl", TEXTS[3], title="改了")
    add([folder], root, encoder=ENCODER)
    assert engine_of(root).current() != current


def test_remove_of_an_unknown_id_removes_nothing(
    three: Three, tmp_path: Path, place: Places
) -> None:
    _, root = three
    known = open_index(root, encoder=ENCODER).articles()[0].id
    with pytest.raises(SourceError, match="nobody"):
        remove([known, "nobody"], root)
    assert len(open_index(root, encoder=ENCODER)) == 5
    with pytest.raises(IndexMissing, match="build"):
        remove([known], place(tmp_path / "no index"))


def test_ids_last_through_a_rebuild(three: Three, tmp_path: Path, place: Places) -> None:
    folder, root = three
    before = ids(open_index(root, encoder=ENCODER))
    write(folder, "0.jsonl", TEXTS[4], title="前面")
    build([folder], root, encoder=ENCODER)
    assert before < ids(open_index(root, encoder=ENCODER))
    elsewhere = place(tmp_path / "elsewhere")
    build([folder], elsewhere, encoder=ENCODER)
    assert ids(open_index(elsewhere, encoder=ENCODER)) == ids(open_index(root, encoder=ENCODER))


def test_an_encoder_that_breaks_its_promise_breaks_no_index(three: Three) -> None:
    folder, root = three

    class Short(ToyEncoder):
        def passages(self, texts: Any) -> Any:
            return super().passages(texts)[:-1]

    class Dying(ToyEncoder):
        def passages(self, texts: Any) -> Any:
            raise KeyboardInterrupt

    write(folder, "d.jsonl", "一段从未见过的话。")
    with pytest.raises(StoreError, match="shape"):
        build([folder], root, encoder=Short())
    with pytest.raises(KeyboardInterrupt):
        add([folder / "d.jsonl"], root, encoder=Dying())
    assert len(open_index(root, encoder=ENCODER)) == 5
    if isinstance(root, Path):
        assert sorted(path.name for path in root.iterdir()) == ["CURRENT", "gen-000001", "lock"]
    assert not verify(root).wrong


def test_what_is_damaged_is_not_passed_on(tmp_path: Path) -> None:
    folder, root = tmp_path / "in", tmp_path / "index"
    for name, texts in (("a", TEXTS[:2]), ("b", TEXTS[2:3]), ("c", TEXTS[:2])):
        write(folder, f"{name}.jsonl", *texts)
    build([folder], root, encoder=ENCODER)
    file = root / "gen-000001" / "seg-000001" / "vectors.npy"
    data = bytearray(file.read_bytes())
    data[-1] ^= 8
    file.write_bytes(data)
    with pytest.raises(StoreError, match=r"vectors\.npy"):
        add([folder / "a.jsonl"], root, encoder=ENCODER)
    report = build([folder], root, encoder=ENCODER)
    assert report.embedded == 3
    assert not verify(root).wrong
    shutil.rmtree(root / "gen-000001", ignore_errors=True)
    assert len(open_index(root, encoder=ENCODER)) == 5


def test_a_removed_article_takes_no_term_from_the_others(tmp_path: Path, place: Places) -> None:
    root = place(tmp_path / "index")
    write(tmp_path / "in", "1.jsonl", TEXTS[6])
    write(tmp_path / "in", "2.jsonl", "计划归档以后,燕子也飞回来了。")
    build([tmp_path / "in"], root, encoder=ENCODER)

    def score() -> float:
        store = open_index(root, encoder=ENCODER)
        row, score = lexical(store, "归燕计划", 9)[0]
        assert row.text == TEXTS[6]
        return score

    before = score()
    add(
        [write(tmp_path / "in", "3.jsonl", TEXTS[5], author="林满")],
        root,
        encoder=ENCODER,
    )
    store = open_index(root, encoder=ENCODER)
    assert {row.text for row, _ in lexical(store, "归燕计划", 2)} == set(TEXTS[5:7])
    assert not verify(root).wrong
    (removed,) = [
        article.id for article in list(every_article(store)) if article.path.endswith("3.jsonl")
    ]
    remove([removed], root)
    assert score() == before
    assert not verify(root).wrong


def names(root: Path | str) -> dict[str, str]:
    """The id of each article, by its first words."""
    store = open_index(root, encoder=ENCODER)
    ids = {}
    for line in list(every_article(store)):
        article = store.article(line.id)
        assert article is not None
        ids[article.source.text[:6]] = line.id
    assert len(set(ids.values())) == len(list(every_article(store)))
    return ids


@pytest.mark.parametrize("name", ["0.jsonl", "z.jsonl"])
@pytest.mark.parametrize("how", ["build", "add"])
def test_a_declared_id_takes_no_other_articles_address(
    tmp_path: Path, place: Places, name: str, how: str
) -> None:
    folder, root = tmp_path / "in", place(tmp_path / "index")
    write(folder, "m.jsonl", TEXTS[0])
    build([folder], root, encoder=ENCODER)
    (real,) = names(root).values()
    path = write(folder, name, TEXTS[1], id=real)
    if how == "add":
        add([path], root, encoder=ENCODER)
    else:
        build([folder], root, encoder=ENCODER)
    for _ in range(2):
        ids = names(root)
        assert ids[TEXTS[0][:6]] == real
        false = ids[TEXTS[1][:6]]
        assert false.startswith(f"{real}-")
        article = open_index(root, encoder=ENCODER).article(false)
        assert article is not None
        assert any("another article's" in note for note in article.notes)
        build([folder], root, encoder=ENCODER)
    write(folder, "y.jsonl", TEXTS[2], id=false)  # nor the id with a suffix
    build([folder], root, encoder=ENCODER)
    assert names(root)[TEXTS[1][:6]] == false
    (folder / "m.jsonl").unlink()  # nobody has it now: it is the row's own, and the note goes
    (folder / "y.jsonl").unlink()
    build([folder], root, encoder=ENCODER)
    article = open_index(root, encoder=ENCODER).article(real)
    assert article is not None
    assert article.notes == ()


def test_an_article_keeps_the_id_that_it_had(tmp_path: Path, place: Places) -> None:
    folder, root = tmp_path / "in", place(tmp_path / "index")
    add_later = [("m.jsonl", TEXTS[0]), ("a.jsonl", TEXTS[1]), ("z.jsonl", TEXTS[2])]
    for number, (name, text) in enumerate(add_later):
        path = write(folder, name, text, id="x")
        (add if number else build)([path], root, encoder=ENCODER)
        assert names(root)[TEXTS[0][:6]] == "x"
    before = names(root)
    build([folder], root, encoder=ENCODER)
    assert names(root) == before
    (folder / "m.jsonl").rename(folder / "n.jsonl")  # moved: its content has the id
    build([folder], root, encoder=ENCODER)
    assert names(root) == before
    write(folder, "n.jsonl", TEXTS[3], id="x")  # changed: its path has it
    build([folder], root, encoder=ENCODER)
    assert names(root)[TEXTS[3][:6]] == "x"


def test_two_rows_of_a_file_with_one_id(tmp_path: Path, place: Places) -> None:
    root = place(tmp_path / "index")
    rows = [json.dumps({"id": "x", "text": text}, ensure_ascii=False) for text in TEXTS[:2]]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(rows), "utf-8")
    assert not build([path], root, encoder=ENCODER).skipped
    before = names(root)
    assert "x" in before.values()
    path.write_text("\n".join(rows[::-1]), "utf-8")
    build([path], root, encoder=ENCODER)
    assert names(root) == before


def test_ids_of_duplicates_do_not_hang_on_places(tmp_path: Path, place: Places) -> None:
    """Neither on the folder, nor on the names of files, nor on what was read first."""
    found = []
    for number, folder in enumerate((tmp_path / "m" / "n", tmp_path / "b")):
        one, two = ("1.jsonl", "2.jsonl")[:: -1 if number else 1]
        paths = [write(folder, one, TEXTS[0], id="x"), write(folder, two, TEXTS[1], id="x")]
        paths += [write(folder, f"{name}.jsonl", TEXTS[2], title="机床") for name in "345"]
        root = place(tmp_path / f"index{number}")
        build(paths[:: -1 if number else 1], root, encoder=ENCODER)
        stored = open_index(root, encoder=ENCODER).sample(9).rows
        found.append({row.article_id: row.text for row in stored})
    assert found[0] == found[1] and len(found[0]) == 5


def test_a_suffixed_id_means_one_text_in_all_changes(tmp_path: Path, place: Places) -> None:
    """Whoever has the plain id: an id with a suffix says which text it is."""
    folder = tmp_path / "in"
    paths = [write(folder, f"{i}.jsonl", TEXTS[i], id="x") for i in range(4)]
    meant: dict[str, set[str]] = {}

    def note(root: Path | str) -> dict[str, str]:
        now = names(root)
        for text, id in now.items():
            if id != "x":
                meant.setdefault(text, set()).add(id)
        return now

    for first in range(4):
        root = place(tmp_path / f"index{first}")
        build([paths[first]], root, encoder=ENCODER)
        add([folder], root, encoder=ENCODER)
        before = note(root)
        assert before[TEXTS[first][:6]] == "x"
        sync(folder, root, encoder=ENCODER)
        assert note(root) == before
        remove([before[TEXTS[(first + 1) % 4][:6]]], root)
        note(root)
        rollback(root)
        assert note(root) == before
    assert all(len(ids) == 1 for ids in meant.values()) and len(meant) == 4


def test_suffixes_of_before_stay_where_nothing_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index whose suffixes are from paths goes on: only what comes newly is named anew."""
    folder, root = tmp_path / "in", tmp_path / "index"
    for i in range(2):
        write(folder, f"{i}.jsonl", TEXTS[i], id="x")
    with monkeypatch.context() as patch:
        patch.setattr(article_ids, "_suffixed", lambda entry: iter([f"{entry.own_id}-0badc0de"]))
        build([folder], root, encoder=ENCODER)
    before = names(root)
    assert set(before.values()) == {"x", "x-0badc0de"}
    sync(folder, root, encoder=ENCODER)
    assert names(root) == before
    write(folder, "2.jsonl", TEXTS[2], id="y")
    sync(folder, root, encoder=ENCODER)
    build([folder], root, encoder=ENCODER)
    assert names(root) == before | {TEXTS[2][:6]: "y"}
    write(folder, "3.jsonl", TEXTS[3], id="x")
    sync(folder, root, encoder=ENCODER)
    after = names(root)
    assert [t for t in after if after[t] == "x"] == [t for t in before if before[t] == "x"]
    assert len(set(after.values())) == 4 and not verify(root).wrong


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["build", "add", "remove"]),
            st.integers(0, 3),
            st.sampled_from(["x", "y", None]),
            st.sampled_from(TEXTS[:4]),
        ),
        min_size=2,
        max_size=6,
    )
)
def test_ids_that_collide_stay_with_who_had_them(
    place: Places,
    steps: list[tuple[str, int, str | None, str]],
) -> None:
    """An article that is still there, at its path and with its text, never loses its plain id; a
    build of what is there already changes nothing."""
    with TemporaryDirectory() as name:
        folder, root = Path(name) / "in", place(Path(name) / "index")
        write(folder, "0.jsonl", TEXTS[0])
        build([folder], root, encoder=ENCODER)
        holders: dict[str, tuple[str, str]] = {}
        for what, number, own, text in steps:
            path = folder / f"{number}.jsonl"
            if what == "remove" and path.exists() and len(list(folder.iterdir())) > 1:
                path.unlink()
                build([folder], root, encoder=ENCODER)
            else:
                write(folder, path.name, text, **({"id": own} if own else {}))
                change = build if what == "build" else add
                change([folder if what == "build" else path], root, encoder=ENCODER)
            store = open_index(root, encoder=ENCODER)
            lines = list(every_article(store))
            now: dict[str, tuple[str, str]] = {}
            for line in lines:
                article = store.article(line.id)
                assert article is not None
                now[line.id] = (article.path, article.source.text)
            files = [json.loads(path.read_text("utf-8")) for path in folder.iterdir()]
            assert len(now) == len(lines) == len(files)
            for plain in ("x", "y"):
                assert (plain in now) == any(row.get("id") == plain for row in files)
                if plain in holders and holders[plain] in now.values():
                    rows = {
                        str(path): json.loads(path.read_text("utf-8")) for path in folder.iterdir()
                    }
                    if rows[holders[plain][0]].get("id") == plain:
                        assert now[plain] == holders[plain]
            holders = now
            before = contents(store)
            build([folder], root, encoder=ENCODER)
            assert equal(contents(open_index(root, encoder=ENCODER)), before)


def test_an_id_that_an_old_and_a_new_article_of_a_file_claim(tmp_path: Path) -> None:
    """The old one is read again unchanged, after a new one that claims its id, and comes second:
    the article that had the id keeps it, whichever of them the file names first."""
    rows = [json.dumps({"id": "x", "text": text}, ensure_ascii=False) for text in TEXTS[:3]]
    path, root = tmp_path / "a.jsonl", tmp_path / "index"
    path.write_text(rows[1], "utf-8")
    build([path], root, encoder=ENCODER)
    path.write_text("\n".join([rows[1], rows[0]]), "utf-8")
    add([path], root, encoder=ENCODER)
    before = names(root)
    path.write_text("\n".join([rows[2], rows[0]]), "utf-8")
    add([path], root, encoder=ENCODER)
    after = names(root)
    build([path], tmp_path / "full", encoder=ENCODER)
    assert len(after) == 2 and set(after) == {TEXTS[2][:6], TEXTS[0][:6]}
    assert before[TEXTS[1][:6]] == "x" == after[TEXTS[2][:6]]
    assert after[TEXTS[0][:6]] == before[TEXTS[0][:6]]
    assert not verify(root).wrong
