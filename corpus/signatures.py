"""Bylines below a text or in brackets, by the rules that hold there only: （罗小满系…）."""

from __future__ import annotations

import re

from corpus.byline_words import DASHES, HAN, ORDINAL
from corpus.bylines import AUTHOR_IS, CREDITS_BEHIND, Byline, parse_byline
from corpus.issuers import may_sign
from corpus.person_names import (
    are_names,
    closed_up,
    has_name_form,
    has_surname,
    is_full_name,
    is_no_name,
    may_be_name,
)
from language.fold import fold
from language.lexicon import words
from language.words import frequency, may_name

_OFFICE_NOTE = re.compile(
    r"[(（]\s*(?:本文)?作者(?:单位|简介)?\s*(?:[:：]|系|为|是|分别系|分别为)\s*(?P<office>[^()（）]{2,80})[)）]\s*$"
)
_SIGNED = re.compile(
    rf"(?:(?:本文)?作者\s{{0,2}}[:：]?\s{{0,2}})?(?P<who>[{HAN}·]{{2,8}}?)[，,；;\s]{{0,2}}"
    r"(?:系|(?:作者)?单位\s?[:：]|作者单位|作者系)\s?(?P<office>[^，,。；;()（）]{2,60})"
)
_WRITES_IN = "读者|听众|居民|市民|村民|网友|家长|业主"
_LETTER = re.compile(
    rf"(?:(?P<office>[{HAN}]{{0,8}}(?:{_WRITES_IN}))\s{{0,2}}:?\s{{0,2}})?"
    rf"(?P<who>[{HAN}·]{{2,8}}?)(?P<sent>\s{{0,2}}[敬谨拜][上启告白]|\s{{1,2}}[上启])?"
)
"""In folded text, who signs a letter to a paper, or a notice: 桂小满　敬告."""
_UNIT_AND_NAME = re.compile(
    rf"[(（]?(?P<unit>[{HAN}0-9（）()、·“”]{{2,24}})"
    rf"(?:\s{{1,4}}|(?<={_WRITES_IN})[:：]\s{{0,4}})"
    rf"(?P<who>[{HAN}]{{2,3}})[)）]?"
)
_FROM_PLACE = re.compile(rf"(?P<place>[{HAN}]{{2,8}})\s{{1,4}}(?P<who>[{HAN}]{{2,3}})")
_FROM_PLACE_CLOSE = re.compile(
    rf"(?P<place>[{HAN}]{{2,7}}[省市县縣区區镇鎮乡鄉村州旗])(?P<who>[{HAN}]{{3}})"
)
_PLACE_END = re.compile(r"..[省市县縣区區镇鎮乡鄉村州旗]$")
_OF_AN_AGE = re.compile("[国國朝代]$|日本|苏联|意大利|加拿大|澳大利亚|[东西]汉|[东西]晋|[南北]宋")
"""Before the name of an author of old or abroad whom a text quotes: （北宋 桂小满）."""
_OF_PEOPLE = re.compile(
    "(?:老师|秘书|学生|职工|工人|农民|战士|市民|村民|居民|读者|业主|家长|司机|乘客|顾客|护士|医生"
    "|[班级])$"
)
"""What a word for a writer's place ends with, besides bodies and titles of office."""
_OF_A_CASE = re.compile(
    "审判|书记员|陪审|公证|仲裁|调解|检察|执行|记录|主持|联系|值班|法官|助理|被告|原告|委托|代理|当事|申请|负责"
    "|裁判|运动员|选手|冠军|亚军|季军|比赛|得主|获奖|演员|导演|驾驶"
)
"""What stands before the name of who has a part in what the text tells, and did not write it."""
_SIGNED_WITH = re.compile(
    rf"(?:(?P<office>[{HAN}]{{2,16}})\s{{1,4}})?(?P<who>[{HAN}·]{{2,8}}?)\s{{0,4}}"
    "(?:[谨敬恭拜][序识識撰书書题題记記跋叙敘])"
)
"""In folded text, who signs a preface: 二十世孙　桂小满　谨序"""
_OF_WORK = re.compile(rf"[{DASHES}]{{1,3}}\s?(?P<who>[{HAN}·]{{2,8}})\s?《[^《》]{{1,24}}》")
_COMPILED = re.compile(
    rf"(?:[^\s，。]{{2,10}}年\s{{1,4}})?(?:[邑里][人士]|本[邑县縣村]人?)?\s?(?P<who>[{HAN}]{{3,24}}?)"
    r"\s{0,4}(?<![选選汇彙新改续續初类類简簡合补補创創总總统統外主正])主?[编編][著撰纂纂辑輯次写寫]?"
)
"""Who put a book together: 光绪二年　邑人桂小满编; no 文史选编, and no part of a book, 马政编."""
_LONGEST_UNIT, _LONGEST_LINE = 32, 80
_CUT_DOWN = re.compile(r"[，,；;。]\s?(?:本文|文章|原文)?略?有(?:删节|删改|改动|节略)$")
_IS_OFFICE = re.compile(rf"[{HAN}、·“”]{{2,40}}")


def signature(text: str) -> Byline | None:
    """The byline that a line below a text is: （罗小满）, 作者：…, （罗小满系…）; a name alone only
    within brackets."""
    text = text.strip()
    inner = text.strip("()（）【】[]—- ")
    if len(inner) > 90 or len(inner := _CUT_DOWN.sub("", inner)) > 80:
        return None
    if text[:1] in "(（" and (byline := from_place(inner)):
        return byline
    if text[:1] in f"(（{DASHES}" and (byline := of_unit(inner)):
        return byline
    letter = _LETTER.fullmatch(fold(inner))
    if letter and (letter["office"] or letter["sent"]) and has_surname(letter["who"]):
        office = inner[slice(*letter.span("office"))] if letter["office"] else None
        return Byline(inner[slice(*letter.span("who"))], office)
    for form in (_SIGNED, _SIGNED_WITH):
        signed = form.fullmatch(inner)
        if signed and has_name_form(signed["who"]) and has_surname(signed["who"]):
            return Byline(signed["who"], signed["office"] and signed["office"].strip())
    return parse_byline(inner, bare=text[:1] in "(（【[—-")


def of_unit(text: str) -> Byline | None:
    """The byline that a place of work or of life and a name are, with white space between, or a
    colon behind who writes letters: 农技站　桂小满, 花坊街居民：桂小满.  By its place alone: the
    same line names winners and judges elsewhere."""
    text = CREDITS_BEHIND.sub("", text.strip()) if len(text) <= _LONGEST_LINE else ""
    if ORDINAL.match(text):
        return None
    match = _UNIT_AND_NAME.fullmatch(closed_up(text)) if len(text) <= _LONGEST_UNIT else None
    if match is None or _OF_A_CASE.search(match["unit"]) or is_full_name(match["unit"]):
        return None
    unit = match["unit"]
    known = _OF_PEOPLE.search(unit) or unit.endswith(words("office_titles")) or may_sign(unit)
    if not known or not may_be_name(match["who"], expected=True):
        return None
    return None if parse_byline(text) else Byline(match["who"], unit)


def from_place(text: str) -> Byline | None:
    """The byline that a place and a name are, as papers sign in brackets: 临河县 桂小满; without
    the space only where the name begins with no word: 临河县黄土坡."""
    match = _FROM_PLACE.fullmatch(text.strip())
    if match is None and (close := _FROM_PLACE_CLOSE.fullmatch(text.strip())):
        match = None if is_no_name(close["who"][:2]) else close
    if match is None or _OF_AN_AGE.search(match["place"]):
        return None
    place, who = match["place"], match["who"]
    is_known = frequency(place) > 0 and may_name(place)
    known = _PLACE_END.search(place) or (is_known and not may_be_name(place))
    is_who = may_be_name(who, expected=True) and not is_no_name(who)
    return Byline(who, place) if known and is_who else None


def of_a_case(text: str) -> bool:
    """Whether a word stands before who has a part in what the text tells, and did not write it."""
    return bool(_OF_A_CASE.search(text))


def bracketed(text: str) -> Byline | None:
    """The byline that a line is whose names stand within brackets: （罗小满）"""
    byline = signature(text) if text[:1] in "(（【[" and len(text) <= 40 else None
    return byline if byline and are_names(byline.author) else None


def quoted_work(text: str) -> bool:
    """Whether a line tells from what the words above it are quoted: ——何田《河湾志》; no second
    half of a title, ——读何田《河湾志》."""
    work = _OF_WORK.fullmatch(text)
    return work is not None and is_full_name(work["who"], True) and not is_no_name(work["who"])


def compiled(text: str) -> bool:
    """Whether a line below a title tells who put the book together, and did not write all of it."""
    by = _COMPILED.fullmatch(text) if len(text) <= _LONGEST_UNIT else None
    if by is None or is_no_name(by["who"]):
        return False
    return is_full_name(by["who"], expected=True) or may_sign(by["who"])


def without_remark(text: str) -> str:
    """The text without the remark behind it that it was cut down: 原载《…》，有删节."""
    return _CUT_DOWN.sub("", text)


def office_note(text: str) -> tuple[int, str] | None:
    """（作者系…） at the text's end: where it starts, and the office."""
    match = _OFFICE_NOTE.search(text)
    return (match.start(), match["office"].strip()) if match else None


def about_author(text: str) -> str | None:
    """The office that a line in brackets tells and nothing else: （作者系县文化馆馆长）"""
    if text[:1] + text[-1:] not in ("（）", "()"):
        return None
    text = text[1:-1].strip()
    office = AUTHOR_IS.sub("", text).strip()
    return office if 2 <= len(office) < len(text) and _IS_OFFICE.fullmatch(office) else None
