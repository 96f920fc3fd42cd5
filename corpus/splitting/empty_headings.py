"""Headings without text of their own: they are text themselves, or what they say would be lost.

A paragraph names the heading nearest above it, so one that another heading follows, or nothing,
is over no paragraph.  That of a chapter, right over its first section's, is named before those of
all its sections, which may stand in other chapters, too.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from corpus.builder import Draft
from corpus.byline_words import DASHES
from corpus.readers.base import left_out_notes
from corpus.records import Paragraph
from corpus.splitting.by_lines import Item

_CHAPTER = 60  # characters of a heading that is repeated over all its sections, at most


def keep_empty_headings(
    draft: Draft, items: Sequence[Item], is_furniture: Callable[[str], bool] = lambda text: False
) -> None:
    """Make paragraphs of the draft's headings that are over none, each under the heading over it,
    but name chapters over their sections.  The article's title is kept already; one whose text was
    left out, or that is a page's furniture, is noted as left out, too.  A heading that is all there
    is, is no article.

    To be called last: what is said of the article was read from its text alone."""
    headings = [item for item in items if item.level is not None and item.paragraph is not None]
    empty = {i: headings[i] for i in _empty(draft, headings)}
    omitted = [i for i, item in empty.items() if item.left_out or is_furniture(item.text)]
    draft.notes += left_out_notes(empty.pop(i).text for i in omitted)
    paragraphs = [
        replace(item.paragraph, heading=over)
        for item, over in _name_chapters(draft, headings, empty.keys())
        if item.paragraph is not None
    ]
    if draft.paragraphs or len(paragraphs) > 1:
        draft.paragraphs = list(_merged(draft.paragraphs, paragraphs))


def _is_title(draft: Draft, item: Item) -> bool:
    """Whether a heading is the article's title, also without its second half (——…)."""
    title, own = _compact(draft.title or ""), _compact(item.text)
    return title.startswith(own) and title[len(own) :][:1] in DASHES  # "" is in any text


def _empty(draft: Draft, headings: Sequence[Item]) -> Iterator[int]:
    """Which of the headings but the title are over no paragraph."""
    starts = sorted(map(_start, draft.paragraphs))
    bounds = [*map(_place, headings), len(draft.text) + 1]
    for i, (begin, end) in enumerate(pairwise(bounds)):
        is_empty = bisect_left(starts, begin) == bisect_left(starts, end)
        if is_empty and not _is_title(draft, headings[i]):
            yield i


def _name_chapters(
    draft: Draft, headings: Sequence[Item], empty: Set[int]
) -> list[tuple[Item, str | None]]:
    """Put the empty headings right over deeper ones before the headings of the paragraphs under
    those; the other empty ones, and what each stands under."""
    bounds = list(map(_place, headings))
    places = [bisect_right(bounds, _start(paragraph)) - 1 for paragraph in draft.paragraphs]
    filled = {
        i
        for i, paragraph in zip(places, draft.paragraphs, strict=True)
        if i >= 0 and (paragraph.heading or "").startswith(headings[i].text)
    }
    levels = [item.level or 0 for item in headings]
    rest: list[tuple[Item, str | None]] = []
    chapters: list[str] = []  # over each heading
    above: list[int] = []  # each of a level below that of the one before
    leading: set[int] = set()
    top = min(levels, default=0)
    is_only = levels.count(top) == 1  # a title of the text, which is known by another one
    for i, item in enumerate(headings):
        while above and levels[above[-1]] >= levels[i]:
            above.pop()
        names = [headings[n].text for n in above if n in leading]
        chapters.append(" ".join(names))
        below = filled.intersection(_sections(levels, i)) if i in empty else ()
        if below and len(item.text) <= _CHAPTER and not (is_only and levels[i] == top):
            leading.add(i)
        elif i in empty:
            names += [headings[n].text for n in above[-1:] if n not in leading]
            rest.append((item, " ".join(names) or None))
        above += [] if _is_title(draft, item) else [i]
    draft.paragraphs = [
        replace(paragraph, heading=f"{chapters[i]} {paragraph.heading}")
        if i in filled and chapters[i]
        else paragraph
        for i, paragraph in zip(places, draft.paragraphs, strict=True)
    ]
    return rest


def _sections(levels: Sequence[int], i: int) -> range:
    """The headings below one that are deeper."""
    further = range(i + 1, len(levels))
    return range(i + 1, next((n for n in further if levels[n] <= levels[i]), len(levels)))


def _merged(paragraphs: Sequence[Paragraph], headings: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Both, each heading before the first paragraph that stands below it in the source."""
    at = 0
    for paragraph in paragraphs:
        while at < len(headings) and _start(headings[at]) < _start(paragraph):
            yield headings[at]
            at += 1
        yield paragraph
    yield from headings[at:]


def _place(item: Item) -> int:
    return _start(item.paragraph) if item.paragraph else 0


def _start(paragraph: Paragraph) -> int:
    return paragraph.spans[0][0] if paragraph.spans else 0


def _compact(text: str) -> str:
    return "".join(text.split())
