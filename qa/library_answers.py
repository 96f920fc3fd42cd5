"""Answers from the list of articles, to what `qa/library_questions.py` understands.

An article that is named by its title is looked up; of one that is described (关于夜校的那篇报道)
retrieval tells which it may be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from corpus.corrections import value_before
from corpus.dates import iso_date
from corpus.records import author_names
from index.filters import passing
from index.store import ArticleFacts, Filters, Store, every_article
from language.fold import fold
from language.introduced import introduces
from language.lexicon import words
from language.words import frequency
from messages import Message
from messages.translate import in_chinese
from qa.library_questions import (
    NAMED,
    QUOTED,
    LibraryQuestion,
    asks_for_works,
    asks_who_wrote,
    signs,
)
from qa.records import Answer, AnswerSentence, Hit, LibraryAnswer
from qa.request import MOST as MOST_HITS
from qa.request import Request, refuse_unknown
from qa.retrieval import search

MOST = 200
"""Names or articles that are listed."""
MOST_DATED = 10
"""Articles that are listed, of the newest, oldest, longest or shortest."""
MOST_LIKELY = 3
"""Articles that are listed where a description may mean several."""
LIKELY = 0.5
"""A passage that is less likely the one that is meant does not tell which article is."""
CLEAR = 0.5
"""One article is meant where the next one's score is less than this share of its own."""
SEEN = 20
"""Passages among which an article is looked for."""
HEADLINE = 8
"""Letters of a title that is no work's name.  Who wrote 《边城》 the text of an article so titled
may tell; who wrote 《遛狗不牵绳，邻居摔了跤》 its byline alone."""
MAIN = 4
"""Letters of a main title that stands for the whole one (《老井修好了——记者手记》)."""

NAMES_COUNTED = 50
"""What the dictionary has counted more often is no name."""
_COMPOUND = frozenset(words("compound_surnames"))
_SURNAMES = frozenset(name[0] for name in (*words("surnames"), *_COMPOUND))
_NO_NAME = re.compile("[的了着过是有在被和与及从到由于关这那哪谁何几多每各]")
_BESIDE_TITLE = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}|\d{1,3})[、.,．]\s*|\([^()]{1,12}\)\s*$"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SAYS_ARTICLE = re.compile("关于|有关|[这那该的说讲写谈介绍一]")
_ENGLISH = re.compile(r"^[a-z]{2,12}(?:'s)?[ ?]", re.I)
_FILTERS = {
    "author": "author", "published": "date", "paper": "paper", "issue": "date", "column": "column",
}  # fmt: skip
_DIGITS = {"year": len("2019"), "month": len("2019-05")}
"""Letters of a date that tell it."""
_MESSAGES = {
    "author": "source_author", "published": "source_date", "paper": "source_paper",
    "issue": "source_paper",
}  # fmt: skip


def library_answer(
    question: LibraryQuestion, request: Request, store: Store
) -> LibraryAnswer | None:
    """The answer from the articles that pass the filters; None where the list has nothing of the
    name that is asked for, or the passages are to be read first ("who")."""
    answer_from = _ANSWERS.get(question.kind, _whole_library)
    return answer_from(question, request, store) if answer_from else None


def _whole_library(question: LibraryQuestion, request: Request, store: Store) -> LibraryAnswer:
    kind, narrow = question.kind, request.narrow
    refuse_unknown(narrow, store)
    if kind == "count" and narrow == Filters():
        return _counted(kind, request, store.status.articles)
    articles = _passing(narrow, store)
    if kind in NAMED:
        counts = Counter(name for entry in articles for name in _names_in(entry, kind))
        names = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return _counted(kind, request, len(names), names=tuple(names[:MOST]))
    if kind in _DIGITS:
        every, digits = list(articles), _DIGITS[kind]
        dates = (entry.published for entry in every if entry.published)
        times = Counter(date[:digits] for date in dates if len(date) >= digits)
        most_first = tuple(sorted(times.items(), key=lambda pair: (-pair[1], pair[0])))
        undated = len(every) - times.total()
        return _counted(kind, request, len(times), names=most_first[:MOST], undated=undated)
    if kind in ("longest", "shortest"):
        by_length = sorted(articles, key=lambda e: e.paragraphs, reverse=kind == "longest")
        return _counted(kind, request, len(by_length), articles=tuple(by_length[:MOST_DATED]))
    if kind in ("newest", "oldest"):
        dated = [entry for entry in articles if entry.published]
        dated.sort(key=lambda entry: entry.published or "", reverse=kind == "newest")
        return _counted(kind, request, len(dated), articles=tuple(dated[:MOST_DATED]))
    listed = list(articles)
    shown = tuple(listed[:MOST]) if kind == "articles" else ()
    return _counted(kind, request, len(listed), articles=shown)


def _source(question: LibraryQuestion, request: Request, store: Store) -> LibraryAnswer | None:
    """What the source line of an article says."""
    titled = _titled(question, request, store)
    if not titled and question.article and question.name:
        return _described(question, request, store)
    sourced = [entry for entry in titled if _source_value(entry, question.field)]
    if len(sourced) > 1:
        message = Message("source_several", {"title": question.name, "count": len(sourced)})
        return _answer("source", request, message, len(sourced), articles=tuple(sourced[:MOST]))
    tells = sourced or question.article or len(_letters(question.name)) >= HEADLINE
    return _about_one((sourced or titled)[0], question, request) if titled and tells else None


def _about_one(
    entry: ArticleFacts, question: LibraryQuestion, request: Request, confidence: float = 1.0
) -> LibraryAnswer:
    title = (entry.title or "").replace("《", "〈").replace("》", "〉")
    if value := _source_value(entry, question.field):
        message = Message(_MESSAGES[question.field], {"title": title, "value": value})
        return _answer("source", request, message, 1, articles=(entry,), confidence=confidence)
    message = Message("source_unknown", {"title": title, "filter": _FILTERS[question.field]})
    return _answer("source", request, message, 0, articles=(entry,), confidence=0.0)


def _titled(question: LibraryQuestion, request: Request, store: Store) -> Sequence[ArticleFacts]:
    """The articles of this title; of no title the only one that passes the filters."""
    if not question.name:
        listed = list(islice(_passing(request.narrow, store), 2))
        return listed if len(listed) == 1 else ()
    hits = _hits(question.name, request, store)
    for is_named in (_is_title, _is_bare_title, _is_main_title):
        if named := [hit for hit in hits if is_named(hit.title or "", question)]:
            return list(_facts((hit.article_id for hit in named), store))
    return ()


def _is_title(title: str, question: LibraryQuestion) -> bool:
    """Whether an article has this title; one titled 《边城》 writes of it, and is not it, unless
    the question says that it is an article."""
    has_letters = _letters(title) == _letters(question.name)
    return has_letters and (question.article or not QUOTED.fullmatch(title))


def _is_bare_title(title: str, question: LibraryQuestion) -> bool:
    """Whether it is the title without its number, and without what stands in brackets behind it:
    豆腐巷 of 二、豆腐巷（一等奖）."""
    bare = _BESIDE_TITLE.sub("", fold(title))
    return bare != fold(title) and _letters(bare) == _letters(question.name)


def _is_main_title(title: str, question: LibraryQuestion) -> bool:
    """Whether the title begins so, and goes on behind a mark or space."""
    main = _letters(question.name)
    if len(main) < MAIN or not _letters(title).startswith(main):
        return False
    parts = re.split(r"\W+", fold(title))
    return main in {"".join(parts[:n]) for n in range(1, len(parts) + 1)}


def _described(question: LibraryQuestion, request: Request, store: Store) -> LibraryAnswer | None:
    """Of an article that is described: the one whose title has all letters of the description; else
    the one that is found, or the few that it may be."""
    hits = [hit for hit in _hits(question.name, request, store) if _of_its_year(question.name, hit)]
    wanted = set(_letters(_SAYS_ARTICLE.sub("", question.name)))
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.article_id, hit)
    titled = [hit for hit in best.values() if wanted and wanted <= set(_letters(hit.title or ""))]
    likely = titled or [hit for hit in best.values() if hit.score >= LIKELY]
    if not likely:
        return None
    facts = list(_facts((hit.article_id for hit in likely[:MOST_LIKELY]), store))
    if len(likely) == 1 or likely[1].score < CLEAR * likely[0].score:
        sure = likely[0].score if not titled else max(LIKELY, likely[0].score)
        return _about_one(facts[0], question, request, sure)
    message = Message("source_likely", {"count": len(facts)})
    return _answer("source", request, message, 0, articles=tuple(facts), confidence=0.0)


def _of_its_year(described: str, hit: Hit) -> bool:
    """Whether the article has the years of the description (1958年老井那篇), if there are any."""
    text = f"{hit.published or ''} {hit.title or ''}"
    return all(year in text for year in _YEAR.findall(fold(described)))


def _listed(question: LibraryQuestion, request: Request, store: Store) -> LibraryAnswer | None:
    """The articles of an author, column, paper or edition, or all of a time."""
    if not question.name:
        return _of_a_time(question.date, question.date, _passing(request.narrow, store), request)
    for field in ("author", "column", "paper", "edition"):
        of_name = _of_name(question.name, field, request.narrow, store)
        if of_name and not question.date:
            return _list("source_works", question.name, of_name, request)
        parts = (question.name, question.date)[:: -1 if field == "edition" else 1]
        found = _of_a_time("".join(parts), question.date, of_name, request) if of_name else None
        if found and found.count:
            return found
    return _of_nobody(question.name, request, store) if asks_for_works(request.question) else None


def _of_nobody(name: str, request: Request, store: Store) -> LibraryAnswer | None:
    """That nothing is signed by someone of whom no passage that is found tells, either; None for
    what looks like no name of a person."""
    longest = 4 if name[:2] in _COMPOUND else 3
    is_name = 2 <= len(name) <= longest and name[0] in _SURNAMES and name.isalpha()
    if not is_name or _NO_NAME.search(name) or frequency(fold(name)) > NAMES_COUNTED:
        return None
    hits = _hits(name, request, store)
    if any(fold(name) in fold(f"{hit.author} {hit.title} {hit.text}") for hit in hits):
        return None
    message = Message("source_nobody", {"name": name})
    return _answer("source", request, message, 0, confidence=0.0)


def _without(question: LibraryQuestion, request: Request, store: Store) -> LibraryAnswer:
    """The articles that lack a field of the source line."""
    passes = list(_passing(request.narrow, store))
    listed = [entry for entry in passes if not getattr(entry, question.field)]
    key = "library_without" if listed else "library_all_have"
    message = Message(key, {"filter": _FILTERS[question.field], "count": len(listed)})
    return _answer("listed", request, message, len(listed), articles=tuple(listed[:MOST]))


def _of_a_time(
    name: str, date: str, entries: Iterable[ArticleFacts], request: Request
) -> LibraryAnswer:
    """Those of the articles that are surely of a time, and how many may be, but do not say so: they
    have no date, or for a month a year alone.  以前 is before all of the time, 以来 from its first
    day on."""
    time = date.removesuffix("以前").removesuffix("之前").removesuffix("以来")
    iso = iso_date(time) or time[:4]

    def is_of_time(published: str) -> bool:
        if iso.startswith(published) and iso != published:
            return False
        if date.endswith("前"):
            return published < iso
        return published >= iso if date.endswith("来") else published.startswith(iso)

    dates = [(entry, entry.published or "") for entry in entries]
    listed = tuple(entry for entry, published in dates if is_of_time(published))
    undated = sum(iso != published and iso.startswith(published) for _, published in dates)
    lacks = {4: "date", 7: "month"}.get(len(iso), "day")
    fields = {"name": name, "count": len(listed), "undated": undated, "filter": lacks}
    key = "source_works" if listed else "source_none"
    message = Message("source_dated" if undated and listed else key, fields)
    return _answer("listed", request, message, len(listed), articles=listed[:MOST])


def _about(question: LibraryQuestion, request: Request, store: Store) -> LibraryAnswer | None:
    """The articles in which a phrase stands, of the passages that retrieval finds for it."""
    hits = search(replace(request, question=f"“{question.name}”", k=MOST_HITS), store).hits
    phrase = fold(question.name)
    listed = list(
        _facts((h.article_id for h in hits if phrase in fold(f"{h.title}\n{h.text}")), store)
    )
    if not listed:
        return None
    key = "source_about" if len(hits) < MOST_HITS else "source_about_more"
    return _list(key, question.name, listed, request)


def who_answer(
    question: LibraryQuestion, request: Request, store: Store, answer: Answer
) -> LibraryAnswer | None:
    """The articles that someone signed of whom no passage that was found tells who that is; None
    for nobody who signs."""
    name = fold(question.name)
    for source in (sentence.source for sentence in answer.sentences if sentence.source):
        text = fold(f"{source.title}\n{source.text}")
        if name in text or introduces(text, name, author_names(source.author)):
            return None
    # The byline is searched, so an author is among the hits: no need to go through all articles.
    if not any(name in map(fold, author_names(hit.author)) for hit in _hits(name, request, store)):
        return None
    signed = _of_name(name, "author", request.narrow, store)
    return _list("source_who", question.name, signed, request)


def corrected_byline(request: Request, store: Store, answer: Answer) -> LibraryAnswer | None:
    """Who wrote an article whose author a reader corrected, where what is answered is the byline of
    before, which stands in its text; None for any other answer."""
    if not asks_who_wrote(request.question):
        return None
    for sentence in answer.sentences:
        if sentence.source and _has_old_byline(sentence, sentence.source):
            (facts,) = _facts([sentence.source.article_id], store)
            asked = LibraryQuestion("source", "author")
            return _about_one(facts, asked, request, answer.confidence)
        if sentence.short:  # that is the answer
            break
    return None


def _has_old_byline(sentence: AnswerSentence, source: Hit) -> bool:
    """Whether a sentence says in a byline, if it has a short answer as that, who is no author of
    the article since a reader corrected it."""
    readings = (value_before(note, "author") for note in source.notes)
    old_authors = [author for author in readings if author is not None]
    if not old_authors:
        return False
    names = [sentence.short.text] if sentence.short else author_names(old_authors[-1])
    outdated = set(names).difference(author_names(source.author))
    return any(signs(name, sentence.text) for name in outdated)


def _list(key: str, name: str, listed: Sequence[ArticleFacts], request: Request) -> LibraryAnswer:
    """The articles, with the office of an author who has but one, and signs alone."""
    offices = {entry.office for entry in listed if author_names(entry.author) == (name,)}
    office = next(iter(offices)) if len(offices) == 1 else None
    message = Message(
        key, {"name": f"{name}（{office}）" if office else name, "count": len(listed)}
    )
    return _answer("listed", request, message, len(listed), articles=tuple(listed[:MOST]))


def _program(question: LibraryQuestion, request: Request, store: Store) -> LibraryAnswer:
    """What the program answers, and of what."""
    count = store.status.articles
    return _answer("program", request, Message("library_program", {"count": count}), count,
                   confidence=0.0)  # fmt: skip


_ANSWERS: Mapping[str, Callable[[LibraryQuestion, Request, Store], LibraryAnswer | None] | None] = {
    "program": _program,
    "source": _source,
    "listed": _listed,
    "without": _without,
    "about": _about,
    "who": None,
}
"""What answers each kind; the kinds of the library itself are answered by one function."""


def _passing(narrow: Filters, store: Store) -> Iterator[ArticleFacts]:
    return filter(passing(narrow), every_article(store))


def _of_name(name: str, field: str, narrow: Filters, store: Store) -> list[ArticleFacts]:
    """The articles that pass, and have a name in a field."""
    wanted = fold(name)
    return [e for e in _passing(narrow, store) if wanted in map(fold, _names_in(e, field))]


def _names_in(entry: ArticleFacts, field: str) -> tuple[str, ...]:
    if field == "author":
        return author_names(entry.author)
    return tuple(filter(None, [getattr(entry, field)]))


def _hits(text: str, request: Request, store: Store) -> Sequence[Hit]:
    return search(replace(request, question=text, k=max(request.k, SEEN)), store).hits


def _facts(ids: Iterable[str], store: Store) -> Iterator[ArticleFacts]:
    for article in filter(None, map(store.article, dict.fromkeys(ids))):
        yield ArticleFacts(
            article.id, article.path, article.metadata, article.notes, len(article.paragraphs)
        )


def _source_value(entry: ArticleFacts, field: str) -> str:
    """What the source line has of it: the author with the office; of a paper also the rest."""
    if field == "author":
        names = "、".join(author_names(entry.author))
        return f"{names}（{entry.office}）" if names and entry.office else names
    if field == "paper":
        return " · ".join(part for part in (entry.paper, entry.edition, entry.column) if part)
    if field == "issue":
        parts = (entry.paper, entry.edition, entry.published)
        return " · ".join(filter(None, parts)) if entry.edition or entry.published else ""
    return entry.published or ""


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", fold(text))


_LIBRARY = {
    "count": "library_count", "articles": "library_articles", "newest": "library_newest",
    "oldest": "library_oldest", "longest": "library_longest", "shortest": "library_shortest",
    "year": "library_year", "month": "library_month", "author": "library_author",
    "column": "library_column", "paper": "library_paper",
}  # fmt: skip
_LIBRARY_UNDATED = {"year": "library_year_undated", "month": "library_month_undated"}


def _counted(
    kind: str, request: Request, count: int, undated: int = 0, **listed: Any
) -> LibraryAnswer:
    """An answer on the library itself, with its sentence."""
    if not count and kind not in ("count", "articles"):
        missing = kind if kind in NAMED else "date"
        return _answer(kind, request, Message("library_none", {"filter": missing}), 0, **listed)
    key = (_LIBRARY_UNDATED if undated else _LIBRARY)[kind]
    return _answer(
        kind, request, Message(key, {"count": count, "undated": undated}), count, **listed
    )


def _answer(
    kind: str, request: Request, message: Message, count: int, **listed: Any
) -> LibraryAnswer:
    """The answer with its sentence, in English for a question that begins so."""
    text = str(message) if _ENGLISH.match(request.question.strip()) else in_chinese(message)
    return LibraryAnswer(kind, text, count, **listed, message=message)
