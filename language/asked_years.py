"""Years that a question asks for, and that a text tells of: 2023年, 二〇二三年, 民国112年, 去年.

A relative word in a question means the reader's day, in a passage the day of its article.  What is
only compared with (比去年多 …) is not told of.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from operator import attrgetter

from language.fold import fold
from language.numerals import value_of
from language.sentences import Span

Years = frozenset[int]

_HAN = "〇零一二三四五六七八九"
_COUNTED = (
    r"(?:[人名位个万亿千百余多米吨亩户斤公平件辆套家册份张次号度字股%℃:]|元(?![宵霄旦月])"
    r"|台(?![湾南北中东])|[kmg]\b)"
)
# What makes of a short number of years a duration: 走过110年, 建校110年, 23年来.
_SPENT = r"(?<![近约达长超逾过满共历经第了\d])(?<!建[校馆院厂社国党])(?<!历时)(?<!\d[.,])"
_AGE = r"(?!代(?![为理表替办]))"
_LATER = rf"(?![来间前后内以多余]|[之的](?:[前后内久]|时间|历史)){_AGE}"
_BEGUN = r"(?<![^\s。？！、；：,.?!;:在到至从自于和与跟比是])"
_CLEAR = r"(?=度|底|初|\d{1,2}月|[上下]半年|[春夏秋冬])"
_ALONE = r"(?<!\d)(?<!\d[.,])"
_YEARS = (
    # with its word, or alone where nothing is counted: 2024台湾灯会, in 2019, 1998到2002年
    ("four", re.compile(rf"{_ALONE}([12]\d{{3}})\)?\s?学?年{_AGE}")),
    (
        "four",
        re.compile(
            rf"(?<![\da-z])(?<!\d[.,])((?:19|20)\d\d)(?!\d|[.,]\d|\)?\s?(?:学?年|{_COUNTED}))"
        ),
    ),
    ("four", re.compile(rf"(?<![{_HAN}])([一二][{_HAN}]{{3}})学?年{_AGE}")),
    # Taiwan's: 民国112年, 112年度, 今(113)年; 100年 alone is a duration more often
    ("minguo", re.compile(rf"民国\s?(\d{{1,3}}|[{_HAN}十百]{{1,5}})\s?学?年")),
    ("minguo", re.compile(rf"(?<!国){_SPENT}(1(?:0[1-9]|[1-3]\d))\)?\s?学?年(?!度){_LATER}")),
    ("minguo", re.compile(rf"(?<!国){_ALONE}(9\d|1[0-3]\d)\)?学?年(?=度)")),
    ("minguo", re.compile(rf"{_BEGUN}(100)年(?!度){_LATER}")),
    # 23年, where a clause begins with it or what follows shows that no duration is meant
    ("two", re.compile(rf"{_BEGUN}(\d\d)年(?!度){_LATER}")),
    ("two", re.compile(rf"{_ALONE}([0-8]\d)年{_CLEAR}")),
    ("two", re.compile(rf"(?<![{_HAN}十百千])([〇零九][{_HAN}])年{_AGE}")),
    ("decade", re.compile(r"(?<!\d)((?:19|20)?\d0)年代")),
    ("decade", re.compile(r"([二三四五六七八九]十)年代")),
)
"""What a year may be written as; the group is its number."""

_RELATIVE = (
    (-3, re.compile(r"大前年")),
    (-2, re.compile(r"(?<![大此以之目年月天日])前年(?![均产])|\bthe year before last\b")),
    (-1, re.compile(r"(?<!过)去年|(?<!以)上一?年(?![龄轻纪均限])|\blast year\b")),
    (0, re.compile(r"(?<!如)今年(?![轻产均龄])|(?<!基)本年(?!龄)|\bthis year\b")),
    (1, re.compile(r"(?<![说证声表申])明年(?!龄)|(?<![从往未])来年|\bnext year\b")),
    (2, re.compile(r"(?<![此今以之战然最])后年(?![均产龄代])")),
)
_DAY = re.compile(
    r"日前|近日|今[天日]|昨[天日晚]|前天|明[天日]|目前|截至|本[月周]|上个?月|上周|近期|年内|\btoday\b"
    r"|\byesterday\b"
)
"""Words that point at the day of the article."""
_PART = re.compile(
    rf"[上下]半年|[一二三四1-4前]{{1,2}}季度|(?:\d{{1,2}}|[{_HAN}十]{{1,3}})月(?:份|底|初|(?:\d{{1,2}}|"
    rf"[{_HAN}十]{{1,3}})[日号])"
)
"""Parts of a year: of the year told last before them, else of the article's."""
_LAST_YEARS = re.compile(
    rf"(?:过去|近|这)的?(\d{{1,2}}|[{_HAN}十两]{{1,3}})年|(\d{{1,2}}|[{_HAN}十两]{{1,3}})年[来间]"
)
_TO = re.compile(r"度?\s?(?:\d{1,2}月)?(?:\d{1,2}[日号])?[底初末]?\s?[-–—~至到]{1,2}\s?")
_LONGEST = 40  # years of a range
_CLAUSE = re.compile("[^，,；;。！？!?]+")
_CLAUSE_SIGNS = "，,、；;。！？!?：:\n|"
_COMPARED = ("比", "较", "相比", "相较", "对比", "相对", "than in", "than")
_SINCE = ("自", "从", "since")
_MOVED_TO = tuple(
    f"{moved}{to}"
    for moved in ("推迟", "延期", "延", "顺延", "拖", "改", "提前")
    for to in "到至在"
)
"""Before the year to which a thing is moved: it was not to be told of that year before."""
_ASIDE = re.compile(
    rf"度?\S{{0,4}}(?:(?<![\d{_HAN}十])起|以来|以后|之[前后]|开始|[成设]立|创[办建立]|开[办业]|启用|建[成立]|出?生|毕业)"
)
_OF_A_THING = re.compile(r"(?:[^,;:，。；\s\d]{1,5})?的(?![,，。；\s])")
_MEASURED_BY = re.compile(r"(?:[把将按对]|因为?|由于|打破|刷新|超过|[高低]于)[^,;:，。；\s]{0,4}$")
"""A year within what is done to, or gives the reason: 把桂2015年创造的纪录, 因为2021年的处罚."""
_BESIDE = re.compile(r"度?(?:同期|同月)?相[比较]")
# A figure before what is more or less: 较108年54%提高 tells of 108年, 比去年多七千吨 not of 去年.
_ITS_FIGURE = re.compile(r"[^,;。，；多少增减提降升高低长]{0,16}?[\d一二三四五六七八九十百千万两]")


_RECORDS = re.compile(r"(?:记事|记述|收录|资料)(?:时间|时限|期限|年限|起止)[^。\n]{4,40}")
"""The years of which a yearbook tells: 记事时间:2018年1月1日至12月31日."""


def recorded_time(title: str | None, text: str) -> str:
    """What a passage says of the time that its yearbook records, whose title has the year in which
    it came out; "" for any other."""
    match = _RECORDS.search(_folded(text)) if "年鉴" in (title or "") else None
    return match.group() if match and re.search(r"\d年", match.group()) else ""


@dataclass(frozen=True, slots=True)
class _Mention:
    """[start, end) of a folded text and the years meant; aside: where a thing is said to begin."""

    start: int
    end: int
    years: Years
    aside: bool = False


_start = attrgetter("start")


class AskedYears:
    """The years that a question asks for, or none; written: those it has in figures, as they stand
    there."""

    def __init__(self, question: str) -> None:
        self._folded = _folded(question)
        self._named = asked_years(question)
        years = _scan_all(_writings(date.today().year), self._folded)
        self.written = [self._folded[mention.start : mention.end] for mention in years]

    def __bool__(self) -> bool:
        return bool(self._named)

    @property
    def several(self) -> Years:
        """Those it names, where it names more than one: 2019年和2021年, but no school year."""
        return self._named if len(self.written) > 1 else frozenset()

    def of(self, published: str | None) -> Years:
        """Those of an article of this date: 去年 in a question may be last year, or that of the
        article's day, in whose words it was asked."""
        day = date(int(published[:4]), 1, 1) if published else None
        return self._named | asked_years(self._folded, day)


def asked_years(question: str, today: date | None = None) -> Years:
    """The years that a question names; none for one without a year."""
    folded = _folded(question)
    now = (today or date.today()).year
    return _years_of(_merged(folded, _scan_all([*_writings(now), *_relatives(now)], folded)))


def told_years(text: str, published: str | None) -> Years:
    """The years that a text tells of.  published: the ISO date of its article, as exact as known;
    without it, relative words mean nothing."""
    return _years_of(_mentions(_folded(text), published, _year_of(published)))


def bears(text: str, published: str | None, years: AskedYears) -> bool:
    """Whether a text or the date of its article has an asked year, or its very letters."""
    told, folded = told_years(text, published), _folded(text)
    if not published:  # 去年 in it is the year before one that it tells of
        steps = [step for step, pattern in _RELATIVE if pattern.search(folded)]
        told |= {year + step for year in told for step in steps}
    if years.of(published) & (told | _near_years(published)):
        return True
    return any(figures.strip("民国年)") in folded for figures in years.written)


def of_another_year(
    wanted: Years,
    sentence: str,
    paragraph: str,
    title: str | None,
    published: str | None,
    heading: str | None = None,
) -> bool:
    """Whether a sentence is known to be of no asked year, by itself, by what stands before it in
    its paragraph, by the title or the date of its article; by its heading rather than those: a
    report of 2000 has its 1999年工作回顾."""
    at = paragraph.find(sentence)
    if at < 0:
        at, paragraph = 0, sentence
    now = _year_of(published)
    mentions = _mentions_of(paragraph, published, now)
    in_sentence = [mention for mention in mentions if at <= mention.start < at + len(sentence)]
    of_heading = [one for one in _mentions_of(heading or "", published, now) if not one.aside]
    over = of_heading or _mentions_of(title or "", published, now)
    if wanted & _years_of([*in_sentence, *over]):
        return False
    if not published and _is_relative(_folded(sentence)):
        return False
    if any(not mention.aside for mention in in_sentence):
        return True
    if of_heading:
        return True
    if wanted & _near_years(published):
        return False
    before = [one for one in mentions if one.start < at and _opens_clause(one, paragraph)]
    if before:
        return not wanted & before[-1].years
    return bool(published) and not wanted & _years_of(mentions)


def _opens_clause(mention: _Mention, text: str) -> bool:
    """Whether what stands behind a mention is of its year: 2018年，…, but not 于2019年完工, nor the
    2021 of a fair's name."""
    before, behind = text[: mention.start].rstrip(), text[mention.end - 1 : mention.end + 6]
    begins = not before or before[-1] in _CLAUSE_SIGNS or before.endswith(("到", "至", "截至"))
    return begins and not mention.aside and ("年" in behind or "月" in behind)


def is_of_another_year(wanted: Years, sentence: str, place: Span, published: str | None) -> bool:
    """Whether the clause of a sentence in which a place lies, or the nearest before it that tells
    of any year, tells of no asked one: 九起 of 去年九起,今年一起也没有.  Not of a year itself."""
    mentions = _mentions_of(sentence, published, _year_of(published))
    told = [mention for mention in mentions if not mention.aside]
    if not wanted or any(one.start < place[1] and place[0] < one.end for one in told):
        return False
    clause = next((span for span in _clauses(sentence) if place[0] < span[1]), (0, 0))
    own = [one for one in told if clause[0] <= one.start < clause[1]]
    before = [one for one in told if one.start < clause[0]][-1:]
    return bool(own or before) and not wanted & _years_of(own or before)


def _clauses(text: str) -> Iterator[Span]:
    return (match.span() for match in _CLAUSE.finditer(text))


@lru_cache(maxsize=32)
def _mentions_of(text: str, published: str | None, now: int) -> list[_Mention]:
    """A text is read once for all of its sentences: a page of short ones has hundreds."""
    return _mentions(_folded(text), published, now)


def _mentions(folded: str, published: str | None, now: int) -> list[_Mention]:
    """What a passage tells of, in the order of the text."""
    mentions = _merged(folded, _scan_all(_sources(published, now), folded))
    if not published:
        return mentions
    parts = [match.span() for match in _PART.finditer(folded)]
    return sorted([*mentions, *_parts_in(parts, mentions, now)], key=_start)


def _year_of(published: str | None) -> int:
    """The year of a date; without one, this year, up to which two digits are of ours."""
    return int(published[:4]) if published else date.today().year


def _parts_in(parts: Sequence[Span], mentions: Sequence[_Mention], now: int) -> list[_Mention]:
    """The parts of years, each of the year that is told last before it; else of this year."""
    anchors = [mention for mention in mentions if not mention.aside]
    starts = [mention.start for mention in anchors]
    this_year = frozenset((now,))
    before = [bisect_left(starts, start) for start, _ in parts]
    return [
        _Mention(*part, anchors[at - 1].years if at else this_year)
        for part, at in zip(parts, before, strict=True)
    ]


def _is_relative(folded: str) -> bool:
    """Whether a sentence tells of a year that is known by the date of its article alone."""
    return any(_scan_all(_relatives(0), folded)) or bool(_DAY.search(folded))


Source = tuple[re.Pattern[str], Callable[[re.Match[str]], Years]]
"""A pattern, and the years that a match of it means: none for a duration."""


@lru_cache(maxsize=32)
def _sources(published: str | None, now: int) -> tuple[Source, ...]:
    """What tells of years in a passage; without a date, relative words mean nothing."""
    if not published:
        return _writings(now)
    this_day = _near_years(published, 0)

    def last_years(match: re.Match[str]) -> Years:
        first = now - min(value_of(match.group(1) or match.group(2)), _LONGEST)
        return frozenset(range(first, now + 1))

    own: tuple[Source, ...] = ((_LAST_YEARS, last_years), (_DAY, lambda match: this_day))
    return (*_writings(now), *_relatives(now), *own)


def _writings(now: int) -> tuple[Source, ...]:
    return tuple((pattern, partial(_year, kind, now)) for kind, pattern in _YEARS)


def _relatives(now: int) -> tuple[Source, ...]:
    return tuple((pattern, partial(_step, frozenset((now + step,)))) for step, pattern in _RELATIVE)


def _step(years: Years, match: re.Match[str]) -> Years:
    return years


def _year(kind: str, now: int, match: re.Match[str]) -> Years:
    """The years that are written as such; now: the year up to which two digits are of ours."""
    year = value_of(match.group(1))
    if kind == "two" and now % 100 + 1 < year < 78:
        return frozenset()  # a duration
    if kind == "minguo":
        year += 1911
    elif year < 100:
        year += 1900 if year > now % 100 + 1 else 2000
    size = 10 if kind == "decade" else 2 if "学" in match.group() else 1
    return frozenset(range(year, year + size))


def _scan_all(sources: Iterable[Source], folded: str) -> Iterator[_Mention]:
    for pattern, meant in sources:
        for match in pattern.finditer(folded):
            if years := meant(match):
                yield _Mention(*match.span(), years)


def _merged(folded: str, raw: Iterable[_Mention]) -> list[_Mention]:
    """The mentions in order, ranges filled, without what is only compared with."""
    mentions: list[_Mention] = []
    for mention in sorted(raw, key=_start):
        _add_mention(mentions, mention, folded)
    return mentions


def _add_mention(mentions: list[_Mention], mention: _Mention, folded: str) -> None:
    """Adds the next mention of a text to those before it."""
    before = mention.start  # not a copy of what stands before: there may be many mentions
    while before and folded[before - 1].isspace():
        before -= 1
    compared = folded.endswith(_COMPARED, 0, before) or bool(_BESIDE.match(folded, mention.end))
    if compared and not _ITS_FIGURE.match(folded, mention.end):
        return
    if mentions and _TO.fullmatch(folded, mentions[-1].end, mention.start):
        first, last = min(mentions[-1].years), max(mention.years)
        if first < last <= first + _LONGEST:
            filled = frozenset(range(first, last + 1))
            mentions[-1] = replace(mentions[-1], end=mention.end, years=filled)
            return
    is_part = _OF_A_THING.match(folded, mention.end) and _MEASURED_BY.search(
        folded, max(0, before - 8), before
    )
    aside = compared or bool(is_part) or folded.endswith((*_SINCE, *_MOVED_TO), 0, before)
    mentions.append(replace(mention, aside=aside or bool(_ASIDE.match(folded, mention.end))))


def _near_years(published: str | None, months: int = 2) -> Years:
    """The year of a date, and the next or last one if it is so few months away; of a January, what
    was last month or yesterday may be of the year before."""
    if not published:
        return frozenset()
    year, month = int(published[:4]), int(published[5:7] or 0)
    years = {year}
    if month and month <= max(months, 1):
        years.add(year - 1)
    if month > 12 - months:
        years.add(year + 1)
    return frozenset(years)


def _years_of(mentions: list[_Mention]) -> Years:
    return frozenset(year for mention in mentions for year in mention.years)


def _folded(text: str) -> str:
    return fold(text).replace("○", "〇")
