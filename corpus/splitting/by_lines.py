"""Where the articles of a file without headings begin, and whose they are.

Each line is of a kind by itself: a byline, a name, a date or source, a short line, text.  An
article begins with short lines above a byline, a date or a dateline, with a byline that stands over
its title, and below one that ends the article before.  Every other short line between two texts is
the title of an article without a byline or a subhead: it is weighed
(`corpus/newspaper/no_byline.py`), also by the blank lines and indents around it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from corpus import metadata_lines
from corpus.builder import Draft
from corpus.bylines import (
    Byline,
    are_names,
    bracketed,
    dateline,
    is_body,
    is_credit,
    issuer,
    may_sign,
    parse_byline,
    signature,
)
from corpus.dates import find_date
from corpus.interviews import turns
from corpus.lines import Run, is_ended
from corpus.mastheads import PAGE_NAMES, masthead
from corpus.newspaper.headings import NUMBERED
from corpus.newspaper.no_byline import title_odds
from corpus.newspaper.page import built_in
from corpus.newspaper.records import Page, Piece, Stretch
from corpus.records import Paragraph

TITLE = 40  # characters of a title's line
TITLE_LINES = 3
TEXT = 15  # characters of a paragraph, at least, that a name alone may stand below
COLUMN, COLUMN_APART = 6, 14  # characters of a column's name over the first title
MOST = 2_000  # lines of a file in which titles without a byline are looked for

# Log odds that a short line begins an article.
SURE, AMONG_OTHERS = 0.0, -0.7  # enough in a file that seems to be one article, in one of several
APART, NOT_APART = (
    2.0,
    -2.0,
)  # set apart as titles are and paragraphs are not; not set as titles are
SIGNED = 3.0  # a byline stands above the text and one below: there are two articles
ASKS = -1.5  # it ends as a sentence does

_END = re.compile(r"[（(]([^()（）]{2,60})[)）]\s{0,9}$")
_NO_TITLE = re.compile(r"[。；;]|[，、：,:…—]$|^[问答][:：]|^.{1,8}[:：].*[？！?!]$")
_OF_ISSUE = re.compile(
    "星期|责编|编辑|版式|刊号|出版物|美编|校对|第[A-Z]?[0-9]{1,3}版|^[A-Z]?[0-9]{2}"
)
_SUBTITLE = re.compile("^[—－-]{1,3}")
CLOSING = re.compile("此致|敬[礼禮]|[谨謹][启啟]|特此.{2,4}")
_SIGNERS = 3  # lines of who signs a notice, at most
_PART = re.compile(r"第[〇零一二三四五六七八九十百\d]{1,5}[编章节条回部]|附[:：录件表]|编[者后]")


@dataclass(frozen=True, slots=True)
class Item:
    """A heading (it has a level) or a paragraph.  begins: the format itself says that an article
    begins with this heading.  guessed: only its place says that it is a title.  context: what
    stands over a row of a table (its columns' names) or a footnote, which tells nothing of its
    article; None for any other paragraph.  gap: 1 with a blank line above, 2 with a line of signs
    (* * *); indent: how far the line is moved in.  signed: who signs here below a text."""

    text: str
    level: int | None = None
    paragraph: Paragraph | None = None
    begins: bool = False
    context: str | None = None
    guessed: bool = False
    gap: int = 0
    indent: int = 0
    signed: Byline | None = None

    @property
    def is_text(self) -> bool:
        """Whether it is a paragraph of the text, and no heading, row or footnote."""
        return self.level is None and self.context is None


class Kind(Enum):
    BYLINE = 0
    NAME = 1
    TOLD = 2  # a date, a source, a masthead
    CREDIT = 3
    SHORT = 4
    TEXT = 5
    BESIDE = 6  # rows of tables and footnotes


NEUTRAL = (Kind.CREDIT, Kind.TOLD, Kind.BESIDE)
_RIGHT = 12  # columns by which a line is moved in that stands at the right


def kind(item: Item) -> Kind:
    """What the line is by itself."""
    text = item.text
    if item.context is not None:
        return Kind.BESIDE
    if len(text) <= metadata_lines.LONGEST:
        if parse_byline(text) or bracketed(text):
            return Kind.BYLINE
        if is_credit(text):
            return Kind.CREDIT
        draft = Draft("")
        if metadata_lines.take(draft, text):
            return Kind.BYLINE if draft.author else Kind.TOLD
    if is_name(text):
        return Kind.NAME
    return Kind.SHORT if _may_be_title(text) else Kind.TEXT


def is_name(text: str) -> bool:
    """Whether a line is a name alone, or several, that can be nothing else."""
    if len(text) > TITLE or text in PAGE_NAMES or text.endswith(("讯", "闻")):
        return False
    byline = parse_byline(text, bare=True)
    return byline is not None and are_names(byline)


def _may_be_title(text: str) -> bool:
    if not 2 <= len(text) <= TITLE or _NO_TITLE.search(text) or dateline(text):
        return False
    return not is_ended(text) or text[-1] in "？！?!"


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
    if told := masthead(text):
        return {} if "author" in told else told
    if len(text) > metadata_lines.LONGEST or is_ended(text):
        return {}
    told = masthead(text, loose=True)
    signs = ("edition" in told) + ("published" in told) + len(set(_OF_ISSUE.findall(text)))
    return told if signs > 1 and "author" not in told and _OF_ISSUE.search(text) else {}


def by_lines(items: Sequence[Item], level: int | None = None) -> list[list[Item]]:
    """The items of each article of a file without headings, each title a heading of level 1, its
    subheads of level 2; the items as they are where nothing tells of a second article.  level: the
    headings of it, and no other lines, are looked at as titles."""
    lines = _Lines(items, level)
    starts = lines.starts()
    if not lines.names and lines.dated < 2:
        return [list(items)]
    bounds = list(pairwise([*sorted(starts), len(items)]))
    parts = [lines.article(*article) for article in lines.judged(bounds)]
    return parts if len(parts) > 1 else [list(items)]


class _Lines:
    """The lines of a file with their kinds."""

    def __init__(self, items: Sequence[Item], level: int | None = None) -> None:
        self.items = list(items)
        self.level = level
        said = turns([item.text for item in items])
        self.kinds = [Kind.TEXT if i in said else kind(item) for i, item in enumerate(items)]
        if level is not None:
            self.kinds = [
                Kind.SHORT if item.level else Kind.TEXT if one is Kind.SHORT else one
                for item, one in zip(items, self.kinds, strict=True)
            ]
        texts = (item for item, one in zip(items, self.kinds, strict=True) if one is Kind.TEXT)
        moved = Counter(map(_moved, texts)).most_common(1)
        self._text_moved = moved[0][0] if moved else 0
        self.names = 0  # bylines that were found in their places
        self.dated = 0  # and dates or sources below titles
        self.below_dates = self._sign_offs()
        seen = [i for i, one in enumerate(self.kinds) if one not in NEUTRAL]
        self._first = seen[0] if seen else 0
        self.before = dict(zip(seen, [-1, *seen], strict=False))
        self.after = dict(zip(seen, [*seen[1:], len(items)], strict=False))
        for i in seen:
            self.kinds[i] = self._by_place(i)

    def _is(self, i: int) -> Kind | None:
        return self.kinds[i] if 0 <= i < len(self.items) else None

    def _by_place(self, i: int) -> Kind:
        """The kind of a name by its place: one between two texts may be a title."""
        own, above, below = self.kinds[i], self._is(self.before[i]), self._is(self.after[i])
        if own is Kind.NAME and (above is None or above is below is Kind.TEXT):
            return Kind.SHORT if self.kinds[self._first] is not Kind.TEXT else Kind.TEXT
        return own

    def starts(self) -> set[int]:
        """Where articles begin by what stands around their bylines, dates and datelines."""
        found = {0}
        over = self._over()
        for i in self.after:
            if self.kinds[i] in (Kind.BYLINE, Kind.NAME):
                found |= self._at_byline(i, over)
            elif self.kinds[i] is Kind.TEXT:
                found |= self._at_dateline(i)
            elif self._signs_right(i):
                *office, name = self.items[i].text.split()
                found |= self._signed(i, Byline(name, " ".join(office) or None))
        found |= self._signed_inline() | self._below_titles() | self.below_dates
        return {i for i in found if i < len(self.items)}

    def _sign_offs(self) -> set[int]:
        """Where articles begin below a body and a date that sign the text above, as of notices one
        below another; without them the body would be a title, its date the next notice's."""
        texts = [i for i, one in enumerate(self.kinds) if one is Kind.TEXT]
        above = self.items[: texts[0]] if texts else self.items
        over = any(signed_date(item.text) is not None for item in above)
        found = set()
        for i in range(1, len(self.items)):
            who = signed_date(self.items[i].text)
            low = None if who is None else self._signs_from(i, who, over)
            if low is not None:
                self.kinds[low : i + 1] = [Kind.TOLD] * (i + 1 - low)
                self.dated += 1
                if i + 1 < len(self.items) and not _PART.match(self.items[i + 1].text):
                    found.add(i + 1)
        return found

    def _signs_from(self, i: int, who: str, over: bool) -> int | None:
        """From which line on the text above is signed, whose date stands in line `i`, behind `who`
        if it is not alone; None if they may be of what is below.  What is known for a body signs
        unless it stands nearer to what is below; what may be one, where dates do not stand `over`
        the texts; a date alone or below other words only where it is nearer to the text."""
        if self._is(i + 1) not in (None, Kind.SHORT, Kind.NAME, Kind.BYLINE):
            return None
        low, signers = i, [who] if who else []
        while not who and len(signers) < _SIGNERS and may_sign(self.items[low - 1].text):
            low -= 1
            signers.append(self.items[low].text)
        if not signers and low > 1 and self.kinds[low - 1] is Kind.SHORT:
            low -= 1
        above = self.items[low - 1]
        if low < 1 or not (self.kinds[low - 1] is Kind.TEXT or CLOSING.search(above.text)):
            return None
        gap, own = self._gap(i + 1), self.items[low].gap
        nearer = own < gap and not over
        if self._is(i + 1) in (Kind.NAME, Kind.BYLINE) and not self.items[i].gap < gap:
            return None
        if not signers:
            return low if nearer else None
        known = all(is_body(one) or issuer(one) for one in signers)
        return low if own <= gap and (known or not over) else None

    def _gap(self, i: int) -> int:
        return self.items[i].gap if i < len(self.items) else 2

    def _at_byline(self, i: int, over: bool) -> set[int]:
        """Where an article begins by a byline: with it, above it, or below."""
        before, after, named = self.before[i], self.after[i], self.kinds[i] is Kind.NAME
        above, below = self._is(before), self._is(after)
        if below is Kind.SHORT and (over or (self.items[i].gap and not self.items[after].gap)):
            found = {i}
        elif above is Kind.SHORT and below in (Kind.TEXT, Kind.SHORT, Kind.BYLINE):
            found = {self._top(before)}
            if named and below is Kind.SHORT and not self._opens(min(found)):
                return set()
        elif above is Kind.TEXT and below in (None, Kind.SHORT, Kind.BYLINE, Kind.NAME):
            text = self.items[i].text
            if named and len(self.items[before].text) <= TEXT:
                return set()
            return self._signed(i, signature(text) or parse_byline(text, bare=True))
        elif above is None or (above is Kind.BYLINE and below is Kind.TEXT):
            found = set()
        else:
            return set()
        self.names += 1
        return found

    def _signed(self, i: int, byline: Byline | None) -> set[int]:
        """What stands below a line that signs the text above."""
        self.items[i] = replace(self.items[i], signed=byline)
        self.kinds[i] = Kind.BYLINE
        self.names += 1
        return {self.after[i]}

    def _at_dateline(self, i: int) -> set[int]:
        """The title above a text that begins with a dateline."""
        before = self.before[i]
        begins = dateline(self.items[i].text) if self._is(before) is Kind.SHORT else None
        self.names += begins is not None and begins.byline is not None
        return {self._top(before)} if begins else set()

    def _below_titles(self) -> set[int]:
        """The titles above a source or a date."""
        found = set()
        for i, one in enumerate(self.kinds):
            below = self._is(i + 1) in (Kind.TEXT, Kind.BYLINE, Kind.NAME)
            if one is Kind.TOLD and below and self._is(i - 1) is Kind.SHORT:
                found.add(self._top(i - 1))
                self.dated += 1
        return found

    def _over(self) -> bool:
        """Whether bylines stand above the titles: the first of them does, and none at the end."""
        seen = list(self.after)
        return (
            len(seen) > 2
            and self.kinds[seen[0]] is Kind.BYLINE
            and self.kinds[seen[1]] is Kind.SHORT
            and self.kinds[seen[-1]] is Kind.TEXT
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
            above -= 1
        return above if i - above < TITLE_LINES else top

    def _opens(self, i: int) -> bool:
        """Whether the line stands apart from what is above, or ends what is."""
        return i == 0 or self.items[i].gap > 0 or self.kinds[i - 1] is not Kind.SHORT

    def _signs_right(self, i: int) -> bool:
        """Whether the line stands far to the right below a text, and ends with a name."""
        item, before = self.items[i], self.before[i]
        if item.indent < _RIGHT or self._is(before) is not Kind.TEXT:
            return False
        return item.indent > self.items[before].indent + 4 and is_name(item.text.split()[-1])

    def _signed_inline(self) -> set[int]:
        """What stands below a text that is signed at its end: （记者 …）, or a name alone where
        others sign, too."""
        found: dict[int, Byline] = {}
        sure = self.names
        for i, follows in self.after.items():
            said = signed_inline(self.items[i].text) if self.kinds[i] is Kind.TEXT else ""
            if not said or self._is(follows) not in (None, Kind.SHORT, Kind.BYLINE):
                continue
            byline = parse_byline(said) or signature(said)
            sure += byline is not None
            if byline is None and is_name(said):
                byline = parse_byline(said, bare=True)
            if byline:
                found[i] = byline
        if not sure and len(found) < 2:
            return set()
        for i, byline in found.items():
            self.items[i] = replace(self.items[i], signed=byline)
        self.names += len(found)
        return {self.after[i] for i in found}

    def judged(self, bounds: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
        """The bounds of the articles, those parted where a title without a byline is likely;
        whether only its place says that it is one."""
        if len(self.items) > MOST:
            yield from ((low, high, False) for low, high in bounds)
            return
        made = [self._stretch(low, high) for low, high in bounds]
        judged = title_odds(Page(None, tuple(one for one, _ in made)), built_in())
        sure = AMONG_OTHERS if len(bounds) > 1 else SURE
        for (low, high), (_, places), odds in zip(bounds, made, judged, strict=True):
            found = [
                place
                for at, place in places.items()
                if at in odds and odds[at] + self._set(place, bounds) > sure
            ]
            at = [low, *found, high]
            yield from ((a, b, number > 0) for number, (a, b) in enumerate(pairwise(at)))

    def _stretch(self, low: int, high: int) -> tuple[Stretch, dict[int, int]]:
        """An article for the judge, and of its headings' pieces where the heading begins, if it
        may be a title."""
        title: Run | None = None
        pieces: list[Piece] = []
        places: dict[int, int] = {}
        open_: list[int] = []
        for i in range(low, high):
            one = self.kinds[i]
            if one is Kind.SHORT:
                open_.append(i)
            elif one is Kind.TEXT:
                heading = self._run(open_) if open_ and len(open_) <= TITLE_LINES else None
                if not pieces and title is None:
                    title, heading = heading, None
                if heading and self._may_begin(open_[0]):
                    places[len(pieces)] = open_[0]
                pieces.append(Piece(_run(self.items[i]), heading))
                open_ = []
            elif one is not Kind.CREDIT and open_ and not pieces:
                title = title or self._run(open_)
                open_ = []
        return Stretch(title, Byline("?"), tuple(pieces)), places

    def _run(self, places: Sequence[int]) -> Run:
        runs = [_run(self.items[i]) for i in places]
        return Run("".join(run.text for run in runs), tuple(s for run in runs for s in run.spans))

    def _may_begin(self, i: int) -> bool:
        text = self.items[i].text
        if self.items[i].level != self.level or self._is(i + 1) is Kind.BESIDE:
            return False
        return not NUMBERED.match(text) and not _PART.match(text) and not _SUBTITLE.match(text)

    def _set(self, i: int, bounds: Sequence[tuple[int, int]]) -> float:
        """How much more the line is a title by the blank lines and indents around it."""
        item = self.items[i]
        asks = is_ended(item.text) and _moved(item) == self._text_moved
        more = ASKS if asks else 0.0
        tops = [self.items[low] for low, _ in bounds if low and self.kinds[low] is Kind.SHORT]
        kinds = zip(self.items, self.kinds, strict=True)
        apart = [one.gap > 0 for one, what in kinds if what is Kind.TEXT]
        tight = 2 * sum(apart) < len(apart)
        if item.gap > 1:
            more += APART
        low, high = next(one for one in bounds if one[0] <= i < one[1])
        named = any(one in (Kind.BYLINE, Kind.NAME) for one in self.kinds[low:i])
        if named and any(one.signed for one in self.items[i:high]):
            more += SIGNED
        if tops and all(one.gap for one in tops):
            more += NOT_APART if not item.gap else APART * tight
        elif item.gap and tight:
            more += APART
        moved = {_moved(one) for one in tops or [self.items[bounds[0][0]]]}
        if _moved(item) not in moved:
            more += NOT_APART
        elif len(moved) == 1 and _moved(item) > self._text_moved:
            more += APART
        return more

    def article(self, low: int, high: int, guessed: bool) -> list[Item]:
        """The items of one article: its title, what is said of it, its text with the subheads."""
        items, kinds = self.items[low:high], self.kinds[low:high]
        own = (i for i, one in enumerate(kinds) if one in (Kind.SHORT, Kind.TEXT))
        end = at = next(own, len(items))
        above = items[:at]
        column: list[Item] = []
        title: list[Item] = []
        while end < min(len(items), at + TITLE_LINES) and kinds[end] is Kind.SHORT:
            if end > at and not self._goes_on(items[end - 1], items[end]):
                break
            end += 1
        apart = end - at > 1 and items[at + 1].gap and not _SUBTITLE.match(items[at + 1].text)
        if low == 0 and end - at > 1 and len(items[at].text) <= (COLUMN_APART if apart else COLUMN):
            column = [replace(items[at], level=0)]
            at += 1
        if end > at and end < len(items):
            text = "".join(
                f" {one.text}" if n and _SUBTITLE.match(one.text) else one.text
                for n, one in enumerate(items[at:end])
            )
            title = [replace(items[at], text=text, level=1, guessed=guessed, paragraph=None)]
        else:
            end = at
        found = [*column, *title, *above]
        for i, one in enumerate(items[end:], end):
            following = kinds[i + 1] if i + 1 < len(items) else None
            alone = kinds[i] is Kind.SHORT and one.signed is None and following is Kind.TEXT
            if self.level is None and alone and (i == end or kinds[i - 1] is not Kind.SHORT):
                found.append(replace(one, level=2, paragraph=None))
            else:
                found.append(one)
        return found

    def _goes_on(self, line: Item, below: Item) -> bool:
        """Whether the title of which a line is part goes on below."""
        if self.level is not None or _SUBTITLE.match(below.text):
            return self.level is None
        return not _SUBTITLE.match(line.text) and _moved(line) == _moved(below)


def signed_date(text: str) -> str | None:
    """What stands before the date that a short line ends with, "" for nothing; None without one."""
    text = text.strip("()（） ")
    when = find_date(text) if len(text) <= TITLE else None
    if when is None or when[1] < len(text) or not when[2]:
        return None
    who = text[: when[0]].strip()
    return who if not who or may_sign(who) else None


def _moved(item: Item) -> int:
    """How far a line is moved in: not, as a paragraph's first line, or to the middle."""
    return 0 if item.indent < 2 else 1 if item.indent <= 6 else 2


def _run(item: Item) -> Run:
    return Run(item.text, item.paragraph.spans if item.paragraph else ((0, len(item.text)),))
