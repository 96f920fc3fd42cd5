"""Values of the measure that is asked for."""

from __future__ import annotations

import pytest

from language.measures import (
    is_another_size,
    is_difference,
    lacks_part,
    measured,
    place_of,
    tells_only_given,
)


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("渡口有多宽", "渡口全长三里。", False),
        ("客运增长多少", "客运比上年扩大两成。", True),
        ("县长有几个", "两个都姓罗。", True),
        ("船料要交多高的税", "约26.25%。", True),
        ("罗师傅在第几号渡口", "他管第七渡口。", True),
        ("船工几天没来怎么办", "班长会上门去看。", True),
        ("船工被关了几天,除了给钱还怎么赔", "登门道歉。", True),
        ("船工歇了,一共歇几天", "登门道歉。", False),
        ("渡口有多宽", "渡口宽三丈。", True),
        ("船工住了几天院", "船工腿疼了六年。", False),
        ("渡口哪天开的", "渡口是2010年开的。", False),
        ("渡口哪天开的", "渡口昨天开了。", True),
        ("渡口哪年开的", "渡口由罗师傅开的。", False),
        ("停航那几天船票怎么退", "凭票到渡口退。", True),
        ("答复要几天", "在五个工作日内答复。", True),
        ("过河要多久", "过河要两个半小时。", True),
        ("罗师傅多大年纪", "罗师傅学了四个月。", False),
        ("罗师傅多大年纪", "罗师傅六十三岁。", True),
        ("罗师傅今年多大", "船医罗师傅行船30年。", False),
        ("罗师傅今年多大", "罗师傅(1950- )是船工。", True),
        ("罗师傅当了多少年船工", "船工罗师傅今年41岁。", False),
        ("罗师傅当船工几年了", "罗师傅当了十年船工。", True),
        ("罗师傅当船工几年了", "罗师傅2003年上的船。", True),
        ("渡口有多少年历史", "渡口是明代的。", True),
        ("渡口前几年谁管", "渡口由罗师傅管。", True),
        ("船票多少钱", "开工九千个。", False),
        ("船票多少英镑", "船社售150 万张票。", False),
        ("船票多少英镑", "票价六英镑。", True),
        ("新船多少钱", "新船要四万五。", True),
        ("新船多少钱", "船价六百八,定金付了三百。", True),
        ("新船多少钱", "船名\n船价(元/条)\n大河号 6800", True),
        ("新船多少钱", "船名\n船长(米)\n大河号 12", False),
        ("修船要几天", "船名\n工期(天)\n大河号 12", True),
        ("罗师傅多大年纪", "罗师傅开了二十二年船。", False),
        ("渡口什么时候开", "渡口全长三里。", True),
        ("渡口有多长", "渡口只有五十二厘米宽。", False),
        ("江水涨到多高停船", "江水超过三十米一律停船。", True),
        ("渡口有多高", "渡口全长三里,用了三百根杉木。", False),
        ("渡口有多高", "渡口用杉木搭成。", False),
        ("渡口宽多少米", "渡口全长300米,两侧各留3.5米宽的路。", True),
        ("铁船有多重", "每块冰二十五公斤。", False),
        ("一块冰有多重", "每块冰二十五公斤。", True),
        ("铁船重几吨", "铁船长12米,重三吨。", True),
        ("铁船有多重", "造了一条三吨的铁船。", True),
        ("路有多宽", "路由4米宽拓为15米。", True),
        ("灯塔有多高", "灯塔有三层楼高。", True),
        ("灯塔有多高", "灯塔高得很。", True),
        ("修灯塔要多长时间", "修了三年。", True),
        ("罗大河的工资多少", "罗大河买船花了一千四百元。", False),
        ("罗大河的工资多少", "罗大河每月三十六块。", True),
        ("罗大河工资是多少", "罗大河领三十六块。", True),
        ("罗大河工资是多少", "付给罗大河三十六块修船费。", False),
        ("码头楼有几层", "码头楼占地三亩。", False),
        ("码头楼有几层", "码头楼高三层。", True),
        ("码头面积多大", "码头投资三万。", False),
        ("码头占地多少亩", "码头占地三千平方米。", True),
    ],
)
def test_a_value_of_the_measure_asked(asked: str, text: str, found: bool) -> None:
    assert measured(asked, text) is found


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("货款超过5000元要罚多少钱", "货款不得超过5000元。", True),
        ("货款超过5000元要罚多少钱", "超过5000元的,罚1000元。", False),
        ("货款要罚多少钱", "货款不得超过5000元。", False),
        ("两百人的船能坐多少人", "两百人的船坐满了。", True),
        ("5000元的船能坐多少人", "5000元的船坐八人。", False),
        ("船工几天没来谁管", "几天没来的由班长管。", False),
    ],
)
def test_what_the_question_says_itself_is_no_answer(question: str, text: str, found: bool) -> None:
    assert tells_only_given(question, text) is found


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("冠军是谁", 1),
        ("谁拿了季军", 3),
        ("第二名是哪个队", 2),
        ("谁跑了第一", 1),
        ("第十一位", 11),
        ("who won", 1),
        ("第一中学在哪里", None),
        ("第三次修桥花了多少钱", None),
        ("桥有多长", None),
    ],
)
def test_the_place_that_a_text_tells(text: str, place: int | None) -> None:
    assert place_of(text) == place


@pytest.mark.parametrize(
    ("asked", "before", "found"),
    [
        ("渡船修了多少钱", "修船花了六千元,比去年省了", True),
        ("渡船修了多少钱", "修船花了", False),
        ("渡船开几天", "渡船至少", False),
        ("渡船修了多少钱", "修船费提高到", False),
        ("修船省了多少钱", "修船花了六千元,比去年省了", False),
        ("乘客有多少", "乘客四百人,比上月减少", True),
        ("乘客减少了多少", "乘客四百人,比上月减少", False),
        ("乘客比上月少多少", "乘客四百人,比上月少", False),
    ],
)
def test_an_amount_by_which_something_changed(asked: str, before: str, found: bool) -> None:
    assert is_difference(asked, before) is found


@pytest.mark.parametrize(("figure", "found"), [("300米", True), ("3.5米", False)])
def test_a_figure_of_another_size(figure: str, found: bool) -> None:
    text = "渡口全长300米,两侧各留3.5米宽的路。"
    at = text.index(figure)
    assert is_another_size("渡口宽多少米", text, (at, at + len(figure))) is found


@pytest.mark.parametrize(
    ("asked", "marked", "lacks"),
    [
        ("渡口几月开的", "30日", True),
        ("渡口几月开的", "6月30日", False),
        ("渡口几月几号开的", "30日", True),
        ("渡口哪个月开的", "三十日", True),
        ("渡口哪年开的", "6月30日", True),
        ("渡口哪年开的", "2019年6月", False),
        ("渡口哪年哪月开的", "2019年", True),
        ("渡口几号开的", "30日", False),
        ("渡口什么时候开的", "30日", False),
        ("渡口几月开的", "开春以后", False),
        ("渡口哪年开的", "1963", False),
        ("渡口哪年开的", "罗师傅十岁那年", False),
    ],
)
def test_a_date_without_the_part_that_is_asked_for(asked: str, marked: str, lacks: bool) -> None:
    assert lacks_part(asked, marked) is lacks
