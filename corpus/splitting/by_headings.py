"""Several articles in one file: where each begins, and what it says of itself.

A heading that is followed by a byline, a date or 作者：… begins an article, if another heading of
its level is, too; then every heading of that level begins one.  Where one is, or the file has no
headings, lines are weighed (`by_lines.py`).  An article without a byline is put under no other
article's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import pairwise

from corpus import metadata_lines
from corpus.builder import Draft
from corpus.byline_words import GENRES
from corpus.bylines import dateline
from corpus.issuers import may_sign
from corpus.lines import is_ended
from corpus.metadata import Metadata
from corpus.readers.base import left_out_notes
from corpus.records import Paragraph
from corpus.signatures import of_unit
from corpus.splitting.by_lines import (
    COLUMN_APART,
    TEXT,
    Item,
    by_lines,
    column_of,
    folio,
    is_name,
    is_subtitle,
    signed_inline,
    signer_before_date,
)
from corpus.splitting.bylines_apart import bylines_apart
from corpus.splitting.empty_headings import keep_empty_headings
from corpus.splitting.head_and_foot import fields_below, take_foot, take_head
from corpus.tables import headed
from messages import message_text

OF_THE_FILE = ("column", "published", "paper", "edition", "url")
"""What a file says of itself that may count for all its articles; a name does not."""


def sections(items: Sequence[Item]) -> list[list[Item]]:
    """The items of each article; a file of one article is one section."""
    items = bylines_apart(items)
    if all(item.level is None for item in items):
        return by_lines(items)
    items = _with_whole_headings(items)
    below = {
        i: _kind_below(items[i + 1].text, items[i + 2].text if i + 2 < len(items) else "")
        for i in range(len(items) - 1)
        if items[i].level is not None and items[i + 1].is_text
    }
    first = next((item.level for item in items if item.level is not None), None)
    begin = {
        i
        for i, item in enumerate(items)
        if item.begins or below.get(i, "") == "author" or (below.get(i) and item.level == first)
    }
    level_counts = Counter(items[i].level for i in begin | _signed_below(items))
    levels = [level for level, count in level_counts.items() if level is not None and count > 1]
    if not levels:
        level = min(filter(None, level_counts), default=None)
        return by_lines(items, level) if level else [list(items)]
    top = min(levels)
    parts: list[list[Item]] = [[]]
    for item in items:
        if item.level is not None and item.level <= top and parts[-1]:
            parts.append([])
        parts[-1].append(item)
    return parts


def _with_whole_headings(items: Sequence[Item]) -> list[Item]:
    """The items; the second half of a title (——…) belongs to the heading right above it."""
    whole: list[Item] = []
    for item in items:
        if whole and whole[-1].level is not None and item.is_text and is_subtitle(item.text):
            whole[-1] = replace(whole[-1], text=whole[-1].text + item.text)
        else:
            whole.append(item)
    return whole


def _signed_below(items: Sequence[Item]) -> set[int]:
    """The numbers of the headings whose text ends with a byline."""
    signed: set[int] = set()
    ends: list[tuple[int, int]] = []  # levels and places of headings below, each above the last
    for i in range(len(items) - 1, -1, -1):
        level = items[i].level
        if level is None:
            continue
        while ends and ends[-1][0] > level:
            ends.pop()
        last = (ends[-1][1] if ends else len(items)) - 1
        if last > i + 1 and _is_signature(items[last], items[last - 1]):
            signed.add(i)
        ends.append((level, i))
    return signed


def _is_signature(paragraph: Item, above: Item) -> bool:
    """Whether a paragraph is a byline as it stands below a text: 作者：…, （罗小满）, or a name; or
    the date below the body that issued it."""
    if not paragraph.is_text:
        return False
    signer = signer_before_date(paragraph.text)
    if signer or (signer == "" and above.is_text and may_sign(above.text)):
        return True
    below_text = above.level is None and is_ended(above.text) and len(above.text) > TEXT
    return bool(fields_below(paragraph.text)) or (below_text and is_name(paragraph.text))


def _kind_below(line: str, text: str) -> str:
    """What a line below a heading, above a text, tells: "author", "other", or "" if it is text, or
    a place and a name that may be of a list."""
    if of_unit(line) and len(text) <= TEXT:
        return ""
    fields = metadata_lines.fields_of(line, bare=True)
    return "" if not fields else "author" if fields.get("author") else "other"


def drafts(text: str, parts: Sequence[Sequence[Item]], known: Metadata) -> list[Draft]:
    """The articles of a file of several; `known` is what the file says of itself."""
    articles: list[Draft] = []
    omitted: list[str] = []
    over: list[str] = []  # lines over an article that name its column, or would
    shared = {name: getattr(known, name) for name in OF_THE_FILE}
    columns = _columns(parts)
    for number, part in enumerate(parts):
        while not number and len(part) > 1 and part[0].is_text and (fields := folio(part[0].text)):
            shared = {name: value or fields.get(name) for name, value in shared.items()}
            omitted.append(part[0].text)
            part = part[1:]
        if not number and len(parts) > 1 and (fields := _issue_of(part)):
            shared = {name: value or fields.get(name) for name, value in shared.items()}
            omitted += [item.text for item in part]
            continue
        line = part[0].text if part[0].level == 0 or number in columns else ""
        column = column_of(line) or line
        if column and column not in GENRES:  # of what follows, too
            shared["column"] = column if number else shared["column"] or column
        if column:
            over.append(line)
            part = part[1:]
        if not part:
            continue
        title = part[0].text if part[0].level is not None else None
        draft = Draft(text, _paragraphs(part), Metadata(title=title))
        if not draft.paragraphs:
            omitted += [*over, *(item.text for item in part if item.text)]
            over = []
            continue
        fixed = {
            item.paragraph.spans[0][0]
            for item in part
            if item.paragraph is not None and item.context is not None
        }
        _take_signed(draft, part[:2])
        take_head(draft, bare=True, fixed=fixed)
        _take_signed(draft, part)
        take_foot(draft, fixed)
        metadata_lines.from_line_below_title(draft)
        if sum(dateline(paragraph.text) is not None for paragraph in draft.paragraphs) < 2:
            metadata_lines.from_dateline(draft)
        if part[0].guessed and draft.author is None:
            draft.notes.append(message_text("no_byline"))
        draft.fill(**shared | ({"column": column} if column in GENRES else {}))
        draft.notes += [message_text("head", text=line) for line in over if line != draft.column]
        keep_empty_headings(draft, part)
        draft.notes += left_out_notes(omitted)
        omitted, over = [], []
        articles.append(draft)
    if articles:
        articles[-1].notes += left_out_notes([*omitted, *over])
    return articles


def _issue_of(part: Sequence[Item]) -> dict[str, str]:
    """What the name of a newsletter and the line of its issue say of all its articles; {} for what
    is an article of its own."""
    name, *below = part
    if len(below) != 1 or name.level is None or len(name.text) > COLUMN_APART:
        return {}
    fields = folio(below[0].text) if below[0].is_text else {}
    is_wide = all(len(word) == 1 for word in name.text.split())  # 渡 口
    paper = "".join(name.text.split()) if is_wide else name.text
    return {"paper": paper, **fields} if "published" in fields else {}


def _columns(parts: Sequence[Sequence[Item]]) -> set[int]:
    """The numbers of the parts that are a short heading over headings of articles, if two or more
    are: the columns of a magazine, the parts of a book."""
    columns = {
        number
        for number, ((own, *rest), (below, *_)) in enumerate(pairwise(parts))
        if not rest and own.level and len(own.text) <= COLUMN_APART
        if below.level and own.level < below.level
    }
    return columns if len(columns) > 1 else set()


def _take_signed(draft: Draft, part: Sequence[Item]) -> None:
    """Who signs below the text, as it was found; a line that only does so is no paragraph."""
    for item in part:
        if item.signed is None or item.paragraph is None or draft.author is not None:
            continue
        draft.fill(**asdict(item.signed))
        if signed_inline(item.text):
            draft.notes.append(message_text("author_at_end"))
        elif len(draft.paragraphs) > 1:
            spans = item.paragraph.spans
            rest = (paragraph for paragraph in draft.paragraphs if paragraph.spans != spans)
            draft.paragraphs = list(rest)
            draft.notes.append(message_text("head", text=item.text))


def _paragraphs(part: Sequence[Item]) -> list[Paragraph]:
    """The paragraphs with the headings within the article; the first heading is its title."""
    paragraphs: list[Paragraph] = []
    heading = None
    for number, item in enumerate(part):
        if item.level is not None:
            heading = item.text if number else None
        elif item.paragraph is not None:
            paragraphs.append(replace(item.paragraph, heading=headed(heading, item.context or "")))
    return paragraphs
