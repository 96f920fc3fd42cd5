"""Units beside the point, by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from qa.answering.beside import beside_the_point
from qa.question_type import read
from qa.reading.reader import Unit


def passage(text: str, title: str | None = None, article: str = "a") -> Any:
    return SimpleNamespace(
        text=text, title=title, article_id=article, heading=None, author=None, office=None,
        column=None,
    )  # fmt: skip


def beside(question: str, first: Any, *others: Any) -> bool:
    """Whether the whole of the first passage is; the others are candidates too."""
    unit = Unit(
        hit=0, span=(0, len(first.text)), score=1.0, nothing=-1.0, short=None, short_score=0.0
    )
    (found,) = beside_the_point(read(question), [unit], [first], [first, *others]).tolist()
    return bool(found)


@pytest.mark.parametrize(
    ("question", "text", "title", "found"),
    [
        ("灯塔为什么停用", "灯塔去年停用了。", None, True),
        ("灯塔为什么停用", "灯塔因漏水而停用。", None, False),  # gives the reason
        ("灯塔为什么停用", "塔身裂开，修理又太贵，镇里没有这笔钱。", None, False),  # so does this
        ("灯塔为什么停用", "灯塔2019年12月停用了。", None, True),  # figures are no reason
        ("灯塔什么时候停用", "灯塔2019年停用了。", None, False),
        ("Why was the lighthouse closed?", "The lighthouse was closed in 2019.", None, True),
        ("Why was the lighthouse closed?", "Rust had eaten the stairs.", None, False),
        ("码头二期什么时候动工", "码头一期三月动工。", None, True),
        ("码头二期什么时候动工", "码头三月动工。", "码头第2期今春动工", False),
        ("码头二期什么时候动工", "码头一期三月动工，二期后年再说。", None, False),
        ("码头二期什么时候动工", "码头三月动工。", None, False),  # of none: it may be the one
        ("码头什么时候动工", "码头一期三月动工。", None, False),
        ("工程二期什么时候动工", "施工期间码头停用，上一期报纸写过。", None, False),
        ("坐12号线去码头吗", "去码头坐十二号线。", None, False),
        ("坐12号线去码头吗", "去码头坐2号线。", None, True),
        ("第七届船歌赛谁赢了", "覃小满赢了第6届船歌赛。", None, True),
        ("第七届船歌赛谁赢了", "覃小满赢了。", "第七届船歌赛落幕", False),
        ("第3轮谁赢了", "渡口队赢了第二轮。", None, True),
        ("三中几点放学", "二中五点放学。", None, True),
        ("三中几点放学", "第三中学五点放学，二中六点放学。", None, False),
        ("三中几点放学", "二中院和两所学校五点放学。", None, False),
        ("二小在哪条街", "校车走一小时，停在河街的学校门口。", None, False),
        ("四号楼哪天交房", "三号楼五月交房。", None, True),
        ("五车间主任是谁", "六车间主任姓蒙。", None, True),
        ("第三批名单上有几人", "第二轮名单上有六人。", None, False),
        ("三桥有多长", "沅河二桥长六百米。", None, True),
        ("船家小学招几个班", "招六个班。", "河口三小招生通知", True),
        ("船家小学招几个班", "招六个班，船家村的孩子优先。", "河口三小招生通知", False),
        ("船家小学招几个班", "招六个班。", "船家三小招生通知", False),
        ("船家小学招几个班", "招六个班。", "十小时后开始招生", False),
        ("河口医院几点开门", "八点开门。", "渡口医院搬家", True),
        ("韦大河的妻子是谁", "她的丈夫韩春生是船工。", None, True),
        ("韦大河的妻子是谁", "蒙三妹的丈夫韦大河是船工。", None, False),
        ("韦大河的丈夫是谁", "她的老公是船工。", None, False),
        ("韦大河的妻子是谁", "丈夫和妻子都姓蒙。", None, False),
    ],
)
def test_a_passage_alone(question: str, text: str, title: str | None, found: bool) -> None:
    assert beside(question, passage(text, title)) is found


def test_the_next_one_is_told_of_by_what_says_so() -> None:
    hits = [passage("第六届船歌赛在渡口落幕。"), passage("下一届去河口。")]
    units = [
        Unit(hit=n, span=(0, len(hit.text)), score=1.0, nothing=-1.0, short=None, short_score=0.0)
        for n, hit in enumerate(hits)
    ]
    asked = read("下届船歌赛在哪里")
    assert beside_the_point(asked, units, hits, hits).tolist() == [True, False]
    assert beside_the_point(asked, units[:1], hits, hits).tolist() == [False]
    assert beside_the_point(read("船歌赛在哪里"), units, hits, hits).tolist() == [False, False]


def test_a_number_counts_as_told_wherever_it_stands_in_the_article() -> None:
    asked, text = "第七届船歌赛谁赢了", passage("覃小满赢了。")
    assert beside(asked, text, passage("第六届船歌赛落幕。"))
    assert not beside(asked, text, passage("第七届船歌赛落幕，第六届的冠军没有来。"))
    assert not beside(asked, text, passage("第六届船歌赛落幕。", article="b"))


def test_a_near_name_is_another_one() -> None:
    other = passage("覃志远种茶。", article="b")
    asked = "覃志远种了几亩茶"
    assert beside(asked, passage("覃致远种了六亩茶。"), other)
    assert not beside(asked, passage("覃致远种了六亩茶。"))  # whom nobody knows may be misspelt
    assert not beside(asked, passage("他种了六亩茶。"), passage("覃志远是茶农。"), other)
    assert not beside(asked, passage("他种了六亩茶。"), other)  # no name at all
    assert not beside(asked, passage("志远种了六亩茶，覃致远种梨。"), other)


def test_the_owner_of_what_is_asked_for_stands_in_the_article() -> None:
    other = passage("韦贵修船。", article="b")
    assert beside("韦贵的妻子是谁", passage("他的妻子是蒙三妹。"), other)
    assert not beside("韦贵的妻子是谁", passage("他的妻子是蒙三妹。"), passage("韦贵修船。"))
    assert not beside("韦贵的妻子是谁", passage("他的妻子是蒙三妹。"))
    assert not beside("高的是谁", passage("他最高。"), passage("高的。", article="b"))


def test_marks_are_of_no_name() -> None:
    for mark in "([{*+?\\|":
        asked = f"金{mark}价是多少"
        assert not beside(asked, passage("金价是六百元。"), passage(asked, article="b"))
