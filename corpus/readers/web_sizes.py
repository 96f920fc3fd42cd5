"""How much text the elements of a web page hold, and how much of it is links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from typing import Any

NO_TEXT = frozenset((
    "script", "style", "noscript", "template", "button", "select", "option", "input", "textarea",
    "iframe", "object", "embed", "svg", "canvas", "audio", "video", "map", "head", "title",
    "rp", "rt", "rtc",
))  # fmt: skip
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6", "dt", "summary"))
_TEASERS = frozenset(("div", "li", "section", "dl"))
_TEASER = 6, 400  # characters of a teaser's link, at least, and of all of it, at most
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
SENTENCE = re.compile(r"[。！？；!?]|\.(?=\s|$)")

Test = Callable[[Any], bool]


@dataclass(slots=True)
class Sizes:
    """Of an element: the elements in it, itself too, its characters that can be seen, those in
    links, those in teasers of other articles, the links, and the ends of sentences outside of
    links."""

    tags: int = 1
    chars: int = 0
    linked: int = 0
    teasing: int = 0
    links: int = 0
    sentences: int = 0

    def add(self, child: Sizes) -> None:
        self.tags += child.tags
        self.chars += child.chars
        self.linked += child.linked
        self.teasing += child.teasing
        self.links += child.links
        self.sentences += child.sentences

    def text(self, text: str | None, linked: bool) -> None:
        if text:
            size = len("".join(text.split()))
            self.chars += size
            self.linked += size if linked else 0
            self.sentences += 0 if linked else len(SENTENCE.findall(text))


def class_and_id(element: Any) -> str:
    """What the page calls an element."""
    return _CAMEL.sub("-", f"{element.get('class', '')} {element.get('id', '')}")


def has_no_text(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return True  # a comment
    return element.tag in NO_TEXT and not is_shown(element)


def is_shown(element: Any) -> bool:
    """Whether a <template> holds a part of the page, as programs that save pages write it, or a
    button is a heading, as over the answer that it shows."""
    if element.tag == "button":
        parent = element.getparent()
        return parent is not None and parent.tag in _HEADINGS
    return element.tag == "template" and "shadowrootmode" in element.attrib


def outermost(root: Any, test: Test) -> Iterator[Any]:
    """The elements below the root that pass the test, not those within another one."""
    stack = list(reversed(root))
    while stack:
        element = stack.pop()
        if test(element):
            yield element
        else:
            stack.extend(reversed(element))


def begun_by(element: Any, sizes: dict[Any, Sizes], ends: Test) -> Any:
    """The largest element that begins with this one, below the first one around it that `ends`."""
    while (parent := element.getparent()) is not None and parent in sizes and not ends(parent):
        before = element.itersiblings(preceding=True)
        if (parent.text or "").strip() or any(x in sizes and sizes[x].chars for x in before):
            break
        element = parent
    return element


def sizes_in(root: Any, gone: Set[Any]) -> dict[Any, Sizes]:
    """The sizes of the root and of all elements in it, but for those that are gone."""
    sizes_of: dict[Any, Sizes] = {}
    stack: list[tuple[Any, bool, bool]] = [(root, False, False)]
    while stack:
        element, linked, closing = stack.pop()
        if not closing:
            sizes = sizes_of[element] = Sizes()
            link = linked or element.tag == "a"
            sizes.links += element.tag == "a"
            sizes.text(element.text, link)
            stack.append((element, linked, True))
            for child in reversed(element):
                if child not in gone:
                    stack.append((child, link, False))
                sizes.text(child.tail, link)
        elif element is not root:
            size = sizes_of[element]
            if _is_teaser(element, size, sizes_of):
                size.teasing = size.chars
            sizes_of[element.getparent()].add(size)
    return sizes_of


def _is_teaser(element: Any, size: Sizes, sizes: dict[Any, Sizes]) -> bool:
    """Whether it is a link that stands for itself, such as the title of another article, with some
    words in blocks of their own below it."""
    least, most = _TEASER
    if element.tag not in _TEASERS or not (1 <= size.links <= 4 and least <= size.linked):
        return False
    if not size.linked < size.chars <= most or (element.text or "").strip():
        return False
    parts = [child for child in element if child in sizes and sizes[child].chars]
    if len(parts) < 2 or any((child.tail or "").strip() for child in element):
        return False
    first = sizes[parts[0]]
    return first.linked == first.chars >= least and parts[1].tag != "a"
