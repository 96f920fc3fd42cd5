"""The command that cites: the citations of the module, of articles and of passages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import console
from corpus.citations import citation
from index import build, open_index
from qa.cite import main

ROWS = [
    {"id": "ferry", "title": "渡口的船", "author": "陆远帆", "paper": "青石日报",
     "published": "2024-05-01", "paragraphs": ["渡船每天来回六趟。", "船工有四个人。"]},
    {"id": "tea#1", "title": "茶馆", "text": "茶馆早上四点开门。"},
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = tmp_path_factory.mktemp("cite")
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    (made / "own.jsonl").write_text("\n".join(lines), "utf-8")
    build([made / "own.jsonl"], made / "index")
    return str(made / "index")


def cited(folder: str, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert console.run(lambda: main([*arguments, "--index", folder])) == 0
    return capsys.readouterr().out


def test_articles_and_passages(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    store = open_index(folder)
    ferry = store.article("ferry")
    assert ferry
    assert cited(folder, capsys, "ferry") == "陆远帆. 渡口的船[N]. 青石日报，2024-05-01.\n"
    told = cited(folder, capsys, "ferry#2", "--style", "plain")
    assert told == citation(ferry.metadata, "船工有四个人。", "plain") + "\n"
    assert told.startswith("“船工有四个人。”——陆远帆《渡口的船》")
    ris = cited(folder, capsys, "ferry", "tea#1", "--style", "ris")
    assert ris.count("ER  -") == 2 and "TI  - 茶馆" in ris


def test_csl_json_of_several_is_one_list(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    items = json.loads(cited(folder, capsys, "ferry#1", "ferry", "--style", "csl-json"))
    assert [item["id"] for item in items] == ["wenbao-ferry"] * 2
    assert [item.get("note") for item in items] == ["渡船每天来回六趟。", None]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none"], "no article 'none'"), (["ferry#3"], "no paragraph 3; it has 2"),
        (["ferry", "--style", "apa"], "style is 'apa'"),
        (["ferry", "--accessed", "soon"], "accessed"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_wrong_call(
    folder: str, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert console.run(lambda: main([*arguments, "--index", folder])) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("error: ") and told in err


def test_messages_follow_the_locale(
    folder: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa.__main__ import main as ask

    monkeypatch.setenv("WENBAO_LANG", "zh_CN.UTF-8")
    assert console.run(lambda: main(["none", "--index", folder])) == 2
    assert (
        capsys.readouterr().err == "错误：没有编号为 'none' 的文章；编号见检索结果的 article_id\n"
    )
    assert console.run(lambda: ask(["火星上有几座车站", "--index", folder])) == 0
    out = capsys.readouterr().out
    assert out.startswith("文章里没有这个问题的答案。") and "第 1 段 · 得分 " in out
    missing = str(Path(folder).parent / "none")
    assert console.run(lambda: ask(["渡船", "--index", missing])) == 1
    assert capsys.readouterr().err.startswith("错误：还没有索引")
