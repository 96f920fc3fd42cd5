"""A question as it is searched: checked, and without the words that only ask."""

from __future__ import annotations

import re
from functools import lru_cache

from errors import QuestionError
from language import words
from language.fold import fold

LONGEST = 2000
"""Characters that a question may have."""

# 几 asks, but not in 几何, 几乎, 几率, 几内亚; 何, a surname too, asks in front of these only.
_ASKING = (
    r"请问|(?:叫做?|称为)?什么(?:时候|时间|意思|样)?|甚么|为(?:什么|何)|怎么?样|怎么|如何"
    r"|哪(?:一?[个些位种里儿边]|一)?|谁|多(?:少|久|长|大|高|远|重)|是不是|有没有|是否|能否|可否"
    r"|何(?=[时地处种者人年月日以故在])|几(?![何乎率]|内亚|十|百|千|万)个?|吗|呢"
)
_JOINING = """
a about an and are as at be been being but by can could did do does during for from had has have
he her his how i if in into is it its many may might much must of on or s shall she should so some
such t than that the their them there they this those to under was we were what when where which
while who whom whose why will with would you your
"""
_LATIN = frozenset(_JOINING.split())
_BLANK = re.compile(rf"({_ASKING})|[a-z]+")


def checked(question: str) -> str:
    """The question without the white space around it.

    Raises:
        QuestionError: it is empty, or longer than LONGEST characters.
    """
    if not isinstance(question, str):
        raise QuestionError(f"a question is text; found {type(question).__name__}")
    text = question.strip()
    if not text:
        raise QuestionError('the question is empty; ask something, as in: python -m qa "…"')
    if len(text) > LONGEST:
        raise QuestionError(
            f"the question has {len(text):,} characters, and the limit is {LONGEST:,}; "
            "shorten it, or ask about one part at a time"
        )
    return text


def content(question: str) -> str:
    """The folded question, of the same length, with spaces for words that only ask or join.

    什么, 多少, 哪一个, who, what, of say nothing about where the answer stands, and being rare in
    articles they would weigh much (idf).  A question of such words alone is left as it is.
    """
    folded = fold(question)
    bare = _BLANK.sub(_blank, folded)
    return bare if any(character.isalnum() for character in bare) else folded


def _blank(found: re.Match[str]) -> str:
    word = found.group()
    return " " * len(word) if found.group(1) or word in _LATIN else word


# A question of one of these kinds, and what a sentence that answers it has.
_WANTED = (
    (
        "number",
        re.compile(
            r"多(?:少|久|长|大|高|远|重)|几[^何乎]|何[时年]|哪一?[年天]|什么时候|时间|比例|百分"
            r"|how (?:many|much|long|old|far)|when|what (?:year|percent)"
        ),
        re.compile(r"[0-9]|[一二三四五六七八九十百千万]{2}"),
    ),
    (
        "reason",
        re.compile(r"为什么|为何|原因|why"),
        re.compile(r"因为|由于|因此|所以|导致|为了|因而|使得|故"),
    ),
)


def wants(question: str) -> tuple[str, re.Pattern[str]] | None:
    """("number" or "reason", its sign in a folded sentence) if the question asks for one."""
    folded = fold(question)
    for kind, asking, sign in _WANTED:
        if asking.search(folded):
            return kind, sign
    return None


@lru_cache(maxsize=256)
def search_words(text: str) -> tuple[str, ...]:
    """`language.words.search_words`, remembered: several parts of a search want them."""
    return tuple(words.search_words(text))
