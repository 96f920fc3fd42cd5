"""Parsing of bylines, credits and datelines.

Every form is a pattern in a table; what no pattern knows is text.  Nothing here looks at more
than one block of text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.byline_words import (
    AGENCY,
    DASHES,
    HAN,
    MARKS,
    ORDINAL,
    PLACE,
    REPORTER,
    REPORTERS,
    ROLE,
)
from corpus.issuers import is_body, may_sign
from corpus.lines import Line
from corpus.person_names import (
    COMMON,
    are_names,
    closed_up,
    ends_as_no_name,
    has_name_form,
    has_surname,
    is_full_name,
    is_no_name,
    may_be_name,
    name_tokens,
)
from language.fold import fold
from language.lexicon import either, words
from language.words import frequency

_PROVINCES = frozenset(words("provinces"))
_TITLE_OF_OFFICE = re.compile(rf".*(?:{either('office_titles')})(?=[^\s]{{2,4}}$)")
_WRITES = rf"{either('byline_labels')}|(?:{either('sign_labels')})(?=\s{{0,4}}[/／|｜丨│:：])"
_BY = re.compile(rf"(?:{_WRITES})\s{{0,4}}(?:[/／|｜丨│:：]|\s)\s{{0,4}}(?P<names>.+)")
_ENGLISH_BY = re.compile(r"[Bb][Yy]\s+(?P<names>[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,4})")
_REPORTED = re.compile(
    rf"[(（〔【\[]?(?:本[報报])?[記记]者\s{{0,2}}(?P<names>[{HAN}、\s]{{2,20}}?)\s{{0,2}}[／/]\s{{0,2}}"
    rf"(?P<place>[{HAN}]{{0,8}}?)(?:[綜综]合)?[報报][導导道][〕）)】\]]?"
)
"""As papers of Taiwan write it: 記者桂小滿／石橋報導"""
_TAIL = re.compile(rf"\s{{0,4}}(?:{either('byline_ends')}|发自[{HAN}]{{2,8}})\s{{0,4}}$")
_BESIDE = (
    rf"{either('credit_labels')}|(?:本版|本期|执行)?(?:{either('staff_labels')})|制图|审核|监制"
)
"""Whose names are nobody's who wrote: photographers, translators, editors."""
_BESIDE_LABEL = re.compile(rf"{_BESIDE}|{either('beside_labels')}")
_BETWEEN_CREDITS = re.compile(r"[\s、,，/／|｜丨:：]{1,9}")
_SIGN = rf"(?:(?P<writes>{_WRITES})|(?P<beside>{_BESIDE}))"
_CREDIT = re.compile(
    rf"(?P<role>{REPORTERS}\s{{0,4}}[:：/／]?\s{{0,4}})"
    rf"|{_SIGN}(?:\s{{0,4}}[/／|｜丨│:：]\s{{0,4}}|\s{{1,4}})"
)
_FURTHER = re.compile(rf"{REPORTERS}|(?<=[\s、,，)）])(?:{_WRITES}|{_BESIDE})[\s/／|｜丨│:：]")
"""In folded text, what the names of a credit end at: the next one."""
CREDITS_BEHIND = re.compile(rf"[\s，,；;|｜]{{1,9}}(?:{_BESIDE})\s{{0,4}}[:：/／|｜].{{0,80}}")
_AFTER_NAME = re.compile(
    rf"(?P<name>[{HAN}·]{{2,8}}?)(?:\s?[/／]\s?|\s|(?=..(?:[\s、,，]|$)))"
    rf"(?:{_SIGN}|(?P<took>记录|笔录|采录))(?:[\s、,，]+|$)"
)
"""桂小满/文 何田/图, 桂小满口述 何田记录"""
_FOOTNOTE_MARK = re.compile(rf"(?<=[{HAN}])[*＊]{{1,3}}(?=[\s、,，]|$)")
"""Behind a name that a note below the text says more of: 桂小满*."""
_EACH = re.compile(rf"[、,，;；\s]?([{HAN}·]{{2,12}})\s?[(（]([^()（）]{{2,60}})[)）]")
AUTHOR_IS = re.compile(r"^(?:本文)?作者(?:单位)?[系为是:：]")
_IMAGE = re.compile(rf"(?:{either('picture_credits')})\s{{0,9}}[)）]?\s{{0,9}}$")
_CREDITED = (
    rf"(?:(?:{either('picture_labels')})\s?[/／|｜:：]\s?[^()（）]{{2,20}}"
    rf"|[^()（）]{{2,20}}(?:{either('picture_credits')}))"
)
_IMAGE_FIRST = re.compile(rf"^[(（【]?\s*(?:{either('picture_labels')})\s*[/／|｜:：]")
_CAPTION = re.compile(
    rf"[▲△▼▽▶▷►◀◁↑↓].{{1,50}}?(?:[(（]\s?{_CREDITED}\s?[)）]|[|｜丨]\s?{_CREDITED})\s?"
)
"""What stands below a picture and who took it: ▲ 渡口（摄影：何田）."""
_STAFF_LABEL = (
    rf"(?:本版|本期|执行)?(?:{either('staff_labels')}|值班\w{{0,4}})\s{{0,4}}[:：/／|｜\s]\s{{0,4}}"
)
_STAFF = re.compile(rf"^[(（【]?\s*{_STAFF_LABEL}")
_EDITORS = re.compile(rf"(?!主编|电话|邮箱){_STAFF_LABEL}")
_CONTACT = re.compile(
    r"(?:电\s?话|热线|传真|邮\s?箱|信箱|E-?mail)\s{0,4}[:：]?\s{0,4}[-\w@.()（）—]{5,40}", re.I
)
_OF_TALK = re.compile(
    r"(?<=\S)\s(?:(?:采访)?(?:时间|日期)\s?[:：/／]\s?\S{1,30}\s{1,4})?(?:采访)?地点\s?[:：/／]\s?\S{1,30}$"
)
"""Behind who asked, when and where that was: 采访/桂小满 时间：… 地点：…"""
_DATELINE = re.compile(
    rf"^\s{{0,4}}[【\[]?据?(?:(?:{AGENCY})\s{{0,4}}(?P<place>[{HAN}]{{2,12}}?)?\s{{0,4}}"
    r"(?:(?:[0-9]{1,2}\s{0,4}月)?\s{0,4}[0-9]{1,2}\s{0,4}日)?\s{0,4}(?:综合)?(?:电|讯|消息)[】\]]?)\s{0,4}"
)
_OPENS = re.compile(
    rf"[(（〔【\[]\s{{0,2}}(?P<who>{REPORTERS}[^()（）〔〕【】\[\]。，,]{{2,40}})[)）〕】\]](?=\s{{0,4}}\S)"
)
"""A byline in brackets at the beginning of a text: （通讯员 桂小满）昨天…"""
_REPORTS = re.compile(
    rf"[(（]?\s*(?P<who>{REPORTER}[^()（）。，,]{{2,40}}?)(?:[)）]|报道|\s{{2,}})"
)
TOOK_DOWN = re.compile(r"(?:记录|笔录|紀錄)\s?[:：/／]\s?[^:：/／]{2,20}")
"""Who took the minutes of a meeting, unless who told stands with it: 讲述：… 记录：…"""
AGE = re.compile(
    r"[(（](?:[男女][，,、]?)?现?年?[\d一二三四五六七八九十]{1,3}岁[)）]"
    r"|(?<=[(（])(?:[男女][，,、]?)?现?年?[\d一二三四五六七八九十]{1,3}岁[，,、]"
)
"""Behind a name, how old who tells is, which is no office: 口述：何阿婆（九十一岁）"""
_OF_COUNTRY = re.compile(
    rf"(?:[\[［〔【(（](?:[美英法德日俄苏意加澳印韩奥西葡荷比瑞丹挪波捷匈希埃智墨泰越唐宋元明清][国朝]?|苏联|日本|意大利|加拿大)"
    rf"[\]］〕】)）]\s?|(?:[唐宋元明清汉晋隋]|[南北]宋|民国)[·•・]\s?)(?P<who>[{HAN}·•・]{{2,20}}|[{HAN}]{{2}}\s[{HAN}]{{1,2}})"
)
"""An author behind a country or an age: ［美］约翰·史密斯, 清·桂小满."""
_WITH_OFFICE = re.compile(
    rf"(?P<who>[{HAN}·]{{2,8}}?)\s?[(（](?P<office>[^()（），。；;]{{2,40}}?(?:{either('office_titles')}|[班级]))[)）]"
)
"""桂小满（县文化馆馆长）, 桂小满（初二4班）"""
_AUTHOR_WITH = re.compile(
    rf"(?:本文)?作者[系为是]\s?(?P<office>[^()（），。；;]{{2,40}}?)\s(?P<who>[{HAN}·]{{2,8}})"
)
"""作者系县文化馆馆长 桂小满"""


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote: `author` as one string (several names parted by a space), and the office."""

    author: str
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Dateline:
    """本报重庆11月20日电（记者 …）: the names if it gives some."""

    byline: Byline | None


@lru_cache(maxsize=256)  # the steps of a reader ask of the same line again and again
def parse_byline(text: str, bare: bool = False) -> Byline | None:
    """The byline that the whole text is, or None; `bare`: a name alone is one as well.

    A credit for a picture is no byline (`is_credit`).
    """
    text = " ".join(AGE.sub("", _OF_TALK.sub("", PLACE.sub(" ", text))).split())
    if not text or len(text) > 80 or is_caption(text) or ORDINAL.match(text):
        return None
    if is_credit(text):
        return _credit_byline(text) if _IMAGE_FIRST.match(text) or _STAFF.match(text) else None
    if bare and text[0] in DASHES:
        return _dashed_byline(text.lstrip(DASHES + " "))
    body = text.strip(MARKS + " ")
    if not body or re.search(r"[。！？!?；;]", body) or TOOK_DOWN.fullmatch(body):
        return None
    body = _FOOTNOTE_MARK.sub("", body)
    for parse in _FORMS:
        if byline := parse(body):
            return byline
    if text[0] in MARKS:
        return _marked_byline(body)
    if bare and (described := _described_byline(body)):
        return described
    names = name_tokens(body) if bare and len(body) <= 24 else []
    if len(names) == 2 and fold(names[0]).removesuffix("省") in _PROVINCES:
        place, name = names
        is_place = len(name) < 3 and frequency(name)  # 湖南 邵东
        return Byline(name, place) if may_be_name(name, True) and not is_place else None
    are_people = names and all(has_name_form(name) and has_surname(name) for name in names)
    are_people = are_people and not all(name in _PROVINCES for name in names)  # 云南
    return Byline(" ".join(names)) if are_people else None


def without_credits(names: str) -> str:
    """The names without those of editors and photographers behind them, 桂小满 编辑：何田, and
    without the place: 桂小满 写于江口."""
    return CREDITS_BEHIND.sub("", PLACE.sub(" ", names)).strip()


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
    named = bool(ROLE.search(name)) or any(map(has_name_form, name_tokens(name)[-1:]))
    return named and len(body) <= 40 and (text[0] in MARKS or enclosed or bool(ROLE.match(name)))


def is_caption(text: str) -> bool:
    """Whether the line is a picture's, by the triangle before it and the credit behind it: its
    first words are what it shows, and nobody who wrote."""
    return _CAPTION.fullmatch(text.strip()) is not None


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
    bylines = [byline for byline in candidates if byline and are_names(byline.author)]
    return 0 < len(parts) == len(bylines) and has_surname(bylines[0].author.split()[0])


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
        if are_names(byline.author) and has_surname(byline.author.split()[0]):
            above = Line(line.run.cut(0, gap.start()), line.indented)
            return above, Line(line.run.cut(gap.end()), False)
    return (line,)


def _reported_byline(body: str) -> Byline | None:
    """記者桂小滿／石橋報導, which would else be two names."""
    match = _REPORTED.fullmatch(body)
    return _names_and_office(match["names"]) if match else None


def _dashed_byline(body: str) -> Byline | None:
    """——桂小满, and no subtitle (——石桥)."""
    byline = parse_byline(body, bare=True)
    if byline is None or not are_names(byline.author):
        return None
    return None if any(map(is_no_name, byline.author.split())) else byline


def _described_byline(body: str) -> Byline | None:
    """A name alone with an office or a country, which tell that it is one."""
    match = _WITH_OFFICE.fullmatch(body) or _OF_COUNTRY.fullmatch(body)
    name = "".join(match["who"].split()) if match else ""
    if not match or not has_name_form(name) or not are_names(name):
        return None
    office = match.groupdict().get("office")
    if office and not has_surname(name):
        return None
    return Byline(name, office and AUTHOR_IS.sub("", office))


def _labelled_byline(body: str) -> Byline | None:
    """作者：桂小满, By Tom Low, 作者系县文化馆馆长 桂小满"""
    office_match = _AUTHOR_WITH.fullmatch(body)
    if office_match and has_name_form(office_match["who"]) and has_surname(office_match["who"]):
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
        office = body[lead:begin].strip(" :：/／\u3000") if role else ""
        if role and office not in words("byline_labels"):  # 撰稿：桂小满
            offices.append(office)
        following = _FURTHER.search(plain, begin)
        at = lead = following.start() if following else len(plain)
        chunk = body[begin:at]
        if following and not role and chunk[-1:].strip(" 、/／"):
            lead, chunk = begin, ""  # 采写：石桥见习记者 …
        tokens = name_tokens(chunk)
        if not all(map(has_name_form, tokens)) or any(map(is_body, tokens)):
            return None
        if not tokens and (role or following is None):
            return None
        words_of_text = [token for token in tokens if frequency(token) > COMMON]
        if any(not has_surname(token) for token in words_of_text):
            return None  # 记者 调查
        glued = role and plain[begin - 1] not in " :/"
        if glued and (not has_surname(tokens[0]) or tokens[0] in words_of_text):
            return None  # 记者马上 …
        names += tokens if credit["beside"] is None else []
    # Of several all are told, in the order of the names: the first alone would be told of each.
    office = "、".join(dict.fromkeys(filter(None, offices)))
    return Byline(" ".join(names), office or None) if names and at == len(plain) else None


def _name_first_byline(body: str) -> Byline | None:
    """张三/文 李四/图, 张三口述 李四整理: each name before what it did."""
    names: list[str] = []
    at, plain = 0, fold(body)
    while match := _AFTER_NAME.match(plain, at):
        at = match.end()
        name = body[slice(*match.span("name"))]
        if not has_surname(name) or not are_names(name) or (match["took"] and not names):
            return None  # 何田记录 alone may be of minutes
        names += [name] if match["writes"] or match["took"] else []
    return Byline(" ".join(names)) if names and at == len(plain) else None


def _signed_byline(body: str) -> Byline | None:
    """桂小满 何田 文/图, 桂小满 摄影报道: names before one sign that says that they wrote."""
    *before, sign = body.split()
    names = name_tokens(" ".join(before)) if sign in words("name_signs") else []
    people = names and all(may_be_name(name, expected=True) for name in names)
    return Byline(" ".join(names)) if people else None


def _marked_byline(body: str) -> Byline | None:
    """What follows a mark: names, or an office and names."""
    tokens = name_tokens(body, spaces_only=True)
    office, *rest = tokens
    is_office = office.endswith(("记者", "通讯员")) or _TITLE_OF_OFFICE.match(f"{office}某某")
    if rest and is_office and all(map(is_full_name, rest)):
        return Byline(" ".join(rest), office)  # before 理事长 罗小满 is taken for two names
    if byline := _names_and_office(body):
        return byline
    if len(tokens) == 1:
        token = tokens[0]
        if office_match := _TITLE_OF_OFFICE.match(token):
            office, name = token[: office_match.end()], token[office_match.end() :]
            if has_name_form(name) and has_surname(name):
                return Byline(name, office)
        return Byline(token) if len(token) <= 12 and not re.search("[:：]", token) else None
    first = len(tokens) - 1
    while first > 1 and is_full_name(tokens[first - 1]):
        first -= 1
    if is_full_name(tokens[0]) and first == 1:
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
        offices = "、".join(dict.fromkeys(AUTHOR_IS.sub("", office) for _, office in parts))
        return Byline(" ".join(people), offices) if all(map(has_name_form, people)) else None
    if match := re.fullmatch(r"(.{2,30}?)\s*[(（]([^()（）]{2,60})[)）]", text):
        text, office = match[1], AUTHOR_IS.sub("", match[2])
    names = name_tokens(text)
    if office is None and len(names) > 1 and not is_full_name(names[0]) and _is_unit(names[0]):
        office, *names = names
    return Byline(" ".join(names), office) if names and all(map(has_name_form, names)) else None


def _is_unit(token: str) -> bool:
    """Whether the token before a name is of a body or an office: 企划部, 药学部主任药师."""
    return ends_as_no_name(token) or may_sign(token) or token.endswith(words("office_titles"))
