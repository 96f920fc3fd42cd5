"""Messages in the reader's language: of the page, and of the commands by their locale."""

from __future__ import annotations

import os
from typing import Literal

from messages import Reasons, fill, message_of
from messages.tables import CHINESE, WORDS

Lang = Literal["zh", "en"]

INNER = frozenset({"doubt", "instead", "reason", "reasons", "why", "wrong"})
"""Fields whose value is a message itself."""


def in_chinese(message: object) -> str:
    """A message, an error that carries one, or the text of one, in Chinese if it is known, else as
    it is."""
    known_message = message_of(message)
    if known_message is None:
        return str(message)
    values = {name: _chinese_value(name, value) for name, value in known_message.fields.items()}
    return fill(CHINESE[known_message.key], values)


def _chinese_value(name: str, value: object) -> object:
    """The value of a field as a Chinese reader may see it."""
    if isinstance(value, int):
        return value
    if isinstance(value, Reasons):
        return "；".join(f"{path}：{in_chinese(reason)}" for path, reason in value.by_path)
    text = str(value)
    return in_chinese(text) if name in INNER else WORDS.get(name, {}).get(text, text)


def locale_language() -> Lang:
    """The language of a command's messages: `$WENBAO_LANG`, else as POSIX chooses a locale; English
    unless that is Chinese."""
    names = ("WENBAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "zh" if chosen.lower().startswith("zh") else "en"
