"""Example questions made from what is in the library, each of which the library answers well.

A question is one that an article asks and answers itself, or is made from a clause with a figure
(去年有47名学员结业 → 去年有多少名学员结业) or from the author of an article.  It is asked, and kept
only if the answer comes from that article and says what it must.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from corpus.records import Article, Span
from index.store import Store
from language.lexicon import either
from qa.records import Answer
from qa.request import Request
from web.query_service import Core
from web.ui.strings import Lang

MOST = 4
"""Examples that are shown."""
TRIED = 16
"""Questions that are asked to find them."""
ARTICLES = 12
"""Articles that questions are made from, evenly spaced in the library."""
PARAGRAPHS = 60
"""Paragraphs of an article that are looked at."""
SURE = 0.7
"""The confidence that an example's answer must have."""

_FIGURE = re.compile(
    r"(?<![第\d年月.—-])(?<!\d,)(?P<figure>\d[\d,.]*[万亿]?多?"
    r"|(?<![二两三四五六七八九十百千])[二两三四五六七八九十百千]{2,})"
    rf"(?P<counter>(?!年|月|日|万|亿|%|天|点|时){either('counters')})(?=[\u4e00-\u9fff]{{2}})"
)
_CLAUSE = re.compile(r"[^，。；！？：、,;!?:\n]{8,26}")
_ASKED = re.compile(r"(?:^|(?<=[。！？]))[^，。；！？：,;!?:\n]{6,22}？")
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
    "zh": ("最新的文章", "列出所有作者", "有哪些栏目", "有多少篇文章"),
    "en": ("the latest articles", "list all authors", "list all columns", "how many articles"),
}
"""Questions that the list of articles answers, where the articles give too few."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, and the words that its answer must have, from this article."""

    question: str
    says: str
    article_id: str


def candidates(article: Article) -> Iterator[Candidate]:
    """Questions that an article answers: its own, those for its figures, and who wrote it."""
    texts = [paragraph.text for paragraph in article.paragraphs[:PARAGRAPHS]]
    title = article.title or ""
    for text in texts:
        for match in _ASKED.finditer(text):
            if _clear(match[0], title) and not _HANGS.search(match[0]) and match.end() < len(text):
                yield Candidate(match[0].removesuffix("？"), "", article.id)
                break
    for text in texts:
        for clause in _CLAUSE.findall(text):
            if _clear(clause, title) and (figure := _figure(clause)):
                start, end = figure
                question = f"{clause[:start]}多少{clause[end:]}".strip()
                yield Candidate(question, clause[start:end], article.id)
                break
    if article.author and article.title and len(article.title) <= 24:
        yield Candidate(f"《{article.title}》的作者是谁", article.author.split()[0], article.id)


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
        self._current: tuple[str, tuple[str, ...]] = ("", ())

    def of(self, store: Store, lang: Lang = "zh") -> tuple[str, ...]:
        """The examples of a store; the first look at a generation takes some answers' time."""
        if self._current[0] != store.check:
            with self._lock:
                if self._current[0] != store.check:
                    self._current = (store.check, tuple(self._find(store)))
        examples = self._current[1]
        if len(examples) < MOST:
            of_library = (q for q in _OF_LIBRARY[lang] if self._is_answered(q, store))
            examples = (*examples, *islice(of_library, MOST - len(examples)))
        return examples

    def _is_answered(self, question: str, store: Store) -> bool:
        library = self.core.ask(Request(question).checked(), store).library
        return bool(library and library.count)

    def _find(self, store: Store) -> list[str]:
        lines = store.articles()
        step = max(1, len(lines) // ARTICLES)
        queues = [
            candidates(article)
            for line in lines[::step][:ARTICLES]
            if (article := store.article(line.id))
        ]
        examples: list[str] = []
        tried = 0
        while queues and tried < TRIED and len(examples) < MOST:
            queue = queues.pop(0)
            candidate = next(queue, None)
            if candidate is None:
                continue
            tried += 1
            if good(candidate, self.core.ask(Request(candidate.question).checked(), store)):
                examples.append(candidate.question)
            else:
                queues.append(queue)
        return examples
