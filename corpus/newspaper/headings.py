"""Heading classifier: a short text is a heading, or a piece of a paragraph that was cut off."""

from __future__ import annotations

import re

from corpus.lines import is_ended
from corpus.newspaper.continuity import Seams
from corpus.page_turns import markers

LONGEST = 45  # characters of a heading

# Log odds that a text is a piece and no heading; fitted by logistic regression to made pages, the
# weight of the length lowered by hand, since real headings are longer than the ones there.
_BROKEN, _OPEN = 0.9, 0.1
_LENGTH, _COMMA, _MARKED, _BIAS = 0.12, -0.25, 9.0, -3.7

NUMBERED = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[0-9]{1,2}[、．)）]|[●■◆▲★])"
)


def is_heading(text: str, before: str, after: str) -> bool:
    """`before` and `after` are the texts that stand above and below."""
    if len(text) > LONGEST or not after:
        return False
    if is_ended(text) and not text.endswith(("？", "?", "！", "!")):
        return False
    if NUMBERED.match(text) and not is_ended(text) and len(text) <= 30:
        return True
    seams = Seams([text, before, after])
    odds = (
        _BROKEN * float(seams.brokenness([text])[0])
        + _OPEN * float(seams.openness([after])[0])
        + _LENGTH * len(text)
        + _COMMA * (text.count("，") + text.count(","))
        + _MARKED * bool(markers(text) or markers(after[:12]))
        + _BIAS
    )
    return odds < 0
