"""Characters of a question that an input method took for others that sound alike (公鸡金, meant as
公积金), put right by the texts in which the right ones stand."""

from __future__ import annotations

from collections.abc import Sequence

from language.fold import fold
from language.lexicon import words
from language.siblings import places
from language.sounds import sound
from language.words import frequency

_ALONE = frozenset(
    "是时几及一以的得地在再做作去区有由会回与于和或到道给请问吗呢啥咋怎场座多少哪谁不没要说讲看买卖里这那就也都被把对"
    "从系起其将让叫能可还只且而先后前上下年月日号个付换光防网"
)
"""Characters that stand by themselves in questions, and are no part of a word mistyped."""
_SURNAMES = frozenset("".join(words("surnames")))
RUN = 3
"""Characters of which one is mistyped: the others stand in a text as they do in the question."""


def put_right(question: str, texts: Sequence[str]) -> str:
    """The question, of the same length, with each mistyped character as the folded texts have it.

    A character is mistyped if no text has it beside either neighbour, and one has another that
    sounds the same in its place within RUN characters.
    """
    asked, whole = fold(question), "\n".join(texts)
    right = list(question)
    for at in range(len(asked) - RUN + 1):
        run = asked[at : at + RUN]
        if run.isalpha() and not run.isascii() and run not in whole:
            for hole, char in _readings(run, whole):
                near = asked[max(0, at + hole - 1) : at + hole + 2]
                if all(near[n : n + 2] not in whole for n in range(len(near) - 1)):
                    right[at + hole] = char
    return "".join(right)


def _readings(run: str, text: str) -> list[tuple[int, str]]:
    """Each place in a run, and the character that sounds the same there in a text."""
    found = []
    for hole in range(RUN):
        before, behind = run[:hole], run[hole + 1 :]
        for place in places(before or behind, text):
            start = place if before else place - 1
            other = text[max(0, start) : start + RUN]
            if len(other) < RUN or not (other.startswith(before) and other.endswith(behind)):
                continue
            if _is_alike(run[hole], other[hole]) and _is_word(other, hole):
                found.append((hole, other[hole]))
                break
    return found


def _is_alike(typed: str, char: str) -> bool:
    """Whether two characters sound the same, and the first is none that stands alone in questions
    (几 is not 及)."""
    return typed not in _ALONE and bool(sound(typed)) and sound(typed) == sound(char)


def _is_word(run: str, hole: int) -> bool:
    """Whether a character of a run is part of a word there, or of a name of three letters."""
    pieces = (run, run[max(0, hole - 1) : hole + 1], run[hole : hole + 2])
    in_word = any(len(piece) > 1 and frequency(piece) for piece in pieces)
    return in_word or (run[0] in _SURNAMES and not _ALONE & set(run))
