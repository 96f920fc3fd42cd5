"""Highlighting: the query words of a question as they occur in a passage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.records import Span
from qa.query import Question, fold_cached

_LATIN = re.compile("[0-9a-z]+")


def matched(question: Question, texts: Sequence[str]) -> list[tuple[str, ...]]:
    """For each text the question's words that it holds, in the text's own characters, by place.

    Compared folded: a question in simplified script marks the traditional word.  Of a long word
    that is not there its parts are looked for.  Words that touch in the text and in the question
    are one (a name that the dictionary does not know); a single Chinese character alone is none.
    """
    wanted = sorted(set(question.search_words), key=lambda word: (-len(word), word))
    return [_words_in_text(wanted, question.content, text) for text in texts]


def _words_in_text(wanted: Sequence[str], question: str, text: str) -> tuple[str, ...]:
    folded = fold_cached(text)
    taken = [False] * len(folded)
    matches: list[Span] = []
    for word in wanted:
        for start in _places(word, folded):
            end = start + len(word)
            if not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                matches.append((start, end))
    joined = _joined_neighbours(sorted(matches), question, folded)
    return tuple(dict.fromkeys(text[a:b] for a, b in joined if b - a > 1 or folded[a:b].isascii()))


def _joined_neighbours(spans: Sequence[Span], question: str, text: str) -> list[Span]:
    """Neighbours made one where the question has them side by side too."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and joined[-1][1] == start and text[joined[-1][0] : end] in question:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _places(word: str, text: str) -> list[int]:
    """Where the word starts; Latin words and numbers match whole, not inside longer ones."""
    if word.isascii():
        return [token.start() for token in _LATIN.finditer(text) if token.group() == word]
    return list(find_all(word, text))


def find_all(word: str, text: str) -> Iterator[int]:
    """Where the word starts; of occurrences that overlap, the first."""
    at = text.find(word)  # a pattern for each word of a question takes far longer
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
