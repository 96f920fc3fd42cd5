"""Text that a web page holds only in its data for machines (articleBody of JSON-LD), and pages
that say themselves that they hold less than the article.

A script or a subscription would show that text; a saved page has it no more than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import islice
from typing import Any

from corpus.readers.base import left_out_notes
from corpus.readers.web_sizes import SENTENCE
from language.fold import fold
from messages import message_text

_LACKING = 0.2  # of the characters of the data's text, that the page's own text lacks
_SHORTEST = 4  # characters of a sentence that is compared
_LONGEST = 60  # characters of a line that says so
_PARTS, _MESSAGE = 12, 200  # of a message to those without scripts: texts and characters
_TOLD = 8, 200  # of the page's own texts that are not in the data: so many, cut to so many
_FOR_MONEY = "(?:登录|登陆|注册|订阅|购买|付费|支付|开通|会员|解锁|APP|客户端)"
_REST = "(?:全文|全部内容|完整(?:内容|文章|版)|(?:剩余|余下|其余|后续|更多)(?:内容|部分|全文|正文))"
_SAYS_SO = re.compile(
    rf"{_FOR_MONEY}[^。]{{0,16}}(?:阅读|查看|浏览|看|获取|解锁){_REST}"
    rf"|{_REST}[^。]{{0,12}}(?:需|请|须|仅)[^。]{{0,6}}{_FOR_MONEY}"
    r"|(?:剩余|还有|余下)\s?\d{1,3}%\s?(?:的?(?:内容|正文|全文)|未读)"
    r"|(?:subscribe|sign in|log in|register)\b[^.]{0,24}"
    r"\b(?:(?:continue|keep) reading|(?:read|unlock) the (?:full|rest|whole))"
    r"|(?:for )?subscribers only",
    re.I,
)
_NEEDS_SCRIPT = re.compile(
    r"(?:开启|启用|打开|允许)[^。]{0,8}javascript|enable javascript"
    r"|javascript[^.]{0,20}(?:required|disabled)",
    re.I,
)


def lacks(own: Sequence[str], tables: Set[str], paragraphs: Sequence[str]) -> bool:
    """Whether the page's own texts lack a good part of these paragraphs of its data, so that those
    are to be read instead.  tables: those of its texts that are tables, which the data of a page
    leave out: a cut page may be longer by them."""
    parts = list(_sentences(paragraphs))
    shown = set(_sentences(own))
    lacking = sum(len(part) for part in parts if part not in shown)
    total = sum(map(len, parts))
    prose = sum(map(len, _sentences([text for text in own if text not in tables])))
    return lacking > _LACKING * total and total > prose


def besides(own: Sequence[str], paragraphs: Sequence[str]) -> list[str]:
    """What the page's own texts say that these paragraphs of its data do not."""
    linked = set(_sentences(paragraphs))
    return [text for text in own if not linked.issuperset(_sentences([text]))]


def linked_text_notes(left_out: Sequence[str]) -> tuple[str, ...]:
    """Notes that the page's data were read, and which of the page's own texts were not."""
    most, longest = _TOLD
    texts = [x if len(x) <= longest else f"{x[:longest]}…" for x in left_out[:most]]
    texts += ["…"] * (len(left_out) > most)
    return (message_text("linked_text"), *left_out_notes(texts))


def says_incomplete(line: str) -> bool:
    """Whether a line says that the rest of the text is for those who sign in or pay."""
    return len(line) <= _LONGEST and bool(_SAYS_SO.search(fold(line)))


def is_incomplete(
    root: Any, article: dict[str, Any], own: Sequence[str], lines: Sequence[str]
) -> bool:
    """Whether the page says that it holds less than the article.  article: what JSON-LD describes;
    own: the paragraphs that are read; lines: those of all that the page shows."""
    free = str(article.get("isAccessibleForFree", "")).lower() != "false"
    if any(map(says_incomplete, lines)) or not (free or article.get("articleBody")):
        return True
    if any(map(SENTENCE.search, own)) and len("".join(own)) > _LONGEST:
        return False
    messages = ("".join(islice(x.itertext(), _PARTS)) for x in root.iter("noscript"))
    return any(_NEEDS_SCRIPT.search(fold(text[:_MESSAGE])) for text in (*own, *messages))


def _sentences(paragraphs: Sequence[str]) -> Iterator[str]:
    """The sentences but the shortest, by their letters alone."""
    for paragraph in paragraphs:
        for part in SENTENCE.split(paragraph):
            if len(compact := _compact(part)) >= _SHORTEST:
                yield compact


def _compact(text: str) -> str:
    return re.sub(r"\W", "", fold(text))
