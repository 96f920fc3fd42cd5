"""A torn page in parts: column name, titles, bylines, headings and pieces, in page order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from corpus.bylines import Byline, byline_apart, dateline, is_credit, parse_byline
from corpus.lines import Block, Run, cut_at_titles, glue, is_ended, may_be_title, paragraphs
from corpus.lines import blocks as text_blocks
from corpus.mastheads import masthead
from corpus.newspaper.records import Page, Piece, Stretch
from corpus.page_turns import Way, is_page_head, markers, without_turns
from corpus.signatures import office_note

_LONGEST_TITLE = 80
"""A title or heading has at most so many characters, on at most four lines."""

_WORDS = re.compile(r"\w")
_BRACKETED = re.compile(r"[(（【]\s{0,4}([^()（）【】]{2,40})[)）】]")

IsHeading = Callable[[str, str, str], bool]
"""(text, the text before it, the text after it): whether a short text is a heading."""


@dataclass(frozen=True, slots=True)
class _PageBlock:
    """A block with what it may be."""

    lines: Block
    run: Run
    byline: Byline | None = None
    furniture: bool = False
    foot: bool = False

    @property
    def short(self) -> bool:
        """Whether it can be a title or a heading."""
        text = self.run.text
        return (
            self.byline is None
            and not self.furniture
            and 2 <= len(text) <= _LONGEST_TITLE
            and len(self.lines) <= 4
            and not re.search(r"[。；;]", text)
            and not text.endswith(("，", ",", "、", "：", ":"))
            and not (is_ended(text) and len(text) > 40)
        )


def split_page(text: str, is_heading: IsHeading) -> Page:
    """The page in its own order.  No word is dropped: what is no article's is furniture."""
    blocks = _page_blocks(text)
    starts = _starts(blocks)
    first = starts[0][0] if starts else len(blocks)
    column, furniture, lead = _head(blocks[:first], bool(starts))
    feet = any(block.foot for block in lead)
    if feet and len(lead) > 1 and lead[0].short and lead[1].short and not column:
        column, lead = lead[0].run, lead[1:]
    sections = _sections(lead, None)
    for (low, body), (high, _) in pairwise([*starts, (len(blocks), len(blocks))]):
        above = blocks[low:body]
        title = [block for block in above if block.byline is None and not block.furniture]
        signed = [block for block in above if block.byline]
        beside = [block for block in above if block.furniture]
        beside += map(_set_aside, signed[1:])  # an article has one byline; no other is dropped
        run = glue(line.run for block in title for line in block.lines) if title else None
        byline = signed[0].byline if signed else None
        line = _more_than_byline(signed[0]) if signed else ""
        head = _Section(run, byline, beside, inferred=not signed, signed=line)
        sections += _sections(blocks[body:high], head)
    stretches = tuple(_stretch(section, is_heading) for section in sections)
    return Page(column, stretches, tuple(furniture))


def names_several(text: str) -> bool:
    """Whether two blocks or more name somebody, without which a page has no two articles: quicker
    than `split_page`."""
    if markers(text):  # what they are cut off from may begin with a name
        return True
    signed = (1 for block in _page_blocks(text) if block.byline or dateline(block.run.text))
    return sum(islice(signed, 2)) > 1


def _page_blocks(text: str) -> list[_PageBlock]:
    page_blocks = [
        _page_block(block)
        for whole in text_blocks(text)
        for part in _cut_at_bylines(whole)
        for block in cut_at_titles(part)
    ]
    return _with_feet(_with_bare_bylines(page_blocks))


@dataclass(frozen=True, slots=True)
class _Section:
    """What a stretch is made of."""

    title: Run | None
    byline: Byline | None
    blocks: Sequence[_PageBlock]
    inferred: bool = False
    foot: bool = False
    nameless: bool = False
    signed: str = ""


def _set_aside(block: _PageBlock) -> _PageBlock:
    return replace(block, byline=None, foot=False, furniture=True)


def _sections(blocks: Sequence[_PageBlock], head: _Section | None) -> list[_Section]:
    """The blocks parted below the bylines that stand under their text; the article at the top is
    `head`, if that is given.  What is below the last of them has no name."""
    sections: list[_Section] = [head] if head else []
    at = 0
    for foot, block in enumerate(blocks):
        if not block.foot:
            continue
        between, at = blocks[at:foot], foot + 1
        if head is not None and sections == [head]:
            titles = [i for i, above in enumerate(between) if above.short]
            begins = titles[-1] if titles else len(between)
            is_same = head.byline is not None and block.byline == head.byline
            if begins == len(between) or is_same:
                sections[0] = replace(head, blocks=[*head.blocks, *between, _set_aside(block)])
                continue
            sections[0] = replace(head, blocks=[*head.blocks, *between[:begins]])
            between = between[begins:]
        section = _with_title(between, block.byline, foot=True)
        sections.append(replace(section, signed=_more_than_byline(block)))
    rest = blocks[at:]
    if head is not None and not at:
        return [replace(head, blocks=[*head.blocks, *rest])]
    return [*sections, _with_title(rest, None, nameless=True)] if rest else sections


def _with_title(
    blocks: Sequence[_PageBlock], byline: Byline | None, foot: bool = False, nameless: bool = False
) -> _Section:
    """The section whose title is the short line that it begins with."""
    at = next((i for i, block in enumerate(blocks) if not block.furniture), len(blocks))
    if at + 1 >= len(blocks) or not blocks[at].short:
        return _Section(None, byline, blocks, foot=foot, nameless=nameless)
    rest = [*blocks[:at], *blocks[at + 1 :]]
    return _Section(blocks[at].run, byline, rest, nameless, foot, nameless)


def _with_feet(blocks: Sequence[_PageBlock]) -> list[_PageBlock]:
    """The blocks, with those bylines marked that stand below their text: a paragraph above, and
    below nothing or a title.  A name in brackets there is one as well."""
    marked = list(blocks)
    texts = [i for i, block in enumerate(blocks) if not block.furniture]
    for above, i, below in zip([-1, *texts], texts, [*texts[1:], -1], strict=False):
        block = blocks[i]
        is_below = above >= 0 and not blocks[above].short and blocks[above].byline is None
        if not is_below or not (below < 0 or blocks[below].short):
            continue
        bracketed = _BRACKETED.fullmatch(block.run.text)
        byline = block.byline or (parse_byline(bracketed[1], bare=True) if bracketed else None)
        if byline:
            marked[i] = replace(block, byline=byline, foot=True)
    return marked


def _page_block(block: Block) -> _PageBlock:
    run = glue(line.run for line in block)
    text = run.text
    turns = markers(text)
    alone = bool(turns) and not (text[: turns[0].start] + text[turns[-1].end :]).strip(" ()（）")
    if is_credit(text) or is_page_head(text):
        return _PageBlock(block, run, furniture=True)
    if fields := masthead(" ".join(line.text for line in block)):
        byline = Byline(fields["author"]) if "author" in fields else None
        return _PageBlock(block, run, byline, furniture=True)
    return _PageBlock(block, run, None if alone else parse_byline(text))


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


def _with_bare_bylines(blocks: Sequence[_PageBlock]) -> list[_PageBlock]:
    """A name alone is a byline where a title stands above it and a paragraph below."""
    marked = list(blocks)
    for i, (above, block, below) in enumerate(zip(blocks, blocks[1:], blocks[2:], strict=False), 1):
        if block.short and above.short and len(below.run.text) >= 30 and not below.byline:
            marked[i] = replace(block, byline=parse_byline(block.run.text, bare=True))
    return marked


def _starts(blocks: Sequence[_PageBlock]) -> list[tuple[int, int]]:
    """Where articles begin: the block of the title, and the first block of the body."""
    starts: list[tuple[int, int]] = []
    for i, block in enumerate(blocks):
        end = starts[-1][1] if starts else 0
        if block.byline and not block.foot and i >= end:
            low = i
            while low > end and blocks[low - 1].furniture:
                low -= 1
            low = low - 1 if low > end and blocks[low - 1].short else i
            high = i + 1
            while high < len(blocks) and blocks[high].byline and not blocks[high].foot:
                high += 1
            starts.append((low, high))
        elif i > end and blocks[i - 1].short and not block.short and dateline(block.run.text):
            starts.append((i - 1, i))
    return starts


def _head(
    blocks: Sequence[_PageBlock], has_articles: bool
) -> tuple[Run | None, list[str], list[_PageBlock]]:
    """The blocks before the first title: the column's name, furniture, and text that is left."""
    furniture = [_block_text(block) for block in blocks if block.furniture]
    rest = [block for block in blocks if not block.furniture]
    column = None
    is_name = [block.short and len(block.run.text) <= 24 for block in rest]
    if has_articles and is_name[-1:] == [True]:
        column = rest.pop().run
        if is_name == [True, True]:
            furniture.append(rest.pop().run.text)
    return column, furniture, rest


def _more_than_byline(block: _PageBlock) -> str:
    """The line of a byline that says more than whose it is, as who took the pictures."""
    said = f"{block.byline.author}{block.byline.office or ''}" if block.byline else ""
    text = _block_text(block)
    return "" if block.furniture or set(_WORDS.findall(text)) <= set(said) else text


def _block_text(block: _PageBlock) -> str:
    return " ".join(line.text for line in block.lines)


def _stretch(section: _Section, is_heading: IsHeading) -> Stretch:
    blocks, byline = section.blocks, section.byline
    furniture = [_block_text(block) for block in blocks if block.furniture]
    texts = [block for block in blocks if not block.furniture]
    pieces: list[Piece] = []
    heading: Run | None = None
    turn_from: str | None = None
    for i, block in enumerate(texts):
        before = texts[i - 1].run.text if i else ""
        after = texts[i + 1].run.text if i + 1 < len(texts) else ""
        if block.short and after and is_heading(block.run.text, before, after):
            if heading:
                pieces.append(_piece(heading, None, False, furniture))
            heading = block.run
            continue
        for run in paragraphs(block.lines):
            narrow = len(block.lines) > 2 and len(run.spans) > 2
            piece = _piece(run, heading, narrow, furniture)
            if not piece.text:  # a marker alone
                turn_from = piece.turn_from or turn_from
                if pieces and piece.turn_to:
                    pieces[-1] = replace(pieces[-1], turn_to=piece.turn_to)
                continue
            pieces.append(replace(piece, turn_from=piece.turn_from or turn_from))
            heading, turn_from = None, None
    if heading:
        pieces.append(_piece(heading, None, False, furniture))
    if pieces and (note := office_note(pieces[-1].text)):
        at, office = note
        furniture.append(pieces[-1].text[at:])
        rest = pieces[-1].run.cut(0, at).strip()
        pieces[-1:] = [replace(pieces[-1], run=rest)] if rest.text else []
        if byline and not byline.office:
            byline = replace(byline, office=office)
    if byline is None and pieces and (opening := dateline(pieces[0].text)):
        byline = opening.byline
    flags = (section.inferred, section.foot, section.nameless, section.signed)
    return Stretch(section.title, byline, tuple(pieces), tuple(furniture), *flags)


def _piece(run: Run, heading: Run | None, narrow: bool, furniture: list[str]) -> Piece:
    """A piece without its markers, which are noted as furniture."""
    run, turn_texts = without_turns(run)
    furniture += [text for _, text in turn_texts]
    pages = {marker.way: marker.page for marker, _ in turn_texts}
    return Piece(run, heading, narrow, turn_to=pages.get(Way.TO), turn_from=pages.get(Way.FROM))
