"""Questions about an article's source line and about authors, answered from the byline."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from web_fixtures import start

from index import build, correct, open_index
from index.store import Store
from qa import answer_json, ask
from qa.__main__ import main
from qa.library_questions import library_question
from web.api import models
from web.query_service import Core
from web.server import Settings, create_app


@pytest.mark.parametrize(
    ("question", "field", "title"),
    [
        ("《井水》的作者是谁", "author", "井水"),
        ("《井水》是谁写的？", "author", "井水"),
        ("谁写了《井水》", "author", "井水"),
        ("《井水》作者", "author", "井水"),
        ("《井水》哪個記者寫的", "author", "井水"),
        ("《读〈边城〉》的记者叫什么名字", "author", "读〈边城〉"),
        ("who wrote “Well water”?", "author", "Well water"),
        ("关于老井的那篇报道是谁写的", "author", "关于老井"),
        ("《井水》是什么时候发表的", "published", "井水"),
        ("《井水》哪天登的", "published", "井水"),
        ("《井水》是什么时候发的", "published", "井水"),
        ("when was the article “Well water” published?", "published", "Well water"),
        ("《井水》登在第几版", "paper", "井水"),
        ("《井水》刊登在哪份报纸上", "paper", "井水"),
        ("这篇谁写的", "author", ""),
        ("这篇文章的作者是谁", "author", ""),
        ("哪天登的", "published", ""),
    ],
)
def test_what_is_asked_of_a_source_line(question: str, field: str, title: str) -> None:
    found = library_question(question)
    assert found and (found.kind, found.field, found.name) == ("source", field, title)


@pytest.mark.parametrize(
    "question",
    ["老井哪年修的", "川维化工是谁创办的", "作者认为井水为什么甜", "谁修了老井", "报纸哪天休刊",
     "井水什么时候变甜的", "工资什么时候发的", ""],
)  # fmt: skip
def test_what_is_asked_of_the_text(question: str) -> None:
    assert library_question(question) is None


ROWS = [
    ("a", "老井修好以后全村喝上甜水", "温一帆", "宣传科", "2023-05-04",
     "村口的老井去年冬天修好了，水比从前甜。"),
    ("b", "桥头的灯换成了新的", "温一帆 江二", None, "2024-02",
     "桥头的十二盏灯换成了新的，夜里过桥不再摸黑。"),
    ("c", "渡船停了以后怎样过河上学", None, None, None,
     "渡船停了，孩子们绕道新桥上学，要多走两里路。"),
    ("d", "《渔火》", "江二", None, None, "小说《渔火》的作者是何雨田，写的是一条江上的三代人。"),
    ("e", "编后", "林一", None, None, "今天这一版说的都是修桥补路的小事。"),
    ("f", "编后", "江二", None, None, "读者来信里问得最多的还是学费。"),
    ("g", "林一是个摆渡人", "江二", None, None, "林一是渡口的摆渡工人，摆渡三十年，今年六十岁。"),
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("sources")
    names = ("id", "title", "author", "office", "published", "text")
    rows = [dict(zip(names, row, strict=True)) | {"paper": "江边报"} for row in ROWS]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "rows.jsonl").write_text(text, encoding="utf-8")
    build([folder / "rows.jsonl"], folder / "index", encoder="static")
    return open_index(folder / "index")


def told(question: str, store: Store, **options: str) -> tuple[bool, str, list[str]]:
    """Whether it is answered, what the list of articles says, and which it lists."""
    answer = ask(question, index=store, **options)
    library = answer.library
    if library is None:
        return answer.answered, "", []
    assert answer.sentences == () and bool(answer.hits) is not answer.answered
    return answer.answered, library.text, [one.id for one in library.articles]


def test_an_article_that_is_named_is_looked_up(store: Store) -> None:
    first = "老井修好以后全村喝上甜水"
    by = "文章《老井修好以后全村喝上甜水》的作者是温一帆（宣传科）。"
    assert told(f"《{first}》的作者是谁", store) == (True, by, ["a"])
    assert told(f"{first}是谁写的？", store) == (True, by, ["a"])
    assert told(f"《{first}》哪天登的", store)[1] == f"文章《{first}》的日期是 2023-05-04。"
    assert told(f"《{first}》登在哪份报纸上", store)[1] == f"文章《{first}》的出处是：江边报。"
    several = "文章《桥头的灯换成了新的》的作者是温一帆、江二。"
    assert told("谁写了《桥头的灯换成了新的》", store)[1] == several
    english = told(f"who wrote “{first}”?", store)[1]
    assert english == f"The article “{first}” is by 温一帆（宣传科）."
    assert told("谁写了《编后》", store) == (True, "题为《编后》的文章有 2 篇：", ["e", "f"])
    assert told("谁写了《编后》", store, author="林一")[2] == ["e"]


def test_a_title_is_known_without_its_number_and_its_prize(tmp_path: Path) -> None:
    titles = ("二、豆腐坊（一等奖）", "三、豆腐坊旧事", "渡口（上）", "渡口（下）")
    for n, title in enumerate(titles):
        text = f"# {title}\n\n作者：罗大河\n\n坊里的石磨转了一辈子，清早的豆浆香过半条街。\n"
        (tmp_path / f"{n}.md").write_text(text, "utf-8")
    build([tmp_path], tmp_path / "index", encoder="static")
    store = open_index(tmp_path / "index")
    answer = ask("《豆腐坊》是谁写的", index=store)
    assert answer.library
    assert [entry.title for entry in answer.library.articles] == [titles[0]]
    both = ask("《渡口》是谁写的", index=store)
    assert both.library and both.library.count == 2
    assert ask("《豆腐》是谁写的", index=store).library is None


def test_an_article_that_is_described_is_answered_as_surely_as_it_is_found(store: Store) -> None:
    answer = ask("说桥头换新灯的那篇报道是谁写的", index=store)
    assert answer.library and answer.library.article and answer.library.article.id == "b"
    assert 0.5 <= answer.confidence < 1
    assert told("说海底捞月的那篇报道是谁写的", store)[1] == ""


BYLINE_INSIDE = """# 望江纺织厂的夜校开课了

本报讯（记者 {}）望江纺织厂的夜校每周二和周四晚上开课，教看图纸和修织机。

徐三多说夜校办得好，他在夜校拿到了中级证书。
"""
ASKS_WRITER = (
    "谁报道了望江纺织厂的夜校",
    "夜校的记者是谁",
    "望江纺织厂的夜校是谁报道的",
    "谁写的夜校",
)


def test_who_wrote_it_is_whom_a_reader_corrected_it_to(tmp_path: Path) -> None:
    """Also where the byline of before stands in the text, and passages are searched for it."""
    (tmp_path / "夜校.md").write_text(BYLINE_INSIDE.format("柳青禾"), "utf-8")
    build([tmp_path / "夜校.md"], tmp_path / "index")
    [line] = open_index(tmp_path / "index").articles()
    assert line.author == "柳青禾"
    before = [ask(question, index=tmp_path / "index") for question in ASKS_WRITER]
    assert all("柳青禾" in str([s.text for s in answer.sentences]) for answer in before)
    said = "文章《望江纺织厂的夜校开课了》的作者是{}（记者）。"
    for name in ("沈桂兰", "柳青禾 沈桂兰"):
        correct(line.id, tmp_path / "index", author=name)
        store = open_index(tmp_path / "index")
        if "柳青禾" in name:  # which the text says rightly
            assert [ask(question, index=store).library for question in ASKS_WRITER] == [None] * 4
            continue
        for question in ASKS_WRITER:
            assert told(question, store) == (True, said.format(name), [line.id])
        asked = ask("谁在夜校拿到了中级证书", index=store)
        assert not asked.library and "徐三多说" in asked.sentences[0].text
    correct(line.id, tmp_path / "index", author=None)
    assert told(ASKS_WRITER[0], open_index(tmp_path / "index"))[0] is False


def test_no_byline_is_said_and_no_other_work_is_taken_for_the_article(store: Store) -> None:
    said = "没有认出文章《渡船停了以后怎样过河上学》的作者，请看原文。"
    answer = ask("《渡船停了以后怎样过河上学》是谁写的", index=store)
    assert answer.library and answer.library.text == said
    assert (answer.answered, answer.confidence) == (False, 0)
    novel = ask("《渔火》的作者是谁", index=store)
    assert not novel.library, "the article about the novel is signed by another"


def test_authors_are_told_by_what_they_signed(store: Store) -> None:
    assert told("温一帆写过哪些文章", store) == (
        True, "温一帆（宣传科）的文章有 2 篇：", ["a", "b"],
    )  # fmt: skip
    assert told("what did 江二 write?", store)[2] == ["b", "d", "f", "g"]
    assert told("温一帆写过什么", store, since="2024")[2] == ["b"]
    who = "没有找到说明温一帆（宣传科）是谁的段落；这样署名的文章有 2 篇："
    assert told("温一帆是谁", store) == (True, who, ["a", "b"])
    assert told("温一帆是誰？", store)[2] == ["a", "b"]
    assert told("一帆是谁", store)[2] == [], "part of a name is no name"
    ferryman = ask("林一是谁", index=store)
    assert not ferryman.library, "a passage tells"


def test_this_article_is_the_one_that_answered(store: Store) -> None:
    before = "桥头换了几盏灯"
    assert ask(before, index=store).sentences
    by = "文章《桥头的灯换成了新的》的作者是温一帆、江二。"
    assert told("这篇谁写的", store, follow=before) == (True, by, ["b"])
    assert (
        told("哪天登的", store, follow=before)[1] == "文章《桥头的灯换成了新的》的日期是 2024-02。"
    )
    again = told("哪天登的", store, follow="《老井修好以后全村喝上甜水》是谁写的")
    assert again[2] == ["a"], "an answer from the list is followed up too"
    assert told("这篇谁写的", store)[1] == "", "which of seven?"
    assert told("这篇谁写的", store, author="林一")[2] == ["e"]


def test_articles_are_listed_by_author_paper_and_phrase(store: Store) -> None:
    paper = "江边报2024年的文章有 1 篇（另有 5 篇没有日期，未计入）："
    assert told("江边报2024年登过哪些文章", store) == (True, paper, ["b"])
    assert len(told("江边报有哪些文章", store)[2]) == 7
    assert told("哪些文章提到了孩子", store) == (True, "有“孩子”字样的文章有 1 篇：", ["c"])
    assert set(told("有多少篇文章谈到桥", store)[2]) == {"b", "c", "e"}
    assert told("which articles mention 渡口", store)[2] == ["g"]
    assert told("哪些文章提到了龙卷风", store)[1] == ""
    names = dict(ask("列出所有作者", index=store).library.names)  # type: ignore[union-attr]
    assert names == {"江二": 4, "温一帆": 2, "林一": 1}, "who signs together counts too"


def test_a_main_title_stands_for_the_whole_one(tmp_path: Path) -> None:
    text = "# 渡口三十年——访摆渡人老姜\n\n作者：温一帆\n\n渡口停摆，老姜把竹篙送给了展览室。\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    build([tmp_path / "a.md"], tmp_path / "index", encoder="static")
    store = open_index(tmp_path / "index")
    assert told("《渡口三十年》的作者是谁", store)[1].endswith("的作者是温一帆。")
    assert told("《渡口三》的作者是谁", store)[1] == "", "a title is not cut within a word"


@pytest.mark.slow
def test_every_face_sends_the_same(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    question = "《桥头的灯换成了新的》的作者是谁"
    same = answer_json(ask(question, index=store))
    assert same["library"]["kind"] == "source" and same["library"]["articles"][0]["id"] == "b"
    folder = Path(store.status.index)
    assert main([question, "--index", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == same
    client = httpx.Client(
        base_url=start(create_app(Core(folder), Settings(data=folder.parent))), timeout=30
    )
    sent = client.post("/api/ask", json={"question": question}).json()
    models.Answer.model_validate(sent)
    assert sent["library"]["text"] == same["library"]["text"]
    chat = {"model": "wenbao", "messages": [{"role": "user", "content": question}]}
    said = client.post("/v1/chat/completions", json=chat).json()["choices"][0]["message"]
    assert said["content"].startswith("文章《桥头的灯换成了新的》的作者是温一帆、江二。\n- ")


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("哪几篇文章是江二写的", "bdfg"),
        ("哪些文章由温一帆采写？", "ab"),
        ("2023年发表的文章有哪些", "a"),
        ("2024年的文章有几篇", "b"),
        ("2024年以前的文章有几篇", "a"),
        ("2024年2月以前的文章有哪些", "a"),
        ("2024年1月以来的文章有哪些", "b"),
        ("温一帆2024年之前写过哪些文章", "a"),
        ("2024年2月登了哪些报道", "b"),
        ("江边报2023年5月4日登了哪些文章", "a"),
    ],
)
def test_articles_of_someone_or_of_a_time(store: Store, question: str, ids: str) -> None:
    found = ask(question, index=store).library
    assert found and "".join(sorted(one.id for one in found.articles)) == ids


def test_who_asks_for_a_time_is_told_what_has_no_date(store: Store) -> None:
    found = ask("2023年发表的文章有哪些", index=store).library
    assert found and found.text == "2023年的文章有 1 篇（另有 5 篇没有日期，未计入）："


@pytest.mark.parametrize("question", ["2023年发表了什么", "2023年的夏粮产量有多少"])
def test_what_was_done_in_a_year_is_asked_of_the_text(store: Store, question: str) -> None:
    assert ask(question, index=store).library is None


def test_who_somebody_is_stands_beside_his_name(tmp_path: Path) -> None:
    """In passing, with his office, or at the end of what he signs; else his articles are told."""
    by = "# {}\n\n作者：{}\n\n{}\n"
    texts = {
        "a": by.format("江水", "温一帆", "江水涨了两尺，渡船照开。"),
        "b": "# 渡口\n\n渡口站站长温一帆表示，天黑以后不开船。\n",
        "c": by.format("老井", "江二河", "老井的水甜。\n\n（作者系望江小学教师）"),
        "d": by.format("灯", "林一鸣", "温一帆看了灯，水上说话的人都走了。"),
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    build([tmp_path / f"{name}.md" for name in texts], tmp_path / "index")
    store = open_index(tmp_path / "index")
    for question, told_in in (("温一帆是谁", "站长"), ("谁是江二河", "望江小学教师")):
        answer = ask(question, index=store)
        assert answer.answered and not answer.library
        assert told_in in answer.sentences[0].text
    assert told("林一鸣是谁", store)[1].startswith("没有找到说明林一鸣是谁的段落")
