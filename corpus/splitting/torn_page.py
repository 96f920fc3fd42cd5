"""A torn page in parts: column name, titles, bylines, headings and pieces, in page order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from corpus.bylines import (
    Byline,
    Way,
    byline_apart,
    dateline,
    is_credit,
    is_page_head,
    markers,
    office_note,
    parse_byline,
    without_turns,
)
from corpus.lines import Block, Run, blocks, cut_at_titles, glue, is_ended, may_be_title, paragraphs
from corpus.mastheads import masthead
from corpus.newspaper.records import Page, Piece, Stretch

LONGEST_TITLE = 80
"""A title or heading has at most so many characters, on at most four lines."""

_BRACKETED = re.compile(r"[(（【]\s{0,4}([^()（）【】]{2,40})[)）】]")

IsHeading = Callable[[str, str, str], bool]
"""(text, the text before it, the text after it): whether a short text is a heading."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A block with what it may be."""

    block: Block
    whole: Run
    byline: Byline | None = None
    furniture: bool = False
    foot: bool = False

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
    items = _items(text)
    starts = _starts(items)
    first = starts[0][0] if starts else len(items)
    column, furniture, lead = _head(items[:first], bool(starts))
    feet = any(item.foot for item in lead)
    if feet and len(lead) > 1 and lead[0].short and lead[1].short and not column:
        column, lead = lead[0].whole, lead[1:]
    parts = _under_feet(lead, None)
    for (low, body), (high, _) in pairwise([*starts, (len(items), len(items))]):
        above = items[low:body]
        title = [item for item in above if item.byline is None and not item.furniture]
        named = [item for item in above if item.byline]
        others = [item for item in above if item.furniture]
        others += map(_set_aside, named[1:])  # an article has one byline; no other is dropped
        run = glue(line.run for item in title for line in item.block) if title else None
        head = _Part(run, named[0].byline if named else None, others, inferred=not named)
        parts += _under_feet(items[body:high], head)
    return Page(column, tuple(_stretch(part, is_heading) for part in parts), tuple(furniture))


def names_several(text: str) -> bool:
    """Whether two blocks or more name somebody, without which a page has no two articles: quicker
    than `split_page`."""
    if markers(text):  # what they are cut off from may begin with a name
        return True
    named = (1 for item in _items(text) if item.byline or dateline(item.whole.text))
    return sum(islice(named, 2)) > 1


def _items(text: str) -> list[_Item]:
    items = [
        _item(block)
        for whole in blocks(text)
        for part in _cut_at_bylines(whole)
        for block in cut_at_titles(part)
    ]
    return _with_feet(_known_bare_bylines(items))


@dataclass(frozen=True, slots=True)
class _Part:
    """What a stretch is made of."""

    title: Run | None
    byline: Byline | None
    items: Sequence[_Item]
    inferred: bool = False
    foot: bool = False
    nameless: bool = False


def _set_aside(item: _Item) -> _Item:
    return replace(item, byline=None, foot=False, furniture=True)


def _under_feet(items: Sequence[_Item], head: _Part | None) -> list[_Part]:
    """The items parted below the bylines that stand under their text; the article at the top is
    `head`, if that is given.  What is below the last of them has no name."""
    parts: list[_Part] = [head] if head else []
    at = 0
    for foot, item in enumerate(items):
        if not item.foot:
            continue
        own, at = items[at:foot], foot + 1
        if head is not None and parts == [head]:
            begins = max((i for i, one in enumerate(own) if one.short), default=len(own))
            said = head.byline is not None and item.byline == head.byline
            if begins == len(own) or said:
                parts[0] = replace(head, items=[*head.items, *own, _set_aside(item)])
                continue
            parts[0] = replace(head, items=[*head.items, *own[:begins]])
            own = own[begins:]
        parts.append(_titled(own, item.byline, foot=True))
    rest = items[at:]
    if head is not None and not at:
        return [replace(head, items=[*head.items, *rest])]
    return [*parts, _titled(rest, None, nameless=True)] if rest else parts


def _titled(
    items: Sequence[_Item], byline: Byline | None, foot: bool = False, nameless: bool = False
) -> _Part:
    """The part whose title is the short line that it begins with."""
    at = next((i for i, item in enumerate(items) if not item.furniture), len(items))
    if at + 1 >= len(items) or not items[at].short:
        return _Part(None, byline, items, foot=foot, nameless=nameless)
    rest = [*items[:at], *items[at + 1 :]]
    return _Part(items[at].whole, byline, rest, nameless, foot, nameless)


def _with_feet(items: Sequence[_Item]) -> list[_Item]:
    """The items, with those bylines marked that stand below their text: a paragraph above, and
    below nothing or a title.  A name in brackets there is one as well."""
    found = list(items)
    seen = [i for i, item in enumerate(items) if not item.furniture]
    for above, i, below in zip([-1, *seen], seen, [*seen[1:], -1], strict=False):
        item = items[i]
        under = above >= 0 and not items[above].short and items[above].byline is None
        if not under or not (below < 0 or items[below].short):
            continue
        bracketed = _BRACKETED.fullmatch(item.whole.text)
        byline = item.byline or (parse_byline(bracketed[1], bare=True) if bracketed else None)
        if byline:
            found[i] = replace(item, byline=byline, foot=True)
    return found


def _item(block: Block) -> _Item:
    whole = glue(line.run for line in block)
    text = whole.text
    found = markers(text)
    alone = bool(found) and not (text[: found[0].start] + text[found[-1].end :]).strip(" ()（）")
    if is_credit(text) or is_page_head(text):
        return _Item(block, whole, furniture=True)
    if told := masthead(" ".join(line.text for line in block)):
        byline = Byline(told["author"]) if "author" in told else None
        return _Item(block, whole, byline, furniture=True)
    return _Item(block, whole, None if alone else parse_byline(text))


def _cut_at_bylines(block: Block) -> list[Block]:
    """A block in which a byline stands on a line of its own, cut before and after that line."""
    if len(block) == 1:
        block = byline_apart(block[0])
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
                while title > cuts[-1] and i - title < 3 and may_be_title(block, title - 1):
                    title -= 1
                cuts.append(title)
            cuts += [i, i + 1]
    cuts.append(len(block))
    return [block[a:b] for a, b in pairwise(sorted(set(cuts))) if a < b]


def _stands_alone(block: Block, i: int) -> bool:
    """A byline's line has a title or a whole sentence above it, not a sentence that breaks off."""
    return i == 0 or is_ended(block[i - 1].text) or len(block[i - 1].text) <= 40


def _known_bare_bylines(items: Sequence[_Item]) -> list[_Item]:
    """A name alone is a byline where a title stands above it and a paragraph below."""
    found = list(items)
    for i, (above, item, below) in enumerate(zip(items, items[1:], items[2:], strict=False), 1):
        if item.short and above.short and len(below.whole.text) >= 30 and not below.byline:
            found[i] = replace(item, byline=parse_byline(item.whole.text, bare=True))
    return found


def _starts(items: Sequence[_Item]) -> list[tuple[int, int]]:
    """Where articles begin: the item of the title, and the item of the body's begin."""
    starts: list[tuple[int, int]] = []
    for i, item in enumerate(items):
        end = starts[-1][1] if starts else 0
        if item.byline and not item.foot and i >= end:
            low = i
            while low > end and items[low - 1].furniture:
                low -= 1
            low = low - 1 if low > end and items[low - 1].short else i
            high = i + 1
            while high < len(items) and items[high].byline and not items[high].foot:
                high += 1
            starts.append((low, high))
        elif i > end and items[i - 1].short and not item.short and dateline(item.whole.text):
            starts.append((i - 1, i))
    return starts


def _head(items: Sequence[_Item], has_articles: bool) -> tuple[Run | None, list[str], list[_Item]]:
    """The items before the first title: the column's name, furniture, and text that is left."""
    furniture = [_line(item) for item in items if item.furniture]
    rest = [item for item in items if not item.furniture]
    column = None
    named = [item.short and len(item.whole.text) <= 24 for item in rest]
    if has_articles and named[-1:] == [True]:
        column = rest.pop().whole
        if named == [True, True]:
            furniture.append(rest.pop().whole.text)
    return column, furniture, rest


def _line(item: _Item) -> str:
    return " ".join(line.text for line in item.block)


def _stretch(part: _Part, is_heading: IsHeading) -> Stretch:
    items, byline = part.items, part.byline
    furniture = [_line(item) for item in items if item.furniture]
    texts = [item for item in items if not item.furniture]
    pieces: list[Piece] = []
    heading: Run | None = None
    sent: str | None = None
    for i, item in enumerate(texts):
        before = texts[i - 1].whole.text if i else ""
        after = texts[i + 1].whole.text if i + 1 < len(texts) else ""
        if item.short and after and is_heading(item.whole.text, before, after):
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
    if byline is None and pieces and (begins := dateline(pieces[0].text)):
        byline = begins.byline
    kind = (part.inferred, part.foot, part.nameless)
    return Stretch(part.title, byline, tuple(pieces), tuple(furniture), *kind)


def _piece(run: Run, heading: Run | None, narrow: bool, furniture: list[str]) -> Piece:
    """A piece without its markers, which are noted as furniture."""
    run, taken = without_turns(run)
    furniture += [text for _, text in taken]
    pages = {marker.way: marker.page for marker, _ in taken}
    return Piece(run, heading, narrow, turn_to=pages.get(Way.TO), turn_from=pages.get(Way.FROM))
