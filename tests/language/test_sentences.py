"""Sentence spans: by hand, and the rules that hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import within

from language.sentences import asking_clauses, leads_on, sentences


def parts(text: str, **options: bool) -> list[str]:
    return [text[start:end] for start, end in sentences(text, **options)]


@pytest.mark.parametrize(
    "expected",
    [
        ["雨停了。", "孩子们跑了出来！", "你看见了吗？"],
        ["她说：“我明天就到。”", "说完挂了电话。"],
        ["他想了很久……", "最后还是答应了。"],
        ["船社成立了。", '"江船"是它的名字。', '她说:"走吧。"', "说完就走。"],
        ["真的吗？！", "我不信。"],
        ["全年产量3.14万吨，增长2.5%。", "第二句。"],
        ["（见第3页。）", "后面一句。"],
        ["第一项；第二项；第三项。"],
        ["没有句号的一句"],
        ["她喊：「快来！」", "沒人應。"],
        ["版本 3.5 已在 www.example.cn 发布。", "请升级。"],
    ],
)
def test_chinese(expected: list[str]) -> None:
    assert parts("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["The shop opened at 8.30 a.m. on Monday.", "It closed early."],
        ["Dr. Lin met Mr. J. R. Cole.", "They talked."],
        ["It grew by 2.5 per cent.", '"Why?"', "Nobody knew."],
        ["See Fig. 3 and pp. 4 to 6.", "The end."],
        ["Wait...", "What was that?"],
        ["He works for Acme Inc. in the U.S. and Europe."],
    ],
)
def test_english(expected: list[str]) -> None:
    assert parts(" ".join(expected)) == expected


def test_a_semicolon_ends_no_sentence() -> None:
    text = "一是修路；二是架桥；三是通水。"
    assert parts(text) == [text]


def test_line_breaks_end_a_sentence() -> None:
    assert parts("第一行\n第二行\r\n\r\n第三行") == ["第一行", "第二行", "第三行"]


@pytest.mark.parametrize("text", ["", " ", "\n\t　"])
def test_white_space_has_no_sentence(text: str) -> None:
    assert sentences(text) == []


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=5),
            st.sampled_from(
                ["。", "！”", "……", "Dr.", "3.14", ". ", "…", "；", "\n", " ", "U.S.", "）"]
            ),
        ),
        max_size=30,
    ).map("".join)
)
def test_the_spans_cover_all_but_white_space_in_order(text: str) -> None:
    at = 0
    for start, end in sentences(text):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("渡口几点开船？", True),
        ("《渡口三十年》", True),
        ("2. 《渡口三十年》", True),
        ("《渡口三十年》写了一个船工。", False),
        ("《渡口三十年》《大河》", False),
        ("渡口三十年", False),
    ],
)
def test_a_question_and_a_title_lead_on(text: str, found: bool) -> None:
    assert leads_on(text) is found


def test_fast_enough_for_building_an_index() -> None:
    """At least 2 million characters a second on a busy core, also where nothing ends."""
    prose = "镇上的老茶馆重新开了门，木桌擦得发亮。The tea house, opened in 1952, is back. " * 4000
    for text in (
        prose,
        "。" * len(prose),
        "a." * (len(prose) // 2),
        "”" * len(prose),
        "." * 200_000,
    ):
        with within(len(text) / 2e6 + 0.5):
            sentences(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "详见https://a.example/x?id=3&y=2。开馆。",
            ["详见https://a.example/x?id=3&y=2。", "开馆。"],
        ),
        ("网址www.a.example/s?q=1打开即可。", ["网址www.a.example/s?q=1打开即可。"]),
        ("看了https://a.example吗?2024年开的。", ["看了https://a.example吗?", "2024年开的。"]),
        ("See www.a.example? Yes.", ["See www.a.example?", "Yes."]),
        ("船票能退吗?3天内能退。", ["船票能退吗?", "3天内能退。"]),
    ],
)
def test_no_sentence_ends_within_an_address(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == parts


@pytest.mark.parametrize(
    ("question", "asking"),
    [
        ("船工被关了几天,除了给钱还怎么赔?", "除了给钱还怎么赔?"),
        ("怎么去渡口,说一下", "怎么去渡口,说一下"),
        ("渡口", "渡口"),
        ("", ""),
    ],
)
def test_the_clause_that_asks(question: str, asking: str) -> None:
    assert asking_clauses(question) == asking
