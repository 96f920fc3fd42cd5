"""The lines at the head of an article: 作者：…, a date alone, a byline."""

from __future__ import annotations

import re

from corpus.dates import is_date, iso_date
from corpus.draft import Draft
from corpus.headers import dateline, parse_byline

LABELS = {
    "title": "标题|题目|篇名|title",
    "author": "作者|撰稿|撰文|文|author|by",
    "office": "单位|职务|作者单位|作者简介|office",
    "column": "栏目|专栏|版面|column",
    "published": "日期|时间|发布时间|发布日期|发表时间|发表日期|出版日期|published|date",
    "url": "网址|链接|原文链接|url|link",
}
_LABEL = re.compile(
    "|".join(rf"(?P<{key}>(?:{names})\s*[:：]\s*)" for key, names in LABELS.items()), re.I
)
LONGEST = 100


def is_head(draft: Draft, text: str, bare: bool = False) -> bool:
    """Whether the line tells a field that the draft lacks; `bare`: a name alone is a byline."""
    return _field(draft, text, bare) is not None


def take(draft: Draft, text: str, bare: bool = False) -> bool:
    """Put the field that the line tells into the draft, the line into its notes."""
    found = _field(draft, text, bare)
    if not found:
        return False
    for key, value in found.items():
        setattr(draft, key, value)
    draft.notes.append(f"head: {text}")
    return True


def _field(draft: Draft, text: str, bare: bool) -> dict[str, str | None] | None:
    if not text or len(text) > LONGEST:
        return None
    if found := _LABEL.match(text):
        key, value = str(found.lastgroup), text[found.end() :].strip()
        if not value or getattr(draft, key) is not None:
            return None
        if key != "published":
            return {key: value}
        date = iso_date(value)
        return {key: date} if date or is_date(value) else None
    if is_date(text) and not draft.published:
        return {"published": iso_date(text)}
    byline = parse_byline(text, bare=bare) if draft.author is None else None
    if byline:
        return {"author": byline.author, "office": byline.office or draft.office}
    return None


def from_dateline(draft: Draft) -> None:
    """The reporter whom the first paragraph's dateline names; it stays in the text."""
    found = dateline(draft.paragraphs[0].text) if draft.paragraphs else None
    if found and found.author and draft.author is None:
        draft.author, draft.office = found.author, draft.office or found.office
        draft.notes.append("author inferred from the dateline")
