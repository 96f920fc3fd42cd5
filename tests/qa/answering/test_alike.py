"""A list that stands in many articles, an item in each, is told whole, or with how many more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index import build
from index.store import Filters
from qa import ask
from qa.__main__ import _shown
from qa.answering import alike
from qa.records import Answer, answer_json
from web.api import chat_replies
from web.api.export import Export, as_markdown
from web.ui.html_answer import answer_html
from web.ui.strings import Words

NAMES = ["田小川", "居秋生", "鲍春燕", "花正红", "常有福", "牛玉兰", "冷月华", "乐百川"]
VILLAGES = ["桥头", "石滩", "东渡", "竹源", "茅岭", "沙洲", "高坪", "林口"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows: list[dict[str, Any]] = [
        {
            "id": village, "title": f"{village}村的新消息", "published": f"2024-11-{at:02}",
            "paragraphs": [f"{village}村的{name}当选了二〇二四年度的护林标兵。", f"{name}爱种树。"],
        }
        for at, (village, name) in enumerate(zip(VILLAGES, NAMES, strict=True), 1)
    ]  # fmt: skip
    rows += [
        {"id": "before", "text": "南湾村的尚大勇当选了二〇二三年度的护林标兵。"},
        {"id": "lost", "text": "北山村的路遥远落选了二〇二四年度的护林标兵。"},
        {"id": "deputy", "text": "河口村的孟石泉当选了二〇二四年度的乡人大代表。"},
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("alike")
    path = folder / "a.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    build([path], folder / "index")
    return folder / "index"


def told(answer: Answer) -> list[str]:
    text = "".join(sentence.text for sentence in answer.sentences)
    return [name for name in (*NAMES, "尚大勇", "路遥远", "孟石泉") if name in text]


@pytest.mark.parametrize(
    "question",
    [
        "哪些人当选了2024年度的护林标兵",
        "谁当选了2024年度护林标兵",
        "当选2024年度护林标兵的是哪几个人",
    ],
)
def test_all_of_a_list_over_many_articles(index: Path, question: str) -> None:
    for k in (5, 10):
        answer = ask(question, k, index)
        assert told(answer) == NAMES
        assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
        for sentence in answer.sentences:
            assert sentence.source == answer.hits[sentence.hit - 1]
        assert answer.more == 0 and "more" not in answer_json(answer)


def test_a_list_that_is_too_long_says_how_many_more(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike, "MOST", 6)
    answer = ask("哪些人当选了2024年度的护林标兵", index=index)
    assert (len(answer.sentences), answer.more, answer_json(answer)["more"]) == (6, 2, 2)
    assert "2" in _shown(answer)[6]
    export = as_markdown(Export(answer, Filters(), "zh", "2024-12-01"))
    faces = [answer_html(answer, Words("zh")), export, *chat_replies.extracted(answer, "http://a")]
    assert sum("另有 2 条" in face for face in faces) == 3


def test_one_is_not_asked_with_all_others(index: Path) -> None:
    for question, name in (("石滩村谁当选了护林标兵", "居秋生"), ("谁当选了乡人大代表", "孟石泉")):
        assert told(ask(question, index=index)) == [name]
