"""Parsing of bylines, datelines, credits, turn-to markers, offices and personal names.

Every form is a pattern in a table; what no pattern knows is text.  Nothing here looks at more
than one block of text.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from corpus.lines import Line, Run
from corpus.records import Span
from language.fold import fold
from language.lexicon import either, words
from language.numerals import value_of
from language.words import frequency, may_name

MARKS = "□■◇◆○●◎★☆▲△▶▷►▪▫◼◻※♦"
"""The signs that papers set before a byline."""
DASHES = "—–－"

_SURNAMES = frozenset(words("surnames"))
_COMPOUND = words("compound_surnames")
_PROVINCES = frozenset(words("provinces"))
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_NOT_A_NAME_END = frozenset(words("not_name_ends"))
_GIVEN_NAME = re.compile("[小晓][站村镇乡店长理任]|[理任]")
_MAY_BE_GIVEN_NAME = re.compile(rf"(?![家庄])[{_HAN}][站社会院校店厂团理任记]")
"""Given names although they end as places and offices do: 程小站, 陈理; 建社 where a name has to
stand."""

_RANK = rf"(?:{either('reporter_ranks')}){{0,4}}"
_REPORTER = (
    rf"(?:{_RANK}(?:驻\w{{2,6}}{_RANK}){{0,2}}"
    rf"(?:{either('reporter_roles')})|实习生)"
)
_AGENCY = rf"(?:{either('own_papers')}|[\u4e00-\u9fff]{{2,6}}(?:{either('paper_ends')}))"
_PAPER = rf"(?:{_AGENCY}|[\u4e00-\u9fff]{{1,6}}(?:报|融媒体中心|电视台))"
# All repeats are bounded: unbounded ones, next to each other or begun anew at each place of a
# text, take quadratic time and more.
_REPORTERS = rf"(?:{_PAPER}\s{{0,4}})?{_REPORTER}"
_ROLE = re.compile(rf"(?:{_PAPER})?(?:讯|综合)?{_REPORTER}")
_ROLE_PREFIX = re.compile(rf"{_REPORTERS}\s*[:：/／]?\s*")
_TITLE_OF_OFFICE = re.compile(rf".*(?:{either('office_titles')})(?=[^\s]{{2,4}}$)")
_WRITES = rf"{either('byline_labels')}|(?:{either('sign_labels')})(?=\s{{0,4}}[/／|｜丨│:：])"
_BY = re.compile(rf"(?:{_WRITES})\s{{0,4}}(?:[/／|｜丨│:：]|\s)\s{{0,4}}(?P<names>.+)")
_ENGLISH_BY = re.compile(r"[Bb][Yy]\s+(?P<names>[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,4})")
_REPORTED = re.compile(
    rf"[(（〔【\[]?(?:本[報报])?[記记]者\s{{0,2}}(?P<names>[{_HAN}、\s]{{2,20}}?)\s{{0,2}}[／/]\s{{0,2}}"
    rf"(?P<place>[{_HAN}]{{0,8}}?)(?:[綜综]合)?[報报][導导道][〕）)】\]]?"
)
"""As papers of Taiwan write it: 記者桂小滿／石橋報導"""
_TAIL = re.compile(rf"\s{{0,4}}(?:{either('byline_ends')}|发自[{_HAN}]{{2,8}})\s{{0,4}}$")
_BESIDE = (
    rf"{either('credit_labels')}|(?:本版|本期|执行)?(?:{either('staff_labels')})|制图|审核|监制"
)
"""Whose names are nobody's who wrote: photographers, translators, editors."""
_BESIDE_LABEL = re.compile(rf"{_BESIDE}|{either('beside_labels')}")
_BETWEEN_CREDITS = re.compile(r"[\s、,，/／|｜丨:：]{1,9}")
_SIGN = rf"(?:(?P<writes>{_WRITES})|(?P<beside>{_BESIDE}))"
_CREDIT = re.compile(
    rf"(?P<role>{_REPORTERS}\s{{0,4}}[:：/／]?\s{{0,4}})"
    rf"|{_SIGN}(?:\s{{0,4}}[/／|｜丨│:：]\s{{0,4}}|\s{{1,4}})"
)
_FURTHER = re.compile(rf"{_REPORTERS}|(?<=[\s、,，)）])(?:{_WRITES}|{_BESIDE})[\s/／|｜丨│:：]")
"""In folded text, what the names of a credit end at: the next one."""
_CREDITS_BEHIND = re.compile(rf"[\s，,；;|｜]{{1,9}}(?:{_BESIDE})\s{{0,4}}[:：/／|｜].{{0,80}}")
_AFTER_NAME = re.compile(
    rf"(?P<name>[{_HAN}·]{{2,8}}?)(?:\s?[/／]\s?|\s|(?=..(?:[\s、,，]|$))){_SIGN}(?:[\s、,，]+|$)"
)
"""桂小满/文 何田/图"""
_FOOTNOTE_MARK = re.compile(rf"(?<=[{_HAN}])[*＊]{{1,3}}(?=[\s、,，]|$)")
"""Behind a name that a note below the text says more of: 桂小满*."""
_ISSUED = re.compile(
    rf"(?P<compiler>[{_HAN}]{{2,24}})\s{{1,4}}(?:编|编印|编写|编纂|编制|编辑整理)|(?P<giver>[{_HAN}、]{{2,24}}?)\s?供稿|供稿[\s:/](?P<named>[{_HAN}、]{{2,24}})|(?:综合|据)(?P<told>[{_HAN}、]{{2,24}}?)(?:消息|报道|通报)"
    rf"|(?P<own>(?:{either('own_papers')})编辑部|{_REPORTERS})\s?(?:综合)?(?:整理|报道)?|(?P<paper>{either('own_papers')})(?:综合(?:消息|报道|整理)?|电)"
    rf"|据(?P<wire>{either('own_papers')})(?:[{_HAN}]{{0,6}}(?:[0-9]{{1,2}}月)?(?:[0-9]{{1,2}}日)?[电讯])?"
)
_EACH = re.compile(rf"[、,，;；\s]?([{_HAN}·]{{2,12}})\s?[(（]([^()（）]{{2,60}})[)）]")
_AUTHOR_IS = re.compile(r"^(?:本文)?作者(?:单位)?[系为是:：]")
GENRES = frozenset(words("genres"))
"""What a piece is, on a line of its own between title and byline: no name, and no part of the
title."""
_LABELS = frozenset(
    words("byline_labels")
    + words("credit_labels")
    + words("picture_credits")
    + words("staff_labels")
)
_IMAGE = re.compile(rf"(?:{either('picture_credits')})\s{{0,9}}[)）]?\s{{0,9}}$")
_IMAGE_FIRST = re.compile(rf"^[(（【]?\s*(?:{either('picture_labels')})\s*[/／|｜:：]")
_STAFF_LABEL = (
    rf"(?:本版|本期|执行)?(?:{either('staff_labels')}|值班\w{{0,4}})\s{{0,4}}[:：/／|｜\s]\s{{0,4}}"
)
_STAFF = re.compile(rf"^[(（【]?\s*{_STAFF_LABEL}")
_EDITORS = re.compile(rf"(?!主编|电话|邮箱){_STAFF_LABEL}")
_CONTACT = re.compile(
    r"(?:电\s?话|热线|传真|邮\s?箱|信箱|E-?mail)\s{0,4}[:：]?\s{0,4}[-\w@.()（）—]{5,40}", re.I
)
_PAGE_HEAD = re.compile(
    r"^(?:第?\s*[A-Z]?[0-9]{1,3}\s*版.{0,12}|(?:19|20)[0-9]{2}\s*年.{0,24}(?:星期|周)[一二三四五六日天].{0,20}"
    r"|[A-Z]?[0-9]{1,3})$"
)
_OFFICE_NOTE = re.compile(
    r"[(（]\s*(?:本文)?作者(?:单位|简介)?\s*(?:[:：]|系|为|是|分别系|分别为)\s*(?P<office>[^()（）]{2,80})[)）]\s*$"
)
_SIGNED = re.compile(
    rf"(?:(?:本文)?作者\s{{0,2}}[:：]?\s{{0,2}})?(?P<who>[{_HAN}·]{{2,8}}?)[，,；;\s]{{0,2}}"
    r"(?:系|(?:作者)?单位\s?[:：]|作者单位|作者系)\s?(?P<office>[^，,。；;()（）]{2,60})"
)
PLACE = re.compile(
    rf"(?:^|(?<=[\s，,|｜日号\d]))(?:[原首]?(?:发表|发布|刊发|刊登|刊载|登载|發表|發佈|发|刊|载)(?:[于於]|(?<=..)在)"
    rf"|(?:成稿|完稿|定稿|[写记作撰书改草])[于於]|来自)\s?(?P<where>[{_HAN}·]{{2,8}})(?=[\s，,|｜]|$)"
)
"""Where a text was written or appeared, which is nobody's name: 写于江口, 发表于江口日报."""
_OF_TALK = re.compile(
    r"(?<=\S)\s(?:(?:采访)?(?:时间|日期)\s?[:：/／]\s?\S{1,30}\s{1,4})?(?:采访)?地点\s?[:：/／]\s?\S{1,30}$"
)
"""Behind who asked, when and where that was: 采访/桂小满 时间：… 地点：…"""
_LETTER = re.compile(
    rf"(?:(?P<office>[{_HAN}]{{0,8}}(?:读者|听众|居民|市民|村民|网友|家长|业主))\s{{0,2}}:?\s{{0,2}})?"
    rf"(?P<who>[{_HAN}·]{{2,8}}?)(?P<sent>\s?[敬谨拜][上启]|\s上)?"
)
"""In folded text, who signs a letter to a paper."""
_BODY = re.compile(
    rf"[{_HAN}]{{2,20}}(?:政府|委员会|局|厅|部|办公室|公司|学校|小学|中学|协会|学会|工会|村委会|编辑部|党委|支部|中心|集团)"
    rf"|[{_HAN}]{{1,20}}(?:小组|法院|检察院|医院|学院|大学|支队|大队|气象台|电视台|电站|水站|图书馆|文化馆|博物馆"
    r"|[一二三四五六七八九十][小中])"
)
_SIGNER = re.compile(
    rf"(?![作写记改]?于)[{_HAN}][{_HAN}（）()“”]{{0,20}}(?:[馆社院所站队处科组会厂店场校班团部局办委司府厅室铺]|中心)"
)
"""What else may stand above a date for a body: by its place, and by no other sign."""
_UNIT_AND_NAME = re.compile(
    rf"[(（]?(?P<unit>[{_HAN}0-9（）()、·“”]{{2,24}})\s{{1,4}}"
    rf"(?P<who>[{_HAN}]{{2,3}})[)）]?"
)
_FROM_PLACE = re.compile(rf"(?P<place>[{_HAN}]{{2,8}})\s{{1,4}}(?P<who>[{_HAN}]{{2,3}})")
_FROM_PLACE_CLOSE = re.compile(
    rf"(?P<place>[{_HAN}]{{2,7}}[省市县縣区區镇鎮乡鄉村州旗])(?P<who>[{_HAN}]{{3}})"
)
_PLACE_END = re.compile(r"..[省市县縣区區镇鎮乡鄉村州旗]$")
_OF_AN_AGE = re.compile("[国國朝代]$|日本|苏联|意大利|加拿大|澳大利亚|[东西]汉|[东西]晋|[南北]宋")
"""Before the name of an author of old or abroad whom a text quotes: （北宋 桂小满）."""
_OF_PEOPLE = re.compile(
    "(?:老师|秘书|学生|职工|工人|农民|战士|市民|村民|居民|读者|业主|家长|[班级])$"
)
"""What a word for a writer's place ends with, besides bodies and titles of office."""
_OF_A_CASE = re.compile(
    "审判|书记员|陪审|公证|仲裁|调解|检察|执行|记录|主持|联系|值班|法官|助理|被告|原告|委托|代理|当事|申请|负责"
    "|裁判|运动员|选手|冠军|亚军|季军|比赛|得主|获奖|演员|导演|驾驶"
)
"""What stands before the name of who has a part in what the text tells, and did not write it."""
_SIGNED_WITH = re.compile(
    rf"(?:(?P<office>[{_HAN}]{{2,16}})\s{{1,4}})?(?P<who>[{_HAN}·]{{2,8}}?)\s{{0,4}}"
    "(?:[谨敬恭拜][序识識撰书書题題记記跋叙敘])"
)
"""In folded text, who signs a preface: 二十世孙　桂小满　谨序"""
_DATELINE = re.compile(
    rf"^\s{{0,4}}[【\[]?据?(?:(?:{_AGENCY})\s{{0,4}}(?P<place>[{_HAN}]{{2,12}}?)?\s{{0,4}}"
    r"(?:(?:[0-9]{1,2}\s{0,4}月)?\s{0,4}[0-9]{1,2}\s{0,4}日)?\s{0,4}(?:综合)?(?:电|讯|消息)[】\]]?)\s{0,4}"
)
_OPENS = re.compile(
    rf"[(（〔【\[]\s{{0,2}}(?P<who>{_REPORTERS}[^()（）〔〕【】\[\]。，,]{{2,40}})[)）〕】\]](?=\s{{0,4}}\S)"
)
"""A byline in brackets at the beginning of a text: （通讯员 桂小满）昨天…"""
_REPORTS = re.compile(
    rf"[(（]?\s*(?P<who>{_REPORTER}[^()（）。，,]{{2,40}}?)(?:[)）]|报道|\s{{2,}})"
)
_MARKER = re.compile(
    r"(?P<open>[(（【\[〔])?\s{0,4}[▶►→⇒☞]{0,4}\s{0,4}(?P<way>下转|紧转|转至|上接|紧接|承接)\s{0,4}"
    r"(?:本报)?\s{0,4}第?\s{0,4}(?P<page>[A-Za-z]?\s{0,4}[0-9０-９〇一二三四五六七八九十]{1,3})\s{0,4}版\s{0,4}"
    r"(?P<rest>[^()（）。，,]{0,16}?)\s{0,4}(?(open)[)）】\]〕]|(?![\w]))"
)
_BESIDE_TURN = 2  # characters, such as brackets, that may stand before or behind a marker
_NOBODY = re.compile(
    r"admin\w*|administrator|root|editors?|user|test|name|author|system|anonymous|unknown|null|none|undefined"
    r"|guest|web|news|default|reporter|staff|佚名|匿名|未知|不详|无名氏?|小编|本站|本报|本网|网络|原创|管理员|编辑部?|记者|通讯员"
    r"|作者|系统|网友|转载|综合|官方|暂无|无|阅读量?|浏览量?|点击量?|评论|字体|字号|分享|收藏|来源|时间|日期|发布",
    re.I,
)
"""What programs and editors write where they have no author's name."""
_ORGANISATION = re.compile(
    r"(?:报|报社|网|網|社|刊|台|新闻|资讯|消息|财经|频道|中心|客户端|工作室|公司|集团|在线|发布|融媒|团队|编辑部|时报|界|卫视|观察"
    r"|日报|晚报|传媒|平台|官微|论坛|協會|协会|学会|大学|学院|研究院|整合|编译|综合)$"
)
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z'’.-]{1,30}(?: [A-Za-z][A-Za-z'’.-]{0,30}){0,3}")
_PEN_NAME = re.compile(rf"(?!.*[一二三四五六七八九十两几][题首则章篇]$)[{_HAN}]{{2,4}}")
_LONGEST_UNIT, _LONGEST_LINE = 32, 80
_BETWEEN_AUTHORS = re.compile(r"[\s、,，;；/／&|｜]+")
_HAN_NAME = re.compile(rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,8}}(?:[·•・][{_HAN}]{{1,8}}){{1,4}}")
_COMMON = 300  # a word that the dictionary counts more often is taken for no name
_CUT_DOWN = re.compile(r"[，,；;。]\s?(?:本文|文章|原文)?略?有(?:删节|删改|改动|节略)$")
_TOOK_DOWN = re.compile(r"(?:记录|笔录|紀錄)\s?[:：/／]\s?[^:：/／]{2,20}")
"""Who took the minutes of a meeting, unless who told stands with it: 讲述：… 记录：…"""
_AGE = re.compile(r"[(（](?:[男女][，,、]?)?现?年?[\d一二三四五六七八九十]{1,3}岁[)）]")
"""Behind a name, how old who tells is, which is no office: 口述：何阿婆（九十一岁）"""
_REMARK = re.compile("删节|连载|待续|续完|转载|节选|摘[录编自]|选[载编]|单位|万元|附[表图]")
_SET_WIDE = re.compile(rf"(?<![{_HAN}])[{_HAN}](?:\s+[{_HAN}](?![{_HAN}])){{1,40}}")
"""Characters with spaces between: 桂 小 满."""
_OF_COUNTRY = re.compile(
    rf"[\[［〔【(（](?:[美英法德日俄苏意加澳印韩奥西葡荷比瑞丹挪波捷匈希埃智墨泰越唐宋元明清][国朝]?|苏联|日本|意大利|加拿大)"
    rf"[\]］〕】)）]\s?(?P<who>[{_HAN}·•・]{{2,20}}|[{_HAN}]{{2}}\s[{_HAN}]{{1,2}})"
)
"""A foreign author behind a country: ［美］约翰·史密斯."""
_WITH_OFFICE = re.compile(
    rf"(?P<who>[{_HAN}·]{{2,8}}?)\s?[(（](?P<office>[^()（），。；;]{{2,40}}?(?:{either('office_titles')}))[)）]"
)
"""桂小满（县文化馆馆长）"""
_IS_OFFICE = re.compile(rf"[{_HAN}、·“”]{{2,40}}")
_AUTHOR_WITH = re.compile(
    rf"(?:本文)?作者[系为是]\s?(?P<office>[^()（），。；;]{{2,40}}?)\s(?P<who>[{_HAN}·]{{2,8}})"
)
"""作者系县文化馆馆长 桂小满"""
_BETWEEN_NAMES = re.compile(r"[\s、,，;；/／&]+|(?<=.{2})[和与及](?=.{2})")


class Way(Enum):
    """Where a marker sends its reader."""

    TO = "下转"
    FROM = "上接"


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote: `author` as one string (several names parted by a space), and the office."""

    author: str
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Marker:
    """A turn-to marker at [start, end) of a text."""

    way: Way
    page: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dateline:
    """本报重庆11月20日电（记者 …）: the names if it gives some."""

    byline: Byline | None


@lru_cache(maxsize=256)  # the steps of a reader ask of the same line again and again
def parse_byline(text: str, bare: bool = False) -> Byline | None:
    """The byline that the whole text is, or None; `bare`: a name alone is one as well.

    A credit for a picture is no byline (`is_credit`).
    """
    text = " ".join(_AGE.sub("", _OF_TALK.sub("", PLACE.sub(" ", text))).split())
    if not text or len(text) > 80:
        return None
    if is_credit(text):
        return _credit_byline(text) if _IMAGE_FIRST.match(text) or _STAFF.match(text) else None
    if bare and text[0] in DASHES:
        return _dashed_byline(text.lstrip(DASHES + " "))
    body = text.strip(MARKS + " ")
    if not body or re.search(r"[。！？!?；;]", body) or _TOOK_DOWN.fullmatch(body):
        return None
    body = _FOOTNOTE_MARK.sub("", body)
    for parse in _FORMS:
        if byline := parse(body):
            return byline
    if text[0] in MARKS:
        return _marked_byline(body)
    if bare and (described := _described_byline(body)):
        return described
    names = _tokens(body) if bare and len(body) <= 24 else []
    if len(names) == 2 and fold(names[0]).removesuffix("省") in _PROVINCES:
        place, name = names
        is_place = len(name) < 3 and frequency(name)  # 湖南 邵东
        return Byline(name, place) if may_be_name(name, True) and not is_place else None
    are_people = names and all(_is_name(name) and _has_surname(name) for name in names)
    return Byline(" ".join(names)) if are_people else None


def signature(text: str) -> Byline | None:
    """The byline that a line below a text is: （罗小满）, 作者：…, （罗小满系…）; a name alone only
    within brackets."""
    text = text.strip()
    inner = text.strip("()（）【】[]—- ")
    if len(inner) > 90 or len(inner := _CUT_DOWN.sub("", inner)) > 80:
        return None
    if text[:1] in "(（" and (byline := from_place(inner) or of_unit(inner)):
        return byline
    letter = _LETTER.fullmatch(fold(inner))
    if letter and (letter["office"] or letter["sent"]) and _has_surname(letter["who"]):
        office = inner[slice(*letter.span("office"))] if letter["office"] else None
        return Byline(inner[slice(*letter.span("who"))], office)
    for form in (_SIGNED, _SIGNED_WITH):
        signed = form.fullmatch(inner)
        if signed and _is_name(signed["who"]) and _has_surname(signed["who"]):
            return Byline(signed["who"], signed["office"] and signed["office"].strip())
    return parse_byline(inner, bare=text[:1] in "(（【[—-")


def of_unit(text: str) -> Byline | None:
    """The byline that a place of work or of life and a name are, with white space between:
    农技站　桂小满.  By its place alone: the same line names winners and judges elsewhere."""
    text = _CREDITS_BEHIND.sub("", text.strip()) if len(text) <= _LONGEST_LINE else ""
    match = _UNIT_AND_NAME.fullmatch(closed_up(text)) if len(text) <= _LONGEST_UNIT else None
    if match is None or _OF_A_CASE.search(match["unit"]) or _is_further_name(match["unit"]):
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


def are_names(byline: Byline) -> bool:
    """Whether names without a label can be nothing else: no word of the language (方法), no remark
    on the text (有删节)."""
    names = byline.author.split()
    return not any(_REMARK.search(name) or frequency(name) > _COMMON for name in names)


def is_no_name(word: str) -> bool:
    """Whether the dictionary has the word, and not as a name."""
    return frequency(word) > 0 and not may_name(word)  # most names are not in it: cheaper


def may_be_name(token: str, expected: bool = False) -> bool:
    """Whether a word can hardly be anything but a person's name.  expected: whether one has to
    stand there."""
    return _is_further_name(token, expected) and are_names(Byline(token))


def may_be_pen_name(token: str) -> bool:
    """Whether a word behind a role may be a name by its form."""
    return _is_name(token) and not _ends_as_no_name(token)


def is_pen_name(text: str) -> bool:
    """Whether a word without a surname may be a name by its form, and is none of the language nor
    ends with one; where it stands has to show that it is."""
    if not _PEN_NAME.fullmatch(text) or not may_be_pen_name(text) or frequency(text):
        return False
    return len(text) == 2 or not is_no_name(text[-2:])


def of_a_case(text: str) -> bool:
    """Whether a word stands before who has a part in what the text tells, and did not write it."""
    return bool(_OF_A_CASE.search(text))


def closed_up(text: str) -> str:
    """The text with each name that is set wide (张　伟) as one word."""
    return _SET_WIDE.sub(_closed_up, text)


def bracketed(text: str) -> Byline | None:
    """The byline that a line is whose names stand within brackets: （罗小满）"""
    byline = signature(text) if text[:1] in "(（【[" and len(text) <= 40 else None
    return byline if byline and are_names(byline) else None


def is_body(text: str) -> bool:
    """Whether the line names an authority, a firm or the like, which signs what it issues."""
    return bool(_BODY.fullmatch(text.strip()))


def without_credits(names: str) -> str:
    """The names without those of editors and photographers behind them, 桂小满 编辑：何田, and
    without the place: 桂小满 写于江口."""
    return _CREDITS_BEHIND.sub("", PLACE.sub(" ", names)).strip()


def without_remark(text: str) -> str:
    """The text without the remark behind it that it was cut down: 原载《…》，有删节."""
    return _CUT_DOWN.sub("", text)


def may_sign(text: str) -> bool:
    """Whether a line, above the date of a notice, may be the body that issued it: 县体育馆."""
    return bool(_SIGNER.fullmatch(text.strip())) or is_body(text) or issuer(text) is not None


def persons(text: str, labelled: bool = False, but: Collection[str] = ()) -> str | None:
    """The names of people in a field that should hold some, parted by a space; None if there are
    none: many programs put a site, an address or an account there.

    `labelled`: it was said to be a name, so that a pen name without a surname is one as well.
    `but`: what is no person's name here, in lower case."""
    names = []
    plain = PLACE.sub(" ", text[:200])
    plain = closed_up(plain) if len(plain.split()) < 4 else plain  # 江 口 日 报
    for part in re.split(r"[、,，;；/／&|｜]|\s(?=[^A-Za-z])|(?<=[\u4e00-\u9fff])\s", plain):
        name = _ROLE_PREFIX.sub("", part.strip(), count=1).strip(MARKS + " :：()（）【】[]")
        if name.lower() in but or not _is_persons(name, labelled):
            continue
        names.append(name)
    return " ".join(dict.fromkeys(names)) or None


def in_one_form(authors: str | None) -> str | None:
    """Several authors as a byline has them, parted by a space: 桂小满、何田, 桂小满;何田.  What may
    be no list of names (Low, Tom) stays as it is."""
    names = list(filter(None, _BETWEEN_AUTHORS.split(authors or "")))
    parted = len(names) > 1 and all(map(_HAN_NAME.fullmatch, names))
    return " ".join(dict.fromkeys(names)) if parted else authors


def _is_persons(name: str, labelled: bool) -> bool:
    if re.search(r"[@\d]|\.\w|://", name) or _NOBODY.fullmatch(name) or len(name) < 2:
        return False
    if _LATIN_NAME.fullmatch(name):
        return True
    if not _is_name(name) or _ends_as_no_name(name, expected=True):
        return False
    if _ORGANISATION.search(name) and not (labelled and name[-1] in _NOT_A_NAME_END):
        return False
    return labelled or _has_surname(name)


def is_credit(text: str) -> bool:
    """Whether the block is a picture credit or a staff line: furniture, nobody's byline."""
    text = text.strip()
    if is_staff(text):
        return True
    if not text or len(text) > 60 or re.search(r"[。！？!?；;]", text):
        return False
    if _STAFF.match(text) or _IMAGE_FIRST.match(text):
        return True
    if not _IMAGE.search(text) or _TAIL.search(text):
        return False
    enclosed = text[0] in "(（【" and text[-1] in ")）】"
    body = text.strip(MARKS + " (（【）)】")
    name = _IMAGE.sub("", body).strip()
    named = bool(_ROLE.search(name)) or any(map(_is_name, _tokens(name)[-1:]))
    return named and len(body) <= 40 and (text[0] in MARKS or enclosed or bool(_ROLE.match(name)))


def is_beside(text: str) -> bool:
    """Whether a line names only those who took part and did not write: 摄影 桂小满, 桂小满 摄."""
    plain = closed_up(text.strip(MARKS + " ()（）"))
    tokens = _BETWEEN_CREDITS.split(plain) if len(plain) <= 40 else []
    labels = [_BESIDE_LABEL.fullmatch(token) is not None for token in tokens]
    names = [token for token, is_label in zip(tokens, labels, strict=True) if not is_label]
    leads = bool(labels) and (labels[0] or labels[-1])
    return bool(names) and leads and all(may_be_name(name, expected=True) for name in names)


def is_staff(text: str) -> bool:
    """Whether the line names the editors of a page, and perhaps says how to reach them."""
    body = text.strip(MARKS + " ()（）【】[]")
    if len(text) > 120 or not _EDITORS.match(body):
        return False
    parts = _EDITORS.split(_CONTACT.sub("", body))[1:]
    candidates = [_names_and_office(part.strip()) for part in parts]
    bylines = [byline for byline in candidates if byline and are_names(byline)]
    return 0 < len(parts) == len(bylines) and _has_surname(bylines[0].author.split()[0])


def is_page_head(text: str) -> bool:
    """Whether the block is a folio: a page number, or the date with its weekday."""
    return len(text) <= 40 and bool(_PAGE_HEAD.match(" ".join(text.split())))


def office_note(text: str) -> tuple[int, str] | None:
    """（作者系…） at the text's end: where it starts, and the office."""
    match = _OFFICE_NOTE.search(text)
    return (match.start(), match["office"].strip()) if match else None


def dateline(text: str) -> Dateline | None:
    """The dateline that the text begins with."""
    reported = _REPORTED.match(text)
    if reported and text[:1] in "〔（(【[" and (byline := _names_and_office(reported["names"])):
        return Dateline(byline)
    if (bracket := _OPENS.match(text)) and (byline := _credit_byline(bracket["who"])):
        return Dateline(byline)
    if not (match := _DATELINE.match(text)):
        return None
    reporters = _REPORTS.match(text, match.end())
    return Dateline(_credit_byline(reporters["who"]) if reporters else None)


def markers(text: str) -> list[Marker]:
    """All turn-to markers in the text."""
    if "版" not in text:
        return []
    matches = _MARKER.finditer(text)
    pairs = ((Way.TO if "转" in match["way"] else Way.FROM, match) for match in matches)
    return [Marker(way, page_number(match["page"]), *match.span()) for way, match in pairs]


def without_turns(run: Run) -> tuple[Run, list[tuple[Marker, str]]]:
    """The run without the markers that it begins or ends with, and these as they stand."""
    text, turns = run.text, markers(run.text)
    turn_texts: list[tuple[Marker, str]] = []
    places: list[Span] = []  # behind `end`, the last first: `after` is what there is to see of it
    end, after = len(text), ""
    while turns and turns[-1].way is Way.TO:
        after = (text[turns[-1].end : end] + after).rstrip()
        if len(after.lstrip()) > _BESIDE_TURN:
            break
        marker = turns.pop()
        turn_texts.append((marker, text[marker.start : min(marker.end, end)]))
        places.append((marker.end, end))
        after, end = after[-2 * _BESIDE_TURN - 1 :], marker.start
        while not after and text[max(0, end - 1) : end].isspace():
            end -= 1
    places.append((0, end))
    if turns and turns[0].way is Way.FROM and len(text[: turns[0].start].strip()) <= _BESIDE_TURN:
        marker = turns[0]
        turn_texts.append((marker, text[marker.start : min(marker.end, end)]))
        places[-1:] = [(marker.end, end), (0, marker.start)]
    return (run.parts(places[::-1]).strip() if turn_texts else run), turn_texts


def byline_apart(line: Line, bare: bool = False) -> tuple[Line, ...]:
    """A title and the byline behind it on its line, as two lines; else the line.  `bare`: behind
    wide white space a name alone is one as well."""
    text = line.text
    if len(text) > 80 or is_credit(text) or parse_byline(text, bare=True) or dateline(text):
        return (line,)
    for gap in re.finditer(r"\s+", text):
        title, rest = text[: gap.start()], text[gap.end() :]
        wide = len(gap[0]) > 1 or gap[0] in "\u3000\t"
        byline = parse_byline(rest, bare=bare and wide)
        if byline is None or len(title) < 4 or title[-1] in "，、：；。,:;.":
            continue
        if not bare and rest.endswith("报道") and not _CREDIT.match(fold(rest)):
            continue  # what a picture within a text shows
        if are_names(byline) and _has_surname(byline.author.split()[0]):
            above = Line(line.run.cut(0, gap.start()), line.indented)
            return above, Line(line.run.cut(gap.end()), False)
    return (line,)


def page_number(text: str) -> str:
    """The name of a page in one form: "四", "４" and "4" are "4", "a2" is "A2"."""
    text = fold("".join(text.split())).upper()
    if not text or text.strip("〇一二三四五六七八九十"):
        return text
    return str(value_of(text)) if "十" in text else "".join(str(value_of(c)) for c in text)


def issuer(text: str) -> str | None:
    """The body whose words these are, as a line says that names no person: 县统计局供稿,
    综合县防汛办消息, 本报评论员."""
    match = _ISSUED.fullmatch(fold(text))
    if match and match["compiler"] and not may_sign(text[slice(*match.span("compiler"))]):
        return None
    return text[slice(*match.span(match.lastgroup))] if match and match.lastgroup else None


def _reported_byline(body: str) -> Byline | None:
    """記者桂小滿／石橋報導, which would else be two names."""
    match = _REPORTED.fullmatch(body)
    return _names_and_office(match["names"]) if match else None


def _dashed_byline(body: str) -> Byline | None:
    """——桂小满, and no subtitle (——石桥)."""
    byline = parse_byline(body, bare=True)
    names = byline.author.split() if byline else []
    return byline if byline and are_names(byline) and not any(map(is_no_name, names)) else None


def _described_byline(body: str) -> Byline | None:
    """A name alone with an office or a country, which tell that it is one."""
    match = _WITH_OFFICE.fullmatch(body) or _OF_COUNTRY.fullmatch(body)
    name = "".join(match["who"].split()) if match else ""
    if not match or not _is_name(name) or not are_names(Byline(name)):
        return None
    office = match.groupdict().get("office")
    if office and not _has_surname(name):
        return None
    return Byline(name, office and _AUTHOR_IS.sub("", office))


def about_author(text: str) -> str | None:
    """The office that a line in brackets tells and nothing else: （作者系县文化馆馆长）"""
    if text[:1] + text[-1:] not in ("（）", "()"):
        return None
    text = text[1:-1].strip()
    office = _AUTHOR_IS.sub("", text).strip()
    return office if 2 <= len(office) < len(text) and _IS_OFFICE.fullmatch(office) else None


def _labelled_byline(body: str) -> Byline | None:
    """作者：桂小满, By Tom Low, 作者系县文化馆馆长 桂小满"""
    office_match = _AUTHOR_WITH.fullmatch(body)
    if office_match and _is_name(office_match["who"]) and _has_surname(office_match["who"]):
        return Byline(office_match["who"], office_match["office"])
    match = _BY.fullmatch(body) or _ENGLISH_BY.fullmatch(body)
    return _names_and_office(match["names"]) if match else None


def _credit_byline(body: str) -> Byline | None:
    """本报记者 张三 李四 通讯员 王五, also without spaces; 文/张三 图/李四: who took the pictures
    or translated is not the author."""
    body = _TAIL.sub("", body)
    plain = fold(body)
    names: list[str] = []
    offices: list[str] = []
    at = lead = 0
    while credit := _CREDIT.match(plain, at):
        begin, role = credit.end(), credit["role"] is not None
        if role:
            offices.append(body[lead:begin].strip(" :：/／\u3000"))
        following = _FURTHER.search(plain, begin)
        at = lead = following.start() if following else len(plain)
        chunk = body[begin:at]
        if following and not role and chunk[-1:].strip(" 、/／"):
            lead, chunk = begin, ""  # 采写：石桥见习记者 …
        tokens = _tokens(chunk)
        if not all(map(_is_name, tokens)) or any(map(is_body, tokens)):
            return None
        if not tokens and (role or following is None):
            return None
        words_of_text = [token for token in tokens if frequency(token) > _COMMON]
        if any(not _has_surname(token) for token in words_of_text):
            return None  # 记者 调查
        glued = role and plain[begin - 1] not in " :/"
        if glued and (not _has_surname(tokens[0]) or tokens[0] in words_of_text):
            return None  # 记者马上 …
        names += tokens if credit["beside"] is None else []
    # Of several all are told, in the order of the names: the first alone would be told of each.
    office = "、".join(dict.fromkeys(filter(None, offices)))
    return Byline(" ".join(names), office or None) if names and at == len(plain) else None


def _name_first_byline(body: str) -> Byline | None:
    """张三/文 李四/图, 张三口述 李四整理: each name before what it did."""
    names, at, plain = [], 0, fold(body)
    while match := _AFTER_NAME.match(plain, at):
        at = match.end()
        name = body[slice(*match.span("name"))]
        if not _has_surname(name) or not are_names(Byline(name)):
            return None
        names += [name] if match["writes"] else []
    return Byline(" ".join(names)) if names and at == len(plain) else None


def _signed_byline(body: str) -> Byline | None:
    """桂小满 何田 文/图, 桂小满 摄影报道: names before one sign that says that they wrote."""
    *before, sign = body.split()
    names = _tokens(" ".join(before)) if sign in words("name_signs") else []
    people = names and all(may_be_name(name, expected=True) for name in names)
    return Byline(" ".join(names)) if people else None


def _marked_byline(body: str) -> Byline | None:
    """What follows a mark: names, or an office and names."""
    tokens = _tokens(body, spaces_only=True)
    office, *rest = tokens
    is_office = office.endswith(("记者", "通讯员")) or _TITLE_OF_OFFICE.match(f"{office}某某")
    if rest and is_office and all(map(_is_further_name, rest)):
        return Byline(" ".join(rest), office)  # before 理事长 罗小满 is taken for two names
    if byline := _names_and_office(body):
        return byline
    if len(tokens) == 1:
        token = tokens[0]
        if office_match := _TITLE_OF_OFFICE.match(token):
            office, name = token[: office_match.end()], token[office_match.end() :]
            if _is_name(name) and _has_surname(name):
                return Byline(name, office)
        return Byline(token) if len(token) <= 12 and not re.search("[:：]", token) else None
    first = len(tokens) - 1
    while first > 1 and _is_further_name(tokens[first - 1]):
        first -= 1
    if _is_further_name(tokens[0]) and first == 1:
        first = 0
    names = [part for token in tokens[first:] for part in re.split("[、,，]", token) if part]
    if re.search(r"\d", " ".join(names)):
        return None  # a date
    return Byline(" ".join(names), " ".join(tokens[:first]) or None)


_FORMS = (
    _reported_byline,
    _credit_byline,
    _signed_byline,
    _name_first_byline,
    _labelled_byline,
)


def _names_and_office(text: str) -> Byline | None:
    """Names alone, names and an office in brackets, or each name with its own."""
    office = None
    if is_body(text):
        return None
    if (parts := _EACH.findall(text)) and len(parts) > 1 and not _EACH.sub("", text).strip():
        people = [name for name, _ in parts]
        offices = "、".join(dict.fromkeys(_AUTHOR_IS.sub("", office) for _, office in parts))
        return Byline(" ".join(people), offices) if all(map(_is_name, people)) else None
    if match := re.fullmatch(r"(.{2,30}?)\s*[(（]([^()（）]{2,60})[)）]", text):
        text, office = match[1], _AUTHOR_IS.sub("", match[2])
    names = _tokens(text)
    if office is None and len(names) > 1 and not _is_further_name(names[0]) and _is_unit(names[0]):
        office, *names = names
    return Byline(" ".join(names), office) if names and all(map(_is_name, names)) else None


def _is_unit(token: str) -> bool:
    """Whether the token before a name is of a body or an office: 企划部, 药学部主任药师."""
    return _ends_as_no_name(token) or token.endswith(words("office_titles"))


def _tokens(text: str, spaces_only: bool = False) -> list[str]:
    """The text's parts; a name that is set wide (张　伟) is one."""
    text = closed_up(text.strip())
    parts = text.split() if spaces_only else _BETWEEN_NAMES.split(text)
    return [part for part in parts if part]


def _closed_up(wide: re.Match[str]) -> str:
    """One name of two to four characters, or two of two, without spaces; else the characters as
    they stand, as those of who translated (何 田 译)."""
    parts = wide[0].split()
    if len(parts) > 2 and parts[-1] in "译譯":
        return wide[0]
    name = "".join(parts)
    if len(parts) == 2 or (_has_surname(name) and frequency(name) <= _COMMON):
        return name
    return f"{name[:2]} {name[2:]}" if len(parts) == 4 else wide[0]


def _is_name(token: str) -> bool:
    """Whether the token may be a name by its form: 桂小满, 阿·卡尔, Smith."""
    if re.fullmatch(rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,8}}(?:[·•・][{_HAN}]{{1,8}})+", token):
        return token not in _LABELS and token not in GENRES and not _ROLE.fullmatch(token)
    return bool(re.fullmatch(r"[A-Z][\w.'’-]*", token))


def _has_surname(name: str) -> bool:
    if re.search("[·•・]", name):
        return True
    name = fold(name)
    if name.startswith(_COMPOUND):
        return len(name) <= 4
    return name[0] in _SURNAMES and 2 <= len(name) <= 3


def _is_further_name(token: str, expected: bool = False) -> bool:
    return _is_name(token) and _has_surname(token) and not _ends_as_no_name(token, expected)


def _ends_as_no_name(token: str, expected: bool = False) -> bool:
    """Whether a word ends as places, bodies and offices do, and is no name in spite of it.
    expected: whether a name has to stand there, so that 王建社 is one, but neither 农技站 nor
    于家店."""
    if token[-1] not in _NOT_A_NAME_END:
        return False
    may_be = expected and _MAY_BE_GIVEN_NAME.fullmatch(token[1:]) and not frequency(token[:2])
    if not (may_be or _GIVEN_NAME.fullmatch(token[1:])) or not _has_surname(token):
        return True
    return is_no_name(token) or is_body(token) or token.endswith(words("office_titles"))
