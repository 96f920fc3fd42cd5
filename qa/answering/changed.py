"""What the index has that corrects, amends or repeals a sentence of an answer, whether or not its
question finds it: a note that names the article (《…》) and quotes what was wrong, words an article
of a rule anew, or repeals it; and one that puts off a day.

A note is looked for by the words of the sentence and of its article's title, and by those that
notes have: one lexical search for a sentence, none where no paragraph has any of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np

from corpus.records import Span
from corpus.spans import slice_spans
from index import bm25
from index.analyzer import occurrences, question_terms
from index.store import Filters, Keys, Row, Search, Store
from language.corrected import corrections, misstated
from language.fold import fold
from language.laws import is_another_article, law_articles
from language.lexicon import words
from language.sentences import sentences
from qa.answering.precedence import MOVED, NOTE, TITLE, earlier, moves, plain
from qa.answering.short_answer import well_marked
from qa.query import Question
from qa.records import Answer, AnswerSentence, Hit
from qa.retrieval import hit_of

MOST = 5
"""Sentences whose notes are looked for."""
DEPTH = 60
"""Paragraphs that are looked through for a sentence."""
RAREST = 12
"""So many terms of a sentence, and of its title, find its notes."""
SURE = 6
"""Letters of a quotation that needs neither a title nor a day beside it."""
_REPEALS = re.compile(r"废止|失效|作废|停止(?:执行|施行|使用)|不再(?:执行|施行|适用|有效)")
_NEW_WORDING = re.compile(
    r"(第[^第条。；：“]{1,9}条)[^。；：“]{0,24}(?:修改为|改为)|删[去除](第[^第条。；“]{1,9}条)"
)
_WHOLE = re.compile(r"有误|更正|勘误|订正")
_ARTICLE = re.compile(r"第[^第条]{1,9}条")
_ISSUED = re.compile(r"(?:印发|发布|公布|颁布|下发)[^《》]{0,6}《([^《》]{2,80})》")
_ASIDE = re.compile(r"[(（][^()（）]{1,16}[)）]\s*$")
_PLACE = re.compile(r"[^省市县区镇乡州]{1,6}[省市县区镇乡州]")
_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日")
_FIGURE = frozenset("0123456789.%〇零一二三四五六七八九十百千万亿")


def with_changes(question: Question, answer: Answer, store: Store, narrow: Filters) -> Answer:
    """The answer, each of its sentences behind those that change it, the newest first; what they
    take back is marked no more."""
    hits = {hit.id: hit for hit in answer.hits}
    shown = list(answer.sentences)
    for sentence in answer.sentences[:MOST]:
        at = shown.index(sentence)
        for row, (start, end) in changes(sentence, store, narrow):
            text = row.text[start:end]
            if sentence.short and _is_void(sentence.short.text, text):
                shown[shown.index(sentence)] = sentence = replace(sentence, short=None)
            if any(text in other.text or other.text in text for other in shown):
                continue
            hit = hits.setdefault(row.id, hit_of(row, len(hits) + 1, 0.0, ()))
            spans = slice_spans(row.text, row.spans, start, end)
            shown.insert(at, AnswerSentence(text, hit.rank, spans, source=hit))
    if shown == list(answer.sentences):
        return answer
    return replace(answer, sentences=well_marked(question, shown), hits=tuple(hits.values()))


def changes(sentence: AnswerSentence, store: Store, narrow: Filters) -> list[tuple[Row, Span]]:
    """The paragraphs that change what a sentence says, and where they say it, the oldest first:
    what it puts for the old may be changed in its turn."""
    passage, text = sentence.source, fold(sentence.text)
    found: list[tuple[Row, Span]] = []
    if not passage:
        return found
    notes = _notes(fold(passage.title or ""), text, store, narrow)
    for note in sorted(notes, key=lambda row: row.published or ""):
        if note.article_id == passage.article_id or earlier(note, passage):
            continue
        if place := next(_places(note, passage, text), None):
            found.append((note, place))
            text = "\n".join([text, *(fold(right) for _, right in corrections(note.text))])
    return found


def _is_void(short: str, note: str) -> bool:
    """Whether a short answer no longer holds by a note that does not say what stands for it: it
    rewords or repeals all of the passage, or puts off this day."""
    days = MOVED.findall(note)
    return any(day in short for day in days) or not (days or corrections(note) or misstated(note))


def _notes(title: str, text: str, store: Store, narrow: Filters) -> tuple[Row, ...]:
    """Paragraphs that may be notes about a sentence of the article of this title, both folded."""
    parts = [occurrences([part]).keys for part in (text, title)]
    keys = np.unique(np.concatenate([_signs(), *parts]))
    counted = store.statistics(keys)
    frequency, weights = (
        counted.document_frequency,
        bm25.idf(counted.document_frequency, counted.rows),
    )
    is_sign = np.isin(keys, _signs()) & (frequency > 0)
    if not is_sign.any():
        return ()
    chosen, of_title = is_sign.copy(), 0.0
    for part in parts:  # what only one paragraph has is its own
        places = np.flatnonzero(np.isin(keys, part) & (frequency > 1))
        rarest = places[np.argsort(frequency[places], kind="stable")[:RAREST]]
        chosen[rarest], of_title = True, float(weights[rarest].sum())
    # A sign is worth a third of the title, which all of the article's own paragraphs have.
    weights = np.where(is_sign, np.maximum(weights, of_title / 3), weights)
    return store.search(Search(None, keys[chosen], weights[chosen], DEPTH, narrow)).rows


@cache
def _signs() -> Keys:
    """The keys of the words that notes have."""
    terms = question_terms("\n".join(words("change_signs")))
    return terms.keys[[letters in words("change_signs") for letters in terms.letters]]


def _places(note: Row, passage: Hit, text: str) -> Iterator[Span]:
    """Where a note changes what a passage says, of which the folded text is shown."""
    over = f"{note.title or ''}\n{note.heading or ''}\n"
    parts = sentences(note.text)
    names_none = not TITLE.search(over + note.text) and NOTE.search(over + note.text)
    for before, (start, end) in zip([(0, 0), *parts], parts, strict=False):
        part = note.text[start:end]
        if is_another_article(law_articles(part), passage.text):
            continue
        quoted = [(fold(old), new) for old, new in (*corrections(part), *misstated(part))]
        wrong = [old for old, new in quoted if new and _stands(old, text)]
        if _named(f"{over}{note.text[slice(*before)]}{part}", passage):
            speaks = bool(wrong) or (not quoted and _changes_all(note, part, passage))
        else:
            speaks = bool(wrong and names_none) and (
                max(map(len, wrong)) >= SURE or _of_its_day(note, passage)
            )
        if speaks or moves(part, note, text, passage):
            yield start, end


def _changes_all(note: Row, part: str, passage: Hit) -> bool:
    """Whether a sentence of a note that names the article, without quoting what is wrong, changes
    all of the passage: as an article of a rule, or with its article."""
    own = _ARTICLE.match(passage.text) or _ARTICLE.match(passage.heading or "")
    ours = law_articles(own.group()) if own else frozenset()
    for match in _NEW_WORDING.finditer(part):
        if ours & law_articles(next(filter(None, match.groups()))):
            return True
    for title in TITLE.finditer(part):
        if _is_of(title[1], passage) and (verb := _REPEALS.search(part, title.end())):
            between = law_articles(part[title.end() : verb.start()])
            return not between or bool(ours & between)
    quotes = corrections(note.text) or misstated(note.text)
    return not quotes and bool(NOTE.search(note.title or "") and _WHOLE.search(part))


def _named(text: str, passage: Hit) -> bool:
    return any(_is_of(title, passage) for title in TITLE.findall(text))


def _is_of(title: str, passage: Hit) -> bool:
    """Whether a title that a note names is the passage's, or that of the rule which its article
    issues (关于印发《…》的通知); with or without the place before it and the brackets behind."""
    own = passage.title or ""
    return any(_same(title, name) for name in (own, *_ISSUED.findall(own)))


def _same(one: str, other: str) -> bool:
    short, long = sorted((plain(_ASIDE.sub("", one)), plain(_ASIDE.sub("", other))), key=len)
    head = long[: len(long) - len(short)]
    return bool(short) and long.endswith(short) and (not head or bool(_PLACE.fullmatch(head)))


def _of_its_day(note: Row, passage: Hit) -> bool:
    """Whether a note names the day on which the passage was published (本报1月8日二版)."""
    days = {(int(month), int(day)) for month, day in _DAY.findall(fold(note.text))}
    return tuple(map(int, (passage.published or "").split("-")[1:])) in days


def _stands(old: str, text: str) -> bool:
    """Whether the words stand in a folded text, and no figure in them is part of a longer one."""
    if len(old) < 2:
        return False
    at = text.find(old)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(old) : at + len(old) + 1]
        cut = (before in _FIGURE and old[0] in _FIGURE) or (after in _FIGURE and old[-1] in _FIGURE)
        if not cut:
            return True
        at = text.find(old, at + 1)
    return False
