"""Example questions made from what is in the library, each of which the library answers well.

A question is one that an article asks and answers itself, or is made from a clause with a figure
(去年有47名学员结业 → 去年有多少名学员结业), a day, a cause or a list, or from the author of an
article.  It is asked, and kept only if the answer comes from that article and says what it must.
They are of several kinds, to show what can be asked; few articles tell a cause, all have an author.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from corpus.records import Article, Span
from index.store import Store
from language.lexicon import either
from qa.records import Answer
from qa.request import Request
from web.query_service import Core
from web.ui.strings import Lang

MOST = 4
"""Examples that are shown."""
TRIED, TRIED_AUTHORS = 16, 3
"""Questions that are asked to find them, and those for an author besides."""
ARTICLES = 12
"""Articles that questions are made from, evenly spaced in the library."""
TEXTS_EACH = 8
"""Questions of a kind that an article gives."""
PARAGRAPHS = 60
"""Paragraphs of an article that are looked at."""
SURE = 0.7
"""The confidence that an example's answer must have."""

Kind = Literal["fact", "why", "list", "author"]
AT_MOST: dict[Kind, int] = {"fact": 2, "why": 2, "list": 1, "author": 1}
"""Examples of each kind."""
OF_ARTICLES: dict[Lang, int] = {"zh": MOST, "en": 2}
"""Examples that are in the articles' language, Chinese; the rest is about the list of articles."""

_FIGURE = re.compile(
    r"(?<![第\d年月.—-])(?<!\d,)(?P<figure>\d[\d,.]*[万亿]?多?"
    r"|(?<![二两三四五六七八九十百千])[二两三四五六七八九十百千]{2,})"
    rf"(?P<counter>(?!年|月|日|万|亿|%|天|点|时){either('counters')})(?=[\u4e00-\u9fff]{{2}})"
)
_CLAUSE = re.compile(r"[^，。；！？：、,;!?:\n]{8,26}")
_ASKED = re.compile(r"(?:^|(?<=[。！？]))[^，。；！？：,;!?:\n]{6,22}？")
_DAY = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{3,12})于(?P<day>(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?)"
    r"(?P<did>[\u4e00-\u9fff]{2,10})(?=[，。；])"
)
_OFFICE = re.compile(
    rf"(?:^|(?<=[。；，]))(?P<what>[\u4e00-\u9fff]{{2,14}}?(?:{either('office_titles')}))"
    rf"(?P<name>(?:{either('surnames')})[\u4e00-\u9fff]{{1,2}}?)(?=说|介绍|表示|认为|告诉|指出|透露)"
)
_CAUSES = tuple(map(re.compile, (
    r"(?:^|(?<=[。！？；]))(?:因为|由于)(?P<cause>[^，。；！？：]{3,24})，"
    r"(?P<what>[^，。；！？：]{6,22})(?=[，。；])",
    r"(?:^|(?<=[。！？；]))(?P<what>[^，。；！？：]{6,22})，?(?:这?是因为|原因是)"
    r"(?P<cause>[^，。；！？：]{3,24})(?=[，。；])",
)))  # fmt: skip
_LISTED = re.compile(
    r"(?P<head>[^，。；！？：、]{3,16}?有)"
    r"(?P<what>[二两三四五六七八九十\d]{1,3}[大个项种条类点][\u4e00-\u9fff]{1,6})：(?=[^。：]*[；、])"
)
_VAGUE = re.compile(
    r"^(?:其|该|这|那|此|他|她|它|我|你|本|并|也|还|又|且|而|但|或|如|若|由|在此|同时|另|再|就|都|则|即|均|有的|其中"
    r"|把|将|从|自|到|对|给|向|让|使|以|为|按|每|一共|共|总共|连续)"
    r"|还有|还在|[“”‘’《》「」（）()\[\]<>]|[a-zA-Z]"
)
_HANGS = re.compile(r"之后|以后|又|再|了")
"""What a question has that goes on with the text before it."""
_THRESHOLD = re.compile(r"超过|不足|不满|未满|不低于|不少于|至少|最多|以上|以下|以内|左右|[的内]$")
"""What a rule says, not what happened: without the rest of its sentence it asks nothing."""


_HAPPENED = re.compile(r"[了有出到达为过是走成增减收得获]$")
"""What stands before a figure that a sentence tells: 办了, 送走.  A figure in a list has none."""
_OF_LIBRARY = {
    "zh": ("最新的文章", "有多少篇文章", "有哪些栏目", "有哪些报纸", "列出所有作者"),
    "en": ("the latest articles", "how many articles", "list all columns", "list all newspapers",
           "list all authors"),
}  # fmt: skip
"""Questions that the list of articles answers, where the articles give too few; the last is about
authors, which is enough for one example."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, and the words that its answer must have, from this article."""

    question: str
    says: str
    article_id: str
    kind: Kind


def candidates(article: Article) -> Iterator[Candidate]:
    """Questions that an article answers: its own, those made from what it tells, and who wrote it.
    The rarer kinds come first."""
    texts = [paragraph.text for paragraph in article.paragraphs[:PARAGRAPHS]]
    title = article.title or ""
    for find, kind in _MADE:
        made = (pair for text in texts for pair in find(text, title))
        for question, says in islice(made, TEXTS_EACH):
            yield Candidate(question, says, article.id, kind)
    if article.author and article.title and len(article.title) <= 24:
        says = article.author.split()[0]
        yield Candidate(f"《{article.title}》的作者是谁", says, article.id, "author")


def _why(text: str, title: str) -> Iterator[tuple[str, str]]:
    for cause in _CAUSES:
        for match in cause.finditer(text):
            if _clear(match["what"], title):
                yield f"为什么{match['what']}", match["cause"]


def _list(text: str, title: str) -> Iterator[tuple[str, str]]:
    for match in _LISTED.finditer(text):
        if _clear(match[0], title):
            yield f"{match['head']}哪{match['what']}", match[0]


def _asked(text: str, title: str) -> Iterator[tuple[str, str]]:
    for match in _ASKED.finditer(text):
        if _clear(match[0], title) and not _HANGS.search(match[0]) and match.end() < len(text):
            yield match[0].removesuffix("？"), ""
            return


def _told(text: str, title: str) -> Iterator[tuple[str, str]]:
    for clause in _CLAUSE.findall(text):
        if _clear(clause, title) and (figure := _figure(clause)):
            start, end = figure
            yield f"{clause[:start]}多少{clause[end:]}".strip(), clause[start:end]
            return
    for match in _DAY.finditer(text):
        if _clear(match[0], title):
            yield f"{match['what']}什么时候{match['did']}", match["day"]
            return
    for match in _OFFICE.finditer(text):
        if _clear(match["what"], title):
            yield f"{match['what']}是谁", match["name"]
            return


def _clear(text: str, title: str) -> bool:
    """Whether it says what it is about: nothing in it is vague, and it shares two characters with
    the title.  What does not mostly leaves out of whom it tells, or hangs on the text before it."""
    shared = any(text[i : i + 2] in title for i in range(len(text) - 1))
    return shared and not _VAGUE.search(text)


def _figure(clause: str) -> Span | None:
    """Where the one figure of a clause stands, if the clause tells what happened."""
    figures = list(_FIGURE.finditer(clause))
    if len(figures) != 1 or len(re.findall(r"\d+", clause)) > 1 or _THRESHOLD.search(clause):
        return None
    start, end = figures[0].span("figure")
    return (start, end) if start >= 3 and _HAPPENED.search(clause[:start]) else None


_MADE: tuple[tuple[Callable[[str, str], Iterator[tuple[str, str]]], Kind], ...] = (
    (_why, "why"), (_list, "list"), (_asked, "fact"), (_told, "fact"),
)  # fmt: skip
"""What makes questions of a text and the title of its article, each with what its answer says."""


def good(candidate: Candidate, answer: Answer) -> bool:
    """Whether the answer is sure, from the article, and says what it must."""
    if not answer.answered or answer.confidence < SURE:
        return False
    if answer.library:  # who wrote it
        article = answer.library.article
        return bool(
            article and article.id == candidate.article_id and candidate.says in answer.library.text
        )
    first = answer.sentences[0]
    hit = answer.hits[first.hit - 1]
    return hit.article_id == candidate.article_id and candidate.says in first.text


class Examples:
    """The examples of the current generation; found at the first look, and kept."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._lock = threading.Lock()
        self._current: tuple[str, tuple[Candidate, ...]] = ("", ())

    def of(self, store: Store, lang: Lang = "zh") -> tuple[str, ...]:
        """The examples of a store; the first look at a generation takes some answers' time."""
        if self._current[0] != store.check:
            with self._lock:
                if self._current[0] != store.check:
                    self._current = (store.check, tuple(self._find(store)))
        found = self._current[1][: OF_ARTICLES[lang]]
        examples = tuple(one.question for one in found)
        if len(examples) < MOST:
            has_author = any(one.kind == "author" for one in found)
            asked = _OF_LIBRARY[lang][: -1 if has_author else None]
            of_library = (q for q in asked if self._is_answered(q, store))
            examples = (*examples, *islice(of_library, MOST - len(examples)))
        return examples

    def _is_answered(self, question: str, store: Store) -> bool:
        library = self.core.ask(Request(question).checked(), store).library
        return bool(library and library.count)

    def _find(self, store: Store) -> list[Candidate]:
        """Who wrote an article is asked last: that any article can answer."""
        lines = store.articles()
        step = max(1, len(lines) // ARTICLES)
        articles = [
            article for line in lines[::step][:ARTICLES] if (article := store.article(line.id))
        ]
        found: list[Candidate] = []
        for ask_authors, tried in ((False, TRIED), (True, TRIED_AUTHORS)):
            queues: list[Iterator[Candidate]] = [
                (one for one in candidates(article) if (one.kind == "author") == ask_authors)
                for article in articles
            ]
            self._ask_in_turn(queues, found, tried, store)
        return found

    def _ask_in_turn(
        self, queues: list[Iterator[Candidate]], found: list[Candidate], tried: int, store: Store
    ) -> None:
        """Adds to `found` what is answered well, a question an article and AT_MOST a kind."""
        while queues and tried and len(found) < MOST:
            queue = queues.pop(0)
            kinds = Counter(one.kind for one in found)
            candidate = next((one for one in queue if kinds[one.kind] < AT_MOST[one.kind]), None)
            if candidate is None:
                continue
            tried -= 1
            if good(candidate, self.core.ask(Request(candidate.question).checked(), store)):
                found.append(candidate)
            else:
                queues.append(queue)
