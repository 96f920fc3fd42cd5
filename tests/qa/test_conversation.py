"""Follow-up questions are asked: of the answer before, or of its topic."""

from __future__ import annotations

from pathlib import Path

from index import build, open_index
from qa import ask, conversation
from qa.asking import whole
from qa.request import Request
from qa.whole_question import Said, understand


def test_a_short_question_that_says_nothing_of_its_own_is_asked_of_the_topic(
    tmp_path: Path,
) -> None:
    """Only where that is answered from a passage about it; else as it was typed."""
    articles = {
        "柳坝仓库起火": "柳坝仓库昨夜起火，损失三百万元。起火时库里没有人，无人伤亡。",
        "渡口翻船": "渡口昨天翻了一条货船，两名船工受伤，已经送医。",
        "寒潮": "寒潮后天到，夜里降到零下六度。",
    }
    for title, text in articles.items():
        (tmp_path / f"{title}.md").write_text(f"# {title}\n\n{text}\n", "utf-8")
    build([tmp_path], tmp_path / "index")
    store = open_index(tmp_path / "index")

    def understood(question: str, before: str = "柳坝仓库损失多少") -> str:
        asked = Request(question, 5, "hybrid", follow=before).checked()
        return whole(asked, store).question

    assert understood("有人受伤吗") == "柳坝仓库有人受伤吗"
    # nothing answered the question before: its topic is as it was typed
    refused = "柳坝仓库的经理叫什么"
    assert not ask(refused, index=store).answered
    assert understood("损失多少", refused) == "柳坝仓库损失多少"
    assert understood("有人受伤吗", "东郊粮站损失多少") == "有人受伤吗"
    assert understood("寒潮哪天到") == "寒潮哪天到"
    assert not conversation._may_lean("他多大年纪", "松河船厂")  # whoever he is
    assert understood("渡口在哪里") == "渡口在哪里"
    for greeting in ("你好", "谢谢！", "？", "你能做什么", "今天几号", "有多少篇文章"):
        assert understood(greeting) == greeting


def test_the_source_line_is_asked_of_the_article_that_was_shown(tmp_path: Path) -> None:
    """Though another one has its title, and an author."""
    articles = {
        "one": "# 启事\n\n渡口的老船工罗大河捡到一只藤箱，请失主来领。\n",
        "two": "# 启事\n\n作者：祝长庚\n\n东塘灯会改在初八，灯要早些扎好。\n",
    }
    for name, text in articles.items():
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    build([tmp_path], tmp_path / "index")
    store = open_index(tmp_path / "index")
    for before, file, answered in (("谁捡到藤箱", "one", False), ("灯会改在哪天", "two", True)):
        answer = ask("这篇是谁写的", index=store, follow=before)
        assert answer.answered is answered and answer.library
        (entry,) = answer.library.articles
        assert Path(entry.path).stem == file
    assert understand("这篇是谁写的", ["谁捡到藤箱"], Said(title="启事")) == "《启事》这篇是谁写的"
