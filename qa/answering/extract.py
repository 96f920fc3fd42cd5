"""Answer extraction: `ask` returns the sentences that answer, with their spans, or none.

The reader (`qa/reading/reader.py`) scores the sentences and clauses of the best hits; small
models choose among them and say how sure the answer is (`qa/answering/confidence.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.records import Span
from errors import IndexDamaged
from index.current import Index
from index.store import Floats, Narrow
from language.fold import fold
from language.laws import Article, law_articles, names_article
from language.numerals import placed_figures
from language.sentences import asks
from language.words import spans as word_spans
from qa import question_type
from qa.answer_types import TABLE
from qa.answering import confidence
from qa.answering.beside import beside_the_point
from qa.answering.counterparts import counterparts
from qa.answering.superseded import earlier, superseded
from qa.answering.years import figure_of_another_year, of_other_years
from qa.library_questions import library_answer, library_question
from qa.question_type import Kind, QuestionType
from qa.reading.reader import READ, Unit, read
from qa.records import Answer, AnswerSentence, Hit, ShortAnswer
from qa.retrieval import Retrieved, prepared, search

MOST = 5
"""Sentences in an answer."""
CITED = 5
"""Hits that an answer may be cited from, so that more of them to look at do not change it."""
CLOSE = 1.5
"""A unit whose log-odds are so near to the best one's answers as well, if it is likelier than not
to answer at all."""
TIE = 0.2
"""A unit that is so near cannot be told from the best: it answers as well, however likely."""
FULL = 8
"""A unit of fewer letters (能。) says too little alone: the next one comes along."""
SHOWN = 0.8
"""A short answer that is less sure is not marked."""
BREAKS = "，,、；;"
"""Where a long sentence is cut into clauses (`qa/reading/windows.py`)."""
WHOLE = 160
"""Characters of a sentence that is shown whole."""
KEPT = '”’》」』）)"%％℃°'
"""Marks with which a short answer may end."""
NEAR = 20
"""Within so many characters of a sentence's beginning, what points back points at another one."""
_BACK = re.compile(r"由此|为此|為此|因此|对此|對此|据此|據此|此举|此舉|上述|这样一来|這樣一來")
_ARTICLE = re.compile(r"第[^第条]{1,9}条(?:之[一二三四五六七八九十]+)?")
QUOTES = {"“": "”", "‘": "’", "《": "》", "「": "」", "『": "』", "（": "）", "(": ")", '"': '"'}


def ask(
    question: str,
    k: int = 5,
    index: Index | None = None,
    *,
    leg: str = "hybrid",
    narrow: Narrow | None = None,
    column: str | None = None,
    author: str | None = None,
    paper: str | None = None,
    since: str | None = None,
    until: str | None = None,
    path: str | None = None,
    follow: str | None = None,
) -> Answer:
    """The answer to a question, from the k best hits of the index; options as of `retrieve`.

    Every sentence of the answer is a slice of a hit's text.  `answered` is false, and there are no
    sentences, when the confidence is under the threshold.  follow: the question before, which this
    one follows up; the answer's `question` is then what was understood.  One about the library
    itself (有多少篇文章) is answered from the list of articles, see `Answer.library`.

    Raises:
        QuestionError: as `retrieve`.
        StoreError: the index is missing, damaged or of another encoder.
        ModelMissing: the reader is not on this machine.
    """
    filters = Narrow(column=column, author=author, since=since, until=until, path=path, paper=paper)
    request, store = prepared(question, k, index, leg, narrow, filters, follow)
    if kind := library_question(request.question):
        library = library_answer(kind, request.question, request.narrow, store)
        return Answer(request.question, True, 1.0, (), (), library)
    return answer(search(replace(request, k=max(k, READ)), store), k)


def answer(retrieved: Retrieved, k: int) -> Answer:
    """The answer from what was retrieved, cited from the first k hits, CITED at most.

    READ hits are read, whatever k is, so that the confidence is of the index.
    """
    query, hits, cited = retrieved.query, retrieved.hits[:READ], min(k, CITED)
    nothing = Answer(query.text, False, 0.0, (), retrieved.hits[:k])
    units = read(query, hits) if hits and not query.asks_nothing else []
    if not units:
        return nothing
    asked = question_type.read(query.text)
    off = of_other_years(query.text, units, hits)
    off |= beside_the_point(asked, units, hits, retrieved.candidates.rows)
    scores, sure = confidence.judged(query.text, units, hits, off)
    least = confidence.threshold()
    shown = np.array([unit.hit < cited for unit in units])
    if sure >= least and not shown[np.argmax(scores)] and shown.any():  # it lies beyond them
        units, off = [unit for unit in units if unit.hit < cited], off[shown]
        scores, sure = confidence.judged(query.text, units, hits, off)
    if sure < least or units[int(np.argmax(scores))].hit >= cited:
        return replace(nothing, confidence=sure)
    sentences = _sentences(asked, units, scores, hits[:cited], sure)
    return Answer(query.text, True, sure, sentences, retrieved.hits[:k])


def _chosen(
    asked: QuestionType, units: Sequence[Unit], scores: Floats, hits: Sequence[Hit]
) -> list[range]:
    """The units that are shown, in runs that lie side by side: the best one and those that answer
    nearly as well; the best hit's first, a hit's in the order of its text."""
    first, *others = np.argsort(-scores, kind="stable").tolist()
    behind = scores[first] - scores
    close = (behind < TIE) | ((behind < CLOSE) & np.array([unit.score > 0 for unit in units]))
    near = [n for n in others if close[n] and units[n].hit < len(hits)]
    picked = _with_what_replaces([first, *near[: MOST - 1]], units, scores, hits)
    for number, other in counterparts(asked, picked, units, scores, hits):
        if other not in picked[: picked.index(number)]:
            rest = [n for n in picked if n != other]
            at = rest.index(number)
            picked = [*rest[:at], other, *rest[at:]]
    rank = {units[number].hit: place for place, number in reversed(list(enumerate(picked)))}
    articles = law_articles(asked.folded)
    shown = {
        n
        for number in picked
        for n in _article(articles, units, hits, number) or filled(units, hits, number)
    }
    shown |= _reason_behind(asked.kind, shown, units, hits)
    runs: list[range] = []
    for n in sorted(shown, key=lambda n: (rank[units[n].hit], n)):
        if runs and runs[-1].stop == n and _one_sentence(units, hits, n):
            runs[-1] = range(runs[-1].start, n + 1)
        else:
            runs.append(range(n, n + 1))
    return runs


def _with_what_replaces(
    picked: list[int], units: Sequence[Unit], scores: Floats, hits: Sequence[Hit]
) -> list[int]:
    """A correction, an amendment or a later figure stands before what it replaces, and comes along
    with it."""
    for old_hit, new_hit in [*superseded(hits), *_later_figures(picked, units, hits)]:
        old = [n for n in picked if units[n].hit == old_hit]
        new = [n for n in range(len(units)) if units[n].hit == new_hit]
        if old and new:
            shown = [n for n in picked if n in new] or [max(new, key=lambda n: float(scores[n]))]
            at = picked.index(old[0])
            rest = [n for n in picked if n not in old and n not in shown]
            picked = [*rest[:at], *shown, *old, *rest[at:]]
    return picked


def _later_figures(
    picked: Sequence[int], units: Sequence[Unit], hits: Sequence[Hit]
) -> list[tuple[int, int]]:
    """(old, new) hits of the units picked whose short answers are another figure of the same thing
    counted: 186米 in 2015, 212米 in 2021."""
    told = [(units[n].hit, _figure(units[n], hits)) for n in picked]
    return [
        (old, new)
        for old, (value, unit) in told
        for new, (other, its_unit) in told
        if unit and unit == its_unit and value != other and earlier(hits[old], hits[new])
    ]


def _figure(unit: Unit, hits: Sequence[Hit]) -> tuple[float, str]:
    """The one figure of a short answer and the letter after it; no letter if there is not one."""
    if unit.short is None:
        return 0.0, ""
    start, end = unit.short
    text = fold(hits[unit.hit].text[start : end + 1])
    found = placed_figures(text)
    if len(found) != 1:
        return 0.0, ""
    (_, stop), (value, percent) = found[0]
    return value, "%" if percent else text[stop : stop + 1]


def _article(
    asked: frozenset[Article], units: Sequence[Unit], hits: Sequence[Hit], number: int
) -> range:
    """The numbers of all units of a hit that is an article of a law, where the question names it
    (第八条怎么说): it is asked for as a whole.  Else empty."""
    head = _ARTICLE.match(hits[units[number].hit].text)
    if not head or not names_article(asked, head.group()):
        return range(0)
    same = [n for n, unit in enumerate(units) if unit.hit == units[number].hit]
    return range(same[0], same[-1] + 1)


def filled(units: Sequence[Unit], hits: Sequence[Hit], number: int) -> range:
    """The numbers of the units that are shown for one: its whole sentence, of a long one as many
    clauses around it as make WHOLE characters, the next sentence if it says too little or asks, and
    the one before if it points back."""
    first, last = number, number + 1
    text = hits[units[number].hit].text

    def goes_on(a: int, b: int, border: int) -> bool:
        """Whether units [a, b) are there, of one sentence at the border, and not too long."""
        if a < 0 or b > len(units) or not _one_sentence(units, hits, border):
            return False
        return units[b - 1].span[1] - units[a].span[0] <= WHOLE

    grown = True
    while grown:
        grown = False
        if goes_on(first, last + 1, last):
            last, grown = last + 1, True
        if goes_on(first - 1, last, first):
            first, grown = first - 1, True
    letters = sum(map(str.isalnum, text[units[first].span[0] : units[last - 1].span[1]]))
    little = letters < FULL or asks(text[: units[last - 1].span[1]])
    if little and last < len(units) and units[last].hit == units[number].hit:
        begin, last = last, last + 1
        while goes_on(begin, last + 1, last):
            last += 1
    here = units[first]
    points_back = _BACK.search(text, here.span[0], min(here.span[0] + NEAR, here.span[1]))
    if first and units[first - 1].hit == here.hit and points_back:
        first -= 1
    return range(first, last)


def _reason_behind(
    kind: Kind, shown: set[int], units: Sequence[Unit], hits: Sequence[Hit]
) -> set[int]:
    """Of a question for a reason: the units right behind those shown, if they give one and none
    that is shown does."""
    if kind is not Kind.REASON:
        return set()
    text = [fold(hits[u.hit].text[slice(*u.span)]) if u.hit < len(hits) else "" for u in units]
    told = {n for n in range(len(units)) if TABLE[Kind.REASON].search(text[n])}
    behind = {n + 1 for n in shown if n + 1 in told and units[n + 1].hit == units[n].hit}
    return set() if shown & told else behind


def _one_sentence(units: Sequence[Unit], hits: Sequence[Hit], number: int) -> bool:
    """Whether the unit goes on with the sentence of the one before it."""
    before, unit = units[number - 1], units[number]
    if before.hit != unit.hit or before.span[1] != unit.span[0]:
        return False
    return hits[unit.hit].text[before.span[1] - 1] in BREAKS


def _sentences(
    asked: QuestionType, units: Sequence[Unit], scores: Floats, hits: Sequence[Hit], sure: float
) -> tuple[AnswerSentence, ...]:
    """What is shown; of two that say the same, the first with the other's source beside its own."""
    found: dict[str, AnswerSentence] = {}
    for run in _chosen(asked, units, scores, hits):
        hit = hits[units[run[0]].hit]
        start, end = units[run[0]].span[0], units[run[-1]].span[1]
        text = hit.text[start:end]
        folded = fold("".join(filter(str.isalnum, text)))
        if folded in found:
            found[folded] = replace(found[folded], also=(*found[folded].also, hit.rank))
            continue
        best = max(run, key=lambda n: float(scores[n]))
        found[folded] = AnswerSentence(
            text=text,
            hit=hit.rank,
            spans=slice_spans(hit.text, hit.spans, start, end),
            short=_short(asked, hit, (start, end), units[best], sure),
            source=hit,
        )
    return tuple(found.values())


def _short(
    asked: QuestionType, hit: Hit, sentence: Span, unit: Unit, sure: float
) -> ShortAnswer | None:
    """The short answer within the sentence, if it is sure enough and less than all of it."""
    if unit.short is None:
        return None
    start, end = whole_words(hit.text, sentence, unit.short)
    if start >= end or end - start > 0.8 * (sentence[1] - sentence[0]):
        return None
    number = asked.kind is Kind.NUMBER
    if number and figure_of_another_year(asked.folded, hit, sentence, (start, end)):
        return None
    text = hit.text[start:end]
    chance = confidence.short_confidence(unit, sure)
    if chance < SHOWN:
        return None
    return ShortAnswer(text, slice_spans(hit.text, hit.spans, start, end), chance)


def whole_words(text: str, sentence: Span, span: Span) -> Span:
    """The span, grown to whole words and closed quotes within the sentence, without marks at its
    ends and 的 after it."""
    first, last = sentence
    words = [(a + first, b + first) for a, b in word_spans(text[first:last])]
    within = [(a, b) for a, b in words if b > span[0] and a < span[1]]
    start = min([span[0], *(a for a, _ in within)])
    end = max([span[1], *(b for _, b in within)])
    for mark, closing in QUOTES.items():
        inside = text[start:end]
        opened, closed = inside.count(mark), inside.count(closing)
        if mark != closing and opened > closed:
            at = text.find(closing, end, last)
            end = at + 1 if 0 <= at < end + 12 else start + inside.rfind(mark)
        elif mark != closing and closed > opened:
            at = text.rfind(mark, first, start)
            start = at if at >= start - 12 and at >= 0 else start + inside.find(closing) + 1
    while start < end and not (text[start].isalnum() or text[start] in QUOTES):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in KEPT):
        end -= 1
    if (end - 1, end) in words and text[end - 1] == "的":  # 二十年的, but 目的
        end -= 1
    return start, end


def slice_spans(text: str, spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """The spans into the source of text[start:end], for a paragraph's text and spans.

    No span of a paragraph holds a line break, so the slices joined are the text and places add up,
    also where the paragraph was joined from lines or across columns.

    Raises:
        IndexDamaged: the spans are not as long as the text.
    """
    found: list[Span] = []
    at = 0
    for first, last in spans:
        left, right = max(start, at), min(end, at + last - first)
        if left < right:
            found.append((first + left - at, first + right - at))
        at += last - first
    if at != len(text):
        raise IndexDamaged("bad_spans", count=len(text), spans=at)
    return tuple(found)
