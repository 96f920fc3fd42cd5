"""Where the articles of a file without headings begin, and whose they are.

Each line is of a kind by itself: a byline, a name, a date or source, a short line, text.  An
article begins with short lines above a byline, a date or a dateline, with a byline that stands over
its title, and below one that ends the article before.  Every other short line between two texts is
the title of an article without a byline or a subhead: it is weighed
(`corpus/newspaper/no_byline.py`), also by the blank lines and indents around it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from corpus import metadata_lines
from corpus.builder import Draft
from corpus.byline_words import DASHES, ORDINAL
from corpus.bylines import Byline, dateline, is_beside, is_credit, parse_byline
from corpus.dated_heads import names_writer
from corpus.dates import find_date, is_date
from corpus.interviews import turns
from corpus.issuers import is_body, issuer, may_sign
from corpus.lines import Run, is_ended, is_of_contents
from corpus.mastheads import PAGE_NAMES, masthead
from corpus.newspaper.headings import NUMBERED
from corpus.newspaper.no_byline import title_odds
from corpus.newspaper.page import built_in
from corpus.newspaper.records import Page, Piece, Stretch
from corpus.person_names import are_names, is_no_name, is_pen_name
from corpus.records import Paragraph
from corpus.signatures import bracketed, from_place, of_unit, quoted_work, signature
from corpus.subheads import is_subhead

TITLE = 40  # characters of a title's line
TITLE_LINES = 3
TEXT = 15  # characters of a paragraph, at least, that a name alone may stand below
COLUMN, COLUMN_APART = 6, 14  # characters of a column's name over the first title
PARTS = 3  # the least gap that parts articles by itself
MOST = 2_000  # lines of a file in which titles without a byline are looked for

# Log odds that a short line begins an article.
SURE, AMONG_OTHERS = 0.0, -0.7  # enough in a file that seems to be one article, in one of several
APART = 2.0  # set apart as titles are and paragraphs are not
NOT_APART = -2.0  # not set as titles are
SIGNED = 3.0  # a byline stands above the text and one below: there are two articles
ASKS = -1.5  # it ends as a sentence does

_END = re.compile(r"[（(]([^()（）]{2,60})[)）]\s{0,9}$")
_NO_TITLE = re.compile(
    r"[。；;]|[，、：,:…—]$|^[问答][:：]|^(?:关键[词字]|摘要|[内容]{0,2}提要|副标?题|字数|页码)[:：]"
    r"|^.{1,8}[:：].*[？！?!]$|^第\s?\d{1,4}\s?[页頁]$"
)
_OF_ISSUE = re.compile(
    "星期|责编|编辑|版式|刊号|出版物|美编|校对|第[A-Z]?[0-9]{1,3}版|^[A-Z]?[0-9]{2}"
)
_WORDS = re.compile(r"[^\W\d_]")
_COLUMN = re.compile(
    r"[【〔](?!.{0,8}(?:[讯訊電电按]|摘要|提要|[导導][读讀]))(?P<name>[^【】〔〕，。！？；：:]{2,20})[】〕]"
    r"|第[一二三四五六七八九十]{1,3}[篇辑]"
    r"|[|｜丨]\s?(?P<between>[\u4e00-\u9fff·]{2,10})\s?[|｜丨]"
    r"|(?P<before>[\u4e00-\u9fff·]{2,10})\s?[|｜丨]"
)
_SUBTITLE = re.compile("^[—－-]{1,3}")
_SECOND_HALF = re.compile(rf"[{DASHES}]{{2,4}}[^\s{DASHES}]")
CLOSING = re.compile("此致|敬[礼禮]|[谨謹][启啟]|特此.{2,4}")
_TO_EDITORS = re.compile(
    r"(?:尊敬的|敬爱的|亲爱的)?[\u4e00-\u9fff]{0,6}?[编編][辑輯](?:部|同志|老师|先生|女士|朋友|叔叔|阿姨|们){0,2}[:：]"
)
"""What a letter to a paper begins with, below its title: 编辑同志："""
_NOTICE = re.compile(
    "[讣訃][告闻聞文]|哀[启啟]|[谢謝][启啟帖]|(?:[寻尋招征徵遗遺结結离離迁遷更鸣鳴].)?[启啟]事"
    "|(?:[郑鄭严嚴联聯律遗遺].)?[声聲]明"
)
"""What stands over a notice in a paper, without the spaces that set it wide: 讣　告."""
_REPLY = re.compile(
    r"[（(【\[]?[\u4e00-\u9fff]{0,12}(?:回[复覆音信]|答[复覆]|来电|调查|说明|编[者后]按?)[:：]"
)
"""The paper's or an office's word on a letter, below who signs it."""
_HEAD = 1 + metadata_lines.LABELLED_LINES
_SIGNERS = 3  # lines of who signs a notice, at most
_PART = re.compile(
    r"第[〇零一二三四五六七八九十百\d]{1,5}[编章节条回部]|议题[一二三四五六七八九十\d]|附[:：录件表]|编[者后]"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A heading (it has a level) or a paragraph.  begins: the format itself says that an article
    begins with this heading.  guessed: only its place says that it is a title.  context: what
    stands over a row of a table (its columns' names) or a footnote, which tells nothing of its
    article; None for any other paragraph.  gap: 1 with a blank line above, 2 with a line of signs
    (* * *); indent: how far the line is moved in.  signed: who signs here below a text.  left_out:
    what stood below this heading is no text of the article."""

    text: str
    level: int | None = None
    paragraph: Paragraph | None = None
    begins: bool = False
    context: str | None = None
    guessed: bool = False
    gap: int = 0
    indent: int = 0
    signed: Byline | None = None
    left_out: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is a paragraph of the text, and no heading, row or footnote."""
        return self.level is None and self.context is None


class Kind(Enum):
    BYLINE = 0
    NAME = 1
    METADATA = 2  # a date, a source, a masthead
    CREDIT = 3
    SHORT = 4
    TEXT = 5
    BESIDE = 6  # rows of tables and footnotes


NEUTRAL = (Kind.CREDIT, Kind.METADATA, Kind.BESIDE)
_SECTIONS = 100  # lines below a word that tell whether it is a subhead, at most
_RIGHT = 12  # columns by which a line is moved in that stands at the right


def kind(item: Item) -> Kind:
    """What the line is by itself."""
    text = item.text
    if item.context is not None:
        return Kind.BESIDE
    if len(text) <= metadata_lines.LONGEST:
        if parse_byline(text) or bracketed(text) or names_writer(text):
            return Kind.BYLINE
        if is_credit(text) or is_beside(text):
            return Kind.CREDIT
        if fields := metadata_lines.fields_of(text):
            return Kind.BYLINE if fields.get("author") else Kind.METADATA
        if metadata_lines.is_issue(text) or metadata_lines.is_document_number(text):
            return Kind.METADATA
    if is_name(text):
        return Kind.NAME
    return Kind.SHORT if _may_be_title(text) else Kind.TEXT


def is_name(text: str) -> bool:
    """Whether a line is a name alone, or several, that can be nothing else."""
    if len(text) > TITLE or text in PAGE_NAMES or text.endswith(("讯", "闻")):
        return False
    byline = parse_byline(text, bare=True)
    return byline is not None and are_names(byline.author)


def _may_be_title(text: str) -> bool:
    if not 2 <= len(text) <= TITLE or _NO_TITLE.search(text) or dateline(text):
        return False
    if is_of_contents(text) or quoted_work(text):
        return False
    return not is_ended(text) or text[-1] in "？！?!"


def is_subtitle(text: str) -> bool:
    """Whether a line below a title is its second half: ——青桐豆腐坊寻访记, and no name."""
    return bool(_SECOND_HALF.match(text)) and kind(Item(text)) is Kind.SHORT


def signed_inline(text: str) -> str:
    """What stands in brackets behind the last sentence: （卓青）"""
    end = _END.search(text)
    return end[1].strip() if end and is_ended(text[: end.start()]) else ""


def is_whole(items: Sequence[Item]) -> bool:
    """Whether no paragraph breaks off: the file is no page of columns torn apart."""
    return all(
        item.level is not None
        or item.signed is not None
        or kind(item) not in (Kind.TEXT, Kind.SHORT)
        or is_ended(item.text)
        or item.text[-1] in "：:；;—"
        or bool(_END.search(item.text))
        or (len(item.text) <= TITLE and item.text[-1] not in "，、," and item.text.count("，") < 2)
        for item in items
    )


def folio(text: str) -> dict[str, str]:
    """What a line at a file's top says of all its articles: paper, date, page; {} if it is none."""
    if fields := masthead(text):
        return {} if "author" in fields else fields
    if len(text) > metadata_lines.LONGEST or is_ended(text):
        return {}
    fields = masthead(text, loose=True)
    signs = ("edition" in fields) + ("published" in fields) + len(set(_OF_ISSUE.findall(text)))
    return fields if signs > 1 and "author" not in fields and _OF_ISSUE.search(text) else {}


def by_lines(items: Sequence[Item], level: int | None = None) -> list[list[Item]]:
    """The items of each article of a file without headings, each title a heading of level 1, its
    subheads of level 2; the items as they are where nothing tells of a second article.  level: the
    headings of it, and no other lines, are looked at as titles."""
    lines = _Lines(items, level)
    starts = lines.starts()
    parted = set() if lines.byline_count else lines.parted()
    starts |= parted
    if not lines.byline_count and lines.date_count < 2 and not parted:
        return [list(items)]
    if lines.byline_count == 1 and starts == {0} and lines.signs_at_end():
        return [list(items)]  # of all that stands above
    bounds = list(pairwise([*sorted(starts), len(items)]))
    parts = [
        lines.article(low, high, guessed or low in parted)
        for low, high, guessed in lines.judged(bounds)
    ]
    return parts if len(parts) > 1 else [list(items)]


class _Lines:
    """The lines of a file with their kinds."""

    def __init__(self, items: Sequence[Item], level: int | None = None) -> None:
        self.items = list(items)
        self.level = level
        turn_lines = turns([item.text for item in items])
        self.kinds = [Kind.TEXT if i in turn_lines else kind(item) for i, item in enumerate(items)]
        if level is not None:
            self.kinds = [
                Kind.SHORT if item.level else Kind.TEXT if line_kind is Kind.SHORT else line_kind
                for item, line_kind in zip(items, self.kinds, strict=True)
            ]
        for i in self._unit_lines():
            self.kinds[i] = Kind.BYLINE
        for i in (*self._affiliations(), *self._labels(), *self._over_writers()):
            self.kinds[i] = Kind.METADATA
        for i in (*self._subheads(), *self._quoted(), *self._dates_as_titles()):
            self.kinds[i] = Kind.SHORT
        for i in self._pen_names():
            self.items[i] = replace(self.items[i], signed=Byline(self.items[i].text))
            self.kinds[i] = Kind.BYLINE
        indents = Counter(_indent_level(items[i]) for i in self._texts()).most_common(1)
        self._text_indent = indents[0][0] if indents else 0
        self.byline_count = 0  # bylines that were found in their places
        self.date_count = 0  # and dates or sources below titles
        self.below_dates = self._sign_offs()
        main_lines = [i for i, line_kind in enumerate(self.kinds) if line_kind not in NEUTRAL]
        self._first = main_lines[0] if main_lines else 0
        self.before = dict(zip(main_lines, [-1, *main_lines], strict=False))
        self.after = dict(zip(main_lines, [*main_lines[1:], len(items)], strict=False))
        for i in main_lines:
            self.kinds[i] = self._kind_by_place(i)

    def _texts(self) -> list[int]:
        """The numbers of the lines that are text."""
        return [i for i, line_kind in enumerate(self.kinds) if line_kind is Kind.TEXT]

    def _kind(self, i: int) -> Kind | None:
        return self.kinds[i] if 0 <= i < len(self.items) else None

    def _unit_lines(self) -> list[int]:
        """The lines that name a place and a person, below a title or where a text ends; or above
        each text, if the first line does so.  Elsewhere they may be lists."""
        units = {
            i
            for i, item in enumerate(self.items)
            if self.kinds[i] is Kind.SHORT and item.level is None and of_unit(item.text)
        }
        over_texts = 0 in units and self._is_long_text(1)
        alone = [i for i in sorted(units) if not {i - 1, i + 1} & units]
        titled = [i for i in alone if self._kind(i - 1) is Kind.SHORT]
        is_form = any(self._is_long_text(i + 1) for i in titled)  # of this file's bylines
        return [
            i
            for i in alone
            if (i in titled and (self._is_long_text(i + 1) or (is_form and self.items[i - 1].gap)))
            or (self._is_long_text(i - 1) and self._ends_letter(i))
            or (over_texts and self._is_long_text(i + 1))
        ]

    def _affiliations(self) -> list[int]:
        """The lines that name a body between a title's byline and the text."""
        return [
            i
            for i in range(2, len(self.items))
            if self.kinds[i - 1] in (Kind.NAME, Kind.BYLINE)
            and (self.kinds[i - 2], self.kinds[i]) == (Kind.SHORT, Kind.SHORT)
            and is_body(self.items[i].text)
            and self._is_long_text(i + 1)
        ]

    def _labels(self) -> list[int]:
        """The lines of a text that was sent in, above it, that say more of it than who wrote."""
        texts = [item.text for item in self.items[: metadata_lines.SUBMITTED_LINES]]
        is_submitted = metadata_lines.is_submitted(texts)
        draft = Draft("")
        return [
            i
            for i, text in enumerate(texts if is_submitted else ())
            if self.kinds[i] is Kind.SHORT and metadata_lines.take_submitted(draft, text)
        ]

    def _over_writers(self) -> list[int]:
        """The lines with labels between a title and the one that tells who wrote."""
        over: list[int] = []
        for i in range(1, len(self.items)):
            text, *below = (item.text for item in self.items[i : i + _HEAD])
            is_below = self.kinds[i - 1] is Kind.SHORT or over[-1:] == [i - 1]
            if is_below and metadata_lines.leads_to_writer(text, below):
                over.append(i)
        return over

    def _subheads(self) -> list[int]:
        """The lines that may be names alone and are subheads by the text up to the next byline."""
        names = [i for i, line_kind in enumerate(self.kinds) if line_kind is Kind.NAME]
        bounds = [i for i, line_kind in enumerate(self.kinds) if line_kind is Kind.BYLINE]
        bounds = sorted([*bounds, *(i for i in names if not is_no_name(self.items[i].text))])
        subheads = []
        for i in names:
            following = bisect_right(bounds, i)
            end = bounds[following] if following < len(bounds) else len(self.items)
            while end < len(self.items) and self.kinds[end - 1] is Kind.SHORT:
                end -= 1  # the next title
            end = min(end, i + 1 + _SECTIONS)
            if is_subhead(self.items[i].text, [item.text for item in self.items[i + 1 : end]]):
                subheads.append(i)
        return subheads

    def _dates_as_titles(self) -> list[int]:
        """The dates that are titles, where others stand above names: set off from the text above,
        right over a name, and not moved in as the texts are and as who signs is."""
        over_names = [
            i
            for i in range(len(self.items) - 2)
            if self.kinds[i + 1] in (Kind.NAME, Kind.BYLINE)
            and self._is_long_text(i + 2)
            and not self.items[i + 1].gap
            and self.items[i].indent == self.items[i + 1].indent < self.items[i + 2].indent
        ]
        dates = {i for i, item in enumerate(self.items) if i and is_date(item.text)}
        titled = any(self.kinds[i] is Kind.SHORT for i in over_names)
        below_titles = [i for i in dates if self.kinds[i - 1] is Kind.SHORT]
        if not titled or any(self._kind(i + 1) not in (None, Kind.SHORT) for i in below_titles):
            return []
        return [
            i
            for i in over_names
            if i in dates and self.items[i].gap and self.kinds[i - 1] is Kind.TEXT
        ]

    def _pen_names(self) -> list[int]:
        """The words below a title that can be a name only by their place (海若): over a date, or
        where names stand below most of the file's titles."""
        below_titles = [i for i in range(1, len(self.items)) if self._is_below_title(i)]
        names = [i for i in below_titles if self.kinds[i] in (Kind.NAME, Kind.BYLINE)]
        words = [
            i
            for i in below_titles
            if self.kinds[i] is Kind.SHORT and is_pen_name(self.items[i].text)
        ]
        if len(names) > len(words):
            return words
        return [i for i in words if i + 1 < len(self.items) and is_date(self.items[i + 1].text)]

    def _is_below_title(self, i: int) -> bool:
        """Whether a line stands right below a title of one line, over a text or a date."""
        above, below = self._kind(i - 2), self._kind(i + 1)
        alone = self.items[i - 1].gap or above is not Kind.SHORT
        over = below is Kind.METADATA or self._is_long_text(i + 1)
        return self.kinds[i - 1] is Kind.SHORT and bool(alone) and over

    def _quoted(self) -> list[int]:
        """The names behind dashes that stand below no title of one line: who is quoted there.
        Where two or more end a text each, above a title or the end, they sign."""
        shorts = [line_kind is Kind.SHORT for line_kind in self.kinds]
        names = [
            i
            for i, line_kind in enumerate(self.kinds)
            if line_kind is Kind.NAME
            and self.items[i].text[0] in DASHES
            and not (i and shorts[i - 1] and (i < 2 or self.items[i - 1].gap or not shorts[i - 2]))
        ]
        signing = [i for i in names if self._is_long_text(i - 1) and self._ends_text(i)]
        return [i for i in names if len(signing) < 2 or i not in signing]

    def _ends_text(self, i: int) -> bool:
        """Whether nothing, or a title over a text, stands below a line."""
        below = [self._kind(n) for n in range(i + 1, i + TITLE_LINES + 2)]
        first = next((n for n, line_kind in enumerate(below) if line_kind is not Kind.SHORT), 0)
        return below[0] is None or (first > 0 and below[first] is Kind.TEXT)

    def _is_long_text(self, i: int) -> bool:
        return self._kind(i) is Kind.TEXT and len(self.items[i].text) > TEXT

    def _ends_letter(self, i: int) -> bool:
        """Whether nothing, a title or a reply stands below a line."""
        if self._kind(i + 1) is Kind.TEXT:
            return bool(_REPLY.match(self.items[i + 1].text))
        return self._kind(i + 1) in (None, Kind.SHORT)

    def _kind_by_place(self, i: int) -> Kind:
        """The kind of a name by its place: one between two texts may be a title."""
        own, above, below = self.kinds[i], self._kind(self.before[i]), self._kind(self.after[i])
        if own is Kind.NAME and (above is None or above is below is Kind.TEXT):
            return Kind.SHORT if self.kinds[self._first] is not Kind.TEXT else Kind.TEXT
        return own

    def starts(self) -> set[int]:
        """Where articles begin by what stands around their bylines, dates and datelines."""
        starts = {0}
        bylines_first = self._bylines_come_first()
        for i in self.after:
            if self.kinds[i] in (Kind.BYLINE, Kind.NAME):
                starts |= self._at_byline(i, bylines_first)
            elif self.kinds[i] is Kind.TEXT:
                starts |= self._at_dateline(i)
            elif self._signs_right(i):
                *office, name = self.items[i].text.split()
                starts |= self._mark_signed(i, Byline(name, " ".join(office) or None))
        starts |= self._below_inline_signatures() | self._titles_above_dates() | self.below_dates
        starts |= self._titles_of_letters() | self._below_unknown_signers()
        starts |= self._titles_of_notices()
        return {i for i in starts if i < len(self.items)}

    def signs_at_end(self) -> bool:
        """Whether the last line is a byline with a label, that is of all the file: 执笔：桂小满."""
        return (
            bool(self.items)
            and metadata_lines.told_by_labels(self.items[-1].text.strip("()（） ")) is not None
        )

    def parted(self) -> set[int]:
        """Where articles without bylines begin in a file that long rules or several blank lines
        part, where nothing else does: each of the parts begins with a title over text."""
        gaps = [i for i, item in enumerate(self.items) if item.gap >= PARTS]
        begins = [self._first, *gaps]
        return set(gaps) if all(map(self._is_titled, begins)) else set()

    def _is_titled(self, i: int) -> bool:
        """Whether a line is a title, and no subhead, over more than one paragraph of text."""
        if self._kind(i) is not Kind.SHORT or not self._may_begin(i) or not self._is_over_text(i):
            return False
        high = next((n for n in range(i + 1, len(self.items)) if self.items[n].gap >= PARTS), None)
        texts = [n for n in range(i, high or len(self.items)) if self._is_long_text(n)]
        return len(texts) > 1

    def _sign_offs(self) -> set[int]:
        """Where articles begin below a body and a date that sign the text above, as of notices one
        below another; without them the body would be a title, its date the next notice's."""
        texts = self._texts()
        above = self.items[: texts[0]] if texts else self.items
        dates_first = any(signer_before_date(item.text) is not None for item in above)
        starts = set()
        for i in range(1, len(self.items)):
            signer = signer_before_date(self.items[i].text)
            low = None if signer is None else self._signature_start(i, signer, dates_first)
            if low is not None:
                self.kinds[low : i + 1] = [Kind.METADATA] * (i + 1 - low)
                self.date_count += 1
                if i + 1 < len(self.items) and not _PART.match(self.items[i + 1].text):
                    starts.add(i + 1)
        return starts

    def _signature_start(self, i: int, signer: str, dates_first: bool) -> int | None:
        """From which line on the text above is signed, whose date stands in line `i`, behind
        `signer` if it is not alone; None if they may be of what is below.  What is known for a body
        signs unless it stands nearer to what is below; what may be one, unless dates stand above
        the texts (`dates_first`); a date alone or below other words only nearer to the text."""
        if self._kind(i + 1) not in (None, Kind.SHORT, Kind.NAME, Kind.BYLINE):
            return None
        low, signers = i, [signer] if signer else []
        while not signer and len(signers) < _SIGNERS and may_sign(self.items[low - 1].text):
            low -= 1
            signers.append(self.items[low].text)
        if not signers and low > 1 and self.kinds[low - 1] is Kind.SHORT:
            low -= 1
        above = self.items[low - 1]
        if low < 1 or not (self.kinds[low - 1] is Kind.TEXT or CLOSING.search(above.text)):
            return None
        gap_above = self.items[low].gap
        gap_below = self.items[i + 1].gap if i + 1 < len(self.items) else 2
        nearer = gap_above < gap_below and not dates_first
        if self._kind(i + 1) in (Kind.NAME, Kind.BYLINE) and not self.items[i].gap < gap_below:
            return None
        if not signers:
            return low if nearer else None
        known = all(is_body(body) or issuer(body) for body in signers)
        return low if gap_above <= gap_below and (known or not dates_first) else None

    def _at_byline(self, i: int, first: bool) -> set[int]:
        """Where an article begins by a byline: with it, above it, or below.  first: bylines stand
        above the titles."""
        before, after, bare = self.before[i], self.after[i], self.kinds[i] is Kind.NAME
        above, below = self._kind(before), self._kind(after)
        unit = None if bare else of_unit(self.items[i].text)
        if unit and above is below is Kind.TEXT:
            return self._at_unit(i, unit)
        over_lines = self.items[i].gap and below is Kind.SHORT and not self.items[after].gap
        if bare and not first and over_lines and not self._is_over_text(after):
            return set()  # a poem's title, 秋夜
        if over_lines or (first and below is Kind.SHORT):
            starts = {i}
        elif above is Kind.SHORT and below in (Kind.TEXT, Kind.SHORT, Kind.BYLINE):
            starts = {self._top(before)}
            if bare and below is Kind.SHORT and not self._stands_apart(min(starts)):
                return set()
        elif above is Kind.TEXT and below in (None, Kind.SHORT, Kind.BYLINE, Kind.NAME):
            text = self.items[i].text
            if bare and len(self.items[before].text) <= TEXT:
                return set()
            return self._mark_signed(i, signature(text) or unit or parse_byline(text, bare=True))
        elif above is None or (above is Kind.BYLINE and below is Kind.TEXT):
            starts = set()
        else:
            return set()
        self.byline_count += 1
        return starts

    def _at_unit(self, i: int, unit: Byline) -> set[int]:
        """Where an article begins by a line with a place and a person between two texts: below the
        reply to the letter that it signs, or with it."""
        after = self.after[i]
        if not _REPLY.match(self.items[after].text):
            self.byline_count += 1
            return {i}
        self._mark_signed(i, unit)
        return {self.after[after]}

    def _is_over_text(self, i: int) -> bool:
        """Whether a text stands below a line and no more than a title's lines."""
        for _ in range(TITLE_LINES):
            i = self.after.get(i, len(self.items))
            if self._kind(i) is not Kind.SHORT:
                return self._kind(i) is Kind.TEXT
        return False

    def _mark_signed(self, i: int, byline: Byline | None) -> set[int]:
        """Mark a line that signs the text above; an article begins with the next one."""
        self.items[i] = replace(self.items[i], signed=byline)
        self.kinds[i] = Kind.BYLINE
        self.byline_count += 1
        return {self.after[i]}

    def _at_dateline(self, i: int) -> set[int]:
        """The title above a text that begins with a dateline."""
        before = self.before[i]
        opening = dateline(self.items[i].text) if self._kind(before) is Kind.SHORT else None
        self.byline_count += opening is not None and opening.byline is not None
        return {self._top(before)} if opening else set()

    def _titles_above_dates(self) -> set[int]:
        """The titles above a source or a date."""
        starts = set()
        for i, line_kind in enumerate(self.kinds):
            below = self._kind(i + 1) in (Kind.TEXT, Kind.BYLINE, Kind.NAME)
            at = i - 1
            while at > 0 and metadata_lines.is_document_number(self.items[at].text):
                at -= 1
            place = metadata_lines.is_place(self.items[at].text)
            if line_kind is Kind.METADATA and below and self._kind(at) is Kind.SHORT and not place:
                starts.add(self._top(at))
                self.date_count += 1
        return starts

    def _titles_of_letters(self) -> set[int]:
        """The titles above who is addressed, where two or more letters to a paper stand."""
        letters = [
            self._top(self.before[i])
            for i in self.after
            if self._kind(self.before[i]) is Kind.SHORT
            and _TO_EDITORS.fullmatch(self.items[i].text)
        ]
        self.date_count += len(letters)
        return set(letters) if len(letters) > 1 else set()

    def _titles_of_notices(self) -> set[int]:
        """The titles that say what a text is, where two or more notices stand one below another:
        each has its own signers and date."""
        notices = {
            i
            for i, item in enumerate(self.items)
            if item.level is None and _NOTICE.fullmatch("".join(item.text.split()))
            if self._is_long_text(i + 1)
        }
        if len(notices) < 2:
            return set()
        self.date_count += len(notices)
        return notices

    def _bylines_come_first(self) -> bool:
        """Whether bylines stand above the titles: the first of them does, and none at the end."""
        main_lines = list(self.after)
        return (
            len(main_lines) > 2
            and self.kinds[main_lines[0]] is Kind.BYLINE
            and self.kinds[main_lines[1]] is Kind.SHORT
            and self.kinds[main_lines[-1]] is Kind.TEXT
        )

    def _top(self, i: int) -> int:
        """Where the title begins of which the line is the last."""
        top = i
        while top and self.kinds[top - 1] is Kind.SHORT and not self.items[top].gap:
            top -= 1
        if i - top >= TITLE_LINES:  # the lines of a poem
            return i
        above = top
        while above and self.kinds[above - 1] is Kind.SHORT:
            if is_ended(self.items[above - 1].text) and self.items[above].gap:
                break  # the last words of a speech: 谢谢大家！
            if self._belongs_above(above - 1):
                break
            above -= 1
        return above if i - above < TITLE_LINES else top

    def _belongs_above(self, i: int) -> bool:
        """Whether a short line, or several, stand nearer to the text above than to what is below:
        who signs that text, though nothing tells that it is a name."""
        gap = self.items[i + 1].gap if i + 1 < len(self.items) else 0
        while i and self.kinds[i - 1] is Kind.SHORT and not self.items[i].gap:
            i -= 1
        return i > 0 and self.kinds[i - 1] is Kind.TEXT and self.items[i].gap < gap

    def _below_unknown_signers(self) -> set[int]:
        """The titles below a short line that ends the text above it, though nothing tells that it
        is a name, where a line signs another text: no letter is the next writer's."""
        if not any(item.signed for item in self.items):
            return set()
        return {
            i + 1
            for i in range(1, len(self.items) - 1)
            if self.kinds[i - 1 : i + 2] == [Kind.TEXT, Kind.SHORT, Kind.SHORT]
            and self._belongs_above(i)
            and self._is_over_text(i)
        }

    def _stands_apart(self, i: int) -> bool:
        """Whether the line stands apart from what is above, or ends what is."""
        return i == 0 or self.items[i].gap > 0 or self.kinds[i - 1] is not Kind.SHORT

    def _signs_right(self, i: int) -> bool:
        """Whether the line stands far to the right below a text, and ends with a name."""
        item, before = self.items[i], self.before[i]
        if item.text[0] in DASHES or item.indent < _RIGHT or self._kind(before) is not Kind.TEXT:
            return False
        if ORDINAL.match(item.text):
            return False
        return item.indent > self.items[before].indent + 4 and is_name(item.text.split()[-1])

    def _below_inline_signatures(self) -> set[int]:
        """What stands below a text that is signed at its end: （记者 …）, or a name alone where
        others sign, too."""
        bylines: dict[int, Byline] = {}
        sure_count = self.byline_count
        for i, following in self.after.items():
            ending = signed_inline(self.items[i].text) if self.kinds[i] is Kind.TEXT else ""
            if not ending or self._kind(following) not in (None, Kind.SHORT, Kind.BYLINE):
                continue
            byline = parse_byline(ending) or signature(ending)
            sure_count += byline is not None
            if byline is None and is_name(ending):
                byline = parse_byline(ending, bare=True)
            byline = byline or from_place(ending)
            if byline:
                bylines[i] = byline
        if not sure_count and len(bylines) < 2:
            return set()
        for i, byline in bylines.items():
            self.items[i] = replace(self.items[i], signed=byline)
        self.byline_count += len(bylines)
        return {self.after[i] for i in bylines}

    def judged(self, bounds: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
        """The bounds of the articles, those parted where a title without a byline is likely;
        whether only its place says that it is one."""
        if len(self.items) > MOST:
            yield from ((low, high, False) for low, high in bounds)
            return
        stretches = [self._stretch(low, high) for low, high in bounds]
        all_odds = title_odds(Page(None, tuple(stretch for stretch, _ in stretches)), built_in())
        threshold = AMONG_OTHERS if len(bounds) > 1 else SURE
        for (low, high), (_, places), odds in zip(bounds, stretches, all_odds, strict=True):
            starts = [
                place
                for piece, place in places.items()
                if piece in odds and odds[piece] + self._layout_odds(place, bounds) > threshold
            ]
            edges = [low, *starts, high]
            yield from ((a, b, number > 0) for number, (a, b) in enumerate(pairwise(edges)))

    def _stretch(self, low: int, high: int) -> tuple[Stretch, dict[int, int]]:
        """An article for the judge, and of its headings' pieces where the heading begins, if it
        may be a title."""
        title: Run | None = None
        pieces: list[Piece] = []
        places: dict[int, int] = {}
        above: list[int] = []
        for i in range(low, high):
            line_kind = self.kinds[i]
            if line_kind is Kind.SHORT:
                above = [] if above and self._belongs_above(above[-1]) else above
                above.append(i)
            elif line_kind is Kind.TEXT:
                heading = self._joined(above) if above and len(above) <= TITLE_LINES else None
                if not pieces and title is None:
                    title, heading = heading, None
                if heading and self._may_begin(above[0]):
                    places[len(pieces)] = above[0]
                pieces.append(Piece(_run_of(self.items[i]), heading))
                above = []
            elif line_kind is not Kind.CREDIT and above and not pieces:
                title = title or self._joined(above)
                above = []
        return Stretch(title, Byline("?"), tuple(pieces)), places

    def _joined(self, places: Sequence[int]) -> Run:
        runs = [_run_of(self.items[i]) for i in places]
        return Run("".join(run.text for run in runs), tuple(s for run in runs for s in run.spans))

    def _may_begin(self, i: int) -> bool:
        text = self.items[i].text
        if self.items[i].level != self.level or self._kind(i + 1) is Kind.BESIDE:
            return False
        if not _WORDS.search(text):  # （1）, 1/2
            return False
        return not NUMBERED.match(text) and not _PART.match(text) and not _SUBTITLE.match(text)

    def _layout_odds(self, i: int, bounds: Sequence[tuple[int, int]]) -> float:
        """How much more the line is a title by the blank lines and indents around it."""
        item = self.items[i]
        asks = is_ended(item.text) and _indent_level(item) == self._text_indent
        odds = ASKS if asks else 0.0
        titles = [self.items[low] for low, _ in bounds if low and self.kinds[low] is Kind.SHORT]
        apart = [self.items[number].gap > 0 for number in self._texts()]
        tight = 2 * sum(apart) < len(apart)
        if item.gap > 1:
            odds += APART
        low, high = next((low, high) for low, high in bounds if low <= i < high)
        has_byline = any(line_kind in (Kind.BYLINE, Kind.NAME) for line_kind in self.kinds[low:i])
        if has_byline and any(line.signed for line in self.items[i:high]):
            odds += SIGNED
        if titles and all(title.gap for title in titles):
            odds += NOT_APART if not item.gap else APART * tight
        elif item.gap and tight:
            odds += APART
        indents = {_indent_level(line) for line in titles or [self.items[bounds[0][0]]]}
        if _indent_level(item) not in indents:
            odds += NOT_APART
        elif len(indents) == 1 and _indent_level(item) > self._text_indent:
            odds += APART
        return odds

    def article(self, low: int, high: int, guessed: bool) -> list[Item]:
        """The items of one article: its title, what is said of it, its text with the subheads."""
        items, kinds = self.items[low:high], self.kinds[low:high]
        bodies = (i for i, line_kind in enumerate(kinds) if line_kind in (Kind.SHORT, Kind.TEXT))
        end = at = next(bodies, len(items))
        above = items[:at]
        column: list[Item] = []
        title: list[Item] = []
        while end < min(len(items), at + TITLE_LINES) and kinds[end] is Kind.SHORT:
            if end > at and not self._goes_on(items[end - 1], items[end]):
                break
            end += 1
        apart = end - at > 1 and items[at + 1].gap and not _SUBTITLE.match(items[at + 1].text)
        longest = COLUMN_APART if apart else COLUMN
        over = items[at].text if end - at > 1 else ""
        if over and (column_of(over) or (low == 0 and len(over) <= longest)):
            column = [replace(items[at], level=0)]
            at += 1
        if end > at and end < len(items):
            text = "".join(
                f" {item.text}" if n and _SUBTITLE.match(item.text) else item.text
                for n, item in enumerate(items[at:end])
            )
            title = [replace(items[at], text=text, level=1, guessed=guessed, paragraph=None)]
        else:
            end = at
        parts = [*column, *title, *above]
        for i, item in enumerate(items[end:], end):
            following = kinds[i + 1] if i + 1 < len(items) else None
            alone = kinds[i] is Kind.SHORT and item.signed is None and following is Kind.TEXT
            if self.level is None and alone and (i == end or kinds[i - 1] is not Kind.SHORT):
                parts.append(replace(item, level=2))
            else:
                parts.append(item)
        return parts

    def _goes_on(self, line: Item, below: Item) -> bool:
        """Whether the title of which a line is part goes on below."""
        if self.level is not None or _SUBTITLE.match(below.text):
            return self.level is None
        return not _SUBTITLE.match(line.text) and _indent_level(line) == _indent_level(below)


def column_of(text: str) -> str | None:
    """The column or the part of a book that a line may name over a title: 【街角·之三】, 街角｜,
    第二辑."""
    match = _COLUMN.fullmatch(text)
    return match[match.lastgroup or 0].strip() if match else None


def signer_before_date(text: str) -> str | None:
    """What stands before the date that a short line ends with, "" for nothing; None without one."""
    text = text.strip("()（） ")
    date = find_date(text) if len(text) <= TITLE else None
    if date is None or date.end < len(text) or not date.iso:
        return None
    signer = text[: date.start].strip()
    return signer if not signer or may_sign(signer) else None


def _indent_level(item: Item) -> int:
    """How far a line is moved in: not, as a paragraph's first line, or to the middle."""
    return 0 if item.indent < 2 else 1 if item.indent <= 6 else 2


def _run_of(item: Item) -> Run:
    return Run(item.text, item.paragraph.spans if item.paragraph else ((0, len(item.text)),))
