"""Formulas in a line of text: Word's (OMML) and those of web pages and OpenDocument (MathML).

(a+b)/2, x_1^2, √(x): what a formula says, so that it can be found and read; not how it is set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

_DEEPEST = 50  # levels of a formula that are written by their form; below stand their texts alone
_TEXTS = frozenset(("t", "mi", "mn", "mo", "mtext", "ms"))
_LEFT_OUT = frozenset(("annotation", "annotation-xml", "mphantom", "del", "moveFrom"))
_UNSEEN = dict.fromkeys(range(8289, 8293))
"""Signs that a formula has between a function and its argument, and between factors."""

Part = tuple[str, str]
"""The name of an element within a formula, and what is written for it."""


def formula_text(element: Any, levels: int = _DEEPEST) -> str:
    """The formula of an element, of either kind, as one line."""
    name = _local_name(element)
    if not name or name in _LEFT_OUT or name.endswith("Pr"):
        return ""
    if name in _TEXTS or not levels:
        return " ".join("".join(element.itertext()).split()).translate(_UNSEEN)
    parts = [(_local_name(child), formula_text(child, levels - 1)) for child in element]
    parts = [part for part in parts if part[0] and not part[0].endswith("Pr")]
    form = _FORMS.get(name)
    return form(element, parts) if form else "".join(text for _, text in parts)


def _local_name(element: Any) -> str:
    """The tag without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _property_value(element: Any, name: str, usual: str) -> str:
    """A property of Word's: the sign of a sum, a bracket."""
    for properties in element:
        if _local_name(properties).endswith("Pr"):
            for node in properties:
                if _local_name(node) == name:
                    values = (value for key, value in node.items() if key.endswith("val"))
                    return next(values, "")
    return usual


def _grouped(text: str) -> str:
    return text if len(text) < 2 or text.isalnum() else f"({text})"


def _texts(parts: Sequence[Part], least: int) -> list[str]:
    texts = [text for _, text in parts]
    return [*texts, *[""] * (least - len(texts))]


def _fraction(element: Any, parts: Sequence[Part]) -> str:
    over, under, *rest = _texts(parts, 2)
    return f"{_grouped(over)}/{_grouped(under)}" + "".join(rest)


def _scripts(*signs: str) -> Callable[[Any, Sequence[Part]], str]:
    """What stands below or above the line, behind what it belongs to."""

    def form(element: Any, parts: Sequence[Part]) -> str:
        base, *scripts = _texts(parts, 1)
        marked = (
            f"{sign}{_grouped(text)}" if text else ""
            for sign, text in zip((*signs, *[""] * len(scripts)), scripts, strict=False)
        )
        return base + "".join(marked)

    return form


def _root(element: Any, parts: Sequence[Part]) -> str:
    degree = "".join(text for name, text in parts if name == "deg")
    return f"{degree}√({''.join(text for name, text in parts if name != 'deg')})"


def _root_of(element: Any, parts: Sequence[Part]) -> str:
    base, degree, *_ = _texts(parts, 2)
    return f"{degree}√({base})"


def _brackets(element: Any, parts: Sequence[Part]) -> str:
    begin = element.get("open") or _property_value(element, "begChr", "(")
    end = element.get("close") or _property_value(element, "endChr", ")")
    return begin + "|,"[_local_name(element) == "mfenced"].join(text for _, text in parts) + end


def _sum(element: Any, parts: Sequence[Part]) -> str:
    text_of = dict(parts)
    below, above = text_of.get("sub", ""), text_of.get("sup", "")
    marks = (f"_{_grouped(below)}" if below else "") + (f"^{_grouped(above)}" if above else "")
    return f"{_property_value(element, 'chr', '∫')}{marks} {text_of.get('e', '')}"


def _between(sign: str) -> Callable[[Any, Sequence[Part]], str]:
    return lambda element, parts: sign.join(text for _, text in parts)


_FORMS: dict[str, Callable[[Any, Sequence[Part]], str]] = {
    "f": _fraction, "mfrac": _fraction,
    "sSup": _scripts("^"), "msup": _scripts("^"), "mover": _scripts("^"), "limUpp": _scripts("^"),
    "sSub": _scripts("_"), "msub": _scripts("_"), "munder": _scripts("_"), "limLow": _scripts("_"),
    "sSubSup": _scripts("_", "^"), "msubsup": _scripts("_", "^"), "munderover": _scripts("_", "^"),
    "rad": _root, "msqrt": _root, "mroot": _root_of,
    "d": _brackets, "mfenced": _brackets, "nary": _sum,
    "m": _between("; "), "mtable": _between("; "), "eqArr": _between("; "),
    "mr": _between(", "), "mtr": _between(", "),
}  # fmt: skip
