"""An index in Milvus Lite against the same articles on local files, asked alike."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asking import rows, weighed
from conftest import ToyEncoder

from corpus import Article, read_articles
from errors import IndexBusy, IndexMissing, StoreError
from index import add, build, change_plan, open_index, remove, rollback, search_text, verify
from index.engines import engine_of
from index.milvus import cleanup, commit, connection, lease, reader
from index.milvus.address import parsed
from index.milvus.connection import Connection, connected
from index.milvus.draft import MilvusDraft
from index.milvus.schema import EXACT, columns
from index.passages import Analysis
from index.store import Filters, Matches, Search, Store, every_article

pytestmark = pytest.mark.skipif(
    not (find_spec("pymilvus") and find_spec("milvus_lite")),
    reason="needs Milvus Lite: pip install '.[milvus]'",
)

ENCODER = ToyEncoder()

ARTICLES = [
    {"id": "kiln", "title": "窑火", "author": "方知秋_甲", "column": "匠人%50", "paper": "河湾日报",
     "published": "2023-05-04",
     "paragraphs": ["老窑一年只烧两次,每次七天七夜。", "看火的人不睡,数着柴添。", "……"]},
    {"id": "ferry", "title": "渡口", "author": "方知秋", "column": "河流", "published": "2024-11",
     "paragraphs": ["渡船早六点开第一班,水急时停航。", "摆渡的老人说:“水有水的脾气。”"]},
    {"id": "bridge", "title": "大橋", "column": "河流", "published": "2024",
     "paragraphs": ["新橋通車以後,渡船還開,一天三班。"]},
    {"id": "mill", "title": "水磨", "author": 'He said "mill"\\', "paper": "河湾日报",
     "paragraphs": ["水磨坊里两扇石磨,一天能磨三百斤麦子。", "The mill stopped in 1998.",
                    "石磨的纹路每年要重新凿一次。"]},
]  # fmt: skip
QUESTIONS = [
    "渡船几点开",
    "老窑烧几次",
    "石磨纹路",
    "the mill",
    "水",
    "匠人",
    "一天",
    "没有这样的词",
]
NARROW = [
    Filters(),
    Filters(column="河流"),
    Filters(column="%5"),
    Filters(column="匠人_50"),
    Filters(author="方知秋"),
    Filters(author="秋_甲"),
    Filters(author='"mill"\\'),
    Filters(author="said|秋_甲"),
    Filters(paper="河湾"),
    Filters(since="2024"),
    Filters(since="2024-11-02"),
    Filters(since="2024-12"),
    Filters(until="2023-05-04"),
    Filters(until="2023-05-03"),
    Filters(until="2024-10"),
    Filters(since="2023", until="2024"),
    Filters(author="无此人"),
]

_numbers = count()


@pytest.fixture(autouse=True, scope="module")
def _here() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(change_plan, "read_articles", partial(read_articles, apart=False))
        yield


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("milvus") / "lite.db"


@pytest.fixture
def place(file: Path) -> str:
    return f"milvus://{file}/i{next(_numbers)}"


def written(folder: Path, articles: list[dict[str, object]], name: str = "all.jsonl") -> Path:
    folder.mkdir(exist_ok=True)
    lines = (json.dumps(article, ensure_ascii=False) for article in articles)
    (folder / name).write_text("\n".join(lines), "utf-8")
    return folder / name


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, file: Path) -> tuple[Store, Store]:
    folder = tmp_path_factory.mktemp("both")
    path = written(folder, ARTICLES)
    build([path], folder / "index", encoder=ENCODER)
    build([path], f"milvus://{file}/both", encoder=ENCODER)
    return (
        open_index(folder / "index", encoder=ENCODER),
        open_index(f"milvus://{file}/both", encoder=ENCODER),
    )


def matches_of(store: Store, question: str, narrow: Filters, depth: int = 4) -> Matches:
    keys, weights = weighed(question, store)
    vector = store.encoder.queries([question])[0]
    return store.search(Search(vector, keys, weights, depth, narrow, vectors=True))


def equal(left: Matches, right: Matches) -> bool:
    assert left.vectors is not None and right.vectors is not None
    legs = [(left.dense, right.dense), (left.lexical, right.lexical)]
    return (
        left.rows == right.rows
        and np.array_equal(left.vectors, right.vectors)
        and all(np.array_equal(a.ranks, b.ranks) for a, b in legs)
        and all(np.array_equal(a.scores, b.scores, equal_nan=True) for a, b in legs)
    )


def test_the_same_questions_give_the_same_rows_and_numbers(both: tuple[Store, Store]) -> None:
    local, milvus = both
    path = Filters(path=local.articles()[0].path)
    questions = [
        *((question, Filters()) for question in QUESTIONS),
        *(("水", filters) for filters in NARROW),
    ]
    for question, narrow in [*questions, ("渡船", path)]:
        left, right = matches_of(local, question, narrow), matches_of(milvus, question, narrow)
        assert equal(left, right), (question, narrow)
    keys = weighed("".join(QUESTIONS), local)[0]
    expected, actual = (store.statistics(keys).document_frequency for store in (local, milvus))
    assert np.array_equal(expected, actual)


def test_everything_else_is_the_same_too(both: tuple[Store, Store]) -> None:
    local, milvus = both
    assert rows(local) == rows(milvus)
    assert list(every_article(local)) == list(every_article(milvus))
    assert milvus.articles() == local.articles()
    assert milvus.articles_after("ferry", 1) == local.articles_after("ferry", 1)
    for article in every_article(local):
        assert local.article(article.id) == milvus.article(article.id)
    for size in (1, 2, 3, 99):
        a, b = local.sample(size), milvus.sample(size)
        assert a.rows == b.rows
        assert np.array_equal(a.vectors, b.vectors)
    ids = ["mill#3", "kiln#1", "mill#3"]
    assert local.paragraphs(ids) == milvus.paragraphs(ids)
    ids = [row.id for row in rows(local)] * 2
    assert local.paragraphs_after(ids) == milvus.paragraphs_after(ids)
    assert milvus.paragraphs_after(["mill#3", "mill#1"]) == [None, *milvus.paragraphs(["mill#2"])]
    for name in ("nobody#1", "mill#0", "mill#4", "x"):
        with pytest.raises(StoreError, match=name):
            milvus.paragraphs([name])
        with pytest.raises(StoreError, match=name):
            milvus.paragraphs_after([name])
    with pytest.raises(StoreError, match="nobody"):
        milvus.articles_after("nobody", 1)
    assert milvus.article("nobody") is None
    assert (len(milvus), milvus.status.articles, milvus.status.paragraphs) == (9, 4, 9)


def test_equals_at_the_end_of_a_leg_stand_in_the_order_of_the_index(
    tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More equal rows than are asked for at once."""
    monkeypatch.setattr(reader, "_EXTRA", 2)
    path = written(tmp_path / "in", [{"id": f"a{n}", "text": "同一句话。"} for n in range(30)])
    build([path], place, encoder=ENCODER)
    build([path], tmp_path / "index", encoder=ENCODER)
    local, milvus = (open_index(index, encoder=ENCODER) for index in (tmp_path / "index", place))
    left, right = (matches_of(store, "同一句话", Filters(), 3) for store in (local, milvus))
    assert equal(left, right)
    assert len(left.rows) == 3


def test_scores_follow_the_mean_length(tmp_path: Path, place: str) -> None:
    """The stored weights are of the first generation; after a change the scores are exact."""
    folder = tmp_path / "in"
    path = written(folder, ARTICLES)
    more = written(folder, [{"id": "long", "text": "渡船" * 90 + "与水。"}], "more.jsonl")
    build([path], place, encoder=ENCODER)
    add([more], place, encoder=ENCODER)
    build([folder], tmp_path / "index", encoder=ENCODER)
    remove(["kiln"], place, encoder=ENCODER)
    remove(["kiln"], tmp_path / "index", encoder=ENCODER)
    local, milvus = (open_index(index, encoder=ENCODER) for index in (tmp_path / "index", place))
    for question in QUESTIONS[:4]:
        assert equal(
            matches_of(local, question, Filters(), 9), matches_of(milvus, question, Filters(), 9)
        )
    assert not verify(place).wrong


def test_long_and_odd_texts_come_back_as_they_were(tmp_path: Path, place: str) -> None:
    """Longer than a field of Milvus, a control character, signs of its expressions."""
    odd = '零 \x00、"引号"、\\、%、_ 和 𠮷。'
    articles = [
        {"id": "long", "text": "".join(f"第{n}次汛情通报,水位照旧。" for n in range(3000))},
        {"id": 'odd"\\%', "text": odd, "title": "'单'引号"},
    ]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, articles)), "utf-8")
    build([path], place, encoder=ENCODER)
    build([path], tmp_path / "index", encoder=ENCODER)
    local, milvus = (open_index(index, encoder=ENCODER) for index in (tmp_path / "index", place))
    assert rows(local) == rows(milvus)
    assert odd in [row.text for row in rows(milvus)]
    for article in every_article(local):
        assert local.article(article.id) == milvus.article(article.id)
    assert not verify(place).wrong
    remove(["long"], place, encoder=ENCODER)
    assert [row.text for row in rows(open_index(place, encoder=ENCODER))] == [odd]
    assert connected(parsed(place)).count(f"{parsed(place).name}_e000001_texts", "") >= 2


def test_the_places_on_a_page_come_back(
    tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of paragraphs that were recognised in a picture; also once the article has another id."""

    boxes = ((0.125, 0.1, 0.7, 1 / 3), (0.0, 0.5, 1.0, 0.75))

    def read(paths: Any, **more: Any) -> Iterator[Article]:
        for article in read_articles(paths, apart=False, **more):
            first, *rest = article.paragraphs
            yield replace(article, paragraphs=(replace(first, page=2, boxes=boxes), *rest))

    monkeypatch.setattr(change_plan, "read_articles", read)
    path = written(tmp_path / "in", ARTICLES)
    local, milvus = (tmp_path / "index", place)
    for index in (local, milvus):
        build([path], index, encoder=ENCODER)
        article = open_index(index, encoder=ENCODER).article("kiln")
        assert article is not None
        assert [one.boxes for one in article.paragraphs] == [boxes, None, None]
    more = written(tmp_path / "in", [{"id": "kiln", "text": "另一座窑。"}], "a.jsonl")
    for index in (local, milvus):  # a new article, and those that stay
        add([more], index, encoder=ENCODER)
    stores = [open_index(index, encoder=ENCODER) for index in (local, milvus)]
    ids = [[one.id for one in store.articles()] for store in stores]
    assert ids[0] == ids[1]
    assert [stores[0].article(one) for one in ids[0]] == [stores[1].article(one) for one in ids[0]]
    assert not verify(place).wrong


def test_an_article_that_stays_is_told_from_a_new_one_of_its_id(tmp_path: Path, place: str) -> None:
    """Both have one id until the change says who keeps it."""
    path = written(tmp_path / "in", ARTICLES)
    stores = []
    for index in (tmp_path / "index", place):
        build([path], index, encoder=ENCODER)
        ferry = open_index(index, encoder=ENCODER).article("ferry")
        assert ferry is not None
        draft = engine_of(index).begin(ENCODER, anew=False)
        (old,) = draft.entries("id", ["mill"])
        new = replace(old, digest="new", place=9, paragraphs=2, metadata=ferry.metadata)
        analysis = Analysis(ENCODER, ENCODER.dimension, draft.vectors, draft.put)
        analysis.add(new, ferry)
        analysis.finish()
        draft.rename([(old, "mill-2", ("another has its id",))])
        draft.finish()
        stores.append(open_index(index, encoder=ENCODER))
    local, milvus = stores
    assert [article.id for article in milvus.articles()] == [
        "kiln",
        "ferry",
        "bridge",
        "mill-2",
        "mill",
    ]
    assert rows(local) == rows(milvus)
    assert list(every_article(local)) == list(every_article(milvus))
    assert not verify(place).wrong


# ------------------------------------------------------------------------------ generations


def test_nothing_of_a_change_is_seen_before_it_is_whole(
    tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "in", ARTICLES)
    build([path], place, encoder=ENCODER)
    before = open_index(place, encoder=ENCODER)
    answers = [matches_of(before, question, Filters(), 9) for question in QUESTIONS[:4]]

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    changed = [{**ARTICLES[0], "paragraphs": ["水面全换了。"]}, *ARTICLES[1:3]]
    written(tmp_path / "in", changed)
    for step in ("read_back", "count_terms", "take_out"):
        with monkeypatch.context() as patch:
            patch.setattr(commit.Commit, step, dies)
            with pytest.raises(KeyboardInterrupt):
                build([path], place, encoder=ENCODER)
        again = open_index(place, encoder=ENCODER)
        assert again.generation == before.generation == "gen-000001"
        assert equal(matches_of(again, QUESTIONS[0], Filters(), 9), answers[0])
        assert equal(matches_of(before, QUESTIONS[1], Filters(), 9), answers[1])
        assert not verify(place).wrong
    build([path], place, encoder=ENCODER)
    build([path], tmp_path / "index", encoder=ENCODER)
    local, milvus = (open_index(index, encoder=ENCODER) for index in (tmp_path / "index", place))
    for question in QUESTIONS[:4]:
        assert equal(
            matches_of(local, question, Filters(), 9), matches_of(milvus, question, Filters(), 9)
        )
    assert not verify(place).wrong
    for question, answer in zip(QUESTIONS[:4], answers, strict=True):  # whoever opened it before
        assert equal(matches_of(before, question, Filters(), 9), answer)


def test_rollback_goes_back_and_a_build_goes_on(tmp_path: Path, place: str) -> None:
    path = written(tmp_path / "in", ARTICLES)
    build([path], place, encoder=ENCODER)
    first = rows(open_index(place, encoder=ENCODER))
    remove(["mill"], place, encoder=ENCODER)
    assert engine_of(place).current()[0] == "gen-000002"
    with pytest.raises(StoreError, match="has changed since"):
        rollback(place, unchanged="gen-000001")
    assert rollback(place, unchanged="gen-000002").generation == "gen-000001"
    assert engine_of(place).current()[0] == "gen-000001"
    assert rows(open_index(place, encoder=ENCODER)) == first
    with pytest.raises(IndexMissing):
        rollback(place)
    remove(["kiln"], place, encoder=ENCODER)
    now = open_index(place, encoder=ENCODER)
    assert [article.id for article in now.articles()] == ["ferry", "bridge", "mill"]
    assert not verify(place).wrong


def test_rollback_takes_no_generation_that_cannot_be_opened(
    tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program of other terms leaves its generations to the next one."""
    path = written(tmp_path / "in", ARTICLES)
    build([path], place, encoder=ENCODER)
    monkeypatch.setattr(search_text, "VERSION", search_text.VERSION + 1)
    build([path], place, encoder=ENCODER)
    with pytest.raises(IndexMissing, match="no older whole"):
        rollback(place)
    assert engine_of(place).current()[0] == "gen-000002"
    assert len(open_index(place, encoder=ENCODER)) == 9


def test_old_generations_are_cleared_and_their_readers_told(
    tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "in", ARTICLES)
    build([path], place, encoder=ENCODER)
    first = open_index(place, encoder=ENCODER)
    remove(["mill"], place, encoder=ENCODER)
    remove(["ferry"], place, encoder=ENCODER)
    assert len(matches_of(first, "水", Filters(), 9).rows) == 9  # within the grace time
    monkeypatch.setattr(cleanup, "GRACE", timedelta(0))
    remove(["bridge"], place, encoder=ENCODER)
    with pytest.raises(StoreError, match="gen-000001"):
        matches_of(first, "水", Filters(), 9)
    more = written(tmp_path / "in", [{"id": "new", "text": "新的一段。"}], "more.jsonl")
    add([more], place, encoder=ENCODER)
    engine = connected(parsed(place))
    base = f"{parsed(place).name}_e000001"
    assert engine.count(f"{base}_articles", "") == 3  # and bridge, which went just now
    assert engine.count(f"{base}_rows", "") == 5
    assert not verify(place).wrong
    assert rollback(place).generation == "gen-000004"
    assert not verify(place).wrong


def test_a_build_by_another_encoder_begins_anew(tmp_path: Path, place: str) -> None:
    class Other(ToyEncoder):
        revision = "toy-2"

    path = written(tmp_path / "in", ARTICLES)
    build([path], place, encoder=ENCODER)
    assert build([path], place, encoder=Other()).embedded > 0
    assert len(open_index(place, encoder=Other())) == 9
    assert not verify(place).wrong
    assert rollback(place).revision == "toy-1"
    assert len(open_index(place, encoder=ENCODER)) == 9


@pytest.mark.parametrize("what", ["text", "row", "vector", "term", "source"])
def test_damage_is_found(tmp_path: Path, place: str, what: str) -> None:
    path = written(tmp_path / "in", ARTICLES)
    build([path], place, encoder=ENCODER)
    engine, base = connected(parsed(place)), f"{parsed(place).name}_e000001"
    part = {"term": "terms", "source": "texts"}.get(what, "rows")
    fields = list(columns(part, 64, 0))
    name = f"{base}_{part}"
    record = next(iter(engine.every(name, "", fields, 9)))
    if what == "text":
        engine.write(name, [{**record, "body": record["body"].replace("水", "火") + " "}])
    elif what == "vector":
        engine.write(name, [{**record, "dense": np.roll(record["dense"], 1).astype(np.float32)}])
    elif what == "term":
        engine.write(name, [{**record, "versions": "[[1,7]]"}])
    else:
        engine.delete(name, [record["pk"]])
    assert verify(place).wrong


def test_one_writer_at_a_time(tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "in", ARTICLES)
    build([path], place, encoder=ENCODER)
    draft = engine_of(place).begin(ENCODER, anew=False)
    with pytest.raises(IndexBusy, match="process"):
        build([path], place, encoder=ENCODER)
    draft.abandon()
    assert build([path], place, encoder=ENCODER).generation == "gen-000002"
    stale = engine_of(place).begin(ENCODER, anew=False)
    monkeypatch.setattr(lease, "_is_over", lambda facts: True)
    build([path], place, encoder=ENCODER)  # a lease that ended is taken over
    with pytest.raises(StoreError, match="took over"):
        stale.finish()
    assert engine_of(place).current()[0] == "gen-000003"


def test_no_timer_outlives_a_change(
    tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it ends; and while it lasts there is one."""

    def timers() -> int:
        return sum(thread.name == lease.TIMER for thread in threading.enumerate())

    def dies(*_: object) -> None:
        assert timers() == 1
        raise KeyboardInterrupt

    path = written(tmp_path / "in", ARTICLES)
    build([path], place, encoder=ENCODER)
    assert timers() == 0
    for where, step in ((cleanup, "undo"), (commit.Commit, "read_back"), (MilvusDraft, "put")):
        with monkeypatch.context() as patch:
            patch.setattr(where, step, dies)
            written(tmp_path / "in", [*ARTICLES, {"id": step, "text": f"{step}。"}])
            with pytest.raises(KeyboardInterrupt):
                build([path], place, encoder=ENCODER)
        assert timers() == 0
    build([path], place, encoder=ENCODER)
    assert rollback(place).generation == "gen-000001"
    assert timers() == 0


def test_a_machine_that_slept_while_another_built_undoes_nothing_of_it(
    tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also not where it takes out what dead writers left: the other's rows would be such."""
    path = written(tmp_path / "in", ARTICLES)
    build([path], place, encoder=ENCODER)
    undo, clocks = cleanup.undo, lease._clocks

    def late(*some: Any) -> None:
        monkeypatch.setattr(cleanup, "undo", undo)
        with monkeypatch.context() as patch:
            patch.setattr(lease, "_is_over", lambda facts: True)
            add([more], place, encoder=ENCODER)
        monkeypatch.setattr(lease, "_clocks", lambda: tuple(clock + 500 for clock in clocks()))
        undo(*some)

    monkeypatch.setattr(cleanup, "undo", late)
    more = written(tmp_path / "in", [{"id": "new", "text": "新的一段。"}], "more.jsonl")
    with pytest.raises(StoreError, match="took over"):
        remove(["mill"], place, encoder=ENCODER)
    assert engine_of(place).current()[0] == "gen-000002"
    assert len(open_index(place, encoder=ENCODER)) == 10
    assert not verify(place).wrong


def test_many_threads_ask_one_store(both: tuple[Store, Store]) -> None:
    local, milvus = both
    wrong: list[str] = []

    def ask(question: str) -> None:
        if not equal(
            matches_of(local, question, Filters()), matches_of(milvus, question, Filters())
        ):
            wrong.append(question)

    threads = [threading.Thread(target=ask, args=(question,)) for question in QUESTIONS[:4]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_enumerating_needs_no_order_and_no_room(
    both: tuple[Store, Store], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ranges that hold more than one answer can are cut."""
    monkeypatch.setattr(connection, "MOST", 3)
    engine = connected(parsed(f"milvus://{file}/both"))
    listed = [record["pk"] for record in engine.every("both_e000001_rows", "", ["pk"], 9)]
    assert len(listed) == len(set(listed)) == 9


def test_status_without_opening(both: tuple[Store, Store], file: Path) -> None:
    found_now = engine_of(f"milvus://{file}/both").status()
    assert (found_now.generation, found_now.paragraphs) == ("gen-000001", 9)
    with pytest.raises(IndexMissing, match="python -m index build"):
        engine_of(f"milvus://{file}/nobody").status()


def test_a_graph_for_many_rows_and_all_for_few() -> None:
    index = [columns("rows", 8, size)["dense"].index for size in (EXACT, EXACT + 1)]
    assert [kind and kind[0] for kind in index] == ["FLAT", "HNSW"]


def test_a_connection_is_kept_for_the_process(file: Path) -> None:
    assert isinstance(connected(parsed(f"milvus://{file}")), Connection)
    assert connected(parsed(f"milvus://{file}")) is connected(parsed(f"milvus://{file}/both"))
