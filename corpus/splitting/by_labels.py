"""Several articles of an export, each led by labels: 标题：… 作者：… 正文：…, or 【标题】….

Each is cut out, its labels are set on lines of their own as the reader of a single text knows them,
and no character changes its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from corpus.builder import Draft
from corpus.metadata_lines import LABELS, SUBMITTED
from corpus.readers.base import left_out_notes
from corpus.spans import shifted

_FIELDS = "|".join((*LABELS.values(), *(SUBMITTED[name] for name in ("author", "office", "other"))))
_TEXT = "正文|内容|全文|文章内容|正文内容|content|text"
_TITLE = LABELS["title"]
_BEGINS = re.compile(
    rf"^[ \t\u3000]{{0,8}}(?:[【\[](?:{_TITLE})[】\]][:：]?|(?:{_TITLE})[ \u3000]?[:：])"
    r"[ \t\u3000]{0,8}(?=\S)",
    re.M | re.I,
)
_BRACKETED = re.compile(rf"[【\[](?P<label>{_FIELDS}|{_TEXT})[】\]](?P<colon>[:：]?)", re.I)
_LABEL = re.compile(rf"(?P<field>{_FIELDS})[ \u3000]?[:：]|(?P<text>{_TEXT})[ \u3000]?[:：]", re.I)
_BESIDE = re.compile(rf"(?<=\S)[ \t\u3000|｜](?=(?:{_FIELDS}|{_TEXT})[:：])", re.I)
_RULE = re.compile(r"[\s*＊※#=＝~～_—–－-]{0,200}")
_LEAD = 120  # characters above the first title: of what the export says of itself
_HEAD = 12  # lines of labels, at most


def by_labels(text: str, single: Callable[[str], Draft]) -> list[Draft]:
    """The articles of a text in which at least two begin with a label for the title; [] for any
    other text.  single: reads a text as one article."""
    begins = [match.start() for match in _BEGINS.finditer(text)]
    if len(begins) < 2:
        return []
    starts = [_top(text, begin) for begin in begins]
    if len(text[: starts[0]].strip()) > _LEAD or starts != sorted(set(starts)):
        return []
    drafts: list[Draft] = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        part = _plain(text[start:end])
        if part is None:
            return []
        draft = single(part)
        if not draft.title or not draft.paragraphs:
            return []
        draft.text = text
        draft.paragraphs = [
            replace(one, spans=shifted(one.spans, start)) for one in draft.paragraphs
        ]
        drafts.append(draft)
    lead = text[: starts[0]].strip()
    drafts[0].notes += left_out_notes([] if _RULE.fullmatch(lead) else [" ".join(lead.split())])
    return drafts


def _top(text: str, begin: int) -> int:
    """Where the labels begin that stand right above the title, as the date of some exports."""
    while begin:
        above = text.rfind("\n", 0, begin - 1) + 1
        line = text[above:begin].strip()
        label = _LABEL.match(_BRACKETED.sub(r"\g<label>：", line))
        if not label or label["text"] or _BEGINS.match(text, above):
            break
        begin = above
    return begin


def _plain(part: str) -> str | None:
    """The part with its labels as `label：` on lines of their own, as long as it was, without that
    of the text and the rule at the end; None where nothing but the title has a label, or the title
    is a sentence."""
    lines = part.splitlines(keepends=True)
    labels = at = 0
    body = ""
    for number, line in enumerate(lines[:_HEAD]):
        line = _BESIDE.sub("\n", _BRACKETED.sub(_set_plain, line))
        rows = line.splitlines(keepends=True)
        plain = []
        for row in rows:
            label = _LABEL.match(row.strip())
            labels += label is not None
            if label and label["text"]:
                begin = row.index(label[0])
                row = row[:begin] + "\n" * len(label[0]) + row[begin + len(label[0]) :]
                body = "text"
            elif not label and row.strip():
                body = "text"
            plain.append(row)
        lines[number] = "".join(plain)
        at = number
        if body:
            break
    title = lines[0].strip() if lines else ""
    if labels < 2 or title.endswith(("。", "；")):
        return None
    text = "".join(lines)
    rule = _RULE.fullmatch(lines[-1]) if at + 1 < len(lines) else None
    return text[: len(text) - len(lines[-1])] + " " * len(lines[-1]) if rule else text


def _set_plain(match: re.Match[str]) -> str:
    return f"\n{match['label']}：" + " " * len(match["colon"])
