"""Several articles in one file: where each begins, and what it says of itself.

A heading that is followed by a byline, a date or 作者：… begins an article, if another heading of
its level is, too; then every heading of that level begins one.  Where one is, or the file has no
headings, lines are weighed (`corpus/article_starts.py`).  An article without a byline is put under
no other article's name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, replace
from itertools import pairwise

from corpus import metadata_lines
from corpus.article_starts import (
    CLOSING,
    TEXT,
    TITLE,
    Item,
    by_lines,
    folio,
    is_name,
    signed_date,
    signed_inline,
)
from corpus.builder import Draft
from corpus.bylines import are_names, dateline, is_body, issuer, may_sign, parse_byline, signature
from corpus.dates import find_date, is_date, iso_date
from corpus.lines import is_ended
from corpus.mastheads import masthead
from corpus.records import Metadata, Paragraph
from corpus.spans import BREAK, split
from corpus.tables import headed
from messages import message_text

_HEAD_LINES = 5
_EDITORS = re.compile(
    r"[【\[（(]?(?:[编編][后後者]|[记記]者附[记記]|(?:[^\s:：，。]{2,16})?(?:答[复覆]|回[复覆音]|[复覆]信)(?=[】\]）):：]))[^:：]{0,4}[】\]）)]?[:：\s]"
)
_END = re.compile(r"[（(]([^()（）]{3,60})[)）]\s{0,9}$")
_SOURCE = re.compile(
    r"[(（【\[]?(?:(?:文章|稿件|本文|新闻|信息)?来源|稿源|出处)\s?[:：]\s?[《「]?"
    r"(?P<paper>[^\s《》「」()（）【】，。；：:]{2,20})[》」]?[)）】\]]?"
)
_QUOTES = re.compile(r"[(（]?[据據][^()（）]{2,40}(?:[报報][道導]|消息|电|電|[讯訊])[)）]?。?$")
OF_THE_FILE = ("column", "published", "paper", "edition", "url")
"""What a file says of itself that may count for all its articles; a name does not."""


def sections(items: Sequence[Item]) -> list[list[Item]]:
    """The items of each article; a file of one article is one section."""
    if all(item.level is None for item in items):
        return by_lines(items)
    told = {
        i: _told(items[i + 1].text)
        for i in range(len(items) - 1)
        if items[i].level is not None and items[i + 1].is_text
    }
    first = next((item.level for item in items if item.level is not None), None)
    named = Counter(
        item.level
        for i, item in enumerate(items)
        if item.begins or told.get(i, "") == "author" or (told.get(i) and item.level == first)
    )
    named += _signed_below(items)
    levels = [level for level, count in named.items() if level is not None and count > 1]
    if not levels:
        level = min((one for one in named if one), default=None)
        return by_lines(items, level) if level else [list(items)]
    top = min(levels)
    parts: list[list[Item]] = [[]]
    for item in items:
        if item.level is not None and item.level <= top and parts[-1]:
            parts.append([])
        parts[-1].append(item)
    return parts


def _signed_below(items: Sequence[Item]) -> Counter[int | None]:
    """Of each level, how many headings have text that ends with a byline."""
    found: Counter[int | None] = Counter()
    ends: list[tuple[int, int]] = []  # levels and places of headings below, each above the last
    for i in range(len(items) - 1, -1, -1):
        level = items[i].level
        if level is None:
            continue
        while ends and ends[-1][0] > level:
            ends.pop()
        last = (ends[-1][1] if ends else len(items)) - 1
        found[level] += last > i + 1 and _signs(items[last], items[last - 1])
        ends.append((level, i))
    return found


def _signs(one: Item, above: Item) -> bool:
    """Whether a paragraph is a byline as it stands below a text: 作者：…, （罗小满）, or a name; or
    the date below the body that issued it."""
    if not one.is_text:
        return False
    who = signed_date(one.text)
    if who or (who == "" and above.is_text and may_sign(above.text)):
        return True
    below_text = above.level is None and is_ended(above.text) and len(above.text) > TEXT
    return bool(_signature(one.text)) or (below_text and is_name(one.text))


def _signature(text: str) -> dict[str, str | None]:
    """What a line below a text says, if it is a byline; {} if not."""
    inner = text.strip("()（）【】[]—- ")
    if byline := signature(text):
        labelled = parse_byline(inner) or signature(inner)  # not only a name
        return asdict(byline) if labelled or are_names(byline) else {}
    if office := issuer(inner):
        return {"office": office}
    draft = Draft("")
    metadata_lines.take(draft, text.strip("()（）【】[] "))
    known = {"author": draft.author, "office": draft.office, "published": draft.published}
    return known if draft.author else {}


def _told(line: str) -> str:
    """What a line below a heading tells: "author", "other", or "" if it is text."""
    draft = Draft("")
    if not metadata_lines.take(draft, line, bare=True):
        return ""
    return "author" if draft.author else "other"


def drafts(text: str, parts: Sequence[Sequence[Item]], known: Metadata) -> list[Draft]:
    """The articles of a file of several; `known` is what the file says of itself."""
    found: list[Draft] = []
    left: list[str] = []
    of_all = {name: getattr(known, name) for name in OF_THE_FILE}
    for number, part in enumerate(parts):
        while not number and len(part) > 1 and part[0].is_text and (told := folio(part[0].text)):
            of_all = {name: value or told.get(name) for name, value in of_all.items()}
            left.append(part[0].text)
            part = part[1:]
        if part[0].level == 0:
            of_all["column"] = of_all["column"] or part[0].text
            part = part[1:]
        title = part[0].text if part[0].level is not None else None
        draft = Draft(text, _paragraphs(part), Metadata(title=title))
        if not draft.paragraphs:
            left += [item.text for item in part]
            continue
        fixed = {
            item.paragraph.spans[0][0]
            for item in part
            if item.paragraph is not None and item.context is not None
        }
        take_head(draft, bare=True, fixed=fixed)
        _take_signed(draft, part)
        take_foot(draft, fixed)
        metadata_lines.from_adoption(draft)
        if sum(dateline(one.text) is not None for one in draft.paragraphs) < 2:
            metadata_lines.from_dateline(draft)
        if part[0].guessed and draft.author is None:
            draft.notes.append(message_text("no_byline"))
        draft.set(**{name: getattr(draft, name) or value for name, value in of_all.items()})
        draft.notes += [message_text("left_out", text=one) for one in left]
        left = []
        found.append(draft)
    if found:
        found[-1].notes += [message_text("left_out", text=one) for one in left]
    return found


def _take_signed(draft: Draft, part: Sequence[Item]) -> None:
    """Who signs below the text, as it was found; a line that only does so is no paragraph."""
    for item in part:
        if item.signed is None or item.paragraph is None or draft.author is not None:
            continue
        draft.fill(**asdict(item.signed))
        if signed_inline(item.text):
            draft.notes.append(message_text("author_at_end"))
        elif len(draft.paragraphs) > 1:
            at = item.paragraph.spans
            draft.paragraphs = [one for one in draft.paragraphs if one.spans != at]
            draft.notes.append(message_text("head", text=item.text))


def _paragraphs(part: Sequence[Item]) -> list[Paragraph]:
    """The paragraphs with the headings within the article; the first heading is its title."""
    found: list[Paragraph] = []
    heading = None
    for number, item in enumerate(part):
        if item.level is not None:
            heading = item.text if number else None
        elif item.paragraph is not None:
            found.append(replace(item.paragraph, heading=headed(heading, item.context or "")))
    return found


def _breaks(source: str, one: Paragraph) -> list[int]:
    """Where the lines of the source begin that a paragraph was made of, and its end; a date behind
    who signs begins one, too."""
    cuts, at = [0], 0
    for (start, end), (following, _) in pairwise(one.spans):
        at += end - start
        if BREAK.search(source, end, following):
            cuts.append(at)
    if date := date_signed(one.text[cuts[-1] :]):
        cuts.append(cuts[-1] + date)
    return [*cuts, len(one.text)]


def _cut(one: Paragraph, cuts: Sequence[int]) -> list[Paragraph]:
    """The paragraph in parts, without the white space around each."""
    parts = []
    for begin, end in pairwise(cuts):
        text = one.text[begin:end]
        begin += len(text) - len(text.lstrip())
        parts.append((begin, begin + len(text.strip())))
    places = zip(parts, split(one.spans, parts), strict=True)
    return [replace(one, text=one.text[low:high], spans=spans) for (low, high), spans in places]


def take_head(draft: Draft, bare: bool = False, fixed: Set[int] = frozenset()) -> None:
    """Take the lines at the beginning that tell author, date and the like; one paragraph stays,
    and what begins at a place that is `fixed`."""
    for _ in range(_HEAD_LINES):
        first = draft.paragraphs[0] if len(draft.paragraphs) > 1 else None
        if first is None or first.heading is not None or first.spans[0][0] in fixed:
            break
        lines = _cut(first, _breaks(draft.text, first))
        if not metadata_lines.take(draft, " ".join(one.text for one in lines), bare=bare):
            break
        del draft.paragraphs[0]


def is_foot(text: str) -> bool:
    """Whether a line below a text says when, where or by whom it was written."""
    return is_date(text) or bool(imprint(text) or _signature(text))


def imprint(text: str) -> dict[str, str]:
    """What a line below a text says of where it stood: a masthead, or 来源：… alone; {} where it
    only tells from which paper a fact is (据《…》报道)."""
    if _QUOTES.match(text):
        return {}
    if told := masthead(text):
        return told
    source = _SOURCE.fullmatch(text)
    return {"paper": source["paper"]} if source else {}


def is_reply(text: str) -> bool:
    """Whether a paragraph is the paper's own word on a letter: 编后：…, 【县公交公司答复】…"""
    return bool(_EDITORS.match(text))


def date_signed(text: str) -> int:
    """Where the date begins that the text ends with, behind who signs; 0 if it is another text."""
    when = find_date(text) if len(text) <= TITLE else None
    if when is None or when[1] < len(text):
        return 0
    who = text[: when[0]].strip()
    return when[0] if may_sign(who) or is_name(who) or _signature(who) else 0


def _part_lines(draft: Draft, at: int, fixed: Set[int]) -> None:
    """Let the lines at the end of a paragraph stand alone that say who, when, in which paper."""
    one = draft.paragraphs[at]
    if one.spans[0][0] in fixed:
        return
    breaks = _breaks(draft.text, one)
    lines = [line.text for line in _cut(one, breaks)]
    cut = len(lines)
    while cut and len(lines[cut - 1]) <= metadata_lines.LONGEST:
        signed = cut < len(lines) and (may_sign(lines[cut - 1]) or is_name(lines[cut - 1]))
        if not signed and not is_foot(lines[cut - 1]):
            break
        cut -= 1
    if not cut or is_ended(lines[cut - 1]) or CLOSING.search(lines[cut - 1]):
        draft.paragraphs[at : at + 1] = _cut(one, sorted({0, *breaks[cut:]}))


def take_foot(draft: Draft, fixed: Set[int] = frozenset()) -> None:
    """Take what stands below the text: a byline, a date, or both; where a reporter is named at the
    end of the last paragraph, the text stays."""
    if draft.paragraphs:
        _part_lines(draft, len(draft.paragraphs) - 1, fixed)
    _take_imprint(draft, fixed)
    _name_writer(draft, fixed)
    dated = _take_date_below(draft, fixed)
    if len(draft.paragraphs) < 2 or draft.paragraphs[-1].spans[0][0] in fixed:
        return
    above, last = draft.paragraphs[-2:]
    if draft.author is not None or len(last.text) > metadata_lines.LONGEST:
        return
    found = _signature(last.text)
    if not found and (dated or (is_ended(above.text) and len(above.text) > TEXT)):
        byline = parse_byline(last.text, bare=True)
        lines = (text for one in draft.paragraphs[:-1] for text in (one.heading or "", one.text))
        alone = not any(map(is_name, lines))  # else there is text of others
        found = asdict(byline) if byline and are_names(byline) and alone else {}
    ends = is_ended(above.text) or bool(CLOSING.search(above.text))
    if not found and dated and (is_body(last.text) or (ends and may_sign(last.text))):
        found = {"office": last.text.strip()}
    if found:
        _take_last(draft, found)
    elif (end := _END.search(last.text)) and (byline := parse_byline(end[1])):
        draft.fill(**asdict(byline))
        draft.notes.append(message_text("author_at_end"))


def _take_last(draft: Draft, told: Mapping[str, str | None]) -> None:
    """Put what the last paragraph tells into the draft, the paragraph into its notes."""
    draft.fill(**told)
    draft.notes.append(message_text("head", text=draft.paragraphs.pop().text))


def _take_imprint(draft: Draft, fixed: Set[int]) -> None:
    """Take the last line if it says where the text stood: （《…》2024年3月4日第3版）."""
    if len(draft.paragraphs) < 2:
        return
    above, last = draft.paragraphs[-2:]
    told = imprint(last.text) if last.heading == above.heading else {}
    if "paper" in told and last.spans[0][0] not in fixed:
        if draft.paper is None and "published" in told:  # the date above is of what is told
            draft.set(published=told["published"])
        _take_last(draft, told)
        _part_lines(draft, len(draft.paragraphs) - 1, fixed)


def _name_writer(draft: Draft, fixed: Set[int]) -> None:
    """The writer of a letter whom the lines above the editors' note sign; they stay in the text."""
    last = len(draft.paragraphs) - 1
    at = next(
        (i for i in range(last, max(1, last - 4), -1) if is_reply(draft.paragraphs[i].text)), 0
    )
    if not at:
        return
    before = len(draft.paragraphs)
    _part_lines(draft, at - 1, fixed)
    at += len(draft.paragraphs) - before
    for one in reversed(draft.paragraphs[max(0, at - 3) : at]):
        found = _signature(one.text) if draft.author is None else {}
        if not found and is_date(one.text):
            found = {"published": iso_date(one.text)}
        if not found:
            break
        draft.fill(**found)
        draft.notes.append(message_text("author_at_end"))


def _take_date_below(draft: Draft, fixed: Set[int]) -> bool:
    """Take a date that is the last line; who signs above it may have been taken for its heading."""
    if len(draft.paragraphs) < 2:
        return False
    above, last = draft.paragraphs[-2:]
    date = iso_date(last.text)
    if last.spans[0][0] in fixed or not date or not is_date(last.text):
        return False
    if last.heading and last.heading != above.heading:
        byline = parse_byline(last.heading, bare=True)
        if byline is None and not is_body(last.heading):
            return False
        draft.fill(**(asdict(byline) if byline else {"office": last.heading}))
        draft.notes.append(message_text("head", text=last.heading))
    _take_last(draft, {"published": date})
    return True
