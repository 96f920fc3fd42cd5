"""Inline markup of Markdown: removes it from a paragraph and keeps the spans of the rest."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from corpus.lines import Run
from corpus.records import Span
from corpus.spans import extend, split

_DEEPEST = 6  # links in emphasis in links …; deeper markup stays as text
# What has an end of its own is matched whole; of code, comments and strong text only the opening
# is, since looking for the end anew from each of many openings takes too long (`_Closings`).
_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<code>`{1,3})(?!`)"
    r"|(?P<comment><!--)"
    r"|!?\[(?P<label>[^\[\]]{0,500})\](?:\([^()\s]{0,1000}(?:\s+[\"'][^\"']{0,200}[\"'])?\s*\)|\[[^\[\]]{0,200}\])"
    r"|(?P<footnote>\[\^[^\[\]\s]{1,50}\])"
    r"|<(?P<auto>(?:https?|ftp|mailto):[^<>\s]{1,1000})>"
    r"|(?P<tag></?[A-Za-z][A-Za-z0-9-]{0,20}(?:\s[^<>]{0,500})?/?>)"
    r"|(?P<bold>\*\*|__|~~)(?=\S)"
    r"|(?<!\d)\*(?=[^\s*])(?P<star>[^*]{1,1000}?)(?<=[^\s*])\*(?!\*)"
    r"|(?<!\w)_(?=[^\s_])(?P<low>[^_]{1,1000}?)(?<=[^\s_])_(?!\w)",
    re.S,
)
_MARKUP = re.compile(r"[\\`!\[<*_~]")
_KEPT = {"escaped", "code", "label", "auto", "bold", "star", "low"}
_NESTED = {"label", "bold", "star", "low"}
_OPENED = {"code", "comment", "bold"}


@dataclass(frozen=True, slots=True)
class _Closing:
    """What ends an opening: where it may stand, its length, and how far off it may be."""

    place: re.Pattern[str]
    size: int
    nearest: int = 1
    farthest: int = 1000


_CLOSING = {
    "`": _Closing(re.compile(r"(?<!`)(?=`(?!`))"), 1),
    "``": _Closing(re.compile(r"(?<!`)(?=``(?!`))"), 2),
    "```": _Closing(re.compile(r"(?<!`)(?=```(?!`))"), 3),
    "<!--": _Closing(re.compile(r"(?=-->)"), 3, nearest=0, farthest=2000),
    "**": _Closing(re.compile(r"(?<=\S)(?=\*\*)"), 2),
    "__": _Closing(re.compile(r"(?<=\S)(?=__)"), 2),
    "~~": _Closing(re.compile(r"(?<=\S)(?=~~)"), 2),
}


class _Closings:
    """The places in a text where openings may end, found once for each kind."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._places: dict[str, list[int]] = {}

    def first(self, opening: str, start: int, end: int) -> Span | None:
        """The first end, within `end`, of what the opening before `start` opens."""
        closing = _CLOSING[opening]
        if opening not in self._places:
            matches = closing.place.finditer(self.text)
            self._places[opening] = [place.start() for place in matches]
        places = self._places[opening]
        number = bisect_left(places, start + closing.nearest)
        if number == len(places):
            return None
        at = places[number]
        fits = at - start <= closing.farthest and at + closing.size <= end
        return (at, at + closing.size) if fits else None


def plain(run: Run) -> Run:
    """The run without emphasis, code ticks, link targets, tags, escapes; text is kept as it is."""
    if not _MARKUP.search(run.text):
        return run
    return select(run, _text_stretches(_Closings(run.text), 0, len(run.text), 0))


def _text_stretches(closings: _Closings, start: int, end: int, depth: int) -> Iterator[Span]:
    """The stretches of text[start:end] that are no markup, in order."""
    at = look = start
    while token := _TOKEN.search(closings.text, look, end):
        kind = str(token.lastgroup)
        inner, after = token.span(kind), token.end()
        if kind in _OPENED:
            closed = closings.first(token[kind], after, end)
            if closed is None:
                look = token.start() + 1
                continue
            inner, after = (after, closed[0]), closed[1]
        yield at, token.start()
        at = look = after
        if kind in _NESTED and depth < _DEEPEST:
            yield from _text_stretches(closings, *inner, depth + 1)
        elif kind in _KEPT:
            yield inner
    yield at, end


def select(run: Run, stretches: Iterable[Span]) -> Run:
    """The stretches of the run's text, given in order, as a run; in one pass."""
    bounds = list(stretches)
    spans: list[Span] = []
    for span in chain.from_iterable(split(run.spans, bounds)):
        extend(spans, span)
    return Run("".join(run.text[start:end] for start, end in bounds), tuple(spans))


def spaced(parts: Sequence[Run]) -> Run:
    """Lines of code as one run: a space between any two, borrowed from the nearest earlier place
    that has one, else from the first."""
    with_space = next((part for part in parts if " " in part.text), None)
    texts: list[str] = []
    spans: list[Span] = []
    for part in parts:
        if texts and with_space:
            at = with_space.text.rfind(" ")
            texts.append(" ")
            extend(spans, with_space.cut(at, at + 1).spans[0])
        with_space = part if " " in part.text else with_space
        texts.append(part.text)
        for span in part.spans:
            extend(spans, span)
    return Run("".join(texts), tuple(spans))
