"""`python -m qa` from outside: its JSON, its exit codes, and what it does not load."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import warm

from corpus.metadata import Metadata
from index import build
from qa.__main__ import _shown
from qa.records import Answer, AnswerSentence, Hit, ShortAnswer

ROOT = Path(__file__).resolve().parents[2]
HIT = [
    *("rank", "score", "id", "article_id", "title", "author", "office", "column", "published"),
    *("paper", "edition", "page"),
    *("url", "path", "heading", "paragraph", "text", "spans", "dense_rank", "lexical_rank"),
    *("matched", "notes"),
]

HEAVY = ["torch", "gradio", "sentence_transformers", "transformers", "jieba", "fastapi", "sklearn"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("main")
    rows = [
        {
            "id": "well",
            "title": "石板村挖井记",
            "author": "洪四海",
            "column": "乡村",
            "published": "2024-06-01",
            "text": "石板村的新井深四十二米，打井队干了十七天。\n\n"
            "井水先送去化验，合格后全村人排队来挑。",
        },
        {
            "id": "kite",
            "title": "风筝匠人",
            "author": "邵小满",
            "column": "手艺",
            "text": "邵师傅扎一只沙燕风筝要三天，竹篾削得比筷子还细。",
        },
    ]
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (place / "articles.jsonl").write_text("\n".join(lines), "utf-8")
    build([place / "articles.jsonl"], place / "index")
    return place / "index"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return warm.run([sys.executable, "-m", "qa", *arguments], cwd=ROOT, encoding="utf-8")


@pytest.mark.slow
def test_json_has_the_contract_s_keys(index: Path) -> None:
    done = run("石板村的新井有多深？", "--index", str(index), "-k", "2", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert list(answer) == ["question", "answered", "confidence", "answer", "hits"]
    assert answer["question"] == "石板村的新井有多深？"
    assert 0 <= answer["confidence"] <= 1
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2]
    best = answer["hits"][0]
    assert list(best) == HIT
    assert best["id"] == "well#1" and "四十二米" in best["text"]
    assert best["spans"] == [[0, len(best["text"])]]
    assert "石板村" in "".join(best["matched"])
    for sentence in answer["answer"]:
        assert set(sentence) >= {"text", "hit", "spans"}
        assert sentence["text"] in answer["hits"][sentence["hit"] - 1]["text"]


def test_people_get_the_passage_with_its_source(index: Path) -> None:
    done = run("扎一只风筝要几天", "--index", str(index))
    assert done.returncode == 0, done.stderr
    for part in ("风筝匠人", "邵小满", "手艺", "paragraph 1", "articles.jsonl"):
        assert part in done.stdout


def test_people_get_the_short_answer_of_the_first_sentence_first() -> None:
    text, about = "渡船由老周掌舵。", Metadata(title="渡口")
    hit = Hit(1, 1.0, "a#1", "a", about, "a.md", None, 1, text, ((0, 8),), 1, 1, ())
    short = ShortAnswer("老周", ((3, 5),), 0.9)
    marked, bare = (AnswerSentence(text, 1, ((0, 8),), one, source=hit) for one in (short, None))
    lines = [_shown(Answer("谁掌舵", True, 0.9, said, (hit,))) for said in ((marked,), (bare,))]
    assert lines[0][:2] == ["in short: 老周", f"{text} [1]"]
    assert lines[1] == lines[0][1:]
    second = _shown(Answer("谁掌舵", True, 0.9, (bare, marked), (hit,)))
    assert not any(line[-2:] == "老周" for line in second), "as the page has it"


@pytest.mark.slow
def test_filters_and_legs(index: Path) -> None:
    for options in (
        ["--column", "手艺"],
        ["--author", "邵小满"],
        ["--author", "邵小满", "--leg", "dense"],
    ):
        done = run("井", "--index", str(index), "--json", *options)
        found = {hit["article_id"] for hit in json.loads(done.stdout)["hits"]}
        assert found <= {"kite"}
    done = run("井", "--index", str(index), "--json", "--since", "2024", "--until", "2024-07")
    assert {hit["article_id"] for hit in json.loads(done.stdout)["hits"]} == {"well"}


@pytest.mark.slow
def test_a_file_of_questions_gives_a_line_each_in_order(index: Path, tmp_path: Path) -> None:
    rows = [
        {"id": "b", "question": "打井队干了几天"},
        {"id": "a", "question": "竹篾削得多细"},
        {"id": 7, "question": "   "},
        {"id": "d", "question": "井水送去哪里"},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    done = run("--questions", str(file), "--index", str(index), "--json")
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["id"] for result in results] == ["b", "a", 7, "d"]
    assert [r["hits"][0]["article_id"] for r in results if r["hits"]] == ["well", "kite", "well"]
    assert "empty" in results[2]["error"]
    assert done.returncode == 1 and "7: the question is empty" in done.stderr


@pytest.mark.slow
def test_a_wrong_row_is_told_as_everywhere_and_is_json(index: Path, tmp_path: Path) -> None:
    lines = [
        '{"id": "n", "question": 5}', '{"id": NaN, "question": "井"}', "[1]", '{"id": 3}',
        '{"id": 1e999, "question": "井"}', '{"id": "line 2", "question": "井水送去哪里"}',
    ]  # fmt: skip
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    done = run("--questions", str(file), "--index", str(index), "--json")

    def refuse(name: str) -> None:
        raise AssertionError(name)

    told = [json.loads(line, parse_constant=refuse) for line in done.stdout.splitlines()]
    assert [(one["id"], one.get("code")) for one in told] == [
        ("n", "question_not_text"), (None, "line_not_json"), (None, "line_no_object"),
        (3, "empty_question"), (None, "line_not_json"), ("line 2", None),
    ]  # fmt: skip
    assert told[0]["error"] == "the question is 5; expected text"
    said = done.stderr.splitlines()
    assert said[2].startswith("error: line 3: the line is no object") and "None" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["井", "--index", "no/such/folder"], 1, "index build"),
        ([" "], 2, "empty"),
        (["问" * 3000], 2, "limit is 2,000"),
        (["井", "-k", "0"], 2, "from 1 to 100"),
        (["--questions", "no-such-file.jsonl"], 1, "no-such-file.jsonl"),
        ([], 2, "--questions"),
        (["井", "--questions", "x.jsonl"], 2, "one question"),
        (["井", "--leg", "both"], 2, 'leg is "both"'),
        (["井", "-k", "many"], 2, 'k is "many"'),
        (["井", "-k", "1.5"], 2, "k is 1.5;"),
        (["井", "-k", "1000000000"], 2, "k is 1000000000;"),
        (["井", "--follow", "问" * 2001], 2, "follow has 2,001 characters, the limit is 2,000"),
    ],
)
def test_errors_are_one_line_and_a_code(
    index: Path, arguments: list[str], code: int, said: str
) -> None:
    if "--index" not in arguments:
        arguments = [*arguments, "--index", str(index)]
    done = run(*arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.slow
def test_a_question_loads_no_heavy_library(index: Path) -> None:
    """A cold start has 1.5 s: torch alone takes longer."""
    code = (
        "import sys; from qa.__main__ import main; "
        f"code = main(['新井多深', '--index', {str(index)!r}, '--json']); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr); "
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "[]"


def test_importing_qa_loads_nothing_and_gives_its_names() -> None:
    code = (
        "import sys, qa; assert 'numpy' not in sys.modules; "
        "import qa.retrieval; from qa import retrieve, ask, Hit, Answer; "
        "assert callable(retrieve) and callable(ask); print(sorted(qa.__all__) == qa.__all__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "True", done.stderr
