"""Spans: the rule that ties text to its source, and operations that keep it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.records import Span
from errors import IndexDamaged

BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
"""The line breaks of str.splitlines."""

_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*")


def blank(text: str) -> bool:
    """True if nothing of the text can be seen: white space, controls, marks without width."""
    return _BLANK.fullmatch(text) is not None


def text_of(source: str, spans: Sequence[Span]) -> str:
    """The rule, word for word: the slices, joined and without line breaks, are the text."""
    return BREAK.sub("", "".join(source[start:end] for start, end in spans))


def verify(source: str, text: str, spans: Sequence[Span]) -> bool:
    return text_of(source, spans) == text


def extend(spans: list[Span], span: Span) -> None:
    """Appends the span, or lengthens the last one that it goes on from."""
    if spans and spans[-1][1] == span[0]:
        spans[-1] = (spans[-1][0], span[1])
    else:
        spans.append(span)


def split(spans: Sequence[Span], parts: Iterable[Span]) -> Iterator[tuple[Span, ...]]:
    """For each [start, end) of the text, given in order, the part of the spans that stands for it;
    one pass over both.  No span may hold a line break."""
    at, index = 0, 0  # spans[index] stands for the text from `at` on
    for start, end in parts:
        slices = []
        while index < len(spans) and start < end:
            low, high = spans[index]
            size = high - low
            if at + size > start:
                stop = min(end, at + size)
                slices.append((low + start - at, low + stop - at))
                start = stop
            if at + size <= start:
                at, index = at + size, index + 1
        yield tuple(slices)


def slice_spans(text: str, spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """The spans into the source of text[start:end], for a paragraph's text and spans.

    Raises:
        IndexDamaged: the spans are not as long as the text.
    """
    size = sum(last - first for first, last in spans)
    if size != len(text):
        raise IndexDamaged("bad_spans", count=len(text), spans=size)
    return next(split(spans, [(start, end)]))


def shifted(spans: Sequence[Span], by: int) -> tuple[Span, ...]:
    """The spans in a source that has `by` more characters in front."""
    return tuple((start + by, end + by) for start, end in spans)
