"""Texts of the page, in Chinese and English; the table is `messages/page.json`."""

from __future__ import annotations

import re
from typing import get_args

from messages import Value
from messages.tables import read_table
from messages.translate import Lang as Lang
from messages.translate import in_chinese
from web.redaction import redacted_message

LANGS: tuple[Lang, ...] = get_args(Lang)

TEXTS: dict[str, dict[Lang, str]] = {
    key: texts for section in read_table("page.json").values() for key, texts in section.items()
}


class Words:
    """The texts of one language: `words("ask")`, `words("paragraph_n", n=3)`."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def __call__(self, key: str, **values: object) -> str:
        text = TEXTS[key][self.lang]
        return text.format(**{k: Value(v) for k, v in values.items()}) if values else text

    def message(self, message: object) -> str:
        """A reason, note or error of the layers below, in this language where it is known."""
        public = redacted_message(message)
        return in_chinese(public) if self.lang == "zh" else str(public)

    def sentence(self, error: object) -> str:
        """The same as a sentence of its own, which begins with a capital; not so the name of an
        option, as REST has it: k, leg."""
        text = self.message(error)
        begins = re.match(r"(?!k |leg )[a-z]+[ ,;:]", text)
        return text[0].upper() + text[1:] if begins else text


LANG_COOKIE = "wenbao-lang"
"""Holds what was chosen at the switch."""


def speaks(accept_language: str | None, chosen: str | None = None) -> Lang:
    """The language of a visit: what was chosen at the switch, else what the browser prefers.

    Chinese unless the browser names English and no Chinese at all.
    """
    for lang in LANGS:
        if chosen == lang:
            return lang
    parts = (accept_language or "").lower().split(",")
    names = {re.split(r"[-;]", part)[0].strip() for part in parts}
    return "en" if "en" in names and "zh" not in names else "zh"
