"""Whether a text has a name in another role than the question."""

from __future__ import annotations

import pytest

from language.roles import is_of_deputy, lacks_kin, swapped


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        # kin
        ("韦大河的父亲是谁", "罗春生的父亲韦大河也是船工。", True),
        ("罗春生的父亲是谁", "罗春生的父亲韦大河也是船工。", False),
        ("韦大河的儿子是谁", "罗春生的父亲韦大河也是船工。", False),  # it says so
        ("罗春生的儿子叫什么", "罗春生的父亲韦大河也是船工。", True),
        ("罗春生的儿子叫什么", "罗春生的父亲有个孙子,是罗春生的儿子小罗。", False),
        ("韦大河的丈夫叫什么", "照片里不是韦大河的丈夫,而是站长罗春生。", True),
        ("韦大河的徒弟是谁", "站里最好的徒弟是年轻船工韦大河。", True),
        ("韦大河的师傅是谁", "韦大河是罗春生的师傅,教了三年。", True),
        ("罗春生的师傅是谁", "韦大河是罗春生的师傅,教了三年。", False),
        ("韦大河的父亲是谁", "罗春生的父亲也是船工。", True),
        ("韦大河的父亲是谁", "他的父亲也是船工。", False),
        ("韦大河的徒弟是谁", "他的徒弟是年轻船工韦大河的侄子。", False),
        ("渡口站的站长是谁", "站长是毕业于渡口站,后来留下的。", False),  # no name of a person
        ("渡口站的站长是谁", "韦大河当过站长。", False),
        # the verb, by one who is named
        ("韦大河采访了谁", "韦大河昨天接受罗春生采访。", True),
        ("罗春生采访了谁", "韦大河昨天接受罗春生采访。", False),
        ("韦大河救过谁", "他从江里救起落水的船工韦大河,送回家。", True),
        ("韦大河救过谁", "韦大河救过三个孩子,罗春生也救过韦大河。", False),
        ("韦大河经常采访谁", "韦大河经常采访船工。", False),
        ("韦大河是谁", "站长是韦大河。", False),
        ("最先认出章鱼的是谁", "最先认出它的是韦大河。", False),
        # and to one who is named
        ("谁救了韦大河", "韦大河也是船工,1951年冬天为救落水的学生病倒。", True),
        ("谁救了韦大河", "韦大河落水,站长救了他。", False),
        ("谁救了韦大河", "韦大河被罗春生救起。", False),
        ("谁采访了韦大河", "韦大河采访时说,罗春生问得细。", False),
        ("谁救了韦大河的儿子", "韦大河救了落水的学生。", False),
        # by an office
        ("站长主持了什么", "站长罗春生开船,副站长韦大河主持比赛。", True),
        ("站长主持了什么", "站长罗春生主持比赛,副站长韦大河开船。", False),
        ("副站长主持了什么", "站长罗春生开船,副站长韦大河主持比赛。", False),
        # by what is no person
        ("渡口队决赛输给了谁", "码头队两分之差负于渡口队,名列第三。", True),
        ("渡口队决赛输给了谁", "渡口队两分之差负于码头队,名列第三。", False),
        ("渡口队输给了谁", "渡口队半决赛战胜了码头队。", True),
        ("渡口队输给了谁", "渡口队半决赛战胜了码头队,决赛负于山下队。", False),
        ("渡口队战胜了谁", "渡口队1:3不敌码头队。", True),
        ("渡口队战胜了谁", "码头队不敌渡口队。", False),
        ("渡口队决赛战胜了谁", "渡口队战胜码头队,码头队去年战胜渡口队。", False),
        ("渡口县长接见了谁", "县长接见渡口县的船工。", False),
    ],
)
def test_a_name_on_the_other_side(question: str, text: str, found: bool) -> None:
    names = [name for name in ("韦大河", "罗春生") if name in question]
    assert swapped(question, text, names) is found


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("韦大河的妻子叫什么", "韦大河是最好的船工。", True),
        ("韦大河的妻子叫什么", "韦大河和老伴罗小满住在船上。", False),
        ("韦大河的妻子叫什么", "他娶了罗小满。", False),
        ("韦大河的儿子是谁", "报信的船工是韦大河的孙子。", True),
        ("韦大河的儿子是谁", "船工韦小河的父亲是韦大河。", False),
        ("谁是韦大河的母亲", "韦大河是最好的船工。", True),
        ("韦大河他爸是干什么的", "韦大河的父亲开轮渡。", False),
        ("韦大河的母亲是哪年去世的", "她1990年去世。", False),  # who 她 is, the text above tells
        ("新娘叫什么", "韦大河娶了罗小满。", False),
        ("这位老太太叫什么", "船上来了罗小满。", False),
        ("韦留哥在哪里靠岸", "韦留哥在渡口靠岸。", False),
    ],
)
def test_a_text_without_any_such_kin(question: str, text: str, found: bool) -> None:
    assert lacks_kin(question, text) is found


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("镇长是谁", "她丈夫叫祝长庚,是会计。", True),
        ("镇长是谁", "镇长祝长庚来了。", False),
        ("谁是码头站的站长", "会计祝长庚。", True),
        ("站长叫什么", "站长姓罗。", False),
        ("队长的妻子是谁", "他妻子是蒙三妹。", False),
        ("谁是第一个见到站长的人", "罗大河。", False),
        ("站长是谁", "副站长罗大河代表站长到会。", True),
        ("所长是谁", "站(所)长\n石桥 罗大河", False),
        ("镇长是谁", "站(所)长\n石桥 罗大河", True),
        ("站长是谁", "副站长罗大河和站长祝长庚到会。", False),
        ("新站长是谁", "由原副站长罗大河接任。", False),
        ("副站长是谁", "副站长罗大河到会。", False),
        ("罗大河哪年当站长", "罗大河1950年任副站长,1957年调走。", True),
        ("罗大河哪年当副站长", "罗大河1950年任副站长,1957年调走。", False),
        ("罗大河哪年当了渡口站站长", "罗大河1954年任站长。", False),
        ("罗大河哪年卸任站长", "罗大河1957年离任。", False),
    ],
)
def test_a_text_without_the_office_that_is_asked_for(question: str, text: str, found: bool) -> None:
    assert lacks_kin(question, text) is found


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("站长是谁", "副站长罗大河和站长祝长庚到会。", True),
        ("副站长是谁", "副站长罗大河到会。", False),
        ("站长是谁", "站长罗大河到会。", False),
        ("新站长是谁", "由原副站长罗大河接任。", False),
        ("谁到会了", "副站长罗大河到会。", False),
    ],
)
def test_the_deputy_is_not_the_one(question: str, text: str, found: bool) -> None:
    at = text.index("罗大河")
    assert is_of_deputy(question, text, (at, at + 3)) is found
