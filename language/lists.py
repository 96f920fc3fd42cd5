"""Lists in a text: a sentence that introduces one, and the paragraphs that are its items."""

from __future__ import annotations

import re
from collections.abc import Iterable

from language.numerals import value_of
from language.sentences import Span, sentences

LONGEST = 600
"""Characters of a list that is told whole."""
_FAR = 3
"""So many paragraphs between two items may go on with the first."""
_LINE = 60
"""Characters of an item without a number."""
_NUMBER = r"[一二三四五六七八九十]{1,3}|\d{1,2}"
_LEADS = re.compile(
    rf"[:：]$|如下。$|(?:以下|下列)(?:[几两]|{_NUMBER})[点个项条方种类大][^，,。]{{0,6}}。$"
)
_ITEM = re.compile(
    rf"\s*(?:[(（](?P<a>{_NUMBER})[)）]|第(?P<b>{_NUMBER})(?=[,，、是])|(?P<c>{_NUMBER})(?=[要是][^\d])"
    rf"|(?P<d>{_NUMBER})(?:[、)）]|[.．](?!\d)))"
)
_SEVERAL = re.compile(
    r"(?<!第)[两二三四五六七八九十几][大个项种点样位条座家所名类处部道款](?![月人]|小时|多?[大高长远])|哪些|哪几"
)
_BESIDE_ITEMS = frozenset("、和与及跟")
_ENDED = re.compile("[。！？!?：:]$")


def is_one_of_several(question: str, text: str, place: Span) -> bool:
    """Whether a folded question asks for several things (三大主题, 哪些), and a place in a folded
    text is one of those that it names side by side; not a count of them."""
    item = text[slice(*place)]
    if not _SEVERAL.search(question) or _BESIDE_ITEMS & set(item) or re.match(_NUMBER, item):
        return False
    return text[place[0] - 1 : place[0]] in _BESIDE_ITEMS or text[place[1] :][:1] in _BESIDE_ITEMS


def leads(text: str) -> bool:
    """Whether a text ends by introducing what stands behind it (有以下几点：)."""
    return bool(_LEADS.search(text))


def numbered(text: str) -> tuple[str, int] | None:
    """How an item is numbered, and its number: 3 of （三）, of 三是 and of 3."""
    item = _ITEM.match(text)
    return (str(item.lastgroup), value_of(item[str(item.lastgroup)])) if item else None


def items(lead: str, texts: Iterable[str]) -> list[int]:
    """Which of the paragraphs behind an introduction are its items: those that go on with the
    number of the first, 1; or, behind a colon, short lines without an end."""
    places: list[int] = []
    style, colon = "", lead.endswith((":", "："))
    for at, text in enumerate(texts):
        mark = numbered(text)
        if at == 0 and mark and mark[1] == 1:
            style = mark[0]
        if mark == (style, len(places) + 1) if style else (colon and _is_short_line(text, mark)):
            places.append(at)
        elif not style or mark == (style, 1) or at - places[-1] > _FAR:
            break
    return places if len(places) > 1 or not style else []


def _is_short_line(text: str, mark: tuple[str, int] | None) -> bool:
    return not mark and len(text) <= _LINE and not _ENDED.search(text)


def list_end(text: str, start: int, end: int) -> int:
    """Where the list ends that a sentence of a paragraph opens (…如下：一是…。二是…。)."""
    opened = re.search(r"[:：]", text[start:end])
    first = opened and numbered(text[start + opened.end() : end])
    if not first or first[1] != 1:
        return end
    last, number = end, 1
    for begin, stop in sentences(text[end:]):
        if numbered(text[end + begin :]) == (first[0], number + 1):
            number, last = number + 1, end + stop
    return last if last - start <= LONGEST else end
