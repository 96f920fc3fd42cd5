"""Clozes: the gap is asked for, its sentence is gone, and the answer stands in another."""

from __future__ import annotations

import random

from training.cloze import clozes, rare

ARTICLE = (
    "青石渡口的渡船每天开十二班。渡船由周启明驾驶，他在河上干了三十年。",
    "镇上的人都说，周启明认得每一块礁石。冬天水浅，船就停在青石渡口。",
)
OTHERS = [["果园今年收成好。"], ["水塔修好了。"], ["学校放假。"]]


def test_the_answer_stands_in_what_is_left_and_its_sentence_does_not() -> None:
    telling = rare([ARTICLE, *OTHERS])
    found = [
        (seed, one) for seed in range(40) for one in clozes(ARTICLE, telling, random.Random(seed))
    ]
    assert found
    for seed, one in found:
        assert one.answer in one.text, seed
        assert one.answer not in one.question, seed
        assert one.question.endswith("？")
    assert {one.answer for _, one in found} >= {"周启明", "青石渡口"}


def test_a_word_of_every_article_is_never_asked_for() -> None:
    articles = [[f"渡船{n}号今天开。渡船{n}号明天停。"] for n in range(400)]
    assert "渡船" not in rare(articles)
    assert not any(
        one.answer == "渡船" for one in clozes(articles[0], rare(articles), random.Random(1))
    )


def test_an_article_whose_sentences_share_nothing_gives_none() -> None:
    lone = ["果园里有四百棵梨树。水塔高二十米。"]
    assert list(clozes(lone, rare([lone]), random.Random(1))) == []
