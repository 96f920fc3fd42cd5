"""The markup inside a Markdown paragraph, taken out; what stays keeps its place in the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.lines import Run
from corpus.records import Span

_DEEPEST = 6  # links in emphasis in links …; deeper markup stays as text
_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`{1,3})(?!`)(?P<code>.{1,1000}?)(?<!`)(?P=ticks)(?!`)"
    r"|(?P<comment><!--.{0,2000}?-->)"
    r"|!?\[(?P<label>[^\[\]]{0,500})\](?:\([^()\s]{0,1000}(?:\s+[\"'][^\"']{0,200}[\"'])?\s*\)|\[[^\[\]]{0,200}\])"
    r"|(?P<footnote>\[\^[^\[\]\s]{1,50}\])"
    r"|<(?P<auto>(?:https?|ftp|mailto):[^<>\s]{1,1000})>"
    r"|(?P<tag></?[A-Za-z][A-Za-z0-9-]{0,20}(?:\s[^<>]{0,500})?/?>)"
    r"|(?P<strong>\*\*|__)(?=\S)(?P<bold>.{1,1000}?)(?<=\S)(?P=strong)"
    r"|~~(?=\S)(?P<struck>.{1,1000}?)(?<=\S)~~"
    r"|(?<!\d)\*(?=[^\s*])(?P<star>[^*]{1,1000}?)(?<=[^\s*])\*(?!\*)"
    r"|(?<!\w)_(?=[^\s_])(?P<low>[^_]{1,1000}?)(?<=[^\s_])_(?!\w)",
    re.S,
)
_MARKUP = re.compile(r"[\\`!\[<*_~]")
_KEPT = ("escaped", "code", "label", "auto", "bold", "struck", "star", "low")
_NESTED = {"label", "bold", "struck", "star", "low"}


def plain(run: Run) -> Run:
    """The run without emphasis, code ticks, link targets, tags, escapes; text is kept as it is."""
    if not _MARKUP.search(run.text):
        return run
    return select(run, _kept(run.text, 0, len(run.text), 0))


def _kept(text: str, start: int, end: int, depth: int) -> Iterator[Span]:
    """The stretches of text[start:end] that are no markup, in order."""
    at = start
    for token in _TOKEN.finditer(text, start, end):
        yield at, token.start()
        at = token.end()
        for name in _KEPT:
            if token[name] is None:
                continue
            if name in _NESTED and depth < _DEEPEST:
                yield from _kept(text, *token.span(name), depth + 1)
            else:
                yield token.span(name)
    yield at, end


def select(run: Run, kept: Iterable[Span]) -> Run:
    """The stretches of the run's text, given in order, as a run; in one pass."""
    texts: list[str] = []
    spans: list[Span] = []
    places = iter(run.spans)
    low, high, at = 0, 0, 0  # the span that stands for run.text[at : at + high - low]
    for start, end in kept:
        texts.append(run.text[start:end])
        while start < end:
            while at + high - low <= start:
                at += high - low
                low, high = next(places)
            stop = min(end, at + high - low)
            _extend(spans, (low + start - at, low + stop - at))
            start = stop
    return Run("".join(texts), tuple(spans))


def _extend(spans: list[Span], span: Span) -> None:
    if spans and spans[-1][1] == span[0]:
        spans[-1] = (spans[-1][0], span[1])
    else:
        spans.append(span)


def spaced(parts: Sequence[Run]) -> Run:
    """Lines of code as one run: a space between any two, borrowed from the nearest earlier place
    that has one, else from the first."""
    known = next((part for part in parts if " " in part.text), None)
    if known is None:
        return select(Run("".join(p.text for p in parts), tuple(s for p in parts for s in p.spans)),
                      [(0, sum(len(p.text) for p in parts))])  # fmt: skip
    texts: list[str] = []
    spans: list[Span] = []
    for part in parts:
        if texts:
            at = known.text.rfind(" ")
            texts.append(" ")
            _extend(spans, known.cut(at, at + 1).spans[0])
        known = part if " " in part.text else known
        texts.append(part.text)
        for span in part.spans:
            _extend(spans, span)
    return Run("".join(texts), tuple(spans))
