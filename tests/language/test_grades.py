"""Grades: of which one a text tells, and the place of the one asked for."""

from __future__ import annotations

import pytest

from language.grades import is_another_grade, of_the_grade

FINES = "毁一级渡口的,处五元以上十元以下罚款;毁二级渡口的,处一元以上五元以下罚款。"
PRIZES = "张大河、韦三妹获跳高一等奖,李小满、韩春生获二等奖。"
SUMS = "一等奖500元、二等奖300元、三等奖100元。"


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("三级古树怎么管", "一级古树挂红牌,二级古树挂黄牌。", True),
        ("三级古树怎么管", "三级古树挂蓝牌。", False),
        ("三级古树怎么管", "古树挂牌。", False),  # of none
        ("二级渡口谁管", "省、市、县三级都管。", False),  # a count of them
        ("二级渡口谁管", "一至三级渡口由镇里管。", False),
        ("一级渡口谁管", "一、二级渡口由县里管。", False),
        ("二级渡口谁管", "三级以上渡口由县里管。", False),
        ("二等奖是谁", "罗大河得了三等奖。", True),
        ("一等奖是谁", "罗大河得了跳高一等奖。", False),
        ("二等奖是谁", "罗大河等三人得奖。", False),
        ("特等奖是谁", "罗大河得了一等奖。", True),
        ("八级工多少钱", "七级工三十六块。", True),
        ("三年级几个班", "二年级四个班。", True),
        ("三年级几个班", "2022级四个班。", False),
        ("四车间得了几等奖", "二车间得了二等奖,三车间得了三等奖。", True),
        ("三号车间几个人", "一号车间四十人。", True),
        ("第三车间几个人", "厂里有三个车间。", False),
        ("二车间几个人", "机修车间四十人。", False),  # has no number
        ("6级地震是哪年", "5.8级地震在1976年。", False),
        ("甲级队有几个", "乙级队六个。", True),
        ("三类船怎么办", "有两类情况不开船。", False),
        ("二级运动员是谁", "上一级领导罗大河。", False),
    ],
)
def test_a_text_of_another_grade(question: str, text: str, found: bool) -> None:
    assert is_another_grade(question, text) is found


@pytest.mark.parametrize(
    ("question", "text", "mark", "right"),
    [
        ("毁一级渡口罚多少", FINES, "一元以上五元以下", "五元以上十元以下"),
        ("毁二级渡口罚多少", FINES, "五元以上十元以下", "一元以上五元以下"),
        ("毁二级渡口罚多少", FINES, "一元以上五元以下", "一元以上五元以下"),
        ("毁渡口罚多少", FINES, "一元以上五元以下", "一元以上五元以下"),
        ("谁得了二等奖", PRIZES, "李小满、韩春生", "李小满、韩春生"),
        ("谁得了一等奖", PRIZES, "张大河", "张大河"),
        ("谁得了一等奖", PRIZES, "李小满", ""),  # nothing stands so for the first prize
        ("一等奖奖金多少", SUMS, "300元", "500元"),
        ("三等奖奖金多少", SUMS, "500元", "100元"),
        ("一等奖是谁", "一等奖:张大河;二等奖:李小满。", "李小满", "张大河"),
        ("一级渡口罚多少", "一、二级渡口罚五元,三级渡口罚二元。", "二元", "五元"),
        ("四等奖奖金多少", SUMS, "500元", ""),
        ("二车间得了几等奖", "一车间获一等奖,二车间获二等奖。", "一等奖", "二等奖"),
        ("二车间几个人", "一车间40人,二车间32人。", "32人", "32人"),
    ],
)
def test_the_place_of_the_grade_asked_for(question: str, text: str, mark: str, right: str) -> None:
    at = text.index(mark)
    start, end = of_the_grade(question, text, (at, at + len(mark)))
    assert text[start:end] == right
