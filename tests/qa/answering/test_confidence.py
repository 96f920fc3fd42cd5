"""Choice and confidence by hand, and the shipped weights held to their names."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from errors import ModelMissing
from qa import linear_model
from qa.answering import confidence
from qa.answering.confidence import CHOICE, SHORT, SURE, short_features, sure_features
from qa.answering.penalties import Penalties
from qa.query import Question
from qa.ranking import rerank
from qa.ranking.features import CROSSING, NAMES, PLAIN
from qa.reading.cross_encoder import Unit
from qa.records import log_odds

SHIPPED = {"choice": CHOICE, "sure": SURE, "short": SHORT}


def unit(hit: int, span: tuple[int, int], score: float, **more: Any) -> Unit:
    given = {"nothing": 0.5, "short": None, "short_score": -1.0, **more}
    return Unit(hit=hit, span=span, score=score, **given)


def hits(*scores: float) -> list[Any]:
    return [
        SimpleNamespace(log_odds=log_odds(score), text="船开了。" * 9, heading=None)
        for score in scores
    ]


def written(path: Path, parts: dict[str, Any], **more: Any) -> Path:
    """The file of models, each given as (names, weights, bias)."""
    models = {
        part: {"bias": bias, "weights": dict(zip(names, weights, strict=True))}
        for part, (names, weights, bias) in parts.items()
    }
    path.write_text(json.dumps({**more, **models}), "utf-8")
    return path


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights that one can add up: reader 1, passage 1/2, short answer 1/4, nothing -2; for sure
    and short one feature alone."""
    path = written(
        tmp_path / "answers.json",
        {
            "choice": (CHOICE, (1.0, 0.5, 0.25, -2.0), 0.0),
            "sure": (SURE, [1.0, *[0.0] * (len(SURE) - 1)], 0.25),
            "short": (SHORT, [1.0, *[0.0] * (len(SHORT) - 1)], 0.0),
        },
        threshold=0.4,
    )
    monkeypatch.setattr(
        confidence, "linear", lambda part, names: linear_model.linear(part, names, path)
    )
    monkeypatch.setattr(confidence, "parameters", lambda: linear_model.parameters(path))


@pytest.mark.usefixtures("weights")
def test_a_unit_is_chosen_by_the_reader_its_passage_and_its_short_answer() -> None:
    units = [
        unit(0, (0, 5), 1.0, nothing=0.5, short_score=-1.0),
        unit(1, (0, 5), 1.5, nothing=-0.5, short_score=2.0),
    ]
    found = confidence.choice(Question("船开了吗"), units, hits(0.5, 0.1))
    second = 1.5 + 0.5 * np.log(0.1 / 0.9) + 0.25 * 2 + 2 * 0.5
    assert found == pytest.approx([1.0 - 0.25 - 1.0, second], abs=1e-5)


@pytest.mark.usefixtures("weights")
def test_of_a_question_in_english_a_chinese_passage_counts_twice() -> None:
    units = [unit(0, (0, 5), 1.0), unit(1, (0, 5), 1.0)]
    texts = ("The boat leaves at six.", "船六点开。")
    found_hits: list[Any] = [SimpleNamespace(log_odds=log_odds(0.1), text=text) for text in texts]
    english, chinese = (
        confidence.choice(Question(asked), units, found_hits)
        for asked in ("When does it leave?", "几点开")
    )
    once = 0.5 * np.log(0.1 / 0.9)
    assert english - chinese == pytest.approx([0, (confidence.CROSSING - 1) * once], abs=1e-5)


@pytest.mark.usefixtures("weights")
def test_a_unit_that_asks_is_no_answer() -> None:
    found = confidence.choice(
        Question("几点开"),
        [unit(0, (0, 4), 3.0), unit(0, (4, 8), 1.0)],
        [SimpleNamespace(log_odds=log_odds(0.5), text="几点开？六点。 ")],  # type: ignore[list-item]
    )
    assert found == pytest.approx([1.75 - confidence.ASKS, -0.25])


@pytest.mark.usefixtures("weights")
def test_the_confidence_is_the_logistic_of_its_sum() -> None:
    question, one, no = Question("船开了吗"), [unit(0, (0, 5), 2.0)], np.zeros(1, bool)
    scores, sure = confidence.weighed(question, one, hits(0.5), Penalties(no, no))
    assert sure == pytest.approx(1 / (1 + np.exp(-2.25)))
    assert confidence.threshold() == 0.4
    lower, capped = confidence.weighed(question, one, hits(0.5), Penalties(~no, ~no))
    assert lower == pytest.approx(scores - confidence.ANOTHER)
    assert capped == confidence.MOST_OF_DOUBTFUL


@pytest.mark.usefixtures("weights")
def test_what_only_looks_like_an_answer_is_not_sure() -> None:
    given = dict.fromkeys(("title", "heading", "author", "office", "column", "published"))
    text = "渡船2011年开了九班。船为何不开？"
    said: Any = SimpleNamespace(
        log_odds=log_odds(0.5), text=text, article_id="a", path="a.md", **given
    )
    runs, asks = unit(0, (0, 13), 9.0), unit(0, (13, len(said.text)), 9.0)

    def judged(question: str, one: Unit) -> tuple[float, float]:
        found = confidence.judged(Question(question), [one], [said], [said], 1)
        return float(found.scores[0]), found.sure

    assert judged("船为何不开", asks)[1] == confidence.MOST_OF_DOUBTFUL
    plain, sure = judged("渡船2011年开几班", runs)
    lower, doubtful = judged("渡船2012年开几班", runs)
    assert lower == pytest.approx(plain - confidence.ANOTHER)
    assert sure > doubtful == confidence.MOST_OF_DOUBTFUL


@pytest.mark.usefixtures("weights")
def test_a_short_answer_is_never_surer_than_its_sentence() -> None:
    one = unit(0, (0, 5), 2.0, short_score=3.0)
    assert confidence.short_confidence(one, 0.99) == pytest.approx(1 / (1 + np.exp(-3)))
    assert confidence.short_confidence(one, 0.6) == 0.6


@pytest.mark.parametrize(
    ("question", "text", "typed", "held", "why", "no_reason"),
    [
        ("船队有多少艘渡船", "船队有十二艘渡船。", 1, 1, 0, 0),
        ("渡船为什么停航", "渡船开了。", 0, 0.5, 1, 1),
        ("渡船为什么停航", "因为有雾，没有开渡船。", 0, 0.5, 1, 0),
    ],
)
def test_the_features_of_a_case_by_hand(
    question: str, text: str, typed: float, held: float, why: float, no_reason: float
) -> None:
    units = [
        unit(0, (0, 9), 0.5),
        unit(1, (0, 9), 2.0, nothing=-1.5, short=(0, len(text)), short_score=0.75),
        unit(1, (9, 20), 1.0),
    ]
    scores = np.array([0.5, 2.0, 1.0], np.float32)
    found = [
        SimpleNamespace(log_odds=log_odds(0.9), text="别的。"),
        SimpleNamespace(log_odds=log_odds(0.2), text=text),
    ]
    row = sure_features(Question(question), units, scores, found)  # type: ignore[arg-type]
    expected = {
        "reader": 2.0,
        "margin": 1.0,
        "passage": np.log(0.2 / 0.8),
        "first passage": np.log(0.9 / 0.1),
        "nothing": -1.5,
        "typed": typed,
        "words held": held,
        "why": why,
        "why without a reason": no_reason,
    }
    assert dict(zip(SURE, row.tolist(), strict=True)) == pytest.approx(expected, abs=1e-5)
    assert short_features(units[1], 0.5).tolist() == [0.75, 0.0]


def test_odds_of_certain_scores_are_bounded() -> None:
    assert log_odds(0.5) == 0
    assert -7.1 < log_odds(0.0) < -6.9 and 6.9 < log_odds(1.0) < 7.1


def test_the_shipped_weights_fit_the_features() -> None:
    for part, names in SHIPPED.items():
        assert linear_model.linear(part, names).weights.shape == (len(names),)
    assert 0 < confidence.threshold() < 1
    shipped = rerank.ranker()
    assert shipped.plain.weights.shape == shipped.crossing.weights.shape == (len(NAMES),)
    assert set(PLAIN) | set(CROSSING) == set(NAMES)


def test_weights_of_other_features_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "answers.json", {"choice": (("a", "b"), (1.0, 2.0), 0.5)})
    model = linear_model.linear("choice", ("b", "a"), path)  # by name, whatever the order
    assert model(np.array([1.0, 10.0], np.float32)) == 2 + 10 + 0.5
    for names in (("a",), ("a", "b", "c"), ("a", "x"), ("a", "b", "b")):
        with pytest.raises(ModelMissing, match=r"training\.answers"):
            linear_model.linear("choice", names, path)
    with pytest.raises(ModelMissing):
        linear_model.linear("choice", ("a", "b"), tmp_path / "absent.json")
