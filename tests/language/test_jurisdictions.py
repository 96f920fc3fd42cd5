"""Rules of one city, asked for another."""

from __future__ import annotations

import pytest

from language.jurisdictions import hold_elsewhere

RULES = "泰安市渡口管理条例"


@pytest.mark.parametrize(
    ("question", "title", "text", "found"),
    [
        ("在北京乱停船罚多少", RULES, "罚一百元。", True),
        ("济南乱停船罚多少", RULES, "罚一百元。", True),
        ("泰安乱停船罚多少", RULES, "罚一百元。", False),
        ("山东乱停船罚多少", RULES, "罚一百元。", False),  # its province
        ("泰安乱停船罚多少", "山东省渡口管理办法(修正)", "罚一百元。", False),  # holds there
        ("北京到泰安的船罚多少", RULES, "罚一百元。", False),
        ("乱停船罚多少", RULES, "罚一百元。", False),
        ("在北京乱停船罚多少", RULES, "比照北京罚一百元。", False),
        ("在北京乱停船罚多少", "泰安市的渡口", "罚一百元。", False),  # no rules
        ("在北京路乱停船罚多少", RULES, "罚一百元。", False),
    ],
)
def test_where_rules_hold(question: str, title: str, text: str, found: bool) -> None:
    assert hold_elsewhere(question, title, text) is found
