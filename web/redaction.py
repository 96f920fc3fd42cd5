"""What others than the owner of the machine are told of an error: no folder, process or host.

A message is cleared field by field, since only there it is known where a path begins and ends: a
folder may have any character in its name.  A text that is no message of ours is cleared by what
paths look like in it.
"""

from __future__ import annotations

import re

from messages import Message, parse
from messages.tables import ENGLISH

_WHOLE = re.compile(r"(?:~|[A-Za-z]:|file:)?[/\\](?!(?:api|v1)/)")
_FOLDERS = re.compile(
    r"(?<![\w.:<>/\\~])(?:~|[A-Za-z]:)?[/\\](?!(?:api|v1)/)"
    r"(?:(?:[^/\\\n:;,'\"<>|]|[:;,'\"](?:(?![\s/\\])|"
    r"(?<!\.\w\w.)(?<!\.\w{3}.)(?<!\.\w{4}.)(?<!\.\w{5}.)(?=\s[^\s/\\])))*(?<![\s/\\])[/\\])+"
)
"""A sign and a space end a path where a file's ending stands before them; else they may be of a
folder's name, and what follows up to the next slash goes too: rather a word too many than a folder.
"""
_QUOTED = re.compile(r"(?<!\w)(['\"])(?:[A-Za-z]:)?[/\\][^'\"\n]*[/\\]([^/\\'\"\n]*)\1")
_HOLDER = re.compile(r"process \d+ on \S+ since [^\s;]+")
_ANOTHER = "another program"
_OF_ARTICLES = frozenset(("text", "value", "date", "question", "word", "words", "phrase", "title"))
"""Fields with words of an article or a reader, in which a slash is no path."""
_HIDDEN = {"holder": _ANOTHER, "uri": "the server", "host": "this host", "python": "python"}


def redacted(message: object) -> str:
    """An error, or the text of one, for others than the owner of the machine."""
    return str(redacted_message(message))


def redacted_message(message: object) -> Message | str:
    """The same as a message, where it is one, to be told in another language."""
    carried = getattr(message, "message", message)
    found = carried if isinstance(carried, Message) else parse(str(message).strip())
    if found is None or found.key not in ENGLISH:
        return _cleared(str(message))
    return Message(found.key, {name: _value(name, one) for name, one in found.fields.items()})


def _value(name: str, value: object) -> object:
    if isinstance(value, int) or name in _OF_ARTICLES:
        return value
    if name in _HIDDEN:
        return _HIDDEN[name]
    text = str(value)
    if text[:1] in "'\"" and text[1:] and text[:1] == text[-1:]:  # as repr() writes it
        return text[0] + str(_value(name, text[1:-1])) + text[0]
    if parse(text) is None and _WHOLE.match(text) and name not in ("reason", "error"):
        return _last(text)
    return redacted(text)


def _last(path: str) -> str:
    """The name at the end of a path."""
    return re.split(r"[/\\]", path.rstrip("/\\"))[-1] or "?"


def _cleared(text: str) -> str:
    """A text that another wrote: paths are known by their look alone."""
    text = _HOLDER.sub(_ANOTHER, text)
    text = _QUOTED.sub(r"\1\2\1", text)
    return _FOLDERS.sub("", text)
