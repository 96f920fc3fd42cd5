"""The cover of a thesis or a report, above the first heading: its title, who wrote it and when.

A heading style marks what stands inside; on the cover, title and author are lines like any other,
beside labels of what else is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.builder import Draft
from corpus.bylines import parse_byline
from corpus.dates import is_date, iso_date
from corpus.issuers import is_body, may_sign
from corpus.lines import is_ended
from corpus.person_names import are_names
from corpus.splitting.by_lines import TITLE, Item, is_name, is_subtitle

_LINES = 16  # of a cover, at most
_LABELLED = re.compile(
    r"(?P<label>[^\s:：](?:\s{0,4}[^\s:：]){1,7})\s{0,4}[:：]\s{0,9}(?P<value>\S.*)"
)
_LABELS = re.compile(
    "(?P<title>(?:[中论]文|作品|课题|报告)?(?:题目|标题|题名))"
    "|(?P<author>(?:论文)?作者(?:姓名)?|(?:学生|研究生|硕士生|博士生|本科生)(?:姓名)?"
    "|(?:学位)?申请人(?:姓名)?)"
    "|(?P<published>(?:论文)?(?:答辩|提交|完成|定稿)(?:日期|时间))"
    "|(?P<led>(?:指导|校内|校外|合作)?(?:教师|老师|导师)(?:姓名)?)"
)
_KIND = re.compile(
    r"\S{0,20}(?:学位|毕业|学士|硕士|博士|学年|课程)(?:论文|设计)(?:[(（][^()（）]{1,12}[)）])?"
)
"""What sort of text it is: 江城大学硕士学位论文."""
_STAMP = re.compile(
    r"内部.{2,8}|.{0,4}(?:[初草]稿|[讨送]论?审?稿|意见稿|修改稿)|[绝机秘]密.{0,6}|附件?\d{0,2}"
)
_FIRST = re.compile("(?:中文|英文)?(?:摘要|提要|目录|目次|abstract)|[绪引导前序][论言]", re.I)
"""The first heading of what has a cover."""


def take_cover(draft: Draft, items: Sequence[Item]) -> None:
    """Take title, author and date of the lines above the first heading but the title's own, if all
    are lines of a cover and one of them, or that heading, tells so; the other lines stay."""
    count = next((i for i, one in enumerate(draft.paragraphs) if one.heading is not None), 0)
    lines = [paragraph.text for paragraph in draft.paragraphs[: min(count, _LINES + 1)]]
    headings = [item for item in items if item.level is not None and item.text != draft.title]
    if not headings or not 0 < len(lines) <= _LINES or any(map(_is_text, lines)):
        return
    labels = [_label_of(line) for line in lines]
    begins = bool(_FIRST.fullmatch("".join(headings[0].text.split())))
    kinds = {label for label, _ in labels} | {"led" for line in lines if _KIND.fullmatch(line)}
    if not (begins or kinds & {"title", "author", "led"}):
        return
    plain = [i for i, (_, value) in enumerate(labels) if not value and not _is_beside(lines[i])]
    names = [i for i in plain if is_name(lines[i])]
    titles = [i for i in plain if i not in names]
    several = begins or [item.level for item in headings].count(headings[0].level) > 1
    if len(titles) == 1 or (len(titles) == 2 and is_subtitle(lines[titles[1]])):
        lines[titles[0]] = "".join(lines[i] for i in titles)
        labels[titles[0]] = ("title" if several else "", lines[titles[0]])
    if begins and len(names) == 1:
        labels[names[0]] = ("author", lines[names[0]])
    taken = [i for i, (label, value) in enumerate(labels) if _take(draft, label, value, lines[i])]
    if titles and titles[0] in taken:
        taken += titles[1:]
    draft.paragraphs = [one for i, one in enumerate(draft.paragraphs) if i not in taken]


def _take(draft: Draft, label: str, value: str, line: str) -> bool:
    """Put what a line tells into the draft, if it is not known yet."""
    if label not in ("title", "author", "published") or getattr(draft, label) is not None:
        return False
    if label == "author":
        byline = parse_byline(value, bare=True)
        value = byline.author if byline and are_names(byline.author) else ""
    elif label == "published":
        value = iso_date(value) or ""
    if value:
        draft.take(line, **{label: value})
    return bool(value)


def _label_of(line: str) -> tuple[str, str]:
    """The field that a line is labelled with, "" for none that is taken, and its value, "" without
    a label: 作者姓名：桂小满."""
    pair = _LABELLED.fullmatch(line)
    if pair is None:
        return ("published", line) if is_date(line) else ("", "")
    label = _LABELS.fullmatch("".join(pair["label"].split()))
    return str(label.lastgroup) if label else "", pair["value"].strip()


def _is_beside(line: str) -> bool:
    """Whether a line on a cover is neither its title nor a label: the sort of text, a school."""
    return bool(_KIND.fullmatch(line) or _STAMP.fullmatch(line)) or is_body(line) or may_sign(line)


def _is_text(line: str) -> bool:
    return is_ended(line) or len(line) > 2 * TITLE
