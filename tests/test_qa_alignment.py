"""How the words of a question stand in a sentence."""

from __future__ import annotations

import numpy as np
import pytest

from qa import alignment, asks
from qa.alignment import Place
from qa.features import Asked


def asked(text: str, **idf: float) -> Asked:
    return Asked(
        text,
        text,
        np.arange(len(idf), dtype=np.int32),
        tuple(idf),
        np.array([w * (2 if len(t) == 2 else 1) for t, w in idf.items()], np.float32),
        1.0,
        np.zeros(4, np.float32),
    )


def seen(question: str, sentence: str, around: str = "", title: str = "", **idf: float):  # type: ignore[no-untyped-def]
    words = alignment.read(asks.read(question), asked(question, **idf))
    row = alignment.features(asks.read(question), words, [Place(sentence, around, title)])[0]
    return words, dict(zip(alignment.FEATURES, row.tolist(), strict=True))


IDF = {"图书馆": 4.0, "周末": 3.0, "开放": 1.0}


def test_the_words_and_their_weights() -> None:
    words, _ = seen("图书馆周末开放多久？", "", **IDF)
    assert words.texts == ("图书馆", "周末", "开放")  # 多久 only asks
    assert words.weights.tolist() == pytest.approx([4, 3, 1])  # a pair counts once here
    assert words.spans == ((0, 3), (3, 5), (5, 7))


def test_what_is_missing_by_weight() -> None:
    _, found = seen("图书馆周末开放多久？", "图书馆每天开放八小时。", **IDF)
    assert found["missing"] == pytest.approx(3 / 8)
    assert found["worst"] == pytest.approx(3 / 4)  # 周末, over 图书馆
    assert found["second_worst"] == 0.0
    assert found["count_missing"] == 1.0
    assert found["missing_alike"] <= found["missing"]


def test_neighbours_and_title_make_up_for_it() -> None:
    sentence = "图书馆每天开放八小时。"
    _, found = seen("图书馆周末开放多久？", sentence, sentence + "周末也是。", **IDF)
    assert (found["missing"], found["missing_around"]) == pytest.approx((3 / 8, 0))
    _, found = seen("图书馆周末开放多久？", sentence, sentence, "周末去处", **IDF)
    assert (found["missing"], found["missing_around"]) == pytest.approx((0, 0))


def test_order_and_nearness() -> None:
    _, found = seen("图书馆周末开放多久？", "图书馆周末开放八小时。", **IDF)
    assert (found["chain"], found["chain_found"], found["pairs_near"]) == (1, 1, 1)
    assert found["longest"] == pytest.approx(7 / 10)
    _, found = seen("图书馆周末开放多久？", "周末的各种展览开放以后,人们都到新的图书馆去。", **IDF)
    assert found["chain"] == pytest.approx(2 / 3)  # 周末 … 开放; 图书馆 comes after both
    assert found["pairs_near"] == 0


def test_numbers_latin_words_and_denials() -> None:
    _, found = seen("2021年gdp没有增长多少？", "2019年增长了。")
    assert (found["numbers"], found["latin"], found["denied"], found["denies"]) == (1, 1, 1, 0)
    _, found = seen("2019年增长多少？", "2019年没有增长。")
    assert (found["numbers"], found["latin"], found["denied"], found["denies"]) == (0, 0, 0, 1)


def test_a_word_of_like_meaning_is_nearer_than_one_of_none() -> None:
    _, near = seen("老师的薪水是多少？", "教师的工资是三千元。", 老师=2.0, 薪水=3.0)
    _, far = seen("老师的薪水是多少？", "河边的柳树绿了。", 老师=2.0, 薪水=3.0)
    assert near["missing_alike"] < far["missing_alike"]


def test_sentences_together_are_as_one_by_one() -> None:
    question = asks.read("图书馆周末开放多久？")
    words = alignment.read(question, asked(question.text, **IDF))
    places = [Place(t, t, "") for t in ("图书馆每天开放八小时。", "", "周末闭馆", "abc 2019")]
    together = alignment.features(question, words, places)
    assert together.shape == (4, len(alignment.FEATURES))
    for place, row in zip(places, together, strict=True):
        assert np.allclose(alignment.features(question, words, [place])[0], row, atol=1e-5)


@pytest.mark.parametrize("question", ["？", "多少", "的", "a", "12"])
def test_a_question_of_few_words_has_features(question: str) -> None:
    _, found = seen(question, "图书馆每天开放八小时。")
    assert all(np.isfinite(value) for value in found.values())
