"""Whether a word alone below a title, which may be a name by its form, is the first subhead.

水箱 begins with a surname as 桂小满 does.  A subhead has others below it in the text, or the text
speaks of it; the dictionary has most of them as common words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.bylines import parse_byline
from corpus.dates import find_date
from corpus.lines import is_ended
from corpus.lives import is_told
from corpus.person_names import COMMON, is_no_name
from language.words import frequency

_LONGEST = 20  # characters of another subhead
_SPEAKS_OF = re.compile(
    "(?:[阿大小老][姨婶嫂娘爷妈爸叔哥姐伯舅]|师傅|奶奶|爷爷|伯伯|叔叔|婆婆|老师|先生|女士)$"
)
"""How a text speaks of people, and none signs."""
_GOES_ON = "，、：；,:;—…"


def is_subhead(line: str, below: Sequence[str]) -> bool:
    """Whether the line is the first subhead of the text `below` it rather than who wrote that."""
    word = line.strip()
    if below and is_told(word, below[0]):
        return True
    if parse_byline(word) or not (byline := parse_byline(word, bare=True)):
        return False
    if byline.author != word:  # several names, or one that is set wide
        return False
    if _SPEAKS_OF.search(word):
        return True
    is_word = frequency(word) > COMMON or is_no_name(word)
    recurs = any(_speaks_of(text, word) for text in below if len(text) > _LONGEST)
    return (is_word or recurs) and (_has_subheads(below) or (is_word and recurs))


def _speaks_of(text: str, word: str) -> bool:
    """Whether a text has the word other than as who signs it, or who speaks."""
    at = text.find(word)
    around = (text[max(0, at - 2) : at], text[at + len(word) : at + len(word) + 1])
    return at >= 0 and around[0] not in ("作者", "记者") and around[1] not in ("：", "）", ")")


def _has_subheads(below: Sequence[str]) -> bool:
    """Whether a short line stands between a text that ends and another."""
    return any(
        is_ended(above) and len(text) > _LONGEST and _may_be_subhead(line)
        for above, line, text in zip(below, below[1:], below[2:], strict=False)
    )


def _may_be_subhead(text: str) -> bool:
    if not 2 <= len(text) <= _LONGEST:
        return False
    return not is_ended(text) and text[-1] not in _GOES_ON and find_date(text) is None
