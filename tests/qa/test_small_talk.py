"""Questions to the program itself, which no article answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import build, open_index
from index.store import Store
from language.small_talk import is_to_program
from qa import ask, retrieve


@pytest.mark.parametrize(
    "question",
    [
        "你好", "您好！", "在吗？", "谢谢", "Hello", "你是谁", "你叫什么名字？", "你能做什么",
        "你能帮我做什么", "你会什么", "你知道些什么", "你有什么功能", "你是机器人吗", "怎么用？",
        "这个软件怎么用", "怎么提问", "这个网站是做什么的", "我能问什么", "有什么可以问的",
        "What can you do?", "who are you", "今天几号", "今天星期几？", "现在几点了",
        "What time is it?", "给我讲个笑话", "写一首诗", "tell me a joke",
    ],
)  # fmt: skip
def test_a_question_to_the_program(question: str) -> None:
    assert is_to_program(question)


@pytest.mark.parametrize(
    "question",
    [
        "帮助", "测试", "怎么用茶籽油", "夜校怎么用", "这个水泵怎么用", "你是谁的徒弟", "他是谁",
        "今天开幕的展览有什么", "今天几号楼停水", "现在几点开门", "谁写了一首诗", "写诗的人是谁",
        "谢谢牌茶叶", "罗大河会做什么", "你们厂是做什么的", "厂里能做什么", "问报纸的人是谁", "",
    ],
)  # fmt: skip
def test_a_question_on_what_articles_say(question: str) -> None:
    assert not is_to_program(question)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder: Path = tmp_path_factory.mktemp("program")
    file = folder / "夜校.txt"
    file.write_text("夜校开课\n\n林一\n\n夜校今天起报名，10月7日开课，不收学费。", "utf-8")
    build([file], folder / "index")
    return open_index(folder / "index")


def test_what_can_be_asked_is_told(store: Store) -> None:
    answer = ask("今天几号？", index=store)
    assert answer.library and answer.library.kind == "program" and answer.library.count == 1
    assert "有 1 篇文章" in answer.library.text and not answer.answered
    assert (answer.confidence, answer.sentences) == (0, ())
    english = ask("what can you do", index=store).library
    assert english and "has 1 article;" in english.text


@pytest.mark.parametrize("question", ["你好", "今天几号", "张三写过哪些文章"])
def test_what_is_not_answered_has_the_nearest_passages(store: Store, question: str) -> None:
    answer = ask(question, 2, store)
    assert not answer.answered and answer.hits
    assert list(answer.hits) == retrieve(question, 2, store)


def test_what_the_list_answers_has_none(store: Store) -> None:
    answer = ask("有多少篇文章", index=store)
    assert answer.answered and answer.library and answer.hits == ()


def test_a_word_that_no_passage_has_is_not_answered(store: Store) -> None:
    """The nearest passages are shown all the same, as they are for a question that is refused."""
    answer = ask("体检", index=store)
    assert not answer.answered and not answer.confidence
    assert list(answer.hits) == retrieve("体检", index=store)
    assert ask("学费", index=store).hits


def test_what_the_library_is_about_are_its_articles(store: Store) -> None:
    for question in ("这些文章讲了什么", "总结一下这些文章", "What are these articles about?"):
        answer = ask(question, index=store)
        assert answer.answered and answer.library and answer.library.kind == "articles"
    for question in ("最近有什么新闻", "latest news"):
        newest = ask(question, index=store).library
        assert newest and newest.kind == "newest"
    assert ask("讲的是什么", index=store).library is None
