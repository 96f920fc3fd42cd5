"""Lines that say where a text stood: mastheads, running heads, the line below a headline.

江口日报  2024年12月30日  星期一  第3版 要闻
2024-12-25 09:12  来源：江口日报  作者：桂小满  责编：何田
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest

from corpus.byline_words import PLACE
from corpus.bylines import is_caption, parse_byline
from corpus.dates import find_date
from corpus.issuers import is_body, issuer
from corpus.page_turns import page_number
from corpus.person_names import COMMON, is_no_name, persons
from language.lexicon import either
from language.words import frequency

LONGEST = 160

_LABEL = re.compile(
    r"(?P<paper>(?:文章|新闻|信息|消息|稿件|本文)?来源(?:于|自)?|稿源|出处|转自|来自)\s*[:：丨｜/]\s*"
    r"|(?P<author>(?:文章|本文)?作者|(?:本报|本网|本刊|特约)?记者|通讯员|整理|文(?=[:：]))\s*[:：丨｜/]\s*"
    r"|(?P<office>编制|发布(?:单位|机构)|发文(?:单位|机关)|印发单位|填报单位)\s*[:：]\s*"
    r"|(?P<date>(?:发布|发表|刊发|更新|出版|刊登|见报)(?:时间|日期)?|时间|日期)\s*[:：/]\s*"
    r"|(?P<staff>(?:网络|实习|栏目|值班|本版|本期)?(?:责任?编辑?|责编|编辑|审核|校对|审校|监制|版式|美编|组版|摄影|图片|供图|翻译|译者|插图)"
    r"(?:\s*[:：丨｜/／]\s*|\s+(?=[\u4e00-\u9fff]{2,4}(?:\s|$))))"
    r"|(?P<other>阅读(?:次数|量)?|"
    r"浏览(?:次数|量)?|点击(?:数|率|次数|量)?|评论|字[号体]|热线|电话|投稿|邮箱|E-?mail|分享到?|标签|访问量)"
    r"\s*[:：丨｜]\s*",
    re.I,
)
_SEPARATOR = re.compile(
    r"(?:[\s|｜丨•,，;；()（）\[\]【】〔〕—]|[·/](?![\u4e00-\u9fff])|(?<![\u4e00-\u9fff])[·/]|(?<=版)[·/])+"
)
_EDITION = re.compile(
    r"第?\s{0,2}(?P<page>[A-Za-z]?\s{0,2}\d{1,3}(?:[-—–~～至、]\d{1,3})?|[一二三四五六七八九十]{1,3})\s{0,2}版(?P<after>[:：]?)(?P<name>.{0,20})|(?P<folio>[A-Z]\d{1,2})"
)
_LEAVES = re.compile(
    r"第?\s?\d{1,4}(?:\s?[-—–~～至、]{1,2}\s?第?\d{1,4})?\s?[页頁]"
    r"|(?:[页頁]|(?<![A-Za-z])[Pp]{1,2}\.)\s?(?:\d|[一二三四五六七八九十百〇]){1,5}(?:[-—–~～至]{1,2}\d{1,4})?(?!\d)"
)
"""The pages of a magazine or a book, which no field has room for: 第12—13页, 頁22."""
_CALLED = re.compile(
    r"(?<=版)\s?(?:[“「『\"](?P<quoted>[\u4e00-\u9fff·]{2,10})[”」』\"](?:专栏|专版|栏目|栏)?"
    r"|[·•]\s?(?P<dotted>[\u4e00-\u9fff]{2,8})(?=[\s)）,，]|$))"
)
"""Behind a page's number, the name of the column, set off: 第3版“大家谈”, B2版·人间."""
_NAMED = re.compile(r"(?<=版)[\s,，](?P<name>[\u4e00-\u9fff]{2,8})[)）]$")
"""The same as the last word of an imprint in brackets: 第4版 群众来信）"""
_BESIDE_PAGE = re.compile(r"(?<=\d版)\s(?P<name>[\u4e00-\u9fff]{2,3})(?=\s|$)")
"""The same beside a paper's name and its day, whatever the column is called: 04版 城事"""
_OF_A_BOOK = re.compile(
    r"[\u4e00-\u9fff·]{0,12}(?:散文|诗歌|小说|随笔|杂文|文|诗|作品|报告文学)[选合]?集$|[\u4e00-\u9fff]{0,12}(?:专著|一书|著)$"
)
"""What leads to a book's name: 选自何田散文集《…》."""
_OF_A_HOUSE = re.compile(r"[\u4e00-\u9fff]{2,12}(?:出版社|书局|書局|书店|出版公司)")
_COLUMN = re.compile(r"《(?P<name>[^《》]{2,12})》\s?(?:专栏|栏目|專欄|欄目)")
_ISSUE_OF_YEAR = re.compile(r"((?:19|20)\d\d)年(?:总?第\s*\d+\s*[期辑輯卷集]|版)")
_NUMBERED = re.compile(r"第\s?(?:\d+|[一二三四五六七八九十百]{1,4})\s?[期版辑輯卷集]")
_KEPT_BY = re.compile(
    r"(?:^|(?<=\s))(?:[\u4e00-\u9fff]{2,24}(?:主办|编印|编辑出版|主编)|内部(?:资料|刊物|交流)|免费(?:交流|赠阅)|赠阅)(?=\s|$)"
)
"""Beside the number of an issue, who keeps a newsletter and how it is given away."""
_QUOTED = re.compile(r"[《「『](?P<name>[^《》「」『』]{2,20})[》」』]")
_STOOD = re.compile(
    r"^[\s(（【\[—-]{0,4}(?:本文|此文)?(?P<verb>[原曾首]?(?:[转轉]?[载載]|刊[载載登发發]?|登[载載]|[发發]表|首[发發])(?:[于於]|自)?"
    r"|(?:[转轉摘选選录錄辑]|[节節][选選]|摘[编編录錄])自|[据據])\s?[:：]?\s?(?=[\u4e00-\u9fff·]{0,16}《|[\u4e00-\u9fff]{2,8}[报報])"
    r"|(?<=[\s版》])(?:刊[载載登发發出]|登[载載]|[发發]表|[报報][道導])(?=[\s)）】\]]*$)"
)
"""What leads to the paper's name, 原载《…》, or ends the line, 第3版刊载."""
_RUNS_ON = re.compile("(?<=[日号號月年])(?![星周週礼第])[，\u4e00-\u9fff]")
"""Behind a date: text that goes on, 2024年3月4日，县里…"""
_FROM_PLACE = re.compile(r"^\s?[\u4e00-\u9fff]{2,8}报道$")
"""Where a reporter was, behind the date: 记者 桂小满 2024年3月4日 江口报道."""
_PAGE_WORD = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,4})版面?")
_OF_AN_ISSUE = re.compile(
    r"\d{1,2}[时時](?:\d{1,2}分)?(?:发布|發布|印发)?|(?:星期|周|週|礼拜)[一二三四五六日天]|农历.{2,12}|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年.{0,8}|[正一二三四五六七八九十冬腊]{1,3}月"
    r"(?:初|十|廿|卅|二十|三十)[一二三四五六七八九十]?|(?:(?:19|20)\d\d年)?总?第\s*(?:\d+|[一二三四五六七八九十百]{1,4})\s*[期辑輯卷集]|(?:国内)?统一(?:连续出版物|刊)号.*|CN\s*\d.*|邮发代号.*"
    r"|(?:今日|本期|共)\s*\d{1,3}\s*版|[A-Z]{4,20}|[版号號刊]|(?:19|20)\d\d年版|(?:春|夏|秋|冬)[季之]?[卷号號刊]|第?[一二三四五六七八九十\d]{1,3}[张張]|[A-Z甲乙丙丁]叠|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|责任?编辑?\S{0,8}"
    r"|\d{1,2}月\d{1,2}[日号號]|[讯訊电電]|(?:本文|文章)?略?有(?:删[节改减]|改动|节略)|(?:标题|题目)(?:为|系|由).{1,12}|原题.{1,16}"
)
_TOOL = re.compile(
    r"原创|转载|[缩放]小?大?字体|大|中|小|收藏|微[博信]|朋友圈|QQ空间|分享.{0,3}|打印|评论(?!员).{0,8}|我有话说|举报|关注|订阅|听新闻|\+?\d+"
    r"|\d+\s*人参与|[TA][+-]?|阅读|发[布表]于?",
    re.I,
)
_PAPER = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9·]{1,16}(?:报|網|网|社(?<!供销社|合作社|旅行社|信用社)|刊|周刊|杂志|電視台|电视台|卫视|广播|客户端|新闻|在线|通讯|财经|发布|观察|导报|时讯"
    r"|快讯|消息|融媒体?|融媒体中心|日報|晚報|時報|早報|報)"
)
_KNOWN = re.compile(
    r"[\u4e00-\u9fff]{2,10}(?:(?:日|晚|早|晨|商|时|周|导|快|都市|青年|工人|农民|法治|法制|经济|科技|教育|文化|健康|电力"
    r"|石油|石化|铁路|交通|教师|军|党|县|市|区|企业|工商|建设|水利|林业|人民)[报報]|周刊|月刊|通讯社)"
    r"|中国[\u4e00-\u9fff]{2,6}报|新华社|参考消息|(?:大公|文[汇匯]|申|新民|联合|聯合|明)[报報]"
)
PAGE_NAMES = frozenset((
    "要闻", "头版", "综合", "国内", "国际", "时政", "经济", "社会", "民生",
    "文化", "体育", "副刊", "理论", "评论", "教育", "科技", "健康", "专版",
    "特刊", "广告", "财经", "法治", "本地", "都市", "县域", "农业", "三农",
    "产业", "企业", "观点", "读书", "文艺", "旅游", "生态", "党建", "新闻",
    "时事", "专题", "公益", "人物", "生活", "家庭", "娱乐", "历史", "乡村",
    "社论", "专题报道", "特别报道", "深度",
))  # fmt: skip
_PAGE_NAME = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:新闻|新聞|周末|副刊|专版|专刊|周刊|视点|天地|之窗|园地|广场|时空|聚焦|视线|观察|生活|文苑)"
)
"""Names of pages by how they end; beside a page's number only."""
_DOT = re.compile("[·•・]")
_DOTTED = re.compile(r"[\u4e00-\u9fff]{2,6}[·•・][\u4e00-\u9fff]{2,6}")
_FOLIO = re.compile(r"[A-D]?\d{1,2}")
_WEEKDAY = re.compile("星期|[周週礼拜][一二三四五六日天]")


def without_place(text: str) -> str:
    """The line without where the text was written or appeared (写于江口); the name of a paper stays
    (刊于江口日报)."""
    return PLACE.sub(lambda m: f" {m['where']} " if is_paper(m["where"]) else " ", text)


def edition(number: str) -> str:
    """ "03" and "三" are 第3版, "a03" is 第A03版."""
    page = page_number(number)
    return f"第{page.lstrip('0') or page}版"


def is_paper(name: str) -> bool:
    """Whether a name ends as those of papers, agencies and stations do."""
    return bool(_PAPER.fullmatch(name))


def is_known_paper(name: str) -> bool:
    """Whether a name can hardly be anything but a paper's: 晚报 is part of it, not 报 alone."""
    return bool(_KNOWN.fullmatch(name))


def is_english_paper(name: str) -> bool:
    """Whether a name is one as papers in English have: Stonebridge Weekly."""
    return bool(_ENGLISH_PAPER.fullmatch(name))


def masthead(text: str, loose: bool = False) -> dict[str, str]:
    """published, paper, edition, column, author and office of a line that says such things and
    nothing else; {} if it is another line.  `loose`: words that are none of them do not count."""
    text = " ".join(without_place(text).split())
    if not 0 < len(text) <= LONGEST or is_caption(text):
        return {}
    return dict(_masthead_fields(text, loose))


@lru_cache(maxsize=256)  # the steps of a reader ask of the same line again and again
def _masthead_fields(text: str, loose: bool) -> dict[str, str]:
    fields: dict[str, str] = {}
    weekday = bool(_WEEKDAY.search(text))
    text, dates, glued = _without_date(text, fields)
    if _ENGLISH.search(text) and not _HAN.search(text):
        return _english_fields(text, fields, loose)
    text = _KEPT_BY.sub(" ", text) if _NUMBERED.search(text) else text
    lead = _STOOD.search(text.strip())
    text = _STOOD.sub(" ", text.strip())
    is_printed = bool(lead) or bool(_LEAVES.search(text))
    text = _without_column(_LEAVES.sub(" ", text), fields)
    quoted = _QUOTED.search(text)
    text, is_name = _without_quoted(text, is_printed, fields)
    glued |= not is_name
    labels = list(_LABEL.finditer(text))
    rest = text[: labels[0].start()] if labels else text
    for label, following in zip_longest(labels, labels[1:]):
        value = text[label.end() : following.start() if following else None].strip()
        rest += " " + _take_labelled(str(label.lastgroup), value, fields)
    issue_signs = 0
    unknown: list[str] = []
    if dates and weekday and "版" not in rest:  # a number alone is the page's
        numbers = [word for word in _SEPARATOR.split(rest) if _FOLIO.fullmatch(word)]
        if len(numbers) == 1:
            fields["edition"] = edition(numbers[0])
    for word in _take_words(rest, fields):
        issue_signs += bool(_OF_AN_ISSUE.fullmatch(word))
        unknown += [] if _OF_AN_ISSUE.fullmatch(word) else [word]
        if unknown and not (dates or labels or loose or fields):
            return {}
    byline = None
    if unknown and (dates or labels or fields) and "author" not in fields:
        bare = len(unknown) == 1 and bool(dates) and "paper" in fields
        byline = parse_byline(" ".join(unknown), bare=bare)
    office = byline.office if byline else issuer(" ".join(unknown))
    fields |= ({"author": byline.author} if byline else {}) | ({"office": office} if office else {})
    if byline or office:
        issue_signs, unknown = issue_signs + 1, []
    if loose:
        is_text = unknown and glued and not labels
        return fields if (dates or labels or "edition" in fields) and not is_text else {}
    signs = {
        "date": dates,
        "labels": len(labels),
        "issue": issue_signs,
        "column": "column" in fields,
        "edition": (1 + weekday) * ("edition" in fields),
        "printed in": bool(lead and quoted),
        "paper": "paper" in fields and all(label.lastgroup != "paper" for label in labels),
    }
    return {} if unknown or sum(signs.values()) < 2 else fields


def _without_date(text: str, fields: dict[str, str]) -> tuple[str, int, bool]:
    """The text without its date, which goes into `fields`; how many it had, whether text goes on
    behind it."""
    if date := find_date(text):
        fields |= {"published": date.iso} if date.iso else {}
        behind = text[date.end :]
        behind = _FROM_PLACE.sub("", behind) if "记者" in text[: date.start] else behind
        return f"{text[: date.start]} {behind}", 1, bool(_RUNS_ON.match(text, date.end))
    if of_year := _ISSUE_OF_YEAR.search(text):
        fields["published"] = of_year[1]
    return text, 0, False


def _without_quoted(text: str, is_printed: bool, fields: dict[str, str]) -> tuple[str, bool]:
    """The text without the paper or column in quotation marks, which goes into `fields`; False if
    what it quotes is neither.  is_printed: it says elsewhere that it was printed."""
    quoted = _QUOTED.search(text)
    if quoted and (is_printed or is_paper(quoted["name"]) or _NUMBERED.search(text)):
        fields["paper"] = quoted["name"]
        text = f"{_without_owner(text[: quoted.start()])} {text[quoted.end() :]}"
        return _OF_A_HOUSE.sub(" ", text), True
    if column := _COLUMN.search(text):
        fields["column"] = column["name"]
        return f"{text[: column.start()]} {text[column.end() :]}", True
    return text, quoted is None


def _without_column(text: str, fields: dict[str, str]) -> str:
    """The text without the column's name behind a page's number, which goes into `fields`."""
    column_match = _CALLED.search(text) if "版" in text else None
    if column_match:
        fields["column"] = column_match["quoted"] or column_match["dotted"]
    elif "版" in text and "published" in fields and (column_match := _named_page(text)):
        if parse_byline(column_match["name"], bare=True) or issuer(column_match["name"]):
            return text
        fields["column"] = page_name(column_match["name"]) or column_match["name"]
    return f"{text[: column_match.start()]} {text[column_match.end() :]}" if column_match else text


def _named_page(text: str) -> re.Match[str] | None:
    """The name behind a page's number: in an imprint, or beside a known paper, where it is no other
    sign of an issue."""
    beside = _BESIDE_PAGE.search(text) if any(map(is_known_paper, text.split())) else None
    if beside is None or is_paper(beside["name"]) or _LABEL.match(text, beside.start("name")):
        return _NAMED.search(text)
    return None if _OF_AN_ISSUE.fullmatch(beside["name"]) else beside


def _without_owner(text: str) -> str:
    """What stands before a paper's or a book's name without whose it is."""
    *_, owner = re.split(r"[\s:：(（]", text) or [""]
    if not owner or not (is_body(owner) or _OF_A_BOOK.fullmatch(owner)):
        return text
    return text[: len(text) - len(owner)]


def _take_labelled(label: str, value: str, fields: dict[str, str]) -> str:
    """Put what the label's value says into `fields`; what of it is no part of the value."""
    if label == "date" and is_body(value):
        fields.setdefault("office", value)  # 发布：县图书馆　更新日期：…
        return ""
    if label == "date" or (label == "paper" and "paper" in fields):
        return value
    if label == "office":
        fields.setdefault("office", value.strip(" ,，;；"))
        return ""
    if label == "paper":
        paper_match = _ENGLISH_PAPER.match(value)
        at = paper_match.end() if paper_match else f"{value} ".index(" ")
        first, rest = value[:at], value[at:]
        name = first.strip("《》，,。;；()（）【】[]")
        if 2 <= len(name) <= 30:
            fields.setdefault("paper", name)
        return rest
    if label == "author":
        if names := persons(value, labelled=True):
            fields.setdefault("author", names)
        elif re.search("[，。？！?!]|联系|咨询", value) or len(value) > 24:
            return value  # 记者：… before a question
        elif value:
            fields.setdefault("office", value)
    elif label == "staff":
        list(_take_words(value, fields))  # what stands behind the name
    return ""


def _take_words(rest: str, fields: dict[str, str]) -> Iterator[str]:
    """Put what the words without a label say into `fields`; the others come back."""
    rest = re.sub(r"第 ?(\S{1,4}?) ?版", r" 第\1版", rest)
    for word in _SEPARATOR.split(rest):
        word = word.strip("《》：:-—")
        if not word:
            continue
        page = _EDITION.fullmatch(word)
        if page and "edition" not in fields and (page["after"] or _may_be_page_name(page["name"])):
            fields["edition"] = edition(page["page"] or page["folio"])
            if name := (page["name"] or "").strip():
                fields.setdefault("column", name)
        elif _PAGE_NAME.fullmatch(word) and (
            "paper" in fields or ("edition" in fields and not is_known_paper(word))
        ):
            fields.setdefault("column", word)
        elif _OF_AN_ISSUE.fullmatch(word):
            yield word
        elif "edition" in fields and (page_with_name(word) or _is_of_words(word)):
            fields.setdefault("column", word)
        elif is_paper(word) and word not in PAGE_NAMES and "paper" not in fields:
            fields["paper"] = word
        elif (column := page_name(word)) and ("paper" in fields or _is_page_name(column)):
            fields.setdefault("column", column)
        elif not _TOOL.fullmatch(word):
            yield word


def page_name(word: str) -> str | None:
    """The page that a word beside a paper's name tells: 要闻, 文化版."""
    match = _PAGE_WORD.fullmatch(word)
    return match["name"] if match else word if _is_page_name(word) else None


def page_with_name(line: str) -> bool:
    """Whether a line names a page and its column: 副刊·河风, 河风·副刊."""
    return bool(_DOTTED.fullmatch(line)) and any(map(_is_page_name, _DOT.split(line)))


def _is_of_words(word: str) -> bool:
    """Whether a word with a dot is of words of the language, and no name: 周末·阅读."""
    parts = _DOT.split(word) if _DOTTED.fullmatch(word) else []
    return any(is_no_name(part) and frequency(part) > COMMON for part in parts)


def _is_page_name(word: str) -> bool:
    return word in PAGE_NAMES or word.removesuffix("新闻") in PAGE_NAMES


def _may_be_page_name(name: str | None) -> bool:
    """Whether what stands right behind a page's number may be its name."""
    name = (name or "").strip("· ")
    return not name or _is_page_name(name) or bool(_PAGE_NAME.fullmatch(name))


_HAN = re.compile("[\u3400-\u9fff]")
_ENGLISH = re.compile("[A-Za-z]{4}")
_NAME = r"[A-Z][\w'’.-]*"
_ENGLISH_PAPER = re.compile(
    rf"(?:The )?(?:{_NAME}\s){{1,4}}(?i:{either('english_paper_ends')})(?![\w-])"
)
_ENGLISH_PART = re.compile(
    r"(?:(?i:source|(?:originally |first )?published in|from):? )?"
    rf"(?P<paper>{_ENGLISH_PAPER.pattern})"
    r"|(?i:page|pp?\.?)\s?(?P<page>[A-Z]?\d{1,3})|(?P<column>[A-Z]\w+ (?:page|section|edition))"
    rf"|(?i:photos?|pictures?|translated|edited)(?: by|:) (?P<beside>{_NAME}.{{1,40}})"
    r"|(?:(?i:text|story|reported|written) (?=by ))?"
    r"(?P<role>(?i:(?:by )?(?:(?:staff|special|senior|our) )?(?:reporter|correspondent|writer)))?"
    rf"(?:(?:(?<=[a-z]) |[Bb]y )(?P<author>{_NAME}(?: {_NAME}| and(?= [A-Z])){{1,6}}))?"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?i:published(?: on)?:?)"
)
_ENGLISH_BREAK = re.compile(r"[,;|()\[\]—–]|(?<![Pp])\.(?=\s|$)")


def _english_fields(text: str, fields: dict[str, str], loose: bool) -> dict[str, str]:
    """The same of a line in English, whose date is in `fields`."""
    signs = len(fields)
    for part in filter(None, map(str.strip, _ENGLISH_BREAK.split(text))):
        match = _ENGLISH_PART.fullmatch(part)
        if match is None and (not loose or part[0].islower()):
            return {}
        groups = match.groupdict() if match else {}
        values = {key: value for key, value in groups.items() if value}
        signs += bool(values)
        values.pop("beside", None)
        if "page" in values:
            values["edition"] = edition(values.pop("page"))
        if "role" in values:
            values["office"] = re.sub("^by ", "", values.pop("role"), flags=re.I)
        if "paper" in values and "paper" in fields:
            values.setdefault("column", values.pop("paper"))
        if "author" in values:
            values["author"] = values["author"].replace(" and ", " ")
        fields |= values
    return fields if signs > 1 or (loose and "published" in fields) else {}
