"""Whether a text gives a reason, by its words."""

from __future__ import annotations

import re

from language.lexicon import either

_REASON = re.compile(either("reason_signs"))


def gives_reason(folded: str) -> bool:
    """Whether a folded text has a word of those that give a reason."""
    return bool(_REASON.search(folded))


_NOT_ALL = re.compile(
    "不是(?:全部|唯一|主要)|(?:不只|不止|不仅|不全)是|原因之一|(?:一个|一方面的?|次要)原因"
)


def is_not_all(folded: str) -> bool:
    """Whether a text says of a reason that it is not the only one, or not the chief one: the next
    sentence gives that."""
    return bool(_NOT_ALL.search(folded))
