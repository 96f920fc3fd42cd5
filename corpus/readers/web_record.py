"""The record of a document on the page of an office: 索引号, 发文机关, 文号, 成文日期.

It stands in a table or a list of its own above the text, where no choice of the article's part
finds it.  Its labels are known; what parts with them into pairs and has no other word is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from corpus.dates import iso_date
from corpus.issuers import may_sign
from corpus.lines import is_ended
from corpus.readers.web_sizes import has_no_text
from language.fold import fold
from language.lexicon import words

_BEGINS = re.compile("索引号|(?:发文|公文|文件)?(?:文号|字号)")
_LABELS = frozenset(words("document_labels"))
_NUMBERED = frozenset(
    ("索引号", "文号", "发文字号", "发文文号", "公文字号", "文件编号", "文件字号")
)
_SUMMARY = "内容概述"  # the only value that may be a sentence
_ROWS = frozenset(("tbody", "table", "tr"))
_ISSUED_BY = re.compile("[发制印]文?[文发布]?(?:机关|机构|单位)")
_DATED = ("成文日期", "成文时间", "发文日期", "印发日期", "生成日期", "发布日期", "发布时间")
"""The days that a record tells, that of the document first."""
_AROUND = 8  # elements around the first label that are looked at
_FOUND = 4  # places where a record may begin
_LONGEST = 800  # characters of a record
_FEWEST = 3  # known labels
_PARTS = 4  # elements that a value may stand in


@dataclass(frozen=True, slots=True)
class Record:
    """element: what of the page it is; pairs: its labels and values."""

    element: Any
    pairs: tuple[tuple[str, str], ...]

    @property
    def lines(self) -> list[str]:
        """What it says, a line a pair."""
        return [f"{label}：{value}" for label, value in self.pairs]

    @property
    def fields(self) -> dict[str, str]:
        """Which body issued the document, and when."""
        told = dict(reversed(self.pairs))  # of two alike the first
        issuers = (value for label, value in self.pairs if _ISSUED_BY.fullmatch(label))
        office = next(filter(may_sign, issuers), "")
        dates = (iso_date(told[label]) for label in _DATED if label in told)
        return {"office": office, "published": next(filter(None, dates), "")}


def document_record(body: Any) -> Record | None:
    """The first record of the page: the smallest element around its first label that says three
    things of a document, with the rows beside it."""
    for element in islice(_begins(body), _FOUND):
        found: Record | None = None
        for around in (element, *islice(element.iterancestors(), _AROUND)):
            pairs = () if around is body else _pairs(around, found is None or around.tag in _ROWS)
            if pairs and (found is None or len(pairs) > len(found.pairs)):
                found = Record(around, pairs)
            elif found or around is body:
                break
        if found:
            return found
    return None


def _begins(body: Any) -> Iterator[Any]:
    """The elements whose first words are the label of a number by which documents are filed."""
    for element in body.iter():
        if isinstance(element.tag, str) and _BEGINS.match(
            "".join((element.text or "")[:24].split())
        ):
            yield element


def _pieces(element: Any) -> list[str]:
    """The texts in an element, without white space at their ends; none where they are too long."""
    pieces: list[str] = []
    size = 0
    stack: list[Any] = [element]
    while stack:
        node = stack.pop()
        if not isinstance(node, str):
            inner = () if has_no_text(node) else reversed(node)
            stack += [part for child in inner for part in (child.tail or "", child)]
            node = "" if has_no_text(node) else node.text or ""
        if piece := " ".join(node.split()):
            pieces.append(piece)
            size += len(piece)
            if size > _LONGEST:
                return []
    return pieces


def _pairs(element: Any, parted: bool) -> tuple[tuple[str, str], ...]:
    """The labels and values that an element is made of; () for one with another word, or with
    fewer than three known labels.  parted: a value may stand in several elements."""
    pairs: list[tuple[str, str]] = []
    parts = 0
    for piece in _pieces(element):
        label, value = _label(piece)
        said = piece.lstrip(":： ")
        if label:
            pairs.append((label, value))
            parts = bool(value)
        elif said:
            if not pairs or parts == (_PARTS if parted else 1):
                return ()
            pairs[-1] = pairs[-1][0], f"{pairs[-1][1]} {said}".strip()
            parts += 1
    told = [(label, value) for label, value in pairs if value]
    labels = {label for label, _ in told}
    if len(labels & _LABELS) < _FEWEST or not labels & _NUMBERED or 2 * len(told) < len(pairs):
        return ()
    is_text = any(is_ended(value) and label != _SUMMARY for label, value in told)
    return () if is_text else tuple(told)


def _label(piece: str) -> tuple[str, str]:
    """The label that a piece of text begins with, closed up (文 号), and the value behind it; none
    where it is a value."""
    head, colon, _ = fold(piece[:12]).partition(":")
    closed = "".join(head.split())
    if colon and re.fullmatch("[\u4e00-\u9fff]{2,8}", closed):
        return closed, piece[len(head) + 1 :].strip()
    closed = "".join(piece.split()) if len(piece) <= 12 else ""
    return (closed, "") if closed in _LABELS else ("", "")
