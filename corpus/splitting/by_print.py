"""The articles of printed pages by their titles, which are set larger than the text.

The plain text reader has to guess what is a title.  On a page whose places are known the size of
the characters tells: an article begins at each title that is as large as one with a byline, also
where it has none itself, so what stands below it is under nobody else's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice, pairwise
from math import inf
from statistics import median_low

from corpus.builder import finish
from corpus.lines import Line, Run, blocks, glue, is_ended, paragraphs
from corpus.metadata import Metadata
from corpus.metadata_lines import fields_of
from corpus.readers.pdf_layout import NARROW, Row
from corpus.readers.text import from_text
from corpus.readers.vertical_text import Box
from corpus.records import Article, Paragraph, Source
from corpus.splitting.by_headings import drafts, sections
from corpus.splitting.by_lines import Item
from messages import message_text

TITLE = 1.45  # times the size of the text: the title of an article on a page in columns
COLUMN = 0.6  # of the width of the page: most lines of a page in columns are shorter
LARGE = 1.2  # times the size of the text: what is set so is a title or subhead
PIECE, ACROSS, MOST = 6.0, 3, 1000
"""Of the size, so long are the pieces of a line read across columns; so many lines tell of it, so
many are looked at."""
INDENT, UNEVEN = 4, 6  # columns: an indent, what full lines may differ by
SHORT = 40  # characters: what is shorter may end without a full stop, as captions and verse do
SAME = 0.93  # titles whose sizes differ by no more are of one rank


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lines set larger than the text, and how many times; how large a title of an article is in
    any case, as long as no byline below a smaller one tells otherwise."""

    lines: Mapping[str, float]
    title: float
    across: tuple[str, ...] = ()  # lines that may have been read across columns


def sizes_of(pages: Iterable[Sequence[Row]]) -> Sizes:
    """What the lines of all pages tell.  On pages in columns a large line is an article's title;
    on others only a line as large as those with a byline: else it is the title of a chapter."""
    large_lines: dict[str, float] = {}
    widths: list[float] = []
    pages = list(pages)
    for page in pages:
        rows = [(text.strip(), boxes) for text, boxes in page if boxes]
        text_size = _usual_size(
            Counter((box.size, len(text)) for text, boxes in rows if text for box in boxes)
        )
        above = 0.0
        for text, boxes in rows:
            large = max(box.size for box in boxes) / text_size
            is_title = large > LARGE and not is_ended(text.rstrip("？！?!”」』》"))
            if is_title and (len(text) > 1 or large == above):  # a large letter may begin a text
                large_lines[text] = large
            above = large
        edges = [edge for _, boxes in rows for box in boxes for edge in (box.left, box.right)]
        width = max(max(edges, default=0.0) - min(edges, default=0.0), 1.0)
        widths += [
            (max(box.right for box in boxes) - min(box.left for box in boxes)) / width
            for _, boxes in rows
        ]
    if median_low(widths or [1]) >= COLUMN:
        return Sizes(large_lines, inf)
    across = (text.strip() for page in pages for text, boxes in page if _is_across(boxes))
    return Sizes(large_lines, TITLE, tuple(islice(across, MOST)))


def _usual_size(sizes: Counter[tuple[float, int]]) -> float:
    """The size of most characters: the lower median of sizes, each as often as characters stand on
    its line, and once more for each box that has it; 1 for none."""
    remaining = (sum(length * count for (_, length), count in sizes.items()) + 1) // 2
    for (size, length), count in sorted(sizes.items()):
        remaining -= length * count
        if remaining <= 0:
            return size
    return 1


def _is_across(row: Sequence[Box]) -> bool:
    """Whether two long pieces stand on a line, with a gap as between columns."""
    return any(
        min(left.right - left.left, right.right - right.left) > PIECE * left.size
        and right.left - left.right > NARROW * left.size
        for left, right in pairwise(row)
    )


def from_print(sizes: Sizes, text: str, path: str) -> Iterator[Article]:
    """The articles of a text whose titles are set large; without such as of plain text.  One whose
    lines may be those of others, or of which a paragraph breaks off, is under nobody's name."""
    parts = sections(_printed_items(text, sizes)) if sizes.lines else []
    several = len(parts) > 1
    source = Source(path, text)
    articles = (_retitled(article, sizes) for article in from_text(text, path))
    if several:
        articles = (finish(draft, path, source) for draft in drafts(text, parts, Metadata()))
    for article in articles:
        texts = [paragraph.text for paragraph in article.paragraphs]
        body = "\n".join(texts)
        across = sum(line in body for line in sizes.across)
        torn = any(len(text) > SHORT and not is_ended(text) for text in texts)
        yield _unnamed(article) if across >= ACROSS or (several and torn) else article


def _retitled(article: Article, sizes: Sizes) -> Article:
    """The article under its title where a line of the text, right above the byline, was taken for
    it and what is set large for the column's name."""
    title, column = article.title or "", article.column
    if not title or column not in sizes.lines or any(line in title for line in sizes.lines):
        return article
    metadata = replace(article.metadata, title=column, column=None)
    notes = (*article.notes, message_text("head", text=title))
    return replace(article, metadata=metadata, notes=notes)


def _unnamed(article: Article) -> Article:
    """The article under nobody's name, since lines of others may be among its own."""
    metadata = replace(article.metadata, author=None, office=None)
    notes = (*article.notes, message_text("layout_unclear"))
    return replace(article, metadata=metadata, notes=notes)


@dataclass(frozen=True, slots=True)
class _Title:
    """What is set large above a text: the title, how large, and the lines around it."""

    run: Run
    large: float
    beside: str


def _printed_items(text: str, sizes: Sizes) -> list[Item]:
    """Titles with their rank, 1 of an article, 2 of a part of one, and paragraphs.  What stands
    around a title, above or below it, is the heading of what follows its byline."""
    pieces = list(_pieces(text, sizes))
    least_title = SAME * min(_signed_title_sizes(pieces), default=max(sizes.lines.values()))
    least_title = min(least_title, sizes.title)
    items: list[Item] = []
    beside = ""
    for piece in pieces:
        if isinstance(piece, _Title):
            begins = piece.large >= least_title
            items.append(Item(piece.run.text, 1 if begins else 2, begins=begins))
            beside = piece.beside
            continue
        if beside and not _is_head(piece.text):
            items.append(Item(beside, 2))
            beside = ""
        items.append(Item(piece.text, paragraph=Paragraph(None, piece.text, piece.spans)))
    return items


def _signed_title_sizes(pieces: Sequence[_Title | Run]) -> Iterator[float]:
    """How large the titles of articles with a byline are, above or below their text."""
    large = 0.0  # of the largest title since the last byline
    for piece, below in pairwise([*pieces, _Title(Run("", ()), 0.0, "")]):
        if isinstance(piece, _Title):
            large = max(large, piece.large)
        elif _is_head(piece.text) and isinstance(below, _Title) and large:
            yield large
            large = 0.0
        if isinstance(piece, _Title) and isinstance(below, Run) and _is_head(below.text):
            yield piece.large
            large = 0.0


def _is_head(text: str) -> bool:
    return bool(fields_of(text, bare=True))


def _pieces(text: str, sizes: Sizes) -> Iterator[_Title | Run]:
    """What is set large, line after line, as a title, and the paragraphs between."""
    above: list[Line] = []
    for block in blocks(text):
        for large, group in groupby(block, key=lambda line: line.text in sizes.lines):
            if large:
                above += group
                continue
            below = list(group)
            if above:
                yield _joined_title(above, sizes)
                while below and _is_head(below[0].text):
                    yield below.pop(0).run
            above = []
            signed = len(below) > 1 and is_ended(below[-2].text) and _is_head(below[-1].text)
            last = below.pop() if signed else None  # a byline below the text
            if _is_one_paragraph(below):
                yield glue(line.run for line in below)
            else:
                yield from paragraphs(below)
            if last:
                yield last.run
    if above:
        yield _joined_title(above, sizes)


def _is_one_paragraph(lines: Sequence[Line]) -> bool:
    """Whether lines below an indent are a paragraph: all but the last are full."""
    ends = [line.width + INDENT * line.indented for line in lines]
    return bool(lines) and lines[0].indented and min(ends[:-1], default=0) > max(ends) - UNEVEN


def _joined_title(lines: Sequence[Line], sizes: Sizes) -> _Title:
    large = max(sizes.lines[line.text] for line in lines)
    title_runs = [line.run for line in lines if sizes.lines[line.text] >= SAME * large]
    beside = (line.text for line in lines if sizes.lines[line.text] < SAME * large)
    return _Title(glue(title_runs), large, " ".join(beside))
