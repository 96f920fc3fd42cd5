"""Names by sound: which an English question has, and whom they mean."""

from __future__ import annotations

import pytest

from language.romanised import named_by_sound, opens_with_a_name, tells_of


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("When did Shen Weisong die?", "沈维嵩1951年卒于白沙", True),
        ("When did Shen Weisong die?", "沈维岳1951年卒于白沙", False),
        ("Why did Zhang Wei leave?", "张伟走了", True),
        ("Why did Zhang Wei leave?", "章巍走了", True),
        ("Why did Zhang Wei leave?", "张明伟走了", False),
        ("How old is Xu Xian?", "许仙二十岁", True),  # xi'an or xian
        ("Who helped Sun Qiang?", "孙锵得了别人的帮助", True),  # a rare character may be any
        ("Who helped Li Na?", "li na and others", True),
        ("Who helped Wei Zhang?", "张伟得了别人的帮助", True),  # the family last
        ("Who helped Li Na?", "a1李b", False),
    ],
)
def test_who_sounds_so(question: str, text: str, told: bool) -> None:
    (name,) = named_by_sound(question)
    assert tells_of(name, text) is told


@pytest.mark.parametrize(
    "question",
    [
        "When did he die?",
        "Who is Lai Ching-te?",  # not the syllables of Pinyin
        "How long is the New Bridge?",
        "Is Chengdu far from Hong Kong?",
        "Where does Sun Moon Lake lie?",
        "沈维嵩哪年去世",
    ],
)
def test_no_name_by_sound(question: str) -> None:
    assert named_by_sound(question) == ()


def test_what_is_told_of_somebody_begins_with_a_name() -> None:
    assert opens_with_a_name("顾若兰,女,本县人。")
    assert not opens_with_a_name("他1946年修河堤。")
    assert not opens_with_a_name("医院里,大家都在等。")
