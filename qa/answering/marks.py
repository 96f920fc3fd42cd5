"""Which short answers stay marked: of the kind that was asked for, and not taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from language.fold import fold
from language.kinds import chooses, is_of_the_kind
from qa.query import Question
from qa.question_type import TYPED, Kind
from qa.records import AnswerSentence


def well_marked(
    question: Question, sentences: Sequence[AnswerSentence]
) -> tuple[AnswerSentence, ...]:
    """The sentences, without the marks that cannot be what was asked for."""
    wrong = (one.short and not fits(question, one.short.text, one.text) for one in sentences)
    return tuple(
        replace(one, short=None) if misled else one
        for one, misled in zip(sentences, wrong, strict=True)
    )


def fits(question: Question, short: str, sentence: str) -> bool:
    """Whether a short answer is of the kind that the question asks for."""
    asked, mark = question.asked, fold(short)
    if asked.kind is Kind.OPEN:
        return chooses(question.folded, mark)
    if asked.kind not in TYPED or (asked.word.isascii() and asked.before.strip()):
        return True  # the second word that asks in English: who … when …
    return is_of_the_kind((asked.before, asked.word, asked.after), mark, fold(sentence))
