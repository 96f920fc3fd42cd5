"""The commands as others call them: every key, exit code and stream, from outside the process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import warm

ROOT = Path(__file__).resolve().parent.parent

ARTICLE = ["id", "path", "title", "author", "office", "column", "published", "paper"]
ARTICLE += ["edition", "url", "paragraphs", "notes"]
HIT = ["rank", "score", "id", "article_id", "title", "author", "office", "column", "published"]
HIT += ["paper", "edition", "page"]
HIT += ["url", "path", "heading", "paragraph", "text", "spans", "dense_rank", "lexical_rank"]
HIT += ["matched"]
BUILD = ["generation", "articles", "paragraphs", "reused", "embedded", "seconds", "encoder"]
BUILD += ["skipped"]
BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"

HARBOUR = """港口装上了新吊机

□青石港务局工程师 陆远帆

码头去年添了六台电动吊机，装卸一艘船从
十二小时缩短到八小时，夜班工人也少了一半。

吊机的电来自防波堤上的风车，一年省下柴油四百吨。
"""
SCHOOL = [
    {"id": "a-1", "title": "山里的职校", "text": "学校有三个实训车间。\n\n学生每周两天在厂里。"},
    {"id": "a-2", "title": "茶厂", "paragraphs": ["茶厂收购明前茶。", "机器炒茶，人来品。"]},
]


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return warm.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("文章")
    (path / "港口.txt").write_text(HARBOUR, encoding="gb18030")
    lines = [json.dumps(row, ensure_ascii=False) for row in SCHOOL]
    (path / "学校.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def index(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("索引") / "甲"
    done = command("index", "build", str(folder), "--index", str(path), "--json")
    assert done.returncode == 0, done.stderr
    assert list(json.loads(done.stdout)) == BUILD
    return path


def sliced(source: str, spans: list[list[int]]) -> str:
    text = "".join(source[start:end] for start, end in spans)
    return text.translate(dict.fromkeys(map(ord, BREAKS)))


def test_corpus_prints_an_article_a_line_with_provable_spans(folder: Path) -> None:
    done = command("corpus", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    articles = rows(done.stdout)
    assert [list(article) for article in articles] == [ARTICLE] * 3
    sources = {"a-1": SCHOOL[0]["text"], "a-2": "\n\n".join(SCHOOL[1]["paragraphs"])}
    for article in articles:
        source = sources.get(article["id"], HARBOUR)
        for paragraph in article["paragraphs"]:
            assert list(paragraph) == ["heading", "text", "spans", "page", "boxes"]
            assert sliced(str(source), paragraph["spans"]) == paragraph["text"]
    harbour = next(article for article in articles if article["path"].endswith("港口.txt"))
    assert (harbour["title"], harbour["author"]) == ("港口装上了新吊机", "陆远帆")
    assert harbour["office"] == "青石港务局工程师"
    assert harbour["url"] is None and harbour["published"] is None
    assert "从十二小时缩短到" in harbour["paragraphs"][0]["text"]


@pytest.mark.slow
def test_the_same_content_has_the_same_id_in_another_place(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "别名.txt").write_text(HARBOUR, encoding="utf-16")
    here = rows(command("corpus", str(folder / "港口.txt"), "--json").stdout)
    there = rows(command("corpus", str(tmp_path / "别名.txt"), "--json").stdout)
    assert here[0]["id"] == there[0]["id"]


@pytest.mark.slow
def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_read(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "图.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    (tmp_path / "空.txt").write_bytes(b"")
    (tmp_path / "坏.jsonl").write_text(
        '{"id": "好", "title": "好", "text": "这一行是好的。"}\n{"id": \n', encoding="utf-8"
    )
    (tmp_path / "港口.txt").write_text(HARBOUR, encoding="utf-8")
    done = command("corpus", str(tmp_path), str(tmp_path / "没有.txt"), "--json")
    assert done.returncode == 1
    assert {article["title"] for article in rows(done.stdout)} == {"好", "港口装上了新吊机"}
    for name in ("图.txt", "空.txt", "坏.jsonl", "没有.txt"):
        assert name in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_ask_prints_the_contracts_object(index: Path) -> None:
    done = command("qa", "装卸一艘船要几小时", "--index", str(index), "-k", "3", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert list(answer) == ["question", "answered", "confidence", "answer", "hits"]
    assert answer["question"] == "装卸一艘船要几小时"
    assert 0 <= answer["confidence"] <= 1
    first = answer["hits"][0]
    assert [key for key in first if key in HIT] == HIT and set(first) - set(HIT) <= {"notes"}
    assert first["author"] == "陆远帆" and first["rank"] == 1 and "八小时" in first["text"]
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2, 3]
    for hit in answer["hits"]:
        if hit["path"].endswith("港口.txt"):
            assert sliced(HARBOUR, hit["spans"]) == hit["text"]
    assert answer["answer"], "the corpus answers this"
    for sentence in answer["answer"]:
        assert {"text", "hit", "spans"} <= set(sentence)
        hit = answer["hits"][sentence["hit"] - 1]
        assert sentence["text"] in hit["text"]
        if hit["path"].endswith("港口.txt"):
            assert sliced(HARBOUR, sentence["spans"]) == sentence["text"]


@pytest.mark.slow
def test_many_questions_in_one_process_keep_their_order_and_ids(
    index: Path, tmp_path: Path
) -> None:
    asked = [("q3", "茶厂收购什么茶"), ("q1", "学生每周几天在厂里"), ("q2", "风车一年省多少柴油")]
    file = tmp_path / "问.jsonl"
    lines = [json.dumps({"id": i, "question": q}, ensure_ascii=False) for i, q in asked]
    file.write_text("\n".join(lines), encoding="utf-8")
    done = command("qa", "--questions", str(file), "--index", str(index), "-k", "1", "--json")
    assert done.returncode == 0, done.stderr
    answers = rows(done.stdout)
    assert [(a["id"], a["question"]) for a in answers] == asked
    assert [a["hits"][0]["article_id"] for a in answers[:2]] == ["a-2", "a-1"]


@pytest.mark.slow
@pytest.mark.parametrize("leg", ["dense", "lexical", "hybrid"])
def test_each_leg_answers(index: Path, leg: str) -> None:
    done = command("qa", "电动吊机", "--index", str(index), "--leg", leg, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["hits"][0]["author"] == "陆远帆"


@pytest.mark.slow
def test_filters_narrow(index: Path) -> None:
    done = command("qa", "茶厂", "--index", str(index), "--author", "陆远帆", "--json")
    hits = json.loads(done.stdout)["hits"]
    assert hits and {hit["author"] for hit in hits} == {"陆远帆"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["", "--json"], 2), (["   "], 2), (["x" * 100_000], 2), (["问", "-k", "0"], 2)],
)
def test_a_bad_question_is_one_clear_line(index: Path, arguments: list[str], code: int) -> None:
    done = command("qa", *arguments, "--index", str(index))
    assert done.returncode == code and done.stdout == ""
    assert "Traceback" not in done.stderr and 0 < len(done.stderr) < 2000


def test_a_missing_index_names_the_command_that_makes_one(tmp_path: Path) -> None:
    done = command("qa", "问题", "--index", str(tmp_path / "无"))
    assert done.returncode == 1 and "index build" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_an_index_grows_shrinks_and_verifies(index: Path, folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "乙"
    assert command("index", "build", str(folder), "--index", str(mine)).returncode == 0
    new = tmp_path / "新.md"
    new.write_text("---\ntitle: 灯塔\n---\n\n灯塔每十秒闪两次。\n", encoding="utf-8")
    added = command("index", "add", str(new), "--index", str(mine), "--json")
    report = json.loads(added.stdout)
    assert added.returncode == 0 and list(report) == BUILD
    assert (report["articles"], report["embedded"]) == (4, 1)
    asked = command("qa", "灯塔多久闪一次", "--index", str(mine), "--json")
    hit = json.loads(asked.stdout)["hits"][0]
    assert hit["title"] == "灯塔"
    assert command("index", "verify", "--index", str(mine)).returncode == 0
    status = command("index", "status", "--index", str(mine), "--json")
    assert json.loads(status.stdout)["articles"] == 4
    assert command("index", "remove", hit["article_id"], "--index", str(mine)).returncode == 0
    left = json.loads(command("index", "status", "--index", str(mine), "--json").stdout)
    assert left["articles"] == 3


@pytest.mark.slow
def test_a_build_without_articles_leaves_the_old_index(index: Path, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    before = command("index", "status", "--index", str(index), "--json").stdout
    done = command("index", "build", str(tmp_path / "空"), "--index", str(index))
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert command("index", "status", "--index", str(index), "--json").stdout == before


@pytest.mark.slow
def test_a_missing_model_is_an_error_and_no_other_model(folder: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "丙")
    done = command("index", "build", str(folder), "--index", target, "--encoder", "nobody/nothing")
    assert done.returncode == 1 and "nobody/nothing" in done.stderr
    assert "Traceback" not in done.stderr
    assert command("index", "status", "--index", target).returncode == 1


@pytest.mark.slow
def test_evaluate_measures_through_the_same_retrieve(folder: Path, tmp_path: Path) -> None:
    queries = tmp_path / "问.jsonl"
    asked = [
        {"id": "1", "question": "茶厂收购什么茶", "lang": "zh", "gold": ["a-2"], "answers": []},
        {"id": "2", "question": "实训车间有几个", "lang": "zh", "gold": ["a-1"], "answers": []},
    ]
    queries.write_text("".join(json.dumps(row) + "\n" for row in asked), encoding="utf-8")
    passages = str(folder / "学校.jsonl")
    done = command("qa.evaluate", "--passages", passages, "--queries", str(queries), "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    names = ["recall@1", "recall@5", "recall@20", "mrr@10", "ndcg@10"]
    assert {name: figures[name] for name in names} == dict.fromkeys(names, 1.0)
    assert figures["queries"] == 2 and figures["ms_p50"] > 0 and figures["ms_p95"] > 0
