"""What stands around a figure and bounds it: 不超过18个月, 八百人以上."""

from __future__ import annotations

import re

from language.sentences import Span

_FIGURE = re.compile(r"[-−±¥$]?[\d零〇一二三四五六七八九十百千万亿两半]")
_BOUND_BEFORE = re.compile(
    "(?:不[得能可应]?(?:超过|高于|低于|少于|多于|足|到|满)|至[少多]|最[少多]|[高低多少大小]于|超过|超|逾|约|近|大约)$"
)
_BOUND_BEHIND = re.compile("以[上下内]|左右|上下(?!文)|以里")


def bounded(text: str, place: Span) -> Span:
    """The place of a figure, grown by what bounds it: 不超过18个月, 八百人以上."""
    start, end = place
    before = _BOUND_BEFORE.search(text, max(0, start - 5), start)
    after = _BOUND_BEHIND.match(text, end)
    if not _FIGURE.match(text, start):
        return place
    return (before.start() if before else start, after.end() if after else end)
