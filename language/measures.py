"""Measures that questions ask for, by words: a width is no length, and years are no days."""

from __future__ import annotations

import re

from language.numerals import value_of

_FIGURE = r"(?:[\d零〇一二三四五六七八九十百千万亿两半几数多余]\s?)个?(?:半|工作)?"
_MONEY = rf"{_FIGURE}(?:[万亿元块角毛圆分币两银]|美|英镑|欧|日元|港)|万|[$]|免费|不收|不要钱"
_MONEY += rf"|[价付花收给赔卖费金款钱][了到出为约是共达]?{_FIGURE}"  # 费用四百八
_LASTS = rf"{_FIGURE}(?:小时|[年月天日时分秒周夜]|星期|季|世纪)|[每按][年月周日天季]"
_MEASURES = tuple(
    (re.compile(question), re.compile(answer))
    for question, answer in (
        (r"多少钱|(?:多少|几)[万亿千百]*(?:元|块钱)", _MONEY),
        (r"哪一?天|几号|几月", r"[日号天旬底初末月晚晨]|节|星期|周|\d[-/.]\d"),
        (r"哪一?年", r"年|届|\d{4}"),
        (
            r"(?<![哪那这前后头好])(?:多少|几)天",
            rf"{_FIGURE}(?:[天日周夜月]|星期|礼拜|小时)|\bdays?",
        ),
        (r"多久|多长时间", rf"{_LASTS}|\d:\d|当天|永久|\b(?:year|month|week|day|hour|min)"),
        (r"(?:多少|几)岁|多大(?:年纪|岁数)|今年多大", rf"{_FIGURE}(?:多?岁|旬|了)|享年|出?生|aged"),
        (r"多宽", r"宽|径|\bwid"),
        (r"多深", r"深|\bdeep"),
    )
)
"""A question for a measure, and what has one."""
_UNIT_OF_COLUMN = re.compile(r"\((?=(?:单位:)?[百千万亿]?[元角天日年月岁米吨亩斤][/)])")
"""零售价(元/公斤): the figures under it are so many."""


def measured(question: str, text: str) -> bool:
    """Whether a folded text has a value of the measure that a question asks for, if it does."""
    asked = [answer for measure, answer in _MEASURES if measure.search(question)]
    text = _UNIT_OF_COLUMN.sub("(1", text) if asked else text
    return all(answer.search(text) for answer in asked)


_CHANGE = "节[约省]|省|增[加长]?|减少?|降低?|提高|下降|涨|(?<![至最不好许])[多少]"
_BY = re.compile(f"(?:{_CHANGE})了?约?$")
_OF_CHANGE = re.compile(f"{_CHANGE}|差")


def is_difference(question: str, before: str) -> bool:
    """Whether the amount behind a folded text says by how much (比预算省了…), and a question does
    not ask for that."""
    return bool(_BY.search(before)) and not _OF_CHANGE.search(question.replace("多少", ""))


_PLACES = tuple(
    (place, re.compile(pattern))
    for place, pattern in (
        (1, r"冠军|夺冠|头名|状元|\b(?:winners?|won|champions?|first place)\b"),
        (2, r"亚军|榜眼|\b(?:runner-up|second place)\b"),
        (3, r"季军|探花|\bthird place\b"),
    )
)
_NTH = re.compile(r"第([一二三四五六七八九十]{1,3}|\d{1,2})(?:名|位|$|(?=[是的\W]))")


def place_of(folded: str) -> int | None:
    """The place in an order that a folded text tells: 1 of 冠军 and of 第一名."""
    if nth := _NTH.search(folded):
        return value_of(nth[1])
    return next((place for place, pattern in _PLACES if pattern.search(folded)), None)
