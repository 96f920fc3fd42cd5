"""Which short answers stay marked: of the kind that was asked for, and not taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.spans import split
from language.corrected import corrections, put_right
from language.fold import fold
from language.kinds import chooses, is_of_the_kind
from qa.query import Question
from qa.question_type import TYPED, Kind
from qa.records import AnswerSentence, ShortAnswer


def well_marked(
    question: Question, sentences: Sequence[AnswerSentence]
) -> tuple[AnswerSentence, ...]:
    """The sentences, without the marks that cannot be what was asked for, nor those that one of
    them takes back (“三十九块”应为“九十三块”): what it puts for them is marked there instead."""
    told = list(sentences)
    for at, one in enumerate(sentences):
        if one.short and not fits(question, one.short.text, one.text):
            told[at] = replace(one, short=None)
    for note, sentence in enumerate(sentences):
        for old, new in corrections(sentence.text):
            for at, one in enumerate(told):
                if not one.short or old not in one.text:
                    continue
                right = put_right(one.short.text, old, new)
                if right != one.short.text:
                    told[at] = replace(one, short=None)
                    told[note] = _marked(told[note], new, right, one.short.confidence)
    return tuple(told)


def _marked(one: AnswerSentence, new: str, right: str, sure: float) -> AnswerSentence:
    """A correction with that part marked of the new words, if it has no mark."""
    if one.short or not right:
        return one
    start = one.text.rindex(new) + new.index(right)
    (spans,) = split(one.spans, [(start, start + len(right))])
    return replace(one, short=ShortAnswer(right, spans, sure))


def fits(question: Question, short: str, sentence: str) -> bool:
    """Whether a short answer is of the kind that the question asks for."""
    asked, mark = question.asked, fold(short)
    if asked.kind is Kind.OPEN:
        return chooses(question.folded, mark)
    if asked.kind not in TYPED or (asked.word.isascii() and asked.before.strip()):
        return True  # the second word that asks in English: who … when …
    return is_of_the_kind((asked.before, asked.word, asked.after), mark, fold(sentence))
