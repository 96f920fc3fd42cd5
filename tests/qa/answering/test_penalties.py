"""What is held against a unit, by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from random import Random
from time import process_time
from types import SimpleNamespace
from typing import Any

import pytest

from language.fold import fold
from qa.answering import penalties
from qa.answering.extract import filled
from qa.answering.penalties import (
    beside_the_point,
    of_nobody_named,
    of_other_months,
    of_other_years,
    of_things_beside,
    of_untold_events,
    without_measure,
    without_reason,
)
from qa.query import Question
from qa.reading.cross_encoder import Unit

BOOK, RECORDED = "茶山年鉴（2019）", "编者　记事时间：2018年1月1日至12月31日"


def whole(*texts: str, heading: str | None = None) -> tuple[list[Unit], list[Any]]:
    """One hit a text, and the whole of it as a unit."""
    hits = [SimpleNamespace(text=text, heading=heading) for text in texts]
    units = [
        Unit(hit=n, span=(0, len(text)), score=1.0, nothing=-1.0, short=None, short_score=0.0)
        for n, text in enumerate(texts)
    ]
    return units, hits


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("罗师傅为什么离开渡口", "罗师傅这时已离开渡口。", True),
        ("罗师傅为什么离开渡口", "罗师傅离开渡口,理由是腿疼。", False),
        ("罗师傅为什么离开渡口", "罗师傅离开渡口。据他解释,是腿疼。", False),  # the next sentence
        ("罗师傅什么时候离开渡口", "罗师傅这时已离开渡口。", False),
        ("罗师傅为什么离开渡口", "腿疼了六年,他再也撑不动船。", False),
    ],
)
def test_a_question_said_again_gives_no_reason(question: str, text: str, found: bool) -> None:
    _, hits = whole(text)
    end = text.index("。") + 1
    unit = Unit(hit=0, span=(0, end), score=1.0, nothing=-1.0, short=None, short_score=0.0)
    folded = [fold(text[:end])]
    assert without_reason(Question(question), [unit], folded, hits).tolist() == [found]


@pytest.mark.parametrize(
    ("heading", "title", "found"),
    [
        ("鱼种 | 2021年 | 2022年", "鱼价", False),
        ("鱼种 | 2021年 | 2022年", "鱼获", True),
        ("一、零售价 · 鱼种 | 2021年 | 2022年", None, False),
        ("鱼种 | 春季 | 秋季", "鱼价", True),
        (None, "鱼价", True),
    ],
)
def test_bare_figures_under_years_may_be_money(
    heading: str | None, title: str | None, found: bool
) -> None:
    units, hits = whole("鲫鱼 11.0 12.0", heading=heading)
    hits[0].title = title
    texts = ["鲫鱼 11.0 12.0"]
    assert without_measure(Question("鲫鱼2022年多少钱"), units, texts, hits).tolist() == [found]


def test_the_columns_over_a_row_stand_around_it() -> None:
    units, hits = whole("石桥 罗大河 5523", heading="人员 · 站 | 站长 | 电话")
    assert "站长" in penalties._around(units[0], hits)
    units, hits = whole("罗大河到会。", heading="站长")
    assert penalties._around(units[0], hits) == "罗大河到会。"


@pytest.mark.parametrize(
    ("title", "around", "found"),
    [
        ("渡口旧事", "渡口在河埠东头。", True),
        ("渡口拆掉以后", "渡口在河埠东头。", False),
        ("渡口旧事", "渡口在河埠东头。五月就拆了。", False),
    ],
)
def test_an_event_is_told_by_the_title_or_around(title: str, around: str, found: bool) -> None:
    units, hits = whole("渡口在河埠东头。")
    hits[0].title = title
    told = of_untold_events(Question("渡口哪年拆掉的"), units, [around], hits)
    assert told.tolist() == [found]


@pytest.mark.parametrize(
    ("question", "found"),
    [("永济桥长多少米", True), ("新柳桥长多少米", False), ("永济桥怎么样", False)],
)
def test_a_value_is_of_the_thing_it_stands_behind(question: str, found: bool) -> None:
    """The other bridge stands in the sentence before."""
    text = "永济桥在村口。新柳桥长八十米。"
    at = text.index("八十米")
    unit = Unit(
        hit=0, span=(7, len(text)), score=1.0, nothing=-1.0, short=(at, at + 3), short_score=0.0
    )
    _, hits = whole(text)
    assert of_things_beside(Question(question), [unit], hits).tolist() == [found]
    unmarked = replace(unit, short=None)
    assert not of_things_beside(Question(question), [unmarked], hits).any()


def test_a_question_is_shown_with_its_answer_behind_it() -> None:
    """As a guide asks and answers in one paragraph; the next sentence is shown with it."""
    text = "船票能退吗？能退，开船前去窗口办。"
    hits = [SimpleNamespace(text=text, heading=None)]
    units = [
        Unit(hit=0, span=span, score=1.0, nothing=-1.0, short=None, short_score=0.0)
        for span in ((0, 6), (6, 9), (9, len(text)))
    ]
    assert filled(units, hits, 0) == range(3)


def passage(text: str, title: str | None = None, article: str = "a") -> Any:
    return SimpleNamespace(
        text=text, title=title, article_id=article, heading=None, author=None, office=None,
        column=None, path="桥.md",
    )  # fmt: skip


def beside(question: str, first: Any, *others: Any) -> bool:
    """Whether the whole of the first passage is; the others are candidates too."""
    unit = Unit(
        hit=0, span=(0, len(first.text)), score=1.0, nothing=-1.0, short=None, short_score=0.0
    )
    texts, rows = [fold(first.text)], [first, *others]
    (found,) = beside_the_point(Question(question), [unit], texts, [first], rows).tolist()
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
        ("码头什么时候拆掉的", "码头三月加固。", None, True),
        ("码头什么时候拆掉的", "码头三月平毁。", None, False),
        ("码头二期什么时候动工", "码头一期三月动工。", None, True),
        ("码头二期什么时候动工", "码头三月动工。", "码头第2期今春动工", False),
        ("码头二期什么时候动工", "码头一期三月动工，二期后年再说。", None, False),
        ("码头二期什么时候动工", "码头三月动工。", None, False),  # of none: it may be the one
        ("码头什么时候动工", "码头一期三月动工。", None, False),
        ("工程二期什么时候动工", "施工期间码头停用，上一期报纸写过。", None, False),
        ("坐12号线去码头吗", "去码头坐十二号线。", None, False),
        ("坐12号线去码头吗", "去码头坐2号线。", None, True),
        ("三中几点放学", "二中五点放学。", None, True),
        ("三中几点放学", "第三中学五点放学，二中六点放学。", None, False),
        ("三中几点放学", "二中院和两所学校五点放学。", None, False),
        ("2路车首班几点", "1路 渡口 车站 6:00 21:30", None, True),
        ("1路车首班几点", "1路 渡口 车站 6:00 21:30", None, False),
        ("春节放几天假", "船厂国庆放假5天。", None, True),
        ("春节放几天假", "国庆放假5天，春节放假8天。", None, False),
        ("春节放几天假", "比国庆多放三天。", "春节放假的通知", False),
        ("寒假从哪天开始", "船厂国庆从1日起放假。", None, True),
        ("寒假从哪天开始", "学校1月9日放假。", None, False),
        ("9路车首班几点", "5路车首班六点。", None, True),
        ("5路车末班车几点", "5路车首班车六点。", None, True),
        ("5路车末班车几点", "5路车首班车六点，末班车八点。", None, False),
        ("K2路末班车几点", "K1路夜班末班车九点。", None, True),
        ("K2路末班车几点", "K2路和K1路末班车九点。", None, False),
        ("K2路末班车几点", "2路末班车九点。", None, True),
        ("2路公交末班车几点", "2路夜车末班九点。", None, False),
        ("第三届渡口划船赛谁赢了", "码头队赢了。", "第四届渡口划船赛", True),
        ("第三届渡口划船赛谁赢了", "码头队赢了。", "第三届渡口划船赛", False),
        ("第三届渡口划船赛谁赢了", "码头队第四届人民代表赢了。", "渡口划船赛", False),  # of what
        ("第三届渡口划船赛谁赢了", "第三届是码头队赢了。", "渡口划船赛", False),
        ("第十一条是什么", "第十条 本规定自九月一日起施行。", None, True),
        ("第十一条是什么", "第十一条 本规定自九月一日起施行。", None, False),
        ("违反第三条第二款怎么办", "第九条 违反第三条的，停航。", None, False),
        ("第十一条是什么", "本规定自九月一日起施行。", None, False),  # its number is not told
        ("码头副站长是谁", "站长罗大河值班。", None, True),
        ("码头二期什么时候动工", "码头一期三月动工。二期后年再说。", None, False),
        ("四号楼哪天交房", "三号楼五月交房。", None, True),
        ("56路单程多长时间", "55路单程四十分钟。", None, True),
        ("55路单程多长时间", "55路单程四十分钟。", None, False),
        ("渡口一桥长多少", "渡口二桥长80米。", None, True),
        ("二号码头哪天停的", "一号码头三月停的。", None, True),
        ("四组收了多少橘子", "三组收橘子两万斤。", None, True),
        ("柳荫街有几家船行", "柳荫路有船行四家。", None, True),
        ("绿荫街有几家船行", "绿荫路有船行四家。", "绿荫街的船行", False),
        ("周二渡口客流多少", "周一渡口客流九千人。", None, True),
        ("周二渡口客流多少", "周一至周三渡口客流九千人。", None, False),
        ("高铁北站停几趟车", "高铁南站停九十趟车。", None, True),
        ("罗春生种了几亩茶", "罗春江种了六亩茶。", None, True),
        ("罗春生种了几亩茶", "罗春升种了六亩茶。", None, False),  # mistyped
        ("罗春生养了几头牛", "罗春江种了六亩茶。", None, False),
        ("韦大河的妻子是谁", "她的丈夫韩春生是船工。", None, True),
        ("韦大河的妻子是谁", "蒙三妹的丈夫韦大河是船工。", None, False),
        ("韦大河的丈夫是谁", "她的老公是船工。", None, False),
        ("韦大河的妻子是谁", "丈夫和妻子都姓蒙。", None, False),
        ("韦大河的父亲是谁", "韩春生的父亲韦大河是船工。", None, True),
        ("韩春生的父亲是谁", "韩春生的父亲韦大河是船工。", None, False),
    ],
)
def test_a_passage_alone(question: str, text: str, title: str | None, found: bool) -> None:
    assert beside(question, passage(text, title)) is found


@pytest.mark.parametrize(
    ("question", "title", "published", "found"),
    [
        ("四月份卖了几条船", None, None, True),
        ("三月份卖了几条船", None, None, False),
        ("四月份卖了几条船", "四月船市", None, False),
        ("四月份卖了几条船", None, "2024-04-30", False),
        ("2024年4月卖了几条船", None, None, False),  # by its year
    ],
)
def test_a_month_of_which_something_is_asked(
    question: str, title: str | None, published: str | None, found: bool
) -> None:
    units, hits = whole("三月份卖船九条。")
    hits[0].title, hits[0].published = title, published
    assert of_other_months(Question(question), units, [hits[0].text], hits).tolist() == [found]


def test_a_number_counts_as_told_wherever_it_stands_in_the_article() -> None:
    asked, text = "第七期船工班谁教", passage("覃小满来教。")
    assert beside(asked, text, passage("第六期船工班结业。"))
    assert not beside(asked, text, passage("第七期船工班开班，第六期的老师没有来。"))
    assert not beside(asked, text, passage("第六期船工班结业。", article="b"))


def test_a_near_name_is_another_one() -> None:
    other = passage("覃志远种茶。", article="b")
    asked = "覃志远种了几亩茶"
    assert beside(asked, passage("覃致远种了六亩茶。"), other)
    assert not beside(asked, passage("覃致远种了六亩茶。"))  # whom nobody knows may be misspelt
    assert not beside(asked, passage("他种了六亩茶。"), passage("覃志远是茶农。"), other)
    assert not beside(asked, passage("他种了六亩茶。"), other)  # no name at all
    assert not beside(asked, passage("志远种了六亩茶，覃致远种梨。"), other)
    both = passage("覃志远和覃致远是兄弟。")
    assert beside(
        asked, passage("覃致远种了六亩茶。"), both
    )  # of one article: that sentence is not
    assert not beside(asked, passage("他种了六亩茶。"), both)


def test_what_has_three_letters_is_not_always_a_name() -> None:
    """国 is a surname, but not in 国小步道; 高 is one, but not in 高压锅."""
    for question in (
        "大成国小步道花了多少钱",
        "高压锅要压多久",
        "后壁菁寮排水有多长",
        "卫生署管什么",
        "买高雄跟屏东的梨",
    ):
        assert penalties._names(question) == []
    for question in ("覃志远种了几亩茶", "镇长覃志远是哪里人", "茶社和覃志远签了什么"):
        assert penalties._names(question) == ["覃志远"]


def test_who_speaks_speaks_of_himself() -> None:
    asked, known = "罗大河带过几个徒弟", passage("罗大河是船工。", article="b")
    assert not beside(asked, passage("我和罗大河带过五个徒弟。"), known)
    assert beside(asked, passage("我带过五个徒弟。"), known)
    assert not beside(asked, passage("我省船工带过五个徒弟。"), known)
    assert not beside(asked, passage("我带过五个徒弟。"), passage("罗大河写于船上。"), known)
    assert not beside(asked, passage("我带过五个徒弟。"))  # whom nobody knows


def test_a_number_of_a_train_or_model_is_of_that_one_alone() -> None:
    asked = "D6307次几点开船"
    assert beside(asked, passage("D6305 9:10开船"))
    assert not beside(asked, passage("D6307 9:10开船"))
    assert not beside(asked, passage("9:10开船"), passage("D6307号船停在渡口。"))
    assert not beside("几点开船", passage("D6305 9:10开船"))


def test_marks_are_of_no_name() -> None:
    for mark in "([{*+?\\|":
        asked = f"金{mark}价是多少"
        assert not beside(asked, passage("金价是六百元。"), passage(asked, article="b"))


@pytest.mark.parametrize(
    ("question", "hits", "expected"),
    [
        ("2019年摘茶多少斤", [("摘茶九千斤。", None, None)], True),
        ("摘茶多少斤", [("摘茶九千斤。", None, None)], False),
        ("去年摘茶多少斤", [("去年摘茶九千斤。", None, None)], False),  # in the same words
        ("2019年摘茶多少斤", [("日前摘茶九千斤。", None, None)], True),
        ("2019年摘茶多少斤", [("2019年，茶社成立。摘茶九千斤。", None, None)], False),
        ("2019年摘茶多少斤", [("摘茶九千斤。", "2019年的茶社", None)], False),
        ("2019年摘茶多少斤", [("摘茶九千斤。", None, "2019-05")], False),
        ("2019年摘茶多少斤", [("摘茶九千斤。", None, "2020-01-09")], False),
        ("2019年摘茶多少斤", [("摘茶九千斤。", None, None), ("2019年雨多。", None, None)], False),
        ("1763年摘茶多少斤", [("(1763-1775)的茶。摘茶九千斤。", None, None)], False),
        ("民国一百零一年摘茶多少斤", [("一百零一年的茶。摘茶九千斤。", None, None)], False),
        ("2019年摘茶多少斤", [("摘茶九千斤。", None, None), ("2018年雨多。", None, None)], True),
        ("2019年摘茶多少斤", [("摘茶九千斤。", BOOK, None), (RECORDED, BOOK, None)], True),
        ("2018年摘茶多少斤", [("摘茶九千斤。", BOOK, None), (RECORDED, BOOK, None)], False),
        ("2019年摘茶多少斤", [("摘茶九千斤。", BOOK, None)], False),
        ("2020年摘茶多少斤", [("去年摘茶九千斤。", None, None), ("2021年雨。", None, None)], False),
        ("2018年摘茶多少斤", [("去年摘茶九千斤。", None, None), ("2021年雨。", None, None)], True),
        ("2019年摘茶多少斤", [("摘茶九千斤。", "茶2019", None), (RECORDED, None, None)], False),
    ],
)  # fmt: skip
def test_a_year_that_nothing_bears(
    question: str,
    hits: list[tuple[str, str | None, str | None]],
    expected: bool,
    path: str = "茶.md",
) -> None:
    """Hits of one article: the passage, the title, the date."""
    given: list[Any] = [
        SimpleNamespace(
            text=text, title=title, published=published, article_id="tea", heading=None, path=path
        )
        for text, title, published in hits
    ]  # fmt: skip
    size = len(given[0].text)
    one = Unit(0, (size - 6, size), 1.0, -1.0, None, 0.0)
    assert of_other_years(Question(question), [one], given).tolist() == [expected]


def test_the_name_of_a_file_bears_the_year_of_what_is_undated() -> None:
    hits: list[tuple[str, str | None, str | None]] = [("摘茶九千斤。", None, None)]
    test_a_year_that_nothing_bears("2013年摘茶多少斤", hits, False, "2021/茶山日记-2013冬.txt")
    test_a_year_that_nothing_bears("2021年摘茶多少斤", hits, True, "2021/茶山日记-2013冬.txt")


def naively_another(names: list[str], articles: dict[str, str]) -> set[str]:
    """Each name against each article, letter by letter."""
    found = set()
    for (article_id, text), name in product(articles.items(), names):
        if not any(name in one for one in articles.values()):
            continue
        if name in text or name[1:] in text:
            continue
        runs = [text[at : at + 3] for at, letter in enumerate(text) if letter == name[0]]
        near = [run.isalpha() and sum(map(str.__eq__, name, run)) == 2 for run in runs]
        if any(near):
            found.add(article_id)
    return found


def test_names_are_compared_as_letter_by_letter() -> None:
    random, letters = Random(3), "覃韦志致远贵1，\n"
    found = 0
    for _ in range(1500):
        names = ["".join(random.choices("覃韦志致远贵", k=3)) for _ in "12"]
        articles = {
            name: "".join(random.choices(letters, k=random.randrange(14))) for name in "abc"
        }
        articles["c"] += random.choice(names)
        expected = naively_another(names, articles)
        known = [name for name in names if any(name in text for text in articles.values())]
        near = {key for key, text in articles.items() if penalties._names_a_near_one(known, text)}
        assert near == expected, (names, articles)
        found += len(expected)
    assert found > 150


def seconds(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("When did Gu Ruolan die?", [False, True, True]),  # whose passages begin with another
        ("When did Shen Weisong die?", [True, False, True]),
        ("When did He Jiugao die?", [True, True, True]),  # nobody
        ("Who died in 1986?", [False, False, False]),
        ("顾若兰哪年去世", [False, False, False]),
    ],
)
def test_whom_an_english_question_names_by_sound(question: str, found: list[bool]) -> None:
    hits = [
        passage("顾若兰，女，外县人，1986年去世。"),
        passage("沈维嵩，本县人，1946年修河堤。"),
        passage("陆鼎铭（1901—1928），外县人。"),
    ]
    for n, hit in enumerate(hits):
        hit.id = f"a#{n}"
    units, _ = whole(*(hit.text for hit in hits))
    assert of_nobody_named(Question(question), units, hits, ()).tolist() == found


def test_hundreds_of_names_are_read_in_the_time_of_few() -> None:
    """Over texts of nothing but surnames, one of which has all names."""
    many = [f"{a}{b}{c}" for a, b, c in product("覃韦蒙莫罗梁农", "罡鑫淼垚", "犇骉麤羴猋")]
    assert penalties._names(" ".join(many)) == many
    crowd = "".join(name[0] for name in many) * 80
    articles = {"all": "".join(many)} | {str(n): crowd for n in range(20)}

    def walk(names: list[str]) -> None:
        for text in articles.values():
            penalties._names_a_near_one(names, text)

    few = seconds(lambda: walk(many[::35]))
    assert seconds(lambda: walk(many)) < 8 * few + 0.1


def test_an_article_is_read_once_for_all_its_hits(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Question("2019年覃志远的3号桥有多长")
    text = "沅河二号桥长六百米。覃致远量过。"
    hits = [passage(f"{n}{text}", f"二号桥{n}") for n in range(30)]
    for hit in hits:
        hit.published = None
    units = [
        Unit(hit=n, span=span, score=1.0, nothing=-1.0, short=None, short_score=0.0)
        for n, hit in enumerate(hits)
        for span in ((0, 7), (7, len(hit.text)))
    ]
    read = dict.fromkeys(("numbers", "bears"), 0)
    for name in read:
        function = getattr(penalties, name)

        def counted(text, *more, name=name, function=function):  # type: ignore[no-untyped-def]
            read[name] += len(text)
            return function(text, *more)

        monkeypatch.setattr(penalties, name, counted)
    texts = [fold(hits[one.hit].text[slice(*one.span)]) for one in units]
    assert beside_the_point(asked, units, texts, hits, []).all()
    assert of_other_years(asked, units, hits).all()
    size = sum(len(f"{hit.title}\n{hit.text}\n") for hit in hits)
    assert size <= read["numbers"] <= 2 * size + len(asked.folded)
    assert len(text) < read["bears"] <= 2 * size
