"""Messages: errors, reasons and notes as a key and fields, from which their text is made.

The templates, which name their fields, are in `messages/messages.json`.  An index keeps notes as
text, and processes hand reasons on as text: `parse` gives such a text its key and fields back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from messages.tables import ENGLISH


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the table with the values of its fields; a key without a row is a text itself."""

    key: str
    fields: Mapping[str, object]

    def __str__(self) -> str:
        return fill(ENGLISH[self.key], self.fields) if self.key in ENGLISH else self.key


@dataclass(frozen=True, slots=True)
class Reasons:
    """The value of a field: of several files, by path, why each was not read.  A text would not say
    where a path ends and a reason begins, so it could not be told in another language."""

    by_path: Sequence[tuple[str, object]]

    def __str__(self) -> str:
        return "; ".join(f"{path}: {reason}" for path, reason in self.by_path)


def message_text(key: str, /, **fields: object) -> str:
    """The English text of a message."""
    return fill(ENGLISH[key], fields)


class Value(str):
    """The value of a field; as {count:article|articles} with the word that goes with its number."""

    __slots__ = ()

    def __format__(self, words: str) -> str:
        singular, bar, plural = words.partition("|")
        if not bar:
            return str.__format__(self, words)
        return f"{self!s} {singular if self == '1' else plural}"


def fill(template: str, fields: Mapping[str, object]) -> str:
    """The template with the values in it; numbers are grouped by thousands."""
    values = {k: f"{v:,}" if isinstance(v, int) else str(v) for k, v in fields.items()}
    return template.format_map({name: Value(value) for name, value in values.items()})


def parse(text: str) -> Message | None:
    """The message that has this text; of several, the one with the most text of its own."""
    for key in _keys():
        if (fields := values(key, text)) is not None:
            return Message(key, fields)
    return None


def message_of(message: object) -> Message | None:
    """A message, that of an error, or the one with this text; None if the table has no such row."""
    carried = getattr(message, "message", message)
    known_message = carried if isinstance(carried, Message) else parse(str(message).strip())
    return known_message if known_message and known_message.key in ENGLISH else None


def values(key: str, text: str) -> dict[str, object] | None:
    """The values of the fields if the text is this message, else None.  The text is searched from
    left to right once, so that no text, whoever wrote it, takes long."""
    first, names, literals = _parts(key)
    if not names:
        return {} if text == first else None
    at, end = len(first), len(text) - len(literals[-1])
    if not (text.startswith(first) and text.endswith(literals[-1])):
        return None
    fields: dict[str, object] = {}
    for name, literal in zip(names, (*literals[:-1], None), strict=True):
        stop = end if literal is None else text.find(literal, at + 1, end)
        if stop <= at or fields.setdefault(name, text[at:stop]) != text[at:stop]:
            return None
        at = stop + len(literal or "")
    return fields


class _Marked(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return Value(f"\0{name}\0")


@cache
def _parts(key: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The text before the first field, the names of the fields, and the text after each."""
    first, *rest = ENGLISH[key].format_map(_Marked()).split("\0")
    return first, tuple(rest[::2]), tuple(rest[1::2])


@cache
def _keys() -> tuple[str, ...]:
    """The keys, those with the most text of their own first."""

    def own_length(key: str) -> int:
        first, _, literals = _parts(key)
        return len(first) + sum(map(len, literals))

    return tuple(sorted(ENGLISH, key=own_length, reverse=True))
