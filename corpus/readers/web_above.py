"""What a web page sets above its text: the headline, and below that the lead.

The lead, the summary and the editor's note often stand beside the element that holds the other
paragraphs, where no choice of the article's part finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import Any

from corpus.readers.web_flow import MESSAGES, is_asked, says, sentences
from corpus.readers.web_sizes import Sizes, class_and_id

_LEAD = 16  # characters of a lead, at least
_LABEL = re.compile("^.{0,8}?[:：】]")


def headline_of(body: Any, title: str, sizes: dict[Any, Sizes]) -> Any:
    """The element that holds the headline: what the window's title begins with, else the first
    heading of level 1; None if there is neither."""
    first = None
    for element, at in _headlines(body, title, sizes):
        if at == 0:
            return element
        first = element if first is None and element.tag == "h1" else first
    return first


def _headlines(body: Any, title: str, sizes: dict[Any, Sizes]) -> Iterator[tuple[Any, int]]:
    """The elements that may be the headline, in order, and where in the window's title they stand;
    also headings of level 1 that stand nowhere in it (-1)."""
    compact = "".join(title.split())
    for element in body.iter():
        size = sizes.get(element)
        if size is None or not size.chars:
            continue
        may_be = 4 <= size.chars <= len(compact) and size.tags <= 6
        at = compact.find("".join("".join(element.itertext()).split())) if may_be else -1
        if at >= 0 or element.tag == "h1":
            yield element, at


def headline_text(body: Any, title: str, sizes: dict[Any, Sizes]) -> Any:
    """The smallest element below the body that holds the headline and a sentence; None if there is
    no such element."""
    headline = headline_of(body, title, sizes)
    for element in () if headline is None else headline.iterancestors():
        if element is body:
            break
        if element in sizes and sizes[element].sentences > sizes[headline].sentences:
            return element
    return None


def leads(
    body: Any, title: str, top: Any, sizes: dict[Any, Sizes], gone: Set[Any]
) -> Iterator[Any]:
    """The parts between the last headline above the text and the text that hold a sentence, and
    are none that the text repeats.  top: the first element of the text; sizes: those of what may
    be text; gone: what is none."""
    order = {element: number for number, element in enumerate(body.iter())}
    found = [x for x in _headlines(body, title, sizes) if order[x[0]] < order[top]]
    named = [element for element, at in found if at >= 0] or [element for element, _ in found]
    headline = named[-1] if named else None
    parts = [] if headline is None else _between(headline, top)
    parts = [x for x in parts if x in sizes and _may_lead(x, sizes[x])]
    shown = "。".join(sentences(top, gone)) if parts else ""
    for part in parts:
        own = [_LABEL.sub("", sentence).rstrip("….") for sentence in sentences(part, gone)]
        if 2 * sum(sentence in shown for sentence in own) < len(own):
            yield part


def _may_lead(element: Any, size: Sizes) -> bool:
    if not size.sentences or size.chars < _LEAD or not says(size) or is_asked(element):
        return False
    return not MESSAGES.search(class_and_id(element))


def _between(first: Any, last: Any) -> list[Any]:
    """The outermost elements between two; none where the second holds the first."""
    around = {last, *last.iterancestors()}
    parts: list[Any] = []
    node = first
    while node not in around and node.getparent() not in around:
        parts += node.itersiblings()
        node = node.getparent()
    siblings = () if node in around else node.itersiblings()
    while node is not last:
        for sibling in siblings:
            if sibling in around:
                node = sibling
                break
            parts.append(sibling)
        else:
            return []
        siblings = iter(node)
    return parts
