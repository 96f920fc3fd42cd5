"""The confidence: what its features say, its file, its fit, and the measures of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bench.answers import (
    TARGETS,
    auroc,
    calibration_error,
    refused,
    reliability,
    risk_coverage,
    write_tables,
)
from corpus.records import Span
from errors import ModelMissing
from index.store import Ranking
from qa import alignment, asks, confidence, evidence, rivals, short, weights
from qa.evidence import Candidate, Evidence
from qa.features import NAMES, Asked
from qa.records import Hit
from training.answers import (
    KEPT,
    Sample,
    f1,
    fit_confidence,
    fit_rivals,
    fit_sentence,
    fit_words,
    threshold,
)

ALIGNED = np.arange(len(alignment.FEATURES), dtype=np.float32)
EMPTY = Ranking(np.zeros(0, np.int64), np.zeros(0, np.float32))


def hit(rank: int, text: str, title: str = "题") -> Hit:
    return Hit(
        rank, 0.5, f"a{rank}#1", f"a{rank}", title, None, None, None, None, None,
        "a.txt", None, 1, text, ((0, len(text)),), 1, 1, (),
    )  # fmt: skip


def facts(found: list[list[bool]], known: float, spans: list[Span]) -> Evidence:
    """Evidence of one hit whose question has two terms of weight 3 and 1."""
    asked = Asked(
        "问", "问", np.array([0, 1], np.int32), ("甲", "乙"), np.array([3, 1], np.float32), known,
        np.zeros(4, np.float32),
    )  # fmt: skip
    table = np.zeros((len(spans), len(evidence.FEATURES)), np.float32)
    share = np.array([[3, 1]]) @ np.array(found).T / 4
    table[:, evidence.FEATURES.index("cover")] = share
    table[:, evidence.FEATURES.index("cover_of_paragraph")] = share.max()
    return Evidence(
        tuple(Candidate(0, i, span) for i, span in enumerate(spans)),
        table,
        asked,
        np.array(found),
        np.zeros((1, 2), bool),
    )


def measured(question: str, text: str, known: float = 1.0) -> dict[str, float]:
    values = confidence.measure(
        asks.read(question),
        [hit(1, text)],
        facts([[True, False]], known, [(0, len(text))]),
        alignment.Ranked(np.array([2.0], np.float32), 0, ALIGNED, (), ALIGNED[:0], ALIGNED[None]),
        EMPTY,
        EMPTY,
        np.array([0.5], np.float32),
    )
    return dict(zip(confidence.FEATURES, values.tolist(), strict=True))


def test_the_features_of_a_hand_made_case() -> None:
    found = measured("2021年ABC没有卖出什么？", "甲在2019年卖出了车。", known=0.8)
    assert found["known"] == pytest.approx(0.8)
    assert found["sentence"] == pytest.approx(0.75 * 0.8)  # the term of weight 3, not that of 1
    assert found["rarest_missing"] == pytest.approx(1 / 3)
    assert found["numbers_missing"] == 1.0  # 2021 is not in the passage
    assert found["latin_missing"] == 1.0
    assert found["negated"] == 1.0  # the question says 没有, the sentence does not
    assert found["passage"] == pytest.approx(0.0)  # log odds of a half
    assert found["ranked"] == pytest.approx(2.0)
    assert found["ranked_rest"] == pytest.approx(0.0)  # there is no other sentence
    assert found["passage_share"] == pytest.approx(1.0)
    assert found["passage_entropy"] == pytest.approx(0.0, abs=1e-6)
    assert found["asks_not"] == found["asks_number"] == found["asks_latin"] == 1.0
    assert found[alignment.FEATURES[3]] == 3.0


def test_numbers_that_are_there_are_not_missing() -> None:
    found = measured("2019年卖出什么？", "甲在2019年没有卖出车。")
    assert (found["numbers_missing"], found["negated"]) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("question", "text", "foreign"),
    [
        ("试用期多久", "试用期不超过六个月。", False),
        ("How long is it?", "试用期不超过六个月。", True),
        ("试用期多久", "It is six months at most.", True),
        ("How long is it?", "It is six months at most.", False),
    ],
)
def test_a_question_in_another_language(question: str, text: str, foreign: bool) -> None:
    assert confidence.is_foreign(asks.read(question), [hit(1, text)]) is foreign


def test_the_shipped_weights_fit_the_features() -> None:
    names = {
        "sentence": evidence.FEATURES,
        "words": alignment.FEATURES,
        "short": short.FEATURES,
        **dict.fromkeys(confidence.PARTS, confidence.FEATURES),
        **{part + confidence.RIVALS: rivals.FEATURES for part in confidence.PARTS},
        "confidence_says": (*confidence.FEATURES, *rivals.FEATURES),
    }
    for part, own in names.items():
        assert weights.linear(part, own).weights.shape == (len(own),)
    for foreign in (False, True):
        assert 0 < confidence.threshold(foreign) < 1
    zero = np.zeros(len(confidence.FEATURES), np.float32)
    assert 0 <= confidence.confidence(zero, tables(1)[0], False) < 0.1  # nothing speaks for one


def test_weights_of_other_features_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    weights.dump({"sentence": (["a", "b"], [1.5, -2], 0.25)}, {"threshold": 0.5}, path)
    model = weights.linear("sentence", ("b", "a"), path)  # by name, whatever the order
    assert model(np.array([10, 1], np.float32)) == pytest.approx(-20 + 1.5 + 0.25)
    for names in (("a",), ("a", "b", "c"), ("a", "c")):
        with pytest.raises(ModelMissing, match=r"training\.answers"):
            weights.linear("sentence", names, path)
    with pytest.raises(ModelMissing):
        weights.linear("sentence", ("a", "b"), tmp_path / "absent.json")
    assert json.loads(path.read_text())["threshold"] == 0.5


def tables(n: int) -> np.ndarray:
    """Of n questions with one passage each, all of whose features are 0."""
    found = np.full((n, rivals.READ, len(rivals.FEATURES)), np.nan, np.float32)
    found[:, 0] = 0
    return found


def sample(kind: str, right: list[bool], table: np.ndarray) -> Sample:
    spans = [(i, i + 1) for i in range(len(right))]
    own = facts([[True, False]] * len(right), 1.0, spans)
    own = Evidence(own.candidates, table.astype(np.float32), own.asked, own.found, own.titles)
    return Sample(
        "s", kind, 0, asks.read("什么"), ("x",), (hit(1, "字" * len(right)),), EMPTY, EMPTY,
        np.array([0.5], np.float32), np.zeros((1, len(NAMES)), np.float32), (kind == "in",), own,
        np.array(right), ["字"] * len(right),
    )  # fmt: skip


def test_the_sentence_fit_finds_the_feature_that_tells() -> None:
    dice = np.random.default_rng(7)
    samples = []
    for _ in range(200):
        table = dice.normal(size=(4, len(evidence.FEATURES)))
        table[:, evidence.FEATURES.index("question_itself")] = 0  # its weight is set by hand
        best = int(np.argmax(table[:, 0]))  # the first feature alone says which one is right
        samples.append(sample("in", [i == best for i in range(4)], table))
    model = fit_sentence(samples)
    assert np.argmax(model.weights) == 0
    hits = [s.right[np.argmax(model(s.evidence.features))] for s in samples]
    assert np.mean(hits) > 0.95


def test_the_words_move_only_the_best_few() -> None:
    table = np.zeros((6, len(evidence.FEATURES)), np.float32)
    table[:, 0] = [0.5, 0.6, 0.4, 0.3, 0.2, 0.1]
    first = weights.Linear(np.eye(len(evidence.FEATURES), dtype=np.float32)[0], 0.0)
    second = weights.Linear(-np.eye(len(alignment.FEATURES), dtype=np.float32)[0], 0.0)
    own = facts([[True, False]] * 6, 1.0, [(i, i + 1) for i in range(6)])
    own = Evidence(own.candidates, table, own.asked, own.found, own.titles)
    asked_for = []

    def look(numbers):  # type: ignore[no-untyped-def]
        asked_for.extend(numbers)
        found = np.zeros((len(numbers), len(alignment.FEATURES)), np.float32)
        found[:, 0] = [{1: 1.0, 0: 0.5, 2: 0.0, 3: 0.0}[n] for n in numbers]
        return found

    ranked = alignment.rank(own, first, second, look)
    assert asked_for == [1, 0, 2, 3]  # the four best by the first model
    assert ranked.best == int(np.argmax(ranked.scores)) == 2  # 0.4 - 0 beats 0.5 - 0.5, 0.6 - 1
    assert ranked.scores[:4] == pytest.approx([0.0, -0.4, 0.4, 0.3])
    assert (ranked.scores[4:] < ranked.scores[3]).all()
    assert ranked.leaders == (2,)  # there is one passage
    assert ranked.leaders_scores == pytest.approx([0.4])
    assert ranked.leaders_aligned.shape == (1, len(alignment.FEATURES))


def test_a_passage_far_behind_has_its_best_sentence_looked_at_too() -> None:
    table = np.zeros((7, len(evidence.FEATURES)), np.float32)
    table[:, 0] = [0.9, 0.8, 0.7, 0.6, 0.5, 0.2, 0.1]
    own = facts([[True, False]] * 7, 1.0, [(i, i + 1) for i in range(7)])
    places = tuple(Candidate(i // 5, i, c.span) for i, c in enumerate(own.candidates))
    own = Evidence(places, table, own.asked, own.found, np.zeros((2, 2), bool))
    first = weights.Linear(np.eye(len(evidence.FEATURES), dtype=np.float32)[0], 0.0)
    second = weights.Linear(np.eye(len(alignment.FEATURES), dtype=np.float32)[0], 0.0)

    def look(numbers):  # type: ignore[no-untyped-def]
        found = np.zeros((len(numbers), len(alignment.FEATURES)), np.float32)
        found[:, 0] = [{1: 3.0, 5: 9.0}.get(n, 0.0) for n in numbers]
        return found

    ranked = alignment.rank(own, first, second, look)
    assert ranked.leaders == (1, 5)  # by both models in the first passage, alone in the second
    assert ranked.leaders_scores == pytest.approx([3.8, 9.2])
    assert ranked.best == 1  # it answers nothing: it was not among the best few


def test_a_passage_against_its_rivals_by_hand() -> None:
    own = facts([[True, False], [True, True]], 0.5, [(0, 1), (1, 2)])
    places = (Candidate(0, 0, (0, 1)), Candidate(1, 0, (0, 1)))
    own = Evidence(places, own.features, own.asked, own.found, np.array([[False, False]] * 2))
    aligned = np.arange(2 * len(alignment.FEATURES), dtype=np.float32).reshape(2, -1)
    scores = np.array([1.0, 4.0], np.float32)
    ranked = alignment.Ranked(scores, 1, aligned[1], (0, 1), scores, aligned)
    columns = np.arange(2 * len(NAMES), dtype=np.float32).reshape(2, -1)
    found = rivals.table(asks.read("什么"), own, ranked, [0.5, 0.75], columns)
    assert found.shape == (rivals.READ, len(rivals.FEATURES))
    assert np.isnan(found[2:]).all() and not np.isnan(found[:2]).any()
    first, second = (dict(zip(rivals.FEATURES, row.tolist(), strict=True)) for row in found[:2])
    assert (first["cover"], second["cover"]) == pytest.approx((0.375, 0.5))  # half is known
    assert first["rarest_missing"] == pytest.approx(1 / 3) and second["rarest_missing"] == 0
    assert second["odds"] == pytest.approx(np.log(3))
    assert second["odds over rivals"] == pytest.approx(np.log(3))  # the other has 0
    assert first["score over rivals"] == pytest.approx(-3)
    assert second[f"words {alignment.FEATURES[0]}"] == len(alignment.FEATURES)
    assert second[f"passage {NAMES[1]} over rivals"] == len(NAMES)
    alone = alignment.Ranked(scores, 0, aligned[0], (0,), scores[:1], aligned[:1])
    lone = rivals.table(asks.read("什么"), own, alone, [0.5, 0.75], columns[:, :0])
    assert (lone[0, len(rivals.OWN) :] == 0).all()  # without a rival nothing is over them
    assert lone[0, rivals.FEATURES.index(f"passage {NAMES[1]}")] == 0  # the ranker was not asked


def test_the_odds_that_a_passage_answers_are_those_of_a_softmax_with_none() -> None:
    table = tables(1)
    table[0, :3] = 0
    table[0, :3, 4] = [1.0, 3.0, 2.0]
    model = weights.Linear(np.eye(len(rivals.FEATURES), dtype=np.float32)[4], -2.0)
    odds, likeliest = rivals.weigh(model, table)
    raised = np.exp([1.0 - 2, 3.0 - 2, 2.0 - 2])
    none = 1 / (1 + raised.sum())
    assert odds == pytest.approx([np.log((1 - none) / none)])
    assert (likeliest[0] == table[0, 1]).all()
    assert np.isfinite(rivals.weigh(model, np.full_like(table, np.nan))[1]).all()


def test_the_fit_of_the_rivals_finds_what_tells() -> None:
    dice = np.random.default_rng(8)
    table = dice.normal(size=(600, rivals.READ, len(rivals.FEATURES))).astype(np.float32)
    table[:, 4] = np.nan
    samples = []
    for i in range(600):
        s = sample("in" if i % 2 else "out", [True], np.zeros((1, len(evidence.FEATURES))))
        best = i % 4
        table[i, best, 3] += 4 * (i % 2)  # the gold one has more of the fourth feature
        s.gold = tuple(bool(i % 2) and at == best for at in range(rivals.READ))
        samples.append(s)
    model = fit_rivals(samples, table)
    assert np.argmax(model.weights) == 3
    odds, likeliest = rivals.weigh(model, table)
    assert auroc(odds[1::2], odds[::2]) > 0.9
    gold = table[np.arange(600), np.arange(600) % 4]
    assert (likeliest[1::2] == gold[1::2]).all(axis=1).mean() > 0.9


def test_the_fit_of_the_words_finds_what_tells() -> None:
    dice = np.random.default_rng(5)
    samples = []
    for _ in range(200):
        s = sample("in", [False] * 3, np.zeros((3, len(evidence.FEATURES))))
        tables = dice.normal(size=(3, len(alignment.FEATURES))).astype(np.float32)
        s.right[int(np.argmin(tables[:, 2]))] = True  # the least of the third feature is right
        s.looked.update(enumerate(tables))
        samples.append(s)
    ranker = weights.Linear(np.zeros(len(evidence.FEATURES), np.float32), 0.0)
    mover = fit_words(samples, ranker)
    assert np.argmin(mover.weights) == 2
    right = [s.right[alignment.rank(s.evidence, ranker, mover, s.look).best] for s in samples]
    assert np.mean(right) > 0.95


def test_the_chance_of_both_by_hand() -> None:
    of_question, of_passage = len(confidence.FEATURES), len(rivals.FEATURES)
    zero, none = np.zeros((1, of_question), np.float32), tables(1)
    even = weights.Linear(zero[0], 0.0)
    among = weights.Linear(np.zeros(of_passage, np.float32), 0.0)
    half, sure = (
        weights.Linear(np.zeros(of_question + of_passage, np.float32), bias) for bias in (0.0, 40.0)
    )
    judge = confidence.Judge(even, among, sure, 1.0, 1.0, 0.0)
    assert judge(zero, none) == pytest.approx(0.5)  # a half, times one
    assert confidence.Judge(even, among, half, 1.0, 1.0, 0.0)(zero, none) == pytest.approx(0.25)
    assert confidence.Judge(even, among, half, 2.0, 1.0, 0.0)(zero, none) == pytest.approx(0.125)
    assert confidence.Judge(even, among, None, 0.0, 1.0, 0.0)(zero, none) == pytest.approx(0.5)
    # The first chance is of the mean of two log odds: those of 3 and of 1.
    three = weights.Linear(among.weights, float(2 * np.log(3)))
    assert confidence.Judge(even, three, None, 0.0, 1.0, 0.0)(zero, none) == pytest.approx(0.75)
    # Calibrated: the logit of a quarter is -log 3; doubled, and one more.
    logit = -2 * np.log(3) + 1
    assert confidence.Judge(even, among, half, 1.0, 2.0, 1.0)(zero, none) == pytest.approx(
        1 / (1 + np.exp(-logit))
    )
    assert judge(np.zeros((3, of_question), np.float32), tables(3)).shape == (3,)


def test_the_fitted_probability_is_calibrated_where_the_world_is_logistic() -> None:
    dice = np.random.default_rng(3)
    table = np.zeros((4000, len(confidence.FEATURES)), np.float32)
    table[:, 2] = dice.normal(size=4000)
    true = dice.random(4000) < 1 / (1 + np.exp(-2 * table[:, 2]))
    blank = np.zeros((1, len(evidence.FEATURES)))
    samples = [sample("in" if yes else "out", [True], blank) for yes in true]
    none = tables(4000)
    sure = fit_confidence(samples, table, none, decay=1e-5)(table, none)
    assert calibration_error(sure[true], sure[~true]) < 0.03


def test_questions_that_the_right_passage_does_not_answer_teach_the_second_part() -> None:
    dice = np.random.default_rng(4)
    table = np.zeros((3000, len(confidence.FEATURES)), np.float32)
    kinds = np.array(["in", "out", "adversarial"] * 1000)
    table[:, 0] = dice.normal(size=3000) + 2 * (kinds != "out")  # of the topic
    table[:, 1] = dice.normal(size=3000) + 2 * (kinds == "in")  # said there
    blank = np.zeros((1, len(evidence.FEATURES)))
    none = tables(3000)
    judge = fit_confidence([sample(kind, [True], blank) for kind in kinds], table, none)
    assert judge.says is not None
    sure = judge(table, none)
    assert auroc(sure[kinds == "in"], sure[kinds == "out"]) > 0.9
    assert auroc(sure[kinds == "in"], sure[kinds == "adversarial"]) > 0.85
    assert calibration_error(sure[kinds == "in"], sure[kinds == "out"]) < 0.05


def test_the_threshold_keeps_its_share_of_every_set() -> None:
    dice = np.random.default_rng(6)
    blank = np.zeros((1, len(evidence.FEATURES)))
    samples = [sample("in", [True], blank) for _ in range(400)]
    for s in samples[200:]:
        s.set = "another"
    sure = dice.random(400) * np.repeat([1.0, 0.3], 200)
    cut = threshold(samples, sure)
    kept = [np.mean(sure[:200] >= cut), np.mean(sure[200:] >= cut)]
    assert min(kept) == pytest.approx(KEPT, abs=0.01)


def test_auroc_by_counting_pairs() -> None:
    yes, no = np.array([0.9, 0.5, 0.4]), np.array([0.5, 0.1])
    pairs = [(a > b) + (a == b) / 2 for a in yes for b in no]
    assert auroc(yes, no) == pytest.approx(np.mean(pairs))


def test_calibration_error_by_hand() -> None:
    # At even odds: in [0.9, 1] a weight of 0.5 / 2 yes and 0.5 / 1 no, at a mean of 0.95.
    yes, no = np.array([0.95, 0.15]), np.array([0.95])
    assert calibration_error(yes, no) == pytest.approx(0.75 * abs(0.95 - 1 / 3) + 0.25 * 0.85)
    assert [part for part, *_ in reliability(yes, no)] == [1, 9]


def test_refused_keeps_the_share_asked_for() -> None:
    yes = np.arange(100) / 100
    assert refused(yes, np.array([0.0, 0.04, 0.5, 0.9])) == pytest.approx(0.5)


def test_risk_and_coverage() -> None:
    share, risk = risk_coverage(np.array([True, False, True]), np.array([0.2, 0.5, 0.9]))
    assert share.tolist() == pytest.approx([1 / 3, 2 / 3, 1])
    assert risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3])


@pytest.mark.parametrize(
    ("found", "gold", "value"),
    [("4分钟", "4分钟", 1), ("4分钟内", "4分钟", 6 / 7), ("甲", "乙", 0), ("國家。", "国家", 1)],
)
def test_f1_of_characters(found: str, gold: str, value: float) -> None:
    assert f1(found, gold) == pytest.approx(value)


def test_the_tables_stand_between_their_marks(tmp_path: Path) -> None:
    cell = dict.fromkeys(
        (
            "sentence_accuracy",
            "served_accuracy",
            "served_answerable_kept",
            "served_taken_out_refused",
            "auroc_taken_out",
            "refused_at_95_kept",
            "ece",
            "auroc_adversarial",
            "short_f1",
            "auroc",
            "auroc_half_taken_out",
            "refused_at_95_kept_half",
            "ece_half",
        ),
        0.5,
    )
    way = {name: {**cell, "answerable": 7} for name in (*TARGETS, "all")}
    speed = {"paragraphs": 10000, "retrieve_ms_p50": 1, "ask_ms_p50": 3, "more_ms_p50": 2}
    found = {"5-fold": way, "topics": way, "other sets": way, "speed": speed}
    path = tmp_path / "page.md"
    path.write_text("above\n\n<!-- figures -->\nstale\n<!-- end of figures -->\n\nbelow\n", "utf-8")
    write_tables(found, path)
    write_tables(found, path)  # as often as one likes
    text = path.read_text("utf-8")
    assert text.startswith("above\n\n<!-- figures -->\n| set")
    assert text.endswith("2 ms more (target 15).\n<!-- end of figures -->\n\nbelow\n")
    assert "stale" not in text
    path.write_text("no marks", "utf-8")
    with pytest.raises(ValueError, match="no tables"):
        write_tables(found, path)
    assert "| drcd_test (7) | 0.500 / 0.500 / 0.500 (0.95) |" in text
