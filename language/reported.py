"""What a sentence only reports, and whether another one says what came of it."""

from __future__ import annotations

import re

_HEARSAY = re.compile(
    r"[听据]说|传[言闻说]|[网谣风]传|有(?:人|读者|村民|居民|网友|学者)(?:说|称|认为|提出|问)"
    r"|上[期次回](?:写|说|登|刊)|(?:原|此前|起初|最初|本来)[先来]?(?:公布|计划|打算|以为|定|拟|想)"
    r"|提[出议]|建议|主张|草案"
)
_SETTLES = re.compile(
    r"[不没未否非错误虚假才却但晚]|其实|实际|事实|真相|应[为是当]|改[为成]|最[终后]|结果|而是"
    r"|同意|通过|决定|批准|取消"
)


def is_open(text: str) -> bool:
    """Whether a text tells what somebody says, or what was planned, and not what came of it."""
    return bool(_HEARSAY.search(text)) and not settles(text)


def settles(text: str) -> bool:
    """Whether a text may say what came of what the sentence before it reports."""
    return bool(_SETTLES.search(text))
