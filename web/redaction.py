"""What others than the owner of the machine are told of an error: no folder, process or host.

A message is cleared field by field, since only there it is known where a path begins and ends: a
folder may have any character in its name.  A text that is no message of ours is cleared by what
paths look like in it.
"""

from __future__ import annotations

import re
from pathlib import Path

from messages import Message, Reasons, message_of, parse

_WHOLE = re.compile(r"(?:~|[A-Za-z]:|file:)?[/\\](?!(?:api|v1)/)")
_FOLDERS = re.compile(
    r"(?<![\w.:<>/\\~])(?:~|\.{1,2}|[A-Za-z]:)?[/\\](?!(?:api|v1)/)"
    r"(?:(?:[^/\\\n:;,'\"<>|]|[:;,'\"](?:(?![\s/\\])|"
    r"(?<!\.\w\w.)(?<!\.\w{3}.)(?<!\.\w{4}.)(?<!\.\w{5}.)(?=\s[^\s/\\])))*(?<![\s/\\])[/\\])+"
)
"""A sign and a space end a path where a file's ending stands before them; else they may be of a
folder's name, and what follows up to the next slash goes too: rather a word too many than a folder.
"""
_QUOTED = re.compile(r"(?<!\w)(['\"])(?:~|\.{1,2}|[A-Za-z]:)?[/\\][^'\"\n]*[/\\]([^/\\'\"\n]*)\1")
_HOLDER = re.compile(r"process \d+ on \S+ since [^\s;]+")
_ANOTHER = "another program"
_OF_ARTICLES = frozenset(("text", "value", "date", "question", "word", "words", "phrase", "title"))
"""Fields with words of an article or a reader, in which a slash is no path."""
_PATHS = frozenset(("path", "paths", "file", "files", "folder", "folders"))
"""Fields that hold a path, also where it does not begin as one: `work/index` is relative."""
_MODELS = frozenset(("encoder", "maker"))
_HUB = re.compile(r"[\w.-]+(/[\w.-]+)?")
"""Names of models on the hub; they look as a relative path does."""
_HIDDEN = {
    "place": "the index", "holder": _ANOTHER, "uri": "the server", "host": "this host",
    "python": "python",
}  # fmt: skip

LONGEST_ECHO = 80
"""Characters of a value that somebody sent, in the error that names it."""
_NO_COUNT = 10**18
"""No number of ours is as large: it was sent, and may have thousands of digits."""


def echoed(value: object) -> str:
    """A value that somebody sent, as errors name it: on one line, no longer than fits them."""
    return cut(repr(value))


def cut(text: str) -> str:
    """The text, no longer than LONGEST_ECHO."""
    return text if len(text) <= LONGEST_ECHO else text[: LONGEST_ECHO - 1] + "…"


def short(value: object) -> object:
    """A field of an error, which may be what somebody sent; counts stay numbers."""
    return value if isinstance(value, int) and abs(value) < _NO_COUNT else cut(str(value))


def redacted(message: object) -> str:
    """An error, or the text of one, for others than the owner of the machine."""
    return str(redacted_message(message))


def redacted_message(message: object) -> Message | str:
    """The same as a message, where it is one, to be told in another language."""
    known_message = message_of(message)
    if known_message is None:
        return _without_folders(str(message))
    fields = {name: _public_value(name, value) for name, value in known_message.fields.items()}
    return Message(known_message.key, fields)


def _public_value(name: str, value: object) -> object:
    if isinstance(value, int):
        return short(value)
    if isinstance(value, Reasons):
        by_path = value.by_path
        return Reasons([(file_name(path), redacted_message(reason)) for path, reason in by_path])
    if name in _OF_ARTICLES:
        return value
    if name in _HIDDEN:
        return _HIDDEN[name]
    text = str(value)
    if text[:1] in "'\"" and text[1:] and text[:1] == text[-1:]:  # as repr() writes it
        return text[0] + str(_public_value(name, text[1:-1])) + text[0]
    if name in _MODELS:
        return model_name(text)
    if name in _PATHS:
        return file_name(text)
    if parse(text) is None and _WHOLE.match(text) and name not in ("reason", "error"):
        return file_name(text)
    return redacted(text)


def model_name(name: str) -> str:
    """A model by its name; one that was given as a folder by the folder's own."""
    is_name = _HUB.fullmatch(name) and not name.startswith(".") and not Path(name).is_dir()
    return name if is_name else file_name(name)


def file_name(path: str) -> str:
    """The name at the end of a path, of this system's kind or another's: no folder is told, not
    even of a relative path, which is as it was typed."""
    return re.split(r"[/\\]", path.rstrip("/\\"))[-1] or "?"


def _without_folders(text: str) -> str:
    """A text that another wrote: paths are known by their look alone."""
    text = _HOLDER.sub(_ANOTHER, text)
    text = _QUOTED.sub(r"\1\2\1", text)
    return _FOLDERS.sub("", text)
