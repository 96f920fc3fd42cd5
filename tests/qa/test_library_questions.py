"""Questions about the library itself, told from those that are asked of its articles."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from web_fixtures import start

from errors import QuestionError
from index import build, open_index
from index.store import Store
from qa import answer_json, ask
from qa.__main__ import main
from qa.library_questions import WHOLE, LibraryQuestion, library_question
from web.api import models
from web.query_service import Core
from web.server import Settings, create_app


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("有多少篇文章", "count"), ("文库里现在一共有几篇文章？", "count"),
        ("How many articles are there?", "count"), ("列出所有作者", "author"),
        ("请给我列出所有的作者", "author"), ("作者有哪些", "author"), ("有几个作者", "author"),
        ("list all authors", "author"), ("最新的文章", "newest"),
        ("最近的一篇报道是哪篇", "newest"),
        ("the latest article", "newest"), ("最早的文章是哪一篇？", "oldest"),
        ("都有哪些报纸", "paper"), ("文库里共有多少篇文章", "count"), ("有几篇文章，请问", "count"),
        ("你们库中有哪些报纸", "paper"), ("who are the authors", "author"),
        ("有哪些栏目", "column"), ("列出全部文章", "articles"),
    ],
)  # fmt: skip
def test_a_question_on_the_library(question: str, kind: str) -> None:
    assert library_question(question) == LibraryQuestion(kind)


@pytest.mark.parametrize(
    "question",
    [
        "这篇文章有多少段", "作者是谁", "《夜校》的作者是谁", "工会有多少会员",
        "最新的劳动法是哪年",
        "试用期最长多久", "报纸", "文章", "作者", "有多少篇文章谈到夜校", "严红写了几篇文章",
        "最新的中共文章", "最早的里共文章", "中国有多少报纸", "最新的共文章", "有多少请文章",
        "首都有哪些报纸", "中有多少篇文章", "哪些作者谈到劳模",
        "最新的政策", "", "？", "有多少篇文章" * 20, "How old is the author?",
    ],
)  # fmt: skip
def test_a_question_on_the_articles(question: str) -> None:
    found = library_question(question)
    assert not found or found.kind not in WHOLE


@pytest.mark.parametrize(
    ("question", "name", "date"),
    [
        ("林一的文章", "林一", ""),
        ("列出林一写的文章", "林一", ""),
        ("2024年5月的文章", "", "2024年5月"),
        ("晚报发过哪些文章", "晚报", ""),
        ("2024年有几篇文章", "", "2024年"),
        ("2024年有多少篇", "", "2024年"),
        ("街谈栏目有几篇", "街谈", ""),
        ("街谈栏目的文章", "街谈", ""),
        ("街谈栏目有哪些文章", "街谈", ""),
    ],
)
def test_a_list_that_is_only_named(question: str, name: str, date: str) -> None:
    found = library_question(question)
    assert found
    assert (found.kind, found.name, found.date) == ("listed", name, date)


LINES = [
    ("一", "林一", "2023-05", "晚报"), ("二", "江二", "2024", None), ("三", "林一", None, None),
    ("四", None, "2019-01-02", "晚报"),
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Four articles, of which one has no author and one no date."""
    folder = tmp_path_factory.mktemp("library")
    rows = [
        {"id": f"a{number}", "title": title, "author": author, "published": day, "paper": paper,
         "text": f"{title}村口的老井去年冬天修好了，水比从前甜。"}
        for number, (title, author, day, paper) in enumerate(LINES)
    ]  # fmt: skip
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "rows.jsonl").write_text(text, encoding="utf-8")
    build([folder / "rows.jsonl"], folder / "index", encoder="static")
    return open_index(folder / "index")


def test_the_list_of_articles_answers(store: Store) -> None:
    count = ask("有多少篇文章", index=store)
    assert (count.answered, count.confidence, count.sentences, count.hits) == (True, 1, (), ())
    assert count.library and count.library.text == "文库里有 4 篇文章。"
    authors = ask("who are the authors?", index=store).library
    assert authors and authors.names == (("林一", 2), ("江二", 1))
    assert authors.text == "The articles have 2 authors:"
    newest, oldest = (ask(q, index=store).library for q in ("最新的文章", "最早的文章"))
    assert newest and [one.id for one in newest.articles] == ["a1", "a0", "a3"]
    assert oldest and [one.id for one in oldest.articles] == ["a3", "a0", "a1"]
    assert newest.count == 3, "an article without a date is neither"
    columns = ask("有哪些栏目", index=store).library
    assert columns and (columns.names, columns.text) == ((), "没有一篇文章标明栏目。")


def test_filters_and_a_question_before_hold_too(store: Store) -> None:
    def count(**options: str) -> int:
        library = ask("有多少篇文章", index=store, **options).library
        assert library
        return library.count

    assert count(author="林一") == 2
    assert count(author="林一|江二", since="2024") == 1
    assert count(paper="晚报", until="2020") == 1
    assert count(follow="老井是什么时候修好的") == 4
    one = ask("how many articles", index=store, author="江二").library
    assert one and one.text == "The library has 1 article."
    with pytest.raises(QuestionError, match="no article has"):
        count(author="何人")


@pytest.mark.slow
def test_every_face_sends_the_same(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer_json(ask("列出所有作者", index=store))
    assert told["library"] == {
        "kind": "author", "text": "文章有 2 位作者：", "count": 2, "articles": [],
        "names": [{"name": "林一", "articles": 2}, {"name": "江二", "articles": 1}],
    }  # fmt: skip
    assert "library" not in answer_json(ask("老井是什么时候修好的", index=store))
    folder = Path(store.status.index)
    assert main(["列出所有作者", "--index", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told
    assert main(["最新的文章", "--index", str(folder)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "有日期的文章 3 篇，最新的是：" and shown[1].startswith("    a1  二 · 江二")
    app = create_app(Core(folder), Settings(data=folder.parent))
    client = httpx.Client(base_url=start(app), timeout=30)
    assert client.post("/api/ask", json={"question": "列出所有作者"}).json() == told
    newest = client.post("/api/ask", json={"question": "最新的文章"}).json()
    models.Answer.model_validate(newest)
    assert newest["library"]["articles"][0]["path"] == "rows.jsonl", "no folder is told"
    chat = {"model": "wenbao", "messages": [{"role": "user", "content": "列出所有作者"}]}
    said = client.post("/v1/chat/completions", json=chat).json()["choices"][0]["message"]
    assert said["content"] == "文章有 2 位作者：\n- 林一 (2)\n- 江二 (1)"
