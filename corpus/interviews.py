"""Turns of an interview: 记者：… and 王某某：…, which are text whatever they look like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from corpus.bylines import MARKS
from corpus.metadata_lines import LABELS
from language.lexicon import words

_TURN = re.compile(rf"[{MARKS}【\[(（]?(?P<who>[\u4e00-\u9fff·]{{1,8}})\s?[】\])）]?\s?[:：]")
_TELLS = frozenset(name for names in LABELS.values() for name in names.split("|")) | {
    word
    for name in ("staff_labels", "picture_labels", "byline_labels", "reporter_roles")
    for word in words(name)
} - {"记者"}
"""What stands before a colon and says something of the article: nobody speaks there."""


def turns(texts: Sequence[str]) -> set[int]:
    """The numbers of the lines that are turns: two speak in turn, and one of them again."""
    if not any("：" in text[:12] or ":" in text[:12] for text in texts):
        return set()
    found = [_TURN.match(text) for text in texts]
    who = ["" if one is None or one["who"] in _TELLS else one["who"] for one in found]
    often = {name for name, count in Counter(who).items() if name and count > 1}
    said: set[int] = set()
    for i, (one, other) in enumerate(pairwise(who)):
        if one and other and one != other and often & {one, other}:
            said |= {i, i + 1}
    return said
