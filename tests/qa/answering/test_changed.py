"""What corrects, amends or repeals a sentence of an answer, wherever in the index it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index import build, open_index
from index.store import Filters, Store
from qa import ask
from qa.answering.changed import changes
from qa.records import Answer, AnswerSentence
from qa.request import EVERYTHING
from qa.retrieval import hit_of

RULE, FEE = "梧桐镇集市管理办法", "摊位费按每平方米八元收取。"
ROWS: list[dict[str, Any]] = [
    {
        "id": "rule", "title": RULE, "published": "2021-03-01",
        "paragraphs": [
            "第一条 摊位费按每平方米八元收取。", "第二条 集市六时开市，十二时收市。",
            "第三条 摊主应当在三日内清运垃圾，违者罚款八元。", "第四条 活禽须在指定棚内出售。",
        ],
    },
    {
        "id": "first", "title": f"关于修改《{RULE}》的决定", "published": "2023-05-01",
        "paragraphs": [
            "一、将第一条中的“八元”修改为“十元”。", "二、第二条修改为：“集市五时开市。”",
            "三、删去第四条。", "本决定自公布之日起施行。",
        ],
    },
    {
        "id": "second", "title": f"关于再次修改《{RULE.removeprefix('梧桐镇')}》的决定",
        "published": "2024-05-01", "text": "将第一条中的“十元”修改为“十二元”。",
    },
    {
        "id": "details", "title": f"关于修改《{RULE}实施细则》的决定", "published": "2024-06-01",
        "paragraphs": ["将“三日内清运”修改为“五日内清运”。", "将“八元”修改为“九元”。"],
    },
    {
        "id": "prices", "title": "梧桐镇公园门票价目", "published": "2020-01-01",
        "text": "成人票每张十五元，儿童免票。",
    },
    {
        "id": "new prices", "title": "梧桐镇公园门票新价目", "published": "2022-01-01",
        "text": "本价目自二月起执行，《梧桐镇公园门票价目》同时作废。成人票每张二十元。",
    },
    {
        "id": "report", "title": "龙舟赛落幕", "published": "2024-06-11",
        "text": "龙舟赛昨天落幕，桨手代表邝小舟上台领奖。",
    },
    {
        "id": "before", "title": "桨手的一天", "published": "2024-06-09",
        "text": "桨手代表邝小舟天不亮就下水，邝小舟的手上都是茧。",
    },
    {
        "id": "note", "title": "更正", "published": "2024-06-13",
        "text": "本报6月11日《龙舟赛落幕》一文中，“桨手代表邝小舟”应为“桨手代表邝晓舟”。特此更正。",
    },
    {
        "id": "flood", "title": "洪水退去", "published": "2024-08-02",
        "paragraphs": ["渡工简四海住院九天后回到渡口。", "防汛队共有九天没有合眼。"],
    },
    {
        "id": "flood note", "title": "来信", "published": "2024-08-20",
        "text": "《洪水退去》一文有误，“住院九天”应为七天。",
    },
    {
        "id": "south", "title": "关于河南岸停气的通知", "published": "2024-07-01",
        "text": "河南岸定于7月6日停气检修。",
    },
    {
        "id": "north", "title": "关于东山坡停电的通知", "published": "2024-07-01",
        "text": "东山坡定于7月6日停电检修。",
    },
    {
        "id": "moved", "title": "关于河南岸停气改期的通知", "published": "2024-07-04",
        "text": "原定于7月6日的停气检修推迟至7月9日。",
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder: Path = tmp_path_factory.mktemp("changed")
    (folder / "a.jsonl").write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), "utf-8"
    )
    build([folder / "a.jsonl"], folder / "index", encoder="static")
    return open_index(folder / "index")


def changed_by(place: str, store: Store, narrow: Filters = EVERYTHING) -> list[str]:
    (row,) = store.paragraphs([place])
    source = hit_of(row, 1, 1.0, ())
    found = changes(AnswerSentence(row.text, 1, row.spans, source=source), store, narrow)
    return [f"{note.article_id}: {note.text[slice(*at)]}" for note, at in found]


def test_an_amendment_that_quotes_and_the_next_one_of_what_it_puts(store: Store) -> None:
    assert changed_by("rule#1", store) == [
        "first: 一、将第一条中的“八元”修改为“十元”。",
        "second: 将第一条中的“十元”修改为“十二元”。",
    ]


def test_an_article_of_a_rule_that_is_worded_anew_or_deleted(store: Store) -> None:
    assert changed_by("rule#2", store) == ["first: 二、第二条修改为：“集市五时开市。”"]
    assert changed_by("rule#4", store) == ["first: 三、删去第四条。"]


def test_an_amendment_of_another_rule_or_article_is_none(store: Store) -> None:
    assert changed_by("rule#3", store) == []


def test_a_repeal(store: Store) -> None:
    assert changed_by("prices#1", store) == [
        "new prices: 本价目自二月起执行，《梧桐镇公园门票价目》同时作废。"
    ]
    assert changed_by("new prices#1", store) == []


def test_a_correction_of_a_name_leaves_other_articles_alone(store: Store) -> None:
    assert [found.split(":")[0] for found in changed_by("report#1", store)] == ["note"]
    assert changed_by("before#1", store) == []


def test_a_correction_that_quotes_the_old_words_alone(store: Store) -> None:
    assert changed_by("flood#1", store) == [
        "flood note: 《洪水退去》一文有误，“住院九天”应为七天。"
    ]
    assert changed_by("flood#2", store) == []


def test_a_day_that_is_put_off(store: Store) -> None:
    assert [found.split(":")[0] for found in changed_by("south#1", store)] == ["moved"]
    assert changed_by("north#1", store) == []


def test_what_the_filters_leave_out_is_not_brought_in(store: Store) -> None:
    until = changed_by("rule#1", store, Filters(until="2023-12"))
    assert [found.split(":")[0] for found in until] == ["first"]


def test_the_figure_that_stands_is_marked(tmp_path: Path) -> None:
    rule = {
        "id": "rule", "title": RULE, "published": "2021-03-01",
        "paragraphs": [FEE, *(f"第{n}号棚由{n}人看管。" for n in range(9))],
    }  # fmt: skip
    rows = [rule, {**ROWS[1], "paragraphs": ["将“八元”修改为“十元”。"]}]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    build([path], tmp_path / "index")
    for text in ("集市摊位费每平方米收多少", "每平方米摊位费是多少元", "摊位怎么收费"):
        answer: Answer = ask(text, 1, tmp_path / "index")
        assert [s.text for s in answer.sentences][:2] == [
            "将“八元”修改为“十元”。",
            rule["paragraphs"][0],
        ]
        assert [hit.rank for hit in answer.hits] == [1, 2]
        shorts = [s.short.text for s in answer.sentences if s.short]
        assert shorts in ([], ["十元"])
