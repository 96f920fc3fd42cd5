"""The evaluation: figures that can be checked by hand, and the floors on the open sets."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from errors import QuestionError, SourceError
from index import build, open_index
from index.store import Store
from qa.asking import retrieve
from qa.evaluate import evaluate, main, measure, ranked_ids, summary
from qa.metrics import difference
from qa.question_files import JudgedQuestion, read_queries

ROOT = Path(__file__).resolve().parents[2]

PASSAGES = [
    {"id": "p1", "title": "磨坊", "text": "村口的水磨坊用了一百二十年，磨盘换过三次。"},
    {"id": "p2", "title": "邮差", "text": "邮差老岳骑车送信，一天走四十里山路。"},
    {"id": "p3", "title": "书店", "text": "巷子里的旧书店周三休息，店主爱养猫。"},
]
QUERIES = [
    {"id": "q1", "question": "水磨坊用了多少年", "gold": ["p1"]},
    {"id": "q2", "question": "邮差一天走多少路", "gold": ["p2", "p3"]},
    {"id": "q3", "question": "书店哪天休息", "gold": ["p1"]},  # wrong on purpose
    {"id": "q4", "question": "灯塔多高", "gold": []},
    {"id": "q5", "question": " ", "gold": ["p2"]},
]


def write(path: Path, rows: list[dict]) -> Path:  # type: ignore[type-arg]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    place = tmp_path_factory.mktemp("evaluate")
    return write(place / "p.jsonl", PASSAGES), write(place / "q.jsonl", QUERIES)


def test_figures_by_hand(files: tuple[Path, Path]) -> None:
    found = evaluate(*files)
    assert found.values["recall@1"] == (1, 1 / 2, 0, 0)
    assert found.values["recall@5"][:2] == (1, 1)
    assert found.values["mrr@10"][:2] == (1, 1)
    assert 1 / 3 <= found.values["mrr@10"][2] <= 1 / 2
    assert found.values["ndcg@10"][3] == 0
    assert (found.left_out, found.refused, len(found.milliseconds)) == (1, 1, 3)


@pytest.mark.slow
def test_the_command_prints_one_object(files: tuple[Path, Path]) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "qa.evaluate", "--json"),
            *("--passages", str(files[0]), "--queries", str(files[1])),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    figures = json.loads(done.stdout)
    names = [
        *("queries", "recall@1", "recall@5", "recall@20", "mrr@10", "ndcg@10"),
        *("ms_p50", "ms_p95"),
    ]
    assert list(figures)[: len(names)] == names
    assert figures["queries"] == 4
    assert figures["recall@1"] == 1.5 / 4
    assert 0 < figures["ms_p50"] <= figures["ms_p95"]
    low, high = figures["ci"]["recall@1"]
    assert low < figures["recall@1"] < high


def test_every_leg_is_measured(files: tuple[Path, Path]) -> None:
    for leg in ("dense", "lexical"):
        assert evaluate(*files, leg=leg).values["recall@1"][0] == 1


def test_it_measures_what_is_served(files: tuple[Path, Path], tmp_path: Path) -> None:
    build([files[0]], tmp_path / "index")
    store = open_index(tmp_path / "index")
    queries = read_queries(files[1])
    found = measure(queries, store)
    for query, value in zip(queries[:3], found.values["recall@1"], strict=False):
        first = retrieve(query.question, index=store)[0].article_id
        assert value == (first in query.gold) / len(query.gold)


def test_an_index_that_is_there_and_feedback(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build([files[0]], tmp_path / "index")
    feedback = write(
        tmp_path / "feedback.jsonl",
        [
            {
                "id": 1,
                "question": "旧书店哪天休息",
                "hit": "p3#1",
                "article_id": "p3",
                "judgement": 1,
            },
            {
                "id": 2,
                "question": "旧书店哪天休息",
                "hit": "p1#1",
                "article_id": "p1",
                "judgement": -1,
            },
        ],
    )
    assert read_queries(feedback) == [JudgedQuestion("旧书店哪天休息", frozenset({"p3#1"}))]
    assert main(["--index", str(tmp_path / "index"), "--queries", str(feedback), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["recall@1"] == 1


def test_two_paragraphs_of_an_article_count_as_one_place(tmp_path: Path) -> None:
    text = "水车转得慢。\n\n水车转得快。"
    passages = write(tmp_path / "p.jsonl", [{"id": "w", "title": None, "text": text}, *PASSAGES])
    build([passages], tmp_path / "index")
    hits = retrieve("水车转", k=4, index=open_index(tmp_path / "index"))
    assert ranked_ids(hits, frozenset({"w"}))[0] == "w"
    assert len(ranked_ids(hits, frozenset({"w"}))) == len(hits) - 1
    assert ranked_ids(hits, frozenset({"w#2"})).count("w#2") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "line 1: not JSON"),
        ('\n["question"]', "line 2: expected an object"),
        ('{"question": "?"}', "gold"),
    ],
)
def test_bad_queries_are_named(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "q.jsonl").write_text(content, "utf-8")
    with pytest.raises(SourceError, match=said):
        read_queries(tmp_path / "q.jsonl")
    with pytest.raises(SourceError, match=r"none\.jsonl"):
        read_queries(tmp_path / "none.jsonl")


def test_passages_that_cannot_be_read_and_unknown_ids_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The figures of a part of the passages must not pass for those of all."""
    rows = [*PASSAGES, {"id": "p4", "title": "渡口"}]
    passages = write(tmp_path / "p.jsonl", rows)
    asked = [*QUERIES[:2], {"question": "书店哪天休息", "gold": ["p3#1", "p9", "p3#7", "p8#1"]}]
    queries = write(tmp_path / "q.jsonl", asked)
    call = ["--passages", str(passages), "--queries", str(queries), "--leg", "lexical", "--json"]
    assert main(call) == 1
    out, err = capsys.readouterr()
    figures = json.loads(out)
    assert (figures["skipped"], figures["unknown_gold"], figures["queries"]) == (1, 3, 3)
    skipped, unknown = err.splitlines()
    assert skipped.startswith(f"skipped {passages}:4: ")
    assert unknown.startswith("3 gold ids are") and unknown.endswith(": p3#7, p8#1, p9")
    write(passages, PASSAGES)
    assert main([*call[:3], str(write(queries, QUERIES)), *call[4:]]) == 0
    out, err = capsys.readouterr()
    assert (json.loads(out)["skipped"], json.loads(out)["unknown_gold"], err) == (0, 0, "")


def test_a_leg_that_there_is_not_is_told_as_elsewhere(files: tuple[Path, Path]) -> None:
    with pytest.raises(QuestionError, match=r'^leg is "x"; expected hybrid, dense or lexical$'):
        main(["--passages", str(files[0]), "--queries", str(files[1]), "--leg", "x"])


def test_nothing_to_measure_is_an_error(files: tuple[Path, Path], tmp_path: Path) -> None:
    build([files[0]], tmp_path / "index")
    with pytest.raises(SourceError, match="gold"):
        summary(measure([JudgedQuestion("?", frozenset())], open_index(tmp_path / "index")))


# The open sets, two by the default encoder, two by the quick one, to keep the suite quick.

FLOORS = [
    ("cmrc2018_trial", "cmrc2018_trial", "builtin", 2, 0.98),
    ("drcd_test", "drcd_test", "static", 16, 0.93),
    ("csl_test", "csl_test", "static", 4, 0.96),
]
"""Passages, queries, encoder, every how many-th question, recall@1."""


@pytest.mark.shared
@pytest.mark.parametrize(("passages", "queries", "encoder", "every", "floor"), FLOORS)
def test_quality_stays_above_its_floor(
    shared: Path,
    open_set: Callable[[str, str], Store],
    passages: str,
    queries: str,
    encoder: str,
    every: int,
    floor: float,
) -> None:
    asked = read_queries(shared / "data" / "eval" / f"{queries}.queries.jsonl")[::every]
    found = summary(measure(asked, open_set(passages, encoder)))
    assert found["recall@1"] >= floor, found


@pytest.mark.shared
@pytest.mark.parametrize(
    ("queries", "every", "leg", "name", "floor", "gain"),
    [
        ("squadzh_answerable", 6, "lexical", "recall@1", 0.76, 0),
        ("squadzh_english", 24, "dense", "ndcg@10", 0.80, -0.01),
    ],
)
def test_hybrid_is_better_than_either_leg_and_english_is_not_harmed(
    shared: Path, open_set: Callable[[str, str], Store],
    queries: str, every: int, leg: str, name: str, floor: float, gain: float,
) -> None:  # fmt: skip
    """Chinese questions against the lexical leg by the paired bootstrap; English, where the lexical
    leg has nothing to say, no worse than the dense leg; both above their floor."""
    store = open_set("squadzh", "builtin")
    asked = read_queries(shared / "data" / "eval" / f"{queries}.queries.jsonl")[::every]
    hybrid = measure(asked, store)
    assert summary(hybrid)[name] >= floor, summary(hybrid)
    found = difference(hybrid.values[name], measure(asked, store, leg=leg).values[name])
    assert found.low > gain, found
