"""Measures that questions ask for, by words: a width is no length, and years are no days."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.numerals import value_of
from language.sentences import Span, asking_clauses

_FIGURE = r"(?:[\d零〇一二三四五六七八九十百千万亿两半几数多余]\s?)个?(?:半|工作)?"
_DIGITS = r"[\d.零〇一二三四五六七八九十百千万两半几多余]"
_COUNT = rf"(?<!{_DIGITS}){_DIGITS}{{1,16}}\s?"
_OF_THINGS = "(?![台人名个只条辆套件亩吨册米户次份张部头本])"
_MONEY = rf"{_FIGURE}(?:[万亿]{_OF_THINGS}|[元块角毛圆分币两银]|美|英镑|欧|日元|港)"
_MONEY += rf"|万{_OF_THINGS}|[$]|免费|不收|不要钱"
_MONEY += rf"|[价付花收给赔卖费金款钱][了到出为约是共达]?{_FIGURE}"  # 费用四百八
_LASTS = rf"{_FIGURE}(?:小时|[年月天日时分秒周夜]|星期|季|世纪)|[每按][年月周日天季]"
_MEASURES = tuple(
    (re.compile(question), re.compile(answer))
    for question, answer in (
        (
            r"多少钱|(?:多少|几)[万亿千百]*(?:[美日欧港澳]?元|块钱|英镑|法郎|卢布|[港台]币|美金)",
            _MONEY,
        ),
        (
            r"哪一?天|(?<!第)几号(?![楼线门馆厅厂院房机井桌车仓桥坑])|几月",
            r"[日号天旬底初末月晚晨]|节|星期|周|\d[-/.]\d",
        ),
        (r"哪一?年", r"年|届|\d{4}"),
        (
            r"(?<![哪那这前后头好])(?:多少|几)天(?![没不前后里内])",
            rf"{_FIGURE}(?:[天日周夜月]|星期|礼拜|小时)|\bdays?",
        ),
        (r"多久|多长时间", rf"{_LASTS}|\d:\d|当天|永久|\b(?:year|month|week|day|hour|min)"),
        (
            r"(?:多少|几)岁|多大(?:年纪|岁数)|今年多大",
            rf"{_FIGURE}(?:多?周?岁|旬|了)|享年|出生|诞生|生于|年生|aged|\([12]\d{{3}}",
        ),
        (
            r"(?<![近这那前后头好哪过未今每第])(?:多少|几)年(?![级前后代来间内终月几])",
            rf"{_FIGURE}[年载]|多年|年间|[朝代]|\d{{4}}|辈子|半生|世纪|\b(?:years?|decades?)",
        ),
        (
            r"(?:工资|工钱|薪[水资]|月薪|年薪)(?:[是有拿领]|开|发)?(?:多少|几)|(?:多少|几[元块千百]*)钱?工资",
            rf"工[资钱分]|薪|收入|待遇|报酬|[挣领拿]|[每按]个?[月天日年]|[月日年]{_FIGURE}|津贴|补贴",
        ),
        (r"(?:多少|几)层|层数", r"层|平房|stor(?:ey|y|ies)|floor"),
        (
            r"(?:多少|几)[万千百]*(?:亩|平方|平米|公顷)|面积(?:[是有为约])?(?:多少|多大|几)",
            r"亩|平方|平米|公顷|顷|㎡|m2|[垧畦]|面积",
        ),
    )
)
"""A question for a measure, and what has one."""
_FIGURE_OF = re.compile(r"([\d.零〇一二三四五六七八九十百千万两]{1,16})\s?([^\W\d_])")
_ASKS_UNIT = re.compile(r"(?:多少|几)([^\W\d_])")
_DATE = re.compile(r"(?:[\d零〇一二三四五六七八九十廿卅 ]{1,8}[年月日号天]){1,3}")
_PARTS = ((re.compile("几月|哪一?个?月"), "月"), (re.compile("哪一?年"), "年"))
_LENGTH = "公?里|华里|[千百分厘毫微]?米|公[尺分]|[尺丈寸]|英[里尺寸]|海里|层|[ck]?m(?![a-z])"
_WEIGHT = "公?[斤吨]|[千毫]?克|[两磅钱]|[km]?g(?![a-z])"
_NO_SIZE = "(?<![增成生提加校局市省部县乡镇处科院会班组村店厂社团队所馆])"
"""Behind these stand no sizes: 增长多少, 市长有几个."""
_SIZES = tuple(
    (
        re.compile(rf"多么?[{asked}](?!时间|期|大|要|的?(?:税|价|利|率|比例|温|薪|费|分|奖))|{_NO_SIZE}[{asked}]度?[是有为约]?(?:多少|几)"),
        re.compile(own),
        re.compile(rf"{_COUNT}(?:{unit})"),
    )
    for asked, own, unit in (
        ("长", r"长|里程|分钟|小时|秒|\b(?:long|length)", _LENGTH), ("宽", r"宽|径|\bwid", _LENGTH),
        ("高", r"高|海拔|\b(?:high|tall|height)", _LENGTH), ("深", r"深|\bdeep", _LENGTH),
        ("厚", r"厚|\bthick", _LENGTH), ("重", r"重|\b(?:weigh|heavy)", _WEIGHT),
    )
)  # fmt: skip
"""A size of a thing that is asked for, the words for it, and its units."""
_SIZE = re.compile("[长宽高深厚重径]|海拔|里程|每[^,;。]{0,3}$")
_SIZE_BEHIND = re.compile(rf"[多的楼左右]{{0,2}}([长宽高深厚重])(?!{_FIGURE})")
_ASKS_OF_EACH = re.compile("每|一[块条个只张根袋箱]")
_CLAUSE_ENDS = re.compile("[,、;。!?:]|(?<![0-9])[.]")
_UNIT_OF_COLUMN = re.compile(r"\((?=(?:单位:)?[百千万亿]?[元角天日年月岁米吨亩斤][/)])")
"""零售价(元/公斤): the figures under it are so many."""


def measured(question: str, text: str) -> bool:
    """Whether a folded text has a value of the measure that a question asks for, if it does."""
    question = asking_clauses(question)
    asked = [answer for measure, answer in _MEASURES if measure.search(question)]
    text = _UNIT_OF_COLUMN.sub("(1", text) if asked else text
    return all(answer.search(text) for answer in asked) and _sized(question, text)


def tells_only_given(question: str, text: str) -> bool:
    """Whether a folded question asks how much or how many of a unit of which it has a figure
    itself (超过5000元要罚多少钱), and a folded text has that figure of the unit alone."""
    asked = _ASKS_UNIT.search(question)
    if not asked:
        return False
    units = "元块" if asked[1] == "钱" else asked[1]
    given, told = (
        {figure for figure, unit in _FIGURE_OF.findall(each) if unit in units}
        for each in (question, text)
    )
    return bool(told) and told <= given


def lacks_part(question: str, date: str) -> bool:
    """Whether a folded text is a date without the part that a question asks for: 30日 of 几月."""
    asked = [sign for part, sign in _PARTS if part.search(question)]
    return bool(asked and _DATE.fullmatch(date)) and not all(sign in date for sign in asked)


def _sized(question: str, text: str) -> bool:
    """Whether a text has the size that a question asks for, if it does, in figures or in words."""
    sizes = [is_of_size for is_of_size, _ in _sizes(question, text)]
    asked = next((own for question_of, own, _ in _SIZES if question_of.search(question)), None)
    return not asked or (any(sizes) if sizes else bool(asked.search(text)))


def is_another_size(question: str, text: str, place: Span) -> bool:
    """Whether a place in a folded text has another size (a length) than the question asks for."""
    return any(
        not is_of_size and place[0] < end and start < place[1]
        for is_of_size, (start, end) in _sizes(question, text)
    )


def _sizes(question: str, text: str) -> Iterator[tuple[bool, Span]]:
    """Each figure of a folded text with a unit of the size that a question asks for, if it does,
    and whether it is of that size: by the word beside it; of a length, a height or a weight also
    where none stands there."""
    asked = next((size for size in _SIZES if size[0].search(question)), None)
    if not asked:
        return
    _, own, unit = asked
    size_before = 0
    for figure in unit.finditer(text):
        before = _CLAUSE_ENDS.split(text[max(size_before, figure.start() - 12) : figure.start()])
        behind = _SIZE_BEHIND.match(text, figure.end())
        words = [behind[1]] if behind else _SIZE.findall(before[-1])
        is_each = any(word[0] == "每" for word in words) and not _ASKS_OF_EACH.search(question)
        size = [word for word in words if word[0] != "每"][-1:]
        is_own = bool(own.fullmatch(size[0])) if size else own.pattern[0] in "长高重"
        yield is_own and not is_each, figure.span()
        size_before = figure.end()


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
