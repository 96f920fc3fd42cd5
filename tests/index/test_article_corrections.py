"""Corrections by a reader: they survive what is done to the index, and can be taken back."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from conftest import Places, ToyEncoder

from corpus import Article, Paragraph, Source, read_articles
from corpus.spans import verify as proves
from errors import IndexMissing, LimitError, QuestionError, StoreError
from index import (
    Corrected,
    add,
    build,
    change_plan,
    correct,
    corrections,
    open_index,
    remove,
    rollback,
    sync,
    undo,
    verify,
)
from index.corrections_file import corrections_path
from index.local import generations
from index.local.files import part_of
from index.local.manifest import Manifest
from index.store import Store
from messages.translate import in_chinese

ENCODER = ToyEncoder()

TEXTS = (
    "夜校本周三开课，头一课讲怎样看图纸。",
    "报名的有四十七人，多半是挡车工。",
    "课后各人带一张图纸回家，下周交。",
)


@pytest.fixture(autouse=True, scope="module")
def _here() -> Iterator[None]:
    """Many small changes: no process for each reading, no waiting for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(change_plan, "read_articles", partial(read_articles, apart=False))
        patch.setattr(os, "fsync", lambda handle: None)
        yield


def page(folder: Path, title: str = "夜校开课", *texts: str, name: str = "a.md") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    body = "\n\n".join(texts or TEXTS)
    text = f"---\ntitle: {title}\nauthor: 柳青\n---\n\n{body}\n"
    (folder / name).write_text(text, "utf-8")
    return folder / name


def built(folder: Path) -> tuple[Path, str]:
    """An index of one article, and its id."""
    page(folder / "in")
    build([folder / "in"], folder / "index", encoder=ENCODER)
    return folder / "index", only(folder / "index").id


def only(index: Path) -> Article:
    """The one article of an index; every paragraph is proved by its source."""
    store = open_index(index, encoder=ENCODER)
    (facts,) = store.articles()
    article = store.article(facts.id)
    assert article is not None
    assert all(
        proves(article.source.text, paragraph.text, paragraph.spans)
        for paragraph in article.paragraphs
    )
    return article


def texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]


def listed(index: Path) -> list[Corrected]:
    return corrections(index, store=open_index(index, encoder=ENCODER))


def state_of(index: Path) -> list[tuple[str | None, str]]:
    return [(corrected.correction.value, corrected.state) for corrected in listed(index)]


def fix(index: Path, name: str, **wanted: object) -> None:
    correct(name, index, encoder=ENCODER, **wanted)  # type: ignore[arg-type]


def test_a_corrected_field_is_served_at_once_and_says_what_it_was(tmp_path: Path) -> None:
    index, name = built(tmp_path)
    report = correct(
        name, index, title="夜校开课了", published="2024年5月1日", author=None, encoder=ENCODER
    )
    assert (report.articles, report.paragraphs) == (1, 3)
    article = only(index)
    assert (article.id, article.title, article.author) == (name, "夜校开课了", None)
    assert article.published == "2024-05-01"
    notes = [note.rpartition(" (correction ")[0] for note in article.notes]
    assert "title corrected by a reader; it was: 夜校开课" in notes
    assert "author corrected by a reader; it was: 柳青" in notes
    assert "published added by a reader; it was not known" in notes
    store = open_index(index, encoder=ENCODER)
    assert {row.title for row in store.sample(9).rows} == {"夜校开课了"}
    assert verify(index).wrong == ()


@pytest.mark.parametrize("way", ["build", "add", "sync", "anew", "elsewhere"])
def test_it_survives_what_reads_the_file_again(tmp_path: Path, way: str) -> None:
    index, name = built(tmp_path)
    fix(index, name, title="夜校开课了")
    files = tmp_path / "in"
    if way == "elsewhere":  # the same content under another path
        files = tmp_path / "moved"
        shutil.move(tmp_path / "in", files)
    if way == "anew":
        shutil.rmtree(index)
    if way == "sync":
        page(files, "另一篇", "别的事情。", name="b.md")
        sync(files, index, encoder=ENCODER)
        (files / "b.md").unlink()
        sync(files, index, encoder=ENCODER)
    elif way == "add":
        remove([name], index, encoder=ENCODER)
        assert state_of(index) == [("夜校开课了", "not_applied")]
        add([files], index, encoder=ENCODER)
    else:
        build([files], index, encoder=ENCODER)
    assert (only(index).id, only(index).title) == (name, "夜校开课了")
    assert state_of(index) == [("夜校开课了", "applied")]


@pytest.mark.parametrize("link_first", [True, False])
def test_it_is_the_same_through_a_link_and_through_the_folder(
    tmp_path: Path, link_first: bool
) -> None:
    index, name = built(tmp_path)
    link = tmp_path / "elsewhere" / "link"
    link.parent.mkdir()
    link.symlink_to(index, target_is_directory=True)
    first, then = (link, index) if link_first else (index, link)
    fix(first, name, title="夜校开课了")
    page(tmp_path / "in", "另一篇", "别的事情。", name="b.md")
    sync(tmp_path / "in", then, encoder=ENCODER)
    titles = {article.title for article in open_index(index, encoder=ENCODER).articles()}
    assert titles == {"夜校开课了", "另一篇"}
    assert state_of(first) == state_of(then) == [("夜校开课了", "applied")]


def test_it_is_the_same_however_an_address_is_written(tmp_path: Path) -> None:
    """Of a server and of a file of Milvus Lite; what is another index has other corrections."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    real, link = f"{tmp_path}/real/x.db", f"{tmp_path}/link/x.db"
    same = [
        ["milvus://h.example/x", "milvus:/h.example/x", "milvus://H.example:19530/x/"],
        ["milvus+tls://h.example/x", "milvus+tls://h.example:19530/x"],
        [f"milvus://{real}", f"milvus:{link}", f"milvus://{real}/wenbao"],
        [f"milvus://{link}/two", f"milvus:{real}/two"],
        ["milvus://h.example:19531/x"],
        ["milvus://h.example/X"],
    ]
    files = [{corrections_path(address) for address in addresses} for addresses in same]
    assert [len(addresses) for addresses in files] == [1] * len(same)
    assert len(set.union(*files)) == len(same)


def test_a_file_that_did_not_change_is_not_encoded_again(tmp_path: Path) -> None:
    index, name = built(tmp_path)
    fix(index, name, title="夜校开课了")
    report = build([tmp_path / "in"], index, encoder=ENCODER)
    assert (report.embedded, only(index).title) == (0, "夜校开课了")


def test_of_an_article_that_changed_it_is_kept_and_said_not_to_apply(tmp_path: Path) -> None:
    index, name = built(tmp_path)
    fix(index, name, title="夜校开课了")
    page(tmp_path / "in", "夜校开课", "全改了。")
    build([tmp_path / "in"], index, encoder=ENCODER)
    assert only(index).title == "夜校开课"
    assert state_of(index) == [("夜校开课了", "not_applied")]
    page(tmp_path / "in")
    build([tmp_path / "in"], index, encoder=ENCODER)
    assert state_of(index) == [("夜校开课了", "applied")]


def test_corrections_are_taken_back_one_by_one(tmp_path: Path) -> None:
    index, name = built(tmp_path)
    before = only(index)
    for title in ("甲", "乙"):
        fix(index, name, title=title)
    fix(index, name, office="厂工会")
    assert state_of(index) == [("甲", "replaced"), ("乙", "applied"), ("厂工会", "applied")]
    second = listed(index)[1].correction
    undo(second.id, index, encoder=ENCODER)
    assert (only(index).title, only(index).office) == ("甲", "厂工会")
    for corrected in listed(index):
        undo(corrected.correction.id, index, encoder=ENCODER)
    assert only(index) == before
    with pytest.raises(QuestionError, match="no correction"):
        undo(second.id, index, encoder=ENCODER)


def test_back_to_what_the_file_says_leaves_no_correction(tmp_path: Path) -> None:
    index, name = built(tmp_path)
    before = only(index)
    fix(index, name, title="甲")
    fix(index, name, title="夜校开课")
    assert only(index) == before and listed(index) == []


def test_paragraphs_are_joined_moved_and_split_where_pieces_meet(tmp_path: Path) -> None:
    index, name = built(tmp_path)
    before = only(index)
    fix(index, name, join=2)
    assert texts(only(index)) == [TEXTS[0] + TEXTS[1], TEXTS[2]]
    fix(index, name, move=(2, 1))
    assert texts(only(index)) == [TEXTS[2], TEXTS[0] + TEXTS[1]]
    assert "it was paragraph 3" in only(index).paragraphs[0].notes[0]
    fix(index, name, split=(2, 2))
    assert texts(only(index)) == [TEXTS[2], TEXTS[0], TEXTS[1]]
    fix(index, name, move=(1, None))
    assert texts(only(index)) == list(TEXTS)
    assert only(index).id == name and verify(index).wrong == ()
    build([tmp_path / "in"], index, encoder=ENCODER)
    assert [state for _, state in state_of(index)] == ["applied"] * 4
    for corrected in reversed(listed(index)):
        undo(corrected.correction.id, index, encoder=ENCODER)
    assert only(index) == before


def test_one_that_needs_another_waits_for_it(tmp_path: Path) -> None:
    index, name = built(tmp_path)
    fix(index, name, join=2)
    fix(index, name, split=(1, 2))
    joined, split = (corrected.correction.id for corrected in listed(index))
    undo(joined, index, encoder=ENCODER)
    assert texts(only(index)) == list(TEXTS)
    assert [(corrected.correction.id, corrected.state) for corrected in listed(index)] == [
        (split, "not_applied")
    ]


def test_spans_that_moved_with_the_page_are_where_they_are_now(tmp_path: Path) -> None:
    """A page gets a longer head; the article is the same, its places are not."""
    index, name = built(tmp_path)
    fix(index, name, join=3)
    file = tmp_path / "in" / "a.md"
    file.write_text(file.read_text("utf-8").replace("---\n\n", "column: 车间\n---\n\n"), "utf-8")
    add([file], index, encoder=ENCODER)
    assert (only(index).column, texts(only(index))) == ("车间", [TEXTS[0], TEXTS[1] + TEXTS[2]])
    undo(listed(index)[0].correction.id, index, encoder=ENCODER)
    assert texts(only(index)) == list(TEXTS)


def test_two_files_of_one_content_are_both_corrected(tmp_path: Path) -> None:
    page(tmp_path / "in")
    page(tmp_path / "in", name="b.md")
    index = tmp_path / "index"
    build([tmp_path / "in"], index, encoder=ENCODER)
    names = [article.id for article in open_index(index, encoder=ENCODER).articles()]
    fix(index, names[1], title="夜校开课了")
    store = open_index(index, encoder=ENCODER)
    assert [(article.id, article.title) for article in store.articles()] == [
        (n, "夜校开课了") for n in names
    ]
    again = build([tmp_path / "in"], index, encoder=ENCODER)
    assert again.embedded == 0
    assert [article.id for article in open_index(index, encoder=ENCODER).articles()] == names


def test_the_id_that_a_row_declares_stays(tmp_path: Path) -> None:
    row = {"id": "报-1", "title": "夜校开课", "paragraphs": list(TEXTS)}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), "utf-8")
    index = tmp_path / "index"
    build([tmp_path / "a.jsonl"], index, encoder=ENCODER)
    fix(index, "报-1", author="柳青", join=3)
    assert (only(index).id, only(index).author, len(only(index).paragraphs)) == ("报-1", "柳青", 2)
    build([tmp_path / "a.jsonl"], index, encoder=ENCODER)
    assert (only(index).id, only(index).author, len(only(index).paragraphs)) == ("报-1", "柳青", 2)


WRONG = [
    ({"title": "夜校开课"}, "nothing_to_correct"),
    ({}, "nothing_to_correct"),
    ({"title": None}, "title_needed"),
    ({"author": "柳青", "title": " "}, "title_needed"),
    ({"url": "javascript:alert(1)"}, "bad_url"),
    ({"published": "昨天下午"}, "bad_date"),
    ({"published": "2025-02-30"}, "bad_date"),
    ({"author": "甲\u202e乙"}, "field_unprintable"),
    ({"title": "渡口\0"}, "field_unprintable"),
    ({"colour": "red"}, "unknown_field"),
    ({"title": 7}, "bad_filter"),
    ({"split": (1, 2)}, "no_piece"),
    ({"join": 1}, "none_before"),
    ({"join": 9}, "no_such_paragraph"),
    ({"move": (2, 9)}, "no_such_paragraph"),
    ({"move": (2, 3)}, "nothing_to_correct"),
    ({"move": (3, None)}, "nothing_to_correct"),
]


@pytest.mark.parametrize(("wanted", "code"), WRONG)
def test_what_cannot_be_done_says_so_and_changes_nothing(
    tmp_path: Path, wanted: dict[str, object], code: str
) -> None:
    index, name = built(tmp_path)
    before = (index / "CURRENT").read_bytes()
    with pytest.raises(QuestionError) as caught:
        fix(index, name, **wanted)
    assert caught.value.code == code
    assert (index / "CURRENT").read_bytes() == before and not corrections_path(index).exists()
    with pytest.raises(QuestionError, match="no article"):
        fix(index, "nowhere", title="甲")


def test_a_field_and_a_joined_paragraph_have_the_limits_of_the_reader(tmp_path: Path) -> None:
    page(tmp_path / "in", "长文", "长" * 3000, "文" * 3000)
    index = tmp_path / "index"
    build([tmp_path / "in"], index, encoder=ENCODER)
    name = only(index).id
    for wanted in ({"title": "长" * 501}, {"join": 2}):
        with pytest.raises(LimitError):
            fix(index, name, **wanted)


def test_a_change_that_fails_leaves_the_corrections_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, name = built(tmp_path)
    fix(index, name, title="甲")
    before = corrections_path(index).read_bytes()
    from index.local.draft import LocalDraft

    def full(draft: LocalDraft) -> None:
        raise StoreError("cannot_write_index", path=index, error="no space left")

    monkeypatch.setattr(LocalDraft, "finish", full)
    with pytest.raises(StoreError):
        fix(index, name, title="乙")
    assert corrections_path(index).read_bytes() == before and only(index).title == "甲"


def test_one_that_is_stopped_once_it_stands_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while older generations are cleared away."""
    index, name = built(tmp_path)

    clear, calls = generations.clear, []

    def stopped(root: Path, keep: set[str | None]) -> None:
        calls.append(keep)
        if len(calls) == 2:  # the first is what dead writers left
            raise KeyboardInterrupt
        clear(root, keep)

    with monkeypatch.context() as patch:
        patch.setattr(generations, "clear", stopped)
        with pytest.raises(KeyboardInterrupt):
            fix(index, name, title="甲")
    assert (only(index).title, state_of(index)) == ("甲", [("甲", "applied")])
    sync(tmp_path / "in", index, encoder=ENCODER)
    assert only(index).title == "甲"


def left_by(change: Callable[[], None], work: Path, left: Path, made: bool) -> Path:
    """The index as its files lie where the new generation becomes the current one, just before or
    after it: what a killed process leaves."""
    point = generations.point

    def dying(root: Path, manifest: Manifest) -> None:
        if made:
            point(root, manifest)
        shutil.copytree(work, left)
        if not made:
            point(root, manifest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generations, "point", dying)
        change()
    return left / "index"


@pytest.mark.parametrize("undoes", [False, True])
@pytest.mark.parametrize("made", [False, True], ids=["before", "after"])
def test_wherever_a_change_dies_the_corrections_are_those_of_the_index(
    tmp_path: Path, made: bool, undoes: bool
) -> None:
    index, name = built(tmp_path / "work")
    if undoes:
        fix(index, name, title="甲")

    def change() -> None:
        if undoes:
            undo(listed(index)[0].correction.id, index, encoder=ENCODER)
        else:
            fix(index, name, title="甲")

    index = left_by(change, tmp_path / "work", tmp_path / "left", made)
    stands = made is not undoes
    titled, states = ("甲", [("甲", "applied")]) if stands else ("夜校开课", [])
    assert (only(index).title, state_of(index)) == (titled, states)
    fix(index, name, author="何田")  # another change, by which it could not be told any more
    assert (only(index).title, only(index).author) == (titled, "何田")
    assert state_of(index) == [*states, ("何田", "applied")]
    if stands:
        undo(listed(index)[0].correction.id, index, encoder=ENCODER)
    else:
        fix(index, name, title="甲")
    assert only(index).title == ("夜校开课" if stands else "甲")
    assert "next" not in json.loads(corrections_path(index).read_text("utf-8"))


def test_what_a_killed_change_had_half_written_goes(tmp_path: Path) -> None:
    index, _ = built(tmp_path)
    part = part_of(corrections_path(index))
    part.write_text("{", "utf-8")
    add([page(tmp_path, "另一篇", "别的事情。", name="b.md")], index, encoder=ENCODER)
    assert not part.exists()


@pytest.mark.parametrize("made", [False, True], ids=["before", "after"])
def test_a_rollback_after_a_change_that_died_leaves_the_corrections_as_they_were(
    tmp_path: Path, made: bool
) -> None:
    work = tmp_path / "work"
    index, name = built(work)
    add([page(work, "另一篇", "别的事情。", name="b.md")], index, encoder=ENCODER)
    index = left_by(lambda: fix(index, name, title="甲"), work, tmp_path / "left", made)
    stands = [("甲", "not_applied")] if made else []
    rollback(index)
    assert state_of(index) == stands
    build([work / "in"], index, encoder=ENCODER)
    assert only(index).title == ("甲" if made else "夜校开课")
    assert state_of(index) == [("甲", "applied")][: len(stands)]


def test_after_a_rollback_it_is_said_not_to_apply_and_a_build_applies_it(tmp_path: Path) -> None:
    index, name = built(tmp_path)
    fix(index, name, title="甲")
    rollback(index)
    assert (only(index).title, state_of(index)) == ("夜校开课", [("甲", "not_applied")])
    fix(index, name, title="甲")  # asked for again, it is no news and is done all the same
    assert (only(index).title, state_of(index)) == ("甲", [("甲", "applied")])
    rollback(index)
    build([tmp_path / "in"], index, encoder=ENCODER)
    assert only(index).title == "甲"


def test_a_damaged_layer_stops_the_change_and_not_the_answers(tmp_path: Path) -> None:
    index, name = built(tmp_path)
    fix(index, name, title="甲")
    corrections_path(index).write_text("{", "utf-8")
    with pytest.raises(StoreError, match="cannot be read"):
        build([tmp_path / "in"], index, encoder=ENCODER)
    assert only(index).title == "甲"
    corrections_path(index).unlink()  # what it was is not known, and is not made up
    with pytest.raises(StoreError, match="add its file again"):
        fix(index, name, title="乙")
    build([tmp_path / "in"], index, encoder=ENCODER)
    assert only(index).title == "夜校开课"


def edited(row: int | None = None, **fields: object) -> Callable[[str], str]:
    """The text of a layer with other fields, of itself or of one of its corrections."""

    def edit(text: str) -> str:
        layer = json.loads(text)
        (layer if row is None else layer["corrections"][row]).update(fields)
        return json.dumps(layer)

    return edit


@pytest.mark.parametrize(
    ("change", "english", "chinese"),
    [
        (lambda text: text[:-1], "it is not JSON at line", "行第"),
        (lambda text: "\udc80", "it is not JSON in UTF-8", "不是 UTF-8 的 JSON"),
        (lambda text: "[" * 200_000, "it is not JSON in UTF-8", "不是 UTF-8 的 JSON"),
        (lambda text: "null", "JSON, but not of corrections", "里面不是改正"),
        (lambda text: "{}", "JSON, but not of corrections", "里面不是改正"),
        (edited(format=7), "its format is 7, this program reads 1", "格式是 7，本程序读 1"),
        (edited(corrections=None), "JSON, but not of corrections", "里面不是改正"),
        (edited(as_read=[]), "JSON, but not of corrections", "里面不是改正"),
        (edited(corrections=[None]), "correction 1 in it lacks", "第 1 条改正"),
        (edited(corrections=[{"id": "x"}]), "correction 1 in it lacks", "第 1 条改正"),
        (edited(0, id=5), "correction 1 in it lacks", "第 1 条改正"),
        (edited(0, kind="other"), "correction 1 in it lacks", "第 1 条改正"),
        (edited(0, piece=["1", 2]), "correction 1 in it lacks", "第 1 条改正"),
        (edited(0, before=[1]), "correction 1 in it lacks", "第 1 条改正"),
    ],
)  # fmt: skip
def test_a_damaged_layer_says_what_is_wrong_and_what_to_do(
    tmp_path: Path, change: Callable[[str], str], english: str, chinese: str
) -> None:
    index, name = built(tmp_path)
    fix(index, name, title="甲")
    path = corrections_path(index)
    path.write_bytes(change(path.read_text("utf-8")).encode("utf-8", "surrogateescape"))
    for call in (lambda: corrections(index), lambda: fix(index, name, title="乙")):
        with pytest.raises(StoreError, match="move it away to do without them") as caught:
            call()
        assert english in str(caught.value)
        told = in_chinese(caught.value).replace(str(path), "")
        assert chinese in told and "not" not in told and "format" not in told


def test_a_damaged_article_of_the_layer_is_told_as_such(tmp_path: Path) -> None:
    index, name = built(tmp_path)
    fix(index, name, title="甲")
    path = corrections_path(index)
    layer = json.loads(path.read_text("utf-8"))
    for fields in (["x"], {"id": "x"}, {**next(iter(layer["as_read"].values())), "paragraphs": 5}):
        damaged = {**layer, "as_read": dict.fromkeys(layer["as_read"], fields)}
        path.write_text(json.dumps(damaged), "utf-8")
        with pytest.raises(StoreError, match="of an article as it was read is incomplete"):
            fix(index, name, author="乙")


def test_of_no_index_there_are_no_corrections_to_list(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="build one"):
        corrections(tmp_path / "none")
    index, _ = built(tmp_path)
    assert corrections(index) == []


def test_boxes_and_pages_go_with_their_pieces() -> None:
    from corpus.corrections import Correction, corrected

    source = Source("a.png", "甲乙丙丁")
    boxes = tuple((0.1, n / 10, 0.4, n / 10 + 0.1) for n in range(4))
    first = Paragraph("题", "甲乙丙", ((0, 1), (1, 2), (2, 3)), ("note",), 1, boxes[:3])
    second = Paragraph(None, "丁", ((3, 4),), (), 1, boxes[3:])
    from corpus.metadata import Metadata

    article = Article("a", source, Metadata(), (first, second))
    base = Correction("1", "a", "a", "a", None, "", "split", piece=(1, 3))
    split = corrected(article, [base]).paragraphs
    assert [paragraph.boxes for paragraph in split] == [boxes[:2], boxes[2:3], boxes[3:]]
    assert [paragraph.heading for paragraph in split] == ["题", "题", None]
    joined = corrected(article, [replace(base, kind="join", piece=(2, 1))]).paragraphs
    assert [(paragraph.boxes, paragraph.page) for paragraph in joined] == [(boxes, 1)]


def test_on_every_engine(tmp_path: Path, place: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.engines.state_folder", lambda: tmp_path / "state")
    index = place(tmp_path / "index")
    page(tmp_path / "in")
    build([tmp_path / "in"], index, encoder=ENCODER)

    def opened() -> tuple[Store, Article]:
        store = open_index(index, encoder=ENCODER)
        article = store.article(store.articles()[0].id)
        assert article
        return store, article

    before = opened()[1]
    correct(before.id, index, title="甲", join=2, encoder=ENCODER)
    store, article = opened()
    assert (article.title, texts(article)) == ("甲", [TEXTS[0] + TEXTS[1], TEXTS[2]])
    assert len(store) == 2 and verify(index).wrong == ()
    build([tmp_path / "in"], index, encoder=ENCODER)
    assert opened()[1] == article
    for corrected in reversed(corrections(index, store=store)):
        undo(corrected.correction.id, index, encoder=ENCODER)
    assert opened()[1] == before
