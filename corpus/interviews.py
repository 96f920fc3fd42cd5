"""Turns of an interview: 记者：… and 王某某：…, which are text whatever they look like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from corpus.byline_words import MARKS
from corpus.lines import is_ended
from corpus.metadata_lines import LABELS, SUBMITTED, told_by_labels
from language.lexicon import words

_TURN = re.compile(rf"[{MARKS}【\[(（]?(?P<who>[\u4e00-\u9fff·]{{1,8}})\s?[】\])）]?\s?[:：]")
_LABELS = (*LABELS.values(), *SUBMITTED.values())
_TELLS = frozenset(name for names in _LABELS for name in names.split("|")) | {
    word
    for name in ("staff_labels", "picture_labels", "byline_labels", "reporter_roles")
    for word in words(name)
} - {"记者"}
"""What stands before a colon and says something of the article: nobody speaks there."""


def turns(texts: Sequence[str]) -> set[int]:
    """The numbers of the lines that are turns: two speak in turn, and one of them again, or the
    first one asks."""
    if not any("：" in text[:12] or ":" in text[:12] for text in texts):
        return set()
    matches = [_TURN.match(text) for text in texts]
    names = [match["who"] if match else "" for match in matches]
    speakers = [
        "" if name in _TELLS or (name and told_by_labels(text)) else name
        for name, text in zip(names, texts, strict=True)
    ]
    repeated = {name for name, count in Counter(speakers).items() if name and count > 1}
    turn_lines: set[int] = set()
    for i, (speaker, following) in enumerate(pairwise(speakers)):
        asks = i and texts[i].endswith(("？", "?")) and is_ended(texts[i + 1])
        in_turn = speaker and following and speaker != following
        if in_turn and (asks or repeated & {speaker, following}):
            turn_lines |= {i, i + 1}
    return turn_lines
