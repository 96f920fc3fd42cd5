"""Word's paragraph styles: which are headings of which level, and which are numbered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from xml.etree.ElementTree import Element

from corpus.readers.wordml import W, below, val
from language.digits import integer

_HEADING = re.compile(r"(?:heading|标题|標題)\s*(\d)")
_TITLES = frozenset(("title", "标题", "標題"))
_DEEPEST = 20  # styles that are based on each other


@dataclass(frozen=True, slots=True)
class Style:
    """level: of a heading, None for text; number and depth: its list and the level in it (None:
    the one that names the style `numbered_as`)."""

    level: int | None = None
    number: str = ""
    depth: int | None = None
    numbered_as: str = ""


def styles(root: Element | None) -> Callable[[str], Style]:
    """The style of an id, looked up once it is used: a document may have any number.  What one
    does not say itself, the one that it is based on says."""
    nodes = () if root is None else root.iter(f"{W}style")
    raw = {node.get(f"{W}styleId", ""): node for node in nodes}
    return cache(lambda ident: _style(ident, raw))


def _style(ident: str, raw: dict[str, Element]) -> Style:
    level, number, depth, numbered_as = None, "", None, ""
    level_known = False  # whether the level is known
    for _ in range(_DEEPEST):
        style = raw.get(ident)
        if style is None:
            break
        if not level_known:
            level_known, level = _style_level(style)
        style_number, style_depth = numbered(below(style, "pPr"))
        if style_number and not number:
            number, numbered_as = style_number, ident
        depth = style_depth if depth is None else depth
        ident = val(style, "basedOn")
    return Style(level, number, depth, numbered_as)


def _style_level(style: Element) -> tuple[bool, int | None]:
    """Whether the style tells its level, and the level: by its name or its outline."""
    name = val(style, "name").strip().lower()
    if name in _TITLES:
        return True, 1
    if match := _HEADING.match(name):
        return True, max(1, int(match[1]))
    return outline(below(style, "pPr"))


def outline(properties: Element | None) -> tuple[bool, int | None]:
    """Whether the properties of a paragraph tell its level in the outline, and the level."""
    level = val(properties, "outlineLvl")
    level_given = below(properties, "outlineLvl") is not None
    return level_given, int(level) + 1 if level in tuple("01234567") else None


def numbered(properties: Element | None) -> tuple[str, int | None]:
    """The list of a paragraph and the level in it, as its properties tell."""
    return val(properties, "numPr/numId"), integer(val(properties, "numPr/ilvl"), None)
