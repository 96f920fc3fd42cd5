"""WordprocessingML: an element below another one, by the names on the way to it, and its value."""

from __future__ import annotations

from functools import cache
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"
_OFF = ("0", "false", "off")


@cache
def _path(names: str) -> str:
    return "/".join(W + name for name in names.split("/"))


def below(parent: Element | None, names: str) -> Element | None:
    """The first element at the end of a path: "pPr/pStyle"."""
    return None if parent is None else parent.find(_path(names))


def val(parent: Element | None, names: str, untold: str = "") -> str:
    """The value of the element at the end of a path, `untold` if it has none; "" without it."""
    element = below(parent, names)
    return "" if element is None else element.get(_VAL, untold)


def is_on(parent: Element | None, names: str) -> bool:
    """Whether the switch at the end of a path is there, and not set to off."""
    element = below(parent, names)
    return element is not None and element.get(_VAL, "1") not in _OFF
