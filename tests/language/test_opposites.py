"""Things that are like another but for one word."""

from __future__ import annotations

import pytest

from language.opposites import in_clause_of_the_opposite, tells_the_opposite


@pytest.mark.parametrize(
    ("question", "text", "part", "found"),
    [
        ("末班船几点", "头班船改为五点,末班船仍为九点。", "五点", True),
        ("末班船几点", "头班船改为五点,末班船仍为九点。", "九点", False),
        ("首班船几点", "头班船改为五点,末班船仍为九点。", "九点", True),
        ("首班船和末班船几点", "头班船改为五点,末班船仍为九点。", "九点", False),
        ("船几点开", "头班船改为五点,末班船仍为九点。", "九点", False),
        ("鱼批发多少钱", "鱼零售六元。", "六元", True),
        ("罗大河哪年出生", "罗大河2014年去世,享年八十六岁。", "2014年", True),
        ("罗大河哪年去世", "罗大河生于1928年,2014年去世。", "2014年", False),
        ("罗大河哪年去世", "罗大河生于1928年,2014年去世。", "1928年", True),
        ("罗大河卒于哪年", "罗大河生于1928年,卒年不详。", "1928年", True),
        ("罗大河哪年去世", "罗大河生于1928年,1951年牺牲。", "1951年", False),
        ("船厂哪年成立", "船厂1998年倒闭。", "1998年", True),
        ("废品站不收什么", "废品站收旧报纸,电池不收。", "旧报纸", True),
        ("废品站不收什么", "废品站收旧报纸,电池不收。", "电池", False),
        ("废品站收什么", "废品站收旧报纸,电池不收。", "旧报纸", False),
        ("新站长是谁", "由原副站长罗大河接任。", "罗大河", False),
    ],
)
def test_the_clause_of_the_other_of_two(question: str, text: str, part: str, found: bool) -> None:
    start = text.index(part)
    assert in_clause_of_the_opposite(question, text, (start, start + len(part))) is found


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("罗大河哪年去世", "罗大河生于1928年,卒年不详。", False),
        ("罗大河哪年去世", "罗大河生于1928年,读过卒子过河的棋谱。", True),
        ("船坞哪年开始修船", "船坞一九九一年停工。", True),
        ("船坞哪年开始修船", "船坞一九五一年开工,一九九一年停工。", False),
        ("夜校什么时候开始报名", "夜校报名5月3日结束。", True),
        ("夜校什么时候开始报名", "夜校5月3日起报名。", False),
        ("几点开始停水", "8时停水。", False),  # the question has both
        ("从哪天开始不营业", "腊月廿八停业。", False),
        ("渡口哪年停渡", "渡口1920年开办。", True),
        ("渡口哪年停渡", "渡口用到1987年。", False),
        ("渡口哪年停渡", "1987年桥通了,渡口就没人坐了。", False),
        ("灯会哪天结束", "灯会十二日开始。", True),
        ("戏台是哪年建的", "戏台1969年被拆,砖铺了路。", True),
        ("戏台是哪年建的", "戏台修于光绪八年,1969年被拆。", False),
        ("戏台哪年拆的", "戏台光绪八年落成。", True),
        ("戏台哪年拆的", "1969年,戏台没了。", False),
        ("仓库少了多少袋米", "仓库里剩下四十袋米。", True),
        ("仓库少了多少袋米", "仓库丢了六袋,剩四十袋。", False),
        ("仓库还剩多少袋米", "仓库丢了六袋米。", True),
        ("仓库还剩多少袋米", "还有四十袋。", False),
        ("至少多少人开班", "还有十人报名才开班。", False),
        ("哪些书图书室不收", "武侠小说和连环画也收。", True),
        ("哪些书图书室不收", "教辅书一律谢绝。", False),
        ("什么人不能坐船", "喝了酒的禁止上船。", False),
        ("什么人不能坐船", "老人坐船半价。", True),
        ("哪些菜不辣", "清炒豆苗。", False),
        ("哪天不开门", "供销社天天开门。", True),
        ("哪天不开门", "供销社逢三盘点。", False),
        ("哪天不开门", "供销社除了星期三都开门。", False),
        ("不能报名的是哪些人", "满十六岁的都能报名。", True),
        ("能报名的是哪些人", "满十六岁的都能报名。", False),
        ("为什么不开门", "供销社天天开门。", False),
        ("差不多收了谁的钱", "收了罗大河的钱。", False),
        ("下半年打算下乡几次", "下乡30次,比上半年多6次。", False),
        ("下半年打算下乡几次", "上半年下乡24次。", True),
    ],
)
def test_the_other_of_two_alone(question: str, text: str, found: bool) -> None:
    assert tells_the_opposite(question, text) is found
