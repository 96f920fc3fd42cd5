"""Article numbers of laws: 第三十六条, 第36条 and 第 36 条 are one."""

from __future__ import annotations

import re

from language.fold import fold
from language.numerals import value_of

Article = tuple[int, int, int, int]
"""Article, 之几 of it, paragraph (款), item (项); 0 where none is named."""

_HAN = "〇零一二三四五六七八九十百千"
_NUMBER = rf" ?(\d{{1,4}}|[{_HAN}]{{1,8}}) ?"
_ARTICLE = re.compile(
    rf"第{_NUMBER}(?:[-–之] ?(\d{{1,3}}) ?)?条(?![例约])(?:之{_NUMBER})?(?:第{_NUMBER}款)?"
    rf"(?:第[(]?{_NUMBER}[)]?项)?"
)


def law_articles(text: str) -> frozenset[Article]:
    """The articles of laws that a text names, in either writing of their numbers."""
    return frozenset(
        (_number_of(a), _number_of(b) or _number_of(c), _number_of(d), _number_of(e))
        for a, b, c, d, e in _ARTICLE.findall(fold(text))
    )


def names_article(wanted: frozenset[Article], text: str) -> bool:
    """Whether a text names an article asked for; what the question leaves open may differ."""
    return any(
        all(want in (0, have) for want, have in zip(article[1:], named[1:], strict=True))
        for article in wanted
        for named in law_articles(text)
        if article[0] == named[0]
    )


def is_another_article(wanted: frozenset[Article], text: str) -> bool:
    """Whether a text is an article of a law, but none that is asked for, and names none of them."""
    if not wanted or not _ARTICLE.match(fold(text)):
        return False
    return not {article[0] for article in wanted} & {article[0] for article in law_articles(text)}


def _number_of(number: str) -> int:
    return value_of(number) if number else 0
