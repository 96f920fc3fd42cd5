"""Plain text in which some parts are known: a table's rows, a footnote.

The plain text reader finds titles, bylines and the articles of a page by what lines look like; rows
of a table look like titles.  So it gets a short sentence in the place of each known part, and the
part's own paragraphs take that sentence's place in what it made.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.builder import Draft, finish
from corpus.interviews import turns
from corpus.lines import blocks, is_ended
from corpus.readers.text import from_text
from corpus.records import Article, Paragraph, Span
from corpus.spans import blank, extend, shifted
from corpus.tables import Row

_SHORT = 40  # characters of a turn that may be taken for a title or a byline
_STANDS_FOR = "另表。"
"""Stands for a part: the shortest text that is neither a title nor goes on with its neighbours."""
_FILLER = "\n" + " " * 9_999
"""Stands behind it: few lines, since a large table must not be more lines than a text may have."""


@dataclass(frozen=True, slots=True)
class Part:
    """[start, end) of a text, between blank lines, and the paragraphs that it is."""

    start: int
    end: int
    rows: tuple[Row, ...]

    def moved(self, by: int) -> Part:
        """The part in a text with `by` more characters in front."""
        rows = tuple(replace(row, spans=shifted(row.spans, by)) for row in self.rows)
        return Part(self.start + by, self.end + by, rows)


def articles(
    text: str,
    parts: Sequence[Part],
    path: str,
    read: Callable[[str, str], Iterator[Article]] = from_text,
) -> Iterator[Article]:
    """The articles of a text, as of plain text, with the paragraphs of its known parts, and of the
    turns of an interview, which look like titles and bylines.  read: makes the articles of a text
    and its path."""
    parts = [*parts, *_turns(masked(text, parts))]
    if not parts:
        yield from read(text, path)
        return
    parts = sorted((part for part in parts if part.rows), key=lambda part: part.start)
    page_articles = list(read(masked(text, parts), path))
    unplaced = set(range(len(parts)))
    drafts = [_restored(text, article, parts, unplaced) for article in page_articles]
    _put(drafts, [parts[number] for number in sorted(unplaced)])
    source = replace(page_articles[0].source, text=text)
    for draft in drafts:
        yield finish(draft, path, source)


def _turns(text: str) -> Iterator[Part]:
    """The turns of an interview that are no sentence, each on a line of its own."""
    runs = [line.run for block in blocks(text) for line in block]
    for i in sorted(turns([run.text for run in runs])):
        start, end = runs[i].spans[0]
        if len(runs[i].text) <= _SHORT and not is_ended(runs[i].text):
            yield Part(start, end, (Row("", runs[i].text, runs[i].spans),))


def masked(text: str, parts: Sequence[Part]) -> str:
    """The text, as long as it was, with a short sentence in the place of each part."""
    pieces, at = [], 0
    for part in parts:
        room = part.end - part.start
        stand_in = "\n" * (room > len(_STANDS_FOR)) + _STANDS_FOR
        filler = _FILLER * (room // len(_FILLER) + 1)
        pieces += [text[at : part.start], (stand_in + filler)[:room]]
        at = part.end
    return "".join([*pieces, text[at:]])


def _restored(text: str, article: Article, parts: Sequence[Part], unplaced: set[int]) -> Draft:
    """The article with the parts that lie in its paragraphs; they are taken from `unplaced`."""
    starts = [part.start for part in parts]
    paragraphs: list[Paragraph] = []
    for paragraph in article.paragraphs:
        remainder, numbers = _without(text, paragraph, parts, starts)
        if not blank(remainder.text):
            paragraphs.append(remainder)
        for number in numbers:
            if number in unplaced:
                unplaced.remove(number)
                paragraphs += [row.paragraph(paragraph.heading) for row in parts[number].rows]
    notes = [note for note in article.notes if _STANDS_FOR not in note]
    return Draft(text, paragraphs, article.metadata, notes)


def _without(
    text: str, paragraph: Paragraph, parts: Sequence[Part], starts: Sequence[int]
) -> tuple[Paragraph, list[int]]:
    """The paragraph without what lies in parts, and the numbers of these."""
    spans: list[Span] = []
    numbers: list[int] = []
    for start, end in paragraph.spans:
        at = start
        number = max(0, bisect_right(starts, start) - 1)
        while number < len(parts) and parts[number].start < end:
            part = parts[number]
            if part.end > at:
                numbers.append(number)
                if part.start > at:
                    extend(spans, (at, part.start))
                at = max(at, part.end)
            number += 1
        if at < end:
            extend(spans, (at, end))
    if not numbers:
        return paragraph, []
    remaining_text = "".join(text[start:end] for start, end in spans)
    return replace(paragraph, text=remaining_text, spans=tuple(spans)), numbers


def _put(drafts: Sequence[Draft], parts: Sequence[Part]) -> None:
    """Puts parts, in the order of the text, where the reader left no sentence for them: each
    behind the text before it."""
    places = sorted(
        (paragraph.spans[0][0] if paragraph.spans else 0, -i, -j)
        for i, draft in enumerate(drafts)
        for j, paragraph in enumerate(draft.paragraphs, 1)
    )
    behind: dict[tuple[int, int], list[Paragraph]] = {}  # the first `j` paragraphs of a draft
    for part in parts:
        before = bisect_left(places, (part.start, -len(drafts), 0))
        _, i, j = places[before - 1] if before else (0, 0, 0)
        heading = drafts[-i].paragraphs[-j - 1].heading if before else None
        rows = behind.setdefault((-i, -j), [])
        rows += [row.paragraph(heading) for row in part.rows]
    for i, draft in enumerate(drafts):
        slots = [[], *([paragraph] for paragraph in draft.paragraphs)]
        draft.paragraphs = [
            paragraph
            for j, slot in enumerate(slots)
            for paragraph in (*slot, *behind.get((i, j), ()))
        ]
