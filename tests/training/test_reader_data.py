"""What the reader is taught: the units and the tokens that hold the answer, and no others."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from encoders.contextual import model
from qa.reading.windows import windows
from training.reader_data import Judged, labels

TEXT = "船队有十二艘船。去年换了十二张新帆，花了九万元。帆布是从海口运来的。"


def hit(text: str) -> Any:
    fields = dict.fromkeys(("title", "heading", "author", "office", "column", "published"))
    return SimpleNamespace(id="a#1", article_id="a", paragraph=1, text=text, **fields)


def taught(question: str, answers: tuple[str, ...], sentences: str = "") -> tuple[Any, list[str]]:
    judged = Judged("q", "plain", question, ("a",), (), answers, sentences)
    rows = [hit(TEXT)]
    (window,) = windows(model().tokenizer, question, rows)
    found = labels(judged, rows, window)
    right = [
        TEXT[a:b] for (a, b), yes in zip(window.units, found.answers, strict=True) if yes
    ]  # fmt: skip
    return found, right


def marked(found: Any) -> list[str]:
    """The texts from each begin to its end."""
    window = found.window
    return [
        TEXT[window.places[b - window.begin][0] : window.places[e - window.begin][1]]
        for b, e in zip(found.begins, found.ends, strict=True)
    ]


def test_the_unit_with_the_answer_and_its_tokens() -> None:
    found, right = taught("换帆花了多少钱", ("九万元",))
    assert right == ["去年换了十二张新帆，花了九万元。"]
    assert ["九万元" in text for text in marked(found)] == [True]
    assert all(len(text) <= 5 for text in marked(found))  # a token may hold the mark beside it


def test_of_two_units_with_the_answer_the_one_that_the_question_is_about() -> None:
    assert taught("换了几张新帆", ("十二",))[1] == ["去年换了十二张新帆，花了九万元。"]
    assert taught("船队有几艘船", ("十二",))[1] == ["船队有十二艘船。"]


def test_what_somebody_marked_goes_before_what_the_words_say() -> None:
    assert taught("换了几张新帆", ("十二",), "船队有十二艘船。")[1] == ["船队有十二艘船。"]


def test_all_parts_of_a_list_are_right() -> None:
    assert len(taught("几艘船，帆布从哪来", ("十二艘", "海口"))[1]) == 2


def test_nothing_is_right_where_there_is_no_answer() -> None:
    found, right = taught("船长叫什么", ())
    assert right == [] and found.begins == found.ends == ()
