"""Whether a short answer is of the kind that is asked for: a year is no place, an age no year."""

from __future__ import annotations

import re

_NUMBER = r"[\d零〇一二三四五六七八九十百千万亿两半.,:]+"
_BARE_FIGURE = re.compile(
    rf"(?:[第约近]?{_NUMBER}[余多]?(?:[年月日号天点时分秒岁元名位次人%]|世纪|分钟|小时)+)+生?|[\d.,:%]+"
)
_TIME = re.compile(
    r"\d{3,4}|\d[:/.-]\d|[年月日号天点时刻周夜晨晚午前后间期朝代秋冬春夏]|世纪|星期|礼拜|[今昨明]天"
    r"|[一二三四五六七八九〇零]{4}|初[一二三四五六七八九十]|[旦夕庆假]|清明|端阳|重阳|\d ?[ap]\.?m|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|morn|evening|tue|wed|thu|fri|sat|sun|"
    r"spring|summer|autumn|winter|today|yesterday|ago|century|years?|months?|days?|noon|night|christmas|easter)"
)
_AN_AGE = re.compile(rf"(?:[约近]?{_NUMBER}[余多]?)岁")
_WHEN = re.compile(
    r"[年月日号天点时晚周]|世纪|星期|朝代|季节|\b(?:when|years?|dates?|days?|months?|time)\b"
)
_EVER = re.compile("时|when")
_HAS_NUMBER = re.compile(r"[\d零〇半数一两二三四五六七八九十百千万]")
_AN_AMOUNT = re.compile(rf"{_HAS_NUMBER.pattern}|免|全部|永久|终身|[没无]")
_WHICH_TIME = re.compile("几[月日号点时]")
_HOW_MANY = re.compile(
    r"几|多|百分之|\b(?:how|number|amount|percent\w*|proportion|population|age)\b"
)

_EITHER = re.compile("还是(?!会|要|不|没)")
_WHETHER = re.compile(
    r"[吗么]\W*$|是不是|能不能|可不可以|会不会|要不要|有没有|是否|能否|可否|(\w)[不没]\1"
    r"|^(?:is|are|was|were|do|does|did|can|could|may|must|will|should|has|have|had)\b"
)


def is_of_the_kind(question: tuple[str, str, str], mark: str, sentence: str) -> bool:
    """Whether a folded short answer of a sentence may be what a question for a fact or a person
    asks for: a time, if it asks for one; no bare figure, if it asks for a place or a person.

    question: what stands before the question word, the word, and what stands behind it.
    """
    before, word, after = question
    if _HOW_MANY.search(word) and not _WHICH_TIME.search(word):
        if "多" in word and not _AN_AMOUNT.search(mark):
            return False
        return _is_bound(before, after, mark, sentence)
    if _WHEN.search(word):
        if not _TIME.search(mark):  # 什么时候 may be told by what happened: 毕业
            return bool(_EVER.search(word)) and not _HAS_NUMBER.search(mark)
        return not _AN_AGE.fullmatch(mark)
    return not _BARE_FIGURE.fullmatch(mark)


def chooses(question: str, mark: str) -> bool:
    """Whether a folded short answer may stand for a yes or no, or for one of two: never for the
    first, and only by its own name for the second."""
    if _EITHER.search(question):
        return mark in question
    return not _WHETHER.search(question)


_CLAUSE = re.compile("[^,，、;；。:：!！?？]+")
_BARE = re.compile(r"\W*(?:(?:一?共|总共|共计|约|达|有|近|为|是|已|超过)+\W*)?")
_COUNTED = re.compile(r"[\d二三四五六七八九十百千万两]")


def _is_bound(before: str, after: str, mark: str, sentence: str) -> bool:
    """Whether a count may be of what stands before and after 几个.  Not, where another clause has
    both that verb and that noun, but no figure, and the clause of the count neither."""
    verb, noun = before.rstrip("了过着的有共")[-1:], after[:2]
    if not verb or len(noun) < 2 or not noun.isalnum():
        return True
    clauses = _CLAUSE.findall(sentence)
    own = [part for part in clauses if mark in part]
    if any(verb in part or noun in part or _BARE.fullmatch(part.split(mark)[0]) for part in own):
        return True
    return not any(verb in part and noun in part and not _COUNTED.search(part) for part in clauses)
