"""What stands above, between and below the articles of a paper: bylines, datelines, credits,
turn-to markers, offices, names.

Every form is a pattern in a table; what no pattern knows is text.  Nothing here looks at more
than one block of text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

MARKS = "□■◇◆○●◎★☆▲△▶▷►▪▫◼◻※♦"
"""The signs that papers set before a byline."""

_SURNAMES = set(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
    "奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康"
    "伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵"
    "席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗"
    "丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮储靳汲邴糜松井段富巫乌"
    "焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿"
    "白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿"
    "通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文"
    "寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆"
    "红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴商牟佘佴伯赏墨哈谯笪年爱阳佟肖覃邸仝闫付代兰苑迟涂"
    "萧佘初税栗门揭原官褟冼麦矫揣郄朴辜幺占尧员晋楚洛但敬隋裕占敦招晓冮"
    "劉張陳楊黃趙吳孫馬鄭謝韓馮鄧許蘇盧蔣賈葉閻潘鍾譚陸範蕭賴齊龔萬錢嚴湯喬聶莊龐關簡"
)
_COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "令狐",
    "夏侯",
    "端木",
)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_NOT_A_NAME_END = set("委局长部会省市县区镇院校社报任员记授理者站厂司处科室厅所店队组团村乡")

_REPORTER = (
    r"(?:(?:首席|特约|特派|实习|见习|全媒体|融媒体|驻\w{2,6}|常驻)*"
    r"(?:记者|通讯员|评论员|撰稿人?|摄影记者|观察员)|实习生)"
)
_PAPER = (
    r"(?:本报|本刊|本网|本台|新华社|中新社|人民网"
    r"|[\u4e00-\u9fff]{2,6}(?:日报|晚报|早报|商报|时报|周报|周刊|网))"
)
_ROLE = re.compile(rf"(?:{_PAPER})?(?:讯|综合)?{_REPORTER}")
_ROLE_PREFIX = re.compile(rf"(?:{_PAPER}\s*)?{_REPORTER}\s*[:：/／]?\s*")
_TITLE_OF_OFFICE = re.compile(
    r".*(?:教授|研究员|主任|书记|院长|校长|部长|局长|处长|科长|厅长|省长|市长|县长|区长|镇长|乡长|主席|会长|"
    r"理事长|董事长?|总经理|经理|总裁|所长|馆长|院士|委员|代表|班长|队长|工程师|农艺师|医师|教师|博士|硕士|律师|"
    r"总监|秘书长|组长|站长|厂长|行长|社长|主编|总编辑?|员)(?=[^\s]{2,4}$)"
)
_BY = re.compile(
    r"^(?:文字?|撰文|图文|文图|文[/／]图|采写|整理|执笔|撰稿|口述|作者|本文作者|撰写)"
    r"\s*(?:[/／|｜丨│:：]|\s)\s*(?P<names>.+)$"
)
_ENGLISH_BY = re.compile(r"^[Bb][Yy]\s+(?P<names>[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,4})$")
_TAIL = re.compile(r"\s*(?:综合报道|联合报道|现场报道|报道|文[/／]?图?|摄影报道|采写|整理|撰)\s*$")
_IMAGE = re.compile(
    r"(?:摄|摄影|供图|制图|绘图|作图|配图|图片|资料图片?|漫画|插画|图表|绘|提供|[/／]图|图)\s*[)）]?\s*$"
)
_IMAGE_FIRST = re.compile(r"^[(（【]?\s*(?:摄影|图|图片|摄|制图|漫画|供图|资料图)\s*[/／|｜:：]")
_STAFF = re.compile(
    r"^[(（【]?\s*(?:本版|本期)?(?:责任编辑|责编|编辑|主编|美编|美术编辑|校对|版式|组版|视觉|值班\w{0,4}|电话|邮箱)"
    r"\s*[:：/／|｜\s]"
)
_PAGE_HEAD = re.compile(
    r"^(?:第?\s*[A-Z]?[0-9]{1,3}\s*版.{0,12}|(?:19|20)[0-9]{2}\s*年.{0,24}(?:星期|周)[一二三四五六日天].{0,20}"
    r"|[A-Z]?[0-9]{1,3})$"
)
_OFFICE_NOTE = re.compile(
    r"[(（]\s*(?:本文)?作者(?:单位|简介)?\s*(?:[:：]|系|为|是|分别系|分别为)\s*(?P<office>[^()（）]{2,80})[)）]\s*$"
)
# Runs of white space are bounded: unbounded ones next to each other take cubic time.
_DATELINE = re.compile(
    rf"^\s{{0,4}}[【\[]?(?:(?:{_PAPER})\s{{0,4}}(?P<place>[{_HAN}]{{2,12}}?)?\s{{0,4}}"
    r"(?:(?:[0-9]{1,2}\s{0,4}月)?\s{0,4}[0-9]{1,2}\s{0,4}日)?\s{0,4}(?:综合)?(?:电|讯|消息)[】\]]?)\s{0,4}"
)
_MARKER = re.compile(
    r"(?P<open>[(（【\[〔])?\s{0,4}[▶►→⇒☞]{0,4}\s{0,4}(?P<way>下转|紧转|转至|上接|紧接|承接)\s{0,4}"
    r"(?:本报)?\s{0,4}第?\s{0,4}(?P<page>[A-Za-z]?\s{0,4}[0-9０-９〇一二三四五六七八九十]{1,3})\s{0,4}版\s{0,4}"
    r"(?P<rest>[^()（）。，,]{0,16}?)\s{0,4}(?(open)[)）】\]〕]|(?![\w]))"
)


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
    """本报重庆11月20日电（记者 …）: its end in the paragraph, and the names if it gives some."""

    end: int
    author: str | None
    office: str | None


def parse_byline(text: str, bare: bool = False) -> Byline | None:
    """The byline that the whole text is, or None; `bare`: a name alone is one as well.

    A credit for a picture is no byline (`is_credit`).
    """
    text = " ".join(text.split())
    if not text or len(text) > 80 or is_credit(text):
        return None
    marked = text[0] in MARKS
    body = text.strip(MARKS + " ")
    if not body or re.search(r"[。！？!?；;]", body):
        return None
    for form in (_BY, _ENGLISH_BY):
        if (found := form.match(body)) and (byline := _names_and_office(found["names"])):
            return byline
    if byline := _reporters(body):
        return byline
    if marked:
        return _marked(body)
    if bare and len(body) <= 24:
        names = [_name(token) for token in _tokens(body)]
        known = [name for name in names if name and _has_surname(name)]
        return Byline(" ".join(known)) if known and len(known) == len(names) else None
    return None


def is_credit(text: str) -> bool:
    """Whether the block is a picture credit or a staff line: furniture, nobody's byline."""
    text = text.strip()
    if not text or len(text) > 60 or re.search(r"[。！？!?；;]", text):
        return False
    if _STAFF.match(text) or _IMAGE_FIRST.match(text):
        return True
    if not _IMAGE.search(text):
        return False
    bracketed = text[0] in "(（【" and text[-1] in ")）】"
    body = text.strip(MARKS + " (（【）)】")
    who = _IMAGE.sub("", body).strip()
    named = bool(_ROLE.search(who)) or (bool(_tokens(who)) and _name(_tokens(who)[-1]) is not None)
    return named and len(body) <= 40 and (text[0] in MARKS or bracketed or bool(_ROLE.match(who)))


def is_page_head(text: str) -> bool:
    """Whether the block is a folio: a page number, or the date with its weekday."""
    return len(text) <= 40 and bool(_PAGE_HEAD.match(" ".join(text.split())))


def office_note(text: str) -> tuple[int, str] | None:
    """（作者系…） at the text's end: where it starts, and the office."""
    found = _OFFICE_NOTE.search(text)
    return (found.start(), found["office"].strip()) if found else None


def dateline(text: str) -> Dateline | None:
    """The dateline that the text begins with."""
    found = _DATELINE.match(text)
    if not found:
        return None
    rest = text[found.end() :]
    names = re.match(
        rf"[(（]?\s*(?P<who>{_REPORTER}[^()（）。，,]{{2,40}}?)(?:[)）]|报道|\s{{2,}})", rest
    )
    byline = _reporters(names["who"]) if names else None
    if names is None or byline is None:
        return Dateline(found.end(), None, None)
    return Dateline(found.end() + names.end(), byline.author, byline.office)


def markers(text: str) -> list[Marker]:
    """All turn-to markers in the text."""
    return [
        Marker(
            Way.TO if "转" in found["way"] else Way.FROM,
            page_number(found["page"]),
            found.start(),
            found.end(),
        )
        for found in _MARKER.finditer(text)
    ]


def page_number(text: str) -> str:
    """The name of a page in one form: "四", "４" and "4" are "4", "a2" is "A2"."""
    text = (
        "".join(text.split()).upper().translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    )
    digits = {c: i for i, c in enumerate("〇一二三四五六七八九")}
    if text and all(c in digits or c == "十" for c in text):
        tens, ten, units = text.rpartition("十")
        if ten:
            return str(10 * (digits.get(tens, 1)) + digits.get(units, 0))
        return "".join(str(digits[c]) for c in text)
    return text


def _reporters(body: str) -> Byline | None:
    """本报记者 张三 李四 通讯员 王五, also without spaces."""
    rest = _TAIL.sub("", body)
    names: list[str] = []
    office = ""
    while found := _ROLE_PREFIX.match(rest):
        office = office or found[0].strip(" :：/／\u3000")
        rest = rest[found.end() :]
        following = re.search(rf"\s*(?:{_PAPER}\s*)?{_REPORTER}", rest)
        chunk = rest[: following.start()] if following else rest
        tokens = [_name(token) for token in _tokens(chunk)]
        if not tokens or None in tokens:
            return None
        names += [name for name in tokens if name]
        rest = rest[len(chunk) :].strip()
    return Byline(" ".join(names), office) if names and not rest else None


def _marked(body: str) -> Byline | None:
    """What follows a mark: names, or an office and names."""
    office, *rest = _tokens(body, spaces_only=True)
    if rest and _is_office(office) and all(_is_further_name(token) for token in rest):
        return Byline(" ".join(rest), office)  # before 理事长 罗小满 is taken for two names
    if found := _names_and_office(body):
        return found
    tokens = _tokens(body, spaces_only=True)
    if len(tokens) == 1:
        token = tokens[0]
        if found_office := _TITLE_OF_OFFICE.match(token):
            office, name = token[: found_office.end()], token[found_office.end() :]
            if _name(name) and _has_surname(name):
                return Byline(name, office)
        return Byline(token) if len(token) <= 12 else None
    first = len(tokens) - 1
    while first > 1 and _is_further_name(tokens[first - 1]):
        first -= 1
    if _is_further_name(tokens[0]) and first == 1:
        first = 0
    names = [part for token in tokens[first:] for part in re.split("[、,，]", token) if part]
    return Byline(" ".join(names), " ".join(tokens[:first]) or None)


def _is_office(token: str) -> bool:
    """Whether the token ends as an office does: 理事长, 县报记者."""
    return token.endswith(("记者", "通讯员")) or bool(_TITLE_OF_OFFICE.match(token + "某某"))


def _names_and_office(text: str) -> Byline | None:
    """Names alone, or names and an office in brackets."""
    office = None
    if found := re.fullmatch(r"(.{2,30}?)\s*[(（]([^()（）]{2,60})[)）]", text):
        text, office = found[1], found[2]
    names = [_name(token) for token in _tokens(text)]
    known = [name for name in names if name]
    if not known or len(known) != len(names):
        return None
    return Byline(" ".join(known), office)


def _tokens(text: str, spaces_only: bool = False) -> list[str]:
    """The text's parts; a name that is set wide (张　伟) is one."""
    text = re.sub(rf"(?<![{_HAN}])([{_HAN}])\s+([{_HAN}])(?![{_HAN}])", r"\1\2", text.strip())
    parts = re.split(
        r"\s+" if spaces_only else r"[\s、,，;；/／&]+|(?<=.{2})[和与及](?=.{2})", text
    )
    return [part for part in parts if part]


def _name(token: str) -> str | None:
    if re.fullmatch(rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,8}}(?:[·•・][{_HAN}]{{1,8}})+", token):
        return None if _ROLE.fullmatch(token) else token
    return token if re.fullmatch(r"[A-Z][\w.'’-]*(?:[A-Z][\w.'’-]*)*", token) else None


def _has_surname(name: str) -> bool:
    if re.search("[·•・]", name):
        return True
    if name.startswith(_COMPOUND):
        return len(name) <= 4
    return name[0] in _SURNAMES and 2 <= len(name) <= 3


def _is_further_name(token: str) -> bool:
    return _name(token) is not None and _has_surname(token) and token[-1] not in _NOT_A_NAME_END
