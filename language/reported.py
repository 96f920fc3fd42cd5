"""What a sentence only reports, and where another one says that it is not so."""

from __future__ import annotations

import re
from collections.abc import Iterable

_HEARSAY = re.compile(
    r"[听据]说|传[言闻说]|[网谣风]传|有(?:人|读者|村民|居民|网友|学者)(?:说|称|认为|提出|问)"
    r"|上[期次回](?:写|说|登|刊)|(?:原|此前|起初|最初|本来)[先来]?(?:公布|计划|打算|以为|定|拟|想)"
    r"|提[出议]|建议|主张|草案"
)
_SETTLES = re.compile(
    r"[不没未否非错误虚假才却但晚]|其实|实际|事实|真相|应[为是当]|改[为成]|最[终后]|结果|而是"
    r"|同意|通过|决定|批准|取消"
)
_TAKES_BACK = re.compile(r"没有的事|没[有这]?回事|不实|谣言|是假|不是真|不属实")
_NOT = re.compile(r"(?:没|没有|未|不(?![久同但仅少过料论管断])|并非)[^\W的]{0,3}$")
_LAST = re.compile(r"\w{0,2}(?!\w)")
_WHETHER = re.compile(
    r"(?![行能会可好要是对有得成])(?:(\w)[了过]?(?:吗|没有?|么)\W*$|(\w)[不没]\2)"
)


def is_open(text: str) -> bool:
    """Whether a text tells what somebody says, or what was planned, and not what came of it."""
    return bool(_HEARSAY.search(text)) and not settles(text)


def settles(text: str) -> bool:
    """Whether a text may say what came of what the sentence before it reports."""
    return bool(_SETTLES.search(text))


def takes_back(text: str) -> bool:
    """Whether a text reports what it says to be untrue."""
    return bool(_HEARSAY.search(text)) and bool(_TAKES_BACK.search(text))


def denies(question: str, words: Iterable[str], text: str) -> bool:
    """Whether a clause of a folded text ends by denying one of the words of a folded question
    (没有发布大风预警), or the verb that a question asks for a yes or no to (不拆)."""
    for word in words:
        at = text.find(word)
        if at > 0 and _NOT.search(text, max(0, at - 5), at) and _LAST.match(text, at + len(word)):
            return True
    asked = _WHETHER.search(question)
    verb = asked and (asked[1] or asked[2])
    return bool(verb) and any(f"{no}{verb}" in text for no in ("不", "没", "没有", "未"))
