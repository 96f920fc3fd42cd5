"""Asking: `ask` and `retrieve`, Python's two faces; an interface that has a checked request calls
`answer_request`, as they do, or `qa.retrieval.search`.  Start reading here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.current import Index, current_store
from index.filters import undated
from index.store import Filters, Store
from qa.answering.extract import answer
from qa.library_answers import corrected_byline, library_answer, who_answer
from qa.library_questions import library_question
from qa.reading.cross_encoder import READ
from qa.records import Answer, Hit, LibraryAnswer
from qa.request import FilterValues, Request, with_whole_path
from qa.retrieval import search

if TYPE_CHECKING:  # `typing` has it from Python 3.11 on
    from typing_extensions import Unpack


def ask(
    question: str,
    k: int = 5,
    index: Index | None = None,
    *,
    leg: str = "hybrid",
    narrow: Filters | None = None,
    follow: str | None = None,
    **filters: Unpack[FilterValues],
) -> Answer:
    """The answer to a question, from the k best hits of the index; options as of `retrieve`.

    Every sentence of the answer is a slice of a hit's text.  `answered` is false, and there are no
    sentences, when the confidence is under the threshold.  follow: the question before, which this
    one follows up; the answer's `question` is then what was understood.  One about the library
    itself (有多少篇文章), about an article's source line (《…》是谁写的) or an author's articles is
    answered from the list of articles, see `Answer.library`.

    Raises:
        QuestionError: as `retrieve`.
        StoreError: the index is missing, damaged or of another encoder.
        ModelMissing: the reader is not on this machine.
    """
    return answer_request(*_prepared(question, k, index, leg, narrow, follow, filters))


def answer_request(request: Request, store: Store) -> Answer:
    """The answer to a checked request, whose question is whole (`whole`)."""
    return replace(_answer(request, store), undated=left_undated(request, store))


def left_undated(request: Request, store: Store) -> int:
    """How many articles the time that is asked for left out because they have no date."""
    timed = request.narrow.since or request.narrow.until
    return undated(request.narrow, store.articles()) if timed else 0


def _answer(request: Request, store: Store) -> Answer:
    about = library_question(request.question)
    if about and (library := library_answer(about, request, store)):
        return _library_result(request, library, store)
    retrieved = search(replace(request, k=max(request.k, READ)), store)
    extracted = answer(retrieved, request.k, store)
    noted = any(sentence.source and sentence.source.notes for sentence in extracted.sentences)
    if noted and (library := corrected_byline(request, store, extracted)):
        return _library_result(request, library, store)
    if about and about.kind == "who" and (library := who_answer(about, request, store, extracted)):
        return _library_result(request, library, store)
    return extracted


def _library_result(request: Request, library: LibraryAnswer, store: Store) -> Answer:
    """Where the list does not say it, the nearest passages come along, as with every refusal."""
    hits = () if library.answers else search(request, store).hits
    return Answer(request.question, library.answers, library.confidence, (), hits, library)


def retrieve(
    question: str,
    k: int = 5,
    index: Index | None = None,
    *,
    leg: str = "hybrid",
    narrow: Filters | None = None,
    follow: str | None = None,
    **filters: Unpack[FilterValues],
) -> list[Hit]:
    """The k passages that answer the question best, best first; fewer if no more are found.

    index: an opened index (`index.open_index`), its folder, or None for the default one.  leg:
    "hybrid", "dense" or "lexical".  filters: column, author, since, until, path, paper, as in
    `index.store.Filters`; narrow: the same as one object.  follow: the question before, which this
    one follows up.  An article without a date is in no time: how many that left out, `ask` tells.

    Raises:
        QuestionError: the question is empty or too long, an option is out of range, a date cannot
            be read, no article has the author, column, paper or path.
        StoreError: the index cannot be read.
    """
    return list(search(*_prepared(question, k, index, leg, narrow, follow, filters)).hits)


def _prepared(
    question: str,
    k: int,
    index: Index | None,
    leg: str,
    narrow: Filters | None,
    follow: str | None,
    filters: FilterValues,
) -> tuple[Request, Store]:
    """The arguments, checked: the request, a follow-up question in it made whole, and the open
    index.  What `filters` has stands in the place of what `narrow` has."""
    named: dict[str, Any] = {name: value for name, value in filters.items() if value is not None}
    narrow = replace(narrow or Filters(), **named)
    request, store = Request(question, k, leg, narrow, follow).checked(), current_store(index)
    if request.narrow.path is not None:
        request = replace(request, narrow=with_whole_path(request.narrow, store))
    return whole(request, store), store


def whole(request: Request, store: Store) -> Request:
    """The request; a question that follows another one up, made whole by it.  Raises QuestionError
    where it is then too long."""
    if request.follow is None:
        return request
    from qa.conversation import follow_up  # which asks the question before

    return follow_up(request, [request.follow], store).checked()
