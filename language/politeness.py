"""What a question has around it that asks nothing: 请问, 谢谢, and quotes around all of it."""

from __future__ import annotations

import re

_LEAD = re.compile(
    r"\s{0,9}(?:请问一?下?(?!题)|(?:我?想|麻烦[您你]?)(?:请教|问)(?:一?下)?(?![题卷津])|(?:请教|问)一下"
    r"|(?:[您你]们?好|hello|hi)(?=[\s,，.。!！])|(?:could|can) you (?:please )?tell me (?=\w))"
    r"[\s,，.。!！:：]{0,9}",
    re.I,
)
_TRAIL = re.compile(
    r"(?:(?<=[?？])|[\s,，.。!！~～]{1,5})"
    r"(?:谢谢(?:[您你]了?|大家|啦|了)?|多谢|拜托了?|thanks|thank you)[\s.。!！~～]{0,9}",
    re.I,
)
_LONGEST = 20
"""Characters at a question's end in which thanks are looked for."""
_QUOTED = re.compile(r"(?:“([^“”]+)”|\"([^\"]+)\"|「([^「」]+)」)")


def plain(question: str) -> str:
    """A question without greetings and 请问 before it, thanks behind it, and quotes around a whole
    question; as it is where nothing else would be left."""
    text = question
    while lead := _LEAD.match(text):
        text = text[lead.end() :]
    end = max(0, len(text) - _LONGEST)
    for at in range(end, len(text)):
        if _TRAIL.fullmatch(text, at):
            text = text[:at]
            break
    quoted = _QUOTED.fullmatch(text.strip())
    if quoted and (inner := quoted[quoted.lastindex or 0]).endswith(("?", "？")):
        text = inner
    return text if any(map(str.isalnum, text)) else question
