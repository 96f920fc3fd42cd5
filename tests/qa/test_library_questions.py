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
        ("有多少位作者", "author"), ("一共有多少名作者", "author"), ("作者有多少人", "author"),
        ("谁写的文章最多", "author"), ("写得最多的作者是谁", "author"),
        ("哪个栏目文章最多", "column"), ("有哪些栏目", "column"), ("列出全部文章", "articles"),
        ("哪家报纸的文章最多", "paper"), ("文章最多的报纸是哪家", "paper"),
        ("Which newspaper has the most articles?", "paper"),
        ("谁写得最多", "author"), ("哪个作者的文章最多", "author"),
        ("Who wrote the most articles?", "author"), ("哪一年文章最多", "year"),
        ("文章最多的是哪一年", "year"), ("Which year has the most articles?", "year"),
        ("哪些年有文章", "year"), ("哪个月文章最多", "month"), ("文章最多的是哪个月", "month"),
        ("Which months have articles?", "month"), ("最长的文章是哪篇", "longest"),
        ("哪篇文章最短", "shortest"),
        ("What is the longest article?", "longest"), ("哪篇最早", "oldest"),
        ("Which article is the newest?", "newest"),
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
        "哪一年产量最多", "哪年的文章获奖最多", "最长的桥是哪座", "哪篇文章最长寿",
        "哪家报纸的读者最多",
        "哪一年有文章提到老井",
        "Which year has the most rain?", "What is the longest bridge?",
        "谁写的信最多", "谁家的井最多", "哪个车间的作者最多", "请了几位作者", "哪个班最多",
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
        ("列出晚报的所有文章", "晚报", ""),
        ("列出林一写的文章", "林一", ""),
        ("有没有林一的文章", "林一", ""),
        ("有林一写的文章吗", "林一", ""),
        ("2024年5月的文章", "", "2024年5月"),
        ("晚报发过哪些文章", "晚报", ""),
        ("2024年有几篇文章", "", "2024年"),
        ("2024年有多少篇", "", "2024年"),
        ("2020年以前的文章有几篇", "", "2020年以前"),
        ("林一2020年以来写过哪些文章", "林一", "2020年以来"),
        ("2018年6月有文章吗", "", "2018年6月"),
        ("2018年有没有文章？", "", "2018年"),
        ("有没有2018年的文章", "", "2018年"),
        ("Are there any articles from June 2018?", "", "June 2018"),
        ("How many articles were published in 2018?", "", "2018"),
        ("2022年第1期有哪些文章", "第1期", "2022年"),
        ("第3版登了哪些文章", "第3版", ""),
        ("街谈栏目有几篇", "街谈", ""),
        ("街谈栏目的文章", "街谈", ""),
        ("街谈栏目有哪些文章", "街谈", ""),
    ],
)
def test_a_list_that_is_only_named(question: str, name: str, date: str) -> None:
    found = library_question(question)
    assert found
    assert (found.kind, found.name, found.date) == ("listed", name, date)


@pytest.mark.parametrize(
    ("question", "kind", "field"),
    [
        ("没有日期的文章有哪些", "without", "published"),
        ("哪些文章没有日期", "without", "published"),
        ("有几篇文章没有作者", "without", "author"),
        ("没有署名的文章", "without", "author"),
        ("没有日期的有几篇", "without", "published"),
        ("How many articles have no date?", "without", "published"),
        ("《井水》登在哪一期", "source", "issue"),
        ("《井水》是第几期的", "source", "issue"),
    ],
)
def test_what_an_article_lacks_and_its_issue(question: str, kind: str, field: str) -> None:
    found = library_question(question)
    assert found and (found.kind, found.field) == (kind, field)


@pytest.mark.parametrize(
    ("question", "name", "article"),
    [
        ("重修渡口的碑文是谁写的", "重修渡口的碑文", False),
        ("《渡口碑》的碑文谁写的", "《渡口碑》的碑文", False),
        ("母亲的祭文是谁写的", "母亲的祭文", False),
        ("渡口的诗是谁写的", "渡口", True),
        ("关于渡口碑文的那篇文章是谁写的", "关于渡口碑文", True),
    ],
)
def test_what_stands_on_a_stone_is_no_article(question: str, name: str, article: bool) -> None:
    found = library_question(question)
    assert found and (found.name, found.article) == (name, article)


@pytest.mark.parametrize(
    "question",
    [
        "没有日期的票有几张",
        "没有日期的票能用吗",
        "哪些文章没有说到日期",
        "没有作者的人怎么办",
        "培训班办到哪一期停的",
    ],
)
def test_what_other_things_lack(question: str) -> None:
    found = library_question(question)
    assert not found or (found.kind != "without" and found.field != "issue")


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


def test_what_articles_lack_is_listed(store: Store) -> None:
    def told(question: str) -> tuple[bool, str, str]:
        answer = ask(question, index=store)
        assert answer.library
        ids = "".join(one.id for one in answer.library.articles)
        return answer.answered, answer.library.text, ids

    assert told("没有日期的文章有哪些") == (True, "没有标明日期的文章有 1 篇：", "a2")
    assert told("有几篇文章没有作者") == (True, "没有标明作者的文章有 1 篇：", "a3")
    assert told("哪些文章没有栏目")[2] == "a0a1a2a3"
    none = "没有2021年的文章（没有日期的文章 1 篇）。"
    assert told("2021年有几篇文章") == (True, none, "")
    assert told("2019年有几篇文章")[2] == "a3"


def test_whom_the_archive_does_not_know_is_named(store: Store) -> None:
    """And nobody who is told of, nor what is no name."""
    answer = ask("庞又新写过哪些文章", index=store)
    assert answer.library and not answer.answered and answer.confidence == 0
    assert answer.library.text == "没有署名“庞又新”的文章，找到的段落里也没有这个名字。"
    assert answer.library.articles == ()
    for question in (
        "高考的文章有哪些", "老井的文章有哪些", "关于桥的文章有哪些",
        "金纹瓷器有哪些", "金纹瓷器的文章有哪些", "金纹瓷有哪些", "石匠铺有哪些",
    ):  # fmt: skip
        found = ask(question, index=store).library
        assert not found or "没有署名" not in found.text


def test_times_and_lengths_are_told_as_far_as_the_list_knows(tmp_path: Path) -> None:
    """A year alone is no June; how long an article is shows in its paragraphs."""
    lines = [
        ("一", "林一", "2018-06-03", None, 3), ("二", "江二", "2018-06", "第3版", 1),
        ("三", "林一", None, None, 2), ("四", "江二", "2018", None, 1),
        ("五", "江二", "2021-02-03", "第1期", 5),
    ]  # fmt: skip
    rows = [
        {"id": f"a{number}", "title": title, "author": author, "published": day, "edition": edition,
         "text": "\n\n".join(f"{title}村口第{n}口井修好了。" for n in range(paragraphs))}
        for number, (title, author, day, edition, paragraphs) in enumerate(lines)
    ]  # fmt: skip
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / "rows.jsonl").write_text(text, encoding="utf-8")
    build([tmp_path / "rows.jsonl"], tmp_path / "index", encoder="static")
    library = open_index(tmp_path / "index")

    def told(question: str) -> tuple[str, str]:
        answer = ask(question, index=library).library
        assert answer
        return answer.text, "".join(one.id for one in answer.articles)

    june = "2018年6月的文章有 2 篇（另有 2 篇没有月份，未计入）："
    assert told("2018年6月有文章吗") == (june, "a0a1")
    of_year = "2018年的文章有 3 篇（另有 1 篇没有日期，未计入）："
    assert told("2018年有哪些文章") == (of_year, "a0a1a3")
    assert (
        told("林一2018年写了哪些文章")[0]
        == "林一2018年的文章有 1 篇（另有 1 篇没有日期，未计入）："
    )
    assert told("2021年第1期有哪些文章") == ("2021年第1期的文章有 1 篇：", "a4")
    assert ask("2022年第1期有哪些文章", index=library).library is None
    assert told("最长的文章是哪篇")[1].startswith("a4a0a2")
    years = ask("Which year has the most articles?", index=library).library
    assert years and years.names == (("2018", 3), ("2021", 1))
    assert years.text == "The articles are of 2 years (1 without a date not counted):"
    months = ask("哪个月的文章最多？", index=library).library
    assert months and months.names == (("2018-06", 2), ("2021-02", 1))
    assert months.text == "文章来自 2 个月份（另有 2 篇没有月份，未计入）："
