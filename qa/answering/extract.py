"""Answer extraction: the sentences of the best hits that answer, with their spans, or none.

The reader (`qa/reading/reader.py`) scores the sentences and clauses of the hits; small models
choose among them and say how sure the answer is (`qa/answering/confidence.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.cells import cell_named, named
from corpus.records import Span
from corpus.spans import split
from errors import IndexDamaged
from index.store import Floats, Row, Store, section_after
from language.clauses import bounded, of_another_part, of_the_other, of_the_paper
from language.corrected import corrections, put_right
from language.fold import fold
from language.kinds import chooses, is_of_the_kind
from language.laws import Article, names_article
from language.lists import LONGEST, items, leads, list_end
from language.measures import is_difference
from language.roles import is_replaced
from language.sentences import asks, sentences
from language.words import spans as word_spans
from qa.answering.confidence import Judged, judged
from qa.answering.penalties import only_asks
from qa.answering.precedence import in_order
from qa.query import Question
from qa.question_type import TYPED, Kind
from qa.reading.reader import READ, Unit, read
from qa.records import Answer, AnswerSentence, Hit, ShortAnswer
from qa.retrieval import Retrieved, hit_of

MOST = 5
"""Sentences in an answer."""
CITED = 5
"""Hits that an answer may be cited from, so that more of them to look at do not change it."""
CLOSE = 1.5
"""A unit whose log-odds are so near to the best one's answers as well, if it is likelier than not
to answer at all."""
TIE = 0.2
"""A unit that is so near cannot be told from the best: it answers as well, however likely."""
SHOWN = 0.8
"""A short answer that is less sure is not marked."""
MOST_ITEMS = 30
"""Paragraphs in which the items of a list are looked for."""
BREAKS = "，,、；;"
"""Where a long sentence is cut into clauses (`qa/reading/windows.py`)."""
WHOLE = 160
"""Characters of a sentence that is shown whole."""
KEPT = '”’》」』）)"%％℃°'
"""Marks with which a short answer may end."""
_SIGNED = re.compile(r"[^\da-zA-Z年月日号时点分期周]?[-−－﹣±¥￥$€£]\d")
"""The first digit of a figure with its sign: 为-3.5, but not of 5月-8月."""
_ARTICLE = re.compile(r"第[^第条]{1,9}条(?:之[一二三四五六七八九十]+)?")
NEAR = 20
"""Within so many characters of a sentence's beginning, what points back points at another one."""
_BACK = re.compile(r"由此|为此|為此|因此|对此|對此|据此|據此|此举|此舉|上述|这样一来|這樣一來")
_HOW = re.compile("如何|怎|how")
QUOTES = {"“": "”", "‘": "’", "《": "》", "「": "」", "『": "』", "（": "）", "(": ")", '"': '"'}


def answer(retrieved: Retrieved, k: int, store: Store | None = None) -> Answer:
    """The answer from what was retrieved, cited from the first k hits, CITED at most.

    READ hits are read, whatever k is, so that the confidence is of the index.  store: has the items
    of a list that an answer introduces; they come along as hits behind the k.
    """
    question, hits, cited = retrieved.query.question, retrieved.hits[:READ], min(k, CITED)
    nothing = Answer(question.text, False, 0.0, (), retrieved.hits[:k])
    units = read(retrieved.query, hits) if hits and not question.asks_nothing else []
    if not units:
        return nothing
    judgement = judged(question, units, hits, retrieved.candidates.rows, cited)
    if not judgement.answered:
        return replace(nothing, confidence=judgement.sure)
    sentences = _answer_sentences(question, judgement, hits[:cited])
    answered = Answer(question.text, True, judgement.sure, sentences, retrieved.hits[:k])
    one_value = question.asked.kind in TYPED
    return answered if one_value or not store else _with_items(answered, store)


def _with_items(answer: Answer, store: Store) -> Answer:
    """The answer, and behind a sentence at the end of a passage that introduces a list, its items:
    all of them, of long ones the first sentences."""
    for lead in answer.sentences:
        source = lead.source
        if source and leads(lead.text) and source.text.endswith(lead.text):
            behind = list(section_after(source.id, source.heading, store, MOST_ITEMS))
            rows = [behind[n] for n in items(lead.text, (row.text for row in behind))]
            return _with_rows(answer, lead, source, rows)
    return answer


def _with_rows(answer: Answer, lead: AnswerSentence, source: Hit, rows: Sequence[Row]) -> Answer:
    is_short = sum(len(row.text) for row in rows) <= LONGEST
    hits = {hit.id: hit for hit in answer.hits}
    ids = {row.id for row in rows}
    shown = [s for s in answer.sentences if s.source and s.source.id not in ids]
    for place, row in enumerate(rows, shown.index(lead) + 1):
        hit = hits.setdefault(row.id, hit_of(row, len(hits) + 1, source.score, ()))
        start, end = (0, len(row.text)) if is_short else sentences(row.text)[0]
        spans = slice_spans(row.text, row.spans, start, end)
        shown.insert(place, AnswerSentence(row.text[start:end], hit.rank, spans, source=hit))
    return replace(answer, sentences=tuple(shown), hits=tuple(hits.values()))


def chosen(
    question: Question, units: Sequence[Unit], scores: Floats, hits: Sequence[Hit]
) -> list[range]:
    """The units that are shown, in runs that lie side by side: the best one and those that answer
    nearly as well; the best hit's first, a hit's in the order of its text."""
    first, *others = np.argsort(-scores, kind="stable").tolist()
    behind = scores[first] - scores
    close = (behind < TIE) | ((behind < CLOSE) & np.array([unit.score > 0 for unit in units]))
    as_good = [
        n for n in others if close[n] and units[n].hit < len(hits) and not only_asks(units[n], hits)
    ]
    picked = in_order(question, [first, *as_good[: MOST - 1]], units, scores, hits)
    rank = {units[number].hit: place for place, number in reversed(list(enumerate(picked)))}
    shown = {
        n
        for number in picked
        for n in _law_article_units(question.law_articles, units, hits, number)
        or _widened(question, units, hits, filled(units, hits, number))
    }
    runs: list[range] = []
    for n in sorted(shown, key=lambda n: (rank[units[n].hit], n)):
        if runs and runs[-1].stop == n and _one_sentence(units, hits, n):
            runs[-1] = range(runs[-1].start, n + 1)
        else:
            runs.append(range(n, n + 1))
    return runs


def _law_article_units(
    law_articles: frozenset[Article], units: Sequence[Unit], hits: Sequence[Hit], number: int
) -> range:
    """The numbers of all units of a hit that is an article of a law, where the question names it
    (第八条怎么说): it is asked for as a whole.  Else empty."""
    head = _ARTICLE.match(hits[units[number].hit].text)
    if not head or not names_article(law_articles, head.group()):
        return range(0)
    of_hit = [n for n, unit in enumerate(units) if unit.hit == units[number].hit]
    return range(of_hit[0], of_hit[-1] + 1)


def filled(units: Sequence[Unit], hits: Sequence[Hit], number: int) -> range:
    """The numbers of the units that are shown for one: its whole sentence, of a long one as many
    clauses around it as make WHOLE characters, and the next sentence if it asks."""
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
    asking = asks(text[: units[last - 1].span[1]])
    if asking and last < len(units) and units[last].hit == units[number].hit:
        begin, last = last, last + 1
        while goes_on(begin, last + 1, last):
            last += 1
    return range(first, last)


def _widened(question: Question, units: Sequence[Unit], hits: Sequence[Hit], run: range) -> range:
    """The units, and unless one value is asked for the rest of a list that they open; asked how,
    the sentence before what points back to it (由此), which tells only what came of it."""
    if question.asked.kind in TYPED:
        return run
    first, last, hit = run.start, run.stop, units[run[0]].hit
    text, begin = hits[hit].text, units[first].span[0]
    end = list_end(text, begin, units[last - 1].span[1])
    while last < len(units) and units[last].hit == hit and units[last].span[1] <= end:
        last += 1
    back = _HOW.search(question.asked.word) and _BACK.search(text, begin, begin + NEAR)
    if back and first and units[first - 1].hit == hit:
        first -= 1
    return range(first, last)


def _one_sentence(units: Sequence[Unit], hits: Sequence[Hit], number: int) -> bool:
    """Whether the unit goes on with the sentence of the one before it."""
    before, unit = units[number - 1], units[number]
    if before.hit != unit.hit or before.span[1] != unit.span[0]:
        return False
    return hits[unit.hit].text[before.span[1] - 1] in BREAKS


def _answer_sentences(
    question: Question, judgement: Judged, hits: Sequence[Hit]
) -> tuple[AnswerSentence, ...]:
    """What is shown; of two that say the same, the first with the other's source beside its own."""
    units, scores, rows = judgement.units, judgement.scores, named(question.named, hits)
    by_text: dict[str, AnswerSentence] = {}
    for run in chosen(question, units, scores, hits):
        hit = hits[units[run[0]].hit]
        start, end = units[run[0]].span[0], units[run[-1]].span[1]
        text = hit.text[start:end]
        folded = fold("".join(filter(str.isalnum, text)))
        if folded in by_text:
            by_text[folded] = replace(by_text[folded], also=(*by_text[folded].also, hit.rank))
            continue
        best = max(run, key=lambda n: float(scores[n]))
        marked, sure = units[best].short, judgement.shorts[best]
        cell = cell_named(question.folded, hit, rows)
        if cell and (
            "多" not in question.asked.word or any(map(str.isdigit, hit.text[slice(*cell)]))
        ):
            marked, sure = cell, judgement.sure
        by_text[folded] = AnswerSentence(
            text=text,
            hit=hit.rank,
            spans=slice_spans(hit.text, hit.spans, start, end),
            short=_short_answer(question.folded, hit, (start, end), marked, sure),
            source=hit,
        )
    return well_marked(question, tuple(by_text.values()))


def _short_answer(
    question: str, hit: Hit, sentence: Span, marked: Span | None, sure: float
) -> ShortAnswer | None:
    """The short answer within the sentence, if it is sure enough and less than all of it."""
    if marked is None or sure < SHOWN:
        return None
    start, end = whole_words(hit.text, sentence, marked)
    text, place = fold(hit.text[slice(*sentence)]), (start - sentence[0], end - sentence[0])
    before = text[: place[0]]
    if is_difference(question, before) or is_replaced(question, before):
        return None
    if of_another_part(question, text, place) or of_the_other(question, text, place):
        return None
    if of_the_paper(text, place):
        return None
    start, end = (sentence[0] + at for at in bounded(text, place))
    if start >= end or end - start > 0.8 * (sentence[1] - sentence[0]):
        return None
    return ShortAnswer(hit.text[start:end], slice_spans(hit.text, hit.spans, start, end), sure)


def well_marked(
    question: Question, sentences: Sequence[AnswerSentence]
) -> tuple[AnswerSentence, ...]:
    """The sentences, without the marks that cannot be what was asked for, nor those that one of
    them takes back (“三十九块”应为“九十三块”): what it puts for them is marked there instead."""
    marked = list(sentences)
    for at, sentence in enumerate(sentences):
        if sentence.short and not fits(question, sentence.short.text, sentence.text):
            marked[at] = replace(sentence, short=None)
    for note, correction in enumerate(sentences):
        for old, new in corrections(correction.text):
            for at, sentence in enumerate(marked):
                if not sentence.short or old not in sentence.text:
                    continue
                right = put_right(sentence.short.text, old, new)
                if right != sentence.short.text:
                    marked[at] = replace(sentence, short=None)
                    marked[note] = _with_mark(marked[note], new, right, sentence.short.confidence)
    return tuple(marked)


def _with_mark(correction: AnswerSentence, new: str, right: str, sure: float) -> AnswerSentence:
    """A correction with that part marked of the new words, if it has no mark."""
    if correction.short or not right:
        return correction
    start = correction.text.rindex(new) + new.index(right)
    spans = slice_spans(correction.text, correction.spans, start, start + len(right))
    return replace(correction, short=ShortAnswer(right, spans, sure))


def fits(question: Question, short: str, sentence: str) -> bool:
    """Whether a short answer is of the kind that the question asks for."""
    form, mark = question.asked, fold(short)
    if form.kind is Kind.OPEN:
        return chooses(question.folded, mark)
    if form.kind not in TYPED or (form.word.isascii() and form.before.strip()):
        return True  # the second word that asks in English: who … when …
    return is_of_the_kind((form.before, form.word, form.after), mark, fold(sentence))


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
    if start > first and _SIGNED.fullmatch(text, max(first, start - 2), start + 1):
        start -= 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in KEPT):
        end -= 1
    if (end - 1, end) in words and text[end - 1] == "的":  # 二十年的, but 目的
        end -= 1
    if (start, start + 1) in words and text[start] == "的":
        start += 1
    return start, end


def slice_spans(text: str, spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """The spans into the source of text[start:end], for a paragraph's text and spans.

    Raises:
        IndexDamaged: the spans are not as long as the text.
    """
    size = sum(last - first for first, last in spans)
    if size != len(text):
        raise IndexDamaged("bad_spans", count=len(text), spans=size)
    return next(split(spans, [(start, end)]))
