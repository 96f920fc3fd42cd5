"""Events in the life of a thing, each with a day of its own."""

from __future__ import annotations

import pytest

from language.events import asked, in_clause_of_another, tells_another, untold


@pytest.mark.parametrize(
    ("question", "text", "another"),
    [
        ("水塔是什么时候造的", "水塔的铁罐1962年从江北运来。", True),
        ("水塔是什么时候造的", "水塔1962年打的地基,1964年竣工。", False),
        ("水塔是什么时候造的", "铸工车间边上的水塔1987年大修过。", True),
        ("水塔是什么时候运来的", "水塔的铁罐1962年进的场。", False),
        ("水塔哪年拆掉的", "水塔2009年加固,包了一圈钢带。", True),
        ("水塔哪年拆掉的", "2011年推平了水塔,原地加固河岸。", False),
        ("水塔哪一年开工", "水塔1964年竣工验收。", True),
        ("水塔哪一年开工", "水塔1962年开始施工,1964年竣工。", False),
        ("水塔哪年竣工", "水塔1962年动工。", True),
        ("水塔哪年建成", "水塔1964年投入使用,1987年大修。", False),
        ("灯具社哪年成立", "灯具社1979年改名灯具厂。", True),
        ("灯具社哪年成立", "灯具社1955年办起来,1979年改名。", False),
        ("灯具社哪年关门", "灯具社1955年成立。", True),
        ("灯具社哪年改名", "灯具社1979年叫了灯具厂。", False),
        ("《河埠》哪年出版", "《河埠》2003年脱稿。", True),
        ("《河埠》哪年写成", "《河埠》2005年出版。", True),
        ("《河埠》哪年写成", "2003年他写了《河埠》,两年后出版。", False),
        ("尤大川哪年结婚", "尤大川1981年与邻村的顾莲订婚。", True),
        ("尤大川哪年结婚", "尤大川1981年订婚,两年后娶了顾莲。", False),
        ("尤大川哪年订婚", "尤大川1983年结婚。", True),
        ("尤大川哪年出生", "尤大川1974年进厂,1983年结婚。", True),
        ("尤大川哪年出生", "尤大川属马,1974年进厂。", False),
        # No day is asked for, or no event of the table.
        ("水塔是谁造的", "水塔的铁罐1962年从江北运来。", False),
        ("水塔哪年漏的水", "水塔1987年大修。", False),
        ("造水塔那年他几岁", "水塔的铁罐1962年从江北运来。", False),
        # A day, but of no other event.
        ("水塔是什么时候造的", "是1964年的事。", False),
    ],
)
def test_the_day_of_another_event(question: str, text: str, another: bool) -> None:
    assert tells_another(question, text) is another


@pytest.mark.parametrize(
    ("question", "text", "nothing"),
    [
        ("水塔哪年拆掉的", "水塔在河埠东头,高二十米,1964年起供水。", True),
        ("水塔哪年拆掉的", "那座塔1999年被炸掉了。", False),
        ("水塔高多少", "水塔在河埠东头。", False),
        ("河埠哪天停水", "河埠六月六日停水。", False),
        ("尤大川哪年入党", "尤大川1974年进厂。", True),
        ("尤大川哪年入党", "尤大川1974年进厂,次年成了预备党员。", False),
        ("尤大川哪年参加游击队", "尤大川1944年烧了粮船。", True),
        ("尤大川哪年参加游击队", "尤大川1944年上山入伍。", False),
        ("尤大川生于哪年", "尤大川(1928—?),船工。", False),
        ("尤大川哪年去世", "尤大川(1928—?),船工。", True),
        ("尤大川哪年去世", "尤大川(1928年—2014年),船工。", False),
        ("尤大川生于哪年", "尤大川(船工,工号1928)。", True),
    ],
)
def test_an_event_of_which_nothing_is_said(question: str, text: str, nothing: bool) -> None:
    assert untold(question, text) is nothing


def test_the_clause_of_another_event() -> None:
    text = "《河埠》2003年脱稿,2005年由县里印行。"
    for question, year, found in [
        ("《河埠》哪年出版", "2003年", True),
        ("《河埠》哪年出版", "2005年", False),
        ("《河埠》哪年脱稿", "2005年", True),
        ("《河埠》是谁写的", "2003年", False),
    ]:
        start = text.index(year)
        assert in_clause_of_another(question, text, (start, start + 5)) is found


def test_only_what_stands_by_the_time_is_asked_for() -> None:
    assert not asked("拆迁办公室的电话改了以后大家都打新的号码那么老号码到哪天停用")
    assert not asked("")
