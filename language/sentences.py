"""Sentence spans of Chinese, English and mixed text."""

from __future__ import annotations

import re
from functools import cache

Span = tuple[int, int]

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|No|Nos|vs|etc|e\\.g|i\\.e|Inc|Ltd|Co|Corp|Fig|Figs|al|cf|Vol|pp|p"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Gen|Col|Lt|Sen|Rep|Gov|Rev|Hon|approx|Art"
    "|U\\.S|U\\.K|U\\.N|Ph\\.D|a\\.m|p\\.m"
)
_CLOSERS = "”’\"'）)》」』】〕］\\]〉"


@cache
def _pattern(semicolon: bool) -> re.Pattern[str]:
    ends = "。！？!?…｡" + ("；;" if semicolon else "")
    return re.compile(
        # Chinese ends, ellipses and marks in a row, then the closing quotes that belong to it
        rf"[{ends}]+[{_CLOSERS}]*"
        # an English full stop: before white space or the end, a Latin letter, digit or closer
        # before it
        rf"|\.+[{_CLOSERS}]*(?=\s|$)"
        # and one between Chinese characters, as in abstracts typed with half-width marks
        r"|(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff])"
        r"|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+"
    )


_SHORT = re.compile(rf"(?:^|[^0-9A-Za-z.])(?:{_ABBREVIATIONS}|[A-Z]|(?:[A-Z]\.)+[A-Z])$")


def sentences(text: str, *, semicolon: bool = False) -> list[Span]:
    """Sentence spans [start, end) in order, together covering all of the text but white space.

    A sentence ends after 。！？…… and their half-width kin, with the closing quotes and brackets
    that follow; after an English full stop (not within 3.14, after "Dr." or an initial); and at a
    line break.  With `semicolon`, ；and ; end one too.  Linear in the length of the text.
    """
    found: list[Span] = []
    start, size = 0, len(text)
    for end in _ends(text, semicolon):
        _add(found, text, start, end)
        start = end
    if start < size:
        _add(found, text, start, size)
    return found


def _ends(text: str, semicolon: bool) -> list[int]:
    ends = []
    for mark in _pattern(semicolon).finditer(text):
        at = mark.start()
        if text[at] == "." and _SHORT.search(text, max(0, at - 12), at):
            continue
        ends.append(mark.end())
    return ends


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append((start, end))
