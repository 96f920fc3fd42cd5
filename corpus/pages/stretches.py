"""From a page's text to its column name, titles, bylines, headings and pieces, in page order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.headers import (
    Byline,
    Way,
    dateline,
    is_credit,
    is_page_head,
    markers,
    office_note,
    parse_byline,
)
from corpus.lines import Block, Run, blocks, glue, is_ended, paragraphs
from corpus.pages.parts import Page, Piece, Stretch

LONGEST_TITLE = 80
"""A title or heading has at most so many characters, on at most four lines."""

IsHeading = Callable[[str, str, str, bool], bool]
"""(text, the text before it, the text after it): whether a short text is a heading."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A block with what it may be."""

    block: Block
    whole: Run
    byline: Byline | None = None
    furniture: bool = False

    @property
    def short(self) -> bool:
        """Whether it can be a title or a heading."""
        text = self.whole.text
        return (
            self.byline is None
            and not self.furniture
            and 2 <= len(text) <= LONGEST_TITLE
            and len(self.block) <= 4
            and not re.search(r"[。；;]", text)
            and not text.endswith(("，", ",", "、", "：", ":"))
            and not (is_ended(text) and len(text) > 40)
        )


def split_page(text: str, is_heading: IsHeading) -> Page:
    """The page in its own order.  No word is dropped: what is no article's is furniture."""
    items = [_item(block) for whole in blocks(text) for block in _cut_at_bylines(whole)]
    items = _known_bare_bylines(items)
    starts = _starts(items)
    first = starts[0][0] if starts else len(items)
    column, furniture, lead = _head(items[:first], bool(starts))
    stretches = [] if not lead else [_stretch(None, None, lead, is_heading, False)]
    for (low, body), (high, _) in pairwise([*starts, (len(items), len(items))]):
        title = [item for item in items[low:body] if item.byline is None and not item.furniture]
        bylines = [item.byline for item in items[low:body] if item.byline]
        others = [item for item in items[low:body] if item.furniture]
        # An article has one byline; a second one is kept as furniture, not dropped.
        extra = [item for item in items[low:body] if item.byline][1:]
        others += [replace(item, byline=None, furniture=True) for item in extra]
        run = glue(line.run for item in title for line in item.block) if title else None
        stretches.append(
            _stretch(
                run,
                bylines[0] if bylines else None,
                [*others, *items[body:high]],
                is_heading,
                not bylines,
            )
        )
    return Page(column, tuple(stretches), tuple(furniture))


def _item(block: Block) -> _Item:
    whole = glue(line.run for line in block)
    text = whole.text
    found = markers(text)
    alone = bool(found) and not (text[: found[0].start] + text[found[-1].end :]).strip(" ()（）")
    if is_credit(text) or is_page_head(text):
        return _Item(block, whole, furniture=True)
    return _Item(block, whole, None if alone else parse_byline(text))


def _cut_at_bylines(block: Block) -> list[Block]:
    """A block in which a byline stands on a line of its own, cut before and after that line."""
    if len(block) == 1:
        return [block]
    cuts = [0]
    for i, line in enumerate(block):
        if len(line.text) > 60:
            continue
        if is_credit(line.text) or (
            parse_byline(line.text) and not is_ended(line.text) and _stands_alone(block, i)
        ):
            if i and not is_credit(line.text):
                title = i
                while title > cuts[-1] and i - title < 3 and _may_be_title(block, title - 1):
                    title -= 1
                cuts.append(title)
            cuts += [i, i + 1]
    cuts.append(len(block))
    return [block[a:b] for a, b in pairwise(sorted(set(cuts))) if a < b]


def _stands_alone(block: Block, i: int) -> bool:
    """A byline's line has a title or a whole sentence above it, not a sentence that breaks off."""
    return i == 0 or is_ended(block[i - 1].text) or len(block[i - 1].text) <= 40


def _may_be_title(block: Block, i: int) -> bool:
    text = block[i].text
    return len(text) <= 40 and not re.search(r"[。；;，,：:]$", text) and not is_ended(text)


def _known_bare_bylines(items: Sequence[_Item]) -> list[_Item]:
    """A name alone is a byline where a title stands above it and a paragraph below."""
    found = list(items)
    for i, (above, item, below) in enumerate(zip(items, items[1:], items[2:], strict=False), 1):
        if item.short and above.short and len(below.whole.text) >= 30 and not below.byline:
            byline = parse_byline(item.whole.text, bare=True)
            if byline:
                found[i] = replace(item, byline=byline)
    return found


def _starts(items: Sequence[_Item]) -> list[tuple[int, int]]:
    """Where articles begin: the item of the title, and the item of the body's begin."""
    starts: list[tuple[int, int]] = []
    for i, item in enumerate(items):
        end = starts[-1][1] if starts else 0
        if item.byline and i >= end:
            low = i
            while low > end and items[low - 1].furniture:
                low -= 1
            low = low - 1 if low > end and items[low - 1].short else i
            high = i + 1
            while high < len(items) and items[high].byline:
                high += 1
            starts.append((low, high))
        elif i > end and items[i - 1].short and not item.short:
            begins = dateline(item.whole.text)
            if begins and i - 1 >= end:
                starts.append((i - 1, i))
    return starts


def _head(items: Sequence[_Item], has_articles: bool) -> tuple[Run | None, list[str], list[_Item]]:
    """The items before the first title: the column's name, furniture, and text that is left."""
    furniture = [item.whole.text for item in items if item.furniture]
    rest = [item for item in items if not item.furniture]
    column = None
    if rest and has_articles and rest[-1].short and len(rest[-1].whole.text) <= 24:
        column = rest.pop().whole
        if rest and rest[-1].short and len(rest[-1].whole.text) <= 24 and len(rest) == 1:
            furniture.append(rest.pop().whole.text)
    return column, furniture, rest


def _stretch(
    title: Run | None,
    byline: Byline | None,
    items: Sequence[_Item],
    is_heading: IsHeading,
    inferred: bool,
) -> Stretch:
    furniture = [item.whole.text for item in items if item.furniture]
    texts = [item for item in items if not item.furniture]
    pieces: list[Piece] = []
    heading: Run | None = None
    sent: str | None = None
    for i, item in enumerate(texts):
        before = texts[i - 1].whole.text if i else ""
        after = texts[i + 1].whole.text if i + 1 < len(texts) else ""
        if item.short and after and is_heading(item.whole.text, before, after, texts[i + 1].short):
            if heading:
                pieces.append(_piece(heading, None, False, furniture))
            heading = item.whole
            continue
        for run in paragraphs(item.block):
            narrow = len(item.block) > 2 and len(run.spans) > 2
            piece = _piece(run, heading, narrow, furniture)
            if not piece.text:  # a marker alone
                sent = piece.turn_from or sent
                if pieces and piece.turn_to:
                    pieces[-1] = replace(pieces[-1], turn_to=piece.turn_to)
                continue
            pieces.append(replace(piece, turn_from=piece.turn_from or sent))
            heading, sent = None, None
    if heading:
        pieces.append(_piece(heading, None, False, furniture))
    if pieces and (note := office_note(pieces[-1].text)):
        at, office = note
        furniture.append(pieces[-1].text[at:])
        rest = pieces[-1].run.cut(0, at).strip()
        pieces[-1:] = [replace(pieces[-1], run=rest)] if rest.text else []
        if byline and not byline.office:
            byline = replace(byline, office=office)
    if byline is None and pieces and (begins := dateline(pieces[0].text)) and begins.author:
        byline = Byline(begins.author, begins.office)
    return Stretch(title, byline, tuple(pieces), tuple(furniture), inferred)


def _piece(run: Run, heading: Run | None, narrow: bool, furniture: list[str]) -> Piece:
    """A piece without its markers, which are noted as furniture."""
    piece = Piece(run, heading, narrow)
    for marker in reversed(markers(run.text)):
        before, after = run.text[: marker.start].strip(), run.text[marker.end :].strip()
        if marker.way is Way.FROM and len(before) <= 2:
            piece = replace(piece, turn_from=marker.page)
        elif marker.way is Way.TO and len(after) <= 2:
            piece = replace(piece, turn_to=marker.page)
        else:
            continue
        furniture.append(run.text[marker.start : marker.end])
        run = (run.cut(0, marker.start) + run.cut(marker.end)).strip()
    return replace(piece, run=run)
