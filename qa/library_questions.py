"""Questions about the library itself: how many articles, which authors, the newest article.

No passage answers them; the list of articles does.  Only a question that is nothing else is taken
for one: “这篇文章有多少段” is asked of the articles.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from index.filters import passing
from index.store import Filters, Store, every_article
from language.fold import fold
from messages import Message
from messages.translate import in_chinese
from qa.records import LibraryAnswer
from qa.request import refuse_unknown

MOST = 200
"""Names that are listed."""
FEW = 10
"""Articles that are listed, of the newest or oldest."""

_PLACE = r"(?:(?:你们?)?(?:这个?)?(?:(?:文|数据|资料)?库|索引)|你们|这里)(?:里[面头]?|[中内])?"
_IDLE = re.compile(
    rf"请问|麻烦|帮我|给我|我想知道|我想看|^\s*请|{_PLACE}|里面|里头|现在|目前|[一总]共|[共都](?=[有是])"
    r"|\b(?:please|the|there|in|are|is|do you have|have you|library|index|here|all|of|show me|me)\b"
)
"""What says nothing about what is asked.  中, 里, 共 and 都 are left where they may be of a word:
中共的文章, 里约的报纸, 首都的报纸."""
_KIND = {"column": "栏目|专栏|columns?", "paper": "报纸|报刊|newspapers?|papers?",
         "author": "作者|撰稿人|authors?"}  # fmt: skip
_ARTICLE = "(?:文章|报道|稿件|稿子|文档|articles?)"
_LIST = r"(?:列出|列一下|列举|显示|看看|list|which|who|what)"
_WHICH = "(?:是?哪一?篇|有哪些|是什么)?"
_OF = "(?:的|一篇|发表的)*"
_WHAT = "(?:所有|全部|有)?的?(?:哪些|什么|多少个?|几个)?"
_NAMES = "(?:名单|列表)?(?:有?哪些人?|有谁|有多少个?|有几个)?"
_TABLE: tuple[tuple[str, str], ...] = (
    ("count", rf"有?(?:多少|几)篇{_ARTICLE}?|{_ARTICLE}(?:有?(?:多少|几)篇|数量?)"),
    ("count", "how many articles"),
    ("newest", rf"(?:最新|最近){_OF}{_ARTICLE}{_WHICH}|(?:newest|latest) articles?"),
    ("oldest", rf"最(?:早|老|旧){_OF}{_ARTICLE}{_WHICH}|(?:oldest|earliest) articles?"),
    *(
        (name, rf"{_LIST}?{_WHAT}(?:{one}){_NAMES}|(?:(?:{_LIST}|how many) ?)?(?:{one})")
        for name, one in _KIND.items()
    ),
    ("articles", rf"{_LIST}(?:所有|全部)?的? ?{_ARTICLE}|有哪些{_ARTICLE}"),
)
_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _TABLE)
_ASKS = re.compile(
    rf"{_LIST}|哪|谁|多少|几|什么|名单|列表|所有|全部|最|数量|how|which|newest|latest|oldest|earliest|who|what"
)
_LONGEST = 40
_MESSAGES = {
    "count": "library_count", "articles": "library_articles", "newest": "library_newest",
    "oldest": "library_oldest", "author": "library_author", "column": "library_column",
    "paper": "library_paper",
}  # fmt: skip


def library_question(question: str) -> str | None:
    """What a question asks of the library; None for one that is asked of the articles."""
    if len(question) > _LONGEST:
        return None
    folded = fold(question)
    if not _ASKS.search(folded):
        return None
    bare = re.sub(r"\s+", " ", re.sub(r"[\s?？!！。.,，、]+", " ", _IDLE.sub("", folded))).strip()
    joined = re.sub(r"(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])", "", bare)
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(joined)), None)


def library_answer(kind: str, question: str, narrow: Filters, store: Store) -> LibraryAnswer:
    """The answer to a question of this kind from the list of articles that pass the filters."""
    refuse_unknown(narrow, store)
    if kind == "count" and narrow == Filters():
        return _told(kind, question, store.status.articles)
    articles = filter(passing(narrow), every_article(store))
    if kind in _KIND:
        counts = Counter(name for one in articles if (name := getattr(one, kind)))
        names = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        return _told(kind, question, len(names), names=tuple(names[:MOST]))
    if kind in ("newest", "oldest"):
        dated = [one for one in articles if one.published]
        dated.sort(key=lambda one: one.published or "", reverse=kind == "newest")
        return _told(kind, question, len(dated), articles=tuple(dated[:FEW]))
    listed = list(articles)
    shown = tuple(listed[:MOST]) if kind == "articles" else ()
    return _told(kind, question, len(listed), articles=shown)


def _told(kind: str, question: str, count: int, **listed: Any) -> LibraryAnswer:
    """The answer with its sentence, in Chinese for a question with a Chinese character in it."""
    message = library_message(kind, count)
    chinese = any("\u4e00" <= character <= "\u9fff" for character in question)
    return LibraryAnswer(kind, in_chinese(message) if chinese else str(message), count, **listed)


def library_message(kind: str, count: int) -> Message:
    """What is said before the names or articles of an answer."""
    if count or kind in ("count", "articles"):
        return Message(_MESSAGES[kind], {"count": count})
    return Message("library_none", {"filter": kind if kind in _KIND else "date"})
