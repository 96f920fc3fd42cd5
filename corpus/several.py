"""Several articles in one file: where each begins, by its heading and the line below it.

A heading that is followed by a byline, a date or 作者：… begins an article, if another heading of
its level is, too.  Then every heading of that level begins one, also without a byline: its
paragraphs are put under no other article's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from corpus import metadata
from corpus.builder import Draft
from corpus.lines import is_ended
from corpus.records import Metadata, Paragraph
from corpus.tables import headed
from messages import message_text

_HEAD_LINES = 5
_TITLE = 40  # characters of a title
OF_THE_FILE = ("column", "published", "paper", "edition", "url")
"""What a file says of itself that may count for all its articles; a name does not."""


@dataclass(frozen=True, slots=True)
class Item:
    """A heading (it has a level) or a paragraph.  begins: the format itself says that an article
    begins with this heading.  context: what stands over a row of a table (its columns' names) or a
    footnote, which tells nothing of its article; None for any other paragraph."""

    text: str
    level: int | None = None
    paragraph: Paragraph | None = None
    begins: bool = False
    context: str | None = None


def sections(items: Sequence[Item]) -> list[list[Item]]:
    """The items of each article; a file of one article is one section."""
    told = {
        i: _told(items[i + 1].text)
        for i in range(len(items) - 1)
        if items[i].level is not None
        and items[i + 1].level is None
        and items[i + 1].context is None
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
        return [list(items)]
    parts: list[list[Item]] = [[]]
    for item in items:
        if item.level is not None and item.level <= min(levels) and parts[-1]:
            parts.append([])
        parts[-1].append(item)
    return parts


def _signed_below(items: Sequence[Item]) -> Counter[int | None]:
    """Of each level, how many headings have text that ends with a byline."""
    found: Counter[int | None] = Counter()
    ends: dict[int, int] = {}  # of a level, where the next heading of it or above stands
    for i in range(len(items) - 1, -1, -1):
        level = items[i].level
        if level is None:
            continue
        last = min((at for above, at in ends.items() if above <= level), default=len(items)) - 1
        found[level] += last > i + 1 and _signs(items[last])
        ends[level] = i
    return found


def with_titles(items: Sequence[Item]) -> list[Item]:
    """Items without any heading: a short line above a byline is the title of an article, and one
    below the byline that ends the article before.  If there are several, a short line above text
    is one as well: a subhead or the title of an article without a byline, of which nothing tells;
    so what follows is put under nobody's name."""
    short = [
        i
        for i, item in enumerate(items[:-1])
        if 2 <= len(item.text) <= _TITLE
        and item.context is None
        and items[i + 1].context is None
        and not is_ended(item.text)
        and item.text[-1] not in "，、：,:；;"
        and not _told(item.text)
    ]
    titles = {i for i in short if _told(items[i + 1].text) == "author"}
    if len(titles) < 2:
        titles = _after_bylines(items, set(short))
    if len(titles) < 2:
        return list(items)
    first = min(titles)
    titles |= {i for i in short if i > first and is_ended(items[i + 1].text)}
    return [Item(one.text, level=1) if i in titles else one for i, one in enumerate(items)]


def _after_bylines(items: Sequence[Item], short: Set[int]) -> set[int]:
    """The first line and those below a byline, if all of them may be titles."""
    signs = [i for i, item in enumerate(items) if i and _signs(item)]
    begins = {0, *(i + 1 for i in signs if i + 1 < len(items))}
    return begins if len(signs) > 1 and begins <= short else set()


def is_whole(items: Sequence[Item]) -> bool:
    """Whether no paragraph breaks off: the file is no page of columns torn apart."""
    return all(
        item.level is not None
        or item.context is not None
        or is_ended(item.text)
        or bool(_told(item.text))
        or _signs(item)
        for item in items
    )


def _signs(item: Item) -> bool:
    """Whether a paragraph is a byline as it stands below a text: 作者：…, （罗小满）."""
    return item.level is None and item.context is None and bool(_signature(item.text))


def _signature(text: str) -> str:
    """The byline without its brackets; a name alone is one only within brackets."""
    inner = text.strip("()（）【】[] ")
    draft = Draft("")
    taken = metadata.take(draft, inner, bare=inner != text)
    return inner if taken and draft.author else ""


def _told(line: str) -> str:
    """What a line below a heading tells: "author", "other", or "" if it is text."""
    draft = Draft("")
    if not metadata.take(draft, line, bare=True):
        return ""
    return "author" if draft.author else "other"


def drafts(text: str, parts: Sequence[Sequence[Item]], known: Metadata) -> list[Draft]:
    """The articles of a file of several; `known` is what the file says of itself."""
    found: list[Draft] = []
    left: list[str] = []
    of_all = {name: getattr(known, name) for name in OF_THE_FILE}
    for part in parts:
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
        _take_foot(draft, fixed)
        metadata.from_dateline(draft)
        draft.set(**{name: getattr(draft, name) or value for name, value in of_all.items()})
        draft.notes += [message_text("left_out", text=one) for one in left]
        left = []
        found.append(draft)
    if found:
        found[-1].notes += [message_text("left_out", text=one) for one in left]
    return found


def _paragraphs(part: Sequence[Item]) -> list[Paragraph]:
    """The paragraphs with the headings within the article; the first heading is its title."""
    found: list[Paragraph] = []
    heading = None
    for number, item in enumerate(part):
        if item.level is not None:
            heading = item.text if number else None
        elif item.paragraph is not None:
            over = headed(heading, item.context or "")
            found.append(replace(item.paragraph, heading=over))
    return found


def take_head(draft: Draft, bare: bool = False, fixed: Set[int] = frozenset()) -> None:
    """Take the lines at the beginning that tell author, date and the like; one paragraph stays,
    and what begins at a place that is `fixed`."""
    for _ in range(_HEAD_LINES):
        if len(draft.paragraphs) < 2 or draft.paragraphs[0].heading is not None:
            break
        if draft.paragraphs[0].spans[0][0] in fixed:
            break
        if not metadata.take(draft, draft.paragraphs[0].text, bare=bare):
            break
        del draft.paragraphs[0]


def _take_foot(draft: Draft, fixed: Set[int]) -> None:
    """Take a byline below the text, if there is none above it."""
    if draft.author is not None or len(draft.paragraphs) < 2:
        return
    if draft.paragraphs[-1].spans[0][0] in fixed:
        return
    text = _signature(draft.paragraphs[-1].text)
    if text and metadata.take(draft, text, bare=True):
        del draft.paragraphs[-1]
