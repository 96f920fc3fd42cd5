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
# What a title says of its own text, not of its matter: 浅谈 …, … 的问题及对策研究, … 1例.
_OPENING = re.compile(
    r"^\s*(?:[浅试略简][谈论析议]|也谈|论(?![坛文述证语据])|谈(?![判话及])|关于|基于|针对)"
)
_CLOSING = re.compile(
    r"(?:[的之与和及其、]|若干|相关|初步|几点|一些|问题|现状|措施|策略|理论|应用|设计|实现|实践"
    r"|研究|分析|探[讨析索究]|初探|浅析|思考|对策|综述|述评|评述|进展|体会|启示|再考"
    r"|[1-9一二两三]例)+\s*$"
)
_CLOSES = re.compile(  # what a closing ends with; the rest of it alone may be the matter
    r"(?:研究|分析|探[讨析索究]|初探|浅析|思考|对策|综述|述评|评述|进展|体会|启示|再考|例"
    r"|[的之与和及](?:实现|实践|应用|措施|策略))\s*$"
)
_TAIL = 24  # characters in which a closing is looked for
_ENOUGH = 4  # characters that must be left
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
    articles they would weigh much (idf).  A question of such words alone is left as it is.  Nor do
    浅谈 and 的问题及对策 in what asks nothing, the title of a text, say what it is about.
    """
    folded = fold(question)
    bare = _BLANK.sub(_blank, folded)
    if not re.search(_ASKING, folded):
        bare = _unframed(bare)
    return bare if any(character.isalnum() for character in bare) else folded


def _unframed(text: str) -> str:
    """The text with spaces for what frames a title, if enough is left."""
    bare = _OPENING.sub(_spaces, text, count=1)
    tail = bare[-_TAIL:]
    closing = _CLOSING.search(tail)
    if closing and _CLOSES.search(closing.group()):
        bare = bare[: len(bare) - len(tail)] + _CLOSING.sub(_spaces, tail)
    return bare if sum(letter.isalnum() for letter in bare) >= _ENOUGH else text


def _spaces(found: re.Match[str]) -> str:
    return " " * len(found.group())


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


kept_fold = lru_cache(maxsize=256)(fold)
"""`fold`, remembered: for the texts of hits, which several parts of an answer fold."""
