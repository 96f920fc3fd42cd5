"""Answer extraction: the sentences of the best hits that answer, with their spans, or none.

The reader (`qa/reading/cross_encoder.py`) scores the sentences and clauses of the hits; small
models choose among them and say how sure the answer is (`qa/answering/confidence.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.cells import cell_named, cell_of_time, named
from corpus.spans import slice_spans
from index.store import Floats, Row, Store, openings, section_after
from language.asked_years import Years, told_years
from language.comparisons import compares, pairs
from language.fold import fold
from language.laws import names_article
from language.lists import LONGEST, items, leads, list_end
from language.mistyped import put_right
from language.reasons import gives_reason, is_not_all
from language.sentences import asks, sentences
from qa.answering.alike import with_rest
from qa.answering.changed import with_changes
from qa.answering.confidence import Judged, judged
from qa.answering.precedence import in_order
from qa.answering.short_answer import Marked, with_short_answers
from qa.query import Query, Question
from qa.question_type import TYPED, Kind
from qa.reading.cross_encoder import READ, Unit, read
from qa.records import Answer, AnswerSentence, Hit
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
OPENING = 12
"""Paragraphs at the head of an article in which an asked year is looked for."""
SIDE = -3.0
"""The log-odds from which on a unit may be the other side of a comparison."""
MOST_ITEMS = 30
"""Paragraphs in which the items of a list are looked for."""
BREAKS = "，,、；;"
"""Where a long sentence is cut into clauses (`qa/reading/windows.py`)."""
WHOLE = 160
"""Characters of a sentence that is shown whole."""
_ARTICLE = re.compile(r"第[^第条]{1,9}条(?:之[一二三四五六七八九十]+)?")
NEAR = 20
"""Within so many characters of a sentence's beginning, what points back points at another one."""
_BACK = re.compile(r"由此|为此|為此|因此|对此|對此|据此|據此|此举|此舉|上述|这样一来|這樣一來")
_MEANS_BEFORE = re.compile(
    "它们?|[他她]们|这(?:[也就是会将让使]|些|种|样|一|意味|不仅)|這(?:[也就是會將讓使]|些|種|樣|一|意味|不僅)|否[则則]"
    "|也就是说|也就是說|换句话说|換句話說|(?:This|That|These|Those|It|They)\\b"
)
"""With what a sentence begins that says nothing without the one before."""
_HOW = re.compile("如何|怎|how")


def answer(retrieved: Retrieved, k: int, store: Store | None = None) -> Answer:
    """The answer from what was retrieved, cited from the first k hits, CITED at most.

    READ hits are read, whatever k is, so that the confidence is of the index.  store: has the items
    of a list that an answer introduces; they come along as hits behind the k.
    """
    hits, cited = retrieved.hits[:READ], min(k, CITED)
    query = _put_right(retrieved.query, hits)
    question, typed = query.question, retrieved.query.text
    nothing = Answer(typed, False, 0.0, (), retrieved.hits[:k])
    units = read(query, hits) if hits and not question.asks_nothing else []
    if not units or (question.is_word and not _has_word(question, hits)):
        return nothing
    rows = list(retrieved.candidates.rows)
    if store and question.years.written:  # a newspaper tells the year at the head of an article
        rows += openings(dict.fromkeys(hit.article_id for hit in hits), store, OPENING)
    judgement = judged(question, units, hits, rows, cited)
    if not judgement.answered:
        return replace(nothing, confidence=judgement.sure)
    sentences = _answer_sentences(question, judgement, hits[:cited])
    answered = Answer(typed, True, judgement.sure, sentences, retrieved.hits[:k])
    if not store:
        return answered
    one_value = question.asked.kind in TYPED
    whole = with_rest(retrieved, answered, store)
    whole = whole if one_value else _with_items(whole, store)
    return with_changes(question, whole, store, retrieved.narrow)


def _put_right(query: Query, hits: Sequence[Hit]) -> Query:
    """The query, with what was mistyped as the hits have it (公鸡金 for 公积金): the network knows
    no sounds."""
    text = put_right(query.text, [_folded_whole(hit) for hit in hits])
    return query if text == query.text else replace(query, question=Question(text))


def _has_word(question: Question, hits: Sequence[Hit]) -> bool:
    """Whether a hit has the word that a question is: 体检 alone is answered by no other word."""
    word = question.folded.strip()
    return any(word in _folded_whole(hit) for hit in hits)


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
    others = [n for n in others if units[n].hit < len(hits)]
    cited = [n for n in others if close[n]]
    as_good = [n for n in cited if not _is_asked(hits[units[n].hit].text[: units[n].span[1]])]
    side = _other_side(question, units, hits, first, [n for n in others if units[n].score > SIDE])
    picked = in_order([*dict.fromkeys([first, *side, *as_good])][:MOST], units, scores, hits)
    rank = {units[number].hit: place for place, number in reversed(list(enumerate(picked)))}
    shown = {
        n
        for number in picked
        for n in _rule_units(question, units, hits, number)
        or _widened(question, units, hits, filled(units, hits, number))
    }
    runs: list[range] = []
    for n in sorted(shown, key=lambda n: (rank[units[n].hit], n)):
        beside = bool(runs) and runs[-1].stop == n and units[n - 1].hit == units[n].hit
        if beside and (_one_sentence(units, hits, n) or _means_before(units[n], hits)):
            runs[-1] = range(runs[-1].start, n + 1)
        else:
            runs.append(range(n, n + 1))
    return runs


def _other_side(
    question: Question, units: Sequence[Unit], hits: Sequence[Hit], first: int, others: list[int]
) -> list[int]:
    """Of what is asked of two things, the best unit of the hit that names most of what the first
    one's hit does not; none where that names all.  Of two years, the best that tells of the
    other."""
    if not compares(question.folded):
        return []
    told_at = {n: _years_told(units[n], hits) for n in (first, *others)}
    years = question.years.several - told_at[first]
    if question.years.several and years:
        return [n for n in others if told_at[n] & years][:1]
    told = {n: _folded_whole(hits[n]) for n in {units[n].hit for n in (first, *others)}}
    missing = [pair for pair in pairs(question.folded) if pair not in told[units[first].hit]]
    named = {n: sum(pair in told[units[n].hit] for pair in missing) for n in others}
    best = max(others, key=named.__getitem__, default=first)  # the first of those that are equal
    return [best] if named.get(best) else []


def _years_told(unit: Unit, hits: Sequence[Hit]) -> Years:
    """The years that a unit tells of, or else its heading."""
    hit = hits[unit.hit]
    own = told_years(hit.text[slice(*unit.span)], hit.published)
    return own or told_years(hit.heading or "", hit.published)


def _folded_whole(hit: Hit) -> str:
    return fold(f"{hit.title}\n{hit.heading}\n{hit.text}")


def _is_asked(text: str) -> bool:
    """Whether a text ends with a question that is no quoted one: of who asks, an interviewer."""
    return asks(text) and text.count("“") == text.count("”")


def _rule_units(
    question: Question, units: Sequence[Unit], hits: Sequence[Hit], number: int
) -> range:
    """The numbers of the units of a hit that is an article of a law or of rules: all of them where
    the question names it (第八条怎么说); of a short one, unless one value is asked for, those from
    this one on, as what it excepts stands behind.  Else empty."""
    text = hits[units[number].hit].text
    if not (head := _ARTICLE.match(text)):
        return range(0)
    of_hit = [n for n, unit in enumerate(units) if unit.hit == units[number].hit]
    if names_article(question.law_articles, head.group()):
        return range(of_hit[0], of_hit[-1] + 1)
    if len(text) > WHOLE or question.asked.kind in TYPED:
        return range(0)
    return range(filled(units, hits, number).start, of_hit[-1] + 1)


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
    the sentence before what points back to it (由此), which tells only what came of it; before what
    begins with 它 or 这 the sentence that it means, if both are short; asked why, the sentence
    behind what gives no reason, or not all of it."""
    if question.asked.kind in TYPED:
        return run
    first, last, hit = run.start, run.stop, units[run[0]].hit
    text, begin = hits[hit].text, units[first].span[0]
    end = list_end(text, begin, units[last - 1].span[1])
    while last < len(units) and units[last].hit == hit and units[last].span[1] <= end:
        last += 1
    told = fold(text[begin : units[last - 1].span[1]])
    is_reason = question.asked.kind is Kind.REASON
    if is_reason and (is_not_all(told) or not gives_reason(told)):
        goes_on = last < len(units) and units[last].hit == hit
        while goes_on:
            last += 1
            goes_on = last < len(units) and _one_sentence(units, hits, last)
    back = _HOW.search(question.asked.word) and _BACK.search(text, begin, begin + NEAR)
    if not first or units[first - 1].hit != hit:
        return range(first, last)
    is_short = units[last - 1].span[1] - units[first - 1].span[0] <= WHOLE
    if back or (is_short and _means_before(units[first], hits)):
        first -= 1
    return range(first, last)


def _means_before(unit: Unit, hits: Sequence[Hit]) -> bool:
    return bool(_MEANS_BEFORE.match(hits[unit.hit].text, unit.span[0]))


def _one_sentence(units: Sequence[Unit], hits: Sequence[Hit], number: int) -> bool:
    """Whether the unit goes on with the sentence of the one before it."""
    before, unit = units[number - 1], units[number]
    if before.hit != unit.hit or before.span[1] != unit.span[0]:
        return False
    return hits[unit.hit].text[before.span[1] - 1] in BREAKS


def _has_value(question: Question, cell: str) -> bool:
    """Whether a cell has what may answer: a figure where one is asked for, and not — alone."""
    is_value = str.isnumeric if "多" in question.asked.word else str.isalnum
    return any(map(is_value, cell))


def _answer_sentences(
    question: Question, judgement: Judged, hits: Sequence[Hit]
) -> tuple[AnswerSentence, ...]:
    """What is shown; of two that say the same, the first with the other's source beside its own."""
    units, scores, rows = judgement.units, judgement.scores, named(question.named, hits)
    by_text: dict[str, Marked] = {}
    for run in chosen(question, units, scores, hits):
        hit = hits[units[run[0]].hit]
        start, end = units[run[0]].span[0], units[run[-1]].span[1]
        text = hit.text[start:end]
        folded = fold("".join(filter(str.isalnum, text)))
        if same := by_text.get(folded):
            also = (*same.sentence.also, hit.rank)
            by_text[folded] = replace(same, sentence=replace(same.sentence, also=also))
            continue
        best = max(run, key=lambda n: float(scores[n]))
        place, sure = units[best].short, judgement.shorts[best]
        cell = cell_named(question.folded, hit, rows) or cell_of_time(question.folded, hit)
        if cell and _has_value(question, hit.text[slice(*cell)]):
            place, sure = cell, judgement.sure
        elif cell and place and not cell[0] <= place[0] < place[1] <= cell[1]:
            place = None  # that of its neighbour
        spans = slice_spans(hit.text, hit.spans, start, end)
        by_text[folded] = Marked(
            sentence=AnswerSentence(text=text, hit=hit.rank, spans=spans, source=hit),
            hit=hit, span=(start, end), place=place, sure=sure,
        )  # fmt: skip
    return with_short_answers(question, list(by_text.values()))
