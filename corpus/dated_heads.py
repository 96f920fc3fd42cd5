"""A short line beside a title or below a text that says who wrote and when, in any everyday form.

渡口管理站 桂小满 2022年10月16日
《青溪报》学生记者 桂小满、何田田 | 2022-10-16

The date is taken out, and each word that is left has to be a name, a role, a body, an office or
what joins them; a line with a word more is text.  Lines of an event (a range, a place and a date,
…举行) are text, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.byline_words import HAN, MARKS, PLACE
from corpus.bylines import AGE
from corpus.dates import FoundDate, find_date, iso_date
from corpus.issuers import may_sign
from corpus.mastheads import edition, is_paper, page_name, page_with_name, without_place
from corpus.person_names import closed_up, may_be_name, may_be_pen_name
from corpus.signatures import of_a_case
from language.fold import fold
from language.lexicon import either

LONGEST = 60
_WRAPPING = f" \t\u3000*_>—–-{MARKS}"
_BRACKETS = (("(", ")"), ("（", "）"), ("[", "]"), ("【", "】"), ("〔", "〕"), ("［", "］"))
_TEXT = re.compile(r"[。！？!?；;…]")
FEAST = (
    "(?:农历)?(?:元旦|春节|元宵|清明|端午|七夕|中元|中秋|重阳|冬至|除夕|国庆|小年|腊八"
    "|立[春夏秋冬]|春分|夏至|秋分)节?(?:之?[日夜月晚]|前[夕夜])?"
)
"""Feasts and turns of the year, by which letters and prefaces are dated: 中秋夜, 春节前夕."""
_YEAR_END = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)年?\s?(?:[孟仲季暮初早盛深]?[春夏秋冬][季日天]?"
    rf"|第?[一二三四1-4]季度|[Qq][1-4]|(?:{FEAST}))?$"
    r"|[Qq][1-4]\s(?P<last>(?:19|20)\d\d)$"
)
"""A year at the end of a line, with a season, a quarter or a feast: 桂小满 2021年春."""
_LEADS = re.compile(
    r"(?:^|(?<=[\s|｜，,、（(：:\u4e00-\u9fff]))(?:(?:发布|发表|刊发|刊登|见报|更新|出版|写作|撰写|成文|印发)"
    r"(?:时间|日期|于|：|:)|时间|日期|[写作记撰书草改成]于|(?<![\u4e00-\u9fff])于)\s?[:：]?\s?$"
)
"""What leads to the date: 写于, 发布时间：."""
_STATE = re.compile(
    r"(?:印发|发布|公布|修订|制定|编制|编印|發布|修訂|公佈|整理|供稿|[夜晚晨凌]|清晨|深夜|夜里|[写记作撰书制稿讯]"
    r"|初稿|定稿|改定)(?=[\s)）于於]|$)"
)
"""What may follow the date, right behind it or set off: 2024年3月修订."""
_PLACE = re.compile(
    rf"{PLACE.pattern}|(?:^|(?<=\s))(?:(?:[于於]|[发發]自)\s?[{HAN}·]{{2,10}}"
    rf"|[{HAN}]{{2,8}}(?:报道|报导|報道|報導|电|電|(?<!通)[讯訊]))(?=\s|$)"
)
"""Where it was written, of no field: 于江口, 发自江口, 江口报道."""
_FORCE = re.compile(
    r"(?<=印发|颁布|发布|公布|公佈|發布)[，,\s]{1,2}自?(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日起"
    r"(?:施行|执行|实施|试行|生效|執行|實施)$"
)
"""From when it is in force, behind when it was issued."""
_DONE = "(?:阅读|浏览|点击|访问|查看|评论|留言|回复|点?赞|喜欢|收藏|转发|分享|推荐|人气)"
_TIMES = r"\d{1,7}(?:\.\d)?\s?[万千kw]?\+?"
COUNTS = re.compile(
    rf"(?<![{HAN}])(?:文章|本文|全文|累计|总)?{_DONE}[次人总]{{0,2}}[数量]?\s?[:：]?\s?"
    rf"(?:[(（]\s?{_TIMES}\s?[次条人个]?\s?[)）]|{_TIMES}\s?[次条人个]?(?![\d年月日]|[./:-]\d)|[-–—]{{1,3}})"
    rf"|(?<![\d:./年月-])(?:{_TIMES}|-{{1,3}})\s?[次条人个]?\s?已?{_DONE}过?[次数量]?(?![{HAN}])"
    r"|(?<=[\s|｜])(?:点赞|收藏|分享|转发|举报)(?=[\s|｜]|$)"
    r"|(?<![\d:./-])(?:\d{1,7}|\bno) (?:comments?|views?|likes?|reads?)\b",
    re.I,
)
"""How often a page was read, and what its readers did: 阅读(120) 评论 3 条, 5 comments."""
_BESIDE_DATE = " ·,，、/／:："
_WRITTEN = re.compile("[写记作撰书改发表刊][于於]|[讯电訊電]|报道")
_EVENT = re.compile(rf"^[据據]|{either('event_words')}")
_MEETING = re.compile(rf"(?:{either('meeting_ends')})$")
_RANGE = re.compile(r"\s{0,2}(?:[—–~～至到-]|起|前|后|止|，?至)")
_GOES_ON = re.compile("[至自从到由于於在]$")
_MORE_DATES = re.compile(r"[\d年月日号—–~～至到、,.，/\s-]{0,40}")
_TOKEN = re.compile(
    r"《[^《》]{1,20}》|[(（][^()（）]{1,40}[)）]|[［\[〔][^\[\]［］〔〕]{1,3}[］\]〕]"
    r"|[、:：/／¦]|[^\s¦|｜丨│,，、:：/／•;；()（）《》［］\[\]〔〕—]{1,24}"
)
_JOINED = re.compile(
    rf"(?<=[{HAN}0-9])[（(](?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})[）)](?=[{HAN}])"
)
"""A number within a unit's name: 高二（3）班."""
_ISSUE = re.compile(
    r"《(?P<paper>[^《》]{2,20})》\s?(?:(?P<year>(?:19|20)\d\d)年)?\s?"
    r"总?第\s?[\d一二三四五六七八九十百]{1,5}\s?[期辑輯卷集]"
)
_PAGE = re.compile(rf"[{HAN}]{{1,4}}版")
_PAGE_NUMBER = re.compile(r"第?(?P<page>[A-Za-z]?\d{1,3}|[一二三四五六七八九十]{1,3})版?")
_OWN = re.compile(either("own_papers"))
_RANK = (
    rf"(?:{either('reporter_ranks')}|{either('own_papers')}"
    rf"|[{HAN}]{{1,8}}[报刊台网社]|驻[{HAN}]{{2,6}})"
)
_REPORTER = rf"(?:{_RANK}){{0,3}}(?:{either('reporter_roles')}|{either('writer_roles')})"
_WRITES = rf"(?:资料|录音|文字|文稿|编辑)?(?:{either('byline_labels')}|{either('writer_labels')})"
_BESIDE = rf"(?:{either('credit_labels')}|{either('staff_labels')}|{either('beside_labels')})"
_ROLE = re.compile(rf"(?P<writes>{_WRITES})|(?P<office>{_REPORTER})|(?P<beside>{_BESIDE})")
_END = re.compile(either("byline_ends"))
_ROLE_FIRST = re.compile(
    rf"(?:(?P<office>{_REPORTER})|(?P<writes>本文作者|作者|执笔))(?P<who>[{HAN}·]{{2,6}})"
)
_ROLE_LAST = re.compile(
    rf"(?P<who>[{HAN}·]{{2,24}}?)"
    rf"(?:{_WRITES}|(?P<beside>{either('credit_labels')}))"
)
_TITLED = re.compile(
    rf"(?P<office>[{HAN}“”（）()0-9]{{1,16}}(?:{either('office_titles')}|老师))"
    rf"(?P<who>[{HAN}]{{2,4}})"
)
_OF_PEOPLE = re.compile(
    r"(?:[师員员家人者工手生士友民户医长事监授任记席理律总督警官兵匠翁属伯母父县镇乡村区届级班系省市团队组室部处科局"
    r"院所站馆社厂店校会司府办委园铺党联网报刊台]|中心|秘书|代表|爱好者)$"
)
"""What a word before or behind a name ends with that tells the place or the office."""
_PAIR = re.compile(
    r"(?:^|(?<=[\s，,；;|｜]))(?:(?P<page>版面|版次|版号)|(?P<office>(?:作者|所在)?单位|班级|学校)"
    rf"|{either('other_labels')})\s?[:：]\s?(?P<value>[^\s，,；;|｜:：]{{1,24}})(?=[\s，,；;|｜]|$)"
)
"""What a label says that is no role, with its value: 字数：1200, 版面：第2版, 单位：县文化馆."""
_LATIN = re.compile(
    r"(?P<lead>(?i:(?:text |story |written |reported |posted |published )?by"
    r"|(?:(?:staff|special|our) )?(?:reporter|correspondent|writer))[: ]\s?)?"
    r"(?P<who>[A-Z][\w'’.-]{0,20}(?:\s(?:and\s)?[A-Z][\w'’.-]{0,20}){1,5})"
    r"(?P<office>,\s?(?:the\s)?[A-Z][\w'’ .&-]{2,40}|(?P<what>,\s?[a-z][a-z' -]{2,40}))?"
)
_LATIN_PERSON = re.compile(
    rf"(?:(?:{either('english_given_names')})(?: [A-Z]\.)?|[A-Z]\.(?: ?[A-Z]\.)?) [A-Z][\w'’-]+"
    rf"|(?:{either('pinyin_surnames')}) [A-Z][a-z]+(?:[-'’][a-z]+)?"
)
_LATIN_NO_NAME = re.compile(
    r"\b(?:press|release|news\w*|updates?|updated|reports?|blog|opinion|features?|stor(?:y|ies)|notices?"
    r"|events?|bulletin|fair|festival|day|week|month|spring|summer|autumn|winter|market|meeting"
    r"|minutes|issue|volume|edition|the)\b",
    re.I,
)
_LATIN_BODY = re.compile(
    r"(?:the )?[A-Z][\w'’ .&-]{2,40}\s(?:Office|Desk|Department|Team|Bureau|Committee|Staff|Board"
    r"|Council|Society|Centre|Center|Club|Union|Group|Association|Institute)"
)
_FIRM = re.compile(rf"[{HAN}A-Za-z0-9]{{2,12}}")
_PLACE_WORD = re.compile(rf"[{HAN}]{{2,6}}")
_PLACE_NAME = re.compile(r"[省市县縣区區镇鎮乡鄉村街路港湾岛島山河湖江海桥橋州洲]$")


@dataclass(slots=True)
class _Words:
    """The words of a line, read one by one; `names` and `offices` are what they told so far."""

    names: list[str] = field(default_factory=list)
    offices: list[str] = field(default_factory=list)
    fields: dict[str, str | None] = field(default_factory=dict)
    role: str = ""  # the one that waits for names: office, writes, beside
    seen: bool = False  # a role before any name: roles lead, and do not follow their names
    joint: str = ""  # the sign right before the word: 、 joins it to the last one
    behind: bool = False  # behind the date, where what stood before it waits no longer
    place: str = ""  # a first word that is a name only if no other follows: 石桥 记者 桂小满
    are_bodies: bool = True  # all offices so far, which so may issue a text
    took: bool = False  # right behind a name, what it did and did not write: 高兰 摄
    last: str = ""  # what the last word was: name, office, role

    def read(self, token: str) -> bool:
        """Whether the word is understood."""
        self.took &= token == "¦"
        if token == "¦":  # behind the date
            self.behind, self.last, self.role = True, "", ""
            return True
        if token in "、:：/／":
            self.joint = token
            if token in ":：" and self.last == "role" and self.role == "office":
                self.offices.pop()  # 记者：桂小满 is a label
            return token == "、" or bool(self.role) or token in "/／"
        done = self._bracket(token) or self._paper(token) or self._role(token) or self._who(token)
        self.joint = ""
        return done

    def _add_office(self, text: str) -> None:
        self.offices.append(("、" if self.joint == "、" and self.last == "office" else " ") + text)
        self.are_bodies &= may_sign(text.split(" ")[-1]) or bool(_OWN.match(text))
        self.last = "office"

    def _add_name(self, name: str) -> None:
        if self.place and not self.behind:
            self.names.remove(self.place)
            self.offices.insert(0, self.place)
        self.place = ""
        if self.role != "beside":
            self.names.append(name)
        self.last = "name"

    def _bracket(self, token: str) -> bool:
        if token[0] in "［[〔":
            return len(token) <= 5 and not self.names
        token = AGE.sub("", token)
        if token[:1] not in ("(", "（") or self.last != "name":
            return not token
        self._add_office(re.sub("^(?:本文)?作者(?:单位)?[系为是:：]", "", token[1:-1]))
        return True

    def _paper(self, token: str) -> bool:
        name = token.strip("《》")
        if "paper" in self.fields or (token == name and (not is_paper(name) or may_sign(name))):
            return False
        self.fields["paper"] = name
        return True

    def _role(self, token: str) -> bool:
        if _OWN.fullmatch(token):
            self._add_office(token)
            return True
        if role := _ROLE.fullmatch(fold(token)):
            follows = bool(self.names) and not self.seen and role.lastgroup != "office"
            if follows or (self.last == "office" and role.lastgroup == "writes"):
                if role.lastgroup == "beside" and self.names:
                    del self.names[-1]
                self.role = "" if self.names else str(role.lastgroup)
                return True
            self.seen = self.seen or not self.names
            self.took = role.lastgroup == "beside" and self.last == "name"
            self._set_role(role, token)
            return True
        return self.last == "name" and bool(_END.fullmatch(token))

    def _set_role(self, role: re.Match[str], token: str) -> None:
        self.role = str(role.lastgroup)
        if role.lastgroup == "office":
            if len(self.names) == 1 and len(self.names[0]) == 2 and self.last == "name":
                self.place = self.names[0]  # unless no name follows
            self._add_office(token)
        self.last = "role"

    def _who(self, token: str) -> bool:
        """A name, a body or an office, or a role or an office and a name without space."""
        first = _ROLE_FIRST.fullmatch(fold(token))
        if first and may_be_name(name := token[first.start("who") :]):
            if first["office"]:
                self._add_office(token[: first.start("who")])
            self.seen = True
            self._add_name(name)
            return True
        last = _ROLE_LAST.fullmatch(token)
        if last and (may_be_name(last["who"]) or may_sign(last["who"])):
            if may_be_name(last["who"]):
                self.names += [] if last["beside"] else [last["who"]]
                self.last = "name"
            else:
                self._add_office(last["who"])
            return True
        if page_with_name(token):
            self.fields.setdefault("column", token)
            return True
        if may_be_name(token) or (self.role and may_be_pen_name(token)):
            self._add_name(token)
            return True
        titled = _TITLED.fullmatch(token)
        if titled and may_be_name(titled["who"]) and not of_a_case(titled["office"]):
            self._add_office(titled["office"])
            self._add_name(titled["who"])
            return True
        if _PAGE.fullmatch(token) and "column" not in self.fields and not self.offices:
            self.fields["column"] = page_name(token) or token
            return True
        if self.behind and self.seen and self.names and _PLACE_WORD.fullmatch(token):
            return True
        is_office = may_sign(token.split(" ")[-1]) or _OF_PEOPLE.search(token)
        if not is_office or (not self.role and of_a_case(token)):
            return False
        self._add_office(token)
        return True


def dated_head(text: str) -> dict[str, str | None] | None:
    """published, author and office (also paper and column) of a line that holds a date and says
    such things and nothing else; None if it is another line."""
    fields = _dated_fields(" ".join(text.split()))
    return dict(fields) if fields else None


def names_writer(text: str) -> bool:
    """Whether a line says who wrote, and when."""
    return bool((fields := dated_head(text)) and fields.get("author"))


def writers(text: str) -> dict[str, str | None] | None:
    """author and office of a line, which has no date, that says who wrote and nothing else, as it
    does beside a date; None if it is another line."""
    plain = _PLACE.sub(" ", _unwrapped(" ".join(text.split()))).strip()
    plain, fields = _without_pairs(plain)
    told = _fields_of(plain) if 1 < len(plain) <= LONGEST and not _is_event(plain) else None
    return told and {**told, **fields}


def ends_with_date(text: str) -> bool:
    """Whether a date, or a range of them, is the end of a line."""
    date = find_date(text) if len(text) <= LONGEST else None
    return date is not None and bool(_MORE_DATES.fullmatch(text[date.end :]))


def day_of_head(text: str) -> str | None:
    """The day of a line that by its form can only be a head though a word of it is not
    understood: with a role, a paper or a body, or with signs that set the date off."""
    text = " ".join(text.split())
    plain = _unwrapped(text)
    parts = _parts(plain)
    if parts is None or len(plain) > LONGEST // 2:
        return None
    rest, day = parts
    tokens = _TOKEN.findall(rest)
    if len(day) < 10 or not tokens or _is_event(rest) or any(map(of_a_case, tokens)):
        return None
    if _PLACE_NAME.search(tokens[-1]) or re.search(r"[^\s]{13}", rest):
        return None
    words = [token for token in tokens if token not in "、:：/／"]
    says = any(_ROLE.fullmatch(fold(word)) for word in words)
    set_off = len(words) > 1 and bool(re.search("[《|｜丨]", plain))
    return day if says or set_off else None


@lru_cache(maxsize=256)  # the steps of a reader ask of the same line again and again
def _dated_fields(text: str) -> dict[str, str | None] | None:
    plain = _unwrapped(text) if len(text) <= LONGEST else ""
    fields: dict[str, str | None] = {}
    year = None
    if issue := _ISSUE.search(plain):
        fields["paper"], year = issue["paper"], issue["year"]
        plain = f"{plain[: issue.start()]} {plain[issue.end() :]}".strip()
    plain, labelled = _without_pairs(plain)
    fields |= labelled
    parts = _parts(plain) or ((plain, year) if year else None)
    if parts is None:
        return None
    rest, day = parts
    if not rest and labelled:
        return {**fields, "published": day}
    if not rest and not fields:
        return {"published": day} if _WRITTEN.search(plain) else None
    told = _fields_of(rest)
    if told is None or (len(day) == 4 and not told.get("author")):
        return None
    return {**told, **fields, "published": day}


def _without_pairs(plain: str) -> tuple[str, dict[str, str | None]]:
    """The line without what labels say beside those of who wrote, and the fields of that."""
    fields: dict[str, str | None] = {}
    for pair in _PAIR.finditer(plain):
        if pair["page"] and (number := _PAGE_NUMBER.fullmatch(pair["value"])):
            fields["edition"] = edition(number["page"])
        elif pair["page"] or pair["office"]:
            fields["column" if pair["page"] else "office"] = pair["value"]
    return " ".join(_PAIR.sub(" ", plain).split()), fields


def _parts(plain: str) -> tuple[str, str] | None:
    """What stands beside the date of a line, and the day (or the month, or the year); None where
    there is none, or more than one, or where the line goes on from it."""
    if not plain or _TEXT.search(plain):
        return None
    plain = _FORCE.sub("", plain)
    date = find_date(plain) or _year(plain)
    if date is None or not date.iso:
        return None
    before, after = plain[: date.start], plain[date.end :]
    if find_date(after) or _RANGE.match(after) or _GOES_ON.search(_LEADS.sub(" ", before).rstrip()):
        return None
    state = _STATE.match(after.strip())
    if state:
        after = after.strip()[state.end() :]
    elif after and plain[date.end - 1 : date.end + 1].isalnum() and not _PLACE.match(after):
        return None
    sides = (without_place(side) for side in (_LEADS.sub(" ", before), after))
    sides = (_PLACE.sub(" ", side).strip(_BESIDE_DATE) for side in sides)
    return " ¦ ".join(filter(None, sides)), date.iso


def _year(plain: str) -> FoundDate | None:
    match = _YEAR_END.search(plain)
    year = (match["year"] or match["last"]) if match else None
    return FoundDate(match.start(), len(plain), iso_date(year)) if match and year else None


def _unwrapped(text: str) -> str:
    """The line without emphasis, dashes and brackets around it, and what it counts of readers."""
    text = text.strip(_WRAPPING)
    for left, right in _BRACKETS:
        if text[:1] == left and text[-1:] == right and left not in text[1:]:
            text = text[1:-1].strip(_WRAPPING)
    return COUNTS.sub(" ", text).replace("*", "").strip()


def _is_event(text: str) -> bool:
    """Whether the words beside a date tell of what happened then."""
    words = re.split(r"[\s、,，|｜¦]", text)
    return any(
        (_EVENT.search(word) and not may_sign(word))
        or (_MEETING.search(word) and not word.endswith("代表大会"))
        for word in words
    )


def _fields_of(rest: str) -> dict[str, str | None] | None:
    """author, office and column of the words beside a date."""
    if _is_event(rest):
        return None
    if not re.search(f"[{HAN}]", rest):
        return _latin_fields(rest)
    tokens = _tokens(rest)
    words = _Words()
    if not tokens or not all(map(words.read, tokens)):
        return None
    if words.took and not words.names[:-1]:
        return None
    if words.took:
        del words.names[-1]
    last = words.offices[-1].strip(" 、") if words.offices else ""
    if words.seen and not words.names and may_be_name(last, expected=True):
        words.names.append(last)
        del words.offices[-1]
    office = "".join(words.offices).strip() or None
    is_issuer = words.are_bodies or "paper" in words.fields
    if not words.names and (office is None or not is_issuer or "column" in words.fields):
        return None
    names = list(dict.fromkeys(words.names))
    return {"author": " ".join(names) or None, "office": office, **words.fields}


def _tokens(rest: str) -> Sequence[str]:
    rest = _JOINED.sub(lambda match: match[0].translate(_INNER), closed_up(rest))
    tokens = [token.translate(_OUTER) for token in _TOKEN.findall(rest)]
    left = _TOKEN.sub("", rest).strip(" |｜丨│,，•·;；—")
    return [] if left else _with_firms([part for token in tokens for part in _cut(token)])


def _with_firms(tokens: Sequence[str]) -> list[str]:
    """The words; a first one that is not understood with the second, where this is of a body or
    a role: 青溪科技 产品部."""
    if len(tokens) < 2 or not _FIRM.fullmatch(tokens[0]) or _Words().read(tokens[0]):
        return list(tokens)
    role = _ROLE.fullmatch(tokens[1])
    leads = may_sign(tokens[1]) or _OF_PEOPLE.search(tokens[1]) or (role and role["office"])
    return [f"{tokens[0]} {tokens[1]}", *tokens[2:]] if leads else list(tokens)


_INNER = str.maketrans("（）()", "\ue000\ue001\ue002\ue003")
_OUTER = str.maketrans("\ue000\ue001\ue002\ue003", "（）()")


def _cut(token: str) -> list[str]:
    """A word at the points that part it from a date's other side: 记者·桂小满."""
    parts = token.split("·")
    names = len(parts) > 1 and not any(_ROLE.fullmatch(part) for part in parts)
    return [token] if names else list(filter(None, parts))


def _latin_fields(rest: str) -> dict[str, str | None] | None:
    body = _LATIN_BODY.fullmatch(rest.strip(" |,—–-"))
    if body:
        return {"author": None, "office": body[0]}
    set_off = rest.rstrip()[-1:] in "|｜—–-"
    match = _LATIN.fullmatch(rest.strip(" |｜·,—–-").removesuffix(" on"))
    if match is None or not (match["lead"] or set_off or _are_latin_names(match["who"])):
        return None
    if match["what"] and not (match["lead"] and _are_latin_names(match["who"])):
        return None  # Low Ferry, closed
    if not match["lead"] and _LATIN_NO_NAME.search(match["who"]):
        return None
    office = re.sub("^the ", "", (match["office"] or "").strip(", ")) or None
    return {"author": match["who"].replace(" and ", " "), "office": office}


def _are_latin_names(text: str) -> bool:
    """Whether each name is a person's by its first word, and so no place: Tom Low, Lin Mei."""
    return all(map(_LATIN_PERSON.fullmatch, text.split(" and ")))
