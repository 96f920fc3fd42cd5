"""The titles of a file's pieces that name their writers, or the paper, on the same line, cut apart.

《漏雨的屋顶》　作者：桂小满, 1. 漏雨的屋顶（桂小满）, 漏雨的屋顶（《江口报》1987年9月4日第2版）.
One such line may be anything; two or more over texts that do not speak of the people named are
titles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.bylines import parse_byline
from corpus.lines import Run, is_ended
from corpus.mastheads import masthead
from corpus.person_names import may_be_name
from corpus.records import Paragraph
from corpus.signatures import of_a_case, of_unit
from corpus.splitting.by_lines import TEXT, TITLE, Item
from language.lexicon import words

_GAP = re.compile(r"\s{1,9}|(?<=[》】])(?=\S)|(?<=\w)(?=[（(])")
_WHOLE = re.compile(r"(?:\d{1,3}[.、．]\s{0,3})?[《【][^《》【】]{2,40}[》】]")
"""A title that its marks show to be one, whatever stands behind it."""
_BRACKETS = "（）()"
_GOES_ON = "，、：；。,:;.“《（("
_LONGEST = 60  # characters of a title and the byline behind it

_Apart = tuple[int, int, list[str]]
"""Where a title ends, where the byline behind it begins, and whom it names."""


def bylines_apart(items: Sequence[Item]) -> list[Item]:
    """The items, each title and the byline behind it as two."""
    places = {i: apart for i, item in enumerate(items) if (apart := _apart(items, i))}
    for low, high in pairwise([*places, len(items)]):
        texts = [item.text for item in items[low + 1 : high]]
        if any(name in text for name in places[low][2] for text in texts):
            del places[low]
    if len(places) < 2:
        return list(items)
    return [part for i, item in enumerate(items) for part in _parted(item, places.get(i))]


def _apart(items: Sequence[Item], i: int) -> _Apart | None:
    """Where a line over a text is to be cut; None for one that is no title with a byline."""
    text = items[i].text
    below = items[i + 1] if i + 1 < len(items) else None
    if len(text) > _LONGEST or items[i].paragraph is None or items[i].context is not None:
        return None
    if below is None or not below.is_text or len(below.text) <= TEXT or is_ended(text):
        return None
    if parse_byline(text, bare=True) or (items[i].level is None and of_unit(text)):
        return None
    for gap in _GAP.finditer(text):
        title, rest = text[: gap.start()], text[gap.end() :]
        if 1 < len(title) <= TITLE and title[-1] not in _GOES_ON:
            wide = items[i].level is not None and len(gap[0]) > 0
            names = _names_behind(title, rest, wide)
            if names or _is_imprint(rest):
                return gap.start(), gap.end(), names
    return None


def _is_imprint(rest: str) -> bool:
    """Whether brackets behind a title say in which paper it stood, and when."""
    fields = masthead(rest) if rest[:1] + rest[-1:] in ("（）", "()") else {}
    return {"paper", "published"} <= fields.keys()


def _names_behind(title: str, rest: str, wide: bool) -> list[str]:
    """Whom the byline behind a title names.  A name alone is one behind a title in marks, within
    brackets, or in a heading behind white space (`wide`)."""
    inner = rest.strip(_BRACKETS)
    if byline := parse_byline(inner):
        return byline.author.split()
    marked = _WHOLE.fullmatch(title)
    if not marked and (of_a_case(title) or title.endswith(words("office_titles"))):
        return []
    byline = parse_byline(inner, bare=True) if marked or wide or inner != rest else None
    names = byline.author.split() if byline else []
    return names if all(map(may_be_name, names)) else []


def _parted(item: Item, apart: _Apart | None) -> list[Item]:
    if apart is None or item.paragraph is None:
        return [item]
    run = Run(item.text, item.paragraph.spans)
    title, byline = run.cut(0, apart[0]), run.cut(apart[1])
    own = (
        Paragraph(None, part.text, part.spans, page=item.paragraph.page) for part in (title, byline)
    )
    above, below = own
    return [
        replace(item, text=above.text, paragraph=above),
        Item(below.text, paragraph=below, indent=item.indent),
    ]
