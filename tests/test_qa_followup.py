"""Follow-up questions are made whole; whole questions are left alone."""

from __future__ import annotations

import pytest

from qa.followup import understand

FIRST = "川维化工如何激发创新"
ENGLISH = "How does Chuanwei Chemical encourage innovation?"


@pytest.mark.parametrize(
    ("history", "question", "understood"),
    [
        # another side of the same topic
        ([FIRST], "那出口呢", "川维化工的出口"),
        (["川维化工的产值是多少？"], "那出口呢？", "川维化工的出口"),
        (["谁写了川维化工的文章"], "那职工呢", "川维化工的职工"),
        (["劳动法怎么规定工资"], "那加班费呢", "劳动法的加班费"),
        ([FIRST], "产值？", "川维化工的产值"),
        (["工会法什么时候施行"], "第几条规定的", "工会法第几条规定的"),
        ([ENGLISH], "What about exports?", "Chuanwei Chemical exports?"),
        # a word that points back
        ([FIRST], "它成立于哪一年", "川维化工成立于哪一年"),
        ([FIRST], "其董事长是谁", "川维化工的董事长是谁"),
        (["《劳动法》规定了什么"], "它的第三章讲什么", "《劳动法》的第三章讲什么"),
        (["綦江如何培养产业工人"], "那里有多少企业", "綦江有多少企业"),
        ([ENGLISH], "when was it founded?", "when was Chuanwei Chemical founded?"),
        # the same question about something else
        (["2023年川维化工的产值是多少"], "那2024年呢", "2024年川维化工的产值是多少"),
        (
            ["What was the output of Chuanwei in 2023?"],
            "and in 2024?",
            "What was the output of Chuanwei in 2024?",
        ),
        ([FIRST], "那綦江呢", "綦江如何激发创新"),
        ([FIRST], "为什么？", "川维化工为什么激发创新"),
        # two steps back
        (["川维化工的产值是多少", "那出口呢"], "那么它的利润呢", "川维化工的利润"),
    ],
)
def test_a_follow_up_is_made_whole(history: list[str], question: str, understood: str) -> None:
    assert understand(question, history) == understood


@pytest.mark.parametrize(
    "question",
    [
        "綦江有多少职工",
        "劳动合同试用期最长多久？",
        "谁是严红？",
        "年假有几天",
        "其他公司有哪些做法",
        "那些年的改革由谁推动？",
        "What is the probation period?",
        "Who wrote the labour law?",
        "Is there a limit on overtime?",
    ],
)
def test_a_whole_question_stays_as_it_is(question: str) -> None:
    assert understand(question, [FIRST]) == question
    assert understand(question, [ENGLISH]) == question


def test_without_history_nothing_changes() -> None:
    assert understand(" 那出口呢 ", []) == "那出口呢"


def test_a_name_takes_the_topics_place() -> None:
    assert understand("那利润呢", [FIRST]) == "川维化工的利润"
    assert understand("那利润呢", [FIRST], names=["利润从哪里来"]) == "利润如何激发创新"
