"""Plain text reader: one article, or a newspaper page (see `corpus/newspaper/page.py`)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from typing import BinaryIO

from corpus import limits, metadata_lines
from corpus.builder import Draft, finish
from corpus.byline_words import DASHES
from corpus.bylines import byline_apart, is_credit, is_staff, parse_byline
from corpus.dated_heads import ends_with_date, names_writer
from corpus.dates import is_date
from corpus.encodings import decode
from corpus.entries import ITEM, cuts, in_rows, is_field, mark_of, table_from
from corpus.entry_heads import entry_heads, is_dated_end, is_of_year, is_part, part_heads
from corpus.interviews import turns
from corpus.issuers import is_body, may_sign
from corpus.lines import Block, Line, Run, blocks, glue, is_ended, paragraphs, width
from corpus.lives import with_years
from corpus.mastheads import masthead, page_with_name
from corpus.newspaper.headings import NUMBERED
from corpus.newspaper.page import looks_like_page, read_page
from corpus.page_marks import goes_on, page_marks
from corpus.page_turns import Marker, Way, page_number, without_turns
from corpus.readers.base import Refuse, whole
from corpus.records import Article, Paragraph, Source
from corpus.signatures import bracketed, of_unit, signature
from corpus.spans import blank
from corpus.splitting.by_headings import drafts, sections
from corpus.splitting.by_labels import by_labels
from corpus.splitting.by_lines import (
    Item,
    column_of,
    folio,
    is_name,
    is_subtitle,
    is_whole,
)
from corpus.splitting.head_and_foot import (
    date_signed,
    is_below_signature,
    is_foot,
    is_reply,
    take_foot,
)
from messages import message_text

TITLE_LINES, TITLE_WIDTH = 3, 80  # widths in columns of a typewriter: 80 are 40 Chinese characters
SUBHEAD_WIDTH = 60
_TOP = 6  # lines of a masthead, at most
UNEVEN = 8  # the lines of a title of two lines differ by no more
PROSE_WIDTH = 100  # lines wider than that are whole paragraphs, not lines of a column

_GOES_ON_FOR = 400  # lines that go on from another page, at most
_WIDE_GAP = 3  # line breaks that leave more than one or two lines blank

_SLACK = 8  # columns that a full line of a column may leave free

_ITEM = re.compile(rf"{ITEM}|第[〇零一二三四五六七八九十百千\d]{{1,7}}[编章节条]")
_ENDED_ITEM = re.compile(r"[。！？!?.；;：:”」』）)]$|[^\W\d]$")
_ORNAMENT = re.compile(r"[\s*＊※#=＝~～_—–－─━═·•◆◇○●☆★+-]{1,80}")
"""A line that parts articles."""
_RULE = re.compile(r"[*＊※#=＝~～_—–－─━═·-]{5,80}")
"""A line of signs that is long enough to part articles, and not a part of one."""
_NUMBER = re.compile(r"[\d〇零一二三四五六七八九十百千]{1,7}")
_TELLS = re.compile("[:：].|[0-9]{5}")
"""In a point of a list, what no heading has: a value behind a colon, a number to call."""
_CONTACT = re.compile(r"(?:联系|聯[系絡]|咨询|电话|電話|地址|热线|熱線|邮箱|传真|附件)\S{0,4}[:：]")
_FOLIO = re.compile(
    r"[【〔\[(（]?第?\s?(?P<page>[A-Za-z]?[0-9０-９〇一二三四五六七八九十]{1,3})\s?版"
    r"(?:[:：\s]\s?[\u4e00-\u9fff]{2,6})?[】〕\])）]?"
)
_LETTERHEAD = re.compile(r"(?P<office>[\u4e00-\u9fff（）()、]{2,40}?)(?:文件)?")
_WISHES = re.compile(r"(?:此致|[敬即恭顺順][请請问問颂頌祝]|谨祝|並頌|并颂)$")
"""What a letter ends with, above what it wishes: 敬请, 福安."""
_SLIP = re.compile(
    r"[…．.·—–－─━_-]{2,60}\s{0,9}(?:回\s{0,4}执|[^\w]{0,4}(?:沿|由)?此?[线处]?[剪裁撕])"
)
"""A line below which a letter has a slip to fill in and give back."""
_TITLE_GOES_ON = re.compile(r"关于.{1,60}的$")
_GOES_ON = re.compile(r"[,，、;；:：。.]$")
_SENTENCE = re.compile(r"。.")
_UNKNOWN_YEAR = re.compile(r"[—–－~～-][?？][)）]$")
"""What the years of a life may end with: （1911—？）."""


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a .txt file."""
    from corpus.readers import known_parts, text_tables  # which read with from_text

    text = decode(whole(stream))
    yield from known_parts.articles(text, text_tables.tables_of(text), path)


def from_text(text: str, path: str) -> Iterator[Article]:
    """The articles of decoded plain text (also of a PDF's text layer).

    Where no paragraph breaks off and every article has its line, nothing is put together anew."""
    limits.check_text(text)
    source = Source(path, text)
    several = by_labels(text, single) or _several_drafts(text)
    if not several and looks_like_page(text):
        limits.check(limits.PAGE_CHARS, len(text))
        limits.check(limits.PAGE_BLOCKS, len(blocks(text)))
        yield from read_page(source)
        return
    for draft in several or [single(text)]:
        yield finish(draft, path, source)


def _several_drafts(text: str) -> list[Draft]:
    """The articles of a text of several; [] where it is one, or a paragraph breaks off: it may be
    torn."""
    head = Draft(text)
    text_blocks, aside = _without_furniture(text)
    items = _items_of(text, _mastheads(head, text_blocks))
    if not is_whole(items):
        return []
    joined, aside = _with_continuations(items, aside)
    parts = sections(joined)
    if joined is not items and len(parts) == 1:
        return [single(text)]
    several = drafts(text, parts, head.metadata) if len(parts) > 1 else []
    if several:
        several[0].notes[:0] = head.notes
    return _with_notes(several, aside)


def _with_continuations(
    items: list[Item], aside: Sequence[_Aside]
) -> tuple[list[Item], tuple[_Aside, ...]]:
    """The items; what goes on below 上接, up to the next article, stands behind the text above the
    one 下转 that sends there, and so do its marks in `aside`.  What takes more lines than any such
    text stays."""
    moved = list(items)
    reach = _reach(moved)
    unended = {item.text: _place(item) for item in reversed(items) if not is_ended(item.text)}
    origins: dict[int, int] = {}
    for origin, turn in _turns_within(aside):
        low, to = bisect_left(reach, turn), bisect_left(reach, origin + 1)
        if low == len(moved) or to >= low:
            continue
        below = moved[low : low + _GOES_ON_FOR]
        rest = sections(below)[0]
        if rest[0].text != moved[low].text or len(rest) == _GOES_ON_FOR:  # the lines of a title
            continue
        # its title stands above what goes on, too
        titled = unended.get(moved[low - 1].text, turn) <= origin
        begin = low + (unended.get(rest[0].text, turn) <= origin)
        high = low + len(rest)
        moved[to:high] = [*moved[begin:high], *moved[to : low - titled]]
        end = high - (begin - low) - titled
        reach[to:high] = _reach(moved[to:end], reach[to - 1] if to else 0)
        origins[turn] = origin
    if not origins:
        return items, tuple(aside)
    return moved, tuple((origins.get(at, at), words, marker) for at, words, marker in aside)


def _turns_within(aside: Sequence[_Aside]) -> list[tuple[int, int]]:
    """The places of each 下转 and of the 上接 below it that goes on from there; those that may go
    on from more than one are left out."""
    sending: dict[str, list[int]] = {}  # the places of the 下转 on each page
    turns = []
    folio_page = ""
    for at, words, marker in aside:
        if marker is None:
            match = _FOLIO.fullmatch(words)
            folio_page = page_number(match["page"]).lstrip("A") if match else folio_page
        elif marker.way is Way.TO:
            sending.setdefault(marker.page.lstrip("A"), []).append(at)
        else:
            page = folio_page or (next(iter(sending)) if len(sending) == 1 else "")
            if len(origins := sending.get(page, [])) == 1:
                turns.append((origins[0], at))
                del sending[page]
            folio_page = ""
    return turns


def _reach(items: Sequence[Item], start: int = 0) -> list[int]:
    """Of each item, how far in the source it or one above it begins; none before `start`."""
    return list(accumulate(map(_place, items), max, initial=start))[1:]


def _place(item: Item) -> int:
    return item.paragraph.spans[0][0] if item.paragraph else 0


def _items_of(text: str, text_blocks: Sequence[Block]) -> list[Item]:
    """The paragraphs of the blocks, with the blank lines and indents around them."""
    column = _Column.of([line for block in text_blocks for line in block])
    items: list[Item] = []
    gap = end = 0
    for block in text_blocks:
        block = byline_apart(block[0]) if len(block) == 1 else block
        parts: list[list[Line]] = []
        for i, line in enumerate(block):
            above = block[i - 1] if i else None
            begins = above is None or column is None or column.begins(line, above)
            if begins or above is None or _stands_out(line.text) or _stands_out(above.text):
                parts.append([])
            parts[-1].append(line)
        for number, part in enumerate(parts):
            run = glue(line.run for line in part)
            if _ORNAMENT.fullmatch(run.text):
                gap = 3 if _RULE.fullmatch(run.text) else max(gap, 2)
                continue
            paragraph = _paragraph_under([], run)
            gap = max(gap, not number) if items else 0
            if gap and end and text.count("\n", end, run.spans[0][0]) > _WIDE_GAP:
                gap = 3
            end = run.spans[-1][1]
            items.append(Item(run.text, paragraph=paragraph, gap=gap, indent=part[0].indent))
            gap = 0
    return items


@dataclass(frozen=True, slots=True)
class _Column:
    """The column that the lines of a file are wrapped to, in columns of a typewriter and in
    characters: programs count the one or the other.  None is where each line is a paragraph."""

    width: int
    size: int

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Column | None:
        column = cls(
            max((line.width for line in lines), default=0), max(map(_line_size, lines), default=0)
        )
        full = sum(column.fills(line) and not is_ended(line.text) for line in lines)
        ended = sum(line.width > TITLE_WIDTH // 2 and is_ended(line.text) for line in lines)
        return column if column.width <= PROSE_WIDTH and 2 * full > ended and full > 2 else None

    def fills(self, line: Line) -> bool:
        return line.width > self.width - _SLACK or _line_size(line) >= self.size - 2

    def begins(self, line: Line, above: Line) -> bool:
        """Whether a line below another one begins a paragraph."""
        if line.indented or not self.fills(above):
            return True
        last = line.text[-1] in "：:，,、)）" or is_ended(line.text)
        return is_ended(above.text) and not self.fills(line) and not last


def _line_size(line: Line) -> int:
    return len(line.text) + line.indent // 2


_Aside = tuple[int, str, Marker | None]
"""What is no text of an article: its place, its words, and the marker that it is."""


@lru_cache(maxsize=1)
def _without_furniture(text: str) -> tuple[tuple[Block, ...], tuple[_Aside, ...]]:
    """The blocks that can be seen, without the lines that name a page's editors and the markers
    that send readers to another page."""
    text_blocks: list[Block] = []
    aside: list[_Aside] = []
    printed_blocks, marks = _without_page_marks(blocks(text))
    aside += marks
    lines = [line for block in printed_blocks for line in block if not blank(line.text)]
    folios = {id(line) for line, below in pairwise(lines) if _is_folio_of_turn(line, below)}
    for block in printed_blocks:
        text_lines = []
        for line in block:
            at = line.run.spans[0][0]
            if is_staff(line.text) or id(line) in folios:
                aside.append((at, line.text, None))
                continue
            run, markers = without_turns(line.run)
            aside += [(at, words, marker) for marker, words in markers]
            if not markers or run.text:
                text_lines.append(replace(line, run=run) if markers else line)
        if not blank("".join(line.text for line in text_lines)):
            text_blocks.append(tuple(text_lines))
    return tuple(_entries_apart(with_years(text_blocks))), tuple(aside)


def _entry_heads(text_blocks: Sequence[Block]) -> set[int]:
    """The ids of the lines that head the entries of a chronicle or a diary, or letters."""
    lines = [line for block in text_blocks for line in block]
    texts = [line.text for line in lines]
    return {id(lines[i]) for i in entry_heads(texts) | part_heads(texts)}


def _entries_apart(text_blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each head of an entry one of its own."""
    heads = _entry_heads(text_blocks)
    parts = [
        tuple(part)
        for block in text_blocks
        for _, part in groupby(block, key=lambda line: id(line) if id(line) in heads else 0)
    ]
    return parts


def _is_folio_of_turn(line: Line, below: Line) -> bool:
    """Whether a line is the number of a page, above what goes on from another one (上接)."""
    if not _FOLIO.fullmatch(line.text):
        return False
    return any(marker.way is Way.FROM for marker, _ in without_turns(below.run)[1])


def _without_page_marks(text_blocks: Sequence[Block]) -> tuple[list[Block], list[_Aside]]:
    """The blocks without the marks of printed pages; a sentence that goes on over one is whole."""
    lines = [line for block in text_blocks for line in block if not blank(line.text)]
    marks = {id(lines[i]) for i in page_marks(lines)}
    if not marks:
        return list(text_blocks), []
    column = _Column.of([line for line in lines if id(line) not in marks])
    joined: list[list[Line]] = []
    last: Line | None = None  # the line above the marks, where only marks stand below it
    for block in text_blocks:
        begins = True
        for line in block:
            if id(line) in marks:
                last = joined[-1][-1] if joined and last is None else last
                continue
            if last and goes_on(last, line):
                if column and column.fills(last):
                    joined[-1].append(line)
                else:
                    joined[-1][-1] = replace(last, run=glue([last.run, line.run]))
            elif begins:
                joined.append([line])
            else:
                joined[-1].append(line)
            begins, last = False, None
    aside: list[_Aside] = [
        (line.run.spans[0][0], line.text, None) for line in lines if id(line) in marks
    ]
    return [tuple(block) for block in joined], aside


def _with_notes(articles: list[Draft], aside: Sequence[_Aside]) -> list[Draft]:
    """The articles, with notes of what stood in each of them and is no text."""
    if not articles or not aside:
        return articles
    starts = [min(paragraph.spans[0][0] for paragraph in draft.paragraphs) for draft in articles]
    for at, words, marker in aside:
        number = max(0, bisect_right(starts, at) - 1)
        draft = articles[number]
        draft.notes.append(message_text("left_out", text=words))
        if marker and marker.way is Way.FROM and at <= starts[number]:
            draft.notes.append(message_text("continued_from", page=marker.page))
        elif marker and marker.way is Way.TO and at >= draft.paragraphs[-1].spans[0][0]:
            draft.notes.append(message_text("continues_on", page=marker.page))
    return articles


def _stands_out(text: str) -> bool:
    """Whether a line is a date, a byline, also one that is only a name, or an ornament."""
    is_byline = bool(parse_byline(text) or bracketed(text)) or is_name(text) or names_writer(text)
    return is_date(text) or is_byline or bool(_ORNAMENT.fullmatch(text))


def single(text: str) -> Draft:
    """Plain text as one article: head, subheads, paragraphs with their lines made whole.

    Every character that can be seen is in a field, a heading, a paragraph or a note."""
    draft = Draft(text)
    text_blocks, aside = _without_furniture(text)
    text_blocks = _cut_at_rules(text_blocks)
    if not text_blocks:  # nothing else: it is text
        text_blocks, aside = blocks(text), ()
    _add_body(draft, _take_head(draft, text_blocks))
    if not draft.paragraphs:  # all head, no body: it is text
        draft = Draft(text)
        draft.paragraphs = [
            _paragraph_under([], run)
            for block in text_blocks
            for low, high, _ in cuts(block)
            for run in paragraphs(block[low:high])
        ]
    metadata_lines.from_dateline(draft)
    if not _are_letters(draft):
        take_foot(draft)
    metadata_lines.from_line_below_title(draft)
    return _with_notes([draft], aside)[0]


def _are_letters(draft: Draft) -> bool:
    """Whether the parts of a text are each dated at its end: the last date is not of them all."""
    return any(
        above.heading != below.heading
        and is_part(above.heading or "")
        and is_part(below.heading or "")
        and is_dated_end(above.text)
        for above, below in pairwise(draft.paragraphs)
    )


def _cut_at_rules(text_blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks without the long lines of signs, which end a block as blank lines do; a line
    above a slip to tear off is a block."""
    return tuple(
        tuple(group)
        for block in text_blocks
        for is_rule, group in groupby(block, key=_parts_text)
        if not is_rule
    )


def _parts_text(line: Line) -> bool | None:
    return bool(_RULE.fullmatch(line.text)) or (None if _SLIP.match(line.text) else False)


def _take_head(draft: Draft, text_blocks: Sequence[Block]) -> list[Block]:
    """Take title, byline and other fields from the first lines; what is left is the body.

    Up to two short blocks may stand before the fields: a column's name and the title, or the
    title and the first subhead; a byline after both tells which."""
    body, number = _without_letterhead(draft, _mastheads(draft, text_blocks))
    if len(body) > 1:
        parted = tuple(part for i, line in enumerate(body[0]) for part in _apart(line, i > 0))
        body[0] = parted if len(parted) == len(body[0]) + 1 else body[0]  # several are a list
    titles: list[Block] = []
    lines = [line.text for block in body for line in block][: metadata_lines.SUBMITTED_LINES]
    submitted = metadata_lines.is_submitted(lines) and metadata_lines.is_label(lines[0])
    entries = _entry_heads(body)
    while not submitted and body and len(titles) < 2 and id(body[0][0]) not in entries:
        part = _title_lines(draft, body, bool(titles))
        if not part:
            break
        if titles and is_subtitle(part[0].text):
            titles[-1] += part
        else:
            titles.append(part)
        rest = body[0][len(part) :]
        body[:1] = [rest] if rest else []
        if rest or (body and _tells_of(draft, body)):
            break
    fields = 0
    over_writer: list[Block] = []  # lines with labels, which stay
    while body and fields < metadata_lines.SUBMITTED_LINES and id(body[0][0]) not in entries:
        text = body[0][0].text
        below = [line.text for block in body for line in block][1:]
        if below and metadata_lines.is_of_event(draft, text, below[0]):
            break
        quoted = text[0] in DASHES and [len(title) for title in titles] != [1]
        if titles and not quoted:
            taken = metadata_lines.take_below_title(draft, text, below, bare=True)
        else:
            taken = metadata_lines.take(draft, text, bare=bool(fields))
        if not taken and not (submitted and metadata_lines.take_submitted(draft, text)):
            if not (titles and metadata_lines.leads_to_writer(text, below)):
                break
            over_writer.append(body[0][:1])
        rest = body[0][1:]
        body[:1] = [rest] if rest else []
        fields += 1
    if submitted and body and (end := metadata_lines.text_label(body[0][0].text)):
        first = body[0][0]
        draft.take(first.text[:end])
        body[0] = (replace(first, run=first.run.cut(end)), *body[0][1:])
    texts = [glue(line.run for line in block).text for block in titles]
    if len(titles) == 2 and draft.author and draft.column is None and len(titles[0]) == 1:
        draft.set(column=texts[0], title=draft.title or texts[1])
        titles = []
    elif titles and draft.title is None:
        draft.set(title=texts[0])
        titles = titles[1:]
        if not draft.author:
            draft.notes.append(message_text("title_inferred"))
    return [*titles, *number, *over_writer, *body]


def _without_letterhead(draft: Draft, body: list[Block]) -> tuple[list[Block], list[Block]]:
    """The blocks without who issued a document and its number, which stand over its title, and the
    number, which is text."""
    lines = [line for block in body[:3] for line in block][:3]
    at = next((i for i in (0, 1) if _is_numbered(lines[i:])), None)
    head = _LETTERHEAD.fullmatch("".join(lines[0].text.split())) if at else None
    if at is None or (at and not (head and may_sign(head["office"]))):
        return body, []
    if head:
        draft.take(lines[0].text, office=head["office"])
    above = set(map(id, lines[: at + 1]))
    rest = (tuple(line for line in block if id(line) not in above) for block in body)
    return [block for block in rest if block], [(lines[at],)]


def _is_numbered(lines: Sequence[Line]) -> bool:
    """Whether a document's number stands first, over what may be a title."""
    texts = [line.text for line in lines[:2]]
    return (
        len(texts) == 2
        and metadata_lines.is_document_number(texts[0])
        and _stands_alone(texts[1])
        and not metadata_lines.is_document_number(texts[1])
    )


def _tells_of(draft: Draft, body: Sequence[Block]) -> bool:
    """Whether the first line below a title tells a field, or who wrote or issued the text."""
    text = body[0][0].text
    is_head = metadata_lines.is_head(draft, text, bare=True)
    return is_head or metadata_lines.names_issuer(text, _lines_below(body, 0))


def _apart(line: Line, below_title: bool) -> tuple[Line, ...]:
    """A title and the byline behind it; a place and a name below the title are one line."""
    return (line,) if below_title and of_unit(line.text) else byline_apart(line, bare=True)


def _mastheads(draft: Draft, text_blocks: Sequence[Block]) -> list[Block]:
    """The blocks without the lines of a masthead at the top, which may stand on several lines, and
    without running heads further down; what they say goes into the draft."""
    lines = [line for block in text_blocks[:_TOP] for line in block][:_TOP]
    head_lines: set[int] = set()
    at = 0
    if len(lines) > 1 and page_with_name(lines[0].text) and "edition" in masthead(lines[1].text):
        draft.take(lines[0].text, column=lines[0].text)
        head_lines.add(id(lines[0]))
        at = 1
    while at < len(lines):
        texts = [line.text for line in lines[at : at + 3]]
        count = next((n for n in (3, 2, 1) if metadata_lines.is_masthead(texts[:n])), 0)
        if not count and not (fields := folio(texts[0])):
            break
        if count:
            _take_masthead(draft, " ".join(texts[:count]))
        else:
            draft.fill(**fields)
            draft.take(texts[0])
        count = max(count, 1)
        head_lines.update(id(line) for line in lines[at : at + count])
        at += count
    if at + 1 < len(lines) and (column := _column_name(draft, lines[at].text, lines[at + 1].text)):
        draft.take(lines[at].text, column=column)
        head_lines.add(id(lines[at]))
    rest = [tuple(line for line in block if id(line) not in head_lines) for block in text_blocks]
    body = []
    for block in filter(None, rest):
        text = block[0].text
        if len(block) == 1 and "edition" in masthead(text):
            _take_masthead(draft, text)
        else:
            body.append(block)
    return body if body else list(filter(None, rest))


def _take_masthead(draft: Draft, text: str) -> None:
    """Take what a masthead says; one that says what is known already is noted, too."""
    if not metadata_lines.take(draft, text):
        draft.take(text)


def _column_name(draft: Draft, first: str, second: str) -> str | None:
    """The column that a first line within brackets names, above a title."""
    column = column_of(first)
    below = width(second) <= TITLE_WIDTH and _stands_alone(second)
    if not column or draft.column is not None or not below:
        return None
    return None if metadata_lines.is_head(draft, second, bare=True) else column


def _title_lines(draft: Draft, body: Sequence[Block], below_title: bool = False) -> Block:
    """The lines at the beginning of the first block that may be a title."""
    block = body[0]
    count = 0
    table = table_from(block)
    for line in block[:table]:
        if count and _TITLE_GOES_ON.search(block[count - 1].text):
            count += 1
            continue
        if metadata_lines.stays_below_title(line.text) or (count and ends_with_date(line.text)):
            break
        if (count or below_title) and metadata_lines.leads_to_writer(
            line.text, _next_lines(body, count)
        ):
            break
        indented = line.indented and not block[0].indented and not is_subtitle(line.text)
        if line.width > TITLE_WIDTH or indented:
            break
        if metadata_lines.is_head(draft, line.text, bare=count > 0):
            break
        if count and metadata_lines.names_issuer(line.text, _lines_below(body, count)):
            break
        count += 1
    while count and not _stands_alone(block[count - 1].text):
        count -= 1
    if 0 < count == table < len(block):
        return block[:count] if count <= TITLE_LINES else ()
    if count == len(block):
        return block if count <= TITLE_LINES and len(body) > 1 else ()
    below = block[count].text
    followed = (
        metadata_lines.is_head(draft, below, bare=True)
        or metadata_lines.stays_below_title(below)
        or metadata_lines.leads_to_writer(below, _next_lines(body, count))
        or metadata_lines.names_issuer(below, _lines_below(body, count))
        or ends_with_date(below)
    )
    if 0 < count <= TITLE_LINES and followed:
        return block[:count]
    if count:  # no blank line after the title: it has to stand out from what follows
        first, second = block[:2]
        if count == 2 and abs(first.width - second.width) <= UNEVEN and _stand_out(block, 2):
            return block[:2]
        if _stand_out(block, 1):
            return block[:1]
    return ()


def _lines_below(body: Sequence[Block], i: int) -> list[str]:
    """The line below the one of the first block, and the last two; [] for none."""
    block = body[0]
    first = block[i + 1 : i + 2] or (body[1][:1] if len(body) > 1 else ())
    last = body[-1][-2:] if len(body) > 1 else block[max(i + 2, len(block) - 2) :]
    return [line.text for line in (*first, *last)]


def _next_lines(body: Sequence[Block], i: int) -> list[str]:
    """The lines below the one of the first block, as many as may stand over who wrote."""
    count = metadata_lines.LABELLED_LINES
    parts = (body[0][i + 1 : i + 1 + count], *(block[:count] for block in body[1 : 1 + count]))
    return [line.text for part in parts for line in part][:count]


def _stand_out(block: Block, count: int) -> bool:
    """Whether the first lines are a title by their place or by their length."""
    lines, rest = block[:count], block[count:]
    if any(line.indented for line in lines):
        return False
    if any(line.indented for line in rest[:2]):
        return True
    widest, room = max(line.width for line in lines), max(line.width for line in rest)
    return 2 * widest < room


def _stands_alone(text: str) -> bool:
    """Whether it neither goes on nor ends as a sentence does (a title may ask or exclaim)."""
    if _GOES_ON.search(text):
        return False
    return not is_ended(text) or text[-1] in "？！?!”』」》" or bool(_UNKNOWN_YEAR.search(text))


def _add_body(draft: Draft, body: Sequence[Block]) -> None:
    """The paragraphs under their subheads; a subhead without text below it is a paragraph."""
    heading: list[Run] = []
    fresh = False  # whether no paragraph stands under the heading yet
    size = 0  # of the heading; more lines than a heading can have are text
    runs = [pair for block in body for pair in _runs_of(block)]
    texts = _in_rows([run.text for run, _ in runs]) | turns([run.text for run, _ in runs])
    parts = part_heads([run.text for run, _ in runs])
    heads = entry_heads([run.text for run, _ in runs]) | parts
    below = (i for i, (run, _) in enumerate(runs) if i and is_below_signature(run.text))
    end = next(below, len(runs))
    for number, (run, is_short) in enumerate(runs):
        following = runs[number + 1][0] if number + 1 < len(runs) else None
        above = runs[number - 1][0] if number else None
        if number in heads:  # a day stands under its year
            years = [] if is_of_year(run.text) else [one for one in heading if is_of_year(one.text)]
            heading = [*(heading if fresh else years), run]
            fresh, size = True, sum(len(one.text) + 1 for one in heading)
            continue
        is_text = (
            number in texts
            or (number + 1 in parts and not fresh)
            or _is_no_heading(above, run, following)
            or (fresh and run.text[-1] in "？?" and NUMBERED.match(heading[-1].text))
            or (following is not None and number + 5 > end and _signs(following.text))
        )
        if is_short and following is not None and not is_text and _is_subhead(run, following):
            if fresh and size + len(run.text) > limits.FIELD_CHARS.value:
                draft.paragraphs += [_paragraph_under([], line) for line in heading]
                fresh = False
            heading, size = (heading, size) if fresh else ([], 0)
            heading.append(run)
            size += len(run.text) + 1
            fresh = True
        else:
            draft.paragraphs.append(_paragraph_under(heading, run))
            fresh = False


def _in_rows(texts: Sequence[str]) -> set[int]:
    """Which of the paragraphs are the items of a list, with a number or, below a line that leads to
    them (…如下：), without."""
    numbers = in_rows(list(map(mark_of, texts)))
    at = 0
    for is_plain, group in groupby(texts, key=_may_be_item):
        size = len(list(group))
        if is_plain and size > 1 and at and texts[at - 1].endswith(("：", ":")):
            numbers.update(range(at, at + size))
        at += size
    return numbers


def _may_be_item(text: str) -> bool:
    return width(text) <= SUBHEAD_WIDTH and _stands_alone(text) and mark_of(text) is None


def _signs(text: str) -> bool:
    """Whether a line below a text says who wrote or issued it, or when."""
    return is_foot(text) or bool(date_signed(text)) or is_body(text)


def _is_no_heading(above: Run | None, run: Run, following: Run | None) -> bool:
    """Whether a short line is text by what it says: who signs and when, the adoption of a law, a
    letter's signature above the paper's reply, its wishes, the point of a list that goes on from
    above."""
    if above is not None and _WISHES.search(above.text):
        return True
    if date_signed(run.text) or metadata_lines.stays_below_title(run.text) or is_field(run.text):
        return True
    if following is not None and above is not None:
        dated = is_date(run.text)
        if (dated or signature(run.text) is not None) and is_reply(following.text):
            return True
        if of_unit(run.text) and is_ended(above.text):
            return True
        if dated and (_CONTACT.match(following.text) or is_below_signature(following.text)):
            return True
    points = [_ITEM.match(line.text) for line in (above, run) if line]
    marks = [re.sub(_NUMBER, "0", match[0]) for match in points if match]
    return len(marks) == 2 and marks[0] == marks[1] and bool(_TELLS.search(run.text))


def _runs_of(block: Block) -> Iterator[tuple[Run, bool]]:
    """The block's paragraphs, and whether each stands on one or two lines, as a subhead does."""
    for low, high, is_entry in cuts(block):
        if is_entry:
            yield glue(line.run for line in block[low:high]), False
            continue
        for part in _parts(block[low:high]):
            runs = [glue(line.run for line in part)] if part[0].indented else paragraphs(part)
            for run in runs:
                yield run, len(runs) == 1 and len(part) <= 2


def _parts(block: Block) -> list[Block]:
    """The block cut where lines cannot be one paragraph: before indented lines and list items,
    at subheads, everywhere if lines are too long to be lines of a column."""
    widest = max(line.width for line in block)
    prose = widest > PROSE_WIDTH
    indents = any(line.indented for line in block)
    parts: list[list[Line]] = []
    for i, line in enumerate(block):
        above = block[i - 1] if i else None
        following = block[i + 1] if i + 1 < len(block) else None
        item = above and _ITEM.match(line.text) and _ENDED_ITEM.search(above.text)
        if above is None or prose or line.indented or item:
            starts = True
        elif indents:  # only a subhead may begin without
            starts = (
                is_ended(above.text)
                and _stands_alone(line.text)
                and (following is None or following.indented)
            )
        else:
            starts = 2 * above.width < widest and _stands_alone(above.text)
        if starts:
            parts.append([])
        parts[-1].append(line)
    return [tuple(part) for part in parts]


def _is_subhead(run: Run, following: Run) -> bool:
    if width(run.text) > SUBHEAD_WIDTH or not _stands_alone(run.text):
        return False
    if _SENTENCE.search(run.text) or is_credit(run.text):
        return False  # what a picture shows, and who took it
    return len(following.text) > len(run.text) or bool(_ITEM.match(run.text))


def _paragraph_under(heading: Sequence[Run], run: Run) -> Paragraph:
    return Paragraph(" ".join(line.text for line in heading) or None, run.text, run.spans)
