"""Follow-up questions asked: made whole by `qa/whole_question.py` from what the answer before said,
or asked of its topic.  Every face shows the question as it was understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from index.store import Store
from language.fold import fold
from language.words import frequency, may_name, words
from qa.asking import ask
from qa.library_questions import WHOLE, library_question
from qa.query import Question, content
from qa.records import Answer
from qa.request import Request
from qa.whole_question import (
    NOTHING,
    Said,
    known_part,
    of_that_article,
    points_back,
    topic_of,
    understand,
)

_SELDOM, _SAYS_LITTLE = 200, 10_000
"""Under the first a word may name a matter of its own (产假), from the second on it says too little
to (有人, 负责)."""
_LEANING = 9
"""Characters of a question that may lean on the one before without a word that says so."""
_READ = 20_000
"""Characters of the answer's article that are read."""


def follow_up(
    request: Request, before: Sequence[str], store: Store, source: tuple[str, str] | None = None
) -> Request:
    """The request with its question made whole from the questions before it.

    before: those questions as they were understood, oldest first.  source: of the answer to the
    last of them, see `source_of`; it is asked anew where nobody kept it.
    """
    if _follows_nothing(request.question):
        return request
    if source is None:
        source = source_of(ask(before[-1], index=store, leg=request.leg, narrow=request.narrow))
    last = _answer_before(*source, store)
    question = understand(request.question, before, last)
    if last.path and of_that_article(request.question):  # others may have its title
        narrow = replace(request.narrow, path=last.path)
        return replace(request, question=question, narrow=narrow)
    if question != request.question:
        return replace(request, question=question)
    return _about_topic(request, known_part(topic_of(before[-1]), last), last, store)


def _follows_nothing(question: str) -> bool:
    """Whether it is a greeting, or asks for nothing, or of the library itself."""
    of_library = library_question(question)
    return Question(question).asks_nothing or bool(of_library and of_library.kind in WHOLE)


def _about_topic(request: Request, topic: str, last: Said, store: Store) -> Request:
    """The request, or the same about the topic of the question before: 有人受伤吗 after 东郊仓库
    火灾损失多少 has no word that leans on it, and any other accident would answer it.  With the
    topic it is asked if that is answered from a passage or title that names it."""
    unsaid = last.text and fold(topic) not in last.text
    if not topic or unsaid or not _may_lean(request.question, topic):
        return request
    question = f"{topic}{request.question}"
    answer = ask(question, index=store, leg=request.leg, narrow=request.narrow)
    if not answer.sentences:
        return request
    hit = answer.hits[answer.sentences[0].hit - 1]
    text = fold(f"{hit.title or ''}\n{hit.text}")
    known_topic = known_part(topic, Said(text=text))
    named = fold(known_topic) in text and len(known_topic) > len(topic) / 2
    return replace(request, question=question) if named else request


def _may_lean(question: str, topic: str) -> bool:
    """Whether a question is short, points at nothing and names nothing of its own: one word at
    most, a common one."""
    folded = fold(question).strip(" ?!。")
    if len(folded) > _LEANING or folded.isascii() or topic in question or points_back(question):
        return False
    named = [word for word in words(content(folded)) if len(word) > 1 or may_name(word)]
    counts = [times for times in map(frequency, named) if times < _SAYS_LITTLE]
    return len(counts) <= 1 and all(times > _SELDOM for times in counts)


def with_reading(request: Request, result: dict[str, Any]) -> dict[str, Any]:
    """The JSON of an answer to `follow_up(request)`: the question as it was typed, and how it was
    read, which is the same where it was asked as typed."""
    if request.follow is None:
        return result
    return {**result, "question": request.question, "understood": result["question"]}


def source_of(answer: Answer) -> tuple[str, str]:
    """The short answer, and the id of the article that it is from; of no answer, nothing."""
    if answer.library and answer.library.article:
        return answer.library.article.author or "", answer.library.article.id
    if not answer.sentences:
        return "", ""
    first = answer.sentences[0]
    short = first.short.text if first.short else ""
    return short, answer.hits[first.hit - 1].article_id


def _answer_before(short: str, article_id: str, store: Store) -> Said:
    """What `source_of` names, with the article's text."""
    article = store.article(article_id) if article_id else None
    if article is None:
        return NOTHING
    text = "\n".join([article.title or "", *(paragraph.text for paragraph in article.paragraphs)])
    return Said(short, fold(text[:_READ]), article.title or "", article.path)
