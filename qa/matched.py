"""The words of a question as they stand in a passage."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.records import Span
from language.fold import fold
from qa.wording import kept_fold, search_words


def matched(question: str, texts: Sequence[str]) -> list[tuple[str, ...]]:
    """For each text the question's words that it holds, in the text's own characters, by place.

    Compared folded: a question in simplified script marks the traditional word.  Of a long word
    that is not there its parts are looked for.  Words that touch in the text and in the question
    are one (a name that the dictionary does not know); a single Chinese character alone is none.
    """
    folded = fold(question)
    wanted = sorted(set(search_words(folded)), key=lambda word: (-len(word), word))
    return [_in_text(wanted, folded, text) for text in texts]


def _in_text(wanted: Sequence[str], question: str, text: str) -> tuple[str, ...]:
    folded = kept_fold(text)
    taken = [False] * len(folded)
    found: list[Span] = []
    for word in wanted:
        for start in _places(word, folded):
            end = start + len(word)
            if not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                found.append((start, end))
    whole = _joined(sorted(found), question, folded)
    return tuple(dict.fromkeys(text[a:b] for a, b in whole if b - a > 1 or folded[a:b].isascii()))


def _joined(spans: Sequence[Span], question: str, text: str) -> list[Span]:
    """Neighbours made one where the question has them side by side too."""
    out: list[Span] = []
    for start, end in spans:
        if out and out[-1][1] == start and text[out[-1][0] : end] in question:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _places(word: str, text: str) -> list[int]:
    """Where the word starts; Latin words and numbers match whole, not inside longer ones."""
    if word.isascii():
        whole = rf"(?<![0-9a-z]){re.escape(word)}(?![0-9a-z])"
        return [found.start() for found in re.finditer(whole, text)]
    found, at = [], text.find(word)  # a pattern for each word of a question takes far longer
    while at >= 0:
        found.append(at)
        at = text.find(word, at + len(word))
    return found
