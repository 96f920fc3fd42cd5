"""Headings without text of their own: they are text themselves, or what they say would be lost.

A paragraph names the heading nearest above it, so one that another heading follows, or nothing,
is over no paragraph.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.builder import Draft
from corpus.byline_words import DASHES
from corpus.readers.base import left_out_notes
from corpus.records import Paragraph
from corpus.splitting.by_lines import Item


def keep_empty_headings(
    draft: Draft, items: Sequence[Item], is_furniture: Callable[[str], bool] = lambda text: False
) -> None:
    """Make paragraphs of the draft's headings that are over none, each under the heading over it.
    The article's title is kept already; one whose text was left out, or that is a page's furniture,
    is noted as left out, too.  A heading that is all there is, is no article.

    To be called last: what is said of the article was read from its text alone."""
    empty = list(_empty(draft, items))
    omitted = [item.text for item, _ in empty if item.left_out or is_furniture(item.text)]
    draft.notes += left_out_notes(omitted)
    paragraphs = [
        replace(item.paragraph, heading=heading)
        for item, heading in empty
        if item.paragraph is not None and item.text not in omitted
    ]
    if draft.paragraphs or len(paragraphs) > 1:
        draft.paragraphs = list(_merged(draft.paragraphs, paragraphs))


def _empty(draft: Draft, items: Sequence[Item]) -> Iterator[tuple[Item, str | None]]:
    """The headings over no paragraph but the title, also without its second half (——…); and the
    heading over each."""
    starts = sorted(map(_start, draft.paragraphs))
    headings = [item for item in items if item.level is not None and item.paragraph is not None]
    bounds = [_start(item.paragraph) for item in headings if item.paragraph is not None]
    title = _compact(draft.title or "")
    above: list[Item] = []  # each of a level below that of the one before
    for item, (begin, end) in zip(headings, pairwise([*bounds, len(draft.text) + 1]), strict=True):
        while above and (above[-1].level or 0) >= (item.level or 0):
            above.pop()
        own = _compact(item.text)
        if title.startswith(own) and title[len(own) :][:1] in DASHES:  # "" is in any text
            continue
        if bisect_left(starts, begin) == bisect_left(starts, end):
            yield item, above[-1].text if above else None
        above.append(item)


def _merged(paragraphs: Sequence[Paragraph], headings: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Both, each heading before the first paragraph that stands below it in the source."""
    at = 0
    for paragraph in paragraphs:
        while at < len(headings) and _start(headings[at]) < _start(paragraph):
            yield headings[at]
            at += 1
        yield paragraph
    yield from headings[at:]


def _start(paragraph: Paragraph) -> int:
    return paragraph.spans[0][0] if paragraph.spans else 0


def _compact(text: str) -> str:
    return "".join(text.split())
