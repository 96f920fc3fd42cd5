"""Readers' comments that the page does not call so: several short texts of one kind below the
article, each with a nickname and with when it was written or what to click (赞, 回复).

A comment is a part, or two: who and when, and below it the text; those stand behind the text.

A table, a list of donors and a live report, where few speak again and again or each entry begins
with its time, are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from corpus.readers.web_sizes import SENTENCE, Sizes
from language.fold import fold

_ITEMS = frozenset(("div", "li", "section", "article", "dl", "dd", "p"))
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_PARTS = _ITEMS | _HEADINGS | {"dt", "blockquote"}
_LONGEST, _MOST_TAGS = 300, 60  # characters of a comment and its signs, and its elements
_AROUND = 24  # characters of a heading over comments, and of what leads to more of them
_OF_A_PAPER = r"(?!.{0,20}(?:记者|通讯员|主持))"
_NICKNAME = re.compile(rf"{_OF_A_PAPER}[^。！？!?；;：:]{{1,20}}[：:]?")
_LED = re.compile(r"[^。！？!?；;：:\s]{1,16}[：:](?=\s{0,2}\S)")
_CLICK = r"(?:点?赞|顶|踩|回复|举报|支持|反对|有用|展开回复|reply|likes?|report)"
_CLICKED = rf"(?:{_CLICK}\s?\(?\d{{0,6}}\)?|\(?\d{{1,6}}\)?\s?{_CLICK})"
_CLICKS = re.compile(rf"(?:{_CLICKED}[\s·|]{{0,3}}){{1,4}}", re.I)
_CLICKS_LAST = re.compile(rf"(?:\s|[。！？!?]){_CLICKED}\s{{0,3}}$", re.I)
_AGO = (
    r"(?:\d{1,3}\s?(?:秒|分钟|小时|天|周|个?月|年)前|刚刚|[今昨前]天(?:\s?\d\d?:\d\d)?"
    r"|\d{1,3} (?:second|minute|hour|day|week|month|year)s? ago)"
)
_CLOCK = r"(?:(?:19|20)\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?:\s?\d{1,2}:\d{2}(?::\d{2})?)?"
_WHEN = re.compile(
    rf"(?:(?:发[布表]于|评论于)\s?)?(?:{_AGO}|{_CLOCK})(?:[\s·|]{{0,3}}(?:来自|IP属地:?)?\s?[\u4e00-\u9fff]{{0,8}})?",
    re.I,
)
_EXACT = re.compile(rf"{_AGO}|\d:\d\d", re.I)
"""A time as comments have, and no day alone."""
_AT = re.compile(rf"\d{{1,2}}:\d{{2}}(?::\d{{2}})?|{_CLOCK}(?<=:\d\d)")
"""A time of day that an entry of a report begins with; a comment begins with who wrote it."""
_WHO_AND_WHEN = re.compile(
    rf"{_OF_A_PAPER}(?P<who>[^。！？!?；;：:]{{1,20}})\s(?:{_WHEN.pattern})"
    rf"(?P<clicks>(?:\s{_CLICKED})*)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Comment:
    """nickname: who wrote; exact: whether it tells a time, and no day alone; clicks: whether it has
    something to click; says: whether it holds a sentence."""

    nickname: str
    exact: bool
    clicks: bool
    says: bool


def comments(body: Any, sizes: dict[Any, Sizes]) -> set[Any]:
    """The elements that are such comments, or hold them and a heading alone.
    sizes: those of what can be seen."""
    marked: set[Any] = set()
    for parent in body.iter():
        if parent not in sizes or parent.tag == "table":
            continue
        for items in _runs([x for x in parent if x in sizes and sizes[x].chars], sizes):
            around = sizes[parent].chars - sum(sizes[x].chars for x in items)
            marked.update([parent] if around <= _AROUND and parent is not body else items)
        marked.update(_paired([x for x in parent if x in sizes and sizes[x].chars], sizes))
    return marked


def _paired(children: Sequence[Any], sizes: dict[Any, Sizes]) -> list[Any]:
    """The last children, if they are comments of two parts each, with a heading over them and what
    is clicked below."""
    items: list[Any] = []
    told: list[_Comment] = []
    head: re.Match[str] | None = None
    for child in children:
        size = sizes[child]
        short = size.chars <= _AROUND and not size.sentences
        line = " ".join(_lines(child)) if size.chars <= 2 * _AROUND and child.tag in _PARTS else ""
        match = _WHO_AND_WHEN.fullmatch(line)
        if match and _EXACT.search(line):
            head = match
        elif head and size.chars <= _LONGEST and child.tag in _PARTS:
            told.append(_Comment(head["who"], True, bool(head["clicks"]), size.sentences > 0))
            head = None
        elif not (told and short):
            items, told, head = [], [], None
            if not (short and child.tag in _HEADINGS):
                continue
        items.append(child)
    return items if _are_comments(told) else []


def _runs(children: Sequence[Any], sizes: dict[Any, Sizes]) -> Iterator[list[Any]]:
    """The children of one kind, side by side, that are comments."""
    told = {x: _comment(x, sizes[x]) for x in children if x.tag in _ITEMS}
    for _, group in groupby(children, lambda x: (x.tag, x.get("class"), told.get(x) is None)):
        items = list(group)
        if _are_comments([comment for x in items if (comment := told.get(x))]):
            yield items


def _are_comments(told: Sequence[_Comment]) -> bool:
    """Whether these parts are comments, by hardly one writer twice."""
    writers = {comment.nickname for comment in told}
    if len(told) < 2 or 3 * len(writers) < 2 * len(told):
        return False
    clicked = sum(comment.clicks for comment in told)
    exact = sum(comment.exact for comment in told)
    saying = sum(comment.says for comment in told)
    if len(told) == 2:
        return clicked == exact == 2
    return clicked == len(told) or 2 * min(exact, saying) >= len(told)


def _comment(element: Any, size: Sizes) -> _Comment | None:
    """What a part tells, if it may be a comment."""
    if size.chars > _LONGEST or size.tags > _MOST_TAGS:
        return None
    lines = list(_lines(element))
    if lines and _AT.fullmatch(lines[0]):
        return None
    when = [line for line in lines if _WHEN.fullmatch(line)]
    clicks = [line for line in lines if _CLICKS.fullmatch(line)]
    told = [line for line in lines if line not in when and line not in clicks]
    last = bool(told) and bool(_CLICKS_LAST.search(told[-1]))
    led = _LED.match(told[0]) if told else None
    if not (when or clicks or last) or not (len(told) > 1 or led):
        return None
    nickname = led[0] if led else told[0]
    if not led and not _NICKNAME.fullmatch(nickname):
        return None
    exact = any(map(_EXACT.search, when)) or (last and bool(_EXACT.search(told[-1])))
    return _Comment(nickname, exact, bool(clicks) or last, any(map(SENTENCE.search, told)))


def _lines(element: Any) -> Iterator[str]:
    """The texts in an element, between its tags."""
    for text in element.itertext():
        if line := fold(" ".join(text.split())):
            yield line
