"""Lines that are paragraphs of their own, though no blank line parts them: 时间：…, the items of a
list, rows of cells with tabs or wide spaces between, a table of contents, the books of a catalogue,
the days of a chronicle and its months, verse, who signs a notice.

A paragraph of prose may be wrapped anywhere, so one such line tells nothing; two or more of a form
below one another do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from corpus.dates import find_date, is_date
from corpus.lines import Line, is_ended, is_of_contents
from language.numerals import value_of

ITEM = (
    r"[（(](?P<han_in_brackets>[一二三四五六七八九十]{1,3})[)）]"
    r"|[（(](?P<digits_in_brackets>\d{1,3})[)）]"
    r"|(?P<han>[一二三四五六七八九十]{1,3})、"
    r"|(?P<digits>\d{1,3})[.、．)）](?!\d)"
    r"|(?P<bullet>[-*•●·▪◆■](?=\s)|[●◆](?=[\u4e00-\u9fff“《]))\s?"
)
"""What an item of a list begins with."""
_ON = r"(?:\d{1,2}月)?\d{1,2}[日号](?:白天|夜间|夜里|[上下]午|晚上?|早晨)?"
_CLOCK = r"(?:[上中下]午|晚上|早上)?\s?(?:[01]?\d|2[0-4])[:：][0-5]\d"
_UNIT = r"[^\s\d。，；：！？]"
_FIGURE = rf"[￥¥]?\d[\d.,:：/／×*–—～~-]{{0,20}}(?:{_UNIT}{{1,4}}(?:[/／]{_UNIT}{{1,3}})?)?"
_CELL = r"[^\s。！？；，]{1,24}(?: [^\s。！？；，]{1,24}){0,3}"
_MARK = re.compile(
    rf"{ITEM}|(?P<circled>[①-⑳])"
    r"|(?P<label>[^\W\d_](?:[ \u3000]{0,4}[^\W\d_]){0,7})\s{0,2}[:：](?!//)(?=\s{0,9}\S)"
    r"|(?P<cells>(?:[^\t。！？；]{1,24}\t{1,4}){1,20}[^\t。！？；]{1,24}$)"
    rf"|(?P<day>[△▲○◎]?\s?(?:{_ON}(?:[—–~～至到、-]{{1,2}}{_ON})?|[今明后昨前]天(?:白天|夜间|夜里|[上下]午|晚上|早晨)?|[上中下]旬|[同是当][日月年]|本[月年]|[月年]底)"
    r"(?=[\s，,：:]))"
    r"|(?P<month>(?:1?\d|[正一二三四五六七八九十]|十[一二])月$)"
    rf"|(?P<aligned>{_CELL}(?:[ \u3000]{{2,40}}{_CELL}){{1,12}}$)"
    rf"|(?P<clock>{_CLOCK}(?:\s?[—–~～至到-]{{1,2}}\s?{_CLOCK})?(?=[\s，,]?[^\W\d_]))"
    r"|(?P<part>[上中下]午|晚上|早晨|早上|傍晚|凌晨)(?=[ \u3000]{1,4}\S)"
    rf"|(?P<figure>[^\W\d_]{{2,12}}[ \u3000]{{1,4}}{_FIGURE}$)"
    r"|[\[［](?P<digits_in_square>\d{1,3})[\]］](?=\s{0,4}\S)"
    r"|(?P<catalogued>[^\s。！？；]{2,40}(?:\u3000[^\s。！？；]{1,40}){3,9}$)"
    r"|(?P<score>[^\W\d_]{2,12}\s?\d{1,3}\s?[:：比-]\s?\d{1,3}\s?[^\W\d_]{2,12}$)"
)
_UNNUMBERED = (
    "bullet", "label", "cells", "day", "aligned", "clock", "part", "figure", "score", "contents",
    "catalogued",
)  # fmt: skip
_FIELD = re.compile(
    r"(?:[时時][间間]|日期|地[点點址]|电话|電話|[热熱][线線]|邮箱|郵箱|传真|联系人|联系方式|费用|票价|价格"
    r"|人数|名额|对象|主持人?|主办|承办|协办|[记記][录錄]|出席|列席|缺席|请假|网址|账号)$"
)
_AMOUNT = re.compile(r"[^\w]{0,3}\d[\d\s.,:：+%％~～—–－年月日时点分元角万亿个人名米岁至到-]*")
_SIGN_OFF = re.compile(r"此致|敬[礼禮]|[谨謹][启啟識识序]|特此.{2,4}")
_YEAR = re.compile(r"[〇零○一二三四五六七八九十\d]{4}年|民[国國].{1,4}年")
_STOPS = re.compile("[，。；：！？、,;:!?]")
_SIGNERS, _SIGNER = 6, 24  # lines below a text that sign it, at most, and characters of each
_NARROW, _SURE, _WIDE, _SLACK = 24, 60, 100, 6
"""Typewriter columns: narrower and wider lines are not wrapped, one so wide is, though no other is
so wide; what a full line may leave free."""
_VERSE = 4  # lines of verse together, at least

Mark = tuple[str, int]
"""What a line begins with: its form, and its number (0 for a form without)."""
Bounds = tuple[int, int, bool]
"""Lines from, up to; whether they are an entry; the month over entries is none, and a heading."""


def mark_of(text: str) -> Mark | None:
    """The label or the number that the text begins with."""
    if is_of_contents(text):
        return "contents", 0
    match = _MARK.match(text)
    if match is None:
        return None
    form = str(match.lastgroup)
    value = match[form]
    if form == "label" and text.rstrip().endswith(("？", "?")):  # a turn of an interview
        return None
    if form in _UNNUMBERED:
        return form, 0
    if form == "month":
        return form, 0
    if form == "circled":
        return form, ord(value) - ord("①") + 1
    return form, int(value) if value.isdigit() else value_of(value) or 0


def is_field(text: str) -> bool:
    """Whether a line says when, where, how much or the like: 报名时间：8月10日, 票价：30元."""
    match = _MARK.match(text)
    if match is None or match.lastgroup != "label":
        return False
    value = text[match.end() :].strip()
    return bool(_FIELD.search(match["label"]) or _AMOUNT.fullmatch(value))


def in_rows(marks: Sequence[Mark | None]) -> set[int]:
    """Which of the lines stand in a row of two or more of one form: labels, bullets, or numbers
    that begin at 1 or go on from such a row; headings that text parts are no row.  The days of a
    chronicle are in a row though its months part them."""
    rows: set[int] = set()
    days = [i for i, mark in enumerate(marks) if mark and mark[0] == "day"]
    rows.update(days if len(days) > 1 else ())
    last_of: dict[str, int] = {}  # the last number of a row of that form
    at = 0
    for form, group in groupby(marks, key=_form):
        numbers = [mark[1] if mark else 0 for mark in group]
        begins = form in _UNNUMBERED or numbers[0] in (1, last_of.get(form, 0) + 1)
        if form and len(numbers) > 1 and begins:
            rows.update(range(at, at + len(numbers)))
            last_of[form] = numbers[-1]
        at += len(numbers)
    return rows


def _form(mark: Mark | None) -> str:
    """What a line begins with, for a row: a table's rows may begin with days."""
    form = mark[0] if mark else ""
    return "aligned" if form == "day" else form


def table_from(lines: Sequence[Line]) -> int:
    """Where rows of cells, or the days or months of a chronicle, begin in the lines, under what
    may be a title; their number if there are none."""
    marks = [mark_of(line.text) for line in lines]
    rows = in_rows(marks)
    forms = [_form(mark) for mark in marks]
    table = [i for i in rows if forms[i] in ("aligned", "cells")]
    at = min(table, default=len(lines))
    return at - 1 if table and at and forms[at - 1] == "month" else at


def cuts(lines: Sequence[Line]) -> list[Bounds]:
    """Where lines without a blank one between them are to be cut."""
    units = list(_units(lines))
    marks = [mark for _, _, mark in units]
    rows = in_rows(marks)
    dated = any(marks[number] == ("day", 0) for number in rows)
    months = {low for low, _, mark in units if mark and mark[0] == "month" and dated}
    if _is_verse(lines):
        return [(i, i + 1, i not in months) for i in range(len(lines))]
    bounds: list[Bounds] = []
    for number, (low, high, _) in enumerate(units):
        if number in rows or low in months:
            bounds.append((low, high, low not in months))
        elif bounds and not bounds[-1][2]:
            bounds[-1] = (bounds[-1][0], high, False)
        else:
            bounds.append((low, high, False))
    if bounds and not bounds[-1][2]:
        low, high, _ = bounds.pop()
        at = _signers_from(lines, low, high)
        bounds += [(low, at, False)] if low < at else []
        bounds += [(i, i + 1, True) for i in range(at, high)]
    return bounds


def _is_verse(lines: Sequence[Line]) -> bool:
    """Whether short lines are verse or a list: each without a stop but at its end, or with commas
    alone in a block that ends no sentence, where they are too uneven for a column, or all have
    their comma at one place.  Where none has a stop, a last line that is shorter than all others
    ends a text in a narrow column."""
    texts = [line.text.rstrip("”’」』") for line in lines]
    widths = [line.width for line in lines]
    if len(lines) < _VERSE - 1 or max(widths) > _NARROW:
        return False
    *above, last = widths
    uneven = max(widths) - min(widths) > _SLACK and widths[0] > min(widths)  # else a title leads
    if any(_STOPS.search(text[:-1]) for text in texts):
        commas = {text.find("，") for text in texts}
        plain = not any(_STOPS.search(text.replace("，", "")) or text[-1] == "，" for text in texts)
        return plain and last >= min(above) and (uneven or len(commas) == 1)
    ended = any(_STOPS.search(text[-1:]) for text in texts)
    if len(lines) < _VERSE:
        return uneven and not ended and last >= min(above)
    return ended or last >= min(above)


def _units(lines: Sequence[Line]) -> Iterator[tuple[int, int, Mark | None]]:
    """Each line that has a mark, with those that it is wrapped to, and each other line."""
    wrapped = _wrapped(lines)
    low = 0
    mark: Mark | None = None
    for i, line in enumerate(lines):
        goes_on = i > 0 and wrapped[i - 1] and not line.indented
        own = mark_of(line.text)
        if own and goes_on and not (mark and low == i - 1):
            own = None  # a word of prose that its line happens to begin with
        if i and not (mark and goes_on and not own):
            yield low, i, mark
            low, mark = i, own
        elif not i:
            mark = own
    if lines:
        yield low, len(lines), mark


def _wrapped(lines: Sequence[Line]) -> list[bool]:
    """Of each line, whether it may go on in the next one: it is full, and ends no sentence."""
    widest = max((line.width for line in lines), default=0)
    full = [widest - _SLACK <= line.width and _NARROW <= line.width <= _WIDE for line in lines]
    column = sum(full) > 1 or widest >= _SURE
    return [
        column and is_full and not is_ended(line.text) and line.text[-1] not in "；;"
        for line, is_full in zip(lines, full, strict=True)
    ]


def _signers_from(lines: Sequence[Line], low: int, high: int) -> int:
    """Where the lines begin that sign the text above them; `high` for none."""
    at = high
    while at > low and high - at < _SIGNERS and _is_short(lines[at - 1].text):
        at -= 1
    above = lines[at - 1].text if at > low else ""
    if above and not is_ended(above) and not _SIGN_OFF.search(above):
        return high
    signs = any(_dates(line.text) or _SIGN_OFF.search(line.text) for line in lines[at:high])
    return at if high - at > 1 and signs else high


def _is_short(text: str) -> bool:
    return len(text) <= _SIGNER and not _STOPS.search(text)


def _dates(text: str) -> bool:
    """Whether a short line is a date, also one without a day, or ends with one."""
    date = find_date(text)
    return is_date(text) or bool(_YEAR.match(text)) or (date is not None and date.end == len(text))
