"""Short answers: which words of an answer's sentence are marked as what was asked for.

The network says which (`qa/reading/cross_encoder.py`) and how sure that is; here the mark gets its
borders, and goes where it can't be what was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.cells import is_of_another_time
from corpus.records import Span
from corpus.spans import slice_spans
from language.asked_years import is_of_another_year
from language.corrected import corrections, misstated, put_right, said_instead
from language.events import in_clause_of_another
from language.figure_bounds import bounded
from language.fold import fold
from language.grades import of_the_grade
from language.lists import is_one_of_several
from language.measures import is_another_size, is_difference, lacks_part
from language.modality import is_before_change
from language.opposites import in_clause_of_the_opposite
from language.parallels import is_of_another
from language.roles import is_of_deputy
from language.words import spans as word_spans
from language.yes_or_no import chooses, echoes
from qa.query import Question
from qa.question_type import Kind
from qa.records import AnswerSentence, Hit, ShortAnswer

SHOWN = 0.8
"""A short answer that is less sure is not marked."""
KEPT = '”’》」』）)"%％℃°'
"""Marks with which a short answer may end."""
_SIGNED = re.compile(r"[^\da-zA-Z年月日号时点分期周]?[-−－﹣±¥￥$€£]\d")
"""The first digit of a figure with its sign: 为-3.5, but not of 5月-8月."""
_ROOT = re.compile(r"[^\da-zA-Z]?/")
"""Before a path: /etc/hosts, but not 1/2."""
QUOTES = {"“": "”", "‘": "’", "《": "》", "「": "」", "『": "』", "（": "）", "(": ")", '"': '"'}


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence at `span` of a hit's text, and the place in that text which the network marks in
    it, if any, with how sure it is."""

    sentence: AnswerSentence
    hit: Hit
    span: Span
    place: Span | None
    sure: float


def with_short_answers(
    question: Question, sentences: Sequence[Marked]
) -> tuple[AnswerSentence, ...]:
    """The sentences of an answer, each with its short answer if it has one."""
    marked = [replace(one.sentence, short=_short_answer(question, one)) for one in sentences]
    return well_marked(question, marked)


def _short_answer(asked: Question, marked: Marked) -> ShortAnswer | None:
    """The short answer within the sentence, if it is sure enough and less than all of it."""
    hit, sentence, question = marked.hit, marked.span, asked.folded
    if marked.place is None or marked.sure < SHOWN:
        return None
    start, end = whole_words(hit.text, sentence, marked.place)
    text, place = fold(hit.text[slice(*sentence)]), (start - sentence[0], end - sentence[0])
    if is_difference(question, text[: place[0]]) or is_another_size(question, text, place):
        return None
    if is_of_another_time(question, hit, (start, end)):
        return None
    years = asked.years.of(hit.published)
    if is_of_another_year(years, hit.text[slice(*sentence)], place, hit.published):
        return None
    if is_one_of_several(question, text, place):
        return None
    if is_before_change(question, text, place) or is_of_deputy(question, text, place):
        return None
    if in_clause_of_the_opposite(question, text, place):
        return None
    if in_clause_of_another(question, text, place) or is_of_another(question, text, place):
        return None
    place = of_the_grade(question, text, said_instead(question, text, place))
    start, end = (sentence[0] + at for at in bounded(text, place))
    if start >= end or end - start > 0.8 * (sentence[1] - sentence[0]):
        return None
    spans = slice_spans(hit.text, hit.spans, start, end)
    return ShortAnswer(hit.text[start:end], spans, marked.sure)


def well_marked(
    question: Question, sentences: Sequence[AnswerSentence]
) -> tuple[AnswerSentence, ...]:
    """The sentences, without the marks that cannot be what was asked for, nor those that one of
    them takes back (“三十九块”应为“九十三块”): what it puts for them is marked there instead."""
    marked = list(sentences)
    for at, sentence in enumerate(sentences):
        if sentence.short and not fits(question, sentence.short.text):
            marked[at] = replace(sentence, short=None)
    # From the last one on: the newest stands first, and may put another for what an older one put.
    for note, correction in reversed(list(enumerate(sentences))):
        for old, new in (*corrections(correction.text), *misstated(correction.text)):
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


def fits(question: Question, short: str) -> bool:
    """Whether a short answer may be one to the question: not to one for a yes or no, none that the
    question has itself, and no date without the part that is asked for."""
    folded = fold(short)
    if echoes(question.folded, folded) or lacks_part(question.folded, folded):
        return False
    return question.asked.kind is not Kind.OPEN or chooses(question.folded, folded)


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
    if start > first and _ROOT.fullmatch(text, max(first, start - 2), start):
        start -= 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in KEPT):
        end -= 1
    if (end - 1, end) in words and text[end - 1] == "的":  # 二十年的, but 目的
        end -= 1
    if (start, start + 1) in words and text[start] == "的":
        start += 1
    return start, end
