"""Years that are asked for and told of, and whether the two agree."""

from __future__ import annotations

import re
from datetime import date
from random import Random
from time import process_time
from typing import Any

import pytest

from language import asked_years as reading
from language.asked_years import (
    asked_years,
    is_of_another_year,
    of_another_year,
    told_years,
)

TODAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("2023年渡口修了几座桥", {2023}),
        ("渡口的桥，２０２３年修了几座", {2023}),
        ("二〇二三年度的桥", {2023}),
        ("二○二三年的桥", {2023}),
        ("23年修了几座桥", {2023}),
        ("渡口23年3月修桥", {2023}),
        ("98年的洪水", {1998}),
        ("民国112年修桥", {2023}),
        ("民國一百一十二年修橋", {2023}),
        ("渡口112年度的桥", {2023}),
        ("今(112)年的桥", {2023}),
        ("109学年度的船课", {2020, 2021}),
        ("今年修了几座", {2025}),
        ("去年修了几座", {2024}),
        ("上一年度修了几座", {2024}),
        ("前年修了几座", {2023}),
        ("大前年修了几座", {2022}),
        ("明年要修几座", {2026}),
        ("How many bridges last year?", {2024}),
        ("bridges built the year before last", {2023}),
        ("bridges built in 2019, by county", {2019}),
        ("2021年至2023年的桥", {2021, 2022, 2023}),
        ("2021-2023年的桥", {2021, 2022, 2023}),
        ("2021年5月到2023年6月的桥", {2021, 2022, 2023}),
        ("108年至110年的桥", {2019, 2020, 2021}),
        ("2024台湾灯会", {2024}),
        ("90年代的渡船", set(range(1990, 2000))),
        ("今年比去年多修几座", {2025}),
    ],
)
def test_years_that_are_asked_for(question: str, years: set[int]) -> None:
    assert asked_years(question, TODAY) == years


@pytest.mark.parametrize(
    "question",
    [
        "渡口修了几座桥", "2000人报名了吗", "他撑了23年船", "建校110年庆典", "过去五年修了几座",
        "60岁以上年龄的人", "此前年均几座", "如今年轻人坐船吗", "为了说明年份", "每吨2023.5元",
        "船票为什么加上年限", "走过112年的渡口", "10年的时间够吗", "30年后的渡口", "1,998条船",
    ],
)  # fmt: skip
def test_questions_without_a_year(question: str) -> None:
    assert asked_years(question, TODAY) == set()


def test_without_a_day_the_present_one_counts() -> None:
    assert asked_years("今年修了几座") == {date.today().year}


@pytest.mark.parametrize(
    ("text", "published", "years"),
    [
        ("今年修桥四座，比去年多一座。", "2024-07-11", {2024}),
        ("去年修桥三座。", "2024-07", {2023}),
        ("上半年修桥三座。", "2024", {2024}),
        ("2022年上半年修桥三座。", "2024-07", {2022}),
        ("日前，第四座桥通车。", "2024-07", {2024}),
        ("上月，第四座桥通车。", "2024-01-20", {2023, 2024}),
        ("5年来修桥九座。", "2024-07", set(range(2019, 2025))),
        ("今年修桥四座。", None, set()),
        ("通过率为62%，较2019年54%提高。", "2024-07", {2019}),
        ("通过率较2019年提高8个百分点。", "2024-07", set()),
        ("桥长八百米。", "2024-07", set()),
    ],
)
def test_years_that_are_told_of(text: str, published: str | None, years: set[int]) -> None:
    assert told_years(text, published) == years


HARVEST = "今年全乡摘茶九千斤，比去年多七百斤。"


@pytest.mark.parametrize(
    ("year", "sentence", "paragraph", "title", "published", "expected"),
    [
        (2024, HARVEST, HARVEST, "今年茶好", "2024-07-11", False),
        (2023, HARVEST, HARVEST, "今年茶好", "2024-07-11", True),
        (2022, HARVEST, HARVEST, "今年茶好", "2024-07-11", True),
        (2023, HARVEST, HARVEST, "今年茶好", None, False),
        (2024, "摘茶九千斤。", "摘茶九千斤。", None, "2024-07", False),
        (2022, "摘茶九千斤。", "摘茶九千斤。", None, "2024-07", True),
        (2022, "摘茶九千斤。", "摘茶九千斤。", "2022年的茶", "2024-07", False),
        (2022, "摘茶九千斤。", "摘茶九千斤。", None, None, False),
        # what stands before in the paragraph counts on
        (2022, "摘茶九千斤。", "2022年雨水多。摘茶九千斤。", None, "2024-07", False),
        (2021, "摘茶九千斤。", "2022年雨水多。摘茶九千斤。", None, "2024-07", True),
        # but no year of a thing that is named there
        (2021, "摘茶九千斤。", "茶亭于2022年完工。摘茶九千斤。", None, None, False),
        (2021, "摘茶九千斤。", "茶社办「2022茶会」。摘茶九千斤。", None, None, False),
        # a neighbour of the asked year does not make this sentence one of it
        (2022, "2023年摘茶九千斤。", "2022年摘茶八千斤。2023年摘茶九千斤。", None, "2024", True),
        # a beginning is not what is told of
        (2024, "2015年创办的茶社有九十人。", "2015年创办的茶社有九十人。", None, "2024", False),
        # a year within what is done to tells of that thing, one that a clause begins with of all
        (2024, "茶社打破了桂2015年创的纪录。", "茶社打破了桂2015年创的纪录。", None, "2024", False),
        (2024, "茶社因2021年的处罚停业。", "茶社因2021年的处罚停业。", None, "2024", False),
        (2024, "茶社2021年的收入是九万元。", "茶社2021年的收入是九万元。", None, "2024", True),
        # nor the one to which a thing is put off
        (2024, "茶会停办一次，推迟到明年。", "茶会停办一次，推迟到明年。", None, "2024-07", False),
        (2025, "茶会停办一次，推迟到明年。", "茶会停办一次，推迟到明年。", None, "2024-07", False),
        (2024, "茶会明年再办。", "茶会明年再办。", None, "2024-07", True),
        # about the turn of the year nothing is sure
        (2023, "摘茶九千斤。", "摘茶九千斤。", None, "2024-01-09", False),
        # a report of 2010 tells of the year before
        (2010, "去年摘茶九千斤。", "去年摘茶九千斤。", "2010年工作报告", "2010-03", False),
    ],
)  # fmt: skip
def test_a_sentence_of_another_year(
    year: int,
    sentence: str,
    paragraph: str,
    title: str | None,
    published: str | None,
    expected: bool,
) -> None:
    found = of_another_year(frozenset({year}), sentence, paragraph, title, published)
    assert found is expected


@pytest.mark.parametrize(
    ("year", "sentence", "heading", "published", "expected"),
    [
        (1999, "年底有茶园九千亩。", "一、1999年工作回顾", None, False),
        (2000, "年底有茶园九千亩。", "一、1999年工作回顾", None, True),
        (2000, "年底有茶园九千亩。", "一、1999年工作回顾", "2000-03-05", True),
        (2000, "2000年一季度种茶六亩。", "一、1999年工作回顾", None, False),
        (2000, "年底有茶园九千亩。", "二、1999年以来的茶园", "2000-03-05", False),
        (2000, "年底有茶园九千亩。", "二、茶园", "2000-03-05", False),
    ],
)
def test_a_report_of_the_year_before(
    year: int, sentence: str, heading: str, published: str | None, expected: bool
) -> None:
    title = "2000年工作报告"
    found = of_another_year(frozenset({year}), sentence, sentence, title, published, heading)
    assert found is expected


PIECES = (
    "去年", "今年", "2019年", "2021年", "3月份", "上半年", "第二季度", "5月底", "日前", "自", "比",
    "以来", "至", " ", "，", "。", "造船九艘", "近五年", "23年", "12月3日", "较", "54%",
)  # fmt: skip


def naive(folded: str, published: str) -> list[tuple[int, int, frozenset[int]]]:
    """The mentions of a text, the parts of years each by a look at all mentions before it."""
    part, whole = reading._PART, re.compile(r"(?!)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_PART", whole)
        told = reading._mentions(folded, published, 2024)
    this = frozenset((int(published[:4]),))
    found = [*told]
    for match in part.finditer(folded):
        earlier = [one for one in told if one.start < match.start() and not one.aside]
        last = max(earlier, key=lambda one: one.start, default=None)
        found.append(reading._Mention(*match.span(), last.years if last else this))
    return [(one.start, one.end, one.years) for one in sorted(found, key=lambda one: one.start)]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("去年3月份动工，今年5月份完工", [2023, 2024]),
        ("今年5月份完工，前年3月份动工，8月份停工", [2024, 2022, 2022]),
        ("5月份完工", [2024]),
    ],
)
def test_a_month_is_of_the_year_told_last_before_it(text: str, years: list[int]) -> None:
    told = reading._mentions(text, "2024-02-03", 2024)
    months = [one.years for one in told if "月" in text[one.start : one.end]]
    assert months == [{year} for year in years]


def test_parts_of_years_are_those_of_a_look_back_from_each() -> None:
    random = Random(7)
    for _ in range(1500):
        text = "".join(random.choices(PIECES, k=random.randrange(1, 14)))
        found = [
            (one.start, one.end, one.years) for one in reading._mentions(text, "2024-02-03", 2024)
        ]
        assert found == naive(text, "2024-02-03"), text


@pytest.mark.parametrize("unit", ["3月份", "去年3月份", "2019年，", "去年 ", "今天"])
def test_the_years_of_a_long_text_are_read_in_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begun = process_time()
        assert told_years(text, "2024-02")
        return process_time() - begun

    short, long = seconds(10_000), seconds(80_000)
    assert long < 24 * short + 0.1, "8 times the text: 8 is linear, 64 quadratic"


def test_a_paragraph_of_many_sentences_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """330 sentences of one paragraph took 3.4 s: each read all that stood before it."""
    read = 0
    add = reading._add_mention

    def watched(mentions: Any, mention: Any, folded: str) -> None:
        nonlocal read
        read += 1
        add(mentions, mention, folded)

    monkeypatch.setattr(reading, "_add_mention", watched)
    sentences = [f"{1900 + n % 120}年{n}艘。" for n in range(330)]
    text = "".join(sentences)
    asked = frozenset((2023,))
    found = [of_another_year(asked, one, text, "题", "2024-02") for one in sentences]
    assert sum(found) > 300
    assert read <= len(sentences) + 1


FIRES = "去年全乡失火七起，今年一起也没有，比2022年少九起。"


@pytest.mark.parametrize(
    ("year", "part", "published", "found"),
    [
        (2024, "七起", "2024-12", True),
        (2023, "七起", "2024-12", False),
        (2024, "一起", "2024-12", False),
        (2024, "九起", "2024-12", False),  # 2022 is only compared with
        (2024, "七起", None, False),  # nobody knows which year is meant
        (2024, "去年", "2024-12", False),  # a year may be what is asked for
    ],
)
def test_a_place_that_is_told_of_another_year(
    year: int, part: str, published: str | None, found: bool
) -> None:
    at = FIRES.index(part)
    place = (at, at + len(part))
    assert is_of_another_year(frozenset({year}), FIRES, place, published) is found


def test_a_place_without_a_year_in_its_clause_is_of_the_one_before() -> None:
    text = "2021年渡口翻新，花了九万元；2022年，渡口停了。"
    at = text.index("九万元")
    for year, found in ((2021, False), (2022, True)):
        assert is_of_another_year(frozenset({year}), text, (at, at + 3), None) is found
    assert not is_of_another_year(frozenset(), text, (at, at + 3), None)
